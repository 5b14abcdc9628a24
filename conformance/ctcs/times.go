package ctcs

import (
	"fmt"
	"slices"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the times of CTDETAIL, and of what its file block tells besides, for the
// engine.
func fileTimeCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/files/now", Role: engine, Clauses: clauses{CTCS067}, Whole: true, Given: plain(),
			Steps: []step{check("the current time goes on", timeGoesOn)},
		},
		{
			ID: "ctcs/files/seed-time", Doc: "it is the time of becoming a seed: not before it was none, and it stays", Role: engine, Clauses: clauses{CTCS068}, Needs: needs{FeatureDownload}, Whole: true,
			Given: entered(3, setting{peers: []*peer{{gap: 300 * time.Millisecond}, {gap: 300 * time.Millisecond}}}), Limit: 2 * time.Minute,
			Steps: []step{pause(2 * time.Second), check("a time while it is no seed", keepTime), complete(), check("the time of becoming a seed", seedStays)},
		},
		{
			ID: "ctcs/files/at-once", Doc: "nothing stands between CTDETAIL and the block each time", Role: engine, Clauses: clauses{CTCS069}, Whole: true, Given: append(plain(), hasFiles()),
			Steps: []step{check("the block comes at once", atOnce)},
		},
		{
			ID: "ctcs/files/has-none", Doc: "seeds that choke: what is to be had is not what it has", Role: engine, Clauses: clauses{CTCS071}, Needs: needs{FeatureTracker}, Whole: true,
			Given: append(entered(3, setting{peers: []*peer{{choking: true}, {choking: true}}}), hasFiles(), somePeer()),
			Steps: []step{forVersions([]int{3, 2, 1}, func(v int) step {
				return ask("SENDDETAIL", func(_ *session, got []entry) *failure {
					for _, m := range all[*ctcs.File](got) {
						if m.NHave != 0 {
							return fail(conformance.WrongValue, fmt.Sprintf("n_have 0 in version %d: nobody has given it anything", v), "%s", m)
						}
					}
					return nil
				})
			})},
		},
		{
			ID: "ctcs/files/selection", Doc: "ranges, all the rest, and no selection again", Role: engine, Clauses: clauses{CTCS074}, Whole: true, Given: append(speaking(3), hasFiles(), hasOption("file_list")),
			Steps: []step{ // a selection of all pieces may be none
				say("CTCONFIG file_list 2-3"), ask("SENDDETAIL", priorities([][]int{{2, 3}})),
				say("CTCONFIG file_list 2-3,..."), ask("SENDDETAIL", priorities([][]int{{2, 3}, {1, 2, 3, 4, 5}})),
				say("CTCONFIG file_list 5,1-2+4,3"), ask("SENDDETAIL", priorities([][]int{{5}, {1, 2, 4}, {3}})),
				say("CTCONFIG file_list "), ask("SENDDETAIL", priorities(nil)),
				say("CTCONFIG file_list 3"), ask("SENDDETAIL", priorities([][]int{{3}})), say("CTCONFIG file_list *"), ask("SENDDETAIL", priorities(nil)),
			},
		},
	}
}

// detail asks for the detail.
func detail(s *session) (*ctcs.Detail, *failure) {
	got, f := exchange(s, "SENDDETAIL\n")
	if f != nil {
		return nil, f
	}
	d, ok := last[*ctcs.Detail](got)
	if !ok {
		return nil, fail(conformance.NoReply, "CTDETAIL", "none, only %q", words(s, got))
	}
	return d, nil
}

// timeGoesOn wants seconds since 1970, and as many more in the second CTDETAIL as have
// passed.
func timeGoesOn(s *session) *failure {
	first, f := detail(s)
	if f != nil {
		return f
	}
	began := time.Now()
	if day := int64(24 * 3600); first.Current < began.Unix()-50*365*day || first.Current > began.Unix()+day {
		return fail(conformance.OutOfRange, "a current time in seconds since 1970", "%s", first)
	}
	if s.Wait(s.Real(4*time.Second)) != nil {
		return nil // the run is over
	}
	passed := int64(time.Since(began).Seconds()) // of real time: a clock need not hurry as the target does
	second, f := detail(s)
	if f == nil && second.Current < first.Current+passed-2 {
		f = fail(conformance.WrongValue, fmt.Sprintf("a current time of %d or more: %d s have passed", first.Current+passed-2, passed), "%s", second)
	}
	return f
}

// keepTime keeps the engine's current time if it is not complete then.
func keepTime(s *session) *failure {
	d, f := detail(s)
	if f != nil {
		return f
	}
	if st, f := status(s); f != nil || st.NHave == st.NTotal {
		return f
	}
	s.Vars["incomplete"] = fmt.Sprint(d.Current)
	return nil
}

// seedStays wants the time of becoming a seed, twice the same.
func seedStays(s *session) *failure {
	first, f := detail(s)
	if f != nil {
		return f
	}
	var before int64
	fmt.Sscan(s.Vars["incomplete"], &before)
	if first.Seed < before-1 {
		return fail(conformance.WrongValue, fmt.Sprintf("seed_timestamp %d or later: it was not complete then", before), "%s", first)
	}
	if s.Wait(s.Real(3*time.Second)) != nil {
		return nil // the run is over
	}
	second, f := detail(s)
	if f == nil && second.Seed != first.Seed {
		f = fail(conformance.WrongValue, fmt.Sprintf("seed_timestamp %d, as before", first.Seed), "%s", second)
	}
	return f
}

// atOnce wants that not each time something that may come by itself comes between
// CTDETAIL and its block.
func atOnce(s *session) *failure {
	var between string
	for range tries {
		got, f := exchange(s, "SENDDETAIL\n")
		if f != nil {
			return f
		}
		i := slices.IndexFunc(got, func(e entry) bool { return s.Word(e.Packet) == "CTDETAIL" })
		if i < 0 || i+1 >= len(got) || among(filesStart, s.Word(got[i+1].Packet)) {
			return nil
		}
		between = conformance.Show(got[i+1].Packet)
	}
	return fail(conformance.WrongOrder, "the file block at once", "%s between, each time", between)
}
