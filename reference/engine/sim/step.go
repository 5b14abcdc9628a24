package sim

import (
	"crypto/sha1"
	"time"

	"enginespec/reference/engine"
)

// readahead is how far in front of a reader pieces are fetched first, and at all
// if its file is not selected.
const readahead = 4 << 20

// step moves the whole world on by one step. The caller holds mu.
func (e *Engine) step(now time.Time) {
	var offers []offer
	var want int64
	for _, t := range e.list {
		t.trouble(now)
		switch t.state {
		case engine.FetchingMeta:
			t.fetch(now)
		case engine.Checking:
			t.hash(now)
		case engine.Stopping:
			if !now.Before(t.stopped) {
				t.settle()
			}
		case engine.Downloading, engine.Seeding:
			t.connect(now)
			t.hear(now)
			offers = t.offers(offers)
		}
	}
	for _, o := range offers {
		want += o.n
	}
	// Under a limit everyone gets the same part of what he could have.
	tokens := e.down.fill(e.set.Down, want)
	var before, spent int64
	for _, o := range offers {
		spent += o.t.take(o.p, part(before, o.n, tokens, want), now)
		before += o.n
	}
	e.down.spend(e.set.Down, spent)
	e.upload()
	for _, t := range e.list {
		if t.sharing {
			t.tick()
		}
	}
}

// part is what the n of want that follow those before get of the tokens. All parts
// together are exactly the tokens, however few they are.
func part(before, n, tokens, want int64) int64 {
	if want <= tokens {
		return n
	}
	at := func(v int64) int64 { return int64(float64(v) / float64(want) * float64(tokens)) }
	return at(before+n) - at(before)
}

// offer is what one peer could send in this step.
type offer struct {
	t *torrent
	p *peer
	n int64
}

func (t *torrent) offers(list []offer) []offer {
	if t.mute() {
		return list
	}
	rate := t.e.o.Swarm.Down
	if f := t.fault(engine.SlowPeers); f != nil {
		rate = f.Rate
	}
	seeds := t.e.o.Swarm.Seeds > 0
	for _, p := range t.peers {
		if p.connected && p.Seed == seeds && t.pick(p) >= 0 {
			if n := p.in.take(rate * p.share / 1000); n > 0 {
				list = append(list, offer{t, p, n})
			}
		}
	}
	return list
}

// mute reports whether the peers that are there send nothing.
func (t *torrent) mute() bool {
	return t.fault(engine.Stall) != nil || t.fault(engine.SlowStart) != nil
}

// pick returns the piece to get from p next: what readers wait for, then the
// selected files; -1 if it has nothing that we want.
func (t *torrent) pick(p *peer) int {
	for _, r := range t.readers {
		if r.pos >= r.size {
			continue
		}
		from := r.base + r.pos
		to := min(from+readahead, r.base+r.size)
		for i := int(from / t.meta.PieceSize); int64(i)*t.meta.PieceSize < to; i++ {
			if !t.have[i] && p.holds(i) {
				return i
			}
		}
	}
	for t.head < len(t.queue) && t.have[t.queue[t.head]] {
		t.head++
	}
	for _, i := range t.queue[t.head:] {
		if !t.have[i] && p.holds(i) {
			return i
		}
	}
	return -1
}

// take receives up to n bytes from p and returns how many it could use.
func (t *torrent) take(p *peer, n int64, now time.Time) int64 {
	var used int64
	for used < n && t.state != engine.Failed && !t.mute() {
		i := t.pick(p)
		if i < 0 {
			break
		}
		k := min(n-used, t.pieceSize(i)-t.partial[i])
		used += k
		t.down.add(k)
		p.dn.add(k)
		if t.partial[i] += k; t.partial[i] == t.pieceSize(i) {
			delete(t.partial, i)
			t.arrive(i, now)
		}
	}
	return used
}

// arrive checks a whole piece and writes it.
func (t *torrent) arrive(i int, now time.Time) {
	if f := t.fault(engine.CorruptPiece); f != nil {
		if f.n--; f.n == 0 {
			t.heal(f)
		}
		return
	}
	if f := t.fault(engine.DiskFull); f != nil {
		t.fail(engine.FailSpace, or(f.Text, "no space left on device"))
		return
	}
	if t.given {
		b := make([]byte, t.pieceSize(i))
		if _, err := t.readAt(b, int64(i)*t.meta.PieceSize); err != nil || sha1.Sum(b) != t.hashes[i] {
			t.fail(engine.FailIO, "the content given to the simulation does not fit the metainfo")
			return
		}
	}
	t.mark(i)
	t.e.o.Disk.write(place{t.id, t.dir}, i)
	t.e.emit(engine.Progress, t.id)
	t.trouble(now) // a fault may begin with this very piece
	t.finish(now)
	if left, _ := t.left(); (left == 0) != (t.state == engine.Seeding) {
		t.settle()
	} else {
		t.notify()
	}
}

func (t *torrent) fail(k engine.FailureKind, text string) {
	t.fatal = &engine.Failure{Kind: k, Text: text}
	t.settle()
	t.e.save()
}

// upload serves the leechers, under the limit.
func (e *Engine) upload() {
	var want int64
	var offers []offer
	for _, t := range e.list {
		if !t.sharing || t.pieces == 0 {
			continue
		}
		for _, p := range t.peers {
			if p.connected && !p.Seed {
				if n := p.out.take(e.o.Swarm.Up * p.share / 1000); n > 0 {
					offers = append(offers, offer{t, p, n})
					want += n
				}
			}
		}
	}
	tokens := e.up.fill(e.set.Up, want)
	var before, spent int64
	for _, o := range offers {
		n := part(before, o.n, tokens, want)
		o.t.up.add(n)
		o.p.up.add(n)
		before += o.n
		spent += n
	}
	e.up.spend(e.set.Up, spent)
}

func (t *torrent) tick() {
	t.down.tick()
	t.up.tick()
	for _, p := range t.peers {
		if p.connected {
			p.dn.tick()
			p.up.tick()
		}
	}
}

// fetch gets the metadata from peers that know it.
func (t *torrent) fetch(now time.Time) {
	b := t.e.known[t.id]
	switch {
	case b == nil || t.fault(engine.NoPeers) != nil || t.fault(engine.Stall) != nil:
		t.metaAt = time.Time{}
	case t.metaAt.IsZero():
		t.metaAt = now.Add(3 * t.e.o.Swarm.Latency)
	case !now.Before(t.metaAt):
		_, meta, hashes, _ := engine.ParseMetainfo(b) // New has parsed it
		if !validFiles(t.wish.Files, meta) {
			t.wrong = engine.ErrNoFile
			t.notify()
			return
		}
		t.know(b, meta, hashes)
		t.begun()
	}
}

// hash goes on with a check.
func (t *torrent) hash(now time.Time) {
	t.checked += t.e.o.CheckRate / stepsPerSec
	t.e.emit(engine.Progress, t.id)
	if t.checked < t.meta.Size {
		return
	}
	for _, i := range t.found {
		t.mark(i)
	}
	t.checking, t.found = false, nil
	t.requeue()
	t.finish(now)
	t.settle()
	t.e.save()
}
