package fault

import (
	"time"

	"enginespec/codec"
)

// livepos is the place of a broadcast that is an hour long.
const livepos = "EVENT livepos last=1538932299 live_first=1538928699 pos=1538932299 first_ts=1538928699 last_ts=1538932299 is_live=1 live_last=1538932299 buffer_pieces=15\r\n"

// tsLive are lies about broadcasts: TS-130 to TS-134.
func tsLive() []*Fault {
	pos := With("EVENT", "EVENT livepos")
	return []*Fault{
		engine("livepos-order", "TS-130", "wrong-order", "writes the keys of livepos in another order", Change(pos, moved("last", false))),
		engine("livepos-without-pieces", "TS-130", "wrong-order", "leaves buffer_pieces out of livepos", Change(pos, without("buffer_pieces"))),
		engine("livepos-behind-the-edge", "TS-130", "out-of-range", "says a pos behind last", Change(pos, param("pos", func(v string) string { return "pos=9" + v }))),
		engine("livepos-window-turned", "TS-130", "out-of-range", "says a live_first behind pos", Change(pos, param("live_first", func(v string) string { return "live_first=9" + v }))),
		engine("livepos-with-point", "TS-130", "malformed", "writes the time with a fraction", Change(pos, param("pos", func(v string) string { return "pos=" + v + ".25" }))),
		engine("livepos-rare", "TS-131", "wrong-count", "says livepos every four seconds", Rarely(4*time.Second, pos)),
		engine("livepos-often", "TS-131", "too-often", "says livepos five times a second", Tell(pos, func(w *Wire, p *codec.Packet) [][]byte {
			for i := range 4 {
				w.Later(time.Duration(i+1)*200*time.Millisecond, func() { w.Pass(p) })
			}
			return [][]byte{p.Raw}
		})),
		engine("livepos-for-all", "TS-131", "unasked", "says livepos of what is no broadcast", Then(announces, livepos)),
		engine("livepos-late", "TS-132", "too-late", "says livepos only eight seconds behind START", lateBegin(8*time.Second, pos)),
		engine("event-before-livepos", "TS-132", "wrong-order", "says another EVENT behind START", Then(announces, "EVENT cansave index=0 infohash="+nobody+" format=plain\r\n")),
		engine("seek-ignored", "TS-133", "no-reply", "does not see LIVESEEK", Ignore("LIVESEEK")),
		engine("seek-without-stop", "TS-133", "no-reply", "does not say STOP to LIVESEEK", Drop("STOP")),
		engine("seek-without-start", "TS-133", "no-reply", "does not announce a url behind LIVESEEK", Once([]string{"LIVESEEK"}, Lose(announces))),
		engine("seek-same-url", "TS-133", "wrong-value", "announces the same url again behind LIVESEEK", sameURL()),
		engine("seek-too-far-fails", "TS-134", "refused", "says that a place outside of the window is an error", Say(Like("^LIVESEEK 0\r"), true, "STATUS main:err;1;out of range\r\n")),
		engine("seek-too-far-ignored", "TS-134", "no-reply", "does not go to the nearest place of the window", Deaf(Like("^LIVESEEK 0\r"))),
		engine("seek-too-far-closes", "TS-134", "closed", "closes at a place outside of the window", HangAt(false, Like("^LIVESEEK 0\r"))),
		engine("seek-of-a-film", "TS-134", "unasked", "says NOTREADY to LIVESEEK of what is no broadcast", Say(Like("^LIVESEEK"), true, notReady)),
	}
}

// lateBegin loses the liar's packets that match when until d behind an announcement.
func lateBegin(d time.Duration, when When) Lie {
	return func(w *Wire) Rewriter {
		begun := time.Time{}
		return func(p *codec.Packet) {
			if announces(p) {
				begun = time.Now()
			}
			if p.From == w.Liar && when(p) && time.Since(begun) < w.real(d) {
				return
			}
			w.Pass(p)
		}
	}
}
