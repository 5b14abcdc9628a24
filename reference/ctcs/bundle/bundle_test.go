package bundle_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/codec"
	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run lets an operator drive an engine over real sockets, 100 times as fast.
func run(t *testing.T, o bundle.Options, so bundle.ServerOptions, orders ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	so.Scale, o.Scale = 100, 100
	s, err := bundle.Serve(ctx, so)
	require.NoError(t, err)
	defer s.Close()
	o.Server = s.Addr
	b, err := bundle.Start(ctx, o)
	require.NoError(t, err)
	defer b.Close()
	var out bytes.Buffer
	err = s.Operate(ctx, strings.NewReader(strings.Join(orders, "\n")), &out)
	return out.String(), err
}

// TestVariants: every variant of the engine gets on with every variant of the server
// that asks for the password it has.
func TestVariants(t *testing.T) {
	for _, name := range bundle.Variants() {
		for _, server := range bundle.ServerVariants() {
			o, err := bundle.Variant(name)
			require.NoError(t, err)
			so, err := bundle.ServerVariant(server)
			require.NoError(t, err)
			if so.Server.Password != "" {
				o.Client.Password = so.Server.Password
			}
			out, err := run(t, o, so, "wait engine", "wait known 1", "detail 1", "wait complete 1", "quit 1", "wait ended 1", "list")
			require.NoError(t, err, "%s with %s: %s", name, server, out)
			require.Contains(t, out, "34/34 100%", "%s with %s", name, server)
		}
	}
	_, err := bundle.Variant("v4")
	require.ErrorContains(t, err, "v3 v2 v1")
	_, err = bundle.ServerVariant("v4")
	require.ErrorContains(t, err, "v3 v2 v1")
}

// TestLie: both roles can be made liars, and the other one notices.
func TestLie(t *testing.T) {
	mute := &fault.Fault{ID: "ctcs/mute-peers", Party: codec.Engine, Lie: fault.Drop("CTPEERSDONE")}
	o := bundle.Options{Scale: 100}
	require.NoError(t, o.Lie(mute, 1))
	out, err := run(t, o, bundle.ServerOptions{}, "wait engine", "detail 1")
	require.ErrorContains(t, err, "the engine has not answered in time", out)

	deaf := &fault.Fault{ID: "ctcs/no-quit", Party: codec.Controller, Lie: fault.Drop("CTQUIT")}
	so := bundle.ServerOptions{Scale: 100}
	require.NoError(t, so.Lie(deaf, 1))
	out, err = run(t, bundle.Options{}, so, "wait engine", "quit 1", "set 1 max_peers 30", "detail 1", "list")
	require.NoError(t, err, out)
	require.Contains(t, out, "1 live")

	require.Error(t, o.Lie(deaf, 1))
	require.Error(t, so.Lie(mute, 1))
	require.Error(t, o.Lie(&fault.Fault{ID: "ts/mute", Party: codec.Engine}, 1))
}

// TestComplete: torrents that are there from the start, on both cores.
func TestComplete(t *testing.T) {
	f, err := corpus.FixtureNamed("multi")
	require.NoError(t, err)
	out, err := run(t, bundle.Options{Complete: true, Sim: sim.Options{Swarm: sim.Swarm{Seeds: -1}}}, bundle.ServerOptions{}, "wait complete *", "detail 1")
	require.ErrorContains(t, err, "no engine is connected", out)
	out, err = run(t, bundle.Options{Complete: true, Sim: sim.Options{Swarm: sim.Swarm{Seeds: -1}}}, bundle.ServerOptions{}, "wait engine", "wait complete 1", "detail 1")
	require.NoError(t, err, out)
	require.Contains(t, out, "a seed since")
	require.Contains(t, out, "down 0 octets")

	disk := &store.Mem{}
	require.NoError(t, bundle.PutContent(disk, "content", f))
	core, err := swarm.New(swarm.Options{Host: "127.0.74.2", FS: disk})
	require.NoError(t, err)
	defer core.Close()
	out, err = run(t, bundle.Options{Engine: core, Dir: "content"}, bundle.ServerOptions{}, "wait engine", "wait complete 1", "detail 1")
	require.NoError(t, err, out)
	require.Contains(t, out, "a seed since")
}

// TestStart refuses what cannot run.
func TestStart(t *testing.T) {
	for name, o := range map[string]bundle.Options{
		"no server":  {},
		"no fixture": {Server: "127.0.0.1:1", Fixture: "nothing"},
		"no torrent": {Server: "127.0.0.1:1", Metainfo: []byte("x")},
		"far away":   {Server: "192.0.2.1:2780"},
	} {
		_, err := bundle.Start(t.Context(), o)
		require.Error(t, err, name)
	}
	_, err := bundle.Serve(t.Context(), bundle.ServerOptions{Addr: "nowhere"})
	require.Error(t, err)
	_, err = bundle.Serve(t.Context(), bundle.ServerOptions{Server: ctcs.Options{Version: 4}})
	require.Error(t, err)
}
