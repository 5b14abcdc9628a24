package ts_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ts"
	"enginespec/reference/ts/bundle"
)

// The suite passes against the bundled engine over real sockets, in every
// segmentation.
func TestReferenceEngine(t *testing.T) {
	b, err := bundle.Start(t.Context(), bundle.Options{Scale: 100})
	require.NoError(t, err)
	defer b.Close()
	conformance.Test(t, ts.Suite(), conformance.Config{
		Role: codec.Engine, Parallel: 32, Strict: true,
		Target: &conformance.Target{
			Name: "bundled", Scale: 100, Features: declared(),
			Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, "tcp", b.Addr)
			},
		},
	})
}

func declared() conformance.Features {
	return conformance.Features{
		"key": true, "no-key": false, "signed": true, "permissive": false, "download": true, "player-id": true, "live": true, "ads": true,
		"underrun": true, "v1": false, "port-file": false, "stop-notifications": true, "user-data": false,
	}
}
