package swarm

import (
	"context"
	"crypto/sha1"
	"errors"
	"io"
	"io/fs"
	"slices"
)

// mark records a piece's state. A file whose last piece this is gets its final
// name first, so that who sees the file complete finds it there.
func (d *data) mark(i int, s pieceState) error {
	d.marking.Lock()
	defer d.marking.Unlock()
	return d.markLocked(i, s)
}

// markLocked is mark with marking held.
func (d *data) markLocked(i int, s pieceState) error {
	old := d.piece(i)
	if old == s {
		return nil
	}
	var err error
	if s == verified {
		err = d.span(int64(i)*d.meta.PieceSize, d.pieceLen(i), func(f *dataFile, _, k int64) error {
			if d.done(f)+k < f.Size {
				return nil
			}
			return d.finish(f)
		})
	}
	apply := func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.state[i] = s
		switch {
		case s == verified:
			d.have++
		case old == verified:
			d.have--
		}
	}
	if (s == verified) == (old == verified) || d.onPiece == nil {
		apply()
	} else {
		d.onPiece(i, s == verified, apply)
	}
	return err
}

// finish gives a complete file its name, once its bytes are on the disk.
func (d *data) finish(f *dataFile) error {
	h, done, err := d.use(f, false)
	if err != nil {
		return err
	}
	defer done()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.whole {
		return nil
	}
	if err := h.Sync(); err != nil {
		return err
	}
	if err := d.fsys.Rename(f.part, f.path); err != nil {
		return err
	}
	f.whole = true
	return nil
}

// touchEmpty makes the files that have no bytes, which no piece ever writes.
func (d *data) touchEmpty() error {
	for i := range d.files {
		f := &d.files[i]
		if f.Size > 0 {
			continue
		}
		_, done, err := d.use(f, true)
		if err == nil {
			done()
			err = d.finish(f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// piece returns one piece's state.
func (d *data) piece(i int) pieceState {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.state[i]
}

// pieces returns a copy of all pieces' states.
func (d *data) pieces() []pieceState {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Clone(d.state)
}

// whole reports whether every piece is verified.
func (d *data) whole() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.have == len(d.state)
}

// done returns a file's verified bytes.
func (d *data) done(f *dataFile) (n int64) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	n, _ = d.doneLocked(f)
	return n
}

func (d *data) doneLocked(f *dataFile) (n int64, have int) {
	for i := f.begin; i < f.end; i++ {
		if d.state[i] != verified {
			continue
		}
		have++
		from := max(int64(i)*d.meta.PieceSize, f.Offset)
		to := min(int64(i)*d.meta.PieceSize+d.pieceLen(i), f.Offset+f.Size)
		n += to - from
	}
	return n, have
}

// ready returns the end of the verified bytes of a file that follow pos without
// a gap, or pos.
func (d *data) ready(f *dataFile, pos int64) int64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for pos < f.Size {
		i := int((f.Offset + pos) / d.meta.PieceSize)
		if d.state[i] != verified {
			break
		}
		pos = min(int64(i)*d.meta.PieceSize+d.pieceLen(i)-f.Offset, f.Size)
	}
	return pos
}

// forget makes every piece unknown, so that check hashes them.
func (d *data) forget() {
	for i := range d.state {
		_ = d.mark(i, unknown) // only a verified piece can fail here
	}
}

// unknown returns how many pieces have to be hashed.
func (d *data) unknown() (n int) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, s := range d.state {
		if s == unknown {
			n++
		}
	}
	return n
}

// check hashes the unknown pieces and reports progress from 0 to 1.
func (d *data) check(ctx context.Context, progress func(float64)) error {
	total, n := d.unknown(), 0
	var buf []byte
	for i := range d.state {
		if d.piece(i) != unknown {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if buf == nil {
			buf = make([]byte, min(d.meta.PieceSize, 1<<20))
		}
		ok, err := d.hash(i, buf)
		if err != nil {
			return err
		}
		s := missing
		if ok {
			s = verified
		}
		if err := d.mark(i, s); err != nil {
			return err
		}
		n++
		progress(float64(n) / float64(total))
	}
	return nil
}

func (d *data) hash(i int, buf []byte) (bool, error) {
	h := sha1.New()
	off, left := int64(i)*d.meta.PieceSize, d.pieceLen(i)
	for left > 0 {
		p := buf[:min(left, int64(len(buf)))]
		n, err := d.readAt(p, off)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if n < len(p) {
			return false, nil
		}
		h.Write(p)
		off, left = off+int64(n), left-int64(n)
	}
	return [20]byte(h.Sum(nil)) == d.hashes[i], nil
}

// remove deletes the torrent's own files and the folders that are empty then.
// Nothing else in the user's folder is touched.
func (d *data) remove() error {
	d.close()
	var errs []error
	dirs := map[string]bool{}
	for i := range d.files {
		f := &d.files[i]
		for _, name := range []string{f.part, f.path} {
			if err := d.fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		for dir := parent(f.path); len(dir) > len(d.root); dir = parent(dir) {
			dirs[dir] = true
		}
	}
	for _, dir := range deepestFirst(dirs) {
		_ = d.fsys.Remove(dir) // it stays when the user keeps something in it
	}
	return errors.Join(errs...)
}

// sync makes what was written durable.
func (d *data) sync() error {
	var errs []error
	for i := range d.files {
		f := &d.files[i]
		f.mu.Lock()
		if f.file != nil {
			errs = append(errs, f.file.Sync())
		}
		f.mu.Unlock()
	}
	return errors.Join(errs...)
}
