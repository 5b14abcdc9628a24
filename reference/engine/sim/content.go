package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"

	"enginespec/reference/engine"
)

// source is a file's bytes: those of r from base on.
type source struct {
	r    io.ReaderAt
	base int64
}

// readAt reads the torrent's stream of bytes, which the caller knows to be long
// enough. It touches only what never changes, so it needs no lock.
func (t *torrent) readAt(b []byte, off int64) (int, error) {
	files, n := t.meta.Files, 0
	for k := sort.Search(len(files), func(k int) bool { return files[k].Offset+files[k].Size > off }); n < len(b); k++ {
		at := off + int64(n) - files[k].Offset
		part := b[n:min(int64(len(b)), int64(n)+files[k].Size-at)]
		m, err := t.content[k].r.ReadAt(part, t.content[k].base+at)
		n += m
		if m < len(part) {
			return n, fmt.Errorf("file %d at byte %d: %w", k, at+int64(m), err)
		}
	}
	return n, nil
}

// content is an open file. Its fields but ctx are guarded by Engine.mu.
type content struct {
	t          *torrent
	base, size int64
	pos        int64
	closed     bool
	ctx        context.Context
}

// Open implements engine.Engine.
func (e *Engine) Open(ctx context.Context, id engine.ID, file int) (engine.Content, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.lookup(ctx, id)
	if err != nil {
		return nil, err
	}
	if t.meta == nil || file < 0 || file >= len(t.meta.Files) {
		return nil, engine.ErrNoFile
	}
	f := t.meta.Files[file]
	c := &content{t: t, base: f.Offset, size: f.Size, ctx: ctx}
	t.readers = append(t.readers, c)
	e.stir()
	return c, nil
}

// Size implements engine.Content.
func (c *content) Size() int64 { return c.size }

// SetContext implements engine.Content.
func (c *content) SetContext(ctx context.Context) { c.ctx = ctx }

// Window implements engine.Content.
func (c *content) Window() (from, ready int64) {
	c.t.e.mu.Lock()
	defer c.t.e.mu.Unlock()
	return c.pos, c.ready()
}

// ready is the end of the verified bytes from the position on. The caller holds mu.
func (c *content) ready() int64 {
	if c.pos >= c.size {
		return c.pos
	}
	ps := c.t.meta.PieceSize
	i := int((c.base + c.pos) / ps)
	end := c.base + c.pos
	for ; i < len(c.t.have) && c.t.have[i] && end < c.base+c.size; i++ {
		end = int64(i+1) * ps
	}
	return min(end-c.base, c.size)
}

// Read implements engine.Content. Verified bytes can be read in every state.
func (c *content) Read(b []byte) (int, error) {
	e := c.t.e
	e.mu.Lock()
	for {
		if err := c.refused(); err != nil {
			e.mu.Unlock()
			return 0, err
		}
		if len(b) == 0 {
			e.mu.Unlock()
			return 0, nil
		}
		if c.pos >= c.size {
			e.mu.Unlock()
			return 0, io.EOF
		}
		if ready := c.ready(); ready > c.pos {
			b = b[:min(int64(len(b)), ready-c.pos)]
			from := c.base + c.pos
			c.pos += int64(len(b))
			e.mu.Unlock()
			return c.t.readAt(b, from)
		}
		if err := c.t.halted(); err != nil {
			e.mu.Unlock()
			return 0, err
		}
		change, ctx := c.t.change, c.ctx
		e.mu.Unlock()
		select {
		case <-change:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		e.mu.Lock()
	}
}

// refused reports why nothing at all can be read.
func (c *content) refused() error {
	switch {
	case c.closed:
		return fs.ErrClosed
	case c.t.e.closed:
		return engine.ErrClosed
	case c.t.removed:
		return engine.ErrNotFound
	}
	return c.ctx.Err()
}

// halted reports why waiting for bytes is in vain.
func (t *torrent) halted() error {
	switch {
	case t.fatal != nil:
		return fmt.Errorf("%w: %s", engine.ErrStopped, t.fatal.Text)
	case !t.running && !t.checking:
		return engine.ErrStopped
	}
	return nil
}

// Seek implements engine.Content.
func (c *content) Seek(offset int64, whence int) (int64, error) {
	c.t.e.mu.Lock()
	defer c.t.e.mu.Unlock()
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += c.pos
	case io.SeekEnd:
		offset += c.size
	default:
		return 0, errors.New("seek: unknown whence")
	}
	if offset < 0 {
		return 0, errors.New("seek: before the start")
	}
	if c.closed {
		return 0, fs.ErrClosed
	}
	c.pos = offset
	return offset, nil
}

// Close implements engine.Content.
func (c *content) Close() error {
	c.t.e.mu.Lock()
	defer c.t.e.mu.Unlock()
	c.closed = true
	c.t.readers = slices.DeleteFunc(c.t.readers, func(r *content) bool { return r == c })
	return nil
}
