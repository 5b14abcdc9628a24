package ipc

import (
	"math/bits"

	"enginespec/codec/internal/text"
)

// Size is at least as many bytes as Append writes: what to allocate before it.
func (m *Message) Size() int {
	// The encoder wants the room of a whole dictionary of integers in front of it.
	n := HeaderLen + 4 + sizeText(len(m.Key)) + maxIntLen + m.Query.size() + m.Add.size() + statusFields.widest
	n += sizeText(len(m.Text)) + len(m.Value) + sizeTexts(m.Texts) + maxIntLen*len(m.IDs) + maxIntLen
	for i := range m.Infos {
		n += infoFields.size(&m.Infos[i])
	}
	for i := range m.Statuses {
		n += statusFields.size(&m.Statuses[i])
	}
	for i := range m.More {
		n += m.More[i].Size()
	}
	return n
}

func (q *Query) size() int { return queryFields.size(q) }
func (a *Add) size() int   { return addFields.size(a) }

// Size is at least as many bytes as Append writes.
func (h *Handshake) Size() int {
	return HeaderLen + len("d7:versione") + maxIntLen + versionFields.widest + versionFields.size(&h.Version) + sizePairs(h.Others)
}

// size bounds what a dictionary takes.
func (s *schema[T]) size(t *T) int {
	h := s.head(t)
	set := h.Has & (1<<len(s.fields) - 1)
	n := 2 + int(s.fixed[0][set&0xff]) + int(s.fixed[1][set>>8&0xff]) + int(s.fixed[2][set>>16&0xff])
	if len(h.Unknown) > 0 {
		n += sizePairs(h.Unknown)
	}
	if s.integers != nil {
		n += s.integers(t)
		set &= s.others
	}
	for ; set != 0; set &= set - 1 {
		f := &s.fields[bits.TrailingZeros32(uint32(set))]
		switch f.format {
		case Integer:
			n += sizeDigits(*f.integer(t))
		case Text:
			n += sizeText(len(*f.text(t)))
		case Texts:
			n += sizeTexts(*f.texts(t))
		case IDs:
			n += maxIntLen * len(*f.ids(t))
		case Tracking:
			n += trackerFields.size(f.tracker(t))
		case Origins:
			n += originFields.size(f.origins(t))
		case FileList:
			n += sizeList(fileFields, *f.files(t))
		case Tiers:
			for _, tier := range *f.tiers(t) {
				n += 2 + sizeList(trackerFields, tier)
			}
		}
	}
	return n
}

func sizeList[T any](s *schema[T], list []T) (n int) {
	for i := range list {
		n += s.size(&list[i])
	}
	return n
}

func sizePairs(list []Pair) (n int) {
	for _, p := range list {
		n += sizeText(len(p.Key)) + len(p.Value)
	}
	return n
}

func sizeTexts[B ~[]byte](list []B) (n int) {
	for _, t := range list {
		n += sizeText(len(t))
	}
	return n
}

func sizeText(n int) int { return text.Digits(uint64(n)) + 1 + n }

// sizeDigits bounds the digits of an integer and its sign.
func sizeDigits(v int64) int {
	// As text.Digits, without asking whether it is one less.
	return 1 + int(uint64(v)>>63) + bits.Len64(min(uint64(v), -uint64(v)))*1233>>12
}

// setFixed makes the tables that say, for eight rows at a time, what their tokens take and
// what stands around their values.
func (s *schema[T]) setFixed() {
	for i := range s.fields {
		f := &s.fields[i]
		n := len(f.token)
		switch f.format {
		case Integer:
			n += len("ie")
		case Boolean:
			n += len("i1e")
			s.others |= 1 << i
		default:
			s.others |= 1 << i
		}
		for set := range s.fixed[i/8] {
			if set>>(i%8)&1 != 0 {
				s.fixed[i/8][set] += uint16(n)
			}
		}
	}
}

// withIntegers gives s the bound of the digits of all integers of a T: for dictionaries that
// are integers mostly, and come by the thousand.
func (s *schema[T]) withIntegers(sum func(*T) int) *schema[T] {
	s.integers = sum
	return s
}
