package conformance

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/codec"
)

// Suite is the conformance suite of one protocol.
type Suite struct {
	Protocol codec.Protocol
	Title    string        // "TS Engine / Ace Stream API"
	Lenient  codec.RuleSet // the rules under which the suite reads: all that keep a message readable
	Limits   codec.Limits
	Clauses  []*Clause // in the order of their IDs
	Features []*Feature
	Profiles []Profile
	Cases    []*Case
	Monitors []Monitor
	// Replaying says how recorded sessions are played again.
	Replaying Replaying
	// Unix says that controllers dial a unix socket, not a TCP port.
	Unix bool
	// Segments says whether the transport is a stream that can be cut anywhere, and
	// which clause a failure blames that is seen only when it is. Others than
	// Whole that are not in it are not run: where nothing is sent before an answer came, there is
	// nothing to join.
	Segments map[Segmentation]*Clause
	// Sanity is a dialogue for each role that any target of use gets through. It
	// runs first and last.
	Sanity map[codec.Party]*Case
	// Prepare readies a session before its first step: variables, state. Optional.
	Prepare func(*Session) error
	// Dialect puts what the suite is about to send into the version of the profile,
	// where steps say it in a newer one. Optional, and called for such profiles only. b is
	// not changed.
	Dialect func(s *Session, b []byte) []byte
	// Probe finds out which features a target has, by talking to it. Optional.
	Probe func(*Session) Features
	// Word is the word of a refused packet that tells which message it was meant to
	// be. Nil: the bytes up to the first white space.
	Word func(*codec.Packet) string
}

// Name is the protocol's short name.
func (s *Suite) Name() string { return s.Protocol.Name() }

// Clause returns the clause with an ID, or nil.
func (s *Suite) Clause(id string) *Clause {
	for _, c := range s.Clauses {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// CasesOf returns the cases that cite a clause.
func (s *Suite) CasesOf(c *Clause) (cases []*Case) {
	for _, k := range s.Cases {
		if slices.Contains(k.Clauses, c) {
			cases = append(cases, k)
		}
	}
	return cases
}

// Feature is something that a target may or may not be able to do.
type Feature struct {
	Name string
	Text string
	// Assumed features are expected of every target unless it is declared not to
	// have them; others must be declared or probed.
	Assumed bool
}

// Features says of features by name whether they are there.
type Features map[string]bool

// Has reports whether f is there.
func (fs Features) Has(f *Feature) bool { return fs[f.Name] }

// Profile is a named set of features that a target claims.
type Profile struct {
	Name     string // "ts/modern"
	Text     string
	Features Features // declared present or absent
	// Version is the newest protocol version that the target speaks: that of cases that
	// name none; those of a newer one are n/a. Zero: no bound.
	Version int
	Params  map[string]string // settings of the suite that the user may change
}

// disagree says that a feature was declared otherwise than the target shows.
func (s *Suite) disagree(name string, declared bool) string {
	text := ""
	for _, f := range s.Features {
		if f.Name == name {
			text = ": " + f.Text
		}
	}
	if declared {
		return "feature " + name + " is declared present, but the target does not show it" + text
	}
	return "feature " + name + " is declared absent, but the target shows it" + text
}

// newest is the newest version of a profile, 0 for no bound.
func (s *Suite) newest(profile string) int {
	for _, p := range s.Profiles {
		if p.Name == profile {
			return p.Version
		}
	}
	return 0
}

// Check reports every mistake in a suite that a compiler cannot see. Tests call it.
func (s *Suite) Check() (problems []string) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	ids := map[string]bool{}
	for _, c := range s.Clauses {
		if ids[c.ID] {
			bad("clause %s is declared twice", c.ID)
		}
		ids[c.ID] = true
		if c.Text == "" || len(c.Evidence) == 0 || c.Level == 0 {
			bad("clause %s lacks a text, evidence or level", c.ID)
		}
		if n := len(s.CasesOf(c)); (n == 0) == (c.Untestable == "") {
			bad("clause %s has %d cases and untestable reason %q", c.ID, n, c.Untestable)
		}
	}
	for _, k := range s.Cases {
		if ids[k.ID] {
			bad("case %s is declared twice", k.ID)
		}
		ids[k.ID] = true
		if p := strings.Split(k.ID, "/"); len(p) != 3 || p[0] != s.Name() || !isSlug(p[1]) || !isSlug(p[2]) {
			bad("case ID %s is not %s/group/slug", k.ID, s.Name())
		}
		if len(k.Clauses) == 0 || len(k.Steps) == 0 {
			bad("case %s cites no clause or has no steps", k.ID)
		}
		for _, c := range k.Clauses {
			if !c.Binds(k.Role) {
				bad("case %s is for the %s and cites %s, which binds the %s", k.ID, k.Role, c.ID, c.Bound())
			}
			if s.Clause(c.ID) != c {
				bad("case %s cites %s, which the suite does not list", k.ID, c.ID)
			}
		}
		for _, f := range k.Needs {
			if !slices.Contains(s.Features, f) {
				bad("case %s needs feature %s, which the suite does not list", k.ID, f.Name)
			}
		}
	}
	for _, m := range s.Monitors {
		if s.Clause(m.Clause.ID) != m.Clause {
			bad("a monitor watches %s, which the suite does not list", m.Clause.ID)
		}
	}
	return problems
}

func isSlug(s string) bool {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return s != ""
}
