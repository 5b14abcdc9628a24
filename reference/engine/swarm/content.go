package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
)

// How far ahead of a reader pieces are asked for. A long readahead makes seeks
// slow, because what was asked for arrives first; so it grows with contiguous
// reading, up to some seconds of the measured rate.
const (
	minReadahead     = 1 << 20
	maxReadahead     = 16 << 20
	readaheadSeconds = 10
)

// Open is part of engine.Engine.
func (e *Engine) Open(_ context.Context, id engine.ID, file int) (engine.Content, error) {
	t, err := e.lookup(id)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.meta == nil || file < 0 || file >= len(t.meta.Files) {
		return nil, fmt.Errorf("%w: number %d", engine.ErrNoFile, file)
	}
	t.readers++
	return &content{e: e, t: t, index: file, f: &t.data.files[file], ctx: context.Background()}, nil
}

// content reads one file. While the file is incomplete it reads through the
// library's reader, whose place steers the download; a complete file is read from
// disk without the library.
type content struct {
	e      *Engine
	t      *transfer
	index  int
	f      *dataFile
	ctx    context.Context
	pos    int64
	lt     *torrent.Torrent // that rd reads from
	rd     torrent.Reader
	rate   atomic.Int64
	closed bool

	raised     *torrent.Torrent // whose pieces first to end have a priority of the window's
	first, end int
}

func (c *content) Size() int64                    { return c.f.Size }
func (c *content) SetContext(ctx context.Context) { c.ctx = ctx }

// Window is part of engine.Content. Who watches the window wants it filled: it
// steers the download to the position as a Read does, without waiting.
func (c *content) Window() (from, ready int64) {
	ready = c.t.data.ready(c.f, c.pos)
	if c.closed || ready == c.f.Size {
		return c.pos, ready
	}
	c.e.mu.Lock()
	lt, run := c.t.lt, c.t.run && c.t.fail == nil && !c.e.closed && !c.t.gone
	c.e.mu.Unlock()
	if lt != nil && run {
		c.raise(lt)
	}
	return c.pos, ready
}

// raise has the library ask for the pieces of the window first. Its readers do so
// only while a Read waits; without one it takes priorities of pieces. Those of the
// window before are lowered again, so that a seek leaves nothing behind.
func (c *content) raise(lt *torrent.Torrent) {
	size := c.t.meta.PieceSize
	first := int((c.f.Offset + c.pos) / size)
	end := int((c.f.Offset+min(c.pos+max(minReadahead, size), c.f.Size)-1)/size) + 1
	if c.raised == lt && c.first == first && c.end == end {
		return
	}
	c.lower()
	c.raised, c.first, c.end = lt, first, end
	for i := first; i < end; i++ {
		prio := torrent.PiecePriorityReadahead
		if i == first {
			prio = torrent.PiecePriorityNow
		}
		lt.Piece(i).SetPriority(prio)
	}
}

func (c *content) lower() {
	if c.raised == nil {
		return
	}
	for i := c.first; i < c.end; i++ {
		c.raised.Piece(i).SetPriority(torrent.PiecePriorityNone)
	}
	c.raised = nil
}

// Read is part of engine.Content.
func (c *content) Read(p []byte) (int, error) {
	if c.closed {
		return 0, errors.New("the file is closed")
	}
	for {
		e, t := c.e, c.t
		e.mu.Lock()
		lt, changed, run := t.lt, t.changed, t.run && t.fail == nil
		closed, gone := e.closed, t.gone
		c.rate.Store(t.down.perSec())
		e.mu.Unlock()
		switch {
		case gone:
			return 0, engine.ErrNotFound
		case c.pos >= c.f.Size:
			return 0, io.EOF
		case closed:
			return 0, engine.ErrClosed
		case len(p) == 0:
			return 0, nil
		case c.ctx.Err() != nil:
			return 0, c.ctx.Err()
		}
		p := p[:min(int64(len(p)), c.f.Size-c.pos)] // the library reads on into the next file
		ready := t.data.ready(c.f, c.pos)
		switch {
		case ready > c.pos && (lt == nil || ready == c.f.Size):
			return c.direct(p[:min(int64(len(p)), ready-c.pos)])
		case !run:
			return 0, engine.ErrStopped
		case lt != nil:
			n, err := c.steer(lt, p)
			if n > 0 || err == nil {
				c.pos += int64(n)
				return n, nil
			}
			if cerr := c.ctx.Err(); cerr != nil {
				return 0, cerr
			}
			if err := c.storageError(lt); err != nil {
				return 0, err
			}
		}
		select {
		case <-changed:
		case <-c.ctx.Done():
		case <-e.ctx.Done():
		}
	}
}

// direct reads verified bytes from disk.
func (c *content) direct(p []byte) (int, error) {
	n, err := c.t.data.readAt(p, c.f.Offset+c.pos)
	c.pos += int64(n)
	if n > 0 {
		return n, nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // verified and gone: somebody deleted it
	}
	return 0, err
}

// steer reads through the library, which blocks until the piece is verified.
func (c *content) steer(lt *torrent.Torrent, p []byte) (int, error) {
	if c.lt != lt {
		c.release()
		c.lt, c.rd = lt, lt.Files()[c.index].NewReader()
		ahead := max(minReadahead, c.t.meta.PieceSize)
		c.rd.SetReadaheadFunc(func(r torrent.ReadaheadContext) int64 { // the library's lock is held
			read := r.CurrentPos - r.ContiguousReadStartPos
			return max(ahead, min(read, c.rate.Load()*readaheadSeconds, maxReadahead))
		})
	}
	c.rd.SetContext(c.ctx)
	if _, err := c.rd.Seek(c.pos, io.SeekStart); err != nil {
		return 0, err
	}
	return c.rd.Read(p)
}

// storageError tells a reader that failed although its torrent is attached and
// may download from one whose torrent is being stopped.
func (c *content) storageError(lt *torrent.Torrent) error {
	c.e.mu.Lock()
	defer c.e.mu.Unlock()
	if c.t.data.piece(int((c.f.Offset+c.pos)/c.t.meta.PieceSize)) == verified && c.t.lt == lt && c.t.run {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (c *content) release() {
	if c.rd != nil {
		c.rd.Close()
		c.lt, c.rd = nil, nil
	}
}

// Seek is part of io.Seeker. It moves nothing until the next Read.
func (c *content) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += c.pos
	case io.SeekEnd:
		off += c.f.Size
	case io.SeekStart:
	default:
		return 0, errors.New("seek: bad whence")
	}
	if off < 0 {
		return 0, errors.New("seek: before the beginning")
	}
	c.pos = off
	return off, nil
}

// Close ends the reader's influence on the download.
func (c *content) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	c.release()
	c.lower()
	c.e.mu.Lock()
	c.t.readers--
	c.e.mu.Unlock()
	return nil
}
