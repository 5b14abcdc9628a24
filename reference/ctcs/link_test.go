package ctcs_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
)

// TestReconnect: however the server goes, the engine is back after 5 s with the whole
// greeting, and nothing of the old connection is left (CTCS-119 to CTCS-122).
func TestReconnect(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.greeted(1)
		first := k.all[1]
		for name, leave := range map[string]func(k *talk){
			"close":      func(k *talk) { k.conn.Close() },
			"half line":  func(k *talk) { k.raw("SETDLIMIT 9999"); k.conn.Close() },
			"half close": func(k *talk) { k.conn.(interface{ CloseWrite() error }).CloseWrite() },
			"reset": func(k *talk) {
				k.conn.(interface{ SetLinger(int) error }).SetLinger(0)
				k.conn.Close()
			},
		} {
			k.send("SENDSTATUS")
			k.until("CTSTATUS")
			gone := time.Now()
			leave(k)
			old := k
			k = s.accept()
			old.conn.Close()
			require.InDelta(t, 5, time.Since(gone).Seconds(), 0.1, name)
			require.Equal(t, "PROTOCOL 0003", k.next())
			l := k.next()
			require.Equal(t, strings.Fields(first)[:3], strings.Fields(l)[:3], "the same peer id and start")
			require.Contains(t, k.next(), ":", "the status is that of protocol 3 again")
			k.raw("9\n") // the rest of a line that is no line any more
			k.send("SENDSTATUS", "PROTOCOL 0001")
			require.Contains(t, k.until("CTSTATUS"), " 0,0 0")
		}
	})
}

// TestServerNotThere: 15 s between attempts.
func TestServerNotThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		ctx, cancel := context.WithCancel(t.Context())
		b, err := bundle.Start(ctx, bundle.Options{Server: serverAddr, Dial: func(context.Context, string, string) (net.Conn, error) {
			if at = append(at, time.Now()); len(at) == 4 {
				cancel()
			}
			return nil, net.ErrClosed
		}})
		require.NoError(t, err)
		<-ctx.Done()
		require.NoError(t, b.Close())
		require.Equal(t, 45*time.Second, at[3].Sub(at[0]))
	})
}

// TestRefused: an engine that hears ERROR stays, shows it, and backs off more and more
// when it is shut out again and again. The password is nowhere but in AUTH.
func TestRefused(t *testing.T) {
	var log bytes.Buffer
	o := bundle.Options{Client: ctcs.EngineOptions{Password: "secret word"},
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	withEngine(t, o, func(t *testing.T, s *stand) {
		last := time.Now()
		var waits []int
		for range 7 {
			k := s.accept()
			waits = append(waits, int(time.Since(last).Seconds()))
			require.Equal(t, "AUTH secret word", k.until("AUTH"))
			k.until("CTSTATUS")
			k.send("ERROR bad \x1b[31mpassword", "SENDSTATUS", "SENDCONF")
			k.until("CTSTATUS")
			require.NotContains(t, strings.Join(k.block("CTCONFIGSTART", "CTCONFIGDONE"), "\n"), "secret")
			last = time.Now()
			k.conn.Close()
		}
		require.Equal(t, []int{0, 5, 10, 20, 40, 60, 60}, waits)
	})
	require.Contains(t, log.String(), "password")
	require.NotContains(t, log.String(), "secret")
	require.NotContains(t, log.String(), "\x1b")
}

// TestOtherServer: ctcs_server, if it is allowed, moves the engine within a second or so.
func TestOtherServer(t *testing.T) {
	withEngine(t, bundle.Options{Client: ctcs.EngineOptions{Allow: []string{"ctcs_server"}}}, func(t *testing.T, s *stand) {
		l, err := s.net.Listen("127.0.0.1:2781")
		require.NoError(t, err)
		defer l.Close()
		k := s.greeted(3)
		k.send("CTCONFIG ctcs_server nonsense")
		k.until("CTINFO 2")
		k.send("CTCONFIG ctcs_server 127.0.0.1:2781")
		k.eof()
		at := time.Now()
		c, err := l.Accept()
		require.NoError(t, err)
		require.InDelta(t, 1, time.Since(at).Seconds(), 0.1)
		require.Equal(t, "127.0.0.1:2781", conf(t, newTalk(t, c))["ctcs_server"])
		c.Close()
	})
}

// TestServerDoesNotRead: the engine lives on, in bounded memory, and comes back.
func TestServerDoesNotRead(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		go func() {
			for range 100_000 {
				if _, err := k.conn.Write([]byte("SENDCONF\nSENDDETAIL\n")); err != nil {
					return
				}
			}
		}()
		k2 := s.accept() // because the write timeout has passed
		k.conn.Close()
		k2.until("CTSTATUS")
		k2.send("SENDSTATUS")
		k2.until("CTSTATUS")
	})
}

// TestTorrentGone: an engine without its torrent has nothing to report.
func TestTorrentGone(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		require.NoError(t, s.b.Engine.Do(t.Context(), s.b.ID, engine.Command{Op: engine.Remove}))
		k.eof()
		require.ErrorIs(t, s.b.Wait(), engine.ErrNotFound)
	})
}

func TestEngineOptions(t *testing.T) {
	for name, o := range map[string]ctcs.EngineOptions{
		"another machine": {Server: "192.0.2.1:2780"},
		"a name":          {Server: "ctcs.example:2780"},
		"no port":         {Server: "127.0.0.1"},
		"version":         {Server: serverAddr, Version: 4},
		"peer id":         {Server: serverAddr, PeerID: "short"},
	} {
		_, err := bundle.Start(t.Context(), bundle.Options{Server: o.Server, Client: o})
		require.Error(t, err, name)
	}
}
