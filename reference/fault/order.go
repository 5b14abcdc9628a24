package fault

import (
	"time"

	"enginespec/codec"
)

// Behind writes the liar's packets that match late not in their place but behind his
// next packet that matches mark.
func Behind(late, mark When) Lie {
	return func(w *Wire) Rewriter {
		var held [][]byte
		return func(p *codec.Packet) {
			if p.From == w.Liar && late(p) {
				held = append(held, p.Raw)
				return
			}
			w.Pass(p)
			if p.From == w.Liar && mark(p) {
				for _, b := range held {
					w.Write(w.Liar, b)
				}
				held = nil
			}
		}
	}
}

// Then writes text behind the liar's packets that match when.
func Then(when When, text ...string) Lie {
	return Tell(when, func(_ *Wire, p *codec.Packet) [][]byte { return append([][]byte{p.Raw}, bytesOf(text)...) })
}

// First writes text before the liar's packets that match when.
func First(when When, text ...string) Lie {
	return Tell(when, func(_ *Wire, p *codec.Packet) [][]byte { return append(bytesOf(text), p.Raw) })
}

// Echoed repeats the liar's packets that match when.
func Echoed(when When) Lie {
	return Tell(when, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{p.Raw, p.Raw} })
}

// Unless makes lie only where no packet of one of the kinds has passed, in either
// direction.
func Unless(kinds []string, lie Lie) Lie {
	return func(w *Wire) Rewriter {
		over, rewrite := false, lie(w)
		return func(p *codec.Packet) {
			if over = over || Kind(kinds...)(p); over {
				w.Pass(p)
				return
			}
			rewrite(p)
		}
	}
}

// Between makes lie only behind a packet that matches from and until one that matches
// to has passed, in either direction.
func Between(from, to When, lie Lie) Lie {
	return func(w *Wire) Rewriter {
		on, rewrite := false, lie(w)
		return func(p *codec.Packet) {
			if on {
				rewrite(p)
			} else {
				w.Pass(p)
			}
			if to(p) {
				on = false
			} else if from(p) {
				on = true
			}
		}
	}
}

// Rarely lets the liar's packets that match when pass only if d of the protocol's
// time has passed since the last of them.
func Rarely(d time.Duration, when When) Lie {
	return func(w *Wire) Rewriter {
		var last time.Time
		return Tell(when, func(_ *Wire, p *codec.Packet) [][]byte {
			if now := time.Now(); now.Sub(last) >= w.real(d) {
				last = now
				return [][]byte{p.Raw}
			}
			return nil
		})(w)
	}
}

// Beats writes text every d of the protocol's time while the liar's last packet that
// matches either start or stop matched start.
func Beats(d time.Duration, start, stop When, text string) Lie {
	return func(w *Wire) Rewriter {
		turn := 0 // of the present beating; others are over
		return func(p *codec.Packet) {
			w.Pass(p)
			switch {
			case p.From != w.Liar:
			case stop(p):
				turn++
			case start(p):
				turn++
				mine := turn
				var beat func()
				beat = func() {
					if mine == turn {
						w.Write(w.Liar, []byte(text))
						w.Later(d, beat)
					}
				}
				w.Later(d, beat)
			}
		}
	}
}

// Everywhere writes what the other party says in packets that match when on all
// connections of the listener, as if it had said it on each.
func Everywhere(when When) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			w.Pass(p)
			if p.From == w.Liar || !when(p) {
				return
			}
			for _, o := range w.Shared.Wires() {
				if o != w {
					o.Post(func() { o.Write(o.Liar.Other(), p.Raw) })
				}
			}
		}
	}
}
