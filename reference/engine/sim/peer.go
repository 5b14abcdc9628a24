package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"enginespec/reference/engine"
)

func (s Swarm) withDefaults() Swarm {
	def := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
		*v = max(*v, 0)
	}
	seeds, leechers, latency := int64(s.Seeds), int64(s.Leechers), int64(s.Latency)
	def(&seeds, 3)
	def(&leechers, 1)
	def(&latency, int64(100*time.Millisecond))
	def(&s.Down, 768<<10)
	def(&s.Up, 64<<10)
	s.Seeds, s.Leechers, s.Latency = int(seeds), int(leechers), time.Duration(latency)
	return s
}

// peer is one simulated peer. Leechers stay hungry for ever and never gain a piece:
// what they hold is fixed by the seed.
type peer struct {
	engine.Peer
	has       []bool // nil: all
	share     int64  // of the swarm's rate, in thousandths of its kind
	at        time.Time
	connected bool
	lost      bool // until its fault is healed
	in, out   flow
	dn, up    meter
}

var clients = [...]struct{ prefix, name string }{
	{"-TR0810-", "Transmission 0.81"}, {"-UT1800-", "uTorrent 1.8"}, {"-AZ4004-", "Azureus 4.0.0.4"}, {"-lt0D80-", "libTorrent 0.13.8"},
}

// newPeers draws the peers of a torrent from the seed.
func (t *torrent) newPeers() []*peer {
	r, s := t.e.rand(t.id), t.e.o.Swarm
	list := make([]*peer, 0, s.Seeds+s.Leechers)
	for i := range s.Seeds + s.Leechers {
		c := clients[r.IntN(len(clients))]
		p := &peer{Peer: engine.Peer{
			ID: c.prefix + digits(r, 12), Client: c.name,
			Addr:      fmt.Sprintf("127.%d.%d.%d:%d", 1+r.IntN(250), r.IntN(250), 1+r.IntN(250), 10000+r.IntN(50000)),
			Origin:    t.origin(i),
			Encrypted: r.IntN(2) == 0,
			Seed:      i < s.Seeds, Have: len(t.have),
		}}
		if !p.Seed {
			p.has, p.Have = make([]bool, len(t.have)), 0
			for k := range p.has {
				if p.has[k] = r.IntN(2) == 0; p.has[k] {
					p.Have++
				}
			}
		}
		list = append(list, p)
	}
	split(r, list[:s.Seeds])
	split(r, list[s.Seeds:])
	return list
}

// split gives each peer its share, some more and some less.
func split(r *rand.Rand, list []*peer) {
	var sum int64
	for _, p := range list {
		p.share = 80 + r.Int64N(41)
		sum += p.share
	}
	rest := int64(1000)
	for _, p := range list {
		p.share = p.share * 1000 / sum
		rest -= p.share
	}
	if len(list) > 0 {
		list[0].share += rest
	}
}

func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

func (t *torrent) origin(i int) engine.Origin {
	switch {
	case i < len(t.src.Peers):
		return engine.FromUser
	case i >= t.e.o.Swarm.Seeds:
		return engine.FromIncoming
	case len(t.trackers) > 0:
		return engine.FromTracker
	}
	return engine.FromPEX
}

// holds reports whether p has a piece.
func (p *peer) holds(i int) bool { return p.has == nil || p.has[i] }

// join goes into the swarm: the trackers are asked, peers come one after another.
func (t *torrent) join(now time.Time) {
	t.announce(now)
	for i, p := range t.peers {
		p.at = now.Add(t.e.o.Swarm.Latency * time.Duration(i+1))
	}
}

// leave drops all connections. What was on its way is lost.
func (t *torrent) leave() {
	for _, p := range t.peers {
		p.disconnect()
	}
	clear(t.partial)
	t.down.stop()
	t.up.stop()
}

func (p *peer) disconnect() {
	p.connected = false
	p.dn, p.up = meter{}, meter{}
}

// connect lets peers come and go.
func (t *torrent) connect(now time.Time) {
	nobody, n := t.fault(engine.NoPeers) != nil, 0
	for _, p := range t.peers {
		switch {
		case nobody || p.lost || n >= t.e.set.MaxPeers:
			p.disconnect()
			p.at = now.Add(t.e.o.Swarm.Latency)
		case !p.connected && !now.Before(p.at):
			p.connected = true
			n++
		case p.connected:
			n++
		}
	}
}
