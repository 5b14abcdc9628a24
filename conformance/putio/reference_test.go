package putio_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/putio"
	"enginespec/reference/putio/bundle"
)

// The suite passes against the bundled server over real sockets, in every segmentation.
func TestReferenceEngine(t *testing.T) {
	b, err := bundle.Start(t.Context(), bundle.Options{Scale: 100})
	require.NoError(t, err)
	defer b.Close()
	conformance.Test(t, putio.Suite(), conformance.Config{
		Role: codec.Engine, Parallel: 32, Strict: true,
		Target: &conformance.Target{
			Name: "bundled", Scale: 100, Params: accounts(), Features: conformance.Features{"archives": true, "messages": true, "unlimited": true},
			Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, "tcp", b.Addr)
			},
		},
	})
}

// accounts are the parameters for the bundle's sample accounts.
func accounts() map[string]string {
	return map[string]string{
		"api-key": bundle.Key, "api-secret": bundle.Secret, "api-key-2": bundle.OtherKey, "api-secret-2": bundle.OtherSecret,
		"user-name": bundle.Name, "password": bundle.Password,
	}
}
