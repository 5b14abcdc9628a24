package ctcs

import (
	"strings"
	"time"

	"enginespec/conformance"
)

// What can be seen of a controller that shows nobody its model: whether it asks an
// engine that has greeted for something, and whether it keeps the connection. These
// cases judge any control server by that alone.

// asks are the words of a controller that is interested in an engine.
var asks = []string{"SENDSTATUS", "SENDDETAIL", "SENDPEERS", "SENDCONF", "SETDLIMIT", "SETULIMIT", "CTCONFIG"}

// asksAny reports whether the controller asks an engine that has greeted for something,
// and asks none that has not.
func asksAny(s *session) bool {
	if s.Dial() != nil || s.Send([]byte("PROTOCOL 0003\n"+auth(s))) != nil {
		return false
	}
	if _, f := s.Await(s.Real(time.Second)+50*time.Millisecond, asks...); f == nil || f.Diagnosis != conformance.NoReply {
		return false
	}
	if identify("id").Do(s) != nil || s.Send([]byte(torrentLine(s, "id")+"\n"+firstStatus+"\n")) != nil {
		return false
	}
	_, f := s.Await(s.Patience(), asks...)
	return f == nil
}

// isAsked waits until the controller asks for something: it has taken the greeting.
func isAsked() step {
	return check("it asks the engine for something", func(s *session) *failure {
		_, f := s.Await(s.Patience(), asks...)
		if f != nil && f.Diagnosis == conformance.NoReply {
			f.Diagnosis, f.Expected = conformance.Lost, "an engine that has greeted is asked for something"
		}
		return f
	})
}

// watched is how long a connection is watched that a controller must keep, and briefly
// that of a controller that lives faster, which has to do with what it was sent before.
const watched, briefly = 2250 * time.Millisecond, 250 * time.Millisecond

// stays wants the controller to keep the connection, and to take another engine's.
func stays() step {
	return conformance.Steps(check("it keeps the connection", func(s *session) *failure {
		for deadline := time.Now().Add(min(s.Bound(watched), max(s.Real(watched), briefly))); ; {
			_, f := s.Receive(max(time.Until(deadline), 0))
			if f != nil && f.Diagnosis == conformance.NoReply {
				return nil
			}
			if f != nil {
				f.Expected = "the connection stays open"
				return f
			}
		}
	}), takesAnother())
}

func takesAnother() step { return conformance.Steps(greet(3, "id2"), say(firstStatus), isAsked()) }

// entering is a case of a greeting that a controller must take.
func entering(slug string, c *conformance.Clause, lines func(s *session) string) *kase {
	return &kase{
		ID: "ctcs/server-wire/" + slug, Role: controller, Clauses: clauses{c}, Needs: needs{FeatureAsks}, Whole: true, Given: []step{connect(), identify("id")},
		Steps: []step{conformance.Compute("a greeting", func(s *session) ([]byte, error) { return []byte(lines(s)), nil }), isAsked()},
	}
}

// staying is a case of lines that a controller must survive, from an engine that it
// knows.
func staying(slug string, c *conformance.Clause, lines ...string) *kase {
	return &kase{
		ID: "ctcs/server-wire/" + slug, Role: controller, Clauses: clauses{c}, Needs: needs{FeatureAsks}, Whole: true,
		Given: []step{greet(3, "id"), say(firstStatus), isAsked()}, Steps: []step{raw(strings.Join(lines, "\n") + "\n"), stays()},
	}
}

