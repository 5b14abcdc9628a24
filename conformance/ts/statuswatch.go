package ts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// statusMonitors judge every STATUS line by its text, so that one defect of a line
// is blamed on one clause, whatever the codec makes of it.
func statusMonitors() []conformance.Monitor {
	all := []conformance.Monitor{
		{Clause: TS116, New: func(conformance.Pace) conformance.Watch { return new(growth).prebuf }},
		{Clause: TS117, New: func(conformance.Pace) conformance.Watch { return new(growth).counters }},
	}
	for c, look := range map[*conformance.Clause]func(side) *failure{
		TS111: syntax, TS112: commonCount, TS113: bareCount, TS114: integers, TS115: percentages,
	} {
		all = append(all, each(c, engine, func(p *codec.Packet) *failure {
			text, ok := strings.CutPrefix(strings.TrimRight(string(p.Raw), "\r\n"), "STATUS")
			if !ok {
				return nil
			}
			for _, sd := range sides(text) {
				if f := look(sd); f != nil {
					if f.Actual == "" {
						f.Actual = fmt.Sprintf("%q", p.Raw)
					}
					return f
				}
			}
			return nil
		}))
	}
	return append(all, each(TS120, engine, completeSides))
}

// side is one part of a STATUS line: main or ad.
type side struct {
	label string // "main", "ad", or whatever stands there
	word  string
	own   []string // the fields behind the word
}

// fieldCounts is how many fields each state word has; other words are an open set.
var fieldCounts = map[string]int{
	"prebuf": 12, "buf": 12, "dl": 10, "wait": 11, "seekprebuf": 11, "check": 1, "err": 2, "idle": 0, "loading": 0, "starting": 0,
}

// progressFields are the positions of the percentages among the fields of a word.
var progressFields = map[string][]int{
	"prebuf": {0, 2, 3}, "buf": {0, 2, 3}, "dl": {0, 1}, "wait": {1, 2}, "seekprebuf": {0, 1, 2}, "check": {0},
}

// sides cuts a line at "|ad:" and "|main:", since the text of err may hold a |.
func sides(text string) []side {
	text = strings.TrimPrefix(text, " ")
	cut := len(text)
	if i := strings.Index(text, "|ad:"); i >= 0 {
		cut = i
	} else if i := strings.Index(text, "|main:"); i >= 0 {
		cut = i
	}
	parts := []string{text[:cut]}
	if cut < len(text) {
		parts = append(parts, text[cut+1:])
	}
	var out []side
	for _, p := range parts {
		label, rest, _ := strings.Cut(p, ":")
		word, fields, more := strings.Cut(rest, ";")
		s := side{label: label, word: word}
		switch {
		case word == "err" && more: // the text may hold anything
			s.own = strings.SplitN(fields, ";", 2)
		case more:
			s.own = strings.Split(fields, ";")
		}
		out = append(out, s)
	}
	return out
}

var stateWord = regexp.MustCompile(`^[a-z]+$`)

func syntax(s side) *failure {
	if (s.label == "main" || s.label == "ad") && stateWord.MatchString(s.word) {
		return nil
	}
	return conformance.Fail(conformance.Malformed, "STATUS main:state;... with an optional |ad:state;...", "")
}

// commonCount judges the states that carry common data.
func commonCount(s side) *failure {
	if n, known := fieldCounts[s.word]; known && n >= 10 && len(s.own) != n {
		return conformance.Fail(conformance.WrongCount, fmt.Sprintf("%d fields behind %s", n, s.word), "")
	}
	return nil
}

// bareCount judges the states that carry none.
func bareCount(s side) *failure {
	if n, known := fieldCounts[s.word]; known && n < 10 && len(s.own) != n {
		return conformance.Fail(conformance.WrongCount, fmt.Sprintf("%d fields behind %s", n, s.word), "")
	}
	return nil
}

func integers(s side) *failure {
	n, known := fieldCounts[s.word]
	for i, f := range s.own {
		if s.word == "err" && i == 1 || !known || n == 0 {
			break
		}
		if _, err := strconv.ParseUint(f, 10, 64); err != nil {
			return conformance.Fail(conformance.Malformed, fmt.Sprintf("a decimal integer as field %d of %s", i+1, s.word), "")
		}
	}
	return nil
}

func percentages(s side) *failure {
	for _, i := range progressFields[s.word] {
		if i >= len(s.own) || len(s.own) != fieldCounts[s.word] {
			continue
		}
		if v, err := strconv.ParseUint(s.own[i], 10, 64); err == nil && v > 100 {
			return conformance.Fail(conformance.OutOfRange, fmt.Sprintf("0..100 as field %d of %s", i+1, s.word), "")
		}
	}
	return nil
}

// completeSides wants both parts whole where there is an ad part.
func completeSides(p *codec.Packet) *failure {
	text, ok := strings.CutPrefix(strings.TrimRight(string(p.Raw), "\r\n"), "STATUS")
	parts := sides(text)
	if !ok || len(parts) < 2 {
		return nil
	}
	for _, s := range parts {
		if n, known := fieldCounts[s.word]; known && len(s.own) != n {
			return conformance.Fail(conformance.WrongCount, "both parts complete", "%q", p.Raw)
		}
	}
	return nil
}

// growth follows the numbers that must not go back within one playback.
type growth struct {
	progress int64
	counts   [3]int64 // downloaded, http_downloaded, uploaded
}

// begins reports whether e begins another playback, or ends one.
func begins(e *conformance.Entry) bool {
	k := e.Packet.Kind()
	if e.From == controller {
		return k == "START" || k == "STOP" || k == "LIVESEEK"
	}
	m, ok := e.Packet.Message.(*ts.State)
	return k == "STOP" || ok && (m.ID == 0 || m.ID == 1)
}

func (g *growth) prebuf(e *conformance.Entry) *failure {
	if e.Packet == nil {
		return nil
	}
	if begins(e) {
		*g = growth{}
		return nil
	}
	m, ok := e.Packet.Message.(*ts.Status)
	if !ok || m.Main.State != ts.Prebuf {
		return nil
	}
	was := g.progress
	if g.progress = m.Main.Progress; g.progress < was {
		return conformance.Fail(conformance.Decreased, fmt.Sprintf("a prebuf progress of at least %d", was), "%d", g.progress)
	}
	return nil
}

// isShort says of a rule's use that common data is missing: another clause's matter.
func isShort(u codec.Use) bool { return u.Rule == ts.NoCommonData || u.Rule == ts.BareDL }

func (g *growth) counters(e *conformance.Entry) *failure {
	if e.Packet == nil {
		return nil
	}
	if begins(e) {
		*g = growth{}
		return nil
	}
	m, ok := e.Packet.Message.(*ts.Status)
	if !ok || fieldCounts[m.Main.State.String()] < 10 || slices.ContainsFunc(e.Packet.Rules, isShort) {
		return nil
	}
	was, c := g.counts, m.Main.Common
	g.counts = [3]int64{c.Downloaded, c.HTTPDownloaded, c.Uploaded}
	for i, name := range []string{"downloaded", "http_downloaded", "uploaded"} {
		if g.counts[i] < was[i] {
			return conformance.Fail(conformance.Decreased, fmt.Sprintf("%s of at least %d", name, was[i]), "%d", g.counts[i])
		}
	}
	return nil
}
