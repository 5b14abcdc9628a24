package ctcs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the greeting and the status, for the engine.
func statusCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/status/one-ctorrent", Role: engine, Clauses: clauses{CTCS047}, Whole: true, Given: []step{launch(setting{}), accept()},
			Steps: []step{next("PROTOCOL"), next("CTORRENT"), say("PROTOCOL 0003"), expect("CTSTATUS"), fence(), ask("SENDDETAIL", nil),
				check("one CTORRENT", func(s *session) *failure {
					return once("CTORRENT")(s, said(s, engine, ""))
				})},
		},
		{
			ID: "ctcs/status/does-not-wait", Role: engine, Clauses: clauses{CTCS048}, Whole: true, Given: []step{launch(setting{}), accept()},
			Steps: []step{expect("CTORRENT")},
		},
		{
			ID: "ctcs/status/filename", Role: engine, Clauses: clauses{CTCS049}, Whole: true, Given: []step{launch(setting{name: "two  blanks \u2603.torrent"}), accept()},
			Steps: []step{expect("CTORRENT", func(s *session, p *codec.Packet) *failure {
				m := p.Message.(*ctcs.Torrent)
				if string(m.Filename) != s.Vars["torrent"] {
					return fail(conformance.WrongValue, "the path of the metainfo as it was given: "+s.Vars["torrent"], "%s", m.Filename)
				}
				if now := time.Now().Unix(); m.Start <= 0 || m.Current > now+3600*24 || m.Start < now-3600*24*365*50 {
					return fail(conformance.OutOfRange, "seconds since 1970", "")
				}
				return nil
			})},
		},
		{
			ID: "ctcs/status/start-time", Role: engine, Clauses: clauses{CTCS050}, Whole: true, Given: opened(setting{}),
			Steps: []step{conformance.Hang(conformance.FIN), again(), expect("CTORRENT", func(s *session, p *codec.Packet) *failure {
				m := p.Message.(*ctcs.Torrent)
				if was := s.Vars["started"]; strconv.FormatInt(m.Start, 10) != was {
					return fail(conformance.WrongValue, "the start time of the first connection, "+was, "%d", m.Start)
				}
				if m.Current < m.Start {
					return fail(conformance.WrongValue, "a current time not before the start", "%d, %d", m.Start, m.Current)
				}
				return nil
			})},
		},
		{
			ID: "ctcs/status/same-again", Doc: "on the next connection it is the same engine", Role: engine, Clauses: clauses{CTCS051, CTCS049, CTCS119}, Whole: true,
			Given: opened(setting{name: "two  blanks.torrent"}),
			Steps: []step{keepPeerID(), conformance.Hang(conformance.FIN), again(), greeted(), check("it is the same engine", sameAgain), expect("CTSTATUS")},
		},
		{
			ID: "ctcs/status/peerid", Role: engine, Clauses: clauses{CTCS051}, Whole: true, Given: []step{launch(setting{}), accept()},
			Steps: []step{expect("CTORRENT", func(_ *session, p *codec.Packet) *failure {
				id := p.Message.(*ctcs.Torrent).PeerID
				if _, ok := ctcs.ParsePeerID(id); !ok {
					return fail(conformance.Malformed, "the text form of 20 octets", "%q", id)
				}
				return nil
			})},
		},
		{
			ID: "ctcs/status/peerid-announced", Role: engine, Clauses: clauses{CTCS051}, Needs: needs{FeatureTracker}, Whole: true, Given: plain(),
			Steps: []step{check("the tracker heard of the same peer id", func(s *session) *failure {
				id, ok := ctcs.ParsePeerID([]byte(s.Vars["peerid"]))
				if !ok {
					return nil // another case says so
				}
				var heard string
				f := told(s, 0, late, "an announce", func(log []announce) bool {
					if len(log) == 0 {
						return false
					}
					heard = log[0].peerID
					return true
				})
				if f == nil && heard != string(id[:]) {
					f = fail(conformance.WrongValue, fmt.Sprintf("peer id %q, as the tracker heard", heard), "%q", id[:])
				}
				return f
			})},
		},
		{
			ID: "ctcs/status/unasked", Role: engine, Clauses: clauses{CTCS053}, Whole: true, Given: opened(setting{}),
			Steps: []step{within(2*time.Second, expect("CTSTATUS"))},
		},
		{
			ID: "ctcs/status/asked", Role: engine, Clauses: clauses{CTCS054}, Whole: true, Given: plain(),
			Steps: []step{forVersions([]int{3, 2, 1}, func(v int) step {
				return ask("SENDSTATUS", func(s *session, got []entry) *failure {
					n := count(s, got, "CTSTATUS")
					for range tries - 1 { // one may have come by itself, but not each time
						if n < 2 {
							break
						}
						var f *failure
						if got, f = exchange(s, "SENDSTATUS\n"); f != nil {
							return f
						}
						n = count(s, got, "CTSTATUS")
					}
					if n != 1 {
						return fail(conformance.WrongCount, "one CTSTATUS", "%d", n)
					}
					return wants(s, got, "SENDSTATUS", "CTSTATUS", v)
				})
			})},
		},
		{
			ID: "ctcs/status/version-1", Role: engine, Clauses: clauses{CTCS055}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{fence(), say("SENDSTATUS"), expect("CTSTATUS", form(1), rightPieces)},
		},
		{
			ID: "ctcs/status/version-2", Role: engine, Clauses: clauses{CTCS056}, Whole: true, Given: speaking(2),
			Steps: []step{forVersions([]int{2, 3}, func(v int) step {
				return conformance.Steps(say("SENDSTATUS"), expect("CTSTATUS", form(v), rightPieces))
			})},
		},
		{
			ID: "ctcs/status/pieces", Doc: "over a download; the monitor judges too", Role: engine, Clauses: clauses{CTCS057, CTCS059}, Needs: needs{FeatureDownload}, Whole: true,
			Given: entered(3, downloading()), Limit: 2 * time.Minute,
			Steps: []step{complete(), check("all was counted", func(s *session) *failure {
				st, f := status(s)
				if f != nil {
					return f
				}
				if size := placeOf(s).fixture.Size(); st.DLTotal < uint64(size) {
					return fail(conformance.WrongValue, fmt.Sprintf("dl_total %d or more", size), "%s", st)
				}
				return numbers(s, st)
			})},
		},
		{
			ID: "ctcs/status/limits-at-start", Role: engine, Clauses: clauses{CTCS058}, Needs: needs{FeatureLimits}, Whole: true, Given: entered(3, setting{down: 50, up: 40}),
			Steps: []step{reports("dl_limit", 51200), reports("ul_limit", 40960)},
		},
		{
			ID: "ctcs/status/bandwidth", Role: engine, Clauses: clauses{CTCS060}, Whole: true, Given: plain(),
			Steps: []step{
				say("SETDLIMIT 7000"), until("CTBW", func(m *ctcs.BW) bool { return m.DLLimit == 7000 }),
				say("SETULIMIT 9000"), until("CTBW", func(m *ctcs.BW) bool { return m.ULLimit == 9000 }),
				conformance.Drain(2 * time.Second), check("it is quiet while nothing changes", func(s *session) *failure { return bwIdle(s, 4*time.Second) }),
			},
		},
		{
			ID: "ctcs/status/bandwidth-rate", Role: engine, Clauses: clauses{CTCS060}, Needs: needs{FeatureDownload}, Whole: true,
			Given: entered(3, downloading()),
			Steps: []step{check("at most one CTBW a second", func(s *session) *failure { return bwRate(s, 5*time.Second) }), check("one tells of a rate", rateTold)},
		},
		{
			ID: "ctcs/status/bandwidth-order", Role: engine, Clauses: clauses{CTCS061}, Whole: true, Given: plain(),
			Steps: []step{say("SETDLIMIT 7000"), say("SETULIMIT 9000"), until("CTBW", func(m *ctcs.BW) bool { return m.DLLimit == 7000 && m.ULLimit == 9000 })},
		},
		{
			ID: "ctcs/status/completed", Role: engine, Clauses: clauses{CTCS062}, Needs: needs{FeatureDownload}, Whole: true,
			Given: entered(3, downloading()), Limit: 2 * time.Minute,
			Steps: []step{check("a CTSTATUS with all pieces, unasked", completed)},
		},
	}
}

