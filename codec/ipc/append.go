package ipc

import (
	"math/bits"
	"slices"
	"strconv"

	"enginespec/codec"
	"enginespec/codec/internal/text"
	"enginespec/codec/ipc/bencode"
)

// Order is the order in which the keys of dictionaries are written. Both are legal.
type Order uint8

// The orders.
const (
	Sorted   Order = iota // as canonical bencode has them, and every real program
	Document              // as the protocol's document lists them: min before max
)

// append appends a dictionary.
func (s *schema[T]) append(dst []byte, t *T, order Order) ([]byte, error) {
	h := s.head(t)
	if len(h.Unknown) > 0 {
		return s.appendMixed(dst, t, order)
	}
	dst = append(dst, 'd')
	set := h.Has & (1<<len(s.fields) - 1)
	var err error
	if order == Document {
		for _, n := range s.order {
			if set&(1<<n) != 0 {
				f := &s.fields[n]
				if dst, err = f.append(append(dst, f.token...), t, order); err != nil {
					return dst, err
				}
			}
		}
		return append(dst, 'e'), nil
	}
	// There is room for every token and integer at its longest before the loop, and
	// again behind whatever else was written; so those are put, not appended.
	dst = slices.Grow(dst, s.widest)
	b, n := dst[:cap(dst)], len(dst)
	for ; set != 0; set &= set - 1 {
		f := &s.fields[bits.TrailingZeros32(uint32(set))]
		*(*[maxTokenLen]byte)(b[n:]) = f.padded
		n += len(f.token)
		if f.format == Integer {
			n = putInt(b, n, *f.integer(t))
			continue
		}
		if f.format == Text {
			if v := *f.text(t); n+len(v)+s.widest <= len(b) && len(v) < 100 {
				n = text.Put(b, n, uint64(len(v)))
				b[n] = ':'
				n += 1 + copy(b[n+1:], v)
				continue
			}
		}
		if dst, err = f.append(b[:n], t, order); err != nil {
			return dst, err
		}
		dst = slices.Grow(dst, s.widest)
		b, n = dst[:cap(dst)], len(dst)
	}
	return append(b[:n], 'e'), nil
}

// append appends a value.
func (f *field[T]) append(dst []byte, t *T, order Order) ([]byte, error) {
	switch f.format {
	case Integer:
		return appendInt(dst, *f.integer(t)), nil
	case Boolean:
		return bencode.AppendBool(dst, *f.boolean(t)), nil
	case Text:
		return appendText(dst, *f.text(t)), nil
	case Tracking:
		return trackerFields.append(dst, f.tracker(t), order)
	case Origins:
		return originFields.append(dst, f.origins(t), order)
	case Texts:
		return appendTexts(dst, *f.texts(t)), nil
	case IDs:
		return appendIDs(dst, *f.ids(t)), nil
	case FileList:
		return appendList(dst, fileFields, *f.files(t), order)
	}
	dst = bencode.BeginList(dst)
	for _, tier := range *f.tiers(t) {
		var err error
		if dst, err = appendList(dst, trackerFields, tier, order); err != nil {
			return dst, err
		}
	}
	return bencode.End(dst), nil
}

// appendMixed appends a dictionary with unknown keys: among the others when sorted,
// behind them in the document's order, which knows no better place.
func (s *schema[T]) appendMixed(dst []byte, t *T, order Order) ([]byte, error) {
	h := s.head(t)
	var p bencode.Pairs
	var value []byte
	var err error
	for _, n := range s.order {
		if h.Has&(1<<n) != 0 {
			f := &s.fields[n]
			if value, err = f.append(value[:0], t, order); err != nil {
				return dst, err
			}
			p.Raw(f.name, value)
		}
	}
	return appendPairs(dst, &p, h.Unknown, order)
}

// appendPairs adds the unknown pairs to p and appends the dictionary.
func appendPairs(dst []byte, p *bencode.Pairs, unknown []Pair, order Order) ([]byte, error) {
	for _, u := range unknown {
		if err := checkValue(u.Value, "value of an unknown key"); err != nil {
			return dst, err
		}
		p.Raw(string(u.Key), u.Value)
	}
	sorted, err := p.Append(dst)
	if err != nil || order == Sorted {
		return sorted, err
	}
	return p.AppendAsGiven(dst), nil
}

// checkValue refuses what would break the frame: a value must be one, and readable.
func checkValue(v bencode.Value, field string) error {
	var c bencode.Cursor
	c.Reset(v, 0, nil, &anyValue)
	c.Skip()
	if err := c.End(); err != nil {
		return &codec.Error{Code: codec.Syntax, Offset: int64(c.Offset()), Field: field}
	}
	return nil
}

// anyValue is what may be written where the caller gives bencode. Never written to.
var anyValue = bencode.Grammar{AnyOrder: true}

func appendList[T any](dst []byte, s *schema[T], list []T, order Order) (_ []byte, err error) {
	dst = append(dst, 'l')
	for i := range list {
		if dst, err = s.append(dst, &list[i], order); err != nil {
			return dst, err
		}
	}
	return append(dst, 'e'), nil
}

func appendTexts(dst []byte, list []codec.Bytes) []byte {
	dst = bencode.BeginList(dst)
	for _, t := range list {
		dst = appendText(dst, t)
	}
	return bencode.End(dst)
}

func appendIDs(dst []byte, list []int64) []byte {
	dst = bencode.BeginList(dst)
	for _, v := range list {
		dst = appendInt(dst, v)
	}
	return bencode.End(dst)
}

func appendText(dst []byte, v codec.Bytes) []byte {
	if n := len(v); n < 10 {
		dst = append(dst, byte('0'+n), ':')
	} else {
		dst = append(strconv.AppendUint(dst, uint64(n), 10), ':')
	}
	return append(dst, v...)
}
