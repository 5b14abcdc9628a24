package conformance_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
)

var greets = toyCase("greets", toyGreets, conformance.Connect(), send("HI"), conformance.Expect("HELLO"))

func TestAKeepingEnginePasses(t *testing.T) {
	ping := toyCase("ping", toyPong, conformance.Connect(), send("HI"), send("PING"), conformance.Expect("HELLO"), conformance.Next("PONG"))
	rep := run(t, toySuite(greets, ping), conformance.Config{}, serveWith(polite))
	require.Len(t, rep.Results, 2)
	for _, r := range rep.Results {
		assert.Equal(t, conformance.Pass, r.Verdict, r.Explain(false))
		assert.Equal(t, conformance.Segmentations(), r.Segmentations)
	}
	assert.Equal(t, conformance.ExitConforming, rep.Exit())
}

// Each engine breaks the dialogue in its own way, and each way has its word.
func TestDiagnoses(t *testing.T) {
	fence := conformance.Steps(send("PING"), conformance.Expect("PONG"))
	for name, c := range map[string]struct {
		steps []conformance.Step
		reply func(string) []string
		want  conformance.Diagnosis
	}{
		"mute":      {greets.Steps, func(string) []string { return nil }, conformance.NoReply},
		"closes":    {greets.Steps, func(string) []string { return []string{"FIN"} }, conformance.Closed},
		"resets":    {greets.Steps, func(string) []string { return []string{"RST"} }, conformance.Reset},
		"malformed": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Expect("!HELLO")}, func(string) []string { return []string{"!HELLO"} }, conformance.Malformed},
		"other": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Next("HELLO")},
			func(string) []string { return []string{"NOISE"} }, conformance.WrongKind},
		"unasked": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Fenced(fence, "AGAIN")},
			func(l string) []string {
				if l == "PING" {
					return []string{"PONG"}
				}
				return []string{"AGAIN"}
			}, conformance.Unasked},
		"anything": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Fenced(fence, "*", "HELLO", "NOISE")},
			func(l string) []string { return append([]string{"EXTRA"}, polite(l)...) }, conformance.Unasked},
		"speaks first": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Expect("HELLO"), conformance.Silent(time.Second)},
			func(l string) []string { return append(polite(l), "MORE") }, conformance.Unasked},
		"stays": {[]conformance.Step{conformance.Connect(), send("BYE"), conformance.Ends(time.Second, conformance.FIN)},
			func(string) []string { return nil }, conformance.NotClosed},
		"ends rudely": {[]conformance.Step{conformance.Connect(), send("BYE"), conformance.Ends(time.Second, conformance.FIN)},
			func(string) []string { return []string{"RST"} }, conformance.Reset},
		"garbage": {greets.Steps, func(string) []string { return []string{"\x00"} }, conformance.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			rep := run(t, toySuite(toyCase("x", toyGreets, c.steps...)), conformance.Config{}, serveWith(c.reply))
			r := rep.Results[0]
			require.Equal(t, conformance.Failed, r.Verdict, r.Explain(false))
			assert.Equal(t, c.want, r.Findings[0].Diagnosis, r.Explain(false))
			assert.Equal(t, toyGreets, r.Findings[0].Clause)
			assert.Equal(t, conformance.ExitNot, rep.Exit())
		})
	}
}

// The entry that a failure points at is the one that shows it.
func TestFailuresPointAtTheirEntry(t *testing.T) {
	fence := conformance.Steps(send("PING"), conformance.Expect("PONG"))
	for name, c := range map[string]struct {
		steps []conformance.Step
		want  string
	}{
		"taken":  {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Next("HELLO")}, "NOISE 1"},
		"fenced": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Fenced(fence, "NOISE")}, "NOISE 1"},
		"judged": {[]conformance.Step{conformance.Connect(), send("HI"), conformance.Expect("HELLO", func(*conformance.Session, *codec.Packet) *conformance.Failure {
			return conformance.Fail(conformance.WrongValue, "other", "")
		})}, "HELLO there"},
	} {
		r := run(t, toySuite(toyCase("x", toyGreets, c.steps...)), conformance.Config{}, serveWith(polite)).Results[0]
		require.Len(t, r.Findings, 1, name)
		assert.Equal(t, c.want, conformance.Show(r.Transcript[r.Findings[0].Entry].Packet), name)
	}
}

func TestTheFenceItselfIsNotUnasked(t *testing.T) {
	fence := conformance.Steps(send("PING"), conformance.Expect("PONG"))
	rep := run(t, toySuite(toyCase("x", toyGreets, conformance.Connect(), conformance.Fenced(fence, "*"))), conformance.Config{}, serveWith(polite))
	assert.Equal(t, conformance.Pass, rep.Results[0].Verdict, rep.Results[0].Explain(false))
}

