package putio

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// ItemType is the kind of an item. Answers carry the name; a request that lists by
// type may carry the name or, under [TypeCode], the code.
type ItemType string

// The item types.
const (
	Folder     ItemType = "folder"     // code 0
	File       ItemType = "file"       // code 1
	Audio      ItemType = "audio"      // code 2
	Movie      ItemType = "movie"      // code 3
	Image      ItemType = "image"      // code 4
	Compressed ItemType = "compressed" // code 5
	PDF        ItemType = "pdf"        // code 6
	MSDoc      ItemType = "ms_doc"     // code 7
	Text       ItemType = "text"       // code 8
	SWF        ItemType = "swf"        // code 9
)

// ItemTypes returns the types; the index is the code.
func ItemTypes() []ItemType { return slices.Clone(itemTypes) }

var itemTypes = []ItemType{Folder, File, Audio, Movie, Image, Compressed, PDF, MSDoc, Text, SWF}

// Code returns the number of a type, 0 to 9.
func (t ItemType) Code() (code int, ok bool) {
	code = slices.Index(itemTypes, t)
	return max(code, 0), code >= 0
}

func (t *ItemType) decode(s *scanner) {
	*t = ""
	raw := s.scalar()
	off := s.offset() - int64(len(raw))
	switch raw.Kind() {
	case jsontext.KindString:
		*t = ItemType(s.text(raw))
		if _, ok := t.Code(); ok || s.err != nil {
			return
		}
		if code, bad := parseNum([]byte(*t), 9); bad == 0 && s.request {
			t.fromCode(s, code, off)
		} else if s.request {
			s.fail(codec.Range, off, "") // PUTIO-045: an unknown type is an error
		} else {
			s.tolerate(UnknownType, off, "")
		}
	case jsontext.KindNumber:
		code, bad := parseNum(raw, 9)
		if bad != 0 {
			s.fail(bad, off, "")
			return
		}
		t.fromCode(s, code, off)
	case jsontext.KindNull:
		s.tolerate(NullMember, off, "")
	case 0:
	default:
		s.fail(codec.Syntax, off, "")
	}
}

func (t *ItemType) fromCode(s *scanner, code, offset int64) {
	if s.tolerate(TypeCode, offset, "") {
		*t = itemTypes[code]
	}
}

func (t *ItemType) append(w *writer) { s := string(*t); w.str(s) }

// Order is how files.list sorts.
type Order string

// The orders.
const (
	IDAsc         Order = "id_asc"
	IDDesc        Order = "id_desc"
	TypeAsc       Order = "type_asc"
	TypeDesc      Order = "type_desc"
	NameAsc       Order = "name_asc"
	NameDesc      Order = "name_desc"
	ExtensionAsc  Order = "extension_asc"
	ExtensionDesc Order = "extension_desc"
	CreatedAtAsc  Order = "createdat_asc"
	CreatedAtDesc Order = "createdat_desc" // the default
)

// Orders returns all orders.
func Orders() []Order {
	return []Order{IDAsc, IDDesc, TypeAsc, TypeDesc, NameAsc, NameDesc, ExtensionAsc, ExtensionDesc, CreatedAtAsc, CreatedAtDesc}
}

func (o *Order) decode(s *scanner) {
	*o = ""
	raw := s.scalar()
	off := s.offset() - int64(len(raw))
	if raw.Kind() != jsontext.KindString {
		if raw != nil {
			s.fail(codec.Syntax, off, "")
		}
		return
	}
	word := Order(s.text(raw))
	switch word {
	case "extention_asc", "extention_desc":
		if s.tolerate(Extention, off, "") {
			*o = "extension" + word[len("extention"):]
		}
		return
	}
	for _, k := range Orders() {
		if k == word {
			*o = k
			return
		}
	}
	s.tolerate(UnknownOrder, off, "")
}

func (o *Order) append(w *writer) { s := string(*o); w.str(s) }
