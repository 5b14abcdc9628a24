package conformance

import (
	"strconv"
	"strings"
	"time"

	"enginespec/codec"
)

// Report is the outcome of a run.
type Report struct {
	Target      string
	Roles       []codec.Party
	Profile     string // that the target claims, empty for none
	Seed        uint64
	Strict      bool
	Segments    []Segmentation
	Started     time.Time
	Duration    time.Duration
	Features    map[string]Features // by protocol: what held in the run
	Results     []Result            // in the order of the suites' cases
	Partial     bool                // selectors left some cases out
	Interrupted bool                // it was stopped before its end
	Unreachable error               // no verdict: the target could not be reached at all
	Problems    []string            // stale, expired or wrong waivers, features that disagree
	Waivers     []WaiverUse         // what became of the waivers that are about the suite and role
	Suites      []*Suite
}

// Count counts the results with a verdict.
func (r *Report) Count(v Verdict) (n int) {
	for i := range r.Results {
		if r.Results[i].Verdict == v {
			n++
		}
	}
	return n
}

// The exit codes of the command.
const (
	ExitConforming = 0
	ExitNot        = 1
	ExitUsage      = 2
	ExitNoVerdict  = 3
)

// Exit is the exit code that the report stands for: 0 conforming or validly
// waived, 1 not conforming, 3 no verdict.
func (r *Report) Exit() int {
	if r.Unreachable != nil || r.Interrupted || len(r.Results) == 0 {
		return ExitNoVerdict
	}
	exit := ExitConforming
	for i := range r.Results {
		if r.Results[i].Verdict == HarnessError {
			return ExitNoVerdict
		}
		if r.Results[i].red(r.Strict) {
			exit = ExitNot
		}
	}
	if len(r.Problems) > 0 {
		exit = ExitNot
	}
	return exit
}

// Claim is what may be said of the target, on one line for each protocol and role.
func (r *Report) Claim() (lines []string) {
	for _, s := range r.Suites {
		for _, role := range r.Roles {
			if line := r.claim(s, role); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func (r *Report) claim(s *Suite, role codec.Party) string {
	var held, all, waived, na, bad int
	red := false
	broken := map[*Clause]bool{}
	shown := map[*Clause]bool{} // by a case that came to its end
	seen := map[*Clause]bool{}
	for i := range r.Results {
		res := &r.Results[i]
		if res.Case.Role != role || !strings.HasPrefix(res.Case.ID, s.Name()+"/") {
			continue
		}
		switch res.Verdict {
		case Waived:
			waived++
		case NotAvailable:
			na++
			continue
		case HarnessError:
			bad++
		case Untestable:
			for _, c := range res.Case.Clauses {
				broken[c] = true
			}
		}
		red = red || res.red(r.Strict)
		for _, f := range res.Findings {
			broken[f.Clause], seen[f.Clause] = true, true
		}
		for _, c := range res.Case.Clauses {
			seen[c] = true
			shown[c] = shown[c] || res.Verdict == Pass || res.Verdict == NonStrict
		}
	}
	for c := range seen {
		if !c.Binding(r.Strict) {
			continue
		}
		all++
		if shown[c] && !broken[c] {
			held++
		}
	}
	if len(seen) == 0 {
		return ""
	}
	word := "conforming"
	switch {
	case bad > 0 || r.Interrupted:
		word = "no verdict"
	case red, held < all && waived == 0:
		word = "NOT conforming"
	case waived > 0 && r.Exit() == ExitConforming:
		word = "conforming with waivers"
	case held < all:
		word = "NOT conforming"
	}
	if word == "conforming" && len(r.Problems) > 0 {
		word = "no claim, something is wrong with the run itself"
	}
	if r.Partial {
		word += ", partial"
	}
	name := s.Name()
	if r.Profile != "" {
		name = r.Profile
	}
	return name + " " + role.String() + ": " + word + " (" + strconv.Itoa(held) + " of " + strconv.Itoa(all) + " binding clauses held, " + strconv.Itoa(na) + " cases n/a)"
}
