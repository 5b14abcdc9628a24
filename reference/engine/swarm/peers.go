package swarm

import (
	"net"
	"net/netip"
	"time"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
)

// maxKnown bounds the addresses that a transfer remembers, and maxCached those
// that survive a restart.
const (
	maxKnown  = 500
	maxCached = 50
)

// fromCache is our own mark for the library on peers known from an earlier run.
const fromCache torrent.PeerSource = "S"

// knownPeer is an address where a peer may be.
type knownPeer struct {
	addr   netip.AddrPort
	origin engine.Origin
}

var sources = map[engine.Origin]torrent.PeerSource{
	engine.FromTracker: torrent.PeerSourceTracker,
	engine.FromPEX:     torrent.PeerSourcePex,
	engine.FromCache:   fromCache,
	engine.FromUser:    torrent.PeerSourceDirect,
}

func origin(s torrent.PeerSource) engine.Origin {
	for o, src := range sources {
		if s == src {
			return o
		}
	}
	return engine.FromIncoming
}

// addPeers remembers addresses and, if the transfer is attached, dials them.
// mu must be held.
func (e *Engine) addPeers(t *transfer, peers []netip.AddrPort, from engine.Origin) {
	var fresh []torrent.PeerInfo
	for _, ap := range peers {
		ap = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
		if ap.Addr() == e.guard.local && int(ap.Port()) == e.port || !e.guard.peer(ap) {
			continue
		}
		key := ap.String()
		if t.known[key] == nil && len(t.known) < maxKnown {
			t.known[key] = &knownPeer{ap, from}
			t.dirty = true
		}
		fresh = append(fresh, peerInfo(ap, from))
	}
	if t.lt != nil {
		t.lt.AddPeers(fresh)
	}
}

// readd offers all known addresses to the library again: it forgets one after a
// failed attempt. mu must be held and the transfer attached.
func (e *Engine) readd(t *transfer) {
	if len(t.known) == 0 {
		return
	}
	all := make([]torrent.PeerInfo, 0, len(t.known))
	for _, p := range t.known {
		all = append(all, peerInfo(p.addr, p.origin))
	}
	t.lt.AddPeers(all)
}

func peerInfo(ap netip.AddrPort, from engine.Origin) torrent.PeerInfo {
	return torrent.PeerInfo{
		Addr:    &net.TCPAddr{IP: ap.Addr().AsSlice(), Port: int(ap.Port()), Zone: ap.Addr().Zone()},
		Source:  sources[from],
		Trusted: from == engine.FromUser,
	}
}

// parsePeers reads the user's addresses.
func parsePeers(list []string) ([]netip.AddrPort, error) {
	var out []netip.AddrPort
	for _, s := range list {
		ap, err := netip.ParseAddrPort(s)
		if err != nil {
			return nil, err
		}
		out = append(out, ap)
	}
	return out, nil
}

// redial grows from one attempt to reach the known peers to the next.
type redial struct {
	at   time.Time
	wait time.Duration
}

// due reports whether it is time for another attempt.
func (r *redial) due(now time.Time) bool {
	if now.Before(r.at) {
		return false
	}
	r.wait = min(max(2*r.wait, time.Second), 30*time.Second)
	r.at = now.Add(r.wait)
	return true
}
