package campaign

import (
	"strings"

	"enginespec/conformance"
)

// maxShape is how much of a message tells its shape from others.
const maxShape = 48

// shapes are what a dialogue showed of the program: which messages it writes, in which
// form and after what, and how it ends connections. Numbers and names in them are worn
// down, so that there are few. states are those of single messages.
func (l *Language) shapes(p *played) (states, steps []string) {
	said := "-"
	for _, e := range p.Transcript {
		switch {
		case e.Packet == nil:
			if strings.HasPrefix(e.Note, "closed by "+l.Role.String()) {
				steps = append(steps, said+" "+e.Note)
			}
		case e.From != l.Role:
			said = "malformed"
			if e.Packet.Message != nil {
				said = e.Packet.Kind()
			}
		default:
			word := e.Packet.Kind()
			shape := word
			if e.Packet.Err != nil {
				shape += " " + worn(e.Packet.Err.Error())
			} else {
				shape = worn(e.Packet.Message.String())
			}
			for _, u := range e.Packet.Rules {
				shape += " " + u.Rule.Name
			}
			states, steps = append(states, shape), append(steps, said+" > "+word)
		}
	}
	if p.Exit != nil {
		states = append(states, p.Exit.String())
	}
	return states, steps
}

// worn is text with every run of digits, of hex digits and of long words the same.
func worn(text string) string {
	var b strings.Builder
	run := 0
	for i := 0; i < len(text) && b.Len() < maxShape; i++ {
		c := text[i]
		switch {
		case '0' <= c && c <= '9' || c >= 0x80:
			if run == 0 {
				b.WriteByte('0')
			}
			run++
			continue
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			if run > 0 { // letters behind digits belong to them
				continue
			}
		default:
			run = 0
		}
		b.WriteByte(c)
	}
	return b.String()
}

// key tells a finding from others: what it is, of which clause, and what was said last.
// Of a crash the signal and the program's last words count instead of the clause.
func (l *Language) key(f *conformance.Finding, p *played) string {
	if f.Diagnosis == conformance.Crashed && p.Exit != nil {
		return string(f.Diagnosis) + " " + p.Exit.Signal + " " + worn(spoilt(lastWords(*p.Exit))) + " after " + p.last
	}
	return kind(f) + " after " + p.last
}

// spoilt is a program's last words, the same for all in which an allocator says that its
// memory is spoilt: which of them it says depends on what it was asked for last.
func spoilt(words string) string {
	for _, sign := range []string{"munmap_chunk()", "malloc()", "free()", "realloc()", "corrupted", "malloc assertion", "double free"} {
		if strings.Contains(words, sign) {
			return "spoilt memory"
		}
	}
	return words
}

// kind is what a finding must have in common with another to be the same when its
// dialogue is made shorter. A program whose memory is spoilt dies in many ways.
func kind(f *conformance.Finding) string {
	if f.Monitor && f.Clause != nil {
		return string(f.Diagnosis) + " " + f.Clause.ID
	}
	return string(f.Diagnosis)
}

// cause tells shrunk findings from each other: what it is, and what is left of what was
// said, without its values.
func (l *Language) cause(kind string, d Dialogue) string {
	c := kind + " by"
	for _, m := range d {
		switch m.Op {
		case Send:
			c += " " + l.word(m.Bytes)
		case Open:
			c += " open"
		default:
			c += " close"
		}
	}
	return c[:min(len(c), 200)]
}
