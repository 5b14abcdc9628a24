package ipc

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Listen opens a unix socket that nobody but its owner can use: its mode is 0600 from
// the first moment. A socket file that a dead server left is replaced; while a live
// one answers there, or another Listen holds the path, it fails with [ErrInUse].
// Closing the listener removes the file.
func Listen(path string) (net.Listener, error) {
	l, err := listen(path)
	if err != nil {
		return nil, fmt.Errorf("ipc: listen on %s: %w", path, err)
	}
	return l, nil
}

// ErrInUse says that a server lives where another was to listen.
var ErrInUse = errors.New("a server is listening there already: stop it, or choose another path")

// maxPath is how long the path of a unix socket can be on Linux.
const maxPath = 107

func listen(path string) (net.Listener, error) {
	if len(path) > maxPath {
		return nil, fmt.Errorf("the path has %d bytes, the path of a unix socket at most %d", len(path), maxPath)
	}
	// Two servers that start at once would both find the old one dead: only the holder of
	// the lock may replace its file. The system releases the lock of a dead process.
	lock, err := acquire(path + ".lock")
	if err != nil {
		return nil, err
	}
	l, err := replace(path)
	if err != nil {
		lock.release()
		return nil, err
	}
	l.lock = lock
	return l, nil
}

// replace listens in the place of a dead server.
func replace(path string) (*listener, error) {
	if err := removeStale(path); err != nil {
		return nil, err
	}
	lc := net.ListenConfig{Control: restrict}
	nl, err := lc.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, err
	}
	l := &listener{UnixListener: nl.(*net.UnixListener), path: path}
	l.SetUnlinkOnClose(false) // the file may be somebody else's by then
	err = os.Chmod(path, 0o600)
	if err == nil {
		l.file, err = os.Lstat(path)
	}
	if err != nil {
		l.UnixListener.Close()
		os.Remove(path)
		return nil, err
	}
	return l, nil
}

// removeStale removes a socket file behind which nobody listens.
func removeStale(path string) error {
	fi, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case fi.Mode().Type() != fs.ModeSocket:
		return errors.New("something that is not a socket is there: move it away, or choose another path")
	}
	conn, err := net.DialTimeout("unix", path, time.Second)
	switch {
	case err == nil:
		conn.Close()
		return ErrInUse
	case errors.Is(err, syscall.ECONNREFUSED):
		return os.Remove(path)
	case errors.Is(err, syscall.EAGAIN):
		return ErrInUse // alive, and too busy to accept
	}
	return err
}

// listener removes its socket file when it is closed, if it is still its own.
type listener struct {
	*net.UnixListener
	path string
	file os.FileInfo
	lock *lock
	once sync.Once
}

// Close closes the socket, removes its file, and lets others have the path.
func (l *listener) Close() error {
	err := error(net.ErrClosed)
	l.once.Do(func() {
		if fi, serr := os.Lstat(l.path); serr == nil && os.SameFile(fi, l.file) {
			os.Remove(l.path)
		}
		err = l.UnixListener.Close()
		l.lock.release()
	})
	return err
}
