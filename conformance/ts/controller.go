package ts

import (
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// controllerCases are the engines that a client under test meets: each is the
// ordinary one, changed in one point. A client that copes goes as far as it goes
// with the ordinary one.
func controllerCases() []*kase {
	meet := func(change func(*session) *conformance.Stand) step { return conformance.Meet(change) }
	plain := meet(ordinary)
	one := func(id string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "ts/client/" + id, Role: controller, Clauses: clauses{c}, Whole: true, Limit: 5 * time.Minute, Steps: steps}
	}
	// met is a case whose situation is there once the client has greeted.
	met := func(id string, c *conformance.Clause, meeting step, steps ...step) *kase {
		k := one(id, c, steps...)
		k.Given = []step{meeting, check("HELLOBG", helloFirst)}
		return k
	}
	needing := func(k *kase, f ...*conformance.Feature) *kase { k.Needs = f; return k }
	started := conformance.Where("the client starts", sends("START"))
	copes := check("goes as far as otherwise", asFar)
	return []*kase{
		met("crlf", TS003, plain, copes), // the monitor judges
		met("split-lines", TS006, conformance.Steps(cutting(conformance.Bytewise), plain), copes),
		met("joined-lines", TS007, conformance.Steps(cutting(conformance.Coalesced), plain), copes),
		one("hello-first", TS020, plain, check("HELLOBG first", helloFirst)),
		one("ready-after-hello", TS030, meet(hesitant), check("READY before all others", readyNext)),
		one("response-key", TS031, plain, check("a READY that is signed", signed), conformance.Set("request-key", "00112233aa"), plain, check("signed anew", signedAnew)),
		met("no-hello", TS040, meet(silent("HELLOBG")), check("gives up", givesUp(0)), check("nothing without HELLOTS", nothingUnheard)),
		met("not-ready", TS041, meet(func(s *session) *conformance.Stand {
			return ordinary(s).With(on_{"READY": says("NOTREADY")})
		}), conformance.Where("the client sends READY", sends("READY")), check("gives up at once", givesUp(3*time.Second))),
		met("bare-hello", TS042, meet(func(s *session) *conformance.Stand {
			return ordinary(s).With(on_{"HELLOBG": func(m *meeting, p *codec.Packet) error { return greet(m, p, "HELLOTS") }})
		}), copes, check("a bare READY", bareReady)),
		met("unknown-hello-keys", TS043, meet(func(s *session) *conformance.Stand {
			return ordinary(s).With(on_{"HELLOBG": func(m *meeting, p *codec.Packet) error {
				return greet(m, p, "HELLOTS version=3.1.16 version_code=3011600 key={request-key} http_port={http-port} bmode=0 colour=blue x=")
			}})
		}), copes),
		met("lines-before-reply", TS067, meet(func(s *session) *conformance.Stand {
			st := ordinary(s).With(on_{
				"LOAD":   says("STATUS main:loading", "INFO 0;wait", "##"+fixtureJSON, "STATUS main:idle"),
				"GETPID": says("STATUS main:idle", "INFO 0;wait", "##{pid:single}"),
			})
			st.Orders = orders(s, "getpid {hash:single}", "loadsync torrent {torrent:single}", "play torrent {torrent:single}")
			return st
		}), conformance.Where("the client sends LOAD or GETPID", sends("LOAD", "GETPID")), copes),
		met("stray-answer", TS069, meet(func(s *session) *conformance.Stand {
			return ordinary(s).With(on_{"LOADASYNC": func(m *meeting, p *codec.Packet) error {
				id := "1073741823"
				if requestID(p) == id {
					id = "7"
				}
				if err := sayLines(m, "STATUS main:loading", "LOADRESP "+id+` {"status": 100, "message": "not for you"}`); err != nil {
					return err
				}
				return load(m, p)
			}})
		}), conformance.Where("the client sends LOADASYNC", sends("LOADASYNC")), copes),
		met("empty-reply", TS074, meet(func(s *session) *conformance.Stand {
			st := ordinary(s).With(on_{"GETPID": says("##"), "GETCID": says("##")})
			st.Orders = orders(s, "getpid {hash:single}", "play torrent {torrent:single}")
			return st
		}), conformance.Where("the client sends GETPID or GETCID", sends("GETPID", "GETCID")), copes),
		met("duration-first", TS101, plain, conformance.Where("the client sends PLAYBACK", sends("PLAYBACK")), check("DUR before PLAYBACK", durationFirst)),
		met("reports-v1", TS101, meet(firstProtocol), conformance.Where("the client speaks without an API version", speaksV1), check("DUR and PLAYBACK 0", reportsV1)),
		met("no-reports-of-live", TS101, meet(broadcast), started, check("no DUR and PLAYBACK", noReports)),
		needing(met("reports-of-ads", TS101, meet(clipFirst), check("DUR, then PLAYBACK 0 to 100, of the clip", reportsClip)), FeatureClips),
		met("progress-reports", TS102, meet(watchedReports), conformance.Where("the client sends PLAYBACK", sends("PLAYBACK")), check("each report once", onceEach)),
		met("engine-shuts-down", TS109, meet(leaving(true)), started, check("ends", givesUp(0))),
		met("engine-goes-away", TS109, meet(leaving(false)), started, check("ends", givesUp(0))),
		met("ad-part", TS121, meet(during("STATUS main:dl;40;100;900;0;10;5;0;655360;0;16384|ad:dl;0;10;100;0;0;1;0;16384;0;0")), copes, started),
		met("short-status", TS122, meet(during("STATUS main:prebuf;45;30|ad:buf;69", "STATUS main:dl|ad:dl", "STATUS main:prebuf;45;30", "STATUS main:dl")), copes, started),
		met("unknown-state", TS123, meet(during("STATUS main:foo;1", "STATUS main:warmup")), copes, started),
		met("pause-resume", TS126, meet(during("PAUSE", "STATE 3", "STATUS main:buf;10;2;40;10;100;0;10;5;0;655360;0;16384", "RESUME", "STATE 2")), copes, started),
	}
}

