package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tmpSuffix marks a write that was not finished. Sweep removes such files.
const tmpSuffix = ".tmp"

// WriteFile replaces a file as one step: it writes a temporary file beside it,
// syncs it, renames it over name and syncs the folder. When it returns nil the
// new content is durable; when it fails, or the machine dies inside it, name
// holds the old content or the new one, never a mixture. Two writers of one name
// must not run at once.
func WriteFile(fsys FS, name string, data []byte, perm fs.FileMode) error {
	tmp := name + tmpSuffix
	f, err := fsys.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fsys.Rename(tmp, name)
	}
	if err == nil {
		err = fsys.SyncDir(filepath.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	return nil
}

// ErrTooLarge is returned by ReadFile for a file above its limit.
var ErrTooLarge = errors.New("file is larger than expected")

// ReadFile reads a file of at most limit bytes.
func ReadFile(fsys FS, name string, limit int64) ([]byte, error) {
	f, err := fsys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("reading %s: %w: limit is %d bytes", name, ErrTooLarge, limit)
	}
	return data, err
}

// RemoveFile removes files for good: the names are gone from the disk when it
// returns nil. A name that does not exist is no error. The files share one folder.
func RemoveFile(fsys FS, names ...string) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		if err := fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return fsys.SyncDir(filepath.Dir(names[0]))
}

// Sweep removes what interrupted calls of WriteFile left in a folder.
func Sweep(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), tmpSuffix) {
			if err := fsys.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
