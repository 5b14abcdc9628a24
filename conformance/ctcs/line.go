package ctcs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the transport, for the engine: lines, blanks, ends of lines.
func lineCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/line/dials", Role: engine, Clauses: clauses{CTCS001}, Whole: true,
			Steps: []step{launch(setting{}), accept(), greeted()},
		},
		{
			ID: "ctcs/line/writer", Doc: "all replies in all versions: the monitors judge", Role: engine, Whole: true,
			Clauses: clauses{CTCS003, CTCS004, CTCS014, CTCS016}, Given: plain(),
			Steps: []step{forVersions([]int{3, 2, 1, 3}, func(int) step {
				return conformance.Steps(ask("SENDCONF", answers("CTCONFIG")), ask("SENDDETAIL", answers("CTDETAIL")), ask("SENDSTATUS", answers("CTSTATUS")), ask("SENDPEERS", nil))
			})},
		},
		{
			ID: "ctcs/line/crlf", Role: engine, Clauses: clauses{CTCS005}, Whole: true, Given: plain(),
			Steps: []step{ask("SENDPEERS\r", once(peersDone)), ask("SETDLIMIT 4321\r", nil), reports("dl_limit", 4321)},
		},
		{
			ID: "ctcs/line/crlf-value", Doc: "a string is the rest of the line: a CR is none of it", Role: engine, Clauses: clauses{CTCS005}, Whole: true, Given: speaking(3),
			Steps: []step{hasOption("file_list"), ask("CTCONFIG file_list 2,1\r", nil), check("the value has no CR", func(s *session) *failure { return hasValue(s, "file_list", "2,1") })},
		},
		{
			ID: "ctcs/line/lone-cr", Role: engine, Clauses: clauses{CTCS006}, Whole: true, Given: plain(),
			Steps: []step{raw("SENDPEERS\r"), expect(peersDone)},
		},
		{
			ID: "ctcs/line/empty-lines", Role: engine, Clauses: clauses{CTCS007}, Whole: true, Given: plain(),
			Steps: []step{ask("\n\n\r\n\r\n\nSENDPEERS", once(peersDone)), ignored("", "\n\n", "\r\n\r")},
		},
		{
			ID: "ctcs/line/octet-by-octet", Role: engine, Clauses: clauses{CTCS008}, Whole: true, Given: plain(),
			Steps: []step{
				conformance.Paced(5*time.Millisecond, strings.Split("SENDPEERS\n", "")...), expect(peersDone),
				ask("SENDPEERS", once(peersDone)),
			},
		},
		{
			ID: "ctcs/line/half-line", Role: engine, Clauses: clauses{CTCS008}, Whole: true, Given: plain(),
			Doc: "a reader that looks behind what has come finds there the end of the lines that came before in one segment",
			Steps: []step{
				ask("SETDLIMIT 77", nil), reports("dl_limit", 77), raw("SENDSTATUS\nSENDPEERS\n"), expect(peersDone),
				raw("SETDLIMIT 43"), check("nothing is done for 5 s", limitStays(77)), say("21"), reports("dl_limit", 4321),
			},
		},
		{
			ID: "ctcs/line/many-in-one-segment", Role: engine, Clauses: clauses{CTCS009}, Whole: true, Given: plain(),
			Steps: []step{raw(strings.Repeat("SENDSTATUS\n", 100)), ask("", func(s *session, got []entry) *failure {
				if n := count(s, got, "CTSTATUS"); n < 100 || n > 103 {
					return fail(conformance.WrongCount, "100 CTSTATUS for 100 SENDSTATUS in one segment", "%d", n)
				}
				return nil
			})},
		},
		{
			ID: "ctcs/line/in-order", Role: engine, Clauses: clauses{CTCS009, CTCS022}, Whole: true, Given: plain(),
			Steps: []step{raw("SENDCONF\nSENDSTATUS\nSENDPEERS\nSENDDETAIL\n"), inOrder("CTCONFIG", "CTSTATUS", peersDone, "CTDETAIL")},
		},
		{
			ID: "ctcs/line/lower-case", Role: engine, Clauses: clauses{CTCS010}, Whole: true, Given: plain(),
			Steps: []step{ignored("sendpeers", "SendPeers", "sendconf", "sendstatus"), ask("setdlimit 55", nil), reports("dl_limit", 0)},
		},
		{
			ID: "ctcs/line/lower-case-orders", Role: engine, Clauses: clauses{CTCS010}, Whole: true, Given: plain(),
			Steps: []step{unchanged("ctconfig pause 1", "Ctconfig max_peers 60"), ask("protocol 0001", nil), ask("ctquit", nil), pause(2 * time.Second), dialect(3)},
		},
		{
			ID: "ctcs/line/prefix", Role: engine, Clauses: clauses{CTCS011}, Whole: true, Given: plain(),
			Steps: []step{ignored("SENDPEERSXYZ", "SENDSTATUSXYZ", "SENDCONFIG"), ask("SETDLIMIT55", nil), ask("SETDLIMITX55", nil), ask("SETDLIMITX 55", nil), reports("dl_limit", 0),
				ignored("SENDPEER", "SENDSTAT", "SENDCON"), unchanged("CTCONFIGX pause 1"), ask("PROTOCOLX 0001", nil), ask("CTQUITX", nil), pause(2 * time.Second), dialect(3)},
		},
		{
			ID: "ctcs/line/unknown", Role: engine, Clauses: clauses{CTCS012}, Whole: true, Given: plain(),
			Steps: []step{ignored("HELLO x", "CTSTATUS 1:1/1:1/1 1/1/1 1,1 1,1 1,1 1"), ask("SENDSTATUS", answers("CTSTATUS"))},
		},
		{
			ID: "ctcs/line/unknown-often", Role: engine, Clauses: clauses{CTCS012}, Whole: true, Given: plain(),
			Steps: []step{raw(strings.Repeat("HELLO x\nCTNEW 1 2\n?\n", 20)), ask("SENDSTATUS", answers("CTSTATUS"))},
		},
		{
			ID: "ctcs/line/leading-blank", Role: engine, Clauses: clauses{CTCS013}, Whole: true, Given: plain(),
			Steps: []step{ignored(" SENDPEERS", "\tSENDPEERS", " SENDCONF"), ask(" SETDLIMIT 55", nil), reports("dl_limit", 0)},
		},
		{
			ID: "ctcs/line/leading-blank-of-orders", Role: engine, Clauses: clauses{CTCS013}, Whole: true, Given: plain(),
			Steps: []step{unchanged(" CTCONFIG pause 1", "\tCTCONFIG max_peers 60"), ask(" PROTOCOL 0001", nil), ask("\tCTQUIT", nil), pause(2 * time.Second), dialect(3)},
		},
		{
			ID: "ctcs/line/blanks", Role: engine, Clauses: clauses{CTCS015}, Whole: true, Given: plain(),
			Steps: []step{ask("SETDLIMIT   88", nil), reports("dl_limit", 88), ask("SETULIMIT\t99", nil), reports("ul_limit", 99), say("PROTOCOL   0001"), dialect(1)},
		},
		{
			ID: "ctcs/line/nul", Role: engine, Clauses: clauses{CTCS017}, Whole: true, Given: plain(),
			Steps: []step{ask("SENDSTATUS\x00", nil), ask("SEND\x00STATUS", nil), ask("SENDSTATUS", answers("CTSTATUS")), raw("SENDSTATUS\x00\nSENDPEERS\n"), expect(peersDone)},
		},
		{
			ID: "ctcs/line/long-value", Role: engine, Clauses: clauses{CTCS019, CTCS016}, Whole: true, Given: speaking(3),
			Steps: []step{hasOption("file_list"), ask("CTCONFIG file_list "+longList, nil), check("the value comes back", longListIs)},
		},
		{
			ID: "ctcs/line/long-in-parts", Role: engine, Clauses: clauses{CTCS019}, Whole: true, Given: speaking(3),
			Steps: []step{
				hasOption("file_list"), conformance.Paced(20*time.Millisecond, "CTCONFIG file_list "+longList[:2000], longList[2000:4074], longList[4074:]+"\n"),
				check("the value comes back", longListIs),
			},
		},
		{
			ID: "ctcs/line/endless", Role: engine, Clauses: clauses{CTCS020}, Whole: true, Given: plain(), Limit: 2 * time.Minute,
			Steps: []step{flood(1 << 20), check("it still serves, or comes back", servesOn)},
		},
		{
			ID: "ctcs/line/too-long", Doc: "a line of 100000 octets, and the next one", Role: engine, Clauses: clauses{CTCS020}, Whole: true, Given: plain(), Limit: 2 * time.Minute,
			Steps: []step{flood(100000), raw("\n"), check("it still serves, or comes back", servesOn)},
		},
		{
			ID: "ctcs/line/back-to-back", Role: engine, Clauses: clauses{CTCS022}, Whole: true, Given: plain(),
			Steps: []step{say("SENDSTATUS"), say("SENDPEERS"), say("SENDCONF"), inOrder("CTSTATUS", peersDone, "CTCONFIG")},
		},
	}
}

