package ctcs

import (
	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// File is CTFILE, one file of the file block:
//
//	1: CTFILE fileno n_pieces n_have filesize filename
//	2: CTFILE fileno n_pieces n_have n_available filesize filename
//	3: CTFILE fileno priority current_priority n_pieces n_have n_available filesize filename
//
// The forms cannot be told apart, since the name may begin with numbers: the
// version in force decides.
type File struct {
	Version         int         `json:"version"`          // 1 to 3
	FileNo          int64       `json:"fileno"`           // from 1, order of the metainfo
	Priority        int64       `json:"priority"`         // 3: group of file_list that completes it; 0 is none
	CurrentPriority int64       `json:"current_priority"` // 3: group being fetched; 0 without a selection
	NPieces         int64       `json:"n_pieces"`         // pieces that touch the file
	NHave           int64       `json:"n_have"`
	NAvailable      int64       `json:"n_available"` // 2, 3
	FileSize        uint64      `json:"filesize"`    // octets
	Filename        codec.Bytes `json:"filename"`    // path in the torrent, with /; an alias of the input until Clone
}

const fileSeps = "      "

var fileFields = [...][]field{
	1: {{"fileno", number}, {"n_pieces", number}, {"n_have", number}, {"filesize", size}},
	2: {{"fileno", number}, {"n_pieces", number}, {"n_have", number}, {"n_available", number}, {"filesize", size}},
	3: {{"fileno", number}, {"priority", number}, {"current_priority", number}, {"n_pieces", number}, {"n_have", number}, {"n_available", number}, {"filesize", size}},
}

// Kind returns "CTFILE".
func (*File) Kind() string { return wordFile }

// Decode reads a line in the form of the version in force.
func (m *File) Decode(line []byte, o *codec.Options) error {
	const start = len(wordFile) + 1
	var f [7]uint64
	v := version(o)
	fields := fileFields[v]
	n := len(fields)
	c := cursor{b: line, o: o}
	if len(line) > start && string(line[:start]) == wordFile+" " {
		c.i = text.Uints(line, start, fileSeps[:n-1], f[:n])
	}
	if c.i <= 0 {
		c = command(line, o, wordFile)
		c.next("fileno")
		c.nums(fields, fileSeps[:n-1], f[:n])
	}
	if f[0] == 0 {
		c.fail(codec.Range, start, "fileno")
	}
	name := c.last("filename")
	if c.err != nil {
		*m = File{}
		return c.err
	}
	switch v {
	case 1:
		*m = File{1, int64(f[0]), 0, 0, int64(f[1]), int64(f[2]), 0, f[3], name}
	case 2:
		*m = File{2, int64(f[0]), 0, 0, int64(f[1]), int64(f[2]), int64(f[3]), f[4], name}
	default:
		*m = File{3, int64(f[0]), int64(f[1]), int64(f[2]), int64(f[3]), int64(f[4]), int64(f[5]), f[6], name}
	}
	return nil
}

// Append writes the line in the form of Version, which leaves out what it has no
// room for. It fails if Version is not 0..3, FileNo not positive, another number
// negative, or Filename holds CR, LF or NUL.
func (m *File) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordFile+" ")
	if m.FileNo <= 0 {
		l.fail(codec.Range, "fileno")
	}
	var f [7]uint64
	v := l.form(m.Version, 1, 3)
	switch v {
	case 1:
		f = [7]uint64{uint64(m.FileNo), uint64(m.NPieces), uint64(m.NHave), m.FileSize}
	case 2:
		f = [7]uint64{uint64(m.FileNo), uint64(m.NPieces), uint64(m.NHave), uint64(m.NAvailable), m.FileSize}
	case 3:
		f = [7]uint64{uint64(m.FileNo), uint64(m.Priority), uint64(m.CurrentPriority), uint64(m.NPieces), uint64(m.NHave), uint64(m.NAvailable), m.FileSize}
	default:
		return l.done()
	}
	l.nums(fileFields[v], fileSeps, f[:len(fileFields[v])])
	l.space()
	l.text(m.Filename, "filename")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *File) Size() int { return len(wordFile) + 3 + 7*numberSize + len(m.Filename) }

// Clone returns a copy that aliases nothing.
func (m *File) Clone() *File { c := *m; c.Filename = m.Filename.Clone(); return &c }

func (m *File) clone() Message { return m.Clone() }

// String is the line for people.
func (m *File) String() string { return show(m) }
