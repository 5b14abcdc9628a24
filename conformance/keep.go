package conformance

import (
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/corpus"
)

// Session is the dialogue that decided a result of the report, as a session file that
// is run again with enginespec replay: its finding names the case and the steps that
// were kept. Nil if the result has no finding or no dialogue.
func (r *Report) Session(res *Result) *corpus.Session {
	f := res.Finding(r.Strict)
	if f == nil || len(res.Transcript) == 0 {
		return nil
	}
	of := res.Case
	if f.of != nil {
		of = f.of
	}
	protocol, rest, _ := strings.Cut(res.Case.ID, "/")
	s := &corpus.Session{
		ID: protocol + "/" + strings.ReplaceAll(rest, "/", "-"), Protocol: protocol, Version: of.Version,
		Engine: "the suite", Controller: "the suite", Note: "a failed dialogue of " + of.ID,
		Finding: &corpus.Finding{
			Case: of.ID, Role: of.Role, Seed: r.Seed, Clause: f.Clause.ID, Diagnosis: string(f.Diagnosis), Expected: f.Expected, Actual: f.Actual,
		},
	}
	if f.Segmentation != Whole {
		s.Finding.Segmentation = f.Segmentation.String()
	}
	if of.Role == codec.Engine {
		s.Engine = r.Target
	} else {
		s.Controller = r.Target
	}
	if res.Shrunk != nil {
		s.Finding.Steps = res.Shrunk.Steps
	}
	conns := map[int]bool{}
	last := time.Duration(0)
	for i := range res.Transcript {
		e := res.Transcript[i].kept(conns)
		e.At = max(e.At, last)
		last = e.At
		s.Entries = append(s.Entries, e)
	}
	return s
}

// kept is the entry as one of a session file; conns are the connections that are open.
func (e *Entry) kept(conns map[int]bool) corpus.Entry {
	k := corpus.Entry{At: e.At.Truncate(time.Millisecond), Conn: e.Conn + 1}
	switch {
	case e.Packet != nil && len(e.Packet.Raw) > 0:
		k.From, k.Bytes, k.Messages = e.From, e.Packet.Raw, []string{Show(e.Packet)}
	case strings.HasPrefix(e.Note, "closed by "):
		k.Event = corpus.Close
		if strings.HasSuffix(e.Note, "("+RST.String()+")") {
			k.Event = corpus.Reset
		}
		by, _, _ := strings.Cut(e.Note[len("closed by "):], " ")
		if party, err := codec.ParseParty(by); err == nil {
			k.From = party
		}
	case !conns[e.Conn] && (strings.HasPrefix(e.Note, "connected to ") || e.Note == "accepted"):
		k.Event, conns[e.Conn] = corpus.Open, true
	default:
		if k.Comment = e.Note; k.Comment == "" {
			k.Comment = "nothing"
		}
	}
	return k
}
