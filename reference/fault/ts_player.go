package fault

import (
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsPlayer are lies of a controller about a playback: TS-101 to TS-126.
func tsPlayer() []*Fault {
	clip := func(p *codec.Packet) bool { m, ok := p.Message.(*ts.Start); return ok && m.IsAd() }
	return []*Fault{
		controller("player-plays-before-duration", "TS-101", "wrong-order", "says PLAYBACK 0 before DUR", Behind(Kind("DUR"), Like("^PLAYBACK .* 0\r"))),
		controller("player-without-duration", "TS-101", "no-reply", "does not say DUR", Drop("DUR")),
		controller("player-without-beginning", "TS-101", "no-reply", "does not say PLAYBACK 0", Lose(Like("^PLAYBACK .* 0\r"))),
		controller("player-reports-broadcasts", "TS-101", "unasked", "says DUR and PLAYBACK 0 of a broadcast", Tampered(announcesLive, func(w *Wire, p *codec.Packet) [][]byte {
			w.Pass(p)
			w.Write(w.Liar, []byte("DUR "+urlOf(p)+" 0\r\nPLAYBACK "+urlOf(p)+" 0\r\n"))
			return nil
		})),
		controller("player-leaves-clips", "TS-101", "no-reply", "does not say when a clip is over", Once([]string{"START"}, func(w *Wire) Rewriter {
			shown := false
			return func(p *codec.Packet) {
				if shown = shown || p.From != w.Liar && clip(p); shown && p.From == w.Liar && Like("^PLAYBACK .* 100\r")(p) {
					return
				}
				w.Pass(p)
			}
		})),
		controller("player-in-a-hurry", "TS-102", "wrong-order", "says PLAYBACK 100 when it begins", Then(Like("^PLAYBACK .* 0\r"), "PLAYBACK http://127.0.0.1/ 100\r\n")),
		controller("player-repeats", "TS-102", "too-often", "says each PLAYBACK twice", Twice("PLAYBACK")),
		controller("player-repeats-later", "TS-102", "too-often", "says PLAYBACK 25 again at 50", Tell(Like("^PLAYBACK .* 50\r"), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{p.Raw, []byte(strings.Replace(string(p.Raw), " 50\r", " 25\r", 1))}
		})),
		controller("player-stays", "TS-109", "hung", "waits for ever when the engine goes away", func(w *Wire) Rewriter {
			w.Ends(func(from codec.Party) bool { return stay(w, from) })
			return w.Pass
		}),
		controller("player-stays-behind-shutdown", "TS-109", "hung", "waits for ever when the engine says SHUTDOWN", func(w *Wire) Rewriter {
			said := false
			w.Ends(func(from codec.Party) bool { return said && stay(w, from) })
			return func(p *codec.Packet) {
				if p.From != w.Liar && p.Kind() == "SHUTDOWN" {
					said = true
					return
				}
				w.Pass(p)
			}
		}),
		controller("player-no-ad-part", "TS-121", "gave-up", "closes at STATUS with an ad part", HangAt(false, With("STATUS", "|ad:"))),
		controller("player-counts-on-numbers", "TS-122", "gave-up", "closes at STATUS with fewer numbers than it reads", HangAt(false, Like(`^STATUS main:(dl|prebuf;\d+;\d+)(\||\r)`))),
		controller("player-known-states-only", "TS-123", "gave-up", "closes at a state word that it does not know", HangAt(false, Like("^STATUS main:(foo|warmup)"))),
		controller("player-ends-at-pause", "TS-126", "gave-up", "closes at PAUSE", Hang(false, "PAUSE")),
		controller("player-misses-resume", "TS-126", "hung", "pauses and does not see RESUME", Ignore("RESUME")),
	}
}

// announcesLive matches the announcement of a broadcast.
func announcesLive(p *codec.Packet) bool { m, ok := p.Message.(*ts.Start); return ok && m.Live() }

// stay keeps the liar in the belief that the engine is there and has paused.
func stay(w *Wire, from codec.Party) bool {
	if from == w.Liar {
		return false
	}
	w.Write(from, []byte("PAUSE\r\n"))
	return true
}
