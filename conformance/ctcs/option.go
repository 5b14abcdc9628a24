package ctcs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

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

// hasOption makes a case n/a for an engine that reports none of the options: no clause
// says which there are.
func hasOption(names ...string) step {
	return conformance.Where("an option "+strings.Join(names, " or "), func(s *session) bool {
		values, f := options(s)
		return f != nil || slices.ContainsFunc(names, func(n string) bool { _, has := values[n]; return has })
	})
}

// reported are the options that the engine reports in version 3.
func reported(s *session) (list []*ctcs.Config, f *failure) {
	got, f := exchange(s, "SENDCONF\n")
	for _, c := range all[*ctcs.Config](got) {
		if c.Version == 3 {
			list = append(list, c)
		}
	}
	return list, f
}

// ranged are the borders of an option's range `x-y`.
func ranged(c *ctcs.Config) (low, high float64, ok bool) {
	low, high, ok = c.Bounds()
	return low, high, ok && strings.Contains(string(c.Range), "-") && (c.Type == ctcs.Integer || c.Type == ctcs.Float)
}

// sets changes an option, if the engine has it and its range allows the value, and
// wants to see it changed.
func sets(name, value string) step {
	return check(fmt.Sprintf("set %s to %q", name, value), func(s *session) *failure { return set(s, name, func(*ctcs.Config) string { return value }) })
}

// setsBorders sets an option to the highest and the lowest value of its range.
func setsBorders(name string) step {
	return check("set "+name+" to the borders of its range", func(s *session) *failure {
		f := set(s, name, func(c *ctcs.Config) string { _, high, _ := ranged(c); return fmt.Sprint(int64(high)) })
		if f == nil {
			f = set(s, name, func(c *ctcs.Config) string { low, _, _ := ranged(c); return fmt.Sprint(int64(low)) })
		}
		return f
	})
}

func set(s *session, name string, value func(*ctcs.Config) string) *failure {
	options, f := reported(s)
	i := slices.IndexFunc(options, func(c *ctcs.Config) bool { return string(c.Name) == name })
	if f != nil || i < 0 {
		return f
	}
	v := value(options[i])
	if low, high, ok := ranged(options[i]); ok {
		if x, err := strconv.ParseFloat(v, 64); err != nil || x < low || x > high {
			return nil
		}
	}
	if _, f := exchange(s, "CTCONFIG "+name+" "+v+"\n"); f != nil {
		return f
	}
	return hasValue(s, name, v)
}

// beyond are changes of options that have a range to values just out of it.
func beyond(s *session) (lines []string) {
	options, _ := reported(s)
	for _, c := range options {
		if low, high, ok := ranged(c); ok && low < high && high < 1<<30 {
			lines = append(lines, fmt.Sprintf("CTCONFIG %s %d", c.Name, int64(low)-1), fmt.Sprintf("CTCONFIG %s %d", c.Name, int64(high)+1))
		}
	}
	return lines
}

// unchanged sends lines of which each must change no option.
func unchanged(lines ...string) step {
	return check(fmt.Sprintf("send %q, nothing changes", lines), func(s *session) *failure { return unchangedBy(s, lines) })
}

func unchangedBy(s *session, lines []string) *failure {
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
}

// refused sends a line and wants CTINFO 2.
func refused(line string) step {
	return check("send "+quoted(line)+", it is refused with CTINFO 2", func(s *session) *failure { return isRefused(s, line) })
}

func isRefused(s *session, line string) *failure {
	got, f := exchange(s, line+"\n")
	if f != nil {
		return f
	}
	infos := all[*ctcs.Info](got)
	if len(infos) == 0 {
		return fail(conformance.NoReply, "CTINFO 2 for "+line, "%q", words(s, got))
	}
	if i := slices.IndexFunc(infos, func(m *ctcs.Info) bool { return m.Severity == 2 }); i < 0 {
		return fail(conformance.WrongValue, "CTINFO 2 for "+line, "%s", infos[0])
	}
	return nil
}

// oneEach wants no option twice in a block.
func oneEach(s *session) *failure {
	seen := map[string]bool{}
	for _, e := range said(s, engine, "CTCONFIGSTART|CTCONFIG") {
		m, ok := e.Packet.Message.(*ctcs.Config)
		switch {
		case !ok:
			seen = map[string]bool{}
		case seen[string(m.Name)]:
			return fail(conformance.WrongCount, "one CTCONFIG an option", "another one of %s", m.Name)
		default:
			seen[string(m.Name)] = true
		}
	}
	return nil
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
