package ipc

import (
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// Set is a set of the keys of one kind of dictionary, one bit each: [StatusETA],
// [InfoHash]. A bit means another key in another kind.
type Set uint32

// Fields is what all dictionaries have in common.
type Fields struct {
	// Has says which of the fields the dictionary holds. Others are zero when read
	// and are not written.
	Has Set
	// Unknown holds the pairs that no table names, and those whose value is of the
	// wrong kind. They are written in their places.
	Unknown []Pair
}

// Pair is one pair of a dictionary as it stands on the wire.
type Pair struct {
	Key   codec.Bytes
	Value bencode.Value
}

// Type is a row of the tables of info types and status types.
type Type struct {
	Name   string
	Format Format
	Set    Set // its bit
	Note   string
}

// field is one key of the dictionaries of type T. Exactly one of the functions,
// that of its format, is set: it tells where in a T the value lives.
type field[T any] struct {
	name    string
	format  Format
	note    string
	integer func(*T) *int64
	boolean func(*T) *bool
	text    func(*T) *codec.Bytes
	texts   func(*T) *[]codec.Bytes
	ids     func(*T) *[]int64
	tracker func(*T) *Tracker
	origins func(*T) *PeersFrom
	tiers   func(*T) *[][]Tracker
	files   func(*T) *[]File

	token  string // "9:completed"
	padded [maxTokenLen]byte
}

// schema is the table of one kind of dictionary. The rows stand sorted by name;
// bit n of a Set is row n.
type schema[T any] struct {
	kind   hint
	fields []field[T]
	order  []uint8 // the rows in the document's order
	index  names
	id     uint8 // the row "id", where there is one
	head   func(*T) *Fields
	others Set // the rows that are no integers
	fixed  [3][256]uint16
	// integers bounds the digits of all integers, present or not; nil where there are few.
	integers func(*T) int
	widest   int // bytes of the tokens and integers of a dictionary, at most, and a token more
}

// newSchema makes the table of rows that are given in the document's order.
func newSchema[T any](kind hint, head func(*T) *Fields, rows ...field[T]) *schema[T] {
	s := &schema[T]{kind: kind, head: head, widest: maxTokenLen}
	s.fields = slices.Clone(rows)
	slices.SortFunc(s.fields, func(x, y field[T]) int { return strings.Compare(x.name, y.name) })
	var list []string
	for i := range s.fields {
		f := &s.fields[i]
		list = append(list, f.name)
		f.token = string(bencode.AppendString(nil, f.name))
		copy(f.padded[:], f.token)
		s.widest += len(f.token) + maxIntLen
	}
	s.index = newNames(list)
	for _, r := range rows {
		s.order = append(s.order, uint8(s.index.find([]byte(r.name))))
	}
	s.setFixed()
	s.id = uint8(max(0, s.index.find([]byte("id"))))
	return s
}

// maxIntLen is the length of the longest integer, i-9223372036854775808e.
const maxIntLen = 22

// maxTokenLen is the room of the longest token, 17:peers-downloading. All are copied
// as if they were that long, which takes less time than to ask how long they are.
const maxTokenLen = 24

// types returns the rows in the document's order.
func (s *schema[T]) types() []Type {
	var all []Type
	for _, n := range s.order {
		f := &s.fields[n]
		all = append(all, Type{f.name, f.format, 1 << n, f.note})
	}
	return all
}

// setOf returns the bits of the names that the table has.
func (s *schema[T]) setOf(names []codec.Bytes) (set Set) {
	for _, n := range names {
		if i := s.index.find(n); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// clone makes t the owner of all that it refers to.
func (s *schema[T]) clone(t *T) {
	h := s.head(t)
	h.Unknown = slices.Clone(h.Unknown)
	for i := range h.Unknown {
		p := &h.Unknown[i]
		p.Key, p.Value = p.Key.Clone(), p.Value.Clone()
	}
	for i := range s.fields {
		switch f := &s.fields[i]; f.format {
		case Text:
			p := f.text(t)
			*p = p.Clone()
		case Texts:
			p := f.texts(t)
			*p = cloneTexts(*p)
		case IDs:
			p := f.ids(t)
			*p = slices.Clone(*p)
		case Tracking:
			trackerFields.clone(f.tracker(t))
		case Origins:
			originFields.clone(f.origins(t))
		case Tiers:
			p := f.tiers(t)
			*p = slices.Clone(*p)
			for n := range *p {
				(*p)[n] = cloneAll(trackerFields, (*p)[n])
			}
		case FileList:
			p := f.files(t)
			*p = cloneAll(fileFields, *p)
		}
	}
}

func cloneAll[T any](s *schema[T], list []T) []T {
	list = slices.Clone(list)
	for i := range list {
		s.clone(&list[i])
	}
	return list
}

func cloneTexts(list []codec.Bytes) []codec.Bytes {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Clone()
	}
	return list
}
