package ctcs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// The suite as an engine: what it says to a controller.

var connect = conformance.Connect

// asked reports whether the controller of this session asks for a password.
func asked(s *session) bool {
	return slices.Contains(s.Case.Needs, FeatureLocked) || !s.Has(FeatureOpen)
}

// firstStatus is the CTSTATUS behind the greeting: of a torrent of 34 pieces.
const firstStatus = "CTSTATUS 1:4/2:7/1 3/34/30 1000,200 50000,3000 0,0 16"

// identify chooses a peer id and a file name for an engine, in the variables id and
// file of that name.
func identify(id string) step {
	return check("be an engine", func(s *session) *failure {
		b := []byte("-XX0001-")
		for range 12 {
			b = append(b, byte('a'+s.Rand.IntN(26)))
		}
		s.Vars[id] = string(b)
		return nil
	})
}

// auth is AUTH if the controller asks for it, or nothing.
func auth(s *session) string {
	if asked(s) {
		return "AUTH " + s.Vars["password"] + "\n"
	}
	return ""
}

// greet connects and sends the greeting of an engine that speaks a version.
func greet(version int, id string) step {
	return conformance.Steps(connect(), identify(id), speak(version), conformance.Compute("the greeting", func(s *session) ([]byte, error) {
		return fmt.Appendf(nil, "PROTOCOL %04d\n%s%s\n", version, auth(s), torrentLine(s, id)), nil
	}))
}

// torrentLine is the CTORRENT of an engine.
func torrentLine(s *session, id string) string {
	now := time.Now().Unix()
	return fmt.Sprintf("CTORRENT %s %d %d /srv/%s.torrent", s.Vars[id], now-10, now, s.Vars[id])
}

// registered is greet of a modern engine that has told its status and is known.
func registered() []step { return []step{greet(3, "id"), say(firstStatus), listed("id")} }

// listed waits until a torrent is in the model.
func listed(id string) step {
	return check("its model shows the torrent", func(s *session) *failure {
		return ifEnded(s, asFailure(shows("the torrent", id, func(_ *session, t *Torrent) string {
			if t == nil {
				return "no such torrent"
			}
			return ""
		}).Do(s)))
	})
}

// noEcho wants the controller not to say what only engines say.
func noEcho() step {
	return check("no echo", func(s *session) *failure {
		if echo := said(s, controller, "CTORRENT|CTSTATUS"); len(echo) > 0 {
			return fail(conformance.WrongKind, "the lines of a controller", "%s", conformance.Show(echo[0].Packet))
		}
		return nil
	})
}

// taken sends lines and wants a certain model when all are read.
func taken(lines string, what string, bad func(t *Torrent) string) step {
	return conformance.Steps(raw(lines), keeps(what, "id", bad))
}

// controllerCases are all cases for the controller.
func controllerCases() []*kase {
	return slices.Concat(serverLineCases(), serverVersionCases(), serverAuthCases(), serverModelCases(), serverReadCases(), serverOrderCases(), serverLifeCases(), serverWireCases())
}

// saneController is the dialogue that any controller of use gets through.
func saneController() *kase {
	return &kase{
		ID: "ctcs/sanity/controller", Role: controller, Clauses: clauses{CTCS024}, Whole: true,
		Steps: []step{greet(3, "id"), expect("PROTOCOL"), claimed(ownHighest)},
	}
}

// probe finds out whether a controller gives its model.
func probe(s *session) conformance.Features {
	if s.Case.Role != controller {
		return nil
	}
	_, err := model(s)
	return conformance.Features{FeatureModel.Name: err == nil, FeatureAsks.Name: asksAny(s)}
}

var modelled = needs{FeatureModel}

