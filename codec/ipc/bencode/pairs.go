package bencode

import (
	"slices"
	"strings"

	"enginespec/codec"
)

// Pairs gathers the pairs of one dictionary in any order and writes them sorted.
// The zero value is empty. It is for callers that do not know their keys before;
// who does writes them in order with the appenders.
type Pairs struct {
	pairs []pair
	buf   []byte // the values, one after the other
}

type pair struct {
	key      string
	from, to int // value in buf
}

// Reset empties d and keeps its memory.
func (d *Pairs) Reset() { d.pairs, d.buf = d.pairs[:0], d.buf[:0] }

// Len is the number of pairs.
func (d *Pairs) Len() int { return len(d.pairs) }

// Int adds an integer.
func (d *Pairs) Int(key string, v int64) { d.add(key, AppendInt(d.buf, v)) }

// Bool adds a truth value, 0 or 1.
func (d *Pairs) Bool(key string, v bool) { d.add(key, AppendBool(d.buf, v)) }

// String adds a string.
func (d *Pairs) String(key, v string) { d.add(key, AppendString(d.buf, v)) }

// Bytes adds a string. It copies v.
func (d *Pairs) Bytes(key string, v []byte) { d.add(key, AppendBytes(d.buf, v)) }

// Raw adds a value that is bencode already: exactly one, which is not checked. It
// copies v.
func (d *Pairs) Raw(key string, v []byte) { d.add(key, append(d.buf, v...)) }

func (d *Pairs) add(key string, buf []byte) {
	d.pairs = append(d.pairs, pair{key, len(d.buf), len(buf)})
	d.buf = buf
}

// Append appends the dictionary with its keys sorted. It fails, with dst
// unchanged, if a key was added twice; the error's offset is the pair's number.
func (d *Pairs) Append(dst []byte) ([]byte, error) {
	order := make([]int, len(d.pairs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return strings.Compare(d.pairs[x].key, d.pairs[y].key) })
	for i := 1; i < len(order); i++ {
		if d.pairs[order[i-1]].key == d.pairs[order[i]].key {
			return dst, &codec.Error{Code: codec.Duplicate, Offset: int64(order[i]), Field: "key"}
		}
	}
	return d.appendPairs(dst, order), nil
}

// AppendAsGiven appends the dictionary with its keys in the order in which they
// were added, which is for those who want what canonical bencode is not.
func (d *Pairs) AppendAsGiven(dst []byte) []byte {
	order := make([]int, len(d.pairs))
	for i := range order {
		order[i] = i
	}
	return d.appendPairs(dst, order)
}

func (d *Pairs) appendPairs(dst []byte, order []int) []byte {
	dst = BeginDict(dst)
	for _, i := range order {
		p := d.pairs[i]
		dst = AppendString(dst, p.key)
		dst = append(dst, d.buf[p.from:p.to]...)
	}
	return End(dst)
}
