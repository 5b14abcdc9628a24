package ts

import (
	"fmt"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of START and of what follows it.
func playbackCases() []*kase {
	played, leveled := needs{FeaturePlayback}, needs{FeaturePlayback, FeatureLevels}
	all := []*kase{
		{
			ID: "ts/playback/start-torrent", Role: engine, Clauses: clauses{TS080}, Needs: played, Given: entered(),
			Steps: []step{play("single")},
		},
		{
			ID: "ts/playback/start-raw", Role: engine, Clauses: clauses{TS080}, Needs: played, Given: append(entered(), raw("single")),
			Steps: []step{say("START RAW {raw} 0 0 0 0"), announced()},
		},
		{
			ID: "ts/playback/start-infohash", Role: engine, Clauses: clauses{TS080}, Needs: played,
			Given: append(entered(), loads("1", "TORRENT {torrent:single} 0 0 0", succeeds)),
			Steps: []step{say("START INFOHASH {hash:single} 0 0 0 0"), announced()},
		},
		{
			ID: "ts/playback/start-pid", Role: engine, Clauses: clauses{TS080}, Needs: played, Given: entered(),
			Steps: []step{say("START PID {pid:single} 0"), reacts()},
		},
		{
			ID: "ts/playback/start-url", Role: engine, Clauses: clauses{TS080}, Needs: played, Given: entered(),
			Steps: []step{say("START URL {media:single} 0 0 0 0"), reacts()},
		},
		{
			ID: "ts/playback/start-efile", Role: engine, Clauses: clauses{TS081}, Needs: played, Given: entered(),
			Steps: []step{say("START EFILE {torrent:single}"), reacts()},
		},
		{
			ID: "ts/playback/indexes", Role: engine, Clauses: clauses{TS082}, Needs: played, Given: entered(),
			Steps: []step{
				say("START TORRENT {torrent:single} 0 0 0 0"), announced(), anew(),
				say("START TORRENT {torrent:many} 0,1,2,3,4 0 0 0"), announced(),
			},
		},
		{
			ID: "ts/playback/bad-index", Role: engine, Clauses: clauses{TS083}, Needs: played, Given: entered(),
			Steps: []step{say("START TORRENT {torrent:single} 99 0 0 0"), errs(), fence()},
		},
		{
			ID: "ts/playback/more-options", Role: engine, Clauses: clauses{TS084}, Needs: played, Given: entered(),
			Steps: []step{
				say("START TORRENT {torrent:single} 0 0 0 0 output_format=http transcode_audio=0 transcode_mp3=0 transcode_ac3=0"), announced(),
				anew(), say("START TORRENT {torrent:single} 0 0 0 0 0"), announced(),
				anew(), say("START TORRENT {torrent:single} 0 0 0 0 0 0 colour=blue"), announced(),
			},
		},
		{
			ID: "ts/playback/four-numbers", Role: engine, Clauses: clauses{TS085}, Needs: played, Given: entered(),
			Steps: []step{say("LOADASYNC 0 TORRENT {torrent:single} 0 0 0"), patiently(start, expect("LOADRESP")), say("START TORRENT {torrent:single} 0 0 0 0"), announced()},
		},
		{
			ID: "ts/playback/no-load-needed", Role: engine, Clauses: clauses{TS086}, Needs: played, Given: entered(),
			Steps: []step{play("multi")},
		},
		{
			ID: "ts/playback/state-1-first", Role: engine, Clauses: clauses{TS087}, Needs: played, Given: entered(),
			Steps: []step{play("big"), check("STATE 1 before prebuf", stateOneFirst)},
		},
		{
			ID: "ts/playback/starting", Role: engine, Clauses: clauses{TS088}, Needs: played, Given: entered(),
			Steps: []step{play("single"), check("STATUS main:starting before prebuf", startingFirst)},
		},
		{
			ID: "ts/playback/one-announcement", Role: engine, Clauses: clauses{TS089}, Needs: played, Given: entered(),
			Steps: []step{play("single"), conformance.Drain(3 * time.Second), check("one announcement", oneAnnouncement)},
		},
		{
			ID: "ts/playback/url-keys", Role: engine, Clauses: clauses{TS091}, Needs: leveled, Version: 4, Given: entered(),
			Steps: []step{play("single"), check("url first, infohash, file_index", startKeys)},
		},
		{
			ID: "ts/playback/no-raw-equals", Role: engine, Clauses: clauses{TS092}, Needs: leveled, Version: 6, Given: entered(), // the monitor judges
			Steps: []step{play("unicode"), fence()},
		},
		{
			ID: "ts/playback/url-escaped", Role: engine, Clauses: clauses{TS093}, Needs: leveled, Version: 4, Given: entered(),
			Steps: []step{play("single"), check("%3A in the url", urlEscaped)},
		},
		{
			ID: "ts/playback/state-2", Role: engine, Clauses: clauses{TS096}, Needs: played, Given: append(entered(), play("single")),
			Steps: []step{within(5*time.Second, expect("STATE", state(2)))},
		},
		{
			ID: "ts/playback/vod-is-no-stream", Role: engine, Clauses: clauses{TS097}, Needs: played, Given: entered(),
			Steps: []step{play("single"), check("no stream=", func(s *session) *failure {
				for _, e := range lines(s, engine, "START") {
					if m, ok := e.Packet.Message.(*ts.Start); ok && has(m.Params, "stream") {
						return conformance.Fail(conformance.Unasked, "no stream= for content that is not live", "%s", conformance.Show(e.Packet))
					}
				}
				return nil
			})},
		},
		{
			ID: "ts/playback/reports", Role: engine, Clauses: clauses{TS098}, Needs: played, Given: append(entered(), play("single")),
			Steps: []step{
				say("DUR {url} 201964"), say("PLAYBACK {url} 0"), say("DUR{url} 201964"), say("PLAYBACK{url} 25"), say("DUR 201964"), say("PLAYBACK {url} 37"),
				ignored(), replyCount(1),
			},
		},
	}
	for _, v := range []int{0, 1, 2, 3, 4, 5, 6} {
		all = append(all, shapeCase(v))
	}
	all = append(all, &kase{
		ID: "ts/playback/shape-v1", Role: engine, Clauses: clauses{TS090}, Needs: needs{FeaturePlayback, FeatureV1},
		Given: append([]step{conformance.Speak(0)}, entered()...),
		Steps: []step{play("single"), check("PLAY", func(s *session) *failure {
			if e := lines(s, engine, "START"); len(e) > 0 {
				return conformance.Fail(conformance.WrongShape, "PLAY, as the first protocol has it", "%s", conformance.Show(e[0].Packet))
			}
			return nil
		})},
	})
	return append(all, stopCases()...)
}

// shapeCase shows that the announcement has the shape of an API version. O1: for 2
// and 5 nobody knows it, so that either is legal.
func shapeCase(v int) *kase {
	id, say4 := fmt.Sprintf("ts/playback/shape-%d", v), fmt.Sprintf("HELLOBG version=%d", v)
	if v == 0 {
		id, say4 = "ts/playback/shape-none", "HELLOBG"
	}
	wants := needs{FeaturePlayback}
	if v > 2 {
		wants = append(wants, FeatureLevels)
	}
	return &kase{
		ID: id, Role: engine, Clauses: clauses{TS090}, Needs: wants,
		Given: []step{conformance.Speak(v), connect(), say(say4), expect("HELLOTS", keepKey), login()},
		Steps: []step{play("single"), check("the shape of the version", func(s *session) *failure {
			for _, e := range lines(s, engine, "START", "PLAY") {
				m, ok := e.Packet.Message.(*ts.Start)
				switch {
				case v == 5 || v == 2:
				case !ok && e.Packet.Kind() == "PLAY" && v > 1:
					return conformance.Fail(conformance.WrongShape, fmt.Sprintf("START at API version %d", v), "%s", conformance.Show(e.Packet))
				case ok && v >= 4 && len(m.URL) > 0:
					return conformance.Fail(conformance.WrongShape, "START url=... at API version 4 and later", "%s", conformance.Show(e.Packet))
				case ok && v < 4 && len(m.URL) == 0:
					return conformance.Fail(conformance.WrongShape, "START and the plain url below API version 4", "%s", conformance.Show(e.Packet))
				}
			}
			return nil
		})},
	}
}

// reacts waits for any sign that a START was understood.
func reacts() step { return patiently(start, expect("STATE|STATUS|START|PLAY")) }

// stopped waits for what STOP gives: STATE 0, then STATUS main:idle. Lines of the
// playback may slip in before STATE 0.
func stopped() step {
	return conformance.For(TS103, check("STATE 0 and STATUS main:idle", func(s *session) *failure {
		deadline, stopped := time.Now().Add(s.Patience()), false
		for {
			e, f := s.Await(max(0, time.Until(deadline)), "STATE", "STATUS")
			if f != nil {
				if f.Expected = "STATE 0"; stopped {
					f.Expected = "STATUS main:idle"
				}
				return f
			}
			switch m := e.Packet.Message.(type) {
			case *ts.State:
				stopped = stopped || m.ID == ts.StateIdle
			case *ts.Status:
				switch {
				case m.Main.State != ts.Idle && stopped:
					return conformance.Fail(conformance.WrongValue, "STATUS main:idle behind STATE 0", "%s", m)
				case m.Main.State == ts.Idle && !stopped:
					return conformance.Fail(conformance.WrongOrder, "STATE 0 before STATUS main:idle", "%s", m)
				case m.Main.State == ts.Idle:
					return nil
				}
			}
		}
	}))
}

// state wants a state id.
func state(id int64) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		if m := p.Message.(*ts.State); int64(m.ID) != id {
			return conformance.Fail(conformance.WrongValue, fmt.Sprintf("STATE %d", id), "")
		}
		return nil
	}
}

// errs waits for a STATUS whose main part is err.
func errs() step {
	return check("STATUS main:err", func(s *session) *failure {
		deadline := time.Now().Add(max(s.Bound(start), s.Patience()))
		for {
			e, f := s.Await(max(0, time.Until(deadline)), "STATUS")
			if f != nil {
				f.Expected = "STATUS main:err;id;text"
				return f
			}
			if m, ok := e.Packet.Message.(*ts.Status); ok && m.Main.State == ts.Err {
				return nil
			}
		}
	})
}