// Cases of the lines, for the controller.
func serverLineCases() []*kase {
	bw := func(text string) string { return text + "\n" }
	return []*kase{
		{
			ID: "ctcs/server-line/writer", Doc: "the monitors judge", Role: controller, Clauses: clauses{CTCS003, CTCS004, CTCS014, CTCS016, CTCS115}, Whole: true,
			Given: []step{greet(3, "id"), say(firstStatus)}, Steps: []step{expect("PROTOCOL"), conformance.Drain(7 * time.Second), noEcho()},
		},
		{
			ID: "ctcs/server-line/one-a-write", Role: controller, Clauses: clauses{CTCS021}, Whole: true,
			Given: []step{greet(3, "id"), say(firstStatus)},
			Steps: []step{expect("PROTOCOL"), conformance.Drain(7 * time.Second), noEcho(), check("whole lines of at most 255 octets", func(s *session) *failure {
				for _, e := range said(s, controller, "") {
					if len(e.Packet.Raw) > 255 {
						return fail(conformance.TooLong, "at most 255 octets", "%d", len(e.Packet.Raw))
					}
					if e.First != e.Chunk {
						return fail(conformance.WrongShape, "whole lines in each write", "%s came in reads %d to %d", conformance.Show(e.Packet), e.First, e.Chunk)
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/server-line/crlf", Role: controller, Clauses: clauses{CTCS005}, Needs: modelled, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("the greeting with CR LF", func(s *session) ([]byte, error) {
				return []byte(strings.ReplaceAll("PROTOCOL 0003\n"+auth(s)+torrentLine(s, "id")+"\n"+firstStatus+"\n", "\n", "\r\n")), nil
			}), listed("id"), taken("CTBW 1,2 3,4\r\n", "CTBW 1,2 3,4 and a file name without CR", func(t *Torrent) string {
				if strings.HasSuffix(string(t.Filename), "\r") {
					return fmt.Sprintf("file name %q", t.Filename)
				}
				return limits(3, 4)(t)
			})},
		},
		{
			ID: "ctcs/server-line/lone-cr", Role: controller, Clauses: clauses{CTCS006}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTBW 1,2 3,4\r", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/empty-lines", Role: controller, Clauses: clauses{CTCS007}, Needs: modelled, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("the greeting with empty lines", func(s *session) ([]byte, error) {
				return []byte("PROTOCOL 0003\n\n" + auth(s) + "\n\r\n\n" + torrentLine(s, "id") + "\n\n" + firstStatus + "\n\n"), nil
			}), listed("id"), known("id")},
		},
		{
			ID: "ctcs/server-line/octet-by-octet", Role: controller, Clauses: clauses{CTCS008}, Needs: modelled, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{check("greet octet by octet", func(s *session) *failure {
				text := "PROTOCOL 0003\n" + auth(s) + torrentLine(s, "id") + "\n"
				return asFailure(conformance.Paced(200*time.Microsecond, strings.Split(string(older(s, []byte(text))), "")...).Do(s))
			}), listed("id"), known("id")},
		},
		{
			ID: "ctcs/server-line/half-line", Role: controller, Clauses: clauses{CTCS008}, Needs: modelled, Whole: true, Given: append(registered(), say("CTBW 1,2 3,4"), known("id")),
			Steps: []step{raw("CTBW 1,2 5,6"), pause(time.Second), shows("CTBW 1,2 3,4 while the next is half sent", "id", func(_ *session, t *Torrent) string {
				if t == nil {
					return "no such torrent"
				}
				return limits(3, 4)(t)
			}), taken("0\n", "CTBW 1,2 5,60", limits(5, 60))},
		},
		{
			ID: "ctcs/server-line/one-segment", Role: controller, Clauses: clauses{CTCS009}, Needs: modelled, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("all in one segment", func(s *session) ([]byte, error) {
				return []byte("PROTOCOL 0003\n" + auth(s) + torrentLine(s, "id") + "\n" + firstStatus + "\nCTBW 1,2 3,4\n"), nil
			}), shows("CTBW 1,2 3,4", "id", func(_ *session, t *Torrent) string {
				if t == nil {
					return "no such torrent"
				}
				return limits(3, 4)(t)
			})},
		},
		{
			ID: "ctcs/server-line/lower-case", Role: controller, Clauses: clauses{CTCS010}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw(bw("CTBW 1,2 3,4")), taken("ctbw 1,2 5,6\nCtBw 1,2 7,8\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/prefix", Role: controller, Clauses: clauses{CTCS011}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw(bw("CTBW 1,2 3,4")), taken("CTBWX 1,2 5,6\nCTBWX1,2 7,8\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/unknown", Role: controller, Clauses: clauses{CTCS012}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("HELLO x\nSENDSTATUS\nCTNEW 1 2 3\nCTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/leading-blank", Role: controller, Clauses: clauses{CTCS013}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw(bw("CTBW 1,2 3,4")), taken(" CTBW 1,2 5,6\n\tCTBW 1,2 5,6\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/blanks", Role: controller, Clauses: clauses{CTCS015}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTBW  1,2  3,4\n", "CTBW 1,2 3,4", limits(3, 4)), taken("CTBW\t1,2\t5,6\n", "CTBW 1,2 5,6", limits(5, 6))},
		},
		{
			ID: "ctcs/server-line/nul", Role: controller, Clauses: clauses{CTCS017}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CT\x00BW 1,2 5,6\nCTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-line/long", Role: controller, Clauses: clauses{CTCS018}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTINFO 3 "+strings.Repeat("x", 4294-9)+"\n\x00CTBW 1,2 3,4\n", "CTBW 1,2 3,4 behind a NUL and the long CTINFO", func(t *Torrent) string {
				if wrong := limits(3, 4)(t); wrong != "" {
					return wrong
				}
				for _, i := range t.Infos {
					if len(i.Text) >= 4000 {
						return ""
					}
				}
				return "no long CTINFO"
			})},
		},
		{
			ID: "ctcs/server-line/endless", Role: controller, Clauses: clauses{CTCS020}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{flood(1 << 20), greet(3, "id2"), listed("id2"), known("id2")},
		},
		{
			ID: "ctcs/server-line/unasked", Role: controller, Clauses: clauses{CTCS022}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTINFO 3 a\nCTBW 1,2 7,8\n"+firstStatus+"\nCTINFO 2 b\nCTPEERSTART\nCTPEERSDONE\nCTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
	}
}

// Cases of the version, for the controller.
func serverVersionCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/server-version/first-line", Role: controller, Clauses: clauses{CTCS024, CTCS025}, Whole: true, Given: []step{greet(3, "id")},
			Steps: []step{within(2*time.Second, next("PROTOCOL", func(_ *session, p *codec.Packet) *failure {
				if uses(p, ctcs.VersionDigits) {
					return fail(conformance.NotCanonical, "PROTOCOL and four digits", "")
				}
				return nil
			})), conformance.Drain(200 * time.Millisecond), noEcho()},
		},
		{
			ID: "ctcs/server-version/digits", Role: controller, Clauses: clauses{CTCS026}, Needs: modelled, Whole: true, Given: []step{learnsHighest()},
			Steps: []step{enterAs("PROTOCOL 3"), inVersion(3), say("PROTOCOL 00002 junk"), inVersion(2), say("PROTOCOL 1"), inVersion(1)},
		},
		{
			ID: "ctcs/server-version/lower-one", Role: controller, Clauses: clauses{CTCS027}, Needs: modelled, Whole: true, Given: []step{learnsHighest()},
			Steps: []step{enterAs("PROTOCOL 0001"), inVersion(1), fileBlock(1), oneFile("a b", 5)},
		},
		{
			ID: "ctcs/server-version/two", Role: controller, Clauses: clauses{CTCS027}, Needs: modelled, Whole: true, Given: []step{learnsHighest()},
			Steps: []step{enterAs("PROTOCOL 0002"), inVersion(2), fileBlock(2), oneFile("a b", 5)},
		},
		{
			ID: "ctcs/server-version/clamped", Role: controller, Clauses: clauses{CTCS028}, Needs: modelled, Whole: true, Given: []step{learnsHighest()},
			Steps: []step{allowed(), enterAs("PROTOCOL 9999"), inVersion(3), fileBlock(3), oneFile("a b", 5)},
		},
		{
			ID: "ctcs/server-version/no-number", Role: controller, Clauses: clauses{CTCS029}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw("PROTOCOL abc\nPROTOCOL\nPROTOCOL 0\nPROTOCOL -1\n"), known("id"), inVersion(3), fileBlock(3), oneFile("a b", 5)},
		},
		{
			ID: "ctcs/server-version/repeated", Role: controller, Clauses: clauses{CTCS032}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw("PROTOCOL 0003\nPROTOCOL 0003\n"), inVersion(3), taken("CTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4))},
		},
		{
			ID: "ctcs/server-version/none", Role: controller, Clauses: clauses{CTCS035}, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("CTORRENT first", func(s *session) ([]byte, error) { return []byte(torrentLine(s, "id") + "\n"), nil }),
				say("CTSTATUS 1/2 3/34/30 1000,200 50000,3000 0,0"), check("ERROR, or an engine of version 1", func(s *session) *failure {
					e, f := s.Await(s.Bound(3*time.Second), "ERROR", "PROTOCOL")
					if f != nil && f.Diagnosis == conformance.Reset {
						return f
					}
					_ = e
					return nil
				}), greet(3, "id2"), expect("PROTOCOL"), conformance.Drain(200 * time.Millisecond), noEcho()},
		},
		{
			ID: "ctcs/server-version/first-status", Doc: "the form of version 3, before the engine can have read the server's version", Role: controller, Clauses: clauses{CTCS036}, Needs: modelled, Whole: true,
			Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("the greeting and the status", func(s *session) ([]byte, error) {
				return []byte("PROTOCOL 0003\n" + auth(s) + torrentLine(s, "id") + "\n" + firstStatus + "\n"), nil
			}), keeps("the status", "id", func(t *Torrent) string {
				if t.Status == nil || t.Status.NTotal != 34 || t.Status.NHave != 3 {
					return fmt.Sprint(t.Status)
				}
				return ""
			})},
		},
	}
}

