package bencode

import "enginespec/codec"

// Kind is the kind of the next value.
type Kind uint8

// The kinds. None is what comes at the end of a container, at the end of the
// input, after an error, and before a byte that begins no value.
const (
	None Kind = iota
	Int
	String
	List
	Dict
)

// String returns "int", "string", "list", "dict" or "none".
func (k Kind) String() string {
	return [...]string{"none", "int", "string", "list", "dict"}[k]
}

// Grammar is what a protocol makes of bencode. The zero value, like a nil
// *Grammar, is canonical bencode. Each rule that is set turns the refusal of one
// departure from [codec.Syntax], [codec.Order] or [codec.Duplicate] into
// [codec.NonCanonical] with that rule, or into its report where Options.Accept
// holds it.
type Grammar struct {
	AnyOrder      bool        // keys in any order are legal, not a departure
	UnsortedKeys  *codec.Rule // a key that sorts before its predecessor
	DuplicateKeys *codec.Rule // a key that the dictionary had before; the reader sees both
	LeadingZeros  *codec.Rule // i03e, 04:spam
	NegativeZero  *codec.Rule // i-0e
}

// MaxDepth is the deepest nesting that a Cursor follows, whatever the limits say.
const MaxDepth = 32

// DefaultLimits hold where Options.Limits are zero. A message and a string are
// bounded by what the transport carried, since a Cursor allocates for neither.
func DefaultLimits() codec.Limits {
	return codec.Limits{Message: 1<<31 - 1, String: 1<<31 - 1, Items: 1 << 20, Depth: MaxDepth}
}

// Valid reports, as an error, why b is not exactly one value of the grammar g.
func Valid(b []byte, o *codec.Options, g *Grammar) error {
	var c Cursor
	c.Reset(b, 0, o, g)
	c.Skip()
	return c.End()
}
