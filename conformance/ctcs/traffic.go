package ctcs

import (
	"fmt"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of what is told of a download while it goes on, for the engine: which number
// stands for which side, and in which unit. Nobody asks it for anything, so whatever it
// uploads is little.
func trafficCases() []*kase {
	slow := func() setting {
		return setting{peers: []*peer{{gap: 300 * time.Millisecond}, {gap: 300 * time.Millisecond}}}
	}
	return []*kase{
		{
			ID: "ctcs/status/sides", Role: engine, Clauses: clauses{CTCS056, CTCS058, CTCS059, CTCS061}, Needs: needs{FeatureDownload}, Whole: true,
			Given: entered(3, slow()), Limit: 2 * time.Minute, Steps: []step{check("what comes is told as what comes", sides)},
		},
		{
			ID: "ctcs/peers/sides", Role: engine, Clauses: clauses{CTCS081}, Needs: needs{FeatureDownload, FeatureTracker}, Whole: true,
			Given: entered(3, slow()), Limit: 2 * time.Minute, Steps: []step{check("what a peer sends is told as what comes from it", peerSides)},
		},
	}
}

// looks is how often a number must have been seen at the wrong place.
const looks = 3

// traffic is what the looks at a download have shown so far.
type traffic struct {
	began              time.Time
	dlRate, ulRate     int64 // the highest
	bwDL, bwUL         int64 // the highest in CTBW
	exchanged, swapped int   // looks at which only the other side had a rate; seeds were leechers
}

// sides follows a download by CTSTATUS, CTBW and CTPEER until it is complete.
func sides(s *session) *failure {
	t := traffic{began: time.Now()}
	var last *ctcs.Status
	for deadline := time.Now().Add(max(s.Bound(time.Minute), s.Patience())); ; {
		got, f := exchange(s, "SENDPEERS\n")
		if f != nil {
			return f
		}
		st, f := status(s)
		if f != nil {
			return f
		}
		if t.look(s, all[*ctcs.Peer](got), st, last); st.NHave == st.NTotal || time.Now().After(deadline) || s.Wait(s.Real(400*time.Millisecond)) != nil {
			return t.judge(s, st)
		}
		last = st
	}
}

// look adds one look. Peers that are all seeds are seeders, however they were counted a
// moment ago.
func (t *traffic) look(s *session, peers []*ctcs.Peer, st, was *ctcs.Status) {
	seeds := 0
	for _, p := range peers {
		if int64(p.NPieces) == pieces(s) {
			seeds++
		}
	}
	if seeds > 0 && seeds == len(peers) && int64(st.Seeders) == 0 && int64(st.Leechers) == int64(seeds) {
		t.swapped++
	}
	if was != nil && st.DLTotal > was.DLTotal && st.DLRate == 0 && st.ULRate > 0 {
		t.exchanged++
	}
	t.dlRate, t.ulRate = max(t.dlRate, st.DLRate), max(t.ulRate, st.ULRate)
}

func (t *traffic) judge(s *session, st *ctcs.Status) *failure {
	for _, m := range all[*ctcs.BW](said(s, engine, "CTBW")) {
		t.bwDL, t.bwUL = max(t.bwDL, m.DLRate), max(t.bwUL, m.ULRate)
	}
	size := placeOf(s).fixture.Size()
	took := time.Since(t.began) * (time.Second / max(s.Real(time.Second), 1)) // of the target's time
	held := uint64(st.NHave) * uint64(placeOf(s).fixture.PieceSize)
	switch {
	case t.swapped >= looks:
		return fail(conformance.WrongValue, "seeders before leechers: all peers of CTPEER are seeds", "%s", st)
	case t.dlRate == 0 && t.exchanged >= looks:
		return fail(conformance.WrongValue, "dl_rate before ul_rate: it downloads", "%s", st)
	case t.dlRate > 0 && t.bwDL == 0 && t.bwUL > 0 && t.ulRate == 0:
		return breaks(CTCS061, fail(conformance.WrongValue, "dl_rate before ul_rate: it downloads", "a CTBW with ul_rate %d, and none with a dl_rate", t.bwUL))
	case st.DLTotal < held/64:
		return breaks(CTCS059, fail(conformance.WrongValue, fmt.Sprintf("dl_total of the %d octets that it holds", held), "%s", st))
	case st.NHave == st.NTotal && took > 3*time.Second && t.dlRate > 0 && float64(t.dlRate)*100 < float64(size)/took.Seconds():
		return breaks(CTCS058, fail(conformance.WrongValue, fmt.Sprintf("octets a second: %d octets came in %v", size, took.Round(time.Second)), "a dl_rate of %d at most", t.dlRate))
	}
	return nil
}

// peerSides follows what the suite's peers have sent in their CTPEER lines.
func peerSides(s *session) *failure {
	wrong := map[string]int{}
	// What was served a look ago: what was written since may not have been read yet.
	before := map[string]int64{}
	for deadline := time.Now().Add(max(s.Bound(time.Minute), s.Patience())); ; {
		served := map[string]int64{}
		for _, p := range placeOf(s).peers {
			served[p.host()] = p.served()
		}
		got, f := exchange(s, "SENDPEERS\n")
		if f != nil {
			return f
		}
		lines := all[*ctcs.Peer](got)
		for _, m := range lines {
			sent := before[m.Address.String()]
			switch {
			case sent < 64<<10: // too little to tell
			case int64(m.DLTotal) < sent/64 && m.ULTotal > m.DLTotal:
				wrong["dl_total before ul_total"]++
			case int64(m.DLTotal) < sent/64:
				wrong["dl_total of the octets that came from it"]++
			case m.DLRate == 0 && m.ULRate > 0:
				wrong["dl_rate before ul_rate"]++
			}
			for what, n := range wrong {
				if n >= looks {
					return fail(conformance.WrongValue, fmt.Sprintf("%s: the peer sent %d octets and asked for none", what, sent), "%s", m)
				}
			}
		}
		before = served
		st, f := status(s)
		if f != nil || st.NHave == st.NTotal || time.Now().After(deadline) || s.Wait(s.Real(300*time.Millisecond)) != nil {
			return f
		}
	}
}