// An engine that takes a read for a line passes uncut and fails cut; the clause
// about cutting is blamed, not the case's own.
func TestSegmentation(t *testing.T) {
	chunky := func(c net.Conn) {
		defer c.Close()
		b := make([]byte, 100)
		for {
			n, err := c.Read(b)
			if err != nil {
				return
			}
			if string(b[:n]) == "HI\n" {
				io.WriteString(c, "HELLO\n")
			}
		}
	}
	rep := run(t, toySuite(greets), conformance.Config{}, chunky)
	r := rep.Results[0]
	require.Equal(t, conformance.Failed, r.Verdict)
	assert.Equal(t, toyCuts, r.Findings[0].Clause)
	assert.Equal(t, conformance.Bytewise, r.Findings[0].Segmentation)
}

func TestGivenThatFailsIsUntestable(t *testing.T) {
	k := *greets
	k.Given, k.Steps = k.Steps, []conformance.Step{send("PING"), conformance.Expect("PONG")}
	rep := run(t, toySuite(&k), conformance.Config{}, serveWith(func(string) []string { return nil }))
	assert.Equal(t, conformance.Untestable, rep.Results[0].Verdict)
	assert.Contains(t, rep.Results[0].Reason, "no-reply")
	assert.Equal(t, conformance.ExitNot, rep.Exit(), "an untestable MUST is not green")
}

// A MUST that no document states is not red by itself; where it cannot be tested because
// the target is of no use, the run is not green either.
func TestUntestableBehindSanityIsNotGreen(t *testing.T) {
	own := conformance.NewClause(conformance.Must, "TOY-099", codec.Engine, "a MUST of our own", conformance.OfOurs("here"))
	k := toyCase("own", own, send("PING"), conformance.Expect("PONG"))
	k.Given = greets.Steps
	s := toySuite(k)
	s.Clauses = append(s.Clauses, own)
	mute := serveWith(func(string) []string { return nil })
	rep := run(t, s, conformance.Config{}, mute)
	assert.Equal(t, conformance.Untestable, rep.Results[0].Verdict)
	assert.Equal(t, conformance.ExitConforming, rep.Exit(), "nothing binds")
	s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
	rep = run(t, s, conformance.Config{}, mute)
	require.Len(t, rep.Problems, 1)
	assert.Contains(t, rep.Problems[0], "sanity")
	assert.Equal(t, conformance.ExitNot, rep.Exit())
}

func TestMissingFeatureIsNotAvailable(t *testing.T) {
	k := *greets
	k.Needs = []*conformance.Feature{toyExtra}
	rep := run(t, toySuite(&k), conformance.Config{}, serveWith(polite))
	assert.Equal(t, conformance.NotAvailable, rep.Results[0].Verdict)
}

// A monitor's finding goes to the case that cites its clause, wherever it was seen.
func TestMonitorsAreAttributed(t *testing.T) {
	boo := func(l string) []string {
		if l == "PING" {
			return []string{"BOO", "PONG"}
		}
		return polite(l)
	}
	cites := toyCase("cites", toyPolite, greets.Steps...)
	sees := toyCase("sees", toyPong, conformance.Connect(), send("PING"), conformance.Expect("PONG"))
	rep := run(t, toySuite(cites, sees), conformance.Config{}, serveWith(boo))
	assert.Equal(t, conformance.NonStrict, rep.Results[0].Verdict, "a SHOULD of our own only warns")
	assert.Contains(t, rep.Results[0].Findings[0].Actual, "toy/group/sees")
	assert.Equal(t, conformance.Pass, rep.Results[1].Verdict)
	assert.Equal(t, conformance.ExitConforming, rep.Exit())

	rep = run(t, toySuite(cites, sees), conformance.Config{Strict: true}, serveWith(boo))
	assert.Equal(t, conformance.Failed, rep.Results[0].Verdict)
	assert.Equal(t, conformance.ExitNot, rep.Exit())
}

func TestUnreachableIsNoVerdict(t *testing.T) {
	s := toySuite(greets)
	s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close()) // nobody listens there now
	target, err := conformance.ParseTarget("tcp://" + l.Addr().String())
	require.NoError(t, err)
	rep, err := conformance.Run(t.Context(), s, conformance.Config{Target: target, Role: codec.Engine, Timeout: time.Second})
	require.NoError(t, err)
	assert.Error(t, rep.Unreachable)
	assert.Equal(t, conformance.ExitNoVerdict, rep.Exit())
}

func TestPanicIsTheHarness(t *testing.T) {
	k := toyCase("x", toyGreets, conformance.Check("panic", func(*conformance.Session) *conformance.Failure { panic("oh") }))
	rep := run(t, toySuite(k), conformance.Config{}, serveWith(polite))
	assert.Equal(t, conformance.HarnessError, rep.Results[0].Verdict)
	assert.Equal(t, conformance.ExitNoVerdict, rep.Exit())
}

// Who stops a run before anything was connected hears so, and not that nobody is there.
func TestAnInterruptedRunBlamesNobody(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	target := &conformance.Target{Name: "toy", Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
		stop()
		return nil, ctx.Err()
	}}
	suite := toySuite(greets)
	suite.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
	rep, err := conformance.Run(ctx, suite, conformance.Config{Target: target, Role: codec.Engine})
	require.NoError(t, err)
	assert.True(t, rep.Interrupted)
	assert.NoError(t, rep.Unreachable)
	assert.Equal(t, conformance.ExitNoVerdict, rep.Exit())
}
