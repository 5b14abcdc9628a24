package ctcs

import (
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the configuration, for the engine.
func configCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/config/block", Role: engine, Clauses: clauses{CTCS086}, Whole: true, Given: speaking(3),
			Steps: []step{say("SENDCONF"), expect("CTCONFIGSTART"), next("CTCONFIG"), shapely("CTCONFIG", "CTCONFIGDONE"), check("each option once", oneEach)},
		},
		{
			ID: "ctcs/config/counted", Role: engine, Clauses: clauses{CTCS087}, Whole: true, Given: speaking(3),
			Steps: []step{ask("SENDCONF", func(s *session, got []entry) *failure {
				for _, e := range got {
					if s.Word(e.Packet) == "CTCONFIG" && (e.Packet.Err != nil || uses(e.Packet, ctcs.IncompleteCount)) {
						return fail(conformance.Malformed, "name, type, range and three counted strings", "%s", conformance.Show(e.Packet))
					}
				}
				return answers("CTCONFIG")(s, got)
			})},
		},
		{
			ID: "ctcs/config/types", Role: engine, Clauses: clauses{CTCS090, CTCS091}, Whole: true, Given: speaking(3),
			Steps: []step{ask("SENDCONF", answers(confStart)), check("each value is of its type and in its range", func(s *session) *failure {
				for _, c := range all[*ctcs.Config](said(s, engine, "CTCONFIG")) {
					if f := rightValue(c); f != nil {
						return f
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/config/change", Role: engine, Clauses: clauses{CTCS093}, Whole: true, Given: speaking(3),
			Steps: []step{
				hasOption("max_peers", "peers_max", "verbose", "pause", "seed_ratio", "file_list"),
				sets("max_peers", "60"), sets("peers_max", "60"), sets("min_peers", "2"), sets("peers_min", "2"), sets("seed_ratio", "1.50"), sets("verbose", "1"),
				sets("pause", "1"), sets("pause", "0"), sets("verbose", "0"), sets("seed_time", "5"), sets("file_list", "1,*"),
			},
		},
		{
			ID: "ctcs/config/at-once", Role: engine, Clauses: clauses{CTCS093}, Whole: true, Given: speaking(3), Doc: "the borders of a range are in it",
			Steps: []step{hasOption("max_peers", "peers_max"), setsBorders("max_peers"), setsBorders("peers_max")},
		},
		{
			ID: "ctcs/config/out-of-range", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: speaking(3),
			Steps: []step{conformance.Where("an option with a range", func(s *session) bool { return len(beyond(s)) > 0 }), check("values out of range change nothing", func(s *session) *failure {
				return unchangedBy(s, append(beyond(s), "CTCONFIG max_peers abc", "CTCONFIG pause -1"))
			})},
		},
		{
			ID: "ctcs/config/unknown-name", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: speaking(3),
			Steps: []step{unchanged("CTCONFIG no_such_option 1", "CTCONFIG maxpeers 60")},
		},
		{
			ID: "ctcs/config/no-value", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: speaking(3),
			Steps: []step{unchanged("CTCONFIG max_peers ", "CTCONFIG max_peers", "CTCONFIG pause")},
		},
		{
			ID: "ctcs/config/refusal-told", Role: engine, Clauses: clauses{CTCS095, CTCS116}, Whole: true, Given: speaking(3),
			Steps: []step{check("refusals are told", func(s *session) *failure {
				for _, line := range append(beyond(s), "CTCONFIG no_such_option 1") {
					if f := isRefused(s, line); f != nil {
						return f
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/config/nothing", Role: engine, Clauses: clauses{CTCS096}, Whole: true, Given: opened(setting{}),
			Steps: []step{say("CTCONFIG"), pause(time.Second), fence(), say("CTCONFIG "), fence(), ask("SENDCONF", answers(confStart)), able{3, conformance.Steps(sets("max_peers", "60"), sets("peers_max", "60"))}, unchanged("CTCONFIG", "CTCONFIG ")},
		},
		{
			ID: "ctcs/config/empty-value", Role: engine, Clauses: clauses{CTCS097}, Whole: true, Given: speaking(3),
			Steps: []step{sets("file_list", "2,1"), sets("file_list", "")},
		},
		{
			ID: "ctcs/config/case", Role: engine, Clauses: clauses{CTCS098}, Whole: true, Given: speaking(3),
			Steps: []step{unchanged("CTCONFIG MAX_PEERS 60", "CTCONFIG Max_Peers 60")},
		},
		{
			ID: "ctcs/config/version-2", Role: engine, Clauses: clauses{CTCS101}, Whole: true, Given: speaking(2),
			Steps: []step{ask("SENDCONF", positions(2))},
		},
		{
			ID: "ctcs/config/version-1", Role: engine, Clauses: clauses{CTCS101, CTCS105}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{ask("SENDCONF", positions(1))},
		},
		{
			ID: "ctcs/config/dots-2", Role: engine, Clauses: clauses{CTCS102}, Whole: true, Given: speaking(2),
			Steps: []step{changesOne(". . . 60 . . . .", "maxpeers", "60"), eachDot(2)},
		},
		{
			ID: "ctcs/config/dots-1", Role: engine, Clauses: clauses{CTCS102}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{changesOne(". . . 60 . . . . .", "maxpeers", "60"), eachDot(1)},
		},
		{
			ID: "ctcs/config/one-setting", Doc: "what version 3 sets the older versions tell, each at its place", Role: engine, Clauses: clauses{CTCS101}, Whole: true, Given: speaking(3),
			Steps: []step{
				sets("max_peers", "61"), sets("peers_max", "61"), sets("min_peers", "3"), sets("peers_min", "3"), sets("verbose", "1"), sets("seed_ratio", "1.50"), sets("pause", "1"),
				keepSettings(), forVersions([]int{2, 1}, func(int) step { return check("it tells the same", sameSettings) }),
			},
		},
		{
			ID: "ctcs/config/too-few", Role: engine, Clauses: clauses{CTCS103}, Whole: true, Given: speaking(2),
			Steps: []step{unchanged("CTCONFIG . 5 2.5"), refused("CTCONFIG . 5 2.5"), speak(1), say("PROTOCOL 0001"), unchanged("CTCONFIG . 5 2.5", "CTCONFIG . . . 60 . . . ."), refused("CTCONFIG . 5 2.5")},
		},
		{
			ID: "ctcs/config/newer-form", Role: engine, Clauses: clauses{CTCS104}, Whole: true, Given: speaking(2),
			Steps: []step{unchanged("CTCONFIG pause 1", "CTCONFIG max_peers 60"), speak(1), say("PROTOCOL 0001"), unchanged("CTCONFIG pause 1", "CTCONFIG max_peers 60")},
		},
		{
			ID: "ctcs/config/older-form", Role: engine, Clauses: clauses{CTCS104}, Whole: true, Given: speaking(3),
			Steps: []step{unchanged("CTCONFIG . . . 60 . . . .", "CTCONFIG 1 5 2.5 60 2 0 4 1", "CTCONFIG . . . 60 . . . . .")},
		},
		{
			ID: "ctcs/config/no-functions", Role: engine, Clauses: clauses{CTCS105}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{say("CTCONFIG . . . . . . 1 . 1"), ask("SENDCONF", positions(1))},
		},
		{
			ID: "ctcs/config/dangerous", Role: engine, Clauses: clauses{CTCS106}, Whole: true, Given: speaking(3),
			Steps: []step{
				unchanged("CTCONFIG user_exit touch /dev/null"), refused("CTCONFIG user_exit touch /dev/null"), unchanged("CTCONFIG out_normal off"),
				unchanged("CTCONFIG input stdin"), unchanged("CTCONFIG ctcs_server 127.0.0.1:1"),
				unchanged("CTCONFIG out_interact off", "CTCONFIG out_error off", "CTCONFIG out_debug off"),
			},
		},
	}
}
