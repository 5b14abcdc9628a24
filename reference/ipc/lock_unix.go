//go:build unix

package ipc

import (
	"errors"
	"os"
	"syscall"
)

// lock is a file that one process at a time holds. It lives as long as the process.
type lock struct{ f *os.File }

// acquire takes a lock, or fails with ErrInUse.
func acquire(name string) (*lock, error) {
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, ErrInUse
			}
			return nil, err
		}
		// Its holder may have removed it between our opening and our locking: then we hold
		// a file that nobody else will find.
		ours, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, err
		}
		if there, err := os.Stat(name); err == nil && os.SameFile(ours, there) {
			return &lock{f}, nil
		}
		f.Close()
	}
}

// release gives the lock up and removes its file. A nil lock is none.
func (l *lock) release() {
	if l == nil {
		return
	}
	os.Remove(l.f.Name())
	l.f.Close()
}

// restrict makes a socket's file be made with mode 0600. Systems that do not know
// this leave it to the Chmod that follows.
func restrict(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) { _ = syscall.Fchmod(int(fd), 0o600) })
}
