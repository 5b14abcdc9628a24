package ctcs

import (
	"fmt"
	"net"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the model, for the controller.
func serverModelCases() []*kase {
	names := func(want string) func(t *Torrent) string {
		return func(t *Torrent) string {
			var have []string
			for _, o := range t.Options {
				have = append(have, string(o.Name)+"="+string(o.Value))
			}
			if text := strings.Join(have, "|"); text != want {
				return fmt.Sprintf("%q", text)
			}
			return ""
		}
	}
	return []*kase{
		{
			ID: "ctcs/server-model/malformed", Role: controller, Clauses: clauses{CTCS065}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{
				raw("CTBW 1,2 3,4\n"), taken("CTSTATUS 1:2\nCTSTATUS\nCTSTATUS a:b/c:d/0 9/34/9 1,1 1,1 9,9 0\nCTBW 1,2\nCTBW 1,2 5\nCTBW x,y 9,9\nCTBW 1,2 5,6,7\n", "CTBW 1,2 3,4 and 3/34/30", func(t *Torrent) string {
					if wrong := limits(3, 4)(t); wrong != "" {
						return wrong
					}
					if t.Status.NHave != 3 || t.Status.TotalSeeders != 4 && t.Version != 1 || t.Status.DLTotal != 50000 {
						return t.Status.String()
					}
					return ""
				}),
			},
		},
		{
			ID: "ctcs/server-model/negative", Role: controller, Clauses: clauses{CTCS066}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{
				taken("CTBW 0,0 -5,7\n", "ul_limit 7 beside a negative one", func(t *Torrent) string {
					if t.Status == nil || t.Status.ULLimit != 7 {
						return fmt.Sprint(t.Status)
					}
					return ""
				}),
				taken("CTSTATUS 1:-1/2:-1/0 5/34/30 0,0 0,0 0,0 0\n", "n_have 5 beside negative totals", func(t *Torrent) string {
					if t.Status.NHave != 5 {
						return t.Status.String()
					}
					return ""
				}),
			},
		},
		{
			ID: "ctcs/server-model/half-block", Role: controller, Clauses: clauses{CTCS077}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{
				raw("CTPEERSTART\nCTPEER -XX0001-000000000001 127.0.0.9 UiCn 1 2 3 4 5\nCTPEERSDONE\n"), somePeers(1),
				raw("CTPEERSTART\nCTPEER -XX0001-000000000002 127.0.0.8 UiCn 1 2 3 4 5\nCTPEER -XX0001-000000000003 127.0.0.7 UiCn 1 2 3 4 5\n"), somePeers(1),
				raw("CTPEERSTART\nCTPEERSDONE\n"), somePeers(0),
			},
		},
		{
			ID: "ctcs/server-model/large-numbers", Role: controller, Clauses: clauses{CTCS078}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{
				raw("CTDETAIL 9223372036854775807 1073741824 1 0\nCTFILESTART\nCTFILE 300000000 0 0 300000000 0 0 1 a\nCTFILE 9223372036854775807 0 0 9223372036854775807 0 0 1 b\nCTFILESDONE\n"), known("id"),
				raw("CTSTATUS 1:4/2:7/1 3/9223372036854775807/30 1000,200 18446744073709551615,3000 0,0 16\n"), known("id"),
				taken("CTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4)),
			},
		},
		{
			ID: "ctcs/server-model/peer-flags", Role: controller, Clauses: clauses{CTCS084}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw("CTPEERSTART\nCTPEER -XX0001-000000000001 127.0.0.9 ZZZZ 1 2 3 4 5\nCTPEER -XX0001-000000000002 127.0.0.8 UiCn 1 2 3 4 5\nCTPEERSDONE\n"),
				keeps("the second peer alone", "id", func(t *Torrent) string {
					if len(t.Peers) != 1 || t.Peers[0].Address.String() != "127.0.0.8" || t.Peers[0].Flags.String() != "UiCn" {
						return fmt.Sprint(t.Peers)
					}
					return ""
				})},
		},
		{
			ID: "ctcs/server-model/counted", Role: controller, Clauses: clauses{CTCS088}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{speaks3(), raw("CTCONFIGSTART\nCTCONFIG a S 4096 5:1 2 3 4:ab:c 0:\nCTCONFIG b S 4096 9:two words 0: 0:\nCTCONFIGDONE\n"), keeps("two options", "id", names("a=1 2 3|b=two words"))},
		},
		{
			ID: "ctcs/server-model/wrong-count", Role: controller, Clauses: clauses{CTCS089}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{speaks3(), raw("CTCONFIGSTART\nCTCONFIG a S 4096 999:x 0: 0:\nCTCONFIG b S 4096 -1:x 0: 0:\nCTCONFIG c S 4096 :x 0: 0:\nCTCONFIG d S 4096 1:x 0: 0:\nCTCONFIGDONE\n"), keeps("the last option alone", "id", names("d=x"))},
		},
		{
			ID: "ctcs/server-model/info", Role: controller, Clauses: clauses{CTCS117}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{raw("CTINFO hello there: 3 of them\n"), keeps("the text whole", "id", func(t *Torrent) string {
				for _, i := range t.Infos {
					if string(i.Text) == "hello there: 3 of them" {
						return ""
					}
				}
				return fmt.Sprint(t.Infos)
			})},
		},
		{
			ID: "ctcs/server-model/escaped", Role: controller, Clauses: clauses{CTCS118}, Needs: modelled, Whole: true, Given: []step{connect(), identify("id")},
			Steps: []step{conformance.Compute("a hostile greeting", func(s *session) ([]byte, error) {
				return []byte("PROTOCOL 0003\n" + auth(s) + "CTORRENT " + s.Vars["id"] + " 1 2 /<script>alert(1)</script>.torrent\n" + firstStatus + "\nCTINFO 1 <script>alert(2)</script>\n"), nil
			}), known("id"), check("the page has no script of an engine's", func(s *session) *failure {
				_, body, err := page(s, "/")
				if err != nil {
					return fail(conformance.Unreachable, "the page", "%v", err)
				}
				if !strings.Contains(string(body), s.Vars["id"]) {
					return nil // it shows no engines
				}
				if i := strings.Index(string(body), "<script>alert("); i >= 0 {
					return fail(conformance.WrongContent, "escaped text", "%s", body[i:min(i+40, len(body))])
				}
				return nil
			})},
		},
	}
}

// somePeers wants n peers in the model.
func somePeers(n int) step {
	return keeps(fmt.Sprintf("%d peers", n), "id", func(t *Torrent) string {
		if len(t.Peers) != n {
			return fmt.Sprint(t.Peers)
		}
		return ""
	})
}

// Cases of an operator's orders, for the controller.
func serverOrderCases() []*kase {
	ordered := needs{FeatureOrders, FeatureModel}
	option := func(name, value string) string {
		return fmt.Sprintf("CTCONFIG %s S 4096 %d:%s 0: 0:\n", name, len(value), value)
	}
	block := "CTCONFIGSTART\nCTCONFIG verbose B 0 1:0 0: 0:\n" + option("file_list", "") + "CTCONFIG max_peers I 20-1000 3:100 0: 0:\nCTCONFIGDONE\n"
	change := func(want string) step {
		return expect("CTCONFIG", func(_ *session, p *codec.Packet) *failure {
			if have := strings.TrimRight(string(p.Raw), "\r\n"); have != want {
				return fail(conformance.WrongShape, fmt.Sprintf("%q", want), "%q", have)
			}
			return nil
		})
	}
	old := func(v int) []step {
		line := map[int]string{1: "CTCONFIG 0 72 0.000000 100 1 0 0 0 0\n", 2: "CTCONFIG 0 72 0.000000 100 1 0 16 0\n"}[v]
		speaks := conformance.Where(fmt.Sprintf("a server with version %d", v), func(s *session) bool { return ownHighest(s) >= v })
		return []step{upTo(v), learnsHighest(), speaks, greet(v, "id"), listed("id"), raw(line), known("id")}
	}
	return []*kase{
		{
			ID: "ctcs/server-orders/change", Role: controller, Clauses: clauses{CTCS092}, Needs: ordered, Whole: true, Given: append(registered(), speaks3(), raw(block), known("id")),
			Steps: []step{conformance.Order("set {n} max_peers 60"), change("CTCONFIG max_peers 60"), conformance.Order("set {n} file_list 1,2+3"), change("CTCONFIG file_list 1,2+3"),
				conformance.Order("set {n} file_list "), change("CTCONFIG file_list ")},
		},
		{
			ID: "ctcs/server-orders/asks-again", Role: controller, Clauses: clauses{CTCS100}, Needs: ordered, Whole: true, Given: append(registered(), speaks3(), raw(block), known("id")),
			Steps: []step{conformance.Drain(time.Second), conformance.Order("set {n} max_peers 60"), expect("CTCONFIG"), within(3*time.Second, expect("SENDCONF"))},
		},
		{
			ID: "ctcs/server-orders/dots-2", Role: controller, Clauses: clauses{CTCS102, CTCS104}, Needs: ordered, Whole: true, Given: old(2),
			Steps: []step{conformance.Order("set {n} maxpeers 60"), change("CTCONFIG . . . 60 . . . .")},
		},
		{
			ID: "ctcs/server-orders/dots-1", Role: controller, Clauses: clauses{CTCS102, CTCS104, CTCS037}, Needs: ordered, Whole: true, Given: old(1),
			Steps: []step{conformance.Order("set {n} maxpeers 60"), change("CTCONFIG . . . 60 . . . . .")},
		},
		{
			ID: "ctcs/server-orders/parameters", Doc: "orders without parameters; the monitor judges", Role: controller, Clauses: clauses{CTCS115}, Needs: ordered, Whole: true, Given: registered(),
			Steps: []step{
				conformance.Order("update {n}"), expect("CTUPDATE"), conformance.Order("restart {n}"), expect("CTRESTART"),
				conformance.Order("quit {n}"), expect("CTQUIT"),
			},
		},
		{
			ID: "ctcs/server-orders/limits", Role: controller, Clauses: clauses{CTCS014, CTCS003, CTCS108}, Needs: ordered, Whole: true, Given: registered(),
			Steps: []step{
				conformance.Order("limit {n} down 51200"), limitTold("SETDLIMIT", 51200), conformance.Order("limit {n} up 4096"), limitTold("SETULIMIT", 4096),
				conformance.Order("limit {n} down 0"), limitTold("SETDLIMIT", 0),
			},
		},
		{
			ID: "ctcs/server-orders/one-of-two", Doc: "an order for one engine", Role: controller, Clauses: clauses{CTCS124}, Needs: ordered, Whole: true,
			Given: []step{greet(3, "id"), listed("id"), greet(3, "id2"), listed("id2")},
			Steps: []step{
				conformance.Switch(0), known("id"), conformance.Order("limit {n} down 54321"), limitTold("SETDLIMIT", 54321),
				conformance.Switch(1), known("id2"), conformance.Order("limit {n} up 12345"), limitTold("SETULIMIT", 12345), check("no order that is the other's", func(s *session) *failure {
					for _, e := range said(s, controller, "SETDLIMIT") {
						if m, ok := e.Packet.Message.(*ctcs.SetDLimit); ok && e.Conn == 1 && m.Limit == 54321 {
							return fail(conformance.Unasked, "no limit of the other engine", "%s", m)
						}
					}
					return nil
				}),
			},
		},
	}
}

// limitTold waits for a limit. A server may tell others before, as that it has none.
func limitTold(kind string, want int64) step {
	return check(fmt.Sprintf("expect %s %d", kind, want), func(s *session) *failure {
		var wrong *failure
		for deadline := time.Now().Add(s.Patience()); ; {
			e, f := s.Await(max(time.Until(deadline), 0), kind)
			if f != nil && wrong != nil && f.Diagnosis == conformance.NoReply {
				return wrong
			}
			if f != nil {
				return f
			}
			have := int64(-1)
			switch m := e.Packet.Message.(type) {
			case *ctcs.SetDLimit:
				have = m.Limit
			case *ctcs.SetULimit:
				have = m.Limit
			}
			if have == want {
				return nil
			}
			wrong = fail(conformance.WrongValue, fmt.Sprintf("%s %d", kind, want), "%s", conformance.Show(e.Packet))
		}
	})
}

// Cases of the connections, for the controller.
func serverLifeCases() []*kase {
	ended := func(t *Torrent) string {
		if t == nil {
			return "no such torrent"
		}
		if t.Ended == "" {
			return "its engine is there"
		}
		if t.Status == nil || t.Status.NHave != 3 {
			return fmt.Sprintf("its status is %v", t.Status)
		}
		return ""
	}
	gone := shows("no live torrent", "id", func(_ *session, t *Torrent) string {
		if t != nil && t.Ended == "" {
			return "its engine is there"
		}
		return ""
	})
	isEnded := shows("the torrent as ended, with its last status", "id", func(_ *session, t *Torrent) string { return ended(t) })
	goesOn := conformance.Steps(greet(3, "id2"), listed("id2"), known("id2"))
	return []*kase{
		{
			ID: "ctcs/server-life/by-connection", Doc: "one file name, two peer ids", Role: controller, Clauses: clauses{CTCS052}, Needs: modelled, Whole: true, Given: []step{greet(3, "id"), listed("id")},
			Steps: []step{connect(), identify("id2"), conformance.Compute("the same file name", func(s *session) ([]byte, error) {
				line := strings.Replace(torrentLine(s, "id"), "CTORRENT "+s.Vars["id"], "CTORRENT "+s.Vars["id2"], 1)
				return []byte("PROTOCOL 0003\n" + auth(s) + line + "\n"), nil
			}), listed("id2"), listed("id")},
		},
		{
			ID: "ctcs/server-life/silence", Role: controller, Clauses: clauses{CTCS064}, Needs: modelled, Whole: true, Given: append(registered(), known("id")), Limit: 4 * time.Minute,
			Steps: []step{conformance.Drain(2 * time.Minute), known("id"), shows("the torrent as live", "id", func(_ *session, t *Torrent) string {
				if t == nil || t.Ended != "" {
					return "it ended"
				}
				return ""
			})},
		},
		{
			ID: "ctcs/server-life/reset", Role: controller, Clauses: clauses{CTCS121}, Needs: modelled, Whole: true, Given: append(registered(), known("id")),
			Steps: []step{conformance.Hang(conformance.RST), gone, goesOn},
		},
		{
			ID: "ctcs/server-life/half-close", Role: controller, Clauses: clauses{CTCS121}, Needs: modelled, Whole: true, Given: append(registered(), known("id")),
			Steps: []step{conformance.HalfClose(), gone, goesOn},
		},
		{
			ID: "ctcs/server-life/ended", Role: controller, Clauses: clauses{CTCS123}, Needs: modelled, Whole: true, Given: append(registered(), known("id")),
			Steps: []step{conformance.Hang(conformance.FIN), isEnded},
		},
		{
			ID: "ctcs/server-life/half-line", Doc: "a line without its end, then the end of the connection", Role: controller, Clauses: clauses{CTCS008}, Needs: modelled, Whole: true, Given: registered(),
			Steps: []step{taken("CTBW 1,2 3,4\n", "CTBW 1,2 3,4", limits(3, 4)), raw("CTBW 1,2 5,6"), conformance.Hang(conformance.FIN), gone,
				shows("what whole lines said", "id", func(_ *session, t *Torrent) string {
					if t == nil {
						return "" // it keeps none that ended
					}
					return limits(3, 4)(t)
				})},
		},
		{
			ID: "ctcs/server-life/several", Role: controller, Clauses: clauses{CTCS124}, Needs: modelled, Whole: true,
			Given: []step{greet(3, "id"), listed("id"), greet(3, "id2"), listed("id2"), greet(3, "id3"), listed("id3")},
			Steps: []step{
				conformance.Switch(0), say("CTBW 1,1 11,12"), conformance.Switch(1), say("CTBW 1,1 21,22"), conformance.Switch(2), say("CTBW 1,1 31,32"), known("id3"),
				conformance.Switch(1), known("id2"), conformance.Switch(0), known("id"),
				shows("its own limits", "id", func(_ *session, t *Torrent) string { return limits(11, 12)(t) }),
				shows("its own limits", "id2", func(_ *session, t *Torrent) string { return limits(21, 22)(t) }),
				shows("its own limits", "id3", func(_ *session, t *Torrent) string { return limits(31, 32)(t) }),
			},
		},
		{
			ID: "ctcs/server-life/garbage", Role: controller, Clauses: clauses{CTCS125}, Needs: modelled, Whole: true, Given: append(registered(), timed(known("id"))),
			Steps: []step{greet(3, "id2"), garbage(), conformance.Switch(0), pause(200 * time.Millisecond), promptly(known("id"))},
		},
		{
			ID: "ctcs/server-life/does-not-read", Role: controller, Clauses: clauses{CTCS125}, Needs: modelled, Whole: true, Given: append(registered(), timed(known("id"))),
			Steps: []step{deafEngine(), pause(200 * time.Millisecond), promptly(known("id"))},
		},
		{
			ID: "ctcs/server-life/browser", Role: controller, Clauses: clauses{CTCS126}, Whole: true,
			Given: []step{greet(3, "id"), expect("PROTOCOL")},
			Steps: []step{check("GET gives HTTP or the end", func(s *session) *failure {
				_, _, err := page(s, "/")
				if ne, ok := err.(net.Error); ok && ne.Timeout() {
					return fail(conformance.NotClosed, "HTTP or the end of the connection", "neither")
				}
				if err != nil && strings.Contains(err.Error(), "malformed HTTP") {
					return fail(conformance.WrongShape, "HTTP or the end of the connection", "%v", err)
				}
				return nil
			})},
		},
	}
}

// timed runs st and keeps how long it took, for promptly.
func timed(st step) step {
	return check(st.String(), func(s *session) *failure {
		begun := time.Now()
		f := asFailure(st.Do(s))
		s.Vars["took"] = time.Since(begun).String()
		return f
	})
}

// promptly wants st within a second, and of a controller that was slow before, too,
// within thrice what it took then.
func promptly(st step) step {
	return check("soon "+st.String(), func(s *session) *failure {
		took, _ := time.ParseDuration(s.Vars["took"])
		was := s.Patience()
		defer s.SetPatience(was)
		s.SetPatience(max(s.Bound(time.Second), 3*took))
		return asFailure(st.Do(s))
	})
}

// garbage sends what is no text on the current connection.
func garbage() step {
	return check("send garbage", func(s *session) *failure {
		b := make([]byte, 256<<10)
		for i := range b {
			b[i] = byte(s.Rand.Uint32())
		}
		s.Send(b) // it may be cut off
		return nil
	})
}

// deafEngine is an engine that asks for much and reads nothing.
func deafEngine() step {
	return check("be an engine that does not read", func(s *session) *failure {
		c, err := s.Beside()
		if err != nil {
			return fail(conformance.Unreachable, "a connection", "%v", err)
		}
		s.Defer(func() { c.Close() })
		c.SetWriteDeadline(time.Now().Add(s.Patience()))
		greeting := fmt.Appendf(nil, "PROTOCOL 0003\n%sCTORRENT -XX0001-deafdeafdeaf 1 2 /deaf.torrent\n%s\n", auth(s), firstStatus)
		c.Write(older(s, greeting))
		fmt.Fprint(c, strings.Repeat("CTINFO 3 x\n", 1000))
		return nil
	})
}
