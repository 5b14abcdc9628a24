package ctcs

import (
	"enginespec/codec"
	"enginespec/codec/internal/text"
)

const (
	wordTorrent = "CTORRENT"
	wordStatus  = "CTSTATUS"
	wordBW      = "CTBW"
)

// Torrent is CTORRENT, from the engine, once a connection: `CTORRENT peerid
// start_timestamp current_timestamp filename`.
type Torrent struct {
	PeerID   codec.Bytes `json:"peerid"`            // text form, see [PeerID]; 1..42 printable octets; an alias of the input until Clone
	Start    int64       `json:"start_timestamp"`   // when the engine started, seconds since 1970 UTC
	Current  int64       `json:"current_timestamp"` // when this was sent
	Filename codec.Bytes `json:"filename"`          // path of the metainfo as the engine was given it; an alias of the input until Clone
}

// Kind returns "CTORRENT".
func (*Torrent) Kind() string { return wordTorrent }

// Decode reads a line.
func (m *Torrent) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordTorrent)
	*m = Torrent{PeerID: c.token("peerid", maxPeerID)}
	c.next("start_timestamp")
	m.Start = int64(c.num(field{"start_timestamp", number}))
	c.next("current_timestamp")
	m.Current = int64(c.num(field{"current_timestamp", number}))
	m.Filename = c.last("filename")
	if c.err != nil {
		*m = Torrent{}
	}
	return c.err
}

// Append writes the line. It fails if a time is negative, PeerID is not 1..42
// printable octets, or Filename holds CR, LF or NUL.
func (m *Torrent) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordTorrent+" ")
	l.token(m.PeerID, "peerid", maxPeerID)
	l.space()
	l.num(m.Start, "start_timestamp")
	l.space()
	l.num(m.Current, "current_timestamp")
	l.space()
	l.text(m.Filename, "filename")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Torrent) Size() int {
	return len(wordTorrent) + 3 + 2*numberSize + len(m.PeerID) + len(m.Filename)
}

// Clone returns a copy that aliases nothing.
func (m *Torrent) Clone() *Torrent {
	c := *m
	c.PeerID, c.Filename = m.PeerID.Clone(), m.Filename.Clone()
	return &c
}

func (m *Torrent) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Torrent) String() string { return show(m) }

// Status is CTSTATUS, from the engine, on SENDSTATUS and unasked:
//
//	CTSTATUS seeders/leechers n_have/n_total/n_avail dl_rate,ul_rate dl_total,ul_total dl_limit,ul_limit
//	CTSTATUS seeders:total_seeders/leechers:total_leechers/connecting n_have/n_total/n_avail dl_rate,ul_rate dl_total,ul_total dl_limit,ul_limit cache_used
//
// The first is protocol 1, without the fields that are marked 2.
type Status struct {
	Version       int    `json:"version"`        // of the form: 1 to 3, 2 and 3 are alike
	Seeders       int64  `json:"seeders"`        // connected
	TotalSeeders  int64  `json:"total_seeders"`  // 2: as the tracker says, less this engine; may be negative
	Leechers      int64  `json:"leechers"`       // connected
	TotalLeechers int64  `json:"total_leechers"` // 2: as the tracker says, less this engine; may be negative
	Connecting    int64  `json:"connecting"`     // 2: outgoing connections in progress
	NHave         int64  `json:"n_have"`         // pieces held
	NTotal        int64  `json:"n_total"`        // pieces of the torrent
	NAvail        int64  `json:"n_avail"`        // pieces held here or by a connected peer
	DLRate        int64  `json:"dl_rate"`        // octets/s
	ULRate        int64  `json:"ul_rate"`        // octets/s
	DLTotal       uint64 `json:"dl_total"`       // octets since the engine started
	ULTotal       uint64 `json:"ul_total"`       // octets since the engine started
	DLLimit       int64  `json:"dl_limit"`       // octets/s, 0 is none; may be negative
	ULLimit       int64  `json:"ul_limit"`       // octets/s, 0 is none; may be negative
	CacheUsed     int64  `json:"cache_used"`     // 2: KiB
}

// The separators between the numbers of CTSTATUS, and where protocol 1's stand
// among protocol 2's fields.
const (
	statusSeps  = ":/:/ // , , , "
	statusSeps1 = "/ // , , ,"
)

var (
	statusFields = [...]field{
		{"seeders", count}, {"total_seeders", signed}, {"leechers", count}, {"total_leechers", signed}, {"connecting", count},
		{"n_have", count}, {"n_total", count}, {"n_avail", count}, {"dl_rate", count}, {"ul_rate", count},
		{"dl_total", size}, {"ul_total", size}, {"dl_limit", signed}, {"ul_limit", signed}, {"cache_used", count},
	}
	statusFields1 = [...]field{
		{"seeders", count}, {"leechers", count}, {"n_have", count}, {"n_total", count}, {"n_avail", count},
		{"dl_rate", count}, {"ul_rate", count}, {"dl_total", size}, {"ul_total", size}, {"dl_limit", signed}, {"ul_limit", signed},
	}
)

// Kind returns "CTSTATUS".
func (*Status) Kind() string { return wordStatus }