// keepPeerID keeps the peer id of the greeting.
func keepPeerID() step {
	return check("keep the peer id", func(s *session) *failure { s.Vars["first peerid"] = s.Vars["peerid"]; return nil })
}

// sameAgain wants the peer id and the file name of the first connection. An engine that
// has a new id has told it the tracker.
func sameAgain(s *session) *failure {
	m, _ := last[*ctcs.Torrent](said(s, engine, "CTORRENT"))
	if string(m.Filename) != s.Vars["torrent"] {
		return breaks(CTCS049, fail(conformance.WrongValue, "the file name of the first connection, "+s.Vars["torrent"], "%s", m.Filename))
	}
	id := s.Vars["peerid"]
	if id == s.Vars["first peerid"] {
		return nil
	}
	for _, a := range placeOf(s).tracker.heard(0) {
		if raw, ok := ctcs.ParsePeerID([]byte(id)); ok && a.peerID == string(raw[:]) {
			return nil
		}
	}
	return fail(conformance.WrongValue, "the peer id of the first connection, "+s.Vars["first peerid"], "%s", id)
}

// downloading is an engine that has peers to download from, slowly enough to be watched.
func downloading() setting {
	return setting{peers: []*peer{{gap: 50 * time.Millisecond}, {gap: 50 * time.Millisecond}}}
}

