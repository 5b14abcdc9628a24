package fault

import (
	"time"

	"enginespec/codec"
)

// A playing line that is in the wrong place.
const (
	dl       = "STATUS main:dl;0;0;60;0;0;9;0;1622016;0;0\r\n"
	shutdown = "SHUTDOWN\r\n"
)

// tsStop are lies about STOP and SHUTDOWN: TS-103 to TS-106.
func tsStop() []*Fault {
	stopped := Like("^STATUS main:idle\r")
	return []*Fault{
		engine("stop-without-state", "TS-103", "wrong-order", "does not say STATE 0 when it stops", Lose(Like("^STATE 0\r"))),
		engine("stop-without-status", "TS-103", "no-reply", "does not say STATUS main:idle when it stops", Lose(stopped)),
		engine("idle-before-state", "TS-103", "wrong-order", "says STATUS main:idle before STATE 0", Behind(Like("^STATE 0\r"), stopped)),
		engine("plays-on", "TS-103", "unasked", "goes on with STATUS main:dl when it has stopped", Beats(time.Second, stopped, announces, dl)),
		engine("event-behind-stop", "TS-103", "unasked", "says EVENT livepos behind STATUS main:idle", Then(stopped, "EVENT livepos last=2 live_first=1 pos=2 first_ts=1 last_ts=2 is_live=1 live_last=2 buffer_pieces=15\r\n")),
		engine("stop-ignored", "TS-103", "no-reply", "does not see STOP", Ignore("STOP")),
		engine("second-stop-closes", "TS-104", "closed", "closes at a second STOP", Once([]string{"STOP"}, Hang(false, "STOP"))),
		engine("second-stop-fails", "TS-104", "wrong-value", "says that a second STOP is an error", Once([]string{"STOP"}, Answer("STOP", false, "STATUS main:err;1;nothing plays\r\n"))),
		engine("second-stop-state-6", "TS-104", "wrong-value", "says STATE 6 to a second STOP", Once([]string{"STOP"}, Answer("STOP", false, "STATE 6\r\n"))),
		engine("shutdown-silent", "TS-105", "closed", "closes at SHUTDOWN without saying it", Lose(Kind("SHUTDOWN"))),
		engine("shutdown-stays", "TS-105", "not-closed", "answers SHUTDOWN and does not close", Answer("SHUTDOWN", false, shutdown)),
		engine("shutdown-lingers", "TS-105", "not-closed", "closes five seconds behind SHUTDOWN", lingering(5*time.Second)),
		engine("shutdown-needs-ready", "TS-105", "no-reply", "does not see SHUTDOWN before READY", Unless([]string{"AUTH"}, Ignore("SHUTDOWN"))),
		engine("shutdown-needs-stop", "TS-106", "no-reply", "does not see SHUTDOWN while it plays", whilePlaying(Ignore("SHUTDOWN"))),
		engine("shutdown-crashes", "TS-106", "reset", "resets at SHUTDOWN while it plays", whilePlaying(Hang(true, "SHUTDOWN"))),
	}
}

// lingering answers SHUTDOWN at once and closes d later.
func lingering(d time.Duration) Lie {
	return Tampered(Kind("SHUTDOWN"), func(w *Wire, _ *codec.Packet) [][]byte {
		w.Write(w.Liar, []byte(shutdown))
		w.Later(d, w.Close)
		return nil
	})
}