// longList is a legal file_list that makes the longest line which an engine must take.
// Only its end names file 2.
var longList = strings.Repeat("1+", 2037) + "2"

// longListIs wants that value to come back, or one that means the same.
func longListIs(s *session) *failure {
	values, f := options(s)
	if have := values["file_list"]; f == nil && !strings.Contains(have, "2") {
		f = fail(conformance.WrongValue, fmt.Sprintf("file_list with the value of %d octets, to its end", len(longList)), "one of %d octets", len(have))
	}
	return f
}

func zero(s *session, got []entry, kinds string) *failure {
	if n := count(s, got, kinds); n > 0 {
		return fail(conformance.Unasked, "no "+kinds, "%d", n)
	}
	return nil
}

// inOrder takes messages until an answer of each kind has come to its end, in this
// order; others may come between them, and what may come unasked says nothing of the
// order. CTCONFIG stands for the answer to SENDCONF in the version in force.
func inOrder(kinds ...string) step {
	return check("expect "+strings.Join(kinds, ", "), func(s *session) *failure {
		for i, kind := range kinds {
			if kind == "CTCONFIG" && min(highest(s), top(s)) == ctcs.Highest {
				kind = "CTCONFIGDONE"
			}
			for deadline := time.Now().Add(s.Patience()); ; {
				e, f := s.Receive(max(time.Until(deadline), 0))
				if f != nil {
					f.Expected = kind
					return f
				}
				w := s.Word(e.Packet)
				if among(kind, w) {
					break
				}
				if slices.ContainsFunc(kinds[i+1:], func(later string) bool { return among(later, w) }) && !slices.Contains(free, w) {
					return fail(conformance.WrongOrder, kind, "%s", w)
				}
			}
		}
		return nil
	})
}