// completed wants a CTSTATUS with all pieces of an engine that was not asked for one. It
// may have come already.
func completed(s *session) *failure {
	is := func(e entry) bool {
		m, ok := e.Packet.Message.(*ctcs.Status)
		return ok && m.NHave == m.NTotal
	}
	if slices.ContainsFunc(said(s, engine, "CTSTATUS"), is) {
		return nil
	}
	for deadline := time.Now().Add(max(s.Bound(time.Minute), s.Patience())); ; {
		e, f := s.Await(max(time.Until(deadline), 0), "CTSTATUS")
		if f != nil || is(*e) {
			return f
		}
	}
}

// until takes messages of a kind until one is what is waited for.
func until[M ctcs.Message](kind string, ok func(M) bool) step {
	return check("wait for a certain "+kind, func(s *session) *failure {
		deadline := time.Now().Add(s.Patience())
		var was string
		for {
			e, f := s.Await(max(time.Until(deadline), 0), kind)
			if f != nil {
				if was != "" && f.Diagnosis == conformance.NoReply {
					f.Diagnosis, f.Actual = conformance.WrongValue, was
				}
				return f
			}
			was = conformance.Show(e.Packet)
			if m, read := e.Packet.Message.(M); read && ok(m) {
				return nil
			}
		}
	})
}

// pieces is how many pieces the session's torrent has.
func pieces(s *session) int64 {
	f := placeOf(s).fixture
	return (f.Size() + f.PieceSize - 1) / f.PieceSize
}

// rightPieces wants the right number of pieces in a CTSTATUS.
func rightPieces(s *session, p *codec.Packet) *failure {
	if m, ok := p.Message.(*ctcs.Status); ok {
		return numbers(s, m)
	}
	return nil
}

func numbers(s *session, m *ctcs.Status) *failure {
	if n := pieces(s); m.NTotal != n {
		return fail(conformance.WrongValue, fmt.Sprintf("n_total %d", n), "%s", m)
	}
	return nil
}

// stray is how many CTBW that tell nothing new may come by chance.
const stray = 1

// bwIdle wants no CTBW for d of the target's time that tells what the last one told.
func bwIdle(s *session, d time.Duration) *failure {
	deadline := time.Now().Add(s.Real(d))
	var was ctcs.BW
	for n := 0; ; {
		e, f := s.Receive(max(time.Until(deadline), 0))
		if f != nil && f.Diagnosis == conformance.NoReply {
			return nil
		}
		if f != nil {
			return f
		}
		if m, ok := e.Packet.Message.(*ctcs.BW); ok {
			if *m == was {
				n++
			}
			if was = *m; n > stray {
				return fail(conformance.Unasked, "no CTBW while nothing changes", "%s, again and again", m)
			}
		}
	}
}

// rateTold wants a CTBW with a rate, unasked, of an engine whose CTSTATUS shows for three
// seconds that it downloads. One that is done sooner need not have told.
func rateTold(s *session) *failure {
	told := func() bool {
		return slices.ContainsFunc(all[*ctcs.BW](said(s, engine, "CTBW")), func(m *ctcs.BW) bool { return m.DLRate > 0 })
	}
	var began time.Time
	for deadline := time.Now().Add(s.Bound(10 * time.Second)); !told() && time.Now().Before(deadline); {
		st, f := status(s)
		switch {
		case f != nil:
			return f
		case st.DLRate == 0:
			began = time.Time{}
		case began.IsZero():
			began = time.Now()
		case time.Since(began) >= s.Bound(3*time.Second):
			return fail(conformance.NoReply, "a CTBW with a rate, of an engine that downloads", "none, though CTSTATUS told of %d octets/s", st.DLRate)
		}
		if s.Wait(s.Real(time.Second/2)) != nil {
			break // the run is over
		}
	}
	return nil
}

// bwRate counts CTBW for d of the target's time: single gaps may be shorter than a
// second.
func bwRate(s *session, d time.Duration) *failure {
	deadline := time.Now().Add(s.Real(d))
	n := 0
	for {
		e, f := s.Receive(max(time.Until(deadline), 0))
		if f != nil && f.Diagnosis == conformance.NoReply {
			break
		}
		if f != nil {
			return f
		}
		if s.Word(e.Packet) == "CTBW" {
			n++
		}
	}
	if most := int(d/time.Second) + 2; n > most {
		return fail(conformance.TooOften, fmt.Sprintf("at most %d CTBW in %v", most, d), "%d", n)
	}
	return nil
}
