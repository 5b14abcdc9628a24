package ipc_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/conformance/memnet"
	"enginespec/reference/engine"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

func (w *world) client(o ipc.ClientOptions) *ipc.Client {
	w.t.Helper()
	c, err := ipc.NewClient(w.t.Context(), w.dial().conn, o)
	require.NoError(w.t, err)
	return c
}

// The whole catalogue, on our own daemon.
func TestClient(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		ctx := w.t.Context()
		c := w.client(ipc.ClientOptions{})
		defer c.Close()
		no := func(err error) { t.Helper(); require.NoError(t, err) }
		require.Equal(t, 2, c.Version())
		require.Equal(t, "enginespec", c.Label())
		no(c.Noop(ctx))

		ids, err := c.AddFiles(ctx, "/t/single.torrent", "/t/multi.torrent")
		no(err)
		require.Equal(t, []int64{1, 2}, ids)
		ids, err = c.AddFiles(ctx, "/t/single.torrent", "/t/unicode.torrent")
		require.ErrorIs(t, err, ipc.ErrFailed)
		require.Equal(t, []int64{3}, ids)
		id, err := c.Add(ctx, ipc.AddRequest{Data: fixture(t, "big").Metainfo(), Directory: "/d", Autostart: new(false)})
		no(err)
		require.EqualValues(t, 4, id)
		_, err = c.Add(ctx, ipc.AddRequest{File: "/t/big.torrent"})
		require.EqualError(t, err, `addfile-detailed: the daemon answered failed: "the torrent is there already"`)
		require.ErrorIs(t, err, ipc.ErrFailed)
		for _, a := range []ipc.AddRequest{{}, {File: "/x", Data: []byte("x")}, {File: "x"}, {File: "/x", Directory: "x"}} {
			_, err := c.Add(ctx, a)
			require.ErrorContains(t, err, "expected")
		}

		no(c.Stop(ctx, 1))
		list, err := c.Status(ctx, []int64{1, 2, 4, 99}, "running")
		no(err)
		require.Len(t, list, 3)
		require.Equal(t, []bool{false, true, false}, []bool{list[0].Running, list[1].Running, list[2].Running})
		no(c.Start(ctx, 1))
		no(c.Verify(ctx, 1))
		no(c.StopAll(ctx))
		no(c.StartAll(ctx))
		no(c.Remove(ctx, 2, 99))
		require.ErrorContains(t, c.Remove(ctx, 0), "0 is not an ID")
		infos, err := c.InfoAll(ctx, "name")
		no(err)
		require.Len(t, infos, 3)
		id, err = c.Find(ctx, fixture(t, "unicode").InfoHash())
		no(err)
		require.EqualValues(t, 3, id)
		_, err = c.Find(ctx, engine.ID{})
		require.ErrorIs(t, err, ipc.ErrUnknownTorrent)
		keys, err := c.Supported(ctx, "noop", "frob")
		no(err)
		require.Equal(t, []string{"noop"}, keys)
		no(c.RemoveAll(ctx))
		statuses, err := c.StatusAll(ctx, "state")
		no(err)
		require.Empty(t, statuses)

		_, err = c.Do(ctx, wire.New("frob"))
		require.ErrorIs(t, err, ipc.ErrNotSupported)
		_, err = c.Do(ctx, wire.NewInt("directory", 5).Tagged(9))
		require.NoError(t, err) // the codec writes what the key demands
		no(c.Quit(ctx))
		<-c.Done()
		require.ErrorIs(t, c.Noop(ctx), ipc.ErrClosed)
	})
}

func TestClientSettings(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		ctx := w.t.Context()
		c := w.client(ipc.ClientOptions{})
		defer c.Close()
		require.NoError(t, c.SetAutomap(ctx, true))
		require.NoError(t, c.SetAutostart(ctx, false))
		require.NoError(t, c.SetPEX(ctx, false))
		require.NoError(t, c.SetDownLimit(ctx, 100))
		require.NoError(t, c.SetUpLimit(ctx, -7))
		require.NoError(t, c.SetPort(ctx, 7000))
		require.NoError(t, c.SetDirectory(ctx, "/d"))
		require.NoError(t, c.SetEncryption(ctx, "required"))
		require.Equal(t, []any{true, false, false, int64(100), int64(-1), int64(7000), "/d", "required"}, []any{
			get(t, ctx, c.Automap), get(t, ctx, c.Autostart), get(t, ctx, c.PEX), get(t, ctx, c.DownLimit),
			get(t, ctx, c.UpLimit), get(t, ctx, c.Port), get(t, ctx, c.Directory), get(t, ctx, c.Encryption)})
		for _, err := range []error{c.SetPort(ctx, -1), c.SetPort(ctx, 65536), c.SetDirectory(ctx, "d"), c.SetEncryption(ctx, "maybe")} {
			require.ErrorContains(t, err, "expected") // nothing is sent
		}
	})
}