// value reads a number of the status by its name.
func value(st *ctcs.Status, field string) int64 {
	return map[string]int64{"dl_limit": st.DLLimit, "ul_limit": st.ULLimit}[field]
}

// reports waits until the engine's status has a value: an order may take effect a
// moment later.
func reports(field string, want int64) step {
	return check(fmt.Sprintf("%s is %d", field, want), func(s *session) *failure {
		var was *ctcs.Status
		deadline := time.Now().Add(s.Bound(3 * time.Second))
		for looks := 1; ; looks++ { // more than one: each may have taken long
			st, f := status(s)
			if f != nil {
				return f
			}
			if was = st; value(st, field) == want {
				return nil
			}
			if looks > 1 && time.Now().After(deadline) || s.Wait(s.Real(300*time.Millisecond)) != nil {
				return fail(conformance.WrongValue, fmt.Sprintf("%s %d", field, want), "%s", was)
			}
		}
	})
}

// limitStays watches for 5 s what the engine says of its download limit.
func limitStays(want int64) func(*session) *failure {
	return func(s *session) *failure {
		deadline := time.Now().Add(s.Real(5 * time.Second))
		for {
			e, f := s.Receive(max(time.Until(deadline), 0))
			if f != nil && f.Diagnosis == conformance.NoReply {
				return nil
			}
			if f != nil {
				return f
			}
			have := want
			switch m := e.Packet.Message.(type) {
			case *ctcs.BW:
				have = m.DLLimit
			case *ctcs.Status:
				have = m.DLLimit
			}
			if have != want {
				return fail(conformance.Accepted, fmt.Sprintf("dl_limit %d until the line is complete", want), "%s", conformance.Show(e.Packet))
			}
		}
	}
}

// flood sends n octets without an end of line. An engine may hang up meanwhile.
func flood(n int) step {
	return check(fmt.Sprintf("send %d octets without an end of line", n), func(s *session) *failure {
		f := s.Send([]byte(strings.Repeat("x", n)))
		if f != nil && f.Diagnosis == conformance.Hung {
			return f
		}
		return nil
	})
}

// servesOn wants an answer on the connection, or else on the next one.
func servesOn(s *session) *failure {
	was := s.Patience()
	s.SetPatience(3 * was) // it may have much to throw away
	defer s.SetPatience(was)
	if f := s.Send([]byte("\n")); f == nil {
		_, f = exchange(s, "")
		if f == nil || f.Diagnosis == conformance.NoReply {
			return f
		}
	}
	if f := s.Accept(max(s.Bound(2*late), s.Patience())); f != nil {
		return f
	}
	if _, f := s.Await(s.Patience(), "CTORRENT"); f != nil {
		return f
	}
	_, f := exchange(s, "")
	return f
}
