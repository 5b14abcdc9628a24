package ts

import (
	"time"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of the end of a playback: STOP, SHUTDOWN, another START; and of the content
// while it lasts.
func stopCases() []*kase {
	played := needs{FeaturePlayback}
	playing := append(entered(), play("single"))
	return []*kase{
		{
			ID: "ts/playback/content", Role: engine, Clauses: clauses{TS094}, Needs: played, Given: playing,
			Steps: []step{check("the url serves media", served)},
		},
		{
			ID: "ts/playback/own-content", Role: engine, Clauses: clauses{TS094}, Needs: needs{FeaturePlayback, FeatureDownload},
			Given: append(entered(), play("multi")),
			Steps: []step{check("the url serves the fixture's bytes", serves("multi"))},
		},
		{
			ID: "ts/playback/ranges", Role: engine, Clauses: clauses{TS094}, Needs: needs{FeaturePlayback, FeatureDownload}, Given: playing,
			Steps: []step{check("ranges of the fixture's bytes", servesRanges("single"))},
		},
		{
			ID: "ts/playback/url-form", Role: engine, Clauses: clauses{TS095}, Needs: played, Given: playing,
			Steps: []step{check("127.0.0.1, http_port, /content/infohash/token", urlForm)},
		},
		{
			ID: "ts/playback/hls-url", Role: engine, Clauses: clauses{TS095}, Needs: played, Given: entered(),
			Steps: []step{say("START TORRENT {torrent:single} 0 0 0 0 output_format=hls"), announced(), check("a url for hls", hlsForm)},
		},
		{
			ID: "ts/playback/stop", Role: engine, Clauses: clauses{TS103}, Needs: played, Whole: true, Given: playing,
			Steps: []step{
				say("STOP"), stopped(), check("nothing of a playback for 3 s", afterStop), fence(),
			},
		},
		{
			ID: "ts/playback/stop-twice", Role: engine, Clauses: clauses{TS104}, Needs: played, Given: playing,
			Steps: []step{
				say("STOP"), stopped(), say("STOP"), fence(), say("STOP"), fence(),
				check("nothing but STATE 0 and idle", func(s *session) *failure {
					idle := false
					for _, e := range lines(s, engine, "STATE", "STATUS", "START", "PLAY") {
						switch m := e.Packet.Message.(type) {
						case *ts.State:
							if idle && m.ID != 0 {
								return conformance.Fail(conformance.WrongValue, "STATE 0 or nothing after the second STOP", "%s", m)
							}
							idle = idle || m.ID == 0
						case *ts.Status:
							if idle && m.Main.State != ts.Idle {
								return conformance.Fail(conformance.WrongValue, "STATUS main:idle or nothing after the second STOP", "%s", m)
							}
						}
					}
					return nil
				}),
			},
		},
		{
			ID: "ts/playback/stop-live", Role: engine, Clauses: clauses{TS103}, Needs: needs{FeaturePlayback, FeatureLive}, Whole: true,
			Given: append(entered(), play("live"), livepos()),
			Steps: []step{say("STOP"), stopped(), check("nothing of a playback for 3 s", afterStop), fence()},
		},
		{
			ID: "ts/playback/shutdown", Role: engine, Clauses: clauses{TS105}, Given: entered(),
			Steps: []step{say("SHUTDOWN"), expect("SHUTDOWN"), conformance.Ends(time.Second)},
		},
		{
			ID: "ts/playback/shutdown-before-ready", Role: engine, Clauses: clauses{TS105}, Given: []step{connect(), hello()},
			Steps: []step{say("SHUTDOWN"), expect("SHUTDOWN"), conformance.Ends(time.Second)},
		},
		{
			ID: "ts/playback/shutdown-while-playing", Role: engine, Clauses: clauses{TS106}, Needs: played, Given: playing,
			Steps: []step{say("SHUTDOWN"), expect("SHUTDOWN"), conformance.Ends(time.Second), connect(), hello(), login(), fence()},
		},
		{
			ID: "ts/playback/start-after-stop", Role: engine, Clauses: clauses{TS107}, Needs: played,
			Given: append(append(entered(), play("single")), say("STOP"), stopped()),
			Steps: []step{play("multi"), within(5*time.Second, expect("STATE", state(2)))},
		},
		{
			ID: "ts/playback/replace", Role: engine, Clauses: clauses{TS108}, Needs: played,
			Given: append(append(entered(), play("single")), conformance.Set("old", "{url}")),
			Steps: []step{play("multi"), check("the old url serves nothing", func(s *session) *failure {
				if s.Vars["url"] == s.Vars["old"] {
					return conformance.Fail(conformance.WrongValue, "another url for other content", "%s twice", s.Vars["url"])
				}
				return gone(s, s.Vars["old"])
			}), check("the new url serves media", served)},
		},
	}
}

// afterStop wants no line of a playback for three seconds. What an engine says besides,
// and STATUS main:idle again, is no line of a playback.
func afterStop(s *session) *failure {
	deadline := time.Now().Add(s.Real(3 * time.Second))
	for {
		e, f := s.Receive(max(0, time.Until(deadline)))
		if f != nil && f.Diagnosis == conformance.NoReply {
			return nil
		}
		if f != nil {
			return f
		}
		switch m := e.Packet.Message.(type) {
		case *ts.Status:
			if m.Main.State == ts.Idle {
				continue
			}
		case *ts.Event:
			if string(m.Name) != "livepos" {
				continue
			}
		case *ts.State:
			if m.ID == ts.StateIdle {
				continue
			}
		case *ts.Start, *ts.Play, *ts.Pause, *ts.Resume:
		default:
			continue
		}
		return conformance.Fail(conformance.Unasked, "no line of a playback that was stopped", "%s", conformance.Show(e.Packet))
	}
}
