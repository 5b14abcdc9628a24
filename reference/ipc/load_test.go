package ipc_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/reference/engine"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// onSocket starts a bundle on a real unix socket.
func onSocket(t *testing.T, o bundle.Options) *bundle.Bundle {
	t.Helper()
	o.Server.ReadFile = readFixture
	b, err := bundle.Start(t.Context(), o)
	require.NoError(t, err)
	return b
}

func dialSocket(t *testing.T, b *bundle.Bundle) *talk {
	t.Helper()
	c, err := net.Dial(b.Network, b.Addr)
	require.NoError(t, err)
	k := newTalk(t, c)
	k.greet(1, 2)
	return k
}

// A thousand clients at once are all served, and all see quit.
func TestThousandConnections(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := onSocket(t, bundle.Modern())
	const n = 1000
	clients := make([]*ipc.Client, n)
	var wg sync.WaitGroup
	for i := range clients {
		c, err := ipc.Dial(t.Context(), b.Addr, ipc.ClientOptions{Timeout: time.Minute})
		require.NoError(t, err)
		clients[i] = c
	}
	require.Equal(t, n, b.Server.Sessions())
	for _, c := range clients {
		wg.Go(func() {
			for range 10 {
				if err := c.Noop(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if _, err := c.StatusAll(t.Context(), "state"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.NoError(t, clients[0].Quit(t.Context()))
	for _, c := range clients {
		<-c.Done()
		require.ErrorIs(t, c.Err(), ipc.ErrClosed)
		c.Close()
	}
	<-b.Done()
	require.NoError(t, b.Close())
}

// Clients that come and go leave nothing.
func TestComeAndGo(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := onSocket(t, bundle.Modern())
	for i := range 200 {
		c, err := net.Dial("unix", b.Addr)
		require.NoError(t, err)
		io.WriteString(c, frame("d7:versiond3:maxi2e3:mini1eee")[:i%38])
		c.Close()
	}
	k := dialSocket(t, b)
	k.fence()
	k.conn.Close()
	require.Eventually(t, func() bool { return b.Server.Sessions() == 0 }, 10*time.Second, time.Millisecond)
	require.NoError(t, b.Close())
	require.NoFileExists(t, b.Addr)
}

// A client that does not read stalls nobody, and is cut off in the end.
func TestSlowReader(t *testing.T) {
	defer goleak.VerifyNone(t)
	o := bundle.Modern()
	o.Server.WriteTimeout = 300 * time.Millisecond
	o.Server.MaxPending = 64 << 10
	b := onSocket(t, o)
	defer b.Close()
	good := dialSocket(t, b)
	good.add("many") // 500 files: 20 kB a reply
	var slow []*talk
	for range 20 {
		slow = append(slow, dialSocket(t, b))
	}
	var wg sync.WaitGroup
	for _, k := range slow {
		wg.Go(func() {
			all := strings.Repeat(frame("l12:get-info-alll5:filesei9ee"), 50_000)
			k.conn.SetWriteDeadline(time.Now().Add(20 * time.Second))
			_, err := io.WriteString(k.conn, all) // cut off before it is through
			if err == nil {
				t.Error("a GB of replies was waited for")
			}
		})
	}
	for range 100 {
		good.fence()
	}
	wg.Wait()
	good.fence()
	for _, k := range slow {
		k.conn.Close()
	}
	good.conn.Close()
	require.Eventually(t, func() bool { return b.Server.Sessions() == 0 }, 10*time.Second, time.Millisecond)
}

// The replies to good frames arrive, and then the end of the stream, though much is
// unread behind a bad one: a reset could take the replies away.
func TestNoReset(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := onSocket(t, bundle.Modern())
	defer b.Close()
	for range 20 {
		k := dialSocket(t, b)
		k.raw(frame("l4:noop0:i1ee") + "ZZZZZZZZ" + strings.Repeat("x", 100_000))
		k.want(`("succeeded", "", 1)`)
		k.eof()
	}
}

// The messages of a client that does not read wait outside; once he reads, all are
// answered.
func TestBackpressure(t *testing.T) {
	inWorld(t, bundle.Options{Server: ipc.Options{MaxPending: 64 << 10, WriteTimeout: time.Hour}}, func(w *world) {
		k := w.talk()
		k.add("many")
		ask := frame("l12:get-info-alll5:files8000:" + strings.Repeat("x", 8000) + "ei9ee") // 20 kB a reply
		asked := 0
		for {
			k.conn.SetWriteDeadline(time.Now().Add(time.Second))
			if _, err := io.WriteString(k.conn, ask); err != nil {
				break
			}
			asked++
			require.Less(t, asked, 1000, "MB of replies wait")
		}
		for range asked {
			require.EqualValues(t, 9, k.next().Tag)
		}
		k.conn.SetWriteDeadline(time.Time{})
		k.fence()
	})
}

// The server ends though a client reads nothing.
func TestCloseOnSlowReader(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := onSocket(t, bundle.Modern())
	k := dialSocket(t, b)
	k.add("many")
	_, err := io.WriteString(k.conn, strings.Repeat(frame("l12:get-info-alll5:filesei9ee"), 500))
	require.NoError(t, err)
	require.NoError(t, b.Close())
	k.conn.Close()
}

// Above its limit of sessions a server closes at once.
func TestTooManySessions(t *testing.T) {
	inWorld(t, bundle.Options{Server: ipc.Options{MaxSessions: 2}}, func(w *world) {
		a := w.talk()
		w.talk()
		w.dial().eof()
		a.fence()
	})
}

// An idle client is dropped when that is asked for; a noop keeps it.
func TestIdle(t *testing.T) {
	inWorld(t, bundle.Options{Server: ipc.Options{Idle: time.Minute}}, func(w *world) {
		c, err := ipc.NewClient(w.t.Context(), w.dial().conn, ipc.ClientOptions{KeepAlive: 25 * time.Second})
		require.NoError(t, err)
		defer c.Close()
		k := w.talk()
		silent := w.dial()
		silent.hello()
		for range 3 {
			<-time.After(25 * time.Second)
			k.fence()
		}
		silent.eof()
		<-time.After(5 * time.Minute)
		require.NoError(t, c.Err())
		require.NoError(t, c.Noop(w.t.Context()))
		k.eof()
	})
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.dial()
		<-time.After(24 * time.Hour)
		k.greet(1, 2)
		k.fence()
	})
}

// One torrent that many want to add is added once.
func TestAddRace(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := onSocket(t, bundle.Modern())
	defer b.Close()
	var mu sync.Mutex
	added := 0
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			c, err := ipc.Dial(context.Background(), b.Addr, ipc.ClientOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			if _, err := c.Add(context.Background(), ipc.AddRequest{Data: fixture(t, "big").Metainfo()}); err == nil {
				mu.Lock()
				added++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, added)
	require.Len(t, b.Engine.Snapshot().Torrents, 1)
	require.Equal(t, engine.ID(fixture(t, "big").InfoHash()), b.Engine.Snapshot().Torrents[0].ID)
}
