package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
)

// Actions are what can be done to any message, for lies that no table has. Their names
// are those of [Told].
func Actions() []string {
	return []string{"drop", "repeat", "swap", "cut", "close", "reset", "delay DURATION"}
}

// Told returns the lie that a text names, for a protocol:
//
//	told = ( ID | action ) [ ":" match ]
//
// ID is that of a fault of the protocol, whose lie is told only on the packets that
// [Match] describes, as "ts/status-missing:after PLAY". An action needs a match, and
// does the same to all packets that match: "drop:second STATUS", "delay
// 2s:LOADRESP", "reset:first answer after START". Cut writes the first half of the
// packet and ends the connection; swap writes it behind the next one of the same party.
// A lie that is told of content, or of where somebody listens, is an error: it is not
// on the wire of the protocol.
func Told(p codec.Protocol, text string) (*Fault, error) {
	what, match, matched := strings.Cut(text, ":")
	what = strings.TrimSpace(what)
	var m Match
	if matched {
		var err error
		if m, err = ParseMatch(p, match); err != nil {
			return nil, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	if !strings.Contains(what, "/") {
		return acted(p, text, what, m, matched)
	}
	f, err := Named(what)
	switch {
	case err != nil || !strings.HasPrefix(what, p.Name()+"/"):
		return nil, fmt.Errorf("no fault of %s is called %q; enginespec list --faults shows all", p.Name(), what)
	case f.Lie == nil:
		return nil, fmt.Errorf("fault %s cannot be told here: %s, which is not a matter of the messages", what, f.Doc)
	case !matched:
		return f, nil
	}
	g := *f
	g.Lie, g.Doc = Matched(m, f.Lie), f.Doc+" ("+strings.TrimSpace(match)+")"
	return &g, nil
}

// acted makes a fault of an action.
func acted(p codec.Protocol, text, what string, m Match, matched bool) (*Fault, error) {
	name, arg, _ := strings.Cut(what, " ")
	d, err := time.ParseDuration(strings.TrimSpace(arg))
	switch {
	case name == "delay" && (err != nil || d <= 0):
		return nil, fmt.Errorf("fault %q: expected a duration such as 500ms behind delay", text)
	case !slices.Contains(Actions(), name) && name != "delay" || name != "delay" && arg != "":
		return nil, fmt.Errorf("fault %q: expected the ID of a fault, or %s", text, strings.Join(Actions(), ", "))
	case !matched:
		return nil, fmt.Errorf(`fault %q: expected ":" and what to match, as in "%s:second STATUS"`, text, what)
	}
	party := m.Party
	if party == 0 {
		party = codec.Engine
		if m.Kind != "" && !isKind(p, m.Kind, codec.Engine) {
			party = codec.Controller
		}
	}
	return &Fault{ID: text, Party: party, Doc: what + " " + text[strings.Index(text, ":")+1:], Lie: action(name, d, m)}, nil
}

// action makes the lie of an action.
func action(name string, d time.Duration, m Match) Lie {
	return func(w *Wire) Rewriter {
		when := m.When()
		var held [3]*codec.Packet // swapped, by party
		return func(p *codec.Packet) {
			matches := when(p)
			switch {
			case !matches:
				w.Pass(p)
			case name == "drop":
			case name == "repeat":
				w.Pass(p)
				w.Pass(p)
			case name == "swap" && held[p.From] == nil:
				held[p.From] = p
				return
			case name == "cut":
				w.Write(p.From, p.Raw[:len(p.Raw)/2])
				w.Close()
			case name == "close":
				w.Close()
			case name == "reset":
				w.Reset()
			case name == "delay":
				w.Later(d, func() { w.Pass(p) })
			default:
				w.Pass(p)
			}
			if h := held[p.From]; h != nil {
				held[p.From] = nil
				w.Pass(h)
			}
		}
	}
}
