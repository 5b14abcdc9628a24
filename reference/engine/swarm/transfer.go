package swarm

import (
	"errors"
	"io/fs"
	"syscall"
	"time"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/metainfo"

	"enginespec/reference/engine"
)

// errParent says that the user's folder is gone.
var errParent = errors.New("the download folder does not exist")

// transfer is one torrent. All fields from run on are guarded by Engine.mu.
type transfer struct {
	id    engine.ID
	op    chan struct{} // a lock that can be waited for with a context
	meta  *engine.Meta  // nil while it comes from peers
	mi    *metainfo.MetaInfo
	data  *data
	dir   string
	extra []string // announce URLs of the user

	run      bool  // what the user wants
	wish     *bool // what became of run while the metadata was fetched
	shown    bool  // false while Add has not got far enough to tell
	gone     bool
	prio     []engine.Priority
	left     int64
	fail     *engine.Failure
	lt       *torrent.Torrent // while it takes part in the swarm
	store    *libStore        // that lt writes to; nil while only metadata is wanted
	changed  chan struct{}    // closed and replaced when run, lt, fail or gone change
	checking *checking
	readers  int // open Contents
	known    map[string]*knownPeer
	trackers []toldTracker
	order    [][]int // indices of trackers a tier, the one that answered first
	ann      *announcer
	down, up traffic
	sampled  sampled
	kept     record // what the state folder holds
	dirty    bool   // there is more to keep
	number   int    // place in the order of adding
	addedAt  time.Time
	doneAt   time.Time
	seedTime time.Duration
}

func newTransfer(id engine.ID) *transfer {
	return &transfer{id: id, op: make(chan struct{}, 1), changed: make(chan struct{}), known: map[string]*knownPeer{}}
}

// lock takes op; it fails when ctx ends first.
func (t *transfer) lock(done <-chan struct{}) bool {
	select {
	case t.op <- struct{}{}:
		return true
	case <-done:
		return false
	}
}

// signal wakes everybody who waits for a change. mu must be held.
func (t *transfer) signal() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// count sets left from the record of pieces. mu must be held.
func (t *transfer) count() {
	t.left = 0
	for i := range t.data.files {
		if f := &t.data.files[i]; t.prio[i] != engine.Skip {
			t.left += f.Size - t.data.done(f)
		}
	}
}

// wants reports whether any file is selected. mu must be held.
func (t *transfer) wants() bool {
	for _, p := range t.prio {
		if p != engine.Skip {
			return true
		}
	}
	return false
}

// selected returns the bytes of a piece that belong to selected files. mu must be held.
func (t *transfer) selected(piece int) (n int64) {
	off := int64(piece) * t.meta.PieceSize
	at := 0
	_ = t.data.span(off, t.data.pieceLen(piece), func(f *dataFile, _, k int64) error {
		for &t.data.files[at] != f {
			at++
		}
		if t.prio[at] != engine.Skip {
			n += k
		}
		return nil
	})
	return n
}

// state is what the torrent is doing. mu must be held.
func (t *transfer) state() engine.State {
	switch {
	case t.meta == nil:
		return engine.FetchingMeta
	case t.fail != nil:
		return engine.Failed
	case t.checking != nil:
		return engine.Checking
	case t.run && t.left > 0:
		return engine.Downloading
	case t.run:
		return engine.Seeding
	case t.ann != nil:
		return engine.Stopping
	}
	return engine.Stopped
}

// libPriority maps ours to the library's; readers stand above all of them.
func libPriority(p engine.Priority) torrent.PiecePriority {
	switch {
	case p <= engine.Skip:
		return torrent.PiecePriorityNone
	case p == engine.Low:
		return torrent.PiecePriorityNormal
	case p == engine.Normal:
		return torrent.PiecePriorityHigh
	}
	return torrent.PiecePriorityReadahead
}

// classify says what kind of trouble an error of the file system is.
func classify(err error) *engine.Failure {
	kind := engine.FailIO
	switch {
	case errors.Is(err, errParent):
		kind = engine.FailParent
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		kind = engine.FailSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		kind = engine.FailPermission
	}
	return &engine.Failure{Kind: kind, Text: err.Error()}
}
