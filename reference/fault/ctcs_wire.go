package fault

import (
	"strings"

	"enginespec/codec"
)

// ctcsServerWire are the controller's lies that are seen without its model.
func ctcsServerWire() []*Fault {
	closes := func(name, clause, text, at string) *Fault {
		return ctcsServer(name, clause, "closed", text, HangAt(false, Like(at)))
	}
	deafTo := func(first string) Lie {
		return func(w *Wire) Rewriter {
			deaf := false
			return Deaf(func(p *codec.Packet) bool {
				deaf = deaf || strings.HasPrefix(string(p.Raw), first)
				return deaf && p.Kind() == "CTORRENT"
			})(w)
		}
	}
	return []*Fault{
		ctcsServer("version-1-unseen", "027", "lost", "takes no engine of version 1", deafTo("PROTOCOL 0001")),
		ctcsServer("version-2-unseen", "027", "lost", "takes no engine of version 2", deafTo("PROTOCOL 0002")),
		closes("closes-at-nul", "017", "closes at a NUL", "\x00"),
		ctcsServer("closes-at-long-lines", "018", "closed", "closes at a line above 4000 octets", HangAt(false, longer(4000))),
		closes("closes-at-unasked", "022", "closes at CTINFO that it did not ask for", "^CTINFO 3 a\n"),
		closes("closes-at-no-version", "029", "closes at a PROTOCOL without a number", "^PROTOCOL( abc)?\n"),
		ctcsServer("closes-at-second-version", "032", "closed", "closes at a second PROTOCOL", func(w *Wire) Rewriter {
			n := 0
			return HangAt(false, func(p *codec.Packet) bool {
				if p.Kind() == "PROTOCOL" {
					n++
				}
				return n > 1
			})(w)
		}),
		closes("closes-at-malformed", "065", "closes at a status that it cannot read", "^CTSTATUS 1:2\n"),
		closes("closes-at-negative", "066", "closes at a negative number", "^CTBW.*-"),
		ctcsServer("closes-at-half-blocks", "077", "closed", "closes at a second start of a block", func(w *Wire) Rewriter {
			n := 0
			return HangAt(false, func(p *codec.Packet) bool {
				if p.Kind() == "CTPEERSTART" {
					n++
				}
				return n > 1
			})(w)
		}),
		closes("closes-at-flags", "084", "closes at a peer with other flags", "ZZZZ"),
		closes("closes-at-counted", "088", "closes at an option whose strings have blanks", "^CTCONFIG a S 4096 5:1 2 3"),
		closes("closes-at-wrong-count", "089", "closes at an option with a wrong count", "999:x"),
		closes("closes-at-no-severity", "117", "closes at CTINFO without a severity", "^CTINFO [a-z]"),
		ctcsServer("one-digit-unseen", "026", "lost", "takes no engine whose version has one digit", deafTo("PROTOCOL 3\n")),
		crossing(ctcsServer("blocked-by-endless-line", "020", "lost", "does not take the engine that greets behind 64 KiB of a line", func(w *Wire) Rewriter {
			have := 0
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar && have <= 64<<10 {
					if have += len(b); have > 64<<10 {
						w.Shared.Values.Store("shut", true)
					}
				}
				return b
			})
			return notNext(func(*codec.Packet) bool { return false })(w)
		})),
		crossing(ctcsServer("dies-of-loss", "121", "lost", "does not take the engine that greets behind a loss", func(w *Wire) Rewriter {
			going := false
			w.Ends(func(from codec.Party) bool {
				if from != w.Liar && going {
					w.Shared.Values.Store("shut", true)
				}
				return false
			})
			return notNext(func(p *codec.Packet) bool {
				going = going || string(p.Raw) == "CTINFO 3 going\n"
				return false
			})(w)
		})),
		crossing(ctcsServer("one-engine-alone", "124", "closed", "ends one engine's connection when the next greets", func(w *Wire) Rewriter {
			return func(p *codec.Packet) {
				if p.From != w.Liar && p.Kind() == "CTORRENT" {
					if other, _ := w.Shared.Values.Swap("other", w); other != nil && other != w {
						other.(*Wire).Close()
					}
				}
				w.Pass(p)
			}
		})),
		crossing(ctcsServer("blocked-by-one", "125", "lost", "does not take the engine that greets behind garbage, or behind many lines", func(w *Wire) Rewriter {
			n := 0
			return notNext(func(p *codec.Packet) bool { n++; return n == 500 || n > 2 && n < 500 && p.Kind() == "malformed" })(w)
		})),
	}
}

// notNext makes the liar deaf to the next greeting of any engine once a packet matches.
func notNext(when When) Lie {
	return func(w *Wire) Rewriter {
		once := false
		return Deaf(func(p *codec.Packet) bool {
			if !once && when(p) {
				once = true
				w.Shared.Values.Store("shut", true)
			}
			if p.Kind() != "CTORRENT" {
				return false
			}
			_, shut := w.Shared.Values.LoadAndDelete("shut")
			return shut
		})(w)
	}
}
