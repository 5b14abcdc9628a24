package putio

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// gz unpacks a single file.
func (u *unpacker) gz(r io.Reader, name string) error {
	path, err := u.entry(name)
	if err != nil || path == nil {
		return errors.Join(err, errPath)
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return u.damaged(err)
	}
	return u.file(path, z)
}

func (u *unpacker) tgz(r io.Reader) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return u.damaged(err)
	}
	// What stands between files, or is left out, counts too: nobody else bounds it.
	return u.tar(&io.LimitedReader{R: z, N: u.limit() + int64(u.limits.Entries)*1024 + 1<<20})
}

// tar unpacks files and folders. Links and devices are left out: there is nothing
// that they could lead to.
func (u *unpacker) tar(r io.Reader) error {
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return u.damaged(err)
		}
		path, err := u.entry(h.Name)
		if err != nil {
			return err
		}
		switch {
		case path == nil:
		case h.Typeflag == tar.TypeDir:
			u.folder(path)
		case h.Typeflag == tar.TypeReg && h.Size > u.limit():
			return errBomb
		case h.Typeflag == tar.TypeReg:
			err = u.file(path, t)
		}
		if err != nil {
			return err
		}
	}
}

// directoryEntry is what one entry of a zip's directory may take, with its share of
// the reading around it.
const directoryEntry = 1 << 10

func (u *unpacker) zip(r io.ReadSeeker, size int64) error {
	// The directory is read at once, whatever it says of its length.
	b := &bounded{r: r, left: 1<<20 + int64(u.limits.Entries)*directoryEntry}
	z, err := zip.NewReader(b, size)
	if b.left < 0 {
		return errEntries
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return u.damaged(err)
	}
	b.left = 1<<63 - 1
	for _, f := range z.File {
		path, err := u.entry(f.Name)
		switch {
		case err != nil:
			return err
		case path == nil:
		case f.Mode().IsDir():
			u.folder(path)
		case f.Mode()&fs.ModeType != 0: // links and devices
		case f.Flags&1 != 0:
			return errLocked
		case f.UncompressedSize64 > uint64(u.limit()):
			return errBomb
		default:
			err = u.zipped(path, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) zipped(path []string, f *zip.File) error {
	src, err := f.Open()
	if err != nil {
		return u.damaged(err)
	}
	defer src.Close()
	return u.file(path, src)
}

// damaged says that an archive cannot be read, unless it is the run that ends.
func (u *unpacker) damaged(err error) error {
	if ended(u.ctx, err) {
		return err
	}
	return fmt.Errorf("it is damaged: %w", err)
}

// bounded reads at any place, at most left bytes in all. It is for one goroutine.
type bounded struct {
	r    io.ReadSeeker
	left int64
}

func (b *bounded) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errEntries
	}
	if _, err := b.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(b.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
