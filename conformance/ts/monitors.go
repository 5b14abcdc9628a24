package ts

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Monitors returns the checks that watch every connection.
func Monitors() []conformance.Monitor {
	all := slices.Concat(byRule(), byRefusal(), statusMonitors(), stateMonitors(), eventMonitors())
	return append(all,
		each(TS002, engine, crlf), each(TS003, controller, crlf),
		each(TS014, engine, notTooLong),
		each(TS026, engine, versionHasDot),
		each(TS140, engine, plainErrText),
		each(TS055, engine, knownStatus), each(TS060, engine, hasMessage), each(TS057, engine, plainIndexes),
		each(TS058, engine, encodedNames), each(TS062, engine, encodedQuotes),
		conformance.Monitor{Clause: TS090, New: func(conformance.Pace) conformance.Watch { return new(shape).watch }},
	)
}

// each makes a monitor without state of a look at each packet of a party.
func each(c *conformance.Clause, from codec.Party, look func(p *codec.Packet) *failure) conformance.Monitor {
	return conformance.Monitor{Clause: c, New: func(conformance.Pace) conformance.Watch {
		return func(e *conformance.Entry) *failure {
			if e.Packet == nil || e.From != from {
				return nil
			}
			return look(e.Packet)
		}
	}}
}

// departure says which clause an engine breaks that writes what is only readable
// by a rule. Rules that are not here are legal for an engine to need: unknown keys,
// words and events belong to open sets.
type departure struct {
	rule   *codec.Rule
	kind   string // only in messages of this kind, or any
	clause *conformance.Clause
	say    conformance.Diagnosis
}

func departures() []departure {
	return []departure{
		{ts.NonNumericAuth, "", TS037, conformance.MissingField},
		{ts.SplitLoadResp, "", TS054, conformance.Malformed},
		{ts.BarePercent, "LOADRESP", TS058, conformance.NotCanonical},
		{ts.ListIndex, "LOADRESP", TS057, conformance.MissingField},
		{ts.ReplySpace, "", TS070, conformance.NotCanonical},
		{ts.GluedPlay, "", TS090, conformance.NotCanonical},
		{ts.RawEquals, "START", TS092, conformance.NotCanonical},
		{ts.RawEquals, "EVENT", TS129, conformance.NotCanonical},
		{ts.OtherState, "", TS110, conformance.OutOfRange},
		{ts.OtherInfo, "", TS128, conformance.OutOfRange},
		{ts.Unescaped, "EVENT", TS129, conformance.NotCanonical},
		{ts.BarePercent, "EVENT", TS129, conformance.NotCanonical},
		{ts.NotUTF8, "EVENT", TS129, conformance.NotCanonical},
		{ts.LiveposKeys, "EVENT", TS130, conformance.WrongOrder},
	}
}

func byRule() (all []conformance.Monitor) {
	for _, d := range departures() {
		all = append(all, each(d.clause, engine, func(p *codec.Packet) *failure {
			for _, u := range p.Rules {
				if u.Rule == d.rule && (d.kind == "" || d.kind == p.Kind()) {
					return conformance.Fail(d.say, "not "+d.rule.Text, "%s", conformance.Show(p))
				}
			}
			return nil
		}))
	}
	return all
}

// byRefusal blames a clause for an engine's line that the codec refuses whole, by
// the word that the line begins with.
func byRefusal() (all []conformance.Monitor) {
	for word, c := range map[string]*conformance.Clause{
		"AUTH": TS037, "LOADRESP": TS054, "START": TS092, "PLAY": TS090, "STATE": TS110, "INFO": TS127, "EVENT": TS129,
	} {
		all = append(all, each(c, engine, func(p *codec.Packet) *failure {
			if word == "EVENT" && bytes.HasPrefix(p.Raw, []byte("EVENT livepos ")) {
				return nil // TS-130's matter
			}
			if p.Err == nil || !bytes.HasPrefix(p.Raw, []byte(word)) || bytes.HasPrefix(p.Raw, []byte("STATE ")) != (word == "STATE") {
				return nil
			}
			return conformance.Fail(conformance.Malformed, "a "+word+" that the grammar allows", "%s", conformance.Show(p))
		}))
	}
	return all
}

var quotedStatus = regexp.MustCompile(`"status": *"`)