// saneController is the meeting that every client of use gets through.
func saneController() *kase {
	return &kase{
		ID: "ts/sanity/client", Role: controller, Clauses: clauses{TS020}, Whole: true, Limit: 5 * time.Minute,
		Steps: []step{conformance.Meet(ordinary), check("HELLOBG first", helloFirst), check("ends by itself", func(s *session) *failure {
			if e := s.Process.Exit(); e.Killed {
				return conformance.Fail(conformance.Hung, "the program to end by itself", "%s", e)
			}
			return nil
		})},
	}
}

// cutting sets how the suite cuts what it writes in this case.
func cutting(g conformance.Segmentation) step {
	return check("write "+g.String(), func(s *session) *failure { s.Segmentation = g; return nil })
}

// silent is an engine that does not answer a message.
func silent(kind string) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		return ordinary(s).With(on_{kind: func(*meeting, *codec.Packet) error { return nil }})
	}
}

// hesitant is an engine that takes its time for HELLOTS, so that a client that does not
// wait for it can be seen.
func hesitant(s *session) *conformance.Stand {
	return ordinary(s).With(on_{"HELLOBG": func(m *meeting, p *codec.Packet) error {
		m.Later(500*time.Millisecond, func() error { return greet(m, p, full) })
		return nil
	}})
}

// during is an engine that says lines in the middle of a playback, before its
// announcement and behind it.
func during(lines ...string) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		return ordinary(s).With(on_{"START": func(m *meeting, _ *codec.Packet) error {
			if err := playFixture(m, ""); err != nil {
				return err
			}
			return sayLines(m, lines...)
		}})
	}
}

// leaving is an engine that goes away in the middle of a playback.
func leaving(politely bool) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		return ordinary(s).With(on_{"START": func(m *meeting, _ *codec.Packet) error {
			if err := playFixture(m, ""); err != nil {
				return err
			}
			if politely {
				if err := sayLines(m, "SHUTDOWN"); err != nil {
					return err
				}
			}
			return m.Close(conformance.FIN)
		}})
	}
}

// orders are for a client that reads them; others do what their command line says.
func orders(s *session, lines ...string) []string {
	if s.Has(FeatureOrders) {
		return lines
	}
	return nil
}
