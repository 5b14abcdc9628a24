package ctcs

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Monitors watch every session for what no message may ever break.
func Monitors() []conformance.Monitor {
	return []conformance.Monitor{
		one(CTCS003, both, func(p *codec.Packet) *failure {
			if uses(p, ctcs.EmptyLine) || uses(p, ctcs.BareCR) {
				return fail(conformance.NotCanonical, "a line and one LF", "%s", conformance.Show(p))
			}
			return nil
		}),
		rule(CTCS004, ctcs.CRLF, "LF alone"),
		rule(CTCS014, ctcs.Blanks, "one blank between fields, none at the end"),
		one(CTCS016, both, func(p *codec.Packet) *failure {
			if bytes.IndexByte(p.Raw, 0) >= 0 || bytes.IndexByte(bytes.TrimRight(p.Raw, "\r\n"), '\r') >= 0 {
				return fail(conformance.NotCanonical, "no NUL, no CR inside a line", "%q", bytes.TrimRight(p.Raw[:min(len(p.Raw), 120)], "\n"))
			}
			return nil
		}),
		rule(CTCS025, ctcs.VersionDigits, "four digits"),
		readable(CTCS025, both, "PROTOCOL"),
		readable(CTCS049, engine, "CTORRENT"),
		readable(CTCS056, engine, "CTSTATUS"),
		readable(CTCS061, engine, "CTBW"),
		readable(CTCS067, engine, "CTDETAIL"),
		{Clause: CTCS071, New: unconfused(readable(CTCS071, engine, "CTFILE").New)},
		readable(CTCS081, engine, "CTPEER"),
		readable(CTCS087, engine, "CTCONFIG"),
		readable(CTCS116, engine, "CTINFO"),
		readable(CTCS108, controller, "SETDLIMIT", "SETULIMIT"),
		one(CTCS108, controller, func(p *codec.Packet) *failure {
			if uses(p, ctcs.FractionLimit) {
				return fail(conformance.NotCanonical, "a limit in digits alone", "%s", conformance.Show(p))
			}
			return nil
		}),
		readable(CTCS102, controller, "CTCONFIG"),
		rule(CTCS087, ctcs.IncompleteCount, "a count that is right"),
		rule(CTCS037, ctcs.NewerForm, "no form newer than the version in force"),
		rule(CTCS115, ctcs.ExtraParameters, "no parameters"),
		{Clause: CTCS047, New: greetingFirst},
		{Clause: CTCS057, New: counts},
		{Clause: CTCS059, New: totals},
		{Clause: CTCS050, New: stamps},
		{Clause: CTCS073, New: unconfused(files)},
		{Clause: CTCS075, New: onePriority},
		{Clause: CTCS076, New: contiguous},
		one(CTCS090, engine, ofValue(CTCS090)),
		one(CTCS091, engine, ofValue(CTCS091)),
		one(CTCS116, engine, func(p *codec.Packet) *failure {
			if uses(p, ctcs.NoSeverity) {
				return fail(conformance.MissingField, "CTINFO severity text", "%s", conformance.Show(p))
			}
			return nil
		}),
	}
}

// one is a monitor that judges each packet of the party under test by itself.
func one(c *conformance.Clause, binds codec.Party, judge func(p *codec.Packet) *failure) conformance.Monitor {
	return conformance.Monitor{Clause: c, New: func(pace conformance.Pace) conformance.Watch {
		return func(e *entry) *failure {
			if e.Packet == nil || e.From != pace.Role || binds != both && binds != pace.Role {
				return nil
			}
			return judge(e.Packet)
		}
	}}
}

// rule is a monitor of a rule that readers bear and writers must not need.
func rule(c *conformance.Clause, r *codec.Rule, expected string) conformance.Monitor {
	return one(c, c.Role, func(p *codec.Packet) *failure {
		if uses(p, r) {
			return fail(conformance.NotCanonical, expected, "%s (%s)", conformance.Show(p), r.Text)
		}
		return nil
	})
}

// readable is a monitor of messages that the codec must be able to read.
func readable(c *conformance.Clause, binds codec.Party, kinds ...string) conformance.Monitor {
	return one(c, binds, func(p *codec.Packet) *failure {
		if p.Err == nil || negativeRate(p) {
			return nil
		}
		word, _, _ := bytes.Cut(bytes.TrimRight(p.Raw, "\r\n"), []byte(" "))
		for _, k := range kinds {
			if string(word) == k {
				return fail(conformance.Malformed, "a "+k+" that the grammar allows", "%s", conformance.Show(p))
			}
		}
		return nil
	})
}

// negativeRate reports whether a CTPEER is one but for a rate below zero, which ctorrent
// reports for a moment when it measures: all fields are there, and no clause says that
// rates are positive.
func negativeRate(p *codec.Packet) bool {
	var e *codec.Error
	return bytes.HasPrefix(p.Raw, []byte("CTPEER ")) && errors.As(p.Err, &e) && (e.Field == "dl_rate" || e.Field == "ul_rate") &&
		e.Offset < int64(len(p.Raw)) && p.Raw[e.Offset] == '-'
}

// unconfused stops a watch that depends on the version in force once the suite has sent
// a PROTOCOL that has no number, a number above 31 bits, which may be read in any way, or
// a word that only begins so (a fuzzer did): an engine that obeys it breaks CTCS-029, no
// more.
func unconfused(watch func(conformance.Pace) conformance.Watch) func(conformance.Pace) conformance.Watch {
	return func(pace conformance.Pace) conformance.Watch {
		w, confused := watch(pace), false
		return func(e *entry) *failure {
			if e.Packet != nil && e.From == controller && bytes.HasPrefix(e.Packet.Raw, []byte("PROTOCOL")) {
				confused = confused || e.Packet.Err != nil || e.Packet.Kind() != "PROTOCOL" || huge(e.Packet.Raw)
			}
			if confused {
				return nil
			}
			return w(e)
		}
	}
}

