package codec

import (
	"fmt"
	"strings"
)

// A Rule is one named departure from the strict grammar of a protocol, made by
// some real program or document. Each protocol declares its rules as package
// variables ([ts.GluedURL] and so on) and lists them in Protocol.Rules.
type Rule struct {
	Bit    uint8  // position in a RuleSet, unique within the protocol, 0..63
	Name   string // "ts.GluedURL": the protocol, a dot, the Go name
	Ref    string // where it comes from: a difference, ambiguity or quirk ID ("D-1", "A4", "Q-OFF-4")
	Clause string // the clause that it touches, "TS-012", or empty
	Text   string // the departure, in a few words
}

// String returns the rule's name.
func (r *Rule) String() string { return r.Name }

// RuleSet is a set of rules of one protocol. The zero value is empty: strict.
type RuleSet uint64

// Accept returns the set that holds the given rules.
func Accept(rules ...*Rule) RuleSet {
	var s RuleSet
	for _, r := range rules {
		s |= 1 << r.Bit
	}
	return s
}

// Has reports whether r is in s.
func (s RuleSet) Has(r *Rule) bool { return s&(1<<r.Bit) != 0 }

// With returns s and the given rules.
func (s RuleSet) With(rules ...*Rule) RuleSet { return s | Accept(rules...) }

// Without returns s less the given rules.
func (s RuleSet) Without(rules ...*Rule) RuleSet { return s &^ Accept(rules...) }

// Use is one use of a rule: the message could only be read because r was accepted.
type Use struct {
	Rule   *Rule
	Offset int64 // bytes from the start of the input given to the decoder
}

// CheckRules reports the first mistake in a protocol's list of rules: a bit or
// name used twice, or a name of another protocol. Tests call it.
func CheckRules(protocol string, rules []*Rule) error {
	bits, names := map[uint8]string{}, map[string]bool{}
	for _, r := range rules {
		switch {
		case r.Bit > 63:
			return fmt.Errorf("%s: bit %d is above 63", r.Name, r.Bit)
		case bits[r.Bit] != "":
			return fmt.Errorf("%s: bit %d is taken by %s", r.Name, r.Bit, bits[r.Bit])
		case names[r.Name]:
			return fmt.Errorf("%s is declared twice", r.Name)
		case !strings.HasPrefix(r.Name, protocol+"."):
			return fmt.Errorf("%s is not a rule of %s", r.Name, protocol)
		case r.Text == "" || r.Ref == "":
			return fmt.Errorf("%s has no text or no reference", r.Name)
		}
		bits[r.Bit], names[r.Name] = r.Name, true
	}
	return nil
}
