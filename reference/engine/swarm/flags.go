package swarm

import (
	"strings"
	"sync"

	"github.com/anacrolix/torrent"
	pp "github.com/anacrolix/torrent/peer_protocol"
)

// flagBook keeps what peers said about choking and interest: the library knows
// and does not tell. It is written under the library's lock, so it has its own.
type flagBook struct {
	mu  sync.Mutex
	all map[*torrent.PeerConn]peerFlags
}

// peerFlags are what a peer last said. The zero value is how each begins.
type peerFlags struct{ unchoked, interested bool }

func newFlagBook() *flagBook { return &flagBook{all: map[*torrent.PeerConn]peerFlags{}} }

// hook listens to a client's peers.
func (b *flagBook) hook(c *torrent.Callbacks) {
	c.ReadMessage = func(pc *torrent.PeerConn, m *pp.Message) {
		if m.Keepalive || m.Type > pp.NotInterested {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		f := b.all[pc]
		switch m.Type {
		case pp.Choke:
			f.unchoked = false
		case pp.Unchoke:
			f.unchoked = true
		case pp.Interested:
			f.interested = true
		case pp.NotInterested:
			f.interested = false
		}
		b.all[pc] = f
	}
	c.PeerConnClosed = func(pc *torrent.PeerConn) {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.all, pc)
	}
}

func (b *flagBook) get(pc *torrent.PeerConn) peerFlags {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all[pc]
}

// encrypted reads the one place where the library tells: its description of a
// connection has the flag E for RC4, and e for an encrypted handshake only.
func encrypted(pc *torrent.PeerConn) bool {
	_, flags, _ := strings.Cut(pc.String(), "[flags=")
	flags, _, _ = strings.Cut(flags, " ")
	for f := range strings.SplitSeq(flags, ",") {
		if f == "E" || f == "e" {
			return true
		}
	}
	return false
}
