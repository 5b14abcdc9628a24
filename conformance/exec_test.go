package conformance_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
)

func program(name, args string) string { return "'" + os.Args[0] + "' program " + name + " " + args }

func TestParseCommand(t *testing.T) {
	vars := map[string]string{"addr": "127.0.0.1:1", "dir": "/a b", "hash:single": "cafe", "key": ""}
	for text, want := range map[string][]string{
		`p {addr}`:                {"p", "127.0.0.1:1"},
		`  p   -d {dir}/x  `:      {"p", "-d", "/a b/x"},
		`p 'a b' "c \" \\ \n d"`:  {"p", "a b", `c " \ \n d`},
		`p a\ b '' ""`:            {"p", "a b", "", ""},
		`p '\{addr}'`:             {"p", `\127.0.0.1:1`},
		`p \{addr} "\{addr}"`:     {"p", "{addr}", "{addr}"},
		`p {"json": {}} {addr`:    {"p", "{json:", "{}}", "{addr"},
		`p {hash} x{hash:single}`: {"p", "cafe", "xcafe"},
		`p {key}`:                 {"p", ""},
		`p {addr}{addr}`:          {"p", "127.0.0.1:1127.0.0.1:1"},
	} {
		c, err := conformance.ParseCommand(text, "key")
		require.NoError(t, err, text)
		got, err := c.Expand(vars)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		assert.Equal(t, text, c.String())
	}
	for text, want := range map[string]string{
		``:              "is empty",
		` `:             "is empty",
		`p {adr}`:       "nothing is called {adr}; did you mean addr",
		`p {colour}`:    "expected one of {addr}",
		`p 'x`:          "the quote ' is not closed",
		`p x\`:          "ends in a backslash",
		`p {torrent:x}`: "nothing is called {torrent:x}",
	} {
		_, err := conformance.ParseCommand(text)
		assert.ErrorContains(t, err, want, text)
	}
	c, err := conformance.ParseCommand("p {torrent}")
	require.NoError(t, err)
	_, err = c.Expand(nil)
	assert.ErrorContains(t, err, "{torrent} has no value")
}

// launchOne launches a command that dials and returns the process.
func launchOne(t *testing.T, command string, features conformance.Features) conformance.Process {
	t.Helper()
	target, err := conformance.ExecDialer(command)
	require.NoError(t, err)
	target.Features = features
	p, err := target.Launch(t.Context(), conformance.Launch{Network: "tcp", Addr: "127.0.0.1:9"})
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	return p
}

func TestExecDialerExits(t *testing.T) {
	for name, c := range map[string]struct {
		command string
		want    conformance.Exit
	}{
		"status":   {`sh -c 'echo out; echo err >&2; exit 3'`, conformance.Exit{Code: 3, Output: "out\nerr\n"}},
		"signal":   {`sh -c 'kill -SEGV $$'`, conformance.Exit{Code: -1, Signal: "SIGSEGV"}},
		"env":      {`sh -c 'echo $ENGINESPEC_ADDR {addr}; exit 0'`, conformance.Exit{Output: "127.0.0.1:9 127.0.0.1:9\n"}},
		"orphan":   {`sh -c 'sleep 100 & echo left'`, conformance.Exit{Output: "left\n"}},
		"no stdin": {`cat`, conformance.Exit{}},
	} {
		t.Run(name, func(t *testing.T) {
			p := launchOne(t, c.command, nil)
			assert.Nil(t, p.Stdin())
			<-p.Done()
			got := p.Exit()
			assert.Positive(t, got.Ran)
			got.Ran, got.CPU = 0, 0
			assert.Equal(t, c.want, got)
		})
	}
}

func TestExecDialerKeepsTheEndOfTheOutput(t *testing.T) {
	p := launchOne(t, `sh -c 'yes | head -c 300000; echo; echo last'`, nil)
	<-p.Done()
	out := p.Exit().Output
	assert.Less(t, len(out), 70<<10)
	assert.True(t, strings.HasPrefix(out, "...\n") && strings.HasSuffix(out, "\nlast\n"))
}

func TestStopEndsTheWholeGroup(t *testing.T) {
	for _, command := range []string{"sh -c 'sleep 100; true'", program("stubborn", "")} {
		p := launchOne(t, command, nil)
		p.Stop()
		p.Stop()
		<-p.Done()
		assert.True(t, p.Exit().Killed)
		assert.False(t, p.Exit().OK())
		assert.Equal(t, "stopped by the suite", p.Exit().String())
	}
}

func TestTheProgramsFolderIsRemoved(t *testing.T) {
	p := launchOne(t, `sh -c 'echo {dir}; touch {dir}/x'`, nil)
	<-p.Done()
	dir := strings.TrimSpace(p.Exit().Output)
	assert.FileExists(t, dir+"/x")
	p.Stop()
	assert.NoDirExists(t, dir)
}

func TestOrders(t *testing.T) {
	p := launchOne(t, "cat", conformance.Features{conformance.ReadsOrders: true})
	io.WriteString(p.Stdin(), "one\ntwo\n")
	p.Stdin().(io.Closer).Close()
	<-p.Done()
	assert.Equal(t, "one\ntwo\n", p.Exit().Output)

	// One that never reads does not stop us.
	p = launchOne(t, "sleep 100", conformance.Features{conformance.ReadsOrders: true})
	_, err := p.Stdin().Write(make([]byte, 1<<20))
	assert.NoError(t, err)
	p.Stop()
}

func TestExecDialerThatDoesNotExist(t *testing.T) {
	target, err := conformance.ExecDialer("no-such-program-here {addr}")
	require.NoError(t, err)
	_, err = target.Launch(t.Context(), conformance.Launch{})
	assert.ErrorContains(t, err, "no-such-program-here")
}

// A controller under test is launched for the case, and its messages are judged.
func TestExecDialerMeets(t *testing.T) {
	t.Parallel()
	target, err := conformance.ExecDialer(program("controller", "{addr} x y"))
	require.NoError(t, err)
	target.Features = conformance.Features{conformance.ReadsOrders: true}
	meet := conformance.Meet(func(s *conformance.Session) *conformance.Stand {
		return &conformance.Stand{Orders: []string{"PING {hash:single}"}, On: map[string]func(*conformance.Meeting, *codec.Packet) error{
			"HI": func(m *conformance.Meeting, _ *codec.Packet) error { return m.Say("HELLO", "\n") },
		}}
	})
	k := toyCase("meet", toyGreets, meet, conformance.Check("exit", func(s *conformance.Session) *conformance.Failure {
		if e := s.Process.Exit(); e.Code != 2 || e.Output != "got HELLO\n" {
			return conformance.Fail(conformance.WrongValue, "2", "%v %q", e, e.Output)
		}
		return nil
	}))
	k.Role = codec.Controller
	rep, err := conformance.Run(t.Context(), toySuite(k), conformance.Config{Target: target, Role: codec.Controller})
	require.NoError(t, err)
	r := rep.Results[0]
	assert.Equal(t, conformance.Pass, r.Verdict, r.Explain(false))
	assert.Contains(t, r.Explain(false), ">> PING "+conformance.Fixture("single").Hash())
}

func listener(t *testing.T, command string) *conformance.Listening {
	t.Helper()
	l, err := conformance.ExecListener(command, 5*time.Second)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func TestExecListener(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"{addr}", "{host}:{port}", "{path}"} {
		l := listener(t, program("engine", place))
		assert.Nil(t, l.Program())
		rep, err := conformance.Run(t.Context(), toySuite(greets), conformance.Config{Target: &l.Target, Role: codec.Engine})
		require.NoError(t, err)
		assert.Equal(t, conformance.Pass, rep.Results[0].Verdict, rep.Results[0].Explain(false))
		l.Close()
		_, err = l.Dial(t.Context(), nil)
		assert.ErrorContains(t, err, "was stopped")
	}
	_, err := conformance.ExecListener("p", 0)
	assert.ErrorContains(t, err, "does not say where to listen")
}

// A program may take longer to come up than a dialogue waits for an answer.
func TestExecListenerThatIsSlow(t *testing.T) {
	t.Parallel()
	l := listener(t, program("slow", "{addr}"))
	s := toySuite(greets)
	s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
	rep, err := conformance.Run(t.Context(), s, conformance.Config{Target: &l.Target, Role: codec.Engine, Timeout: 700 * time.Millisecond})
	require.NoError(t, err)
	assert.Equal(t, conformance.ExitConforming, rep.Exit(), rep.Unreachable)
}

// A program that dies behind the last case is reported, though no case failed.
func TestDeathBehindTheLastCase(t *testing.T) {
	t.Parallel()
	l := listener(t, program("engine", "{addr}"))
	last := toyCase("last", toyGreets, append(greets.Steps, send("LATER"), conformance.Drain(50*time.Millisecond))...)
	last.Whole = true
	s := toySuite(last)
	s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
	s.Probe = func(*conformance.Session) conformance.Features { return nil }
	rep, err := conformance.Run(t.Context(), s, conformance.Config{Target: &l.Target, Role: codec.Engine})
	require.NoError(t, err)
	assert.Equal(t, conformance.Pass, rep.Results[0].Verdict)
	assert.Equal(t, []string{"the program died (exit status 3: out of memory) behind a case that had passed, and was started again"}, rep.Problems)
	assert.Equal(t, conformance.ExitNot, rep.Exit())
}

func TestExecListenerThatDoesNotListen(t *testing.T) {
	t.Parallel()
	l, err := conformance.ExecListener(program("deaf", "{addr}"), 300*time.Millisecond)
	require.NoError(t, err)
	defer l.Close()
	_, err = l.Dial(t.Context(), nil)
	assert.ErrorContains(t, err, "does not listen on 127.0.0.1:")
	assert.ErrorContains(t, err, "not listening today")

	dies := listener(t, "sh -c 'echo no such license; exit 4' {addr}")
	for range 3 {
		_, err = dies.Dial(t.Context(), nil)
		assert.ErrorContains(t, err, "ended before it listened")
		assert.ErrorContains(t, err, "exit status 4: no such license")
	}
	_, err = dies.Dial(t.Context(), nil)
	assert.ErrorContains(t, err, "failed to start 3 times")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = listener(t, program("deaf", "{addr}")).Dial(ctx, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// The run goes on behind a crash, and names the case that did it.
func TestTheCulpritIsNamed(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]struct {
		diagnosis conformance.Diagnosis
		actual    string
	}{
		"DIE":   {conformance.Exited, "exit status 7: I was told to die"},
		"CRASH": {conformance.Crashed, "signal SIGKILL"},
		"HANG":  {conformance.Hung, "stopped by the suite"},
		"DEAF":  {conformance.Hung, "stopped by the suite"},
		"SPIN":  {conformance.Spins, "it was busy until the suite stopped it"},
		"FLOOD": {conformance.Exited, "exit status 5"},
	} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			l := listener(t, program("engine", "{addr}"))
			kills := toyCase("kills", toyPolite, // which only warns otherwise
				conformance.Connect(), send(order), conformance.Expect("PONG"))
			kills.Whole = true
			cases := []*conformance.Case{kills}
			for _, slug := range []string{"a", "b", "c", "d"} {
				cases = append(cases, toyCase(slug, toyGreets, greets.Steps...))
			}
			s := toySuite(cases...)
			s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
			rep, err := conformance.Run(t.Context(), s, conformance.Config{Target: &l.Target, Role: codec.Engine, Timeout: 400 * time.Millisecond})
			require.NoError(t, err)
			require.Len(t, rep.Results, len(cases))
			assert.Empty(t, rep.Problems)
			for _, r := range rep.Results[1:] {
				assert.Equal(t, conformance.Pass, r.Verdict, r.Explain(false))
			}
			assert.Equal(t, conformance.ExitNot, rep.Exit())
			assert.Contains(t, rep.Claim()[0], "NOT conforming")
			r := rep.Results[0]
			require.Equal(t, conformance.Failed, r.Verdict, r.Explain(false))
			assert.Equal(t, want.diagnosis, r.Findings[0].Diagnosis)
			assert.Contains(t, r.Findings[0].Actual, want.actual)
			assert.Less(t, len(r.Exit.Output), 70<<10)
			assert.NotNil(t, r.Exit)
		})
	}
}

// An order reaches the standard input of a program that listens, if it is said to read
// orders.
func TestExecListenerTakesOrders(t *testing.T) {
	l := listener(t, program("ordered", "{addr}"))
	assert.ErrorContains(t, l.Order(t.Context(), "x"), "reads no orders")
	l.Features = conformance.Features{conformance.ReadsOrders: true}
	c, err := l.Dial(t.Context(), nil)
	require.NoError(t, err)
	defer c.Close()
	r := bufio.NewReader(c)
	line, err := r.ReadString('\n') // it is there
	require.NoError(t, err)
	assert.Equal(t, "HI\n", line)
	require.NoError(t, l.Order(t.Context(), "count 3"))
	line, err = r.ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "count 3\n", line)
}
