package codec

import "fmt"

// Party is one of the two ends of a control connection. It says who writes, not
// who dials: a CTCS engine dials its controller.
type Party uint8

// The two parties.
const (
	Engine     Party = iota + 1 // does the torrents
	Controller                  // gives the orders
)

// String returns "engine" or "controller".
func (p Party) String() string {
	switch p {
	case Engine:
		return "engine"
	case Controller:
		return "controller"
	}
	return fmt.Sprintf("party(%d)", uint8(p))
}

// Other returns the other party.
func (p Party) Other() Party { return Engine + Controller - p }

// ParseParty reads "engine" or "controller".
func ParseParty(s string) (Party, error) {
	for _, p := range []Party{Engine, Controller} {
		if p.String() == s {
			return p, nil
		}
	}
	return 0, fmt.Errorf("%q is not a party: expected engine or controller", s)
}

// MarshalText writes the party's name.
func (p Party) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a party's name.
func (p *Party) UnmarshalText(b []byte) (err error) { *p, err = ParseParty(string(b)); return err }

// Message is one decoded message of any protocol. Concrete types are structs
// whose exported fields are the message's fields; encoding/json writes and reads
// them with names in the protocol's own words.
type Message interface {
	// Kind is the protocol's own word for the message: "STATUS", "get-info".
	Kind() string
	// Append appends the wire form, with its terminator or frame, in canonical
	// form. It fails, and returns dst unchanged, if a field cannot be written.
	Append(dst []byte) ([]byte, error)
	// String is the message on one line for people, without its terminator.
	String() string
}

// Packet is one message on the wire, with all that the decoder knows of it. It
// owns its memory.
type Packet struct {
	From    Party
	Offset  int64   // of its first byte in the stream of its direction
	Raw     []byte  // all of it, with terminator or frame
	Message Message // nil if Err is set
	Rules   []Use   // the rules that were needed; offsets count from the start of Raw
	Err     error   // it was refused, but the stream goes on behind it; *Error, its offset counts from the start of Raw
}

// Kind is the message's kind, or "malformed" for a refused one.
func (p *Packet) Kind() string {
	if p.Message == nil {
		return "malformed"
	}
	return p.Message.Kind()
}

// Protocol is a wire format as tools see it: one type for all protocols. The
// command, the suite, the faults, the proxy and the fuzzers work through it.
type Protocol interface {
	// Name is the short name: "ts", "ipc", "ctcs", "putio".
	Name() string
	// Versions are the values that Options.Version can take, the default first.
	Versions() []int
	// Rules are the departures that the decoder knows, in order of their names.
	Rules() []*Rule
	// Kinds are the words of the messages that a party can write, sorted.
	Kinds(from Party) []string
	// New returns an empty message of a kind, to be filled from JSON, or nil.
	New(from Party, kind string) Message
	// Decoder returns a decoder for both directions of one connection. It follows
	// what the parties agree on (version, dialect) as the messages pass.
	Decoder(o Options) Decoder
}

// Decoder cuts the two byte streams of one connection into packets.
type Decoder interface {
	// Consume reads the first message of b, which from wrote next. It returns its
	// length n; n == 0 with a nil error means that b does not hold a whole message
	// yet. final says that nothing follows b. A non-nil error means that the stream
	// of that direction is lost: no later byte of it can be understood.
	Consume(from Party, b []byte, final bool) (p Packet, n int, err error)
}
