package ts

import (
	"bytes"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of EVENT in both directions, and of errors.
func eventCases() []*kase {
	played := needs{FeaturePlayback}
	return []*kase{
		{
			ID: "ts/event/escaped", Role: engine, Clauses: clauses{TS129}, Needs: played, Whole: true, // the monitor judges
			Given: append(entered(), play("unicode"), conformance.Drain(10*time.Second),
				conformance.Where("an EVENT", func(s *session) bool { return len(lines(s, engine, "EVENT")) > 0 })),
			Steps: []step{fence()},
		},
		{
			ID: "ts/event/cansave-order", Role: engine, Clauses: clauses{TS138}, Needs: played, Whole: true,
			Given: append(entered(), play("single"), conformance.Drain(10*time.Second),
				conformance.Where("EVENT cansave", func(s *session) bool { return len(named(s, "cansave")) > 0 })),
			Steps: []step{check("index= before infohash=", func(s *session) *failure {
				raw := named(s, "cansave")[0].Packet.Raw
				i, h := bytes.Index(raw, []byte(" index=")), bytes.Index(raw, []byte(" infohash="))
				if i < 0 || h >= 0 && h < i {
					return conformance.Fail(conformance.WrongOrder, "index= before infohash=", "%q", raw)
				}
				return nil
			})},
		},
		{
			ID: "ts/event/from-client", Role: engine, Clauses: clauses{TS135}, Needs: played, Given: append(entered(), play("single")),
			Steps: []step{
				say("EVENT play"), say("EVENT pause position=3"), say("EVENT seek position=10"), say("EVENT stop"),
				say("EVENT infowindow_response type=1 button=2"), say("EVENT nonlinear_ad_event type=show id=1"), say("EVENT"),
				ignored(), replyCount(1),
			},
		},
		{
			ID: "ts/event/no-uncalled-stop-note", Role: engine, Clauses: clauses{TS136}, Needs: played, Given: entered(),
			Steps: []step{say("START TORRENT {nowhere} 0 0 0 0"), errs(), fence(), check("no download_stopped", func(s *session) *failure {
				if e := named(s, "download_stopped"); len(e) > 0 {
					return conformance.Fail(conformance.Unasked, "no download_stopped without SETOPTIONS", "%s", conformance.Show(e[0].Packet))
				}
				return nil
			})},
		},
		{
			ID: "ts/event/stop-note", Role: engine, Clauses: clauses{TS136}, Needs: needs{FeaturePlayback, FeatureStopNote}, Given: entered(),
			Steps: []step{
				say("SETOPTIONS use_stop_notifications=1"), say("START TORRENT {nowhere} 0 0 0 0"),
				patiently(start, expect("EVENT", eventNamed("download_stopped"))),
			},
		},
		{
			ID: "ts/event/error-leaves-session", Role: engine, Clauses: clauses{TS139}, Needs: played, Given: entered(),
			Steps: []step{
				say("START TORRENT {nowhere} 0 0 0 0"), errs(), fence(),
				say("START RAW aGVsbG8= 0 0 0 0"), errs(), fence(), play("single"),
			},
		},
		{
			ID: "ts/event/error-text", Role: engine, Clauses: clauses{TS140}, Needs: played, Given: entered(), // the monitor judges
			Steps: []step{conformance.For(TS139, conformance.Steps(say("START TORRENT {nowhere} 0 0 0 0"), errs())), fence()},
		},
	}
}

// named are the engine's EVENTs of a name so far.
func named(s *session, name string) (out []conformance.Entry) {
	for _, e := range lines(s, engine, "EVENT") {
		if m, ok := e.Packet.Message.(*ts.Event); ok && string(m.Name) == name {
			out = append(out, e)
		}
	}
	return out
}

// eventNamed wants an EVENT of a name.
func eventNamed(name string) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		if m := p.Message.(*ts.Event); string(m.Name) != name {
			return conformance.Fail(conformance.WrongKind, "EVENT "+name, "")
		}
		return nil
	}
}

// eventMonitors judge the engine's EVENT lines by their text.
func eventMonitors() []conformance.Monitor {
	return []conformance.Monitor{
		each(TS127, engine, func(p *codec.Packet) *failure {
			if !bytes.HasPrefix(p.Raw, []byte("INFO")) {
				return nil
			}
			return infoText(p)
		}),
		each(TS129, engine, func(p *codec.Packet) *failure {
			text, ok := strings.CutPrefix(strings.TrimRight(string(p.Raw), "\r\n"), "EVENT ")
			if !ok {
				return nil
			}
			for i, token := range strings.Fields(text) {
				if _, _, kv := strings.Cut(token, "="); i > 0 && !kv {
					return conformance.Fail(conformance.Malformed, "key=value, a space in it as %20", "%q", p.Raw)
				}
			}
			return nil
		}),
		each(TS130, engine, func(p *codec.Packet) *failure {
			if p.Err != nil && bytes.HasPrefix(p.Raw, []byte("EVENT livepos ")) {
				return conformance.Fail(conformance.Malformed, "livepos as the grammar has it", "%s", conformance.Show(p))
			}
			m, ok := p.Message.(*ts.Event)
			if !ok || string(m.Name) != "livepos" {
				return nil
			}
			return liveWindow(m)
		}),
	}
}