func get[T any](t *testing.T, ctx context.Context, f func(context.Context) (T, error)) T {
	v, err := f(ctx)
	require.NoError(t, err)
	return v
}

// Version 1 has addfiles and quit.
func TestClientVersion1(t *testing.T) {
	inWorld(t, bundle.V1(), func(w *world) {
		ctx := w.t.Context()
		c := w.client(ipc.ClientOptions{})
		defer c.Close()
		require.Equal(t, 1, c.Version())
		_, err := c.AddFiles(ctx, "/t/single.torrent")
		require.NoError(t, err)
		_, err = c.InfoAll(ctx)
		require.ErrorIs(t, err, ipc.ErrVersion1)
		require.ErrorIs(t, c.SetPort(ctx, 1), ipc.ErrVersion1)
		require.ErrorIs(t, c.Send(ctx, wire.NewInt("port", 1)), ipc.ErrVersion1)
		require.NoError(t, c.Quit(ctx))
		require.Len(t, w.Engine.Snapshot().Torrents, 1)
	})
}

const goodHello = "d7:versiond3:maxi2e3:mini1eee"

// daemon is one by hand: it says hello and then, to each frame that comes, what reply
// says; a reply of "close" closes.
func daemon(t *testing.T, hello string, reply func(payload string) string, f func(ctx context.Context, c *ipc.Client, err error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := memnet.Pipe()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			defer theirs.Close()
			r := wire.NewReader(theirs, nil)
			theirs.Write([]byte(hello))
			for n := 0; ; n++ {
				b, err := r.Frame()
				if err != nil {
					return
				}
				if n == 0 {
					continue // his hello
				}
				switch s := reply(string(b[8:])); s {
				case "":
				case "close":
					return
				default:
					theirs.Write([]byte(s))
				}
			}
		}()
		c, err := ipc.NewClient(t.Context(), ours, ipc.ClientOptions{})
		f(t.Context(), c, err)
		if c != nil {
			c.Close()
		}
		<-gone
	})
}

func TestClientHandshake(t *testing.T) {
	for hello, want := range map[string]error{
		frame("d3:aaa1:x7:versiond3:maxi2e3:mini1eee"):  nil,
		frame("d7:versioni2e4:porti1ee"):                nil,
		frame("d7:versiond5:labelle3:maxi9e3:mini2eee"): nil,
		frame("d7:versiond3:maxi4e3:mini3eee"):          ipc.ErrNoVersion,
		frame("d7:versioni3ee"):                         ipc.ErrNoVersion,
		frame("d7:versiond3:maxi1e3:mini2eee"):          ipc.ErrBadInput,
		frame("d4:noop0:e"):                             ipc.ErrBadInput,
		frame("l4:noop0:e"):                             ipc.ErrBadInput,
		"ZZZZZZZZ":                                      ipc.ErrBadInput,
		"7FFFFFF9":                                      ipc.ErrBadInput,
		"00000000":                                      ipc.ErrBadInput,
		"0000":                                          ipc.ErrTimeout,
		"":                                              ipc.ErrTimeout,
	} {
		t.Run(hello, func(t *testing.T) {
			daemon(t, hello, func(string) string { return "close" }, func(_ context.Context, c *ipc.Client, err error) {
				require.ErrorIs(t, err, want)
				require.Equal(t, want == nil, c != nil)
			})
		})
	}
}

