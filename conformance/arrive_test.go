package conformance_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// caller is a program in memory that dials and lives as live says.
type caller struct {
	done chan struct{}
	stop context.CancelFunc
	exit conformance.Exit
}

func (c *caller) Stdin() io.Writer       { return nil }
func (c *caller) Done() <-chan struct{}  { return c.done }
func (c *caller) Exit() conformance.Exit { return c.exit }
func (c *caller) Stop()                  { c.stop(); <-c.done }

// meetCaller runs one case against a program that dials.
func meetCaller(t *testing.T, k *conformance.Case, live func(ctx context.Context, dial func() net.Conn) conformance.Exit) (res conformance.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n memnet.Network
		rep, err := conformance.Run(t.Context(), toySuite(k), conformance.Config{
			Role: codec.Engine, Segments: []conformance.Segmentation{conformance.Whole},
			Env: &conformance.Env{Dial: n.DialContext, Listen: func(_, a string) (net.Listener, error) { return n.Listen(a) }},
			Target: &conformance.Target{Name: "caller", Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
				ctx, stop := context.WithCancel(context.Background())
				c := &caller{done: make(chan struct{}), stop: stop}
				go func() {
					defer close(c.done)
					c.exit = live(ctx, func() net.Conn {
						conn, err := n.DialContext(ctx, "tcp", l.Addr)
						if err != nil {
							return nil
						}
						context.AfterFunc(ctx, func() { conn.Close() })
						return conn
					})
				}()
				return c, nil
			}},
		})
		require.NoError(t, err)
		require.Len(t, rep.Results, 1)
		res = rep.Results[0]
	})
	return res
}

func TestDialogueWithAProgramThatDials(t *testing.T) {
	k := toyCase("dials", toyPong,
		conformance.Start(), conformance.Accept(time.Second), send("PING"), conformance.Expect("PONG"),
		conformance.Hang(conformance.FIN), conformance.Accept(5*time.Second), send("PING"), conformance.Expect("PONG"))
	pong := func(_ context.Context, dial func() net.Conn) conformance.Exit {
		serve(dial(), polite)
		time.Sleep(5 * time.Second) // virtual: meetCaller runs in a bubble
		serve(dial(), polite)
		return conformance.Exit{}
	}
	assert.Equal(t, conformance.Pass, meetCaller(t, k, pong).Verdict)

	for name, c := range map[string]struct {
		live func(ctx context.Context, dial func() net.Conn) conformance.Exit
		want conformance.Diagnosis
	}{
		"does not come back": {func(ctx context.Context, dial func() net.Conn) conformance.Exit {
			serve(dial(), polite)
			<-ctx.Done()
			return conformance.Exit{Killed: true}
		}, conformance.NoReply},
		"goes away": {func(_ context.Context, dial func() net.Conn) conformance.Exit {
			serve(dial(), polite)
			return conformance.Exit{}
		}, conformance.GaveUp},
		"crashes": {func(_ context.Context, dial func() net.Conn) conformance.Exit {
			dial().Close()
			return conformance.Exit{Code: -1, Signal: "SIGSEGV"}
		}, conformance.Crashed},
		"spins": {func(ctx context.Context, dial func() net.Conn) conformance.Exit {
			dial()
			<-ctx.Done()
			return conformance.Exit{Code: -1, Killed: true, Ran: 5 * time.Second, CPU: 5 * time.Second}
		}, conformance.Spins},
		"waits": {func(ctx context.Context, dial func() net.Conn) conformance.Exit {
			dial()
			<-ctx.Done()
			return conformance.Exit{Code: -1, Killed: true, Ran: 5 * time.Second}
		}, conformance.NoReply},
	} {
		t.Run(name, func(t *testing.T) {
			res := meetCaller(t, k, c.live)
			require.Len(t, res.Findings, 1)
			assert.Equal(t, c.want, res.Findings[0].Diagnosis, res.Findings[0].Actual)
			assert.Equal(t, toyPong, res.Findings[0].Clause)
		})
	}
}

// A program is to wait for its time to come back at rest. What it does for less than two
// seconds is its own affair.
func TestReturn(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]conformance.Diagnosis{
		"busy 1h": conformance.Spins, "busy 700ms": "", "idle 100ms": "", "idle 800ms": "", "idle 1h": conformance.NoReply,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			target, err := conformance.ExecDialer(program("returner", "{addr} "+args))
			require.NoError(t, err)
			k := toyCase("returns", toyPong, conformance.Start(), conformance.Accept(time.Minute), conformance.Hang(conformance.FIN),
				conformance.Check("it comes back", func(s *conformance.Session) *conformance.Failure { return s.Return(3 * time.Second) }))
			k.Whole = true
			rep, err := conformance.Run(t.Context(), toySuite(k), conformance.Config{Target: target, Role: codec.Engine})
			require.NoError(t, err)
			if f := rep.Results[0].Findings; want == "" {
				assert.Empty(t, f, rep.Results[0].Explain(true))
			} else if assert.Len(t, f, 1) {
				assert.Equal(t, want, f[0].Diagnosis, f[0].Actual)
			}
		})
	}
}

func TestOrdersOfAnOperator(t *testing.T) {
	k := toyCase("orders", toyPong, conformance.Connect(), conformance.Set("n", "3"), conformance.Order("count {n}"), conformance.Expect("PONG"))
	rep := run(t, toySuite(k), conformance.Config{}, serveWith(polite))
	assert.Equal(t, conformance.NotAvailable, rep.Results[0].Verdict)
}
