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
func Drop(kinds ...string) Lie {
	return Tell(Kind(kinds...), func(*Wire, *codec.Packet) [][]byte { return nil })
}

// Ignore keeps the other party's packets of the given kinds from the liar.
func Ignore(kinds ...string) Lie {
	return Tampered(Kind(kinds...), func(*Wire, *codec.Packet) [][]byte { return nil })
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
func Map(kind string, f func(raw string) string) Lie {
	return Tell(Kind(kind), func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{[]byte(f(string(p.Raw)))} })
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
func Answer(kind string, pass bool, text ...string) Lie {
	return Tampered(Kind(kind), func(w *Wire, p *codec.Packet) [][]byte {
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
func Hang(rst bool, kinds ...string) Lie {
	return Tampered(Kind(kinds...), func(w *Wire, p *codec.Packet) [][]byte {
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

// First limits a lie to the first n packets that match when.
func First(n int, when When) When {
	return func(p *codec.Packet) bool {
		if n == 0 || !when(p) {
			return false
		}
		n--
		return true
	}
}

func bytesOf(text []string) [][]byte {
	var out [][]byte
	for _, t := range text {
		out = append(out, []byte(t))
	}
	return out
}
