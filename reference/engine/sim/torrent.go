package sim

import (
	"slices"
	"sort"
	"time"

	"enginespec/reference/engine"
)

// torrent is one torrent. All of it is guarded by Engine.mu.
type torrent struct {
	e        *Engine
	id       engine.ID
	src      engine.Source
	wish     engine.AddOptions
	metainfo []byte
	meta     *engine.Meta // nil while it is fetched
	hashes   [][20]byte
	dir      string
	content  []source // by file
	given    bool     // some content was given: check pieces

	state   engine.State
	running bool            // the user wants it to run
	fatal   *engine.Failure // why it failed
	warned  *engine.Failure // what the tracker said
	removed bool
	wrong   error // why Add must refuse it after all

	have     []bool
	pieces   int           // how many of have
	bytes    int64         // in them
	fileDone []int64       // verified bytes by file
	partial  map[int]int64 // bytes of pieces on their way
	priority []engine.Priority
	queue    []int // missing pieces of selected files, in order; those before head are had
	head     int

	checking bool
	checked  int64     // bytes hashed
	found    []int     // pieces that the check will find besides those had
	metaAt   time.Time // the metadata arrives
	stopped  time.Time // the trackers know of the stop
	sharing  bool      // connected to the swarm
	peers    []*peer
	trackers []tracker
	faults   []*fault
	down, up meter
	readers  []*content
	change   chan struct{} // closed and replaced when a reader may go on

	addedAt, doneAt, seedSince time.Time
	seedTime                   time.Duration
}

// newTorrent enters a torrent without metadata into the list.
func (e *Engine) newTorrent(id engine.ID, src engine.Source, dir string) *torrent {
	t := &torrent{e: e, id: id, src: src, dir: dir, state: engine.FetchingMeta,
		partial: map[int]int64{}, change: make(chan struct{}), addedAt: e.now()}
	for _, f := range e.faults {
		t.faults = append(t.faults, newFault(f))
	}
	for _, f := range e.o.Faults {
		if f.ID == id {
			t.faults = append(t.faults, newFault(f))
		}
	}
	e.list = append(e.list, t)
	e.byID[id] = t
	return t
}

// know gives the torrent its metadata.
func (t *torrent) know(metainfo []byte, meta *engine.Meta, hashes [][20]byte) {
	t.metainfo, t.meta, t.hashes = slices.Clone(metainfo), meta, hashes
	t.have = make([]bool, len(hashes))
	t.fileDone = make([]int64, len(meta.Files))
	t.priority = make([]engine.Priority, len(meta.Files))
	t.content = make([]source, len(meta.Files))
	for i, f := range meta.Files {
		t.content[i] = source{pattern(seed(t.id)), f.Offset}
		if t.e.o.Content == nil {
			continue
		}
		if r := t.e.o.Content(t.id, i); r != nil {
			t.content[i], t.given = source{r, 0}, true
		}
	}
	t.trackers = newTrackers(t.meta.Trackers, t.src.Trackers)
	t.peers = t.newPeers()
	for _, f := range t.faults {
		if f.Kind == engine.LosePeers {
			f.began = time.Time{} // there was nobody to lose
		}
	}
}

// span returns the pieces of a file, end excluded. An empty file has none.
func (t *torrent) span(file int) (begin, end int) {
	f := t.meta.Files[file]
	begin = int(f.Offset / t.meta.PieceSize)
	if f.Size == 0 {
		return begin, begin
	}
	return begin, int((f.Offset+f.Size-1)/t.meta.PieceSize) + 1
}

func (t *torrent) pieceSize(i int) int64 {
	return min(t.meta.PieceSize, t.meta.Size-int64(i)*t.meta.PieceSize)
}

// mark makes a piece one that we have.
func (t *torrent) mark(i int) {
	if t.have[i] {
		return
	}
	t.have[i] = true
	t.pieces++
	t.bytes += t.pieceSize(i)
	from := int64(i) * t.meta.PieceSize
	to := from + t.pieceSize(i)
	files := t.meta.Files
	for k := sort.Search(len(files), func(k int) bool { return files[k].Offset+files[k].Size > from }); k < len(files) && files[k].Offset < to; k++ {
		t.fileDone[k] += max(min(to, files[k].Offset+files[k].Size)-max(from, files[k].Offset), 0)
	}
}

// left returns the missing and all bytes of the selected files.
func (t *torrent) left() (left, all int64) {
	for i, f := range t.meta.Files {
		if t.priority[i] != engine.Skip {
			left += f.Size - t.fileDone[i]
			all += f.Size
		}
	}
	return left, all
}

// requeue lists the missing pieces of selected files: high priority first, then in
// the order of the torrent.
func (t *torrent) requeue() {
	t.queue, t.head = t.queue[:0], 0
	seen := make([]bool, len(t.have))
	for p := engine.High; p > engine.Skip; p-- {
		for f := range t.meta.Files {
			if t.priority[f] != p {
				continue
			}
			for i, end := t.span(f); i < end; i++ {
				if !seen[i] && !t.have[i] {
					seen[i] = true
					t.queue = append(t.queue, i)
				}
			}
		}
	}
}

// start makes the torrent run.
func (t *torrent) start(now time.Time) {
	if !t.running || t.fatal != nil {
		t.down.session, t.up.session = 0, 0
	}
	t.running, t.fatal, t.stopped = true, nil, time.Time{}
	t.checking = len(t.found) > 0 // a check that was stopped begins again
}

// settle derives the state from the facts, joins or leaves the swarm as it asks
// for, and tells the watchers.
func (t *torrent) settle() {
	now := t.e.now()
	was := t.state
	left := int64(1)
	if t.meta != nil {
		left, _ = t.left()
	}
	switch {
	case t.meta == nil:
		t.state = engine.FetchingMeta
	case t.fatal != nil:
		t.state = engine.Failed
	case t.checking:
		t.state = engine.Checking
	case !t.running && now.Before(t.stopped):
		t.state = engine.Stopping
	case !t.running:
		t.state = engine.Stopped
	case left == 0:
		t.state = engine.Seeding
	default:
		t.state = engine.Downloading
	}
	if left > 0 {
		t.doneAt = time.Time{}
	}
	if t.state == engine.Seeding && t.seedSince.IsZero() {
		t.seedSince = now
	} else if t.state != engine.Seeding {
		t.seedTime, t.seedSince = t.seeded(now), time.Time{}
	}
	if share := t.state == engine.Downloading || t.state == engine.Seeding; share != t.sharing {
		t.sharing = share
		if share {
			t.join(now)
		} else {
			t.leave()
		}
	}
	if t.state != was {
		t.e.emit(engine.Changed, t.id)
	}
	t.notify()
	t.e.stir()
}

// seeded is how long it has seeded.
func (t *torrent) seeded(now time.Time) time.Duration {
	if t.seedSince.IsZero() {
		return t.seedTime
	}
	return t.seedTime + now.Sub(t.seedSince)
}

// finish notes that all selected files are complete, once.
func (t *torrent) finish(now time.Time) {
	if left, all := t.left(); left == 0 && all > 0 && t.doneAt.IsZero() {
		t.doneAt = now
		t.e.emit(engine.Done, t.id)
		t.e.save()
	}
}

// notify lets blocked readers look again.
func (t *torrent) notify() {
	close(t.change)
	t.change = make(chan struct{})
}

// active reports whether time changes anything about the torrent.
func (t *torrent) active() bool {
	return t.state != engine.Stopped && t.state != engine.Failed
}
