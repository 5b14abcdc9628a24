package ctcs

import (
	"bytes"
	"fmt"
	"net/netip"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// ChokeInterest is the choke_interest of CTPEER: [CU][in][CU][in], the download
// side first. In JSON and text it is those four letters.
type ChokeInterest uint8

// The flags, in the order of the letters. The letter of a set flag is C or i, that
// of a clear one U or n.
const (
	PeerChokes     ChokeInterest = 1 << iota // the peer chokes us
	Interested                               // we are interested
	Chokes                                   // we choke the peer
	PeerInterested                           // the peer is interested

	allFlags ChokeInterest = 1<<iota - 1
)

const (
	flagsSet   = "CiCi"
	flagsClear = "UnUn"
)

func (f ChokeInterest) append(dst []byte) []byte {
	for k := range flagsSet {
		if f>>k&1 != 0 {
			dst = append(dst, flagsSet[k])
		} else {
			dst = append(dst, flagsClear[k])
		}
	}
	return dst
}

// String returns the four letters.
func (f ChokeInterest) String() string { return string(f.append(nil)) }

// MarshalText writes the four letters.
func (f ChokeInterest) MarshalText() ([]byte, error) { return f.append(nil), nil }

// UnmarshalText reads the four letters.
func (f *ChokeInterest) UnmarshalText(b []byte) error {
	c := cursor{b: b}
	v := c.flags("choke_interest")
	if err := c.end(); err != nil {
		return fmt.Errorf("%q: expected C or U, i or n, C or U, i or n: %w", b, err)
	}
	*f = v
	return nil
}

func (c *cursor) flags(field string) (f ChokeInterest) {
	for k := 0; k < len(flagsSet) && c.err == nil; k++ {
		switch {
		case c.i >= len(c.b):
			c.fail(codec.Missing, c.i, field)
		case c.b[c.i] == flagsSet[k]:
			f |= 1 << k
		case c.b[c.i] != flagsClear[k]:
			c.fail(codec.Syntax, c.i, field)
		}
		c.i++
	}
	return f
}

func (c *cursor) ipv4(field string) netip.Addr {
	var a [4]byte
	for k := range a {
		if k > 0 {
			c.is('.', field)
		}
		if c.err != nil {
			return netip.Addr{}
		}
		v, n, ok := text.Uint(c.b, c.i)
		switch {
		case c.i == len(c.b):
			c.fail(codec.Missing, n, field)
		case n == c.i:
			c.fail(codec.Syntax, n, field)
		case !ok || v > 255:
			c.fail(codec.Range, c.i, field)
		case n > c.i+1 && c.b[c.i] == '0':
			c.fail(codec.Syntax, c.i, field) // octal to some readers
		}
		a[k], c.i = byte(v), n
	}
	return netip.AddrFrom4(a)
}

// PeerID is a peer id as BitTorrent has it.
type PeerID [20]byte

const maxPeerID = 42

// Append appends the text form: the printable octets (33..126) as they are, and from
// the first other one on 0x and two upper-case hex digits each; 20 to 42 octets.
func (id PeerID) Append(dst []byte) []byte {
	for i, b := range id {
		if b < 33 || b > 126 {
			return fmt.Appendf(append(dst, "0x"...), "%X", id[i:])
		}
		dst = append(dst, b)
	}
	return dst
}

// String returns the text form.
func (id PeerID) String() string { return string(id.Append(nil)) }

// ParsePeerID reads the text form. An id with 0x among its printable octets may be
// lost in it: what PeerID.Append would not have written is refused, and is to be
// kept as an opaque key.
func ParsePeerID(b []byte) (id PeerID, ok bool) {
	if len(b) == len(id) {
		copy(id[:], b)
		if bytes.Equal(id.Append(nil), b) {
			return id, true
		}
	}
	k := bytes.LastIndex(b, []byte("0x"))
	if k < 0 || k+(len(b)-k-2)/2 != len(id) || len(b)%2 != k%2 {
		return PeerID{}, false
	}
	copy(id[:], b[:k])
	for i := k; i < len(id); i++ {
		hi, lo := unhex(b[2*i-k+2]), unhex(b[2*i-k+3])
		if hi|lo > 15 {
			return PeerID{}, false
		}
		id[i] = hi<<4 | lo
	}
	return id, bytes.Equal(id.Append(nil), b)
}

func unhex(b byte) byte {
	switch {
	case b-'0' <= 9:
		return b - '0'
	case b >= 'A' && b <= 'F':
		return b - 'A' + 10
	}
	return 255
}
