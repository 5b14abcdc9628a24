package ctcs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the configuration, for the engine.
func configCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/config/block", Role: engine, Clauses: clauses{CTCS086}, Whole: true, Given: plain(),
			Steps: []step{say("SENDCONF"), expect("CTCONFIGSTART"), next("CTCONFIG"), shapely("CTCONFIG", "CTCONFIGDONE")},
		},
		{
			ID: "ctcs/config/counted", Role: engine, Clauses: clauses{CTCS087}, Whole: true, Given: plain(),
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
			ID: "ctcs/config/types", Role: engine, Clauses: clauses{CTCS090, CTCS091}, Whole: true, Given: plain(),
			Steps: []step{ask("SENDCONF", answers("CTCONFIGSTART")), check("each value is of its type and in its range", func(s *session) *failure {
				for _, c := range all[*ctcs.Config](said(s, engine, "CTCONFIG")) {
					if f := rightValue(c); f != nil {
						return f
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/config/change", Role: engine, Clauses: clauses{CTCS093}, Whole: true, Given: plain(),
			Steps: []step{
				sets("max_peers", "60"), sets("min_peers", "2"), sets("seed_ratio", "1.50"), sets("verbose", "1"), sets("pause", "1"), sets("pause", "0"),
				sets("verbose", "0"), sets("seed_time", "5"), sets("file_list", "1,*"),
			},
		},
		{
			ID: "ctcs/config/at-once", Role: engine, Clauses: clauses{CTCS093}, Whole: true, Given: plain(), Doc: "the borders of a range are in it",
			Steps: []step{sets("max_peers", "1000"), sets("max_peers", "20"), sets("min_peers", "1")},
		},
		{
			ID: "ctcs/config/out-of-range", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: plain(),
			Steps: []step{unchanged("CTCONFIG max_peers 19", "CTCONFIG max_peers 1001", "CTCONFIG min_peers 0", "CTCONFIG max_peers abc", "CTCONFIG seed_ratio -1", "CTCONFIG pause -1")},
		},
		{
			ID: "ctcs/config/unknown-name", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: plain(),
			Steps: []step{unchanged("CTCONFIG no_such_option 1", "CTCONFIG maxpeers 60")},
		},
		{
			ID: "ctcs/config/no-value", Role: engine, Clauses: clauses{CTCS094}, Whole: true, Given: plain(),
			Steps: []step{unchanged("CTCONFIG max_peers ", "CTCONFIG max_peers", "CTCONFIG pause")},
		},
		{
			ID: "ctcs/config/refusal-told", Role: engine, Clauses: clauses{CTCS095, CTCS116}, Whole: true, Given: plain(),
			Steps: []step{refused("CTCONFIG max_peers 19"), refused("CTCONFIG no_such_option 1")},
		},
		{
			ID: "ctcs/config/nothing", Role: engine, Clauses: clauses{CTCS096}, Whole: true, Given: opened(setting{}),
			Steps: []step{say("CTCONFIG"), pause(time.Second), fence(), say("CTCONFIG "), fence(), ask("SENDCONF", answers("CTCONFIGSTART"))},
		},
		{
			ID: "ctcs/config/empty-value", Role: engine, Clauses: clauses{CTCS097}, Whole: true, Given: plain(),
			Steps: []step{sets("file_list", "2,1"), sets("file_list", "")},
		},
		{
			ID: "ctcs/config/case", Role: engine, Clauses: clauses{CTCS098}, Whole: true, Given: plain(),
			Steps: []step{unchanged("CTCONFIG MAX_PEERS 60", "CTCONFIG Max_Peers 60")},
		},
		{
			ID: "ctcs/config/version-2", Role: engine, Clauses: clauses{CTCS101}, Whole: true, Given: entered(2, setting{}),
			Steps: []step{ask("SENDCONF", positions(2))},
		},
		{
			ID: "ctcs/config/version-1", Role: engine, Clauses: clauses{CTCS101, CTCS105}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{ask("SENDCONF", positions(1))},
		},
		{
			ID: "ctcs/config/dots-2", Role: engine, Clauses: clauses{CTCS102}, Whole: true, Given: entered(2, setting{}),
			Steps: []step{changesOne(". . . 60 . . . .", "maxpeers", "60")},
		},
		{
			ID: "ctcs/config/dots-1", Role: engine, Clauses: clauses{CTCS102}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{changesOne(". . . 60 . . . . .", "maxpeers", "60")},
		},
		{
			ID: "ctcs/config/too-few", Role: engine, Clauses: clauses{CTCS103}, Whole: true, Given: entered(2, setting{}),
			Steps: []step{unchanged("CTCONFIG . 5 2.5"), refused("CTCONFIG . 5 2.5"), speak(1), say("PROTOCOL 0001"), unchanged("CTCONFIG . 5 2.5")},
		},
		{
			ID: "ctcs/config/newer-form", Role: engine, Clauses: clauses{CTCS104}, Whole: true, Given: entered(2, setting{}),
			Steps: []step{unchanged("CTCONFIG pause 1", "CTCONFIG max_peers 60")},
		},
		{
			ID: "ctcs/config/older-form", Role: engine, Clauses: clauses{CTCS104}, Whole: true, Given: plain(),
			Steps: []step{unchanged("CTCONFIG . . . 60 . . . .", "CTCONFIG 1 5 2.5 60 2 0 4 1", "CTCONFIG . . . 60 . . . . .")},
		},
		{
			ID: "ctcs/config/no-functions", Role: engine, Clauses: clauses{CTCS105}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{say("CTCONFIG . . . . . . 1 . 1"), ask("SENDCONF", positions(1))},
		},
		{
			ID: "ctcs/config/dangerous", Role: engine, Clauses: clauses{CTCS106}, Whole: true, Given: plain(),
			Steps: []step{
				unchanged("CTCONFIG user_exit touch /dev/null"), refused("CTCONFIG user_exit touch /dev/null"), unchanged("CTCONFIG out_normal off"),
				unchanged("CTCONFIG input stdin"), unchanged("CTCONFIG ctcs_server 127.0.0.1:1"),
			},
		},
	}
}

// options are the values that the engine reports, by name, in the version in force.
func options(s *session) (map[string]string, *failure) {
	got, f := exchange(s, "SENDCONF\n")
	if f != nil {
		return nil, f
	}
	values := map[string]string{}
	for _, c := range all[*ctcs.Config](got) {
		if c.Version == 3 {
			values[string(c.Name)] = string(c.Value)
			continue
		}
		for name, v := range map[string]ctcs.Num{
			"verbose": c.Verbose, "seedtime": c.SeedTime, "seed_ratio": c.SeedRatio, "maxpeers": c.MaxPeers, "minpeers": c.MinPeers,
			"fileno": c.FileNo, "exitzero": c.ExitZero, "cache_size": c.CacheSize, "pause": c.Pause, "soft_quit": c.SoftQuit,
		} {
			values[name] = string(v)
		}
	}
	if len(values) == 0 {
		return nil, fail(conformance.NoReply, "CTCONFIG", "none, only %q", words(s, got))
	}
	return values, nil
}

// same reports whether two values are equal, as numbers if they are; hours that are left
// pass.
func same(name, a, b string) bool {
	x, xerr := strconv.ParseFloat(a, 64)
	y, yerr := strconv.ParseFloat(b, 64)
	if xerr != nil || yerr != nil {
		return a == b
	}
	if name == "seed_time" {
		return x-y < 0.05 && y-x < 0.05
	}
	return x == y
}

// hasValue wants an option to be reported with a value.
func hasValue(s *session, name, want string) *failure {
	values, f := options(s)
	if f != nil {
		return f
	}
	have, ok := values[name]
	if !ok {
		return nil // it does not have this option now: no clause says which there are
	}
	if !same(name, have, want) {
		if len(have) > 200 || len(want) > 200 {
			return fail(conformance.WrongValue, fmt.Sprintf("%s with the value of %d octets", name, len(want)), "one of %d octets", len(have))
		}
		return fail(conformance.WrongValue, fmt.Sprintf("%s with the value %q", name, want), "%q", have)
	}
	return nil
}

// sets changes an option, if the engine has it, and wants to see it changed.
func sets(name, value string) step {
	return check(fmt.Sprintf("set %s to %q", name, value), func(s *session) *failure {
		before, f := options(s)
		if _, has := before[name]; f != nil || !has {
			return f
		}
		if _, f := exchange(s, "CTCONFIG "+name+" "+value+"\n"); f != nil {
			return f
		}
		return hasValue(s, name, value)
	})
}

// unchanged sends lines of which each must change no option.
func unchanged(lines ...string) step {
	return check(fmt.Sprintf("send %q, nothing changes", lines), func(s *session) *failure {
		for _, line := range lines {
			before, f := options(s)
			if f != nil {
				return f
			}
			if _, f := exchange(s, line+"\n"); f != nil {
				return f
			}
			after, f := options(s)
			if f != nil {
				return f
			}
			for name, was := range before {
				if !same(name, was, after[name]) {
					return fail(conformance.Accepted, fmt.Sprintf("%s %q, as before %q", name, was, line), "%q", after[name])
				}
			}
		}
		return nil
	})
}

// refused sends a line and wants CTINFO 2.
func refused(line string) step {
	return ask(line, func(s *session, got []entry) *failure {
		infos := all[*ctcs.Info](got)
		if len(infos) == 0 {
			return fail(conformance.NoReply, "CTINFO 2 for "+line, "%q", words(s, got))
		}
		if i := slices.IndexFunc(infos, func(m *ctcs.Info) bool { return m.Severity == 2 }); i < 0 {
			return fail(conformance.WrongValue, "CTINFO 2 for "+line, "%s", infos[0])
		}
		return nil
	})
}

// positions wants one CTCONFIG with all positions of a version.
func positions(v int) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		if f := once("CTCONFIG")(s, got); f != nil {
			if f.Diagnosis == conformance.WrongCount && count(s, got, "CTCONFIGSTART") > 0 {
				f.Diagnosis = conformance.WrongShape
			}
			return f
		}
		for _, e := range got {
			if s.Word(e.Packet) != "CTCONFIG" {
				continue
			}
			m, ok := e.Packet.Message.(*ctcs.Config)
			if !ok || m.Version != v {
				return fail(conformance.WrongShape, fmt.Sprintf("the %d positions of version %d", 10-v, v), "%s", conformance.Show(e.Packet))
			}
			if v == 1 && (string(m.ExitZero) != "0" || string(m.SoftQuit) != "0") {
				return &failure{Diagnosis: conformance.WrongValue, Clause: CTCS105, Expected: "exitzero 0 and soft_quit 0, unless the functions exist", Actual: m.String()}
			}
		}
		return nil
	}
}

// changesOne sends a change line of an old version and wants only one setting changed.
func changesOne(line, name, value string) step {
	return check("change "+name+" alone", func(s *session) *failure {
		before, f := options(s)
		if f != nil {
			return f
		}
		if _, f := exchange(s, "CTCONFIG "+line+"\n"); f != nil {
			return f
		}
		after, f := options(s)
		if f != nil {
			return f
		}
		for k, was := range before {
			if want := was; k == name && !same(k, after[k], value) {
				return fail(conformance.WrongValue, k+" "+value, "%s", after[k])
			} else if k != name && !same(k, after[k], want) {
				return fail(conformance.Accepted, k+" "+want+": a dot leaves it", "%s", after[k])
			}
		}
		return nil
	})
}

// rightValue judges an option's value by its type and range.
func rightValue(c *ctcs.Config) *failure {
	if c.Version != 3 {
		return nil
	}
	v := string(c.Value)
	wrong := func(clause *conformance.Clause, expected string) *failure {
		return &failure{Diagnosis: conformance.OutOfRange, Clause: clause, Expected: string(c.Name) + ": " + expected, Actual: c.String()}
	}
	low, high, bounded := c.Bounds()
	switch c.Type {
	case ctcs.Binary:
		if v != "0" && v != "1" {
			return wrong(CTCS090, "0 or 1")
		}
		return nil
	case ctcs.String:
		if bounded && !strings.Contains(string(c.Range), "-") && float64(len(v)) > high {
			return wrong(CTCS091, fmt.Sprintf("at most %v octets", high))
		}
		return nil
	}
	x, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil || strings.ContainsAny(v, "eExXnNiI"):
		return wrong(CTCS090, "a number")
	case c.Type == ctcs.Integer && strings.Contains(v, "."):
		return wrong(CTCS090, "an integer")
	case bounded && strings.Contains(string(c.Range), "-") && (x < low || x > high):
		return wrong(CTCS091, fmt.Sprintf("%v to %v", low, high))
	}
	return nil
}
