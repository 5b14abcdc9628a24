package media_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// memory is an engine.Content and the Opener of it, all of it there.
type memory struct{ *bytes.Reader }

func (m memory) Open(context.Context, engine.ID, int) (engine.Content, error) { return m, nil }
func (memory) SetContext(context.Context)                                     {}
func (memory) Close() error                                                   { return nil }
func (m memory) Window() (int64, int64)                                       { return m.Size() - int64(m.Len()), m.Size() }

// pipes is a listener in memory, whose connections hold no byte.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestIdle plays in virtual time: a client may be slow for as long as it likes, but
// one that takes nothing for Idle is cut.
func TestIdle(t *testing.T) {
	for name, stops := range map[string]bool{"slow": false, "idle": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const size = 400_000
				content := bytes.Repeat([]byte("0123456789"), size/10)
				srv := media.New(media.Options{Idle: 30 * time.Second})
				l := srv.Publish(memory{bytes.NewReader(content)}, media.Stream{Name: "a.ts"})
				web, lis := media.HTTP(srv), make(pipes)
				go web.Serve(lis)
				client, server := net.Pipe()
				lis <- server
				began := time.Now()
				_, err := io.WriteString(client, "GET "+l.Path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				require.NoError(t, err)
				var got []byte
				for b := make([]byte, 4000); err == nil; {
					var n int
					n, err = client.Read(b)
					got = append(got, b[:n]...)
					time.Sleep(time.Second) // virtual
					if stops && len(got) > size/2 {
						time.Sleep(time.Minute)
					}
				}
				require.Equal(t, io.EOF, err)
				require.Equal(t, !stops, bytes.HasSuffix(got, content))
				require.Greater(t, time.Since(began), time.Minute)
				client.Close()
				close(lis)
				require.NoError(t, web.Close())
				require.NoError(t, srv.Close())
			})
		})
	}
}
