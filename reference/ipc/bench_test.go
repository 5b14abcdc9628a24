package ipc_test

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ipc/bundle"
)

// feed is a connection without a network: so many batches of requests can be read from
// it, and what is written is counted.
type feed struct {
	net.Conn
	first, batch []byte
	batches      int
	written      int
}

func (f *feed) Read(b []byte) (int, error) {
	if f.first != nil {
		n := copy(b, f.first)
		f.first = nil
		return n, nil
	}
	if f.batches == 0 {
		return 0, io.EOF
	}
	f.batches--
	return copy(b, f.batch), nil // whole requests only, as long as the buffer is not shorter
}

func (f *feed) Write(b []byte) (int, error)      { f.written += len(b); return len(b), nil }
func (f *feed) Close() error                     { return nil }
func (f *feed) SetReadDeadline(time.Time) error  { return nil }
func (f *feed) SetWriteDeadline(time.Time) error { return nil }

const request = "0000000El4:noop0:i15ee"

// BenchmarkPipelined is what one of 20 requests costs that came together, without the
// system's part.
func BenchmarkPipelined(b *testing.B) {
	s, err := bundle.Start(b.Context(), bundle.Options{})
	require.NoError(b, err)
	defer s.Close()
	f := &feed{first: []byte("0000001Dd7:versiond3:mini1e3:maxi2eee"), batch: bytes.Repeat([]byte(request), 20), batches: b.N/20 + 1}
	b.ReportAllocs()
	b.ResetTimer()
	s.Server.ServeConn(b.Context(), f)
	require.GreaterOrEqual(b, f.written, b.N*len("00000013l9:succeeded0:i15ee"))
}
