package gen

import (
	"bytes"
	"slices"
	"strconv"

	"pgregory.net/rapid"
)

// Near returns a generator of bytes that are nearly a message: one of the corpus or of
// Valid, with one or two things wrong that real programs get wrong.
func (g *Grammar) Near() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte { return g.DrawNear(Rapid(t)) })
}

// Hostile returns a generator of bytes that are made to hurt: long, deep, cut, or noise.
func (g *Grammar) Hostile() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte { return g.DrawHostile(Rapid(t)) })
}

// base is a message's bytes, the caller's to change.
func (g *Grammar) base(s *Source) []byte {
	if s.Chance(2) {
		return slices.Clone(one(s, g.raw))
	}
	b, err := g.draw(s, one(s, g.Kinds), false).Append(nil)
	if err != nil {
		return slices.Clone(g.raw[0])
	}
	return b
}

// DrawNear is Near from another source.
func (g *Grammar) DrawNear(s *Source) []byte {
	b := g.base(s)
	for range 1 + s.N(2) {
		if len(b) == 0 {
			break
		}
		at := s.N(min(len(b), 1<<drawn))
		switch s.N(10) {
		case 0: // the end of the line is another program's
			b = append(bytes.TrimRight(b, "\r\n"), one(s, []string{"\n", "\r", "\r\n", "", "\r\r\n", " \r\n", "\x00\n"})...)
		case 1: // a separator more
			if i := bytes.IndexAny(b[at:], " ;,:=&|/"); i >= 0 {
				b = slices.Insert(b, at+i, b[at+i])
			}
		case 2: // a separator less, or another
			if i := bytes.IndexAny(b[at:], " ;,:=&|/"); i >= 0 {
				b[at+i] = one(s, []byte("\t ;,:=&|/"))
			}
		case 3: // a number in another form
			b = number(b, at, one(s, []string{"0", "00", "-0", "+1", "-1", "1.0", "1e3", "0x10", " 1", "99999999999999999999", "18446744073709551616", ""}))
		case 4: // a letter in the other case
			if c := b[at] | 0x20; 'a' <= c && c <= 'z' {
				b[at] ^= 0x20
			}
		case 5: // escaped, or not
			b = slices.Replace(b, at, at+1, []byte("%"+strconv.FormatUint(uint64(b[at])|0x100, 16)[1:])...)
		case 6: // one byte of a frame's length
			b[min(at, 7, len(b)-1)]++
		case 7: // twice the same piece
			to := min(len(b), at+1+s.N(32))
			b = slices.Insert(b, at, slices.Clone(b[at:to])...)
		case 8: // a piece less
			b = slices.Delete(b, at, min(len(b), at+1+s.N(32)))
		default:
			b[at] = byte(s.N(256))
		}
	}
	return b
}

// number replaces the first number behind at.
func number(b []byte, at int, by string) []byte {
	for i := at; i < len(b); i++ {
		if b[i] >= '0' && b[i] <= '9' {
			j := i
			for j < len(b) && b[j] >= '0' && b[j] <= '9' {
				j++
			}
			return slices.Replace(b, i, j, []byte(by)...)
		}
	}
	return b
}

// DrawHostile is Hostile from another source.
func (g *Grammar) DrawHostile(s *Source) []byte {
	b := g.base(s)
	at := s.N(min(len(b)+1, 1<<drawn))
	switch s.N(7) {
	case 0: // cut
		return b[:at]
	case 1: // long
		n := 1 << (4 + s.N(13))
		return slices.Insert(b, at, bytes.Repeat([]byte{byte(s.N(256))}, n)...)
	case 2: // deep
		open := one(s, []string{"[", "{\"a\":", "l", "d1:a", "%25", "(", "{u'a':"})
		return slices.Insert(b, at, bytes.Repeat([]byte(open), 1<<s.N(12))...)
	case 3: // a length that is not there
		length := one(s, []string{"99999999:", "4294967296:", "-1:", "ffffffff", "FFFFFFFF", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n", "7fffffff\r\n"})
		return slices.Insert(b, at, []byte(length)...)
	case 4: // many
		to := min(len(b), at+1+s.N(64))
		if at < to {
			return slices.Insert(b, at, bytes.Repeat(b[at:to], 1<<s.N(9))...)
		}
		return b
	case 5: // noise
		noise := make([]byte, s.N(64))
		for i := range noise {
			noise[i] = byte(s.N(256))
		}
		return noise
	}
	return slices.Insert(b, at, []byte(one(s, texts))...)
}
