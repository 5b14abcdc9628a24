package campaign

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/codec"
	codecctcs "enginespec/codec/ctcs"
	codecipc "enginespec/codec/ipc"
	codects "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
)

// Language is what the fuzzer has to know of a protocol besides its codec and its
// suite, for one party under test.
type Language struct {
	Suite *conformance.Suite
	// Role is who is under test; the fuzzer is the other.
	Role codec.Party
	// Listens says that the party under test listens. One that dials is launched for
	// each dialogue.
	Listens bool

	begin     []conformance.Step // until the first connection is there
	prologues []Dialogue         // what opens most dialogues
	brief     bool               // a connection is for one or two messages
	ask       string             // what a living program answers at any time on the connection; empty: nothing
	refit     func(b []byte) []byte
	adapt     func(s *conformance.Session, b []byte) []byte
}

// For returns the language of a suite for the party under test. listens says whether
// that party is dialed.
func For(suite *conformance.Suite, role codec.Party, listens bool) (*Language, error) {
	l := &Language{Suite: suite, Role: role, Listens: listens, begin: []conformance.Step{conformance.Connect()}}
	if !listens {
		l.begin = []conformance.Step{conformance.Start(), endOrders(), conformance.Accept(0)}
	}
	l.refit = func(b []byte) []byte { return b }
	l.adapt = func(_ *conformance.Session, b []byte) []byte { return b }
	us := role.Other()
	switch suite.Name() {
	case "ts":
		if us == codec.Controller {
			l.prologues = texts([]string{"HELLOBG version=4\r\n", "READY key=x-y\r\n"}, []string{"HELLOBG\r\n", "READY\r\n"}, []string{"HELLOBG version=3\r\n", "READY key=x-y\r\n"})
		} else {
			l.prologues = texts([]string{"HELLOTS version=2.0.11 key=x\r\n", "AUTH 1\r\n"}, []string{"HELLOTS\r\n", "AUTH 0\r\n"})
		}
		l.adapt = signReady
	case "ipc":
		one := func(max int64) []string {
			h := codecipc.NewHandshake(1, max, "enginespec")
			b, err := h.Append(nil)
			if err != nil {
				panic(err) // it is a constant
			}
			return []string{string(b)}
		}
		l.prologues = texts(one(2), one(2), one(1))
		l.refit = refitFrame
	case "ctcs":
		if us == codec.Controller {
			l.begin, l.ask = append(ctcs.Launched(), conformance.Accept(0)), "\nSENDPEERS\n"
			l.prologues = texts([]string{"PROTOCOL 0003\n"}, []string{"PROTOCOL 0001\n"}, []string{"PROTOCOL 0002\n"}, nil)
		} else {
			l.prologues = texts([]string{"PROTOCOL 0003\n", "CTORRENT -CD0303-0123456789AB 1 2 /a.torrent\n", "CTSTATUS 0:0/0:0/0 0/34/0 0,0 0,0 0,0 0\n"}, nil)
		}
	case "putio":
		l.brief = true
		l.refit = refitLength
	default:
		return nil, fmt.Errorf("the fuzzer does not know the protocol %q", suite.Name())
	}
	return l, nil
}

// texts are dialogues on one connection.
func texts(lists ...[]string) (all []Dialogue) {
	for _, list := range lists {
		var d Dialogue
		for _, text := range list {
			d = append(d, Move{Bytes: []byte(text)})
		}
		all = append(all, d)
	}
	return all
}

// endOrders lets a program go that waits for the end of its orders.
func endOrders() conformance.Step {
	return conformance.Check("no orders", func(s *conformance.Session) *conformance.Failure {
		if c, ok := s.Process.Stdin().(interface{ Close() error }); ok {
			c.Close()
		}
		return nil
	})
}

// signReady signs READY with the product key of the session, for the request key that the
// engine has announced, wherever a key stands that has the form of a signature.
func signReady(s *conformance.Session, b []byte) []byte {
	line, ok := strings.CutPrefix(string(b), "READY key=")
	product, _, signed := strings.Cut(line, "-")
	if !ok || !signed || strings.ContainsAny(product, " \r\n") || !strings.HasSuffix(line, "\r\n") || strings.Count(line, "\r\n") > 1 {
		return b
	}
	entries := s.Transcript.Entries()
	for _, e := range slices.Backward(entries) {
		if e.Packet == nil {
			continue
		}
		if m, ok := e.Packet.Message.(*codects.HelloTS); ok && e.From == codec.Engine {
			if m.Key() == "" {
				return []byte("READY\r\n")
			}
			return []byte("READY key=" + codects.ResponseKey(m.Key(), s.Vars["product-key"]) + "\r\n")
		}
	}
	return b
}

// refitFrame makes the length in front of an IPC frame right.
func refitFrame(b []byte) []byte {
	if len(b) < codecipc.HeaderLen {
		return b
	}
	return append(fmt.Appendf(nil, "%08X", len(b)-codecipc.HeaderLen), b[codecipc.HeaderLen:]...)
}

// refitLength makes Content-Length right, if there is one.
func refitLength(b []byte) []byte {
	head, body, ok := strings.Cut(string(b), "\r\n\r\n")
	i := strings.Index(strings.ToLower(head), "content-length:")
	if !ok || i < 0 {
		return b
	}
	end := strings.Index(head[i:], "\r\n")
	if end < 0 {
		end = len(head) - i
	}
	return fmt.Appendf(nil, "%s%d%s\r\n\r\n%s", head[:i+len("content-length:")]+" ", len(body), head[i+end:], body)
}

// terminators that text protocols know, for mutations.
var lineEnds = map[string]string{"ts": "\r\n", "ctcs": "\n"}

// lineLimit is the longest line of any of them that its own document allows.
const lineLimit = codecctcs.MaxLine
