package fault

import (
	"slices"
	"time"

	"enginespec/codec"
)

// Edit changes a packet of the liar: it returns the lines or frames that are
// written in its place, none to drop it.
type Edit func(w *Wire, p *codec.Packet) [][]byte

// When says to which packets an Edit applies.
type When func(p *codec.Packet) bool

// Kind matches packets of the given kinds.
func Kind(kinds ...string) When {
	return func(p *codec.Packet) bool { return slices.Contains(kinds, p.Kind()) }
}

// Tell makes a lie of an edit: it applies to the liar's packets that match when.
// Everything else passes.
func Tell(when When, edit Edit) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			if p.From != w.Liar || !when(p) {
				w.Pass(p)
				return
			}
			for _, b := range edit(w, p) {
				w.Write(p.From, b)
			}
		}
	}
}

// Drop loses the liar's packets of the given kinds.
func Drop(kinds ...string) Lie { return Lose(Kind(kinds...)) }

// Lose loses the liar's packets that match when.
func Lose(when When) Lie {
	return Tell(when, func(*Wire, *codec.Packet) [][]byte { return nil })
}

// Ignore keeps the other party's packets of the given kinds from the liar.
func Ignore(kinds ...string) Lie { return Deaf(Kind(kinds...)) }

// Deaf keeps the other party's packets that match when from the liar.
func Deaf(when When) Lie {
	return Tampered(when, func(*Wire, *codec.Packet) [][]byte { return nil })
}

// Tampered edits what the liar gets to read.
func Tampered(when When, edit Edit) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			if p.From == w.Liar || !when(p) {
				w.Pass(p)
				return
			}
			for _, b := range edit(w, p) {
				w.Write(p.From, b)
			}
		}
	}
}

// Put writes text in the place of the liar's packets of the given kind.
func Put(kind string, text ...string) Lie {
	return Tell(Kind(kind), func(*Wire, *codec.Packet) [][]byte { return bytesOf(text) })
}

// Map rewrites the bytes of the liar's packets of a kind.
func Map(kind string, f func(raw string) string) Lie { return Change(Kind(kind), f) }

// Change rewrites the bytes of the liar's packets that match when. Where f returns
// nothing, nothing is written.
func Change(when When, f func(raw string) string) Lie {
	return Tell(when, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{[]byte(f(string(p.Raw)))} })
}

// Twice repeats the liar's packets of a kind.
func Twice(kind string) Lie {
	return Tell(Kind(kind), func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{p.Raw, p.Raw} })
}

// Before writes text before each of the liar's packets of a kind.
func Before(kind string, text ...string) Lie {
	return Tell(Kind(kind), func(_ *Wire, p *codec.Packet) [][]byte { return append(bytesOf(text), p.Raw) })
}

// After writes text behind each of the liar's packets of a kind.
func After(kind string, text ...string) Lie {
	return Tell(Kind(kind), func(_ *Wire, p *codec.Packet) [][]byte { return append([][]byte{p.Raw}, bytesOf(text)...) })
}

// Late puts the liar's packets of a kind off by d.
func Late(d time.Duration, kinds ...string) Lie {
	return Tell(Kind(kinds...), func(w *Wire, p *codec.Packet) [][]byte {
		w.Later(d, func() { w.Pass(p) })
		return nil
	})
}

// Answer writes text, as if the liar answered, behind each packet of a kind that
// the other party sends; the packet itself reaches the liar only if pass is set.
func Answer(kind string, pass bool, text ...string) Lie { return Say(Kind(kind), pass, text...) }

// Say is Answer for the packets that match when.
func Say(when When, pass bool, text ...string) Lie {
	return Tampered(when, func(w *Wire, p *codec.Packet) [][]byte {
		if pass {
			w.Pass(p)
		}
		for _, b := range bytesOf(text) {
			w.Write(w.Liar, b)
		}
		return nil
	})
}

// Hang closes the connection when the other party sends a packet of a kind; with
// rst, by a reset.
func Hang(rst bool, kinds ...string) Lie { return HangAt(rst, Kind(kinds...)) }

// HangAt closes the connection when the other party sends a packet that matches when.
func HangAt(rst bool, when When) Lie {
	return Tampered(when, func(w *Wire, p *codec.Packet) [][]byte {
		if rst {
			w.Reset()
		} else {
			w.Close()
		}
		return nil
	})
}

// Greet writes text as soon as the connection stands.
func Greet(text ...string) Lie {
	return func(w *Wire) Rewriter {
		w.Post(func() {
			for _, b := range bytesOf(text) {
				w.Write(w.Liar, b)
			}
		})
		return w.Pass
	}
}

// Nth applies an edit to the n-th of the liar's packets of a kind on a connection,
// from 1, and lets the others pass.
func Nth(n int, kind string, edit Edit) Lie {
	return Some(kind, func(i int) bool { return i == n }, edit)
}

// Some applies an edit to those of the liar's packets of a kind whose number on
// the connection, from 1, pick picks.
func Some(kind string, pick func(i int) bool, edit Edit) Lie {
	return func(w *Wire) Rewriter {
		seen := 0
		return Tell(func(p *codec.Packet) bool {
			if p.Kind() != kind {
				return false
			}
			seen++
			return pick(seen)
		}, edit)(w)
	}
}

// Once a packet of one of the kinds has passed, in either direction, lie begins.
func Once(kinds []string, lie Lie) Lie {
	return func(w *Wire) Rewriter {
		begun, rewrite := false, lie(w)
		return func(p *codec.Packet) {
			if begun {
				rewrite(p)
				return
			}
			begun = slices.Contains(kinds, p.Kind())
			w.Pass(p)
		}
	}
}

func bytesOf(text []string) [][]byte {
	var out [][]byte
	for _, t := range text {
		out = append(out, []byte(t))
	}
	return out
}
