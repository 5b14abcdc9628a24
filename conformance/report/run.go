package report

import (
	"errors"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// Run is all that one call of the command has found: one report for each protocol
// and role.
type Run struct {
	Version  string    // of the command
	Digest   string    // of the suites: conformance.Digest
	Command  []string  // the command and its flags without selectors, to run a case again
	Args     []string  // the selectors
	Started  time.Time // zero times are allowed
	Duration time.Duration
	Reports  []*conformance.Report
}

// Exit is the exit code of the command: that of the worst report, where no verdict is
// worse than a bad one.
func (r *Run) Exit() int {
	if len(r.Reports) == 0 {
		return conformance.ExitNoVerdict
	}
	exit := conformance.ExitConforming
	for _, rep := range r.Reports {
		exit = max(exit, rep.Exit())
	}
	return exit
}

// Verdict is the exit code in words.
func (r *Run) Verdict() string {
	return [...]string{"conforming", "not conforming", "usage", "no verdict"}[r.Exit()]
}

// Again is the command that runs one case again.
func (r *Run) Again(caseID string) string {
	words := slices.Clone(r.Command)
	if len(words) == 0 {
		words = []string{"enginespec", "test"}
	}
	for i, w := range words {
		words[i] = shellWord(w)
	}
	return strings.Join(append(words, caseID), " ")
}

// Replay is the command that runs the dialogue in a file again, against the target of
// the run.
func (r *Run) Replay(file string) string {
	words := []string{"enginespec", "replay", shellWord(file)}
	for i, w := range r.Command {
		switch w {
		case "--target", "--exec", "--param", "--scale", "--timeout":
			if i+1 < len(r.Command) {
				words = append(words, w, shellWord(r.Command[i+1]))
			}
		}
	}
	return strings.Join(words, " ")
}

// shellWord quotes a word for a POSIX shell, if it needs quotes.
func shellWord(w string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./:=,+@%", c)
	}
	if w != "" && strings.IndexFunc(w, func(c rune) bool { return !plain(c) }) < 0 {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}

// Redact replaces what must not be shown of a transcript's entry. Every format calls
// it, if it is set, on every entry that it writes.
type Redact func(protocol string, e conformance.Entry) conformance.Entry

func (f Redact) entries(protocol string, list []conformance.Entry) []conformance.Entry {
	if f == nil {
		return list
	}
	out := slices.Clone(list)
	for i := range out {
		out[i] = f(protocol, out[i])
	}
	return out
}

// name is what a report is about: "ts engine".
func name(rep *conformance.Report) string { return protocol(rep) + " " + role(rep).String() }

func protocol(rep *conformance.Report) string {
	if len(rep.Suites) == 0 {
		return "?"
	}
	return rep.Suites[0].Name()
}

func role(rep *conformance.Report) codec.Party {
	if len(rep.Roles) == 0 {
		return 0
	}
	return rep.Roles[0]
}

// colour is what a result counts for.
type colour uint8

const (
	green colour = iota // passed, or broke something that does not bind
	grey                // says nothing of the target: n/a, waived, untestable and not binding
	red                 // makes the run nonconforming
	black               // makes the run worthless
)

func colourOf(res *conformance.Result, strict bool) colour {
	switch res.Verdict {
	case conformance.Failed:
		return red
	case conformance.Untestable:
		if res.Case.Binding(strict) {
			return red
		}
		return grey
	case conformance.HarnessError:
		return black
	case conformance.NotAvailable, conformance.Waived:
		return grey
	}
	return green
}

// leaf is the last part of a case's ID.
func leaf(k *conformance.Case) string { return k.ID[strings.LastIndexByte(k.ID, '/')+1:] }

// group is a part of a report: the results of one case group, in order.
type group struct {
	name    string
	results []*conformance.Result
}

func groups(rep *conformance.Report) (all []group) {
	for i := range rep.Results {
		res := &rep.Results[i]
		g := res.Case.Group()
		at := slices.IndexFunc(all, func(o group) bool { return o.name == g })
		if at < 0 {
			all, at = append(all, group{name: g}), len(all)
		}
		all[at].results = append(all[at].results, res)
	}
	return all
}

func (g *group) duration() (d time.Duration) {
	for _, res := range g.results {
		d += res.Duration
	}
	return d
}

func (g *group) count(v conformance.Verdict) (n int) {
	for _, res := range g.results {
		if res.Verdict == v {
			n++
		}
	}
	return n
}

// why is one line that says why a result is what it is, empty for one that passed.
func why(res *conformance.Result, strict bool) string {
	if res.Verdict == conformance.Waived {
		return "waived: " + res.Waiver
	}
	if f := res.Finding(strict); f != nil {
		return string(f.Diagnosis) + ": " + f.Clause.ID + " " + f.Clause.Level.String() + ": expected " + f.Expected + ", have " + f.Actual
	}
	return strings.TrimSpace(res.Reason)
}

// broken is what is wrong with the run itself: problems, and no verdict.
func broken(rep *conformance.Report) []string {
	all := slices.Clone(rep.Problems)
	if rep.Unreachable != nil {
		all = append(all, "no verdict: "+unreachable(rep))
	}
	if rep.Interrupted {
		all = append(all, "no verdict: the run was interrupted")
	}
	return all
}

// unreachable is why a target cannot be reached.
func unreachable(rep *conformance.Report) string {
	if f, ok := errors.AsType[*conformance.Failure](rep.Unreachable); ok && rep.Unreachable == error(f) {
		return "cannot reach " + rep.Target + ": " + f.Actual
	}
	return rep.Unreachable.Error()
}