// serverWireCases judge a controller by what it asks and by its connections.
func serverWireCases() []*kase {
	greeting := func(first, status string) func(s *session) string {
		return func(s *session) string { return first + "\n" + auth(s) + torrentLine(s, "id") + "\n" + status + "\n" }
	}
	known := []step{greet(3, "id"), say(firstStatus), isAsked()}
	pieces := &kase{
		ID: "ctcs/server-wire/octet-by-octet", Role: controller, Clauses: clauses{CTCS008}, Needs: needs{FeatureAsks}, Whole: true, Given: []step{connect(), identify("id")},
		Steps: []step{check("greet octet by octet", func(s *session) *failure {
			return asFailure(conformance.Paced(200*time.Microsecond, strings.Split(string(older(s, []byte(greeting("PROTOCOL 0003", firstStatus)(s)))), "")...).Do(s))
		}), isAsked()},
	}
	silent := &kase{
		ID: "ctcs/server-wire/silence", Role: controller, Clauses: clauses{CTCS064}, Needs: needs{FeatureAsks}, Whole: true, Limit: 4 * time.Minute,
		Given: known, Steps: []step{conformance.Drain(2 * time.Minute), stays()},
	}
	unasked := entering("auth-unasked", CTCS043, func(s *session) string {
		return "PROTOCOL 0003\nAUTH x\n" + torrentLine(s, "id") + "\n" + firstStatus + "\n"
	})
	unasked.Needs = needs{FeatureAsks, FeatureOpen}
	clamped := entering("clamped", CTCS028, greeting("PROTOCOL 9999", firstStatus))
	clamped.Steps = append([]step{allowed()}, clamped.Steps...)
	list := []*kase{
		entering("crlf", CTCS005, func(s *session) string {
			return strings.ReplaceAll(greeting("PROTOCOL 0003", firstStatus)(s), "\n", "\r\n")
		}),
		entering("empty-lines", CTCS007, func(s *session) string {
			return strings.ReplaceAll(greeting("PROTOCOL 0003", firstStatus)(s), "\n", "\n\n\r\n")
		}),
		pieces,
		entering("one-segment", CTCS009, greeting("PROTOCOL 0003", firstStatus+"\nCTBW 1,2 3,4")),
		entering("digits", CTCS026, greeting("PROTOCOL 3", firstStatus)),
		entering("version-1", CTCS027, greeting("PROTOCOL 0001", "CTSTATUS 1/2 3/34/30 1000,200 50000,3000 0,0")),
		entering("version-2", CTCS027, greeting("PROTOCOL 0002", firstStatus)),
		clamped,
		unasked,
		staying("unknown", CTCS012, "HELLO x", "CTNEW 1 2 3"),
		staying("nul", CTCS017, "CT\x00BW 1,2 5,6", "\x00CTBW 1,2 3,4"),
		staying("long", CTCS018, "CTINFO 3 "+strings.Repeat("x", 4294-9)),
		staying("unasked", CTCS022, "CTINFO 3 a", "CTBW 1,2 7,8", firstStatus, "CTPEERSTART", "CTPEERSDONE", "CTBW 1,2 3,4"),
		staying("no-number", CTCS029, "PROTOCOL abc", "PROTOCOL", "PROTOCOL 0", "PROTOCOL -1"),
		staying("repeated", CTCS032, "PROTOCOL 0003", "PROTOCOL 0003"),
		silent,
		staying("malformed", CTCS065, "CTSTATUS 1:2", "CTSTATUS", "CTSTATUS a:b/c:d/0 9/34/9 1,1 1,1 9,9 0", "CTBW 1,2", "CTBW x,y 9,9", "CTDETAIL", "CTFILE", "CTPEER x"),
		staying("negative", CTCS066, "CTBW 0,0 -5,7", "CTSTATUS 1:-1/2:-1/0 5/34/30 0,0 0,0 0,0 0"),
		staying("half-block", CTCS077, "CTPEERSTART", "CTPEER -XX0001-000000000002 127.0.0.8 UiCn 1 2 3 4 5", "CTPEERSTART", "CTPEERSDONE", "CTFILESDONE", "CTFILE 1 0 0 1 0 1 5 a"),
		staying("large-numbers", CTCS078, "CTDETAIL 9223372036854775807 1073741824 1 0", "CTFILESTART", "CTFILE 300000000 0 0 300000000 0 0 1 a", "CTFILESDONE",
			"CTSTATUS 1:4/2:7/1 3/9223372036854775807/30 1000,200 18446744073709551615,3000 0,0 16"),
		staying("peer-flags", CTCS084, "CTPEERSTART", "CTPEER -XX0001-000000000001 127.0.0.9 ZZZZ 1 2 3 4 5", "CTPEERSDONE"),
		staying("counted", CTCS088, "CTCONFIGSTART", "CTCONFIG a S 4096 5:1 2 3 4:ab:c 0:", "CTCONFIGDONE"),
		staying("wrong-count", CTCS089, "CTCONFIGSTART", "CTCONFIG a S 4096 999:x 0: 0:", "CTCONFIG b S 4096 -1:x 0: 0:", "CTCONFIG c S 4096 :x 0: 0:", "CTCONFIGDONE"),
		staying("info", CTCS117, "CTINFO hello there: 3 of them", "CTINFO"),
	}
	ending := func(slug string, c *conformance.Clause, steps ...step) {
		list = append(list, &kase{ID: "ctcs/server-wire/" + slug, Role: controller, Clauses: clauses{c}, Needs: needs{FeatureAsks}, Whole: true, Given: known, Steps: steps})
	}
	ending("endless", CTCS020, flood(1<<20), takesAnother())
	ending("reset", CTCS121, say("CTINFO 3 going"), pause(200*time.Millisecond), conformance.Hang(conformance.RST), takesAnother())
	ending("half-close", CTCS121, say("CTINFO 3 going"), conformance.HalfClose(), takesAnother())
	ending("several", CTCS124, takesAnother(), conformance.Steps(greet(3, "id3"), say(firstStatus), isAsked()), conformance.Switch(0), stays())
	ending("garbage", CTCS125, greet(3, "id3"), garbage(), pause(200*time.Millisecond), takesAnother(), conformance.Switch(0), stays())
	ending("does-not-read", CTCS125, deafEngine(), pause(200*time.Millisecond), takesAnother())
	return list
}
