package replay_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/replay"
	"enginespec/conformance/ts"
	"enginespec/corpus"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dialogue makes a session of lines: "C" and "E" say who writes, "C." and "E." who
// closes.
func dialogue(lines ...string) *corpus.Session {
	s := &corpus.Session{ID: "ts/x", Protocol: "ts", Version: 3}
	for i, l := range lines {
		e := corpus.Entry{At: time.Duration(i) * time.Millisecond, Conn: 1, From: codec.Controller}
		if l[0] == 'E' {
			e.From = codec.Engine
		}
		if l[1:] == "." {
			e.Event = corpus.Close
		} else {
			e.Bytes = codec.Bytes(strings.TrimPrefix(l[1:], " ") + "\r\n")
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

// engine answers each line as the map says, which names lines by their first word; a
// line without an answer ends the connection.
func engine(t *testing.T, answers map[string]string) func(context.Context) (net.Conn, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			for lines := bufio.NewScanner(c); lines.Scan(); {
				word, _, _ := strings.Cut(lines.Text(), " ")
				answer, ok := answers[word]
				if !ok {
					break
				}
				if c.Write([]byte(answer)); word == "SHUTDOWN" && answer != "" {
					break
				}
			}
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", l.Addr().String())
	}
}

const loaded = `{"status": 1, "files": [["a", 0]], "infohash": "45f63d30779b7c8859576b12a05317d16e73404c", "checksum": "8f379924f4c91df00c03e83ccf905891c6aeb981"}`

func session() *corpus.Session {
	return dialogue("C HELLOBG version=3", "E HELLOTS version=3.1.16 key=191f7f55a9", "C READY key=AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef",
		"E AUTH 1", "C LOADASYNC 7 PID x 0 0 0", "E STATUS main:loading", "E LOADRESP 7 "+loaded, "C SHUTDOWN", "E SHUTDOWN", "E.", "C.")
}

func run(t *testing.T, answers map[string]string, patience time.Duration) *replay.Outcome {
	t.Helper()
	r := replay.Replay{Suite: ts.Suite(), Session: session(), Ours: codec.Controller, Dial: engine(t, answers), Patience: patience}
	o, err := r.Run(t.Context())
	require.NoError(t, err)
	return o
}

// What each departure of a live engine comes to. A key, a report more, and values that
// are of one run are none.
func TestDifferences(t *testing.T) {
	same := map[string]string{
		"HELLOBG": "HELLOTS version=9.9 key=00ff00ff00 more=1\r\n", "READY": "AUTH 0\r\nSTATUS main:idle\r\n",
		"LOADASYNC": "STATUS main:loading\r\nSTATUS main:loading\r\nLOADRESP 7 " + strings.Replace(loaded, "8f", "00", 1) + "\r\n",
		"SHUTDOWN":  "SHUTDOWN\r\n",
	}
	for name, c := range map[string]struct{ word, answer, want string }{
		"as recorded":     {"", "", ""},
		"another kind":    {"READY", "NOTREADY\r\n", "AUTH 1 / NOTREADY [the message: AUTH recorded, NOTREADY live]"},
		"another value":   {"LOADASYNC", `LOADRESP 7 {"status": 2, "files": [["a", 0]], "infohash": "45f63d30779b7c8859576b12a05317d16e73404c", "checksum": "8f379924f4c91df00c03e83ccf905891c6aeb981"}` + "\r\n", "[status: 1 recorded, 2 live]"},
		"a field less":    {"LOADASYNC", `LOADRESP 7 {"status": 1, "files": [["a", 0]], "infohash": "45f63d30779b7c8859576b12a05317d16e73404c"}` + "\r\n", "[checksum: only recorded]"},
		"another request": {"LOADASYNC", "LOADRESP 8 " + loaded + "\r\n", `[request_id: "7" (now "7") recorded, "8" live]`},
		"silence":         {"READY", "STATUS main:idle\r\n", "AUTH 1 / nothing for 500ms []"},
		"one more":        {"SHUTDOWN", "SHUTDOWN\r\nNOTREADY\r\n", "nothing more / NOTREADY []"},
	} {
		t.Run(name, func(t *testing.T) {
			answers := map[string]string{}
			for k, v := range same {
				answers[k] = v
			}
			if c.word != "" {
				answers[c.word] = c.answer
			}
			patience := 20 * time.Second
			if name == "silence" {
				patience = 500 * time.Millisecond
			}
			o := run(t, answers, patience)
			if c.want == "" {
				assert.Empty(t, o.Differences)
				assert.Equal(t, 4, o.Compared)
				assert.Equal(t, 4, o.Sent)
				return
			}
			require.NotEmpty(t, o.Differences)
			d := o.Differences[0]
			assert.Contains(t, d.Recorded+" / "+d.Live+" ["+strings.Join(d.Fields, ", ")+"]", c.want)
		})
	}
}

// READY is signed with the live engine's request key.
func TestSigns(t *testing.T) {
	var seen []string
	r := replay.Replay{
		Suite: ts.Suite(), Session: session(), Ours: codec.Controller, Patience: 5 * time.Second,
		Dial: engine(t, map[string]string{
			"HELLOBG": "HELLOTS key=00ff00ff00\r\n", "READY": "AUTH 1\r\n", "LOADASYNC": "LOADRESP 7 " + loaded + "\r\n", "SHUTDOWN": "SHUTDOWN\r\n"}),
		Replace: [][2]string{{"PID x", "PID y"}},
		Params:  map[string]string{"product-key": "other-key"},
		Tell: func(all []conformance.Seen, _ *replay.Difference) {
			for _, s := range all {
				if s.Packet != nil && s.From == codec.Controller {
					seen = append(seen, conformance.Show(s.Packet))
				}
			}
		},
	}
	o, err := r.Run(t.Context())
	require.NoError(t, err)
	assert.Empty(t, o.Differences)
	assert.Regexp(t, `^READY key=other-[0-9a-f]{40}$`, seen[1])
}

func TestNobodyIsThere(t *testing.T) {
	r := replay.Replay{Suite: ts.Suite(), Session: session(), Ours: codec.Controller, Patience: time.Second,
		Dial: func(context.Context) (net.Conn, error) { return nil, net.ErrClosed }}
	_, err := r.Run(t.Context())
	require.ErrorIs(t, err, replay.ErrNoDialogue)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	r = replay.Replay{Suite: ts.Suite(), Session: session(), Ours: codec.Engine, Patience: 20 * time.Millisecond, Listener: l}
	_, err = r.Run(t.Context())
	require.ErrorIs(t, err, replay.ErrNoDialogue)

	r.Session = &corpus.Session{ID: "ts/none", Entries: []corpus.Entry{{Comment: "x"}}}
	_, err = r.Run(t.Context())
	require.ErrorContains(t, err, "no connection")
}

// Whether a finding of the bytes recurs.
func TestRecurs(t *testing.T) {
	f := func(clause, diagnosis string) *corpus.Finding {
		return &corpus.Finding{Role: codec.Engine, Clause: clause, Diagnosis: diagnosis}
	}
	suite := ts.Suite()
	o := run(t, map[string]string{"HELLOBG": "HELLOTS version=3\r\n"}, 20*time.Second) // ends at READY
	assert.True(t, o.Recurs(suite, f("TS-026", "wrong-value")), "a monitor says it")
	assert.False(t, o.Recurs(suite, f("TS-026", "too-long")))
	assert.True(t, o.Recurs(suite, f("TS-001", "closed")) || o.Recurs(suite, f("TS-001", "reset")), "it ended the connection")
	assert.False(t, o.Recurs(suite, f("TS-001", "no-reply")))
	o = run(t, map[string]string{"HELLOBG": "", "READY": "", "LOADASYNC": "", "SHUTDOWN": ""}, 50*time.Millisecond)
	assert.True(t, o.Recurs(suite, f("TS-021", "no-reply")))
	assert.False(t, o.Recurs(suite, f("TS-021", "closed")))
}

func TestCaseOfAnotherVersion(t *testing.T) {
	target, err := conformance.ParseTarget("tcp://127.0.0.1:1")
	require.NoError(t, err)
	_, err = replay.Case(t.Context(), ts.Suite(), conformance.Config{Target: target}, &corpus.Finding{Case: "ts/no/such", Role: codec.Engine})
	require.ErrorContains(t, err, `no case "ts/no/such"`)
	_, err = replay.Case(t.Context(), ts.Suite(), conformance.Config{Target: target}, &corpus.Finding{Case: ts.Suite().Cases[0].ID, Role: codec.Engine, Steps: []int{99}})
	require.ErrorContains(t, err, "there is no 99")
}
