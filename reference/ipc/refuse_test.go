package ipc_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/conformance/memnet"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/ipc"
)

// stubborn is an engine that refuses what it is told for some torrents, or all.
type stubborn struct {
	engine.Engine
	refuse func(id engine.ID) bool
}

var errStubborn = errors.New("will not")

func (s *stubborn) Add(ctx context.Context, src engine.Source, o engine.AddOptions) (engine.ID, error) {
	if id, _, _, _ := engine.ParseMetainfo(src.Metainfo); s.refuse(id) {
		return id, errStubborn
	}
	return s.Engine.Add(ctx, src, o)
}

func (s *stubborn) Do(ctx context.Context, id engine.ID, c engine.Command) error {
	if s.refuse(id) {
		return errStubborn
	}
	return s.Engine.Do(ctx, id, c)
}

func (s *stubborn) Configure(ctx context.Context, p engine.Patch) (engine.Settings, error) {
	if s.refuse(engine.ID{}) {
		return engine.Settings{}, errStubborn
	}
	return s.Engine.Configure(ctx, p)
}

// What the engine refuses has failed, with its reason, and is not kept; of several
// torrents, those that it does not refuse are done and kept.
func TestEngineRefuses(t *testing.T) {
	fs := new(store.Mem)
	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	e := &stubborn{core, func(engine.ID) bool { return false }}
	s, err := ipc.New(ipc.Options{Engine: e, State: "/state", FS: fs, ReadFile: readFixture})
	require.NoError(t, err)
	ours, theirs := memnet.Pipe()
	s.Handle(theirs)
	k := newTalk(t, ours)
	k.greet(1, 2)
	k.done(wire.NewInt("downlimit", 0))
	k.add("single")
	k.add("multi")

	id := engine.ID(fixture(t, "single").InfoHash())
	e.refuse = func(x engine.ID) bool { return x == id }
	for _, m := range []*wire.Message{wire.New("stop-all"), wire.NewIDs("remove", 1), wire.NewIDs("verify", 1, 2)} {
		require.Equal(t, `("failed", "torrent 1: will not", 77)`, k.ask(m).String())
	}
	e.refuse = func(engine.ID) bool { return true }
	for _, m := range []*wire.Message{wire.NewInt("downlimit", 5), wire.NewText("encryption", "required"),
		detailed(wire.AddData, wire.Add{Data: fixture(t, "unicode").Metainfo()})} {
		require.Equal(t, `("failed", "will not", 77)`, k.ask(m).String())
	}
	k.conn.Close()
	s.Close()
	core.Close()

	l := live(t, "sim", fs, -1)
	defer l.kill()
	require.Equal(t, []string{`("automap", 0)`, `("autostart", 1)`, `("directory", "downloads")`, `("downlimit", 0)`,
		`("encryption", "tolerated")`, `("pex", 1)`, `("uplimit", -1)`,
		fixture(t, "single").Hash() + " saved=true running=true", fixture(t, "multi").Hash() + " saved=true running=false",
		fixture(t, "single").Hash() + " in downloads", fixture(t, "multi").Hash() + " in downloads"}, l.facts())
	l.tidy()
}

// A port that is taken at the next start does not keep the daemon from starting.
func TestPortTaken(t *testing.T) {
	fs := new(store.Mem)
	l := live(t, "sim", fs, -1)
	l.k.done(wire.NewInt("port", 7000))
	l.k.done(wire.NewInt("uplimit", 7))
	l.kill()
	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer core.Close()
	s, err := ipc.New(ipc.Options{Engine: &portTaken{core}, State: "/state", FS: fs})
	require.NoError(t, err)
	s.Close()
	require.EqualValues(t, 7*1024, core.Snapshot().Settings.Up)
	require.NotEqual(t, 7000, core.Snapshot().Settings.Port)
}

type portTaken struct{ engine.Engine }

func (p *portTaken) Configure(ctx context.Context, x engine.Patch) (engine.Settings, error) {
	if x.Port != nil {
		return engine.Settings{}, syscall.EADDRINUSE
	}
	return p.Engine.Configure(ctx, x)
}

// Torrent files are regular files of a reasonable size.
func TestTorrentFiles(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, os.WriteFile(path("good"), fixture(t, "single").Metainfo(), 0o600))
	require.NoError(t, os.WriteFile(path("bad"), []byte("d"), 0o600))
	big, err := os.Create(path("big"))
	require.NoError(t, err)
	require.NoError(t, big.Truncate(engine.MaxMetainfo+1))
	big.Close()

	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer core.Close()
	s, err := ipc.New(ipc.Options{Engine: core})
	require.NoError(t, err)
	defer s.Close()
	ours, theirs := net.Pipe() // a connection that cannot be closed by halves
	s.Handle(theirs)
	c, err := ipc.NewClient(t.Context(), ours, ipc.ClientOptions{})
	require.NoError(t, err)
	defer c.Close()
	for name, want := range map[string]string{"": "not a regular file", "bad": "not a torrent", "big": "more than 16777216 bytes", "none": "no such file"} {
		_, err := c.Add(t.Context(), ipc.AddRequest{File: path(name)})
		require.ErrorContains(t, err, want)
	}
	ids, err := c.AddFiles(t.Context(), path("bad"), path("good"))
	require.ErrorIs(t, err, ipc.ErrFailed)
	require.Equal(t, []int64{1}, ids)
}

func TestOptions(t *testing.T) {
	for _, p := range []ipc.Profile{ipc.Classic, ipc.Late} {
		got, err := ipc.ParseProfile(p.String())
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
	_, err := ipc.ParseProfile("modern")
	require.ErrorContains(t, err, "expected classic or late")
	_, err = ipc.New(ipc.Options{})
	require.ErrorContains(t, err, "need an Engine")
	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer core.Close()
	for _, v := range [][2]int{{2, 1}, {1, 3}, {-1, 2}} {
		_, err = ipc.New(ipc.Options{Engine: core, MinVersion: v[0], MaxVersion: v[1]})
		require.ErrorContains(t, err, fmt.Sprintf("versions %d to %d", v[0], v[1]))
	}
}

// A machine that is out of files does not end the server.
func TestOutOfFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		core, err := sim.New(sim.Options{})
		require.NoError(t, err)
		defer core.Close()
		s, err := ipc.New(ipc.Options{Engine: core})
		require.NoError(t, err)
		n := new(memnet.Network)
		l, err := n.Listen("127.0.0.1:1")
		require.NoError(t, err)
		served := make(chan error, 1)
		go func() { served <- s.Serve(t.Context(), &scarce{l, 3}) }()
		c, err := n.DialContext(t.Context(), "mem", "127.0.0.1:1")
		require.NoError(t, err)
		k := newTalk(t, c)
		k.greet(1, 2)
		k.fence()
		c.Close()
		s.Close()
		require.ErrorIs(t, <-served, ipc.ErrServerClosed)
	})
}

// scarce is a listener that fails some times first.
type scarce struct {
	net.Listener
	times int
}

func (s *scarce) Accept() (net.Conn, error) {
	if s.times > 0 {
		s.times--
		return nil, syscall.EMFILE
	}
	return s.Listener.Accept()
}
