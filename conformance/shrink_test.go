package conformance_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// oracle is the polite engine on a network of its own.
func oracle(context.Context) (*conformance.Target, func(), error) {
	var n memnet.Network
	l, err := n.Listen("127.0.0.1:1")
	if err != nil {
		return nil, nil, err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c, polite)
		}
	}()
	return &conformance.Target{Name: "oracle", Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
		return n.DialContext(ctx, "", "127.0.0.1:1")
	}}, func() { l.Close() }, nil
}

// long is a dialogue of which two steps matter: HI must come before the second PING.
func longCase() *conformance.Case {
	k := toyCase("long", toyPong,
		send("A"), conformance.Steps(send("HI"), conformance.Expect("HELLO")), send("B"),
		conformance.Steps(send("PING"), conformance.Expect("PONG")), send("C"),
		conformance.Steps(send("PING"), conformance.Expect("PONG")), send("D"))
	k.Given = []conformance.Step{conformance.Connect()}
	return k
}

// forgetful answers the first PING of a connection alone.
func forgetful() func(net.Conn) {
	return func(c net.Conn) {
		pings := 0
		serve(c, func(line string) []string {
			if line == "PING" {
				if pings++; pings > 1 {
					return nil
				}
			}
			return polite(line)
		})
	}
}

func TestShrink(t *testing.T) {
	rep := run(t, toySuite(longCase()), conformance.Config{Shrink: time.Minute, Oracle: oracle}, forgetful())
	r := rep.Results[0]
	require.NotNil(t, r.Shrunk, r.Explain(false))
	// Connect, PING, PING, PONG: the first answer need not be waited for.
	assert.Len(t, r.Shrunk.Steps, 5, r.Explain(false))
	assert.Equal(t, []int{1, 1}, []int{r.Shrunk.Runs, r.Shrunk.Recurred})
	assert.Equal(t, conformance.NoReply, r.Findings[0].Diagnosis)
	assert.Less(t, r.Shrunk.To, r.Shrunk.From)
	assert.Equal(t, 3, r.Shrunk.To, r.Explain(false))

	// What is left is a case that fails in the same way.
	k, err := conformance.Only(longCase(), r.Shrunk.Steps)
	require.NoError(t, err)
	again := run(t, toySuite(k), conformance.Config{}, forgetful()).Results[0]
	assert.Equal(t, r.Findings[0].Actual, again.Findings[0].Actual)
	assert.Equal(t, r.Findings[0].Clause, again.Findings[0].Clause)
}

// Without a reference nobody knows whether less of a dialogue must be answered at all,
// but what a monitor sees is wrong in any dialogue.
func TestShrinkWithoutAnOracle(t *testing.T) {
	r := run(t, toySuite(longCase()), conformance.Config{Shrink: time.Minute}, forgetful()).Results[0]
	assert.Equal(t, &conformance.Shrunk{From: r.Shrunk.From, To: r.Shrunk.From, Runs: 1, Recurred: 1, Steps: r.Shrunk.Steps}, r.Shrunk)
	assert.Len(t, r.Shrunk.Steps, 10, "what comes behind the failure was never run")

	boo := func(line string) []string {
		if line == "B" {
			return []string{"BOO"}
		}
		return polite(line)
	}
	k := longCase()
	k.Clauses = append(k.Clauses, toyPolite)
	r = run(t, toySuite(k), conformance.Config{Shrink: time.Minute, Strict: true}, serveWith(boo)).Results[0]
	require.NotNil(t, r.Shrunk, r.Explain(true))
	assert.Equal(t, 2, r.Shrunk.To, r.Explain(true)) // B, BOO
}

func TestWhatDoesNotRecurIsSaid(t *testing.T) {
	first := true
	once := func(line string) []string {
		if was := first; line == "HI" && was {
			first = false
			return []string{"FIN"}
		}
		return polite(line)
	}
	r := run(t, toySuite(greets), conformance.Config{Shrink: time.Minute, Oracle: oracle}, serveWith(once)).Results[0]
	assert.Equal(t, conformance.Failed, r.Verdict, "the verdict stays")
	require.NotNil(t, r.Shrunk)
	assert.Equal(t, []int{3, 0}, []int{r.Shrunk.Runs, r.Shrunk.Recurred})
	assert.Equal(t, r.Shrunk.From, r.Shrunk.To)
}

// A crash is wrong whatever the bytes, so that bytes are left out too.
func TestShrinkACrash(t *testing.T) {
	t.Parallel()
	l := listener(t, program("engine", "{addr}"))
	k := toyCase("kills", toyGreets, conformance.Connect(), send("HI"), conformance.Expect("HELLO"), send("A LONG LINE"), send("DIE"), conformance.Expect("PONG"))
	k.Whole = true
	s := toySuite(k)
	rep, err := conformance.Run(t.Context(), s, conformance.Config{Target: &l.Target, Role: codec.Engine, Shrink: 10 * time.Second})
	require.NoError(t, err)
	r := rep.Results[0]
	require.NotNil(t, r.Shrunk, r.Explain(false))
	assert.Equal(t, conformance.Exited, r.Findings[0].Diagnosis)
	assert.Equal(t, []int{0, 4}, r.Shrunk.Steps, r.Explain(false))
	assert.Contains(t, r.Explain(false), ">> DIE")
	assert.Less(t, rep.Duration, 10*time.Second)
	assert.Equal(t, "exit status 7: I was told to die", r.Findings[0].Actual)
}

func TestOnly(t *testing.T) {
	k, err := conformance.Only(longCase(), []int{0, 2, 10})
	require.NoError(t, err)
	assert.Equal(t, []string{"connect", "send HI", "send D"}, []string{k.Given[0].String(), k.Steps[0].String(), k.Steps[1].String()})
	k, err = conformance.Only(longCase(), nil)
	require.NoError(t, err)
	assert.Len(t, k.Steps, 10)
	for _, steps := range [][]int{{11}, {-1}} {
		_, err = conformance.Only(longCase(), steps)
		assert.ErrorContains(t, err, "has the steps 0 to 10")
	}
}