// Decode reads a line of either form, which it knows by the colon. A form that is
// not of the version in force takes OlderForm or NewerForm.
func (m *Status) Decode(line []byte, o *codec.Options) error {
	v := version(o)
	if m.quick(line, v) {
		return nil
	}
	var f [len(statusFields)]uint64
	*m = Status{}
	c := command(line, o, wordStatus)
	c.next("seeders")
	if coloned(line[min(c.i, len(line)):]) {
		v = c.form(2, 3, wordStatus)
		c.nums(statusFields[:], statusSeps, f[:])
	} else {
		v = c.form(1, 1, wordStatus)
		var g [len(statusFields1)]uint64
		c.nums(statusFields1[:], statusSeps1, g[:])
		f[0], f[2] = g[0], g[1]
		copy(f[5:], g[2:])
	}
	if err := c.end(); err != nil {
		return err
	}
	m.set(v, &f)
	return nil
}

// quick reads a line as nearly all engines write it: protocol 2, no number negative, no
// rule needed. Otherwise it leaves m as it was.
func (m *Status) quick(line []byte, v int) bool {
	const start = len(wordStatus) + 1
	var f [len(statusFields)]uint64
	if v < 2 || len(line) <= start || string(line[:start]) != wordStatus+" " || text.Uints(line, start, statusSeps, f[:]) != len(line) {
		return false
	}
	m.set(v, &f)
	return true
}

// coloned reports whether the first group of CTSTATUS is that of protocol 2.
func coloned(params []byte) bool {
	for _, b := range params {
		if b == ':' {
			return true
		}
		if isBlank(b) {
			return false
		}
	}
	return false
}

func (m *Status) set(v int, f *[len(statusFields)]uint64) {
	m.Version = v
	m.Seeders, m.TotalSeeders, m.Leechers, m.TotalLeechers, m.Connecting = int64(f[0]), int64(f[1]), int64(f[2]), int64(f[3]), int64(f[4])
	m.NHave, m.NTotal, m.NAvail = int64(f[5]), int64(f[6]), int64(f[7])
	m.DLRate, m.ULRate, m.DLTotal, m.ULTotal = int64(f[8]), int64(f[9]), f[10], f[11]
	m.DLLimit, m.ULLimit, m.CacheUsed = int64(f[12]), int64(f[13]), int64(f[14])
}

// Append writes the line in the form of Version; protocol 1 leaves out what it has
// no room for. It fails if Version is not 0..3 or a field that may not be is
// negative.
func (m *Status) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordStatus+" ")
	v := l.form(m.Version, 1, 3)
	f := [len(statusFields)]uint64{
		uint64(m.Seeders), uint64(m.TotalSeeders), uint64(m.Leechers), uint64(m.TotalLeechers), uint64(m.Connecting),
		uint64(m.NHave), uint64(m.NTotal), uint64(m.NAvail), uint64(m.DLRate), uint64(m.ULRate),
		m.DLTotal, m.ULTotal, uint64(m.DLLimit), uint64(m.ULLimit), uint64(m.CacheUsed),
	}
	if v == 1 {
		g := [len(statusFields1)]uint64{f[0], f[2]}
		copy(g[2:], f[5:14])
		l.nums(statusFields1[:], statusSeps1, g[:])
	} else {
		l.nums(statusFields[:], statusSeps, f[:])
	}
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (*Status) Size() int { return len(wordStatus) + 1 + len(statusFields)*numberSize }

// Clone returns a copy.
func (m *Status) Clone() *Status { c := *m; return &c }

func (m *Status) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Status) String() string { return show(m) }

// BW is CTBW, from the engine, at most once a second, when a value changed: `CTBW
// dl_rate,ul_rate dl_limit,ul_limit`, all in octets/s.
type BW struct {
	DLRate  int64 `json:"dl_rate"`
	ULRate  int64 `json:"ul_rate"`
	DLLimit int64 `json:"dl_limit"` // 0 is none; may be negative
	ULLimit int64 `json:"ul_limit"` // 0 is none; may be negative
}

const bwSeps = ", ,"

var bwFields = [...]field{{"dl_rate", count}, {"ul_rate", count}, {"dl_limit", signed}, {"ul_limit", signed}}

// Kind returns "CTBW".
func (*BW) Kind() string { return wordBW }

// Decode reads a line.
func (m *BW) Decode(line []byte, o *codec.Options) error {
	*m = BW{}
	c := command(line, o, wordBW)
	c.next("dl_rate")
	var f [len(bwFields)]uint64
	c.nums(bwFields[:], bwSeps, f[:])
	if err := c.end(); err != nil {
		return err
	}
	*m = BW{int64(f[0]), int64(f[1]), int64(f[2]), int64(f[3])}
	return nil
}

// Append writes the line. It fails if a rate is negative.
func (m *BW) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordBW+" ")
	f := [len(bwFields)]uint64{uint64(m.DLRate), uint64(m.ULRate), uint64(m.DLLimit), uint64(m.ULLimit)}
	l.nums(bwFields[:], bwSeps, f[:])
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (*BW) Size() int { return len(wordBW) + 1 + len(bwFields)*numberSize }

// Clone returns a copy.
func (m *BW) Clone() *BW { c := *m; return &c }

func (m *BW) clone() Message { return m.Clone() }

// String is the line for people.
func (m *BW) String() string { return show(m) }
