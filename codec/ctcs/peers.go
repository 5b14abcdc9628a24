package ctcs

import (
	"net/netip"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

const (
	wordPeerStart = "CTPEERSTART"
	wordPeers     = "CTPEERS"
	wordPeer      = "CTPEER"
	wordPeersDone = "CTPEERSDONE"
	wordPDone     = "CTPDONE"
)

// PeerStart opens the peer block, on SENDPEERS: CTPEERSTART, CTPEERS before
// protocol 3.
type PeerStart struct {
	Version int `json:"version"` // 1 to 3
}

// Kind returns "CTPEERSTART" or "CTPEERS", by Version.
func (m *PeerStart) Kind() string { return byVersion(m.Version, wordPeerStart, wordPeers) }

// Decode reads a line. The name of another version takes OlderForm or NewerForm.
func (m *PeerStart) Decode(line []byte, o *codec.Options) (err error) {
	m.Version, err = block(line, o, wordPeerStart, wordPeers)
	return err
}

// Append writes the line. It fails if Version is not 0..3.
func (m *PeerStart) Append(dst []byte) ([]byte, error) {
	return appendBlock(dst, m.Version, wordPeerStart, wordPeers)
}

// Size is an upper bound of the octets that Append writes.
func (*PeerStart) Size() int { return len(wordPeerStart) + 1 }

// Clone returns a copy.
func (m *PeerStart) Clone() *PeerStart { c := *m; return &c }

func (m *PeerStart) clone() Message { return m.Clone() }

// String is the line for people.
func (m *PeerStart) String() string { return show(m) }

// PeersDone closes the peer block: CTPEERSDONE, CTPDONE before protocol 3.
type PeersDone struct {
	Version int `json:"version"` // 1 to 3
}

// Kind returns "CTPEERSDONE" or "CTPDONE", by Version.
func (m *PeersDone) Kind() string { return byVersion(m.Version, wordPeersDone, wordPDone) }

// Decode reads a line. The name of another version takes OlderForm or NewerForm.
func (m *PeersDone) Decode(line []byte, o *codec.Options) (err error) {
	m.Version, err = block(line, o, wordPeersDone, wordPDone)
	return err
}

// Append writes the line. It fails if Version is not 0..3.
func (m *PeersDone) Append(dst []byte) ([]byte, error) {
	return appendBlock(dst, m.Version, wordPeersDone, wordPDone)
}

// Size is an upper bound of the octets that Append writes.
func (*PeersDone) Size() int { return len(wordPeersDone) + 1 }

// Clone returns a copy.
func (m *PeersDone) Clone() *PeersDone { c := *m; return &c }

func (m *PeersDone) clone() Message { return m.Clone() }

// String is the line for people.
func (m *PeersDone) String() string { return show(m) }

// Peer is CTPEER, one connected peer of the peer block: `CTPEER peerid address
// choke_interest dl_rate ul_rate dl_total ul_total n_pieces`.
type Peer struct {
	PeerID  codec.Bytes   `json:"peerid"`         // text form, see [PeerID]; 1..42 printable octets; an alias of the input until Clone
	Address netip.Addr    `json:"address"`        // IPv4
	Flags   ChokeInterest `json:"choke_interest"` // four letters on the wire
	DLRate  int64         `json:"dl_rate"`        // from the peer, octets/s
	ULRate  int64         `json:"ul_rate"`        // to the peer, octets/s
	DLTotal uint64        `json:"dl_total"`       // from the peer, octets
	ULTotal uint64        `json:"ul_total"`       // to the peer, octets
	NPieces int64         `json:"n_pieces"`       // that the peer holds
}

const peerSeps = "    "

var peerFields = [...]field{{"dl_rate", number}, {"ul_rate", number}, {"dl_total", size}, {"ul_total", size}, {"n_pieces", number}}

// Kind returns "CTPEER".
func (*Peer) Kind() string { return wordPeer }

// Decode reads a line.
func (m *Peer) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordPeer)
	*m = Peer{PeerID: c.token("peerid", maxPeerID)}
	c.next("address")
	m.Address = c.ipv4("address")
	c.next("choke_interest")
	m.Flags = c.flags("choke_interest")
	c.next("dl_rate")
	var f [len(peerFields)]uint64
	if n := text.Uints(line, min(c.i, len(line)), peerSeps, f[:]); n >= 0 && c.err == nil {
		c.i = n
	} else {
		c.nums(peerFields[:], peerSeps, f[:])
	}
	if err := c.end(); err != nil {
		*m = Peer{}
		return err
	}
	m.DLRate, m.ULRate, m.DLTotal, m.ULTotal, m.NPieces = int64(f[0]), int64(f[1]), f[2], f[3], int64(f[4])
	return nil
}

// Append writes the line. It fails if PeerID is not 1..42 printable octets, Address
// not IPv4, Flags not of the four, or a number negative.
func (m *Peer) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordPeer+" ")
	l.token(m.PeerID, "peerid", maxPeerID)
	l.space()
	if !m.Address.Is4() {
		l.fail(codec.Range, "address")
		return l.done()
	}
	l.b = m.Address.AppendTo(l.b)
	l.space()
	if m.Flags > allFlags {
		l.fail(codec.Range, "choke_interest")
	}
	l.b = m.Flags.append(l.b)
	l.space()
	f := [len(peerFields)]uint64{uint64(m.DLRate), uint64(m.ULRate), m.DLTotal, m.ULTotal, uint64(m.NPieces)}
	l.nums(peerFields[:], peerSeps, f[:])
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Peer) Size() int { return len(wordPeer) + 24 + len(m.PeerID) + len(peerFields)*numberSize }

// Clone returns a copy that aliases nothing.
func (m *Peer) Clone() *Peer { c := *m; c.PeerID = m.PeerID.Clone(); return &c }

func (m *Peer) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Peer) String() string { return show(m) }
