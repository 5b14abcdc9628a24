package swarm

import (
	"slices"
	"strings"
	"time"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
)

// How often the library's counters are read and kept, in real time.
const (
	samplePeriod = 200 * time.Millisecond
	keepPeriod   = 10 * time.Second
)

// A download that is silent for stallChoked is stalled, or for stallUnchoked when a
// peer lets us ask, and its connections are made anew. A slow peer may need more,
// so each bounce doubles the latter, until enoughToTrust bytes have come.
const (
	stallChoked   = 10 * time.Second
	stallUnchoked = 3 * time.Second
	enoughToTrust = 1 << 20
	notJustAlive  = 512 // bytes: keep-alive messages are no download
)

// sampled is what the sampler last saw of an attached transfer.
type sampled struct {
	peers     []engine.Peer
	meters    map[*torrent.PeerConn]*peerMeter
	available []bool // pieces that a connected peer has
	swarm     meter
	pieces    int64 // that all peers together had gained when last seen
	heard     int64 // bytes on the wire
	heardAt   time.Time
	redial    redial
	bounced   int   // times the watchdog struck since trusted
	trusted   int64 // heard when it was last forgotten
}

type peerMeter struct {
	down, up meter
	pieces   int
}

// sample is the engine's one periodic goroutine.
func (e *Engine) sample() {
	tick := time.NewTicker(samplePeriod)
	defer tick.Stop()
	last := time.Now()
	kept := last
	for {
		select {
		case <-e.ctx.Done():
			return
		case now := <-tick.C:
			step := now.Sub(last) * time.Duration(max(e.o.Clock.Scale, 1))
			last = now
			e.mu.Lock()
			for _, t := range e.transfers {
				e.sampleOne(t, now, step)
			}
			e.mu.Unlock()
			if now.Sub(kept) >= keepPeriod {
				kept = now
				e.keepDirty()
			}
		}
	}
}

// live reads the counters of an attached transfer. mu must be held.
func (t *transfer) live(lt *torrent.Torrent) torrent.TorrentStats {
	s := lt.Stats()
	t.down.live = s.BytesReadUsefulData.Int64()
	t.up.live = s.BytesWrittenData.Int64()
	return s
}

func (e *Engine) sampleOne(t *transfer, now time.Time, step time.Duration) {
	if t.lt == nil || t.meta == nil {
		return
	}
	s := t.live(t.lt)
	t.down.tick(t.down.live, step)
	t.up.tick(t.up.live, step)
	if t.left == 0 {
		t.seedTime += step
	}
	if t.down.rate >= 1 || t.up.rate >= 1 || t.left == 0 {
		t.dirty = true
	}
	wanted := e.samplePeers(t, s.HalfOpenPeers, step)
	e.guardStall(t, s, wanted, now)
}

// samplePeers rebuilds the list of peers and reports whether one of them has a
// piece that we want.
func (e *Engine) samplePeers(t *transfer, connecting int, step time.Duration) (wanted bool) {
	m := &t.sampled
	// A copy: the library's lock must not be taken under the data's.
	state := t.data.pieces()
	m.available = make([]bool, len(state))
	meters := make(map[*torrent.PeerConn]*peerMeter)
	m.peers = nil
	seen := map[string]bool{}
	for _, pc := range t.lt.PeerConns() {
		pm := m.meters[pc]
		if pm == nil {
			pm = &peerMeter{}
		}
		p := e.peer(t, pc, pm, step)
		meters[pc] = pm
		it := pc.PeerPieces().Iterator()
		for it.HasNext() {
			i := int(it.Next())
			if i >= len(m.available) {
				break
			}
			m.available[i] = true
			if state[i] != verified && (t.left > 0 || t.readers > 0) {
				p.AmInterested = true
			}
		}
		wanted = wanted || p.AmInterested
		m.pieces += int64(max(p.Have-pm.pieces, 0))
		pm.pieces = p.Have
		m.peers = append(m.peers, p)
		seen[p.Addr] = true
	}
	m.meters = meters
	m.swarm.tick(m.pieces*t.meta.PieceSize, step)
	slices.SortFunc(m.peers, func(a, b engine.Peer) int { return strings.Compare(a.Addr, b.Addr) })
	for addr, k := range t.known {
		if connecting <= 0 {
			break
		}
		if !seen[addr] {
			m.peers = append(m.peers, engine.Peer{
				Addr: addr, Origin: k.origin, Connecting: true, AmChoking: true, PeerChoking: true,
			})
			connecting--
		}
	}
	return wanted
}

// peer describes one connection.
func (e *Engine) peer(t *transfer, pc *torrent.PeerConn, pm *peerMeter, step time.Duration) engine.Peer {
	s := pc.Stats()
	down, up := s.BytesReadUsefulData.Int64(), s.BytesWrittenData.Int64()
	pm.down.tick(down, step)
	pm.up.tick(up, step)
	flags := e.flags.get(pc)
	name, _ := pc.PeerClientName.Load().(string)
	return engine.Peer{
		ID:             string(pc.PeerID[:]),
		Addr:           pc.RemoteAddr.String(),
		Client:         strings.ToValidUTF8(name[:min(len(name), maxText)], "?"),
		Origin:         origin(pc.Discovery),
		AmChoking:      e.settings.Up == 0,
		PeerChoking:    !flags.unchoked,
		PeerInterested: flags.interested,
		Down:           engine.Rate{PerSec: pm.down.perSec(), Session: down, Total: down},
		Up:             engine.Rate{PerSec: pm.up.perSec(), Session: up, Total: up},
		Have:           s.RemotePieceCount,
		Seed:           s.RemotePieceCount == t.lt.NumPieces(),
		Encrypted:      encrypted(pc),
	}
}

// guardStall repairs two things that the library does not: it never dials a peer
// again after a failed attempt, and now and then it stops asking connected peers
// for pieces that it wants.
func (e *Engine) guardStall(t *transfer, s torrent.TorrentStats, wanted bool, now time.Time) {
	m := &t.sampled
	if n := s.BytesRead.Int64(); n < m.heard || n-m.heard >= notJustAlive || !wanted {
		m.heard, m.heardAt = n, now
	}
	switch {
	case s.ActivePeers == 0 && (t.left > 0 || t.readers > 0) && m.redial.due(now):
		e.readd(t)
	case s.ActivePeers > 0:
		m.redial = redial{at: now.Add(time.Second)}
	}
	if m.heard-m.trusted >= enoughToTrust {
		m.bounced, m.trusted = 0, m.heard
	}
	patience := stallChoked
	for _, p := range m.peers {
		if p.AmInterested && !p.PeerChoking {
			patience = min(stallChoked, stallUnchoked<<min(m.bounced, 4))
		}
	}
	if now.Sub(m.heardAt) < patience {
		return
	}
	m.heardAt = now
	m.bounced++
	e.log.Warn("download stalled: connections are made anew", "torrent", t.id.String())
	t.lt.SetMaxEstablishedConns(0)
	t.lt.SetMaxEstablishedConns(e.settings.MaxPeers)
	e.readd(t)
}
