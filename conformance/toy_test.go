package conformance_test

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// toy is a protocol of lines that end in LF; a line that begins with "!" is refused.
type toy struct{}

type toyLine string

func (m toyLine) Kind() string                    { w, _, _ := strings.Cut(string(m), " "); return w }
func (m toyLine) String() string                  { return string(m) }
func (m toyLine) Append(b []byte) ([]byte, error) { return append(append(b, m...), '\n'), nil }
func (toy) Name() string                          { return "toy" }
func (toy) Versions() []int                       { return []int{1} }
func (toy) Rules() []*codec.Rule                  { return nil }
func (toy) Kinds(codec.Party) []string            { return []string{"HI", "PING"} }
func (toy) New(codec.Party, string) codec.Message { return toyLine("") }
func (toy) Decoder(codec.Options) codec.Decoder   { return &toyDecoder{} }

type toyDecoder struct{ at [3]int64 }

func (d *toyDecoder) Consume(from codec.Party, b []byte, _ bool) (codec.Packet, int, error) {
	n := bytes.IndexByte(b, '\n') + 1
	if n == 0 {
		return codec.Packet{}, 0, nil
	}
	if b[0] == 0 {
		return codec.Packet{}, 0, &codec.Error{Code: codec.Limit}
	}
	p := codec.Packet{From: from, Offset: d.at[from], Raw: bytes.Clone(b[:n])}
	d.at[from] += int64(n)
	if b[0] == '!' {
		p.Err = &codec.Error{Code: codec.Syntax}
	} else {
		p.Message = toyLine(b[:n-1])
	}
	return p, n, nil
}

var (
	toyGreets = conformance.NewClause(conformance.Must, "TOY-1", codec.Engine, "answers HI with HELLO", conformance.InSeed("1"))
	toyPong   = conformance.NewClause(conformance.Must, "TOY-2", codec.Engine, "answers PING with PONG", conformance.InSeed("2"))
	toyCuts   = conformance.NewClause(conformance.Must, "TOY-3", codec.Engine, "takes lines in pieces", conformance.InSeed("3"))
	toyPolite = conformance.NewClause(conformance.Should, "TOY-4", codec.Engine, "never says BOO", conformance.OfOurs("taste"))
	toyExtra  = &conformance.Feature{Name: "extra", Text: "does more"}
)

func toySuite(cases ...*conformance.Case) *conformance.Suite {
	return &conformance.Suite{
		Protocol: toy{}, Clauses: []*conformance.Clause{toyGreets, toyPong, toyCuts, toyPolite}, Cases: cases,
		Features: []*conformance.Feature{toyExtra},
		Segments: map[conformance.Segmentation]*conformance.Clause{conformance.Bytewise: toyCuts, conformance.Before: toyCuts, conformance.After: toyCuts, conformance.Coalesced: toyCuts},
		Monitors: []conformance.Monitor{{Clause: toyPolite, New: func(conformance.Pace) conformance.Watch {
			return func(e *conformance.Entry) *conformance.Failure {
				if e.Packet != nil && e.Packet.Kind() == "BOO" {
					return conformance.Fail(conformance.Unasked, "no BOO", "BOO")
				}
				return nil
			}
		}}},
	}
}

func toyCase(slug string, clause *conformance.Clause, steps ...conformance.Step) *conformance.Case {
	return &conformance.Case{ID: "toy/group/" + slug, Role: codec.Engine, Clauses: []*conformance.Clause{clause}, Steps: steps}
}

func send(text string) conformance.Step { return conformance.Say(text, "\n") }

// serve answers each line by what reply returns: lines to send, or "FIN" or "RST".
func serve(c net.Conn, reply func(line string) []string) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		for _, out := range reply(strings.TrimSpace(line)) {
			switch out {
			case "FIN":
				return
			case "RST":
				c.(interface{ SetLinger(int) error }).SetLinger(0)
				return
			}
			c.Write([]byte(out + "\n"))
		}
	}
}

func polite(line string) []string {
	switch line {
	case "HI":
		return []string{"NOISE 1", "HELLO there"}
	case "PING":
		return []string{"PONG"}
	case "BYE":
		return []string{"FIN"}
	}
	return nil
}

// run runs a suite against a toy engine in a bubble of virtual time.
func run(t *testing.T, suite *conformance.Suite, cfg conformance.Config, handle func(net.Conn)) (rep *conformance.Report) {
	t.Helper()
	return runWith(t, suite, nil, cfg, handle)
}

// runDeclared runs a suite against the polite engine, with declared features.
func runDeclared(t *testing.T, suite *conformance.Suite, declared conformance.Features, cfg conformance.Config) *conformance.Report {
	t.Helper()
	return runWith(t, suite, declared, cfg, serveWith(polite))
}

func runWith(t *testing.T, suite *conformance.Suite, declared conformance.Features, cfg conformance.Config, handle func(net.Conn)) (rep *conformance.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n memnet.Network
		l, err := n.Listen("127.0.0.1:1")
		require.NoError(t, err)
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go handle(c)
			}
		}()
		cfg.Role = codec.Engine
		cfg.Env = &conformance.Env{Dial: n.DialContext, Listen: func(_, a string) (net.Listener, error) { return n.Listen(a) }}
		cfg.Target = &conformance.Target{Name: "toy", Features: declared, Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
			return n.DialContext(ctx, "", "127.0.0.1:1")
		}}
		rep, err = conformance.Run(t.Context(), suite, cfg)
		require.NoError(t, err)
		l.Close()
	})
	return rep
}

func serveWith(reply func(string) []string) func(net.Conn) {
	return func(c net.Conn) { serve(c, reply) }
}
