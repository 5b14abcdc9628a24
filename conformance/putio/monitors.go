package putio

import (
	"bytes"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Monitors returns the checks that watch every connection.
func Monitors() []conformance.Monitor {
	all := []conformance.Monitor{
		each(PUTIO017, engine, noPage),
		each(PUTIO040, controller, credentials),
	}
	for _, d := range departures() {
		all = append(all, each(d.clause, engine, func(p *codec.Packet) *failure {
			for _, u := range p.Rules {
				if u.Rule == d.rule {
					return conformance.Fail(d.say, "not "+d.rule.Text, "%s", conformance.Show(p))
				}
			}
			return nil
		}))
	}
	return all
}

// each makes a monitor without state of a look at each packet of a party.
func each(c *conformance.Clause, from codec.Party, look func(p *codec.Packet) *failure) conformance.Monitor {
	return conformance.Monitor{Clause: c, New: func(conformance.Pace) conformance.Watch {
		return func(e *conformance.Entry) *conformance.Failure {
			if e.Packet == nil || e.From != from {
				return nil
			}
			return look(e.Packet)
		}
	}}
}

// departure says which clause an engine breaks that writes what is only readable by a
// rule. Most rules are not here: what the sources disagree about is legal either way.
type departure struct {
	rule   *codec.Rule
	clause *conformance.Clause
	say    conformance.Diagnosis
}

func departures() []departure {
	return []departure{
		{wire.OtherIDs, PUTIO021, conformance.WrongValue},
		{wire.OtherTotal, PUTIO023, conformance.WrongValue},
		{wire.NumberID, PUTIO030, conformance.WrongValue},
		{wire.NumberSize, PUTIO030, conformance.WrongValue},
		{wire.NumberPercent, PUTIO030, conformance.WrongValue},
		{wire.CompletedSeen, PUTIO068, conformance.Unasked},
		{wire.UnknownStatus, PUTIO067, conformance.OutOfRange},
		{wire.StatusCase, PUTIO067, conformance.OutOfRange},
	}
}

// noPage wants no HTML under status 200 where an envelope belongs.
func noPage(p *codec.Packet) *failure {
	if p.Err == nil {
		return nil
	}
	r, err := readAnswer(p.Raw)
	if err != nil || r.status != 200 || r.object != nil || len(r.body) == 0 {
		return nil
	}
	if b := bytes.TrimSpace(r.body); b[0] == '<' {
		return conformance.Fail(conformance.Malformed, "JSON, or a status other than 200", "%s", r)
	}
	return nil
}

// credentials wants key and secret in each call, and the secret neither in the path nor
// in a line of the head.
func credentials(p *codec.Packet) *failure {
	m, ok := p.Message.(*wire.Request)
	if !ok {
		return nil
	}
	if m.Key == "" || m.Secret == "" {
		return conformance.Fail(conformance.MissingField, "api_key and api_secret in each call", "%s", m)
	}
	head, _, _ := bytes.Cut(p.Raw, []byte("\r\n\r\n"))
	line, lines, _ := bytes.Cut(head, []byte("\r\n"))
	path, _, _ := bytes.Cut(line, []byte("?"))
	if bytes.Contains(path, []byte(m.Secret)) || bytes.Contains(lines, []byte(m.Secret)) {
		return conformance.Fail(conformance.Unasked, "no secret in the path and in the head", "%s", m)
	}
	return nil
}
