package conformance

import "fmt"

// Segmentation is how the suite cuts what it writes into segments. A stream
// protocol must not notice: every stream case runs under each of them, and the
// outcome must be equal.
type Segmentation uint8

// The segmentations.
const (
	Whole     Segmentation = iota // one write a message
	Bytewise                      // one write a byte
	Before                        // a cut one byte before the end of each message
	After                         // a cut one byte into the message that follows
	Coalesced                     // all that can be sent together in one write
)

// Segmentations are all of them, Whole first.
func Segmentations() []Segmentation { return []Segmentation{Whole, Bytewise, Before, After, Coalesced} }

var segmentationNames = [...]string{"whole", "bytewise", "before", "after", "coalesced"}

// String returns the segmentation's name.
func (g Segmentation) String() string { return segmentationNames[g] }

// MarshalText writes the name.
func (g Segmentation) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads a name.
func (g *Segmentation) UnmarshalText(b []byte) (err error) {
	*g, err = ParseSegmentation(string(b))
	return err
}

// ParseSegmentation reads a name.
func ParseSegmentation(s string) (Segmentation, error) {
	for g, n := range segmentationNames {
		if n == s {
			return Segmentation(g), nil
		}
	}
	return 0, fmt.Errorf("%q is not a segmentation: expected one of %v", s, segmentationNames)
}

// long is the length above which a message is not cut byte by byte: the point is
// made by then, and a million writes take seconds.
const long = 8 << 10

// cut returns the segments in which messages, sent with nothing awaited between
// them, are written.
func (g Segmentation) cut(messages [][]byte) (segments [][]byte) {
	switch g {
	case Whole:
		return messages
	case Coalesced:
		var all []byte
		for _, m := range messages {
			all = append(all, m...)
		}
		return [][]byte{all}
	}
	var rest []byte // of the message before, already cut off its head
	for i, m := range messages {
		switch {
		case g == Bytewise && len(m) <= long:
			for j := range m {
				segments = append(segments, m[j:j+1])
			}
		case g == Bytewise:
			segments = append(segments, m[:1], m[1:len(m)-1], m[len(m)-1:])
		case g == Before && len(m) > 1:
			segments = append(segments, m[:len(m)-1], m[len(m)-1:])
		case g == After && i+1 < len(messages):
			segments = append(segments, append(append([]byte{}, m[len(rest):]...), messages[i+1][:1]...))
			rest = messages[i+1][:1]
		default: // the last message under After, a single byte under Before
			segments = append(segments, m[len(rest):])
		}
	}
	return segments
}