// What a daemon may answer to get-port, and what becomes of it.
func TestClientReplies(t *testing.T) {
	for replies, want := range map[string]error{
		frame("l4:porti5ei1ee"): nil,
		frame("l4:porti9ee") + frame("l4:porti9ei7ee") + frame("l4:PORTi9ei1ee") + frame("l4:frob0:i1ee") + frame("l4:porti5ei1ee"): nil,
		strings.ToLower(frame("l4:porti5ei1e1:xe")): nil,
		frame("l6:failed3:whyi1ee"):                 ipc.ErrFailed,
		frame("l13:not-supported0:i1ee"):            ipc.ErrNotSupported,
		frame("l10:bad-format0:i1ee"):               ipc.ErrBadFormat,
		frame("l9:succeeded0:i1ee"):                 ipc.ErrUnexpected,
		frame("l4:infolei1ee"):                      ipc.ErrUnexpected,
		frame("l4:port1:5i1ee"):                     ipc.ErrBadInput,
		frame(goodHello):                            ipc.ErrBadInput,
		frame("l4:porti5ei1ee")[:15] + "\xff\xff\xff\xff\xff\xff\xff\xff\xff": ipc.ErrBadInput,
		frame("l4:porti5ei1"):   ipc.ErrBadInput,
		"0000000El4:porti5ei":   ipc.ErrTimeout,
		frame("l4:porti5ei2ee"): ipc.ErrTimeout,
		"close":                 ipc.ErrClosed,
	} {
		t.Run(strings.ToValidUTF8(replies, "?"), func(t *testing.T) {
			daemon(t, frame(goodHello), func(string) string { return replies }, func(ctx context.Context, c *ipc.Client, err error) {
				require.NoError(t, err)
				port, err := c.Port(ctx)
				require.ErrorIs(t, err, want)
				if want == nil {
					require.NoError(t, err)
					require.EqualValues(t, 5, port)
				}
			})
		})
	}
}

// Replies are matched by tag, not by order.
func TestClientOutOfOrder(t *testing.T) {
	var waiting []string
	reply := func(payload string) string {
		tag := payload[strings.LastIndex(payload, "i"):]
		waiting = append([]string{frame("l4:porti5" + "e" + tag)}, waiting...)
		if len(waiting) < 3 {
			return ""
		}
		return strings.Join(waiting, "")
	}
	daemon(t, frame(goodHello), reply, func(ctx context.Context, c *ipc.Client, err error) {
		require.NoError(t, err)
		done := make(chan error)
		for range 3 {
			go func() { _, err := c.Port(ctx); done <- err }()
		}
		for range 3 {
			require.NoError(t, <-done)
		}
	})
}

// Lists lose what has no ID; what is missing is not there.
func TestClientLists(t *testing.T) {
	reply := func(payload string) string {
		if strings.Contains(payload, "info") {
			return frame("l4:infolde" + "d2:idi0ee" + "d4:name1:\xff2:idi3e4:sizei5368709120ee" + "d2:id1:xe" + "d2:idi4eee" + "i1ee")
		}
		return frame("l6:statuslde" + "d5:error7:strange2:idi3e5:state4:oddleei2ee")
	}
	daemon(t, frame(goodHello), reply, func(ctx context.Context, c *ipc.Client, err error) {
		require.NoError(t, err)
		list, err := c.InfoAll(ctx, "name", "size")
		require.NoError(t, err)
		require.Len(t, list, 2)
		require.Equal(t, "\xff", list[0].Name.String())
		require.EqualValues(t, 5<<30, list[0].Size)
		require.Zero(t, list[1].Has&wire.InfoName)
	})
}

// A daemon that is told to quit may leave without a word. One that is slow is waited
// for as long as it says something.
func TestClientWaits(t *testing.T) {
	daemon(t, frame(goodHello), func(string) string { return "close" }, func(ctx context.Context, c *ipc.Client, err error) {
		require.NoError(t, c.Quit(ctx))
	})
	n := 0
	slow := func(string) string {
		n++
		if n < 7 {
			return frame("l4:frob0:e")
		}
		return frame("l9:succeeded0:i1ee")
	}
	daemon(t, frame(goodHello), slow, func(ctx context.Context, c *ipc.Client, err error) {
		require.NoError(t, err)
		go func() {
			for range 6 {
				<-time.After(10 * time.Second)
				c.Send(ctx, wire.New("noop"))
			}
		}()
		require.NoError(t, c.Noop(ctx)) // after a minute
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, err = c.Port(short)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