// huge reports whether the version of a PROTOCOL has more than 31 bits.
func huge(line []byte) bool {
	digits := bytes.TrimLeft(bytes.TrimPrefix(line, []byte("PROTOCOL")), " \t0")
	n := len(digits) - len(bytes.TrimLeft(digits, "0123456789"))
	_, err := strconv.ParseInt(string(digits[:n]), 10, 32)
	return n > 0 && err != nil
}

// of makes a watch of the engine's packets.
func of(pace conformance.Pace, look func(p *codec.Packet) *failure) conformance.Watch {
	return func(e *entry) *failure {
		if e.Packet == nil || e.From != engine || pace.Role != engine {
			return nil
		}
		return look(e.Packet)
	}
}

func greetingFirst(pace conformance.Pace) conformance.Watch {
	greeted := false
	return of(pace, func(p *codec.Packet) *failure {
		switch p.Kind() {
		case "CTORRENT":
			if greeted {
				return fail(conformance.WrongCount, "one CTORRENT a connection", "another one")
			}
			greeted = true
		case "PROTOCOL", "AUTH", "malformed", "(empty)":
		default:
			if !greeted {
				greeted = true // told once
				return fail(conformance.WrongOrder, "CTORRENT before "+p.Kind(), "%s", conformance.Show(p))
			}
		}
		return nil
	})
}

func counts(pace conformance.Pace) conformance.Watch {
	total := int64(-1)
	return of(pace, func(p *codec.Packet) *failure {
		m, ok := p.Message.(*ctcs.Status)
		if !ok {
			return nil
		}
		was := total
		if total = m.NTotal; was >= 0 && was != total {
			return fail(conformance.WrongValue, fmt.Sprintf("n_total %d, as before", was), "%s", m)
		}
		if m.NHave > m.NTotal || m.NAvail > m.NTotal || m.NHave > m.NAvail {
			return fail(conformance.OutOfRange, "n_have <= n_avail <= n_total", "%s", m)
		}
		return nil
	})
}

func totals(pace conformance.Pace) conformance.Watch {
	var down, up uint64
	return of(pace, func(p *codec.Packet) *failure {
		m, ok := p.Message.(*ctcs.Status)
		if !ok {
			return nil
		}
		d, u := down, up
		down, up = m.DLTotal, m.ULTotal
		if down < d || up < u {
			return fail(conformance.Decreased, fmt.Sprintf("totals of %d and %d or more", d, u), "%s", m)
		}
		return nil
	})
}

func stamps(pace conformance.Pace) conformance.Watch {
	return of(pace, func(p *codec.Packet) *failure {
		if m, ok := p.Message.(*ctcs.Torrent); ok && m.Current < m.Start {
			return fail(conformance.WrongValue, "a current time that is not before the start", "%s", m)
		}
		return nil
	})
}

// files watches the sums of a file block.
func files(pace conformance.Pace) conformance.Watch {
	var size, sum uint64
	known := false
	return of(pace, func(p *codec.Packet) *failure {
		switch m := p.Message.(type) {
		case *ctcs.Detail:
			size, sum, known = m.TorrentSize, 0, true
		case *ctcs.File:
			sum += m.FileSize
			if m.NHave > m.NPieces || m.NAvailable > m.NPieces {
				return fail(conformance.OutOfRange, "n_have and n_available of at most n_pieces", "%s", m)
			}
		case *ctcs.FilesDone:
			if known && sum != size {
				known = false
				return fail(conformance.WrongValue, fmt.Sprintf("files of %d octets together, the torrent's size", size), "%d", sum)
			}
			known = false
		}
		return nil
	})
}

func onePriority(pace conformance.Pace) conformance.Watch {
	current := int64(-1)
	return of(pace, func(p *codec.Packet) *failure {
		switch m := p.Message.(type) {
		case *ctcs.FileStart:
			current = -1
		case *ctcs.File:
			was := current
			if current = m.CurrentPriority; was >= 0 && was != current {
				return fail(conformance.WrongValue, fmt.Sprintf("current_priority %d, as in the other lines of the block", was), "%s", m)
			}
		}
		return nil
	})
}

// contiguous wants nothing but its own lines in a block.
func contiguous(pace conformance.Pace) conformance.Watch {
	inside := ""
	return of(pace, func(p *codec.Packet) *failure {
		k := p.Kind()
		switch k {
		case "CTFILESTART", "CTFILES":
			inside = "CTFILE"
		case "CTPEERSTART", "CTPEERS":
			inside = "CTPEER"
		case "CTCONFIGSTART":
			inside = "CTCONFIG"
		case "CTFILESDONE", "CTFDONE", "CTPEERSDONE", "CTPDONE", "CTCONFIGDONE":
			inside = ""
		default:
			if inside != "" && k != inside && k != "(empty)" && p.Err == nil && !strings.HasPrefix(k, inside) {
				item := inside
				inside = ""
				return fail(conformance.WrongOrder, item+" or the end of the block", "%s", conformance.Show(p))
			}
		}
		return nil
	})
}

// ofValue judges the options of the engine, for one of the two clauses on values.
func ofValue(c *conformance.Clause) func(p *codec.Packet) *failure {
	return func(p *codec.Packet) *failure {
		if m, ok := p.Message.(*ctcs.Config); ok {
			if f := rightValue(m); f != nil && f.Clause == c {
				return f
			}
		}
		return nil
	}
}
