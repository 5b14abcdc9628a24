package ts

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// What a LOADRESP, or the JSON of a ## reply, must be. Each is a Judge.

// succeeds wants a status that means success.
func succeeds(_ *session, p *codec.Packet) *failure {
	r, err := answer(p)
	if err != nil || r.Failed() {
		return conformance.Fail(conformance.Refused, "status 0, 1 or 2: the fixture can be had", "%s", conformance.Show(p))
	}
	return nil
}

// fails wants the status of failure, with a message.
func fails(_ *session, p *codec.Packet) *failure {
	r, err := answer(p)
	switch {
	case err != nil:
		return conformance.Fail(conformance.Malformed, "a JSON object", "%v", err)
	case !r.Failed():
		return conformance.Fail(conformance.Accepted, "status 100", "status %d", r.Status)
	case r.Status != ts.Failure:
		return &failure{Diagnosis: conformance.OutOfRange, Clause: TS055, Expected: "status 100", Actual: fmt.Sprintf("status %d", r.Status)}
	case r.Message == nil:
		return &failure{Diagnosis: conformance.MissingField, Clause: TS060, Expected: "a message with status 100", Actual: conformance.Show(p)}
	}
	return nil
}

// statusIn wants one of some statuses.
func statusIn(allowed ...int64) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		r, err := answer(p)
		if err != nil {
			return conformance.Fail(conformance.Malformed, "a JSON object", "%v", err)
		}
		if !slices.Contains(allowed, r.Status) {
			return conformance.Fail(conformance.WrongValue, fmt.Sprintf("status of %v", allowed), "status %d", r.Status)
		}
		return nil
	}
}

// hasFiles wants infohash and files as the fixture has them.
func hasFiles(fixture string) conformance.Judge {
	return func(s *session, p *codec.Packet) *failure {
		r, err := answer(p)
		switch {
		case err != nil:
			return conformance.Fail(conformance.Malformed, "a JSON object", "%v", err)
		case r.InfoHash == nil:
			return conformance.Fail(conformance.MissingField, "infohash", "")
		case !strings.EqualFold(string(r.InfoHash), s.Vars["hash:"+fixture]):
			return conformance.Fail(conformance.WrongValue, "infohash "+s.Vars["hash:"+fixture], "%s", r.InfoHash)
		case r.Files == nil:
			return conformance.Fail(conformance.MissingField, "files", "")
		case len(r.Files) == 0:
			return conformance.Fail(conformance.WrongCount, "the media files of the torrent", "none")
		}
		return nil
	}
}

// namesOf wants each file's name to be percent-encoded UTF-8 of the name, or of the
// path, that the fixture has at that index.
func namesOf(fixture string) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		r, err := answer(p)
		if err != nil || len(r.Files) == 0 {
			return conformance.Fail(conformance.MissingField, "files", "%s", conformance.Show(p))
		}
		fx := conformance.Fixture(fixture)
		for _, f := range r.Files {
			if f.Index < 0 || int(f.Index) >= len(fx.Files) {
				return &failure{Diagnosis: conformance.WrongValue, Clause: TS059, Expected: "indexes of the torrent", Actual: fmt.Sprint(f.Index)}
			}
			for _, c := range f.Name {
				if c <= ' ' || c >= 0x7f {
					return conformance.Fail(conformance.NotCanonical, "a percent-encoded name", "%q", f.Name)
				}
			}
			path := fx.Files[f.Index].Path
			base := path[strings.LastIndexByte(path, '/')+1:]
			if got := f.Text(); got != path && got != base && got != fx.Title+"/"+path {
				return conformance.Fail(conformance.WrongValue, fmt.Sprintf("a name that decodes to %q", base), "%q, decoded %q", f.Name, got)
			}
		}
		return nil
	}
}

// quotesEscaped wants no quote and no backslash in a name, not even one that JSON
// escapes: they are percent-encoded before.
func quotesEscaped(_ *session, p *codec.Packet) *failure {
	r, err := answer(p)
	if err != nil || len(r.Files) == 0 {
		return conformance.Fail(conformance.MissingField, "files", "%s", conformance.Show(p))
	}
	for _, f := range r.Files {
		if strings.ContainsAny(string(f.Name), `"\`) {
			return conformance.Fail(conformance.NotCanonical, `%22 and %5C for " and \`, "%q", f.Name)
		}
	}
	return nil
}

// indexesOf wants the positions in the torrent of all the fixture's media files.
func indexesOf(fixture string) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		r, err := answer(p)
		if err != nil || len(r.Files) == 0 {
			return conformance.Fail(conformance.MissingField, "files", "%s", conformance.Show(p))
		}
		var got []int
		for _, f := range r.Files {
			got = append(got, int(f.Index))
		}
		slices.Sort(got)
		if want := conformance.Fixture(fixture).Media(); !slices.Equal(got, want) {
			return conformance.Fail(conformance.WrongValue, fmt.Sprintf("indexes %v, the positions in the torrent", want), "%v", got)
		}
		return nil
	}
}

// pythonSeparators wants ", " and ": " between the parts of the JSON.
func pythonSeparators(_ *session, p *codec.Packet) *failure {
	r, err := answer(p)
	if err != nil {
		return conformance.Fail(conformance.Malformed, "a JSON object", "%v", err)
	}
	if at, ok := ts.PythonSeparators(r.Raw); !ok {
		return conformance.Fail(conformance.NotCanonical, `", " and ": " as separators, keys in double quotes`, "at byte %d of %s", at, r.Raw)
	}
	return nil
}

// main wants a state word in the main part of STATUS.
func main(phase ts.Phase) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		if m := p.Message.(*ts.Status); m.Main.State != phase {
			return conformance.Fail(conformance.WrongValue, "STATUS main:"+phase.String(), "")
		}
		return nil
	}
}

// empty wants a ## reply with nothing behind it.
func empty(_ *session, p *codec.Packet) *failure {
	if m := p.Message.(*ts.Reply); len(m.Text) != 0 {
		return conformance.Fail(conformance.WrongValue, "## and nothing else", "")
	}
	return nil
}

// sameAnswer wants the LOADRESPs of two requests to name the same content.
func sameAnswer(a, b string) step {
	return check("the same answer to "+a+" and "+b, func(s *session) *failure {
		by := map[string]*ts.LoadResp{}
		for _, e := range lines(s, engine, "LOADRESP") {
			if m, ok := e.Packet.Message.(*ts.LoadResp); ok {
				by[string(m.RequestID)] = m
			}
		}
		if x, y := by[a], by[b]; x != nil && y != nil && (x.Status != y.Status || !strings.EqualFold(string(x.InfoHash), string(y.InfoHash))) {
			return conformance.Fail(conformance.WrongValue, "the same content", "%s and %s", x, y)
		}
		return nil
	})
}
