package ctcs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// settings are those that version 3 tells as options, with their place on the line of
// versions 1 and 2. The others are not compared: hours left are not the hours set, and a
// cache may be cut to the torrent.
var settings = []struct {
	name    string
	at      int
	options []string // of version 3
}{
	{"verbose", 0, []string{"verbose"}},
	{"seed_ratio", 2, []string{"seed_ratio"}},
	{"maxpeers", 3, []string{"max_peers", "peers_max"}},
	{"minpeers", 4, []string{"min_peers", "peers_min"}},
	{"pause", 7, []string{"pause"}},
}

// keepSettings keeps what version 3 tells of each of settings, in the variable of its
// name, and in the variable "next" and the name another value that its range allows.
func keepSettings() step {
	return check("keep what version 3 tells", func(s *session) *failure {
		options, f := reported(s)
		for _, o := range settings {
			i := slices.IndexFunc(options, func(c *ctcs.Config) bool { return slices.Contains(o.options, string(c.Name)) })
			if i < 0 {
				continue
			}
			was, err := strconv.ParseFloat(string(options[i].Value), 64)
			if err != nil {
				continue // the monitor says so
			}
			other := was + 1
			if _, high, ok := ranged(options[i]); ok && other > high || options[i].Type == ctcs.Binary && other > 1 {
				other = was - 1
			}
			s.Vars[o.name], s.Vars["next "+o.name] = string(options[i].Value), fmt.Sprint(other)
		}
		return f
	})
}

// sameSettings wants the settings of versions 1 and 2 to be those that were kept.
func sameSettings(s *session) *failure {
	values, f := options(s)
	for _, o := range settings {
		was, kept := s.Vars[o.name]
		if f != nil || !kept {
			continue
		}
		x, _ := strconv.ParseFloat(was, 64)
		y, err := strconv.ParseFloat(values[o.name], 64)
		if err != nil || x-y > 0.01 || y-x > 0.01 { // two decimals against six
			return fail(conformance.WrongValue, o.name+" "+was+", as version 3 tells it", "%q", values[o.name])
		}
	}
	return f
}

// eachDot changes, in version v, the settings that version 3 tells one after another, on
// lines of which all other positions are dots. Nothing is done with an engine that does
// not speak version 3: whether it has the functions is not known then.
func eachDot(v int) step {
	return able{ctcs.Highest, conformance.Steps(speak(ctcs.Highest), say("PROTOCOL 0003"), fence(), keepSettings(),
		speak(v), say(fmt.Sprintf("PROTOCOL %04d", v)), fence(), check("change one setting after another", func(s *session) *failure { return changeEach(s, 10-v) }))}
}

func changeEach(s *session, n int) *failure {
	for _, o := range settings {
		value, kept := s.Vars["next "+o.name]
		if !kept {
			continue
		}
		line := slices.Repeat([]string{"."}, n)
		line[o.at] = value
		if f := changed(s, strings.Join(line, " "), o.name, value); f != nil {
			return f
		}
	}
	return nil
}

// changed sends a change line of an old version and wants only one setting changed.
func changed(s *session, line, name, value string) *failure {
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
}

// changesOne is changed as a step.
func changesOne(line, name, value string) step {
	return check("change "+name+" alone", func(s *session) *failure { return changed(s, line, name, value) })
}

// positions wants one CTCONFIG with all positions of a version; one may have come by
// itself, but not each time.
func positions(v int) func(s *session, got []entry) *failure {
	return func(s *session, got []entry) *failure {
		for range tries - 1 {
			if count(s, got, "CTCONFIG") < 2 {
				break
			}
			var f *failure
			if got, f = exchange(s, "SENDCONF\n"); f != nil {
				return f
			}
		}
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