// enterAs greets with a line of the case's own in the place of PROTOCOL.
func enterAs(first string) step {
	return conformance.Steps(conformance.Compute("the greeting with "+first, func(s *session) ([]byte, error) {
		return []byte(first + "\n" + auth(s) + torrentLine(s, "id") + "\n"), nil
	}), listed("id"))
}

// Cases of the password, for the controller.
func serverAuthCases() []*kase {
	denied := func(lines func(s *session) string) []step {
		return []step{
			conformance.Compute("a greeting that must be refused", func(s *session) ([]byte, error) { return []byte(lines(s)), nil }),
			within(2*time.Second, expect("ERROR")), conformance.Ends(2 * time.Second),
		}
	}
	locked := needs{FeatureLocked}
	return []*kase{
		{
			ID: "ctcs/server-auth/blanks", Role: controller, Clauses: clauses{CTCS040}, Needs: needs{FeatureLocked, FeatureModel}, Whole: true, Given: []step{greet(3, "id")},
			Steps: []step{listed("id"), known("id")},
		},
		{
			ID: "ctcs/server-auth/octets", Role: controller, Clauses: clauses{CTCS040}, Needs: locked, Whole: true, Given: []step{connect(), identify("id")},
			Steps: denied(func(s *session) string {
				return "PROTOCOL 0003\nAUTH " + s.Vars["password"] + " \n" + torrentLine(s, "id") + "\n"
			}),
		},
		{
			ID: "ctcs/server-auth/none", Role: controller, Clauses: clauses{CTCS041}, Needs: locked, Whole: true, Given: []step{connect(), identify("id")},
			Steps: denied(func(s *session) string { return "PROTOCOL 0003\n" + torrentLine(s, "id") + "\n" + firstStatus + "\n" }),
		},
		{
			ID: "ctcs/server-auth/not-listed", Role: controller, Clauses: clauses{CTCS041}, Needs: needs{FeatureLocked, FeatureModel}, Whole: true,
			Given: append([]step{connect(), identify("id")}, denied(func(s *session) string { return "PROTOCOL 0003\n" + torrentLine(s, "id") + "\n" })...),
			Steps: []step{greet(3, "id2"), listed("id2"), shows("no torrent of who was refused", "id", func(_ *session, t *Torrent) string {
				if t != nil {
					return "it is there"
				}
				return ""
			})},
		},
		{
			ID: "ctcs/server-auth/wrong", Role: controller, Clauses: clauses{CTCS042}, Needs: locked, Whole: true, Given: []step{connect(), identify("id")},
			Steps: denied(func(s *session) string {
				return "PROTOCOL 0003\nAUTH not " + s.Vars["password"] + "\n" + torrentLine(s, "id") + "\n"
			}),
		},
		{
			ID: "ctcs/server-auth/begins-alike", Role: controller, Clauses: clauses{CTCS042}, Needs: locked, Whole: true, Given: []step{connect(), identify("id")},
			Steps: denied(func(s *session) string {
				p := s.Vars["password"]
				return "PROTOCOL 0003\nAUTH " + p[:len(p)-1] + "\n" + torrentLine(s, "id") + "\n"
			}),
		},
		{
			ID: "ctcs/server-auth/unasked", Role: controller, Clauses: clauses{CTCS043}, Needs: needs{FeatureOpen, FeatureModel}, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("a greeting with AUTH", func(s *session) ([]byte, error) {
				return []byte("PROTOCOL 0003\nAUTH x\n" + torrentLine(s, "id") + "\n"), nil
			}), listed("id"), known("id")},
		},
	}
}
