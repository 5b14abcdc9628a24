package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine/store"
)

// content keeps the bytes of files, each under a number from the same series as the
// ids. A file is written once, before the account that names it, and never changed.
type content struct {
	fs  store.FS
	dir string
}

func openContent(fsys store.FS, dir string) (*content, error) {
	if err := fsys.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("putio: %w", err)
	}
	return &content{fsys, dir}, nil
}

func (c *content) name(id wire.ID) string { return filepath.Join(c.dir, id.String()) }

// open opens a file for reading at any place.
func (c *content) open(id wire.ID) (store.File, error) {
	if id == 0 {
		return nil, errors.New("the file has no content")
	}
	return c.fs.OpenFile(c.name(id), os.O_RDONLY, 0)
}

// read returns all of a small file.
func (c *content) read(id wire.ID, limit int64) ([]byte, error) {
	return store.ReadFile(c.fs, c.name(id), limit)
}

// errTooMuch says that a source gave more than it may.
var errTooMuch = errors.New("the content is larger than it may be")

// write keeps what r gives, at most limit bytes, and returns how many there were.
// They are on the disk when it returns nil, and nothing is left otherwise. progress,
// if not nil, is told of each part.
func (c *content) write(ctx context.Context, id wire.ID, r io.Reader, limit int64, progress func(n int64)) (int64, error) {
	f, err := c.fs.OpenFile(c.name(id), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := c.copy(ctx, f, r, limit, progress)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = c.fs.SyncDir(c.dir)
	}
	if err != nil {
		c.remove(id)
	}
	return n, err
}

func (c *content) copy(ctx context.Context, w io.Writer, r io.Reader, limit int64, progress func(n int64)) (n int64, err error) {
	b := make([]byte, 128<<10)
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		k, rerr := r.Read(b)
		if n += int64(k); n > limit {
			return n, errTooMuch
		}
		if _, err := w.Write(b[:k]); err != nil {
			return n, &diskError{err}
		}
		if progress != nil && k > 0 {
			progress(int64(k))
		}
		if rerr == io.EOF {
			return n, nil
		}
		if rerr != nil {
			return n, rerr
		}
	}
}

// diskError tells a failure to write from one to read.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// remove forgets files. What cannot be removed now is swept at the next start.
func (c *content) remove(ids ...wire.ID) {
	for _, id := range ids {
		if id != 0 {
			c.fs.Remove(c.name(id))
		}
	}
}

// sweep removes the files that no account names.
func (c *content) sweep(accounts []*account) error {
	named := map[wire.ID]bool{}
	for _, a := range accounts {
		st := a.view()
		for _, it := range st.Items {
			named[it.Content] = true
		}
		for _, t := range st.Transfers {
			named[t.Content] = true
		}
	}
	entries, err := c.fs.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("putio: %w", err)
	}
	for _, e := range entries {
		if n, err := strconv.ParseInt(e.Name(), 10, 64); err == nil && !named[wire.ID(n)] {
			c.remove(wire.ID(n))
		}
	}
	return nil
}
