package ctcs

import "enginespec/codec"

const (
	wordDetail    = "CTDETAIL"
	wordFileStart = "CTFILESTART"
	wordFiles     = "CTFILES"
	wordFile      = "CTFILE"
	wordFilesDone = "CTFILESDONE"
	wordFDone     = "CTFDONE"
)

// Detail is CTDETAIL, from the engine, on SENDDETAIL, before the file block:
// `CTDETAIL torrent_size piece_size current_timestamp seed_timestamp`.
type Detail struct {
	TorrentSize uint64 `json:"torrent_size"`      // octets
	PieceSize   int64  `json:"piece_size"`        // octets
	Current     int64  `json:"current_timestamp"` // seconds since 1970 UTC
	Seed        int64  `json:"seed_timestamp"`    // when it became a seed, 0 while incomplete
}

const detailSeps = "   "

var detailFields = [...]field{{"torrent_size", size}, {"piece_size", number}, {"current_timestamp", number}, {"seed_timestamp", number}}

// Kind returns "CTDETAIL".
func (*Detail) Kind() string { return wordDetail }

// Decode reads a line.
func (m *Detail) Decode(line []byte, o *codec.Options) error {
	*m = Detail{}
	c := command(line, o, wordDetail)
	c.next("torrent_size")
	var f [len(detailFields)]uint64
	c.nums(detailFields[:], detailSeps, f[:])
	if err := c.end(); err != nil {
		return err
	}
	*m = Detail{f[0], int64(f[1]), int64(f[2]), int64(f[3])}
	return nil
}

// Append writes the line. It fails if a field is negative.
func (m *Detail) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordDetail+" ")
	f := [len(detailFields)]uint64{m.TorrentSize, uint64(m.PieceSize), uint64(m.Current), uint64(m.Seed)}
	l.nums(detailFields[:], detailSeps, f[:])
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (*Detail) Size() int { return len(wordDetail) + 1 + len(detailFields)*numberSize }

// Clone returns a copy.
func (m *Detail) Clone() *Detail { c := *m; return &c }

func (m *Detail) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Detail) String() string { return show(m) }

// FileStart opens the file block: CTFILESTART, CTFILES before protocol 3.
type FileStart struct {
	Version int `json:"version"` // 1 to 3
}

// Kind returns "CTFILESTART" or "CTFILES", by Version.
func (m *FileStart) Kind() string { return byVersion(m.Version, wordFileStart, wordFiles) }

// Decode reads a line. The name of another version takes OlderForm or NewerForm.
func (m *FileStart) Decode(line []byte, o *codec.Options) (err error) {
	m.Version, err = block(line, o, wordFileStart, wordFiles)
	return err
}

// Append writes the line. It fails if Version is not 0..3.
func (m *FileStart) Append(dst []byte) ([]byte, error) {
	return appendBlock(dst, m.Version, wordFileStart, wordFiles)
}

// Size is an upper bound of the octets that Append writes.
func (*FileStart) Size() int { return len(wordFileStart) + 1 }

// Clone returns a copy.
func (m *FileStart) Clone() *FileStart { c := *m; return &c }

func (m *FileStart) clone() Message { return m.Clone() }

// String is the line for people.
func (m *FileStart) String() string { return show(m) }

// FilesDone closes the file block: CTFILESDONE, CTFDONE before protocol 3.
type FilesDone struct {
	Version int `json:"version"` // 1 to 3
}

// Kind returns "CTFILESDONE" or "CTFDONE", by Version.
func (m *FilesDone) Kind() string { return byVersion(m.Version, wordFilesDone, wordFDone) }

// Decode reads a line. The name of another version takes OlderForm or NewerForm.
func (m *FilesDone) Decode(line []byte, o *codec.Options) (err error) {
	m.Version, err = block(line, o, wordFilesDone, wordFDone)
	return err
}

// Append writes the line. It fails if Version is not 0..3.
func (m *FilesDone) Append(dst []byte) ([]byte, error) {
	return appendBlock(dst, m.Version, wordFilesDone, wordFDone)
}

// Size is an upper bound of the octets that Append writes.
func (*FilesDone) Size() int { return len(wordFilesDone) + 1 }

// Clone returns a copy.
func (m *FilesDone) Clone() *FilesDone { c := *m; return &c }

func (m *FilesDone) clone() Message { return m.Clone() }

// String is the line for people.
func (m *FilesDone) String() string { return show(m) }

func byVersion(v int, word, old string) string {
	if v == 1 || v == 2 {
		return old
	}
	return word
}
