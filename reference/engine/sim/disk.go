package sim

import (
	"slices"
	"sync"
	"time"

	"enginespec/reference/engine"
)

// Disk is what outlives an Engine: its settings and torrents as last acknowledged,
// and the verified pieces, also of torrents that were removed without their data.
// One engine at a time may use it.
type Disk struct {
	mu       sync.Mutex
	settings *engine.Settings
	torrents []saved
	data     map[place]map[int]bool // verified pieces
}

// NewDisk returns an empty disk.
func NewDisk() *Disk { return &Disk{data: map[place]map[int]bool{}} }

// place is where a torrent's files are.
type place struct {
	id  engine.ID
	dir string
}

type saved struct {
	metainfo        []byte
	trackers        []string // besides those of the metainfo
	peers           []string
	dir             string
	running         bool
	priority        []engine.Priority
	failure         *engine.Failure
	down, up        int64
	addedAt, doneAt time.Time
	seedTime        time.Duration
}

// save writes down all that was acknowledged. The caller holds mu.
func (e *Engine) save() {
	list := make([]saved, 0, len(e.list))
	for _, t := range e.list {
		if t.meta == nil {
			continue // Add has not returned
		}
		list = append(list, saved{
			metainfo: t.metainfo, trackers: t.src.Trackers, peers: t.src.Peers, dir: t.dir,
			running: t.running, priority: slices.Clone(t.priority), failure: t.fatal,
			down: t.down.total, up: t.up.total,
			addedAt: t.addedAt, doneAt: t.doneAt, seedTime: t.seeded(e.now()),
		})
	}
	set := e.set
	d := e.o.Disk
	d.mu.Lock()
	defer d.mu.Unlock()
	d.settings, d.torrents = &set, list
}

// restore takes up what save wrote.
func (e *Engine) restore() error {
	d := e.o.Disk
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.settings != nil {
		e.set = *d.settings
	}
	for _, s := range d.torrents {
		id, meta, hashes, err := engine.ParseMetainfo(s.metainfo)
		if err != nil {
			return err
		}
		t := e.newTorrent(id, engine.Source{Trackers: s.trackers, Peers: s.peers}, s.dir)
		t.know(s.metainfo, meta, hashes)
		t.priority, t.fatal = slices.Clone(s.priority), s.failure
		t.down.total, t.up.total = s.down, s.up
		t.addedAt, t.doneAt, t.seedTime = s.addedAt, s.doneAt, s.seedTime
		for i := range d.data[place{id, s.dir}] {
			t.mark(i)
		}
		t.requeue()
		if s.running {
			t.start(e.now())
		}
		t.settle()
	}
	return nil
}

// write puts a verified piece on the disk.
func (d *Disk) write(p place, piece int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.data[p] == nil {
		d.data[p] = map[int]bool{}
	}
	d.data[p][piece] = true
}

// read lists the pieces that are there.
func (d *Disk) read(p place) []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []int
	for i := range d.data[p] {
		list = append(list, i)
	}
	return list
}

// erase deletes a torrent's files.
func (d *Disk) erase(p place) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.data, p)
}
