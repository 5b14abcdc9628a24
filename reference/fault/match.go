package fault

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec"
)

// Match says on which packets of a connection a lie is told. Its text is
//
//	match  = which [ "after" kind ] | "after" kind
//	which  = [ ordinal | "first" number | "every" ] who
//	who    = [ "engine's" | "controller's" ] kind | "answer" | "request" | "message"
//
// as in "second STATUS", "after PLAY", "first 3 answers", "every STATE after START".
// Answers are what the engine writes, requests what the controller writes; they and
// messages may be in the plural. Ordinals are "first" to "tenth", and "1st", "2nd" and
// so on. Packets are counted on each connection by itself, behind the "after", which
// looks at both directions.
type Match struct {
	From, To int         // of the packets that fit, from 1; To 0: no end
	Party    codec.Party // who writes them, 0 for either
	Kind     string      // empty for any
	After    string      // the kind that has to pass first, empty for none
}

var ordinals = []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

// ParseMatch reads the text of a match for the messages of a protocol. Its errors say
// what was expected.
func ParseMatch(p codec.Protocol, text string) (Match, error) {
	m := Match{From: 1}
	words := strings.Fields(text)
	fail := func(at int, expected string) (Match, error) {
		have := "its end"
		if at < len(words) {
			have = strconv.Quote(words[at])
		}
		return m, fmt.Errorf("match %q: expected %s, have %s", text, expected, have)
	}
	if len(words) == 0 {
		return fail(0, `what to match, as in "second STATUS", "after PLAY", "first 3 answers"`)
	}
	i, counted := 0, false
	if words[0] != "after" {
		n, ordinal := ordinalOf(words[0])
		switch {
		case words[0] == "every":
			i, counted = 1, true
		case words[0] == "first" && len(words) > 1 && number(words[1]) > 0:
			m.To = number(words[1])
			i, counted = 2, true
		case ordinal:
			m.From, m.To = n, n
			i, counted = 1, true
		}
		switch {
		case i < len(words) && words[i] == "engine's":
			m.Party = codec.Engine
		case i < len(words) && words[i] == "controller's":
			m.Party = codec.Controller
		}
		if m.Party != 0 {
			i++
		}
		if i == len(words) || !m.who(p, words[i]) {
			expected := "a kind of message, answers, requests or messages"
			if !counted && m.Party == 0 {
				expected = `"after", a number such as "second" or "first 3", ` + expected
			}
			return fail(i, expected+" ("+kindsOf(p, m.Party)+")")
		}
		i++
	}
	if i == len(words) {
		return m, nil
	}
	if words[i] != "after" {
		return fail(i, `"after" or the end`)
	}
	if i++; i == len(words) || !isKind(p, words[i]) {
		return fail(i, "a kind of message ("+kindsOf(p, 0)+")")
	}
	m.After = words[i]
	if i++; i < len(words) {
		return fail(i, "the end")
	}
	return m, nil
}

// who takes a word for whose packets match.
func (m *Match) who(p codec.Protocol, word string) bool {
	switch word {
	case "answer", "answers":
		m.Party = codec.Engine
	case "request", "requests":
		m.Party = codec.Controller
	case "message", "messages":
	default:
		from := []codec.Party{codec.Engine, codec.Controller}
		if m.Party != 0 {
			from = []codec.Party{m.Party}
		}
		if !isKind(p, word, from...) {
			return false
		}
		m.Kind = word
	}
	return true
}

// When returns the match for the packets of one connection, which it counts.
func (m Match) When() When {
	seen, begun := 0, m.After == ""
	return func(p *codec.Packet) bool {
		if !begun {
			begun = p.Kind() == m.After
			return false
		}
		if m.Party != 0 && p.From != m.Party || m.Kind != "" && p.Kind() != m.Kind {
			return false
		}
		seen++
		return seen >= m.From && (m.To == 0 || seen <= m.To)
	}
}

// Matched tells lie only on the packets that match; the others pass.
func Matched(m Match, lie Lie) Lie {
	return func(w *Wire) Rewriter {
		rewrite, when := lie(w), m.When()
		return func(p *codec.Packet) {
			if when(p) {
				rewrite(p)
			} else {
				w.Pass(p)
			}
		}
	}
}

func ordinalOf(word string) (int, bool) {
	if i := slices.Index(ordinals, word); i >= 0 {
		return i + 1, true
	}
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if n := number(strings.TrimSuffix(word, suffix)); n > 0 && strings.HasSuffix(word, suffix) {
			return n, true
		}
	}
	return 0, false
}

// number is a decimal number above 0, or 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func isKind(p codec.Protocol, word string, from ...codec.Party) bool {
	if len(from) == 0 {
		from = []codec.Party{codec.Engine, codec.Controller}
	}
	return slices.ContainsFunc(from, func(f codec.Party) bool { return slices.Contains(p.Kinds(f), word) })
}

// kindsOf lists the kinds of a party's messages, 0 for both.
func kindsOf(p codec.Protocol, from codec.Party) string {
	var all []string
	for _, f := range []codec.Party{codec.Engine, codec.Controller} {
		if from == 0 || from == f {
			all = append(all, p.Kinds(f)...)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}
