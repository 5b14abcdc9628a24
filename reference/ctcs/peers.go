package ctcs

import (
	"net/netip"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// sendPeers answers SENDPEERS: the peers that shook hands and have an address that
// fits, IPv4 (CTCS-083).
func (e *Engine) sendPeers() {
	t := e.look()
	if t == nil {
		return
	}
	v := e.link.version
	m := []codec.Message{&wire.PeerStart{Version: v}}
	for i := range t.Peers {
		if p := peer(&t.Peers[i]); p != nil {
			m = append(m, p)
		}
	}
	e.say(append(m, &wire.PeersDone{Version: v})...)
}

func peer(p *engine.Peer) *wire.Peer {
	addr, err := netip.ParseAddrPort(p.Addr)
	if ip := addr.Addr().Unmap(); err != nil || !ip.Is4() || p.Connecting || len(p.ID) != len(wire.PeerID{}) {
		return nil
	}
	var f wire.ChokeInterest
	for _, flag := range []struct {
		on  bool
		bit wire.ChokeInterest
	}{{p.PeerChoking, wire.PeerChokes}, {p.AmInterested, wire.Interested}, {p.AmChoking, wire.Chokes}, {p.PeerInterested, wire.PeerInterested}} {
		if flag.on {
			f |= flag.bit
		}
	}
	return &wire.Peer{
		PeerID: wire.PeerID([]byte(p.ID)).Append(nil), Address: addr.Addr().Unmap(), Flags: f,
		DLRate: max(p.Down.PerSec, 0), ULRate: max(p.Up.PerSec, 0),
		DLTotal: uint64(max(p.Down.Total, 0)), ULTotal: uint64(max(p.Up.Total, 0)), NPieces: int64(p.Have),
	}
}

func (c *session) peerStart() { c.begin(peerBlock) }

func (c *session) peer(m *wire.Peer) {
	if c.within(peerBlock, len(c.block.peers), m.PeerID) {
		c.block.peers = append(c.block.peers, *m.Clone())
	}
}

func (c *session) peersDone() {
	if b, ok := c.done(peerBlock); ok {
		c.s.update(c.torrent, func() {
			c.torrent.Peers = b.peers
			c.torrent.Blocks.Peers++
		})
	}
}
