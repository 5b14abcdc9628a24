package conformance

import (
	"fmt"
	"strings"

	"enginespec/codec"
)

// Level is how binding a clause is.
type Level uint8

// The levels. Observed means that every known program does so and no text says so.
const (
	Must Level = iota + 1
	Should
	May
	Observed
)

var levelNames = [...]string{Must: "MUST", Should: "SHOULD", May: "MAY", Observed: "OBSERVED"}

// String returns the level in capitals, as specifications write it.
func (l Level) String() string { return levelNames[l] }

// MarshalText writes the level in capitals.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level in capitals.
func (l *Level) UnmarshalText(b []byte) error {
	for v, n := range levelNames {
		if n == string(b) && n != "" {
			*l = Level(v)
			return nil
		}
	}
	return fmt.Errorf("%q is not a level: expected MUST, SHOULD, MAY or OBSERVED", b)
}

// Source is the kind of a piece of evidence, the strongest first.
type Source uint8

// The kinds of evidence.
const (
	Seed      Source = iota + 1 // an original document of the protocol
	Document                    // a later document of the same authors
	Program                     // the source of a program that was used for real
	Recording                   // traffic of real programs
	Own                         // our own recommendation, for robustness or testing
)

var sourceNames = [...]string{Seed: "seed", Document: "document", Program: "program", Recording: "recording", Own: "own"}

// String returns the kind's name.
func (s Source) String() string { return sourceNames[s] }

// MarshalText writes the kind's name.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the kind's name.
func (s *Source) UnmarshalText(b []byte) error {
	for v, n := range sourceNames {
		if n == string(b) && n != "" {
			*s = Source(v)
			return nil
		}
	}
	return fmt.Errorf("%q is not a kind of evidence: expected one of %v", b, sourceNames[1:])
}

// Evidence is where a clause comes from: the kind of source and the place in it.
type Evidence struct {
	Source Source `json:"source"`
	Ref    string `json:"ref"`
}

// Clause is one numbered sentence of a protocol. Clauses are declared as package
// variables, so that a case that cites one that does not exist does not compile.
type Clause struct {
	ID       string      // "TS-021"
	Level    Level       // how binding
	Role     codec.Party // whom it binds; 0: both parties
	Versions string      // the protocol versions it holds for, empty for all
	Text     string      // in our own words
	Evidence []Evidence  // why it is law, the strongest first
	// Untestable is the reason why no case can show the clause broken.
	Untestable string
}

// Documented reports whether a document of the protocol states the clause.
func (c *Clause) Documented() bool {
	for _, e := range c.Evidence {
		if e.Source <= Document {
			return true
		}
	}
	return false
}

// Binding reports whether breaking the clause fails a run: a documented MUST, or
// any clause in a strict run.
func (c *Clause) Binding(strict bool) bool {
	return strict || c.Level == Must && c.Documented()
}

// Binds reports whether the clause binds a party.
func (c *Clause) Binds(p codec.Party) bool { return c.Role == 0 || c.Role == p }

// Bound names whom the clause binds: a party, or "both".
func (c *Clause) Bound() string {
	if c.Role == 0 {
		return "both"
	}
	return c.Role.String()
}

// String returns the clause on one line.
func (c *Clause) String() string {
	var ev []string
	for _, e := range c.Evidence {
		ev = append(ev, e.Source.String()+": "+e.Ref)
	}
	return fmt.Sprintf("%s %s %s (%s)", c.ID, c.Level, c.Text, strings.Join(ev, "; "))
}

// NewClause makes a clause; clauses.go of each protocol is a list of these.
func NewClause(level Level, id string, role codec.Party, text string, evidence ...Evidence) *Clause {
	return &Clause{ID: id, Level: level, Role: role, Text: text, Evidence: evidence}
}

// Without marks a clause that no case can show broken, and says why.
func (c *Clause) Without(reason string) *Clause {
	c.Untestable = reason
	return c
}

// InSeed is evidence in an original document.
func InSeed(ref string) Evidence { return Evidence{Seed, ref} }

// InDocument is evidence in a later document of the same authors.
func InDocument(ref string) Evidence { return Evidence{Document, ref} }

// InProgram is evidence in the source of a program that was used for real.
func InProgram(ref string) Evidence { return Evidence{Program, ref} }

// InRecording is evidence in recorded traffic of real programs.
func InRecording(ref string) Evidence { return Evidence{Recording, ref} }

// OfOurs says that the clause is our own recommendation.
func OfOurs(ref string) Evidence { return Evidence{Own, ref} }
