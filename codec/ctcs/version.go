package ctcs

import (
	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// Highest is the highest protocol version that is known.
const Highest = 3

const wordVersion = "PROTOCOL"

// Version is PROTOCOL, the first line each way: `PROTOCOL version`. Each side
// announces its highest version; the lower one is in force, and a later line
// changes it at once.
type Version struct {
	Version int `json:"version"` // 1..9999; versions above Highest are legal and mean Highest
}

// Kind returns "PROTOCOL".
func (*Version) Kind() string { return wordVersion }

// Decode reads a line. Other than four digits take VersionDigits, text behind them
// ExtraParameters.
func (m *Version) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordVersion)
	c.next("version")
	*m = Version{}
	if c.err != nil {
		return c.err
	}
	v, n, ok := text.Uint(c.b, c.i)
	switch {
	case n == c.i:
		c.fail(codec.Syntax, n, "version")
	case ok && v == 0:
		c.fail(codec.Range, c.i, "version")
	case n-c.i != 4:
		c.allow(VersionDigits, c.i, "version")
	}
	if !ok || v > 9999 {
		v = 9999
	}
	c.i = n
	if err := c.drop(); err != nil {
		return err
	}
	m.Version = int(v)
	return nil
}

// Append writes the line, with four digits. It fails if Version is not 1..9999.
func (m *Version) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordVersion+" ")
	v := m.Version
	if v < 1 || v > 9999 {
		l.fail(codec.Range, "version")
		return l.done()
	}
	l.b = append(l.b, byte('0'+v/1000), byte('0'+v/100%10), byte('0'+v/10%10), byte('0'+v%10))
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (*Version) Size() int { return len(wordVersion) + 6 }

// Clone returns a copy.
func (m *Version) Clone() *Version { c := *m; return &c }

func (m *Version) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Version) String() string { return show(m) }
