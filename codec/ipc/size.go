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
	n := 2 + sizePairs(h.Unknown)
	for set := h.Has & (1<<len(s.fields) - 1); set != 0; set &= set - 1 {
		f := &s.fields[bits.TrailingZeros32(uint32(set))]
		n += len(f.token)
		switch f.format {
		case Integer:
			v := *f.integer(t)
			// As text.Digits, without asking whether it is one less.
			n += 4 + bits.Len64(min(uint64(v), -uint64(v)))*1233>>12
		case Boolean:
			n += 3
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