// knownStatus wants an integer of 0, 1, 2 and 100.
func knownStatus(p *codec.Packet) *failure {
	m, ok := p.Message.(*ts.LoadResp)
	switch {
	case !ok:
	case quotedStatus.Match(p.Raw):
		return conformance.Fail(conformance.Malformed, "status as a number", "%s", conformance.Show(p))
	case m.Status < 0 || m.Status > 2 && m.Status != ts.Failure:
		return conformance.Fail(conformance.OutOfRange, "a status of 0, 1, 2 and 100", "%s", conformance.Show(p))
	}
	return nil
}

// hasMessage wants a message with status 100.
func hasMessage(p *codec.Packet) *failure {
	if m, ok := p.Message.(*ts.LoadResp); ok && m.Status == ts.Failure && m.Message == nil {
		return conformance.Fail(conformance.MissingField, "a message with status 100", "%s", conformance.Show(p))
	}
	return nil
}

// encodedNames wants no space, and nothing that is not ASCII, in a name.
func encodedNames(p *codec.Packet) *failure {
	if m, ok := p.Message.(*ts.LoadResp); ok {
		for _, f := range m.Files {
			if bytes.ContainsFunc(f.Name, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
				return conformance.Fail(conformance.NotCanonical, "percent-encoded names", "%q", f.Name)
			}
		}
	}
	return nil
}

// encodedQuotes wants no quote and no backslash in a name, however JSON writes them.
func encodedQuotes(p *codec.Packet) *failure {
	if m, ok := p.Message.(*ts.LoadResp); ok {
		for _, f := range m.Files {
			if bytes.ContainsAny(f.Name, `"\`) {
				return conformance.Fail(conformance.NotCanonical, `%22 and %5C for " and \`, "%q", f.Name)
			}
		}
	}
	return nil
}

// shape follows the API level that a client announces.
type shape struct{ level int64 }

// watch wants START in the shape of the level. O1: nobody knows that of 2 and 5.
func (w *shape) watch(e *conformance.Entry) *failure {
	if e.Packet == nil {
		return nil
	}
	if m, ok := e.Packet.Message.(*ts.HelloBG); ok {
		w.level = int64(m.Version())
	}
	if w.level == 2 || w.level == 5 {
		return nil
	}
	for _, u := range e.Packet.Rules {
		if u.Rule == ts.OtherStart {
			return conformance.Fail(conformance.WrongShape, fmt.Sprintf("START as API level %d has it", w.level), "%s", conformance.Show(e.Packet))
		}
	}
	return nil
}

// plainIndexes wants the indexes of files to be numbers.
func plainIndexes(p *codec.Packet) *failure {
	if _, ok := p.Message.(*ts.LoadResp); !ok || quotedStatus.Match(p.Raw) {
		return nil
	}
	for _, u := range p.Rules {
		if u.Rule == ts.QuotedNumber {
			return conformance.Fail(conformance.Malformed, "files as [string, int]", "%s", conformance.Show(p))
		}
	}
	return nil
}

func crlf(p *codec.Packet) *failure {
	if bytes.HasSuffix(p.Raw, []byte("\r\n")) {
		return nil
	}
	return conformance.Fail(conformance.NotCanonical, "CR LF at the end of the line", "%q", p.Raw[max(0, len(p.Raw)-8):])
}

func notTooLong(p *codec.Packet) *failure {
	if len(p.Raw) <= 8192 {
		return nil
	}
	return conformance.Fail(conformance.TooLong, "lines of at most 8192 bytes", "%d bytes", len(p.Raw))
}

func versionHasDot(p *codec.Packet) *failure {
	m, ok := p.Message.(*ts.HelloTS)
	if !ok || !has(m.Params, "version") || bytes.Contains([]byte(m.Version()), []byte(".")) {
		return nil
	}
	return conformance.Fail(conformance.WrongValue, "a version with a dot in it", "version=%s", m.Version())
}

func plainErrText(p *codec.Packet) *failure {
	for _, u := range p.Rules {
		if u.Rule == ts.ErrPipe || u.Rule == ts.ErrSemicolon {
			return conformance.Fail(conformance.NotCanonical, "an err text without ; and |", "%s", conformance.Show(p))
		}
	}
	return nil
}
