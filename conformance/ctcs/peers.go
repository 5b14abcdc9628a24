package ctcs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the peers, for the engine.
func peerCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/peers/none", Role: engine, Clauses: clauses{CTCS079}, Whole: true, Given: plain(),
			Steps: []step{say("SENDPEERS"), expect(peersStart), next(peersDone)},
		},
		{
			ID: "ctcs/peers/block-names", Role: engine, Clauses: clauses{CTCS080}, Whole: true, Given: plain(),
			Steps: []step{forVersions([]int{3, 2, 1}, func(v int) step {
				start, done := "CTPEERS", "CTPDONE"
				if v == 3 {
					start, done = "CTPEERSTART", "CTPEERSDONE"
				}
				return conformance.Steps(say("SENDPEERS"), opens(peersStart, start), shapely("CTPEER", done))
			})},
		},
		{
			ID: "ctcs/peers/fields", Role: engine, Clauses: clauses{CTCS081, CTCS079}, Needs: needs{FeatureDownload}, Whole: true, Given: entered(3, downloading()),
			Steps: []step{somePeer(), forVersions([]int{3, 2, 1}, func(v int) step {
				return ask("SENDPEERS", func(s *session, got []entry) *failure {
					if count(s, got, "CTPEER") == 0 {
						return fail(conformance.NoReply, "CTPEER", "none, only %q", words(s, got))
					}
					for _, e := range got {
						if e.Packet.Err != nil && !negativeRate(e.Packet) && s.Word(e.Packet) == "CTPEER" {
							return fail(conformance.Malformed, fmt.Sprintf("8 fields in version %d", v), "%s", conformance.Show(e.Packet))
						}
					}
					return nil
				})
			})},
		},
		{
			ID: "ctcs/peers/flags", Doc: "a seed that chokes, then one that does not and is interested too", Role: engine, Clauses: clauses{CTCS082}, Needs: needs{FeatureTracker}, Whole: true,
			Given: entered(3, setting{peers: []*peer{{choking: true}, {gap: 2 * time.Second, interested: true}, {bare: true}}}), Limit: 2 * time.Minute,
			Steps: []step{
				flags(0, func(f ctcs.ChokeInterest, p *peer) string {
					return letters(f, 'C', 'i', p, 'n')
				}),
				flags(1, func(f ctcs.ChokeInterest, p *peer) string {
					return letters(f, 'U', 'i', p, 'i')
				}),
				flags(2, func(f ctcs.ChokeInterest, p *peer) string {
					return letters(f, 'C', 'n', p, 'n')
				}),
			},
		},
		{
			ID: "ctcs/peers/handshaken", Doc: "one peer takes the connection and says nothing", Role: engine, Clauses: clauses{CTCS083}, Needs: needs{FeatureTracker}, Whole: true,
			Given: append(entered(3, setting{peers: []*peer{{mute: true}, {choking: true}}}), somePeer()), Limit: 2 * time.Minute,
			Steps: []step{pause(2 * time.Second), ask("SENDPEERS", func(s *session, got []entry) *failure {
				for _, m := range all[*ctcs.Peer](got) {
					if host, _, _ := strings.Cut(placeOf(s).peers[1].addr().String(), ":"); m.Address.String() != host {
						return fail(conformance.Unasked, "no CTPEER for a peer that has not shaken hands", "%s", m)
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/peers/address", Role: engine, Clauses: clauses{CTCS083}, Needs: needs{FeatureTracker}, Whole: true,
			Given: append(entered(3, setting{peers: []*peer{{choking: true}}}), somePeer()),
			Steps: []step{ask("SENDPEERS", func(s *session, got []entry) *failure {
				host, _, _ := strings.Cut(placeOf(s).peers[0].addr().String(), ":")
				for _, m := range all[*ctcs.Peer](got) {
					if m.Address.String() == host {
						if int64(m.NPieces) != pieces(s) {
							return fail(conformance.WrongValue, fmt.Sprintf("n_pieces %d: it is a seed", pieces(s)), "%s", m)
						}
						return nil
					}
				}
				return fail(conformance.WrongValue, "the peer at "+host, "%s", words(s, got))
			})},
		},
		{
			ID: "ctcs/peers/one-line", Doc: "one line for a peer, with the peer's own id", Role: engine, Clauses: clauses{CTCS079, CTCS081}, Needs: needs{FeatureTracker}, Whole: true,
			Given: append(entered(3, setting{peers: []*peer{{choking: true}}}), somePeer()),
			Steps: []step{check("one line, with the peer's id", oneLine)},
		},
		{
			ID: "ctcs/peers/left", Doc: "a peer that has left is not connected any more", Role: engine, Clauses: clauses{CTCS083}, Needs: needs{FeatureTracker}, Whole: true,
			Given: append(entered(3, setting{peers: []*peer{{choking: true}, {choking: true}}}), peerThat("the first", isFirst)), Limit: 2 * time.Minute,
			Steps: []step{check("the first peer leaves", func(s *session) *failure { placeOf(s).peers[0].leave(); return nil }), check("it is listed no more", leftList)},
		},
	}
}

// oneLine wants the only peer to be listed as often as it is connected, at least once in
// some looks: a connection may end between.
func oneLine(s *session) *failure {
	var f *failure
	for range tries {
		got, broken := exchange(s, "SENDPEERS\n")
		if broken != nil {
			return broken
		}
		p, lines := placeOf(s).peers[0], all[*ctcs.Peer](got)
		for _, m := range lines {
			if string(m.PeerID) != p.id {
				return breaks(CTCS081, fail(conformance.WrongValue, "peerid "+p.id, "%s", m))
			}
		}
		if n := p.open(); len(lines) > n {
			f = fail(conformance.WrongCount, fmt.Sprintf("%d CTPEER: the peer has as many connections", n), "%d", len(lines))
		} else {
			return nil
		}
		if s.Wait(s.Real(200*time.Millisecond)) != nil {
			return nil // the run is over
		}
	}
	return f
}

// isFirst reports whether m is the first of the suite's peers.
func isFirst(s *session, m *ctcs.Peer) bool { return m.Address.String() == placeOf(s).peers[0].host() }

// leftList waits until the first of the suite's peers, which has left, is listed no more.
func leftList(s *session) *failure {
	for deadline := time.Now().Add(max(s.Bound(30*time.Second), s.Patience())); ; {
		got, f := exchange(s, "SENDPEERS\n")
		if f != nil {
			return f
		}
		lines := all[*ctcs.Peer](got)
		i := slices.IndexFunc(lines, func(m *ctcs.Peer) bool { return isFirst(s, m) })
		if i < 0 {
			return nil
		}
		if time.Now().After(deadline) || s.Wait(s.Real(300*time.Millisecond)) != nil {
			return fail(conformance.Unasked, "no CTPEER for a peer that has left", "%s", lines[i])
		}
	}
}

// somePeer waits until the engine reports a peer.
func somePeer() step {
	return peerThat("any", func(*session, *ctcs.Peer) bool { return true })
}

// peerThat asks for the peers until one is there that ok accepts.
func peerThat(what string, ok func(*session, *ctcs.Peer) bool) step {
	return check("wait for a peer: "+what, func(s *session) *failure {
		deadline := time.Now().Add(max(s.Bound(30*time.Second), s.Patience()))
		for {
			got, f := exchange(s, "SENDPEERS\n")
			if f != nil {
				return f
			}
			for _, m := range all[*ctcs.Peer](got) {
				if ok(s, m) {
					return nil
				}
			}
			if time.Now().After(deadline) || s.Wait(s.Real(300*time.Millisecond)) != nil {
				return fail(conformance.NoReply, "CTPEER: "+what, "none such: %s", words(s, got))
			}
		}
	})
}

// flags watches the choke_interest of the i-th of the suite's peers until it is right.
func flags(i int, bad func(f ctcs.ChokeInterest, p *peer) string) step {
	return check(fmt.Sprintf("choke_interest of peer %d", i+1), func(s *session) *failure {
		p := placeOf(s).peers[i]
		host, _, _ := strings.Cut(p.addr().String(), ":")
		deadline := time.Now().Add(max(s.Bound(30*time.Second), s.Patience()))
		for seen := ""; ; {
			got, f := exchange(s, "SENDPEERS\n")
			if f != nil {
				return f
			}
			want := ""
			for _, m := range all[*ctcs.Peer](got) {
				if m.Address.String() != host {
					continue
				}
				seen = m.Flags.String()
				if want = bad(m.Flags, p); want == "" {
					return nil
				}
			}
			if time.Now().After(deadline) || s.Wait(s.Real(300*time.Millisecond)) != nil {
				if seen == "" {
					return fail(conformance.NoReply, "CTPEER of "+host, "none")
				}
				return fail(conformance.WrongValue, "choke_interest "+want, "%s", seen)
			}
		}
	})
}

// letters wants the letters that the suite's peer causes, and in the third place what
// the engine has told the peer.
func letters(f ctcs.ChokeInterest, first, second byte, p *peer, fourth byte) string {
	third := byte('C')
	if _, unchoked := p.flags(); unchoked {
		third = 'U'
	}
	if want := string([]byte{first, second, third, fourth}); f.String() != want {
		return want
	}
	return ""
}
