package store_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine/store"
)

// each runs a test on every file system.
func each(t *testing.T, f func(t *testing.T, fsys store.FS, dir string)) {
	t.Run("os", func(t *testing.T) { f(t, store.OS{}, t.TempDir()) })
	t.Run("mem", func(t *testing.T) {
		m := &store.Mem{}
		require.NoError(t, m.MkdirAll("/a/b", 0o755))
		f(t, m, "/a/b")
	})
	t.Run("fault", func(t *testing.T) { f(t, &store.Fault{FS: store.OS{}, Limit: -1}, t.TempDir()) })
}

func TestWriteFile(t *testing.T) {
	each(t, func(t *testing.T, fsys store.FS, dir string) {
		name := filepath.Join(dir, "x.json")
		_, err := store.ReadFile(fsys, name, 10)
		require.ErrorIs(t, err, fs.ErrNotExist)
		for _, content := range []string{"first", "", "second"} {
			require.NoError(t, store.WriteFile(fsys, name, []byte(content), 0o600))
			b, err := store.ReadFile(fsys, name, 10)
			require.NoError(t, err)
			require.Equal(t, content, string(b))
		}
		_, err = store.ReadFile(fsys, name, 5)
		require.ErrorIs(t, err, store.ErrTooLarge)
		entries, err := fsys.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1, "nothing else is left")
		require.Error(t, store.WriteFile(fsys, filepath.Join(dir, "none", "x"), nil, 0o600))
		require.NoError(t, store.RemoveFile(fsys, name, filepath.Join(dir, "never")))
		require.NoError(t, store.RemoveFile(fsys))
		_, err = fsys.Stat(name)
		require.ErrorIs(t, err, fs.ErrNotExist)
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, fsys store.FS, dir string) {
		for _, name := range []string{"keep.json", "torn.json.tmp"} {
			f, err := fsys.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY, 0o600)
			require.NoError(t, err)
			require.NoError(t, f.Close())
		}
		require.NoError(t, store.Sweep(fsys, dir))
		entries, err := fsys.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1)
		require.Equal(t, "keep.json", entries[0].Name())
	})
}

// TestFiles holds Mem to what the operating system does.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, fsys store.FS, dir string) {
		name, to := filepath.Join(dir, "f"), filepath.Join(dir, "g")
		f, err := fsys.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
		require.NoError(t, err)
		_, err = f.WriteAt([]byte("world"), 6)
		require.NoError(t, err)
		_, err = f.Write([]byte("hello"))
		require.NoError(t, err)
		require.NoError(t, f.Sync())
		require.NoError(t, fsys.Rename(name, to), "an open file can be renamed")
		_, err = f.WriteAt([]byte{' '}, 5)
		require.NoError(t, err)
		r, err := fsys.OpenFile(to, os.O_RDONLY, 0)
		require.NoError(t, err)
		require.NoError(t, iotest.TestReader(struct{ io.Reader }{r}, []byte("hello world")))
		_, err = r.Write([]byte("x"))
		require.Error(t, err)
		b := make([]byte, 20)
		n, err := r.ReadAt(b, 6)
		require.Equal(t, "world", string(b[:n]))
		require.Equal(t, io.EOF, err)
		require.NoError(t, f.Truncate(5))
		fi, err := r.Stat()
		require.NoError(t, err)
		require.Equal(t, int64(5), fi.Size())
		require.Error(t, fsys.Remove(dir), "not empty")
		require.NoError(t, r.Close())
		require.NoError(t, f.Close())
		require.NoError(t, fsys.Remove(to))
		require.ErrorIs(t, fsys.Remove(to), fs.ErrNotExist)
		require.ErrorIs(t, fsys.Rename(name, to), fs.ErrNotExist)
	})
}

// TestCrash tears a replacement at every write point. Afterwards the file holds
// the old content or the new one.
func TestCrash(t *testing.T) {
	const oldContent, newContent = "old content", "new content, longer"
	life := func(fsys store.FS) error { return store.WriteFile(fsys, "/d/x", []byte(newContent), 0o600) }
	world := func() *store.Mem {
		m := &store.Mem{}
		require.NoError(t, m.MkdirAll("/d", 0o755))
		require.NoError(t, store.WriteFile(m, "/d/x", []byte(oldContent), 0o600))
		return m
	}
	clean := &store.Fault{FS: world(), Limit: -1}
	require.NoError(t, life(clean))
	require.Equal(t, 5, clean.Points(), "create, write, sync, rename, sync the folder")
	for n := range clean.Points() {
		m := world()
		f := &store.Fault{FS: m, Limit: n}
		require.ErrorIs(t, life(f), store.ErrKilled, "write %d", n)
		require.True(t, f.Dead())
		_, err := f.Stat("/d/x")
		require.ErrorIs(t, err, store.ErrKilled, "the dead read nothing either")
		for _, disk := range []*store.Mem{m, m.Crash()} {
			b, err := store.ReadFile(disk, "/d/x", 100)
			require.NoError(t, err)
			require.Contains(t, []string{oldContent, newContent}, string(b), "write %d", n)
			require.NoError(t, store.Sweep(disk, "/d"))
		}
	}
	done := world()
	require.NoError(t, life(done))
	b, err := store.ReadFile(done.Crash(), "/d/x", 100)
	require.NoError(t, err)
	require.Equal(t, newContent, string(b), "what was acknowledged is there")
}

// TestCrashLosesWhatWasNotSynced is the test of the test: Mem must forget.
func TestCrashLosesWhatWasNotSynced(t *testing.T) {
	m := &store.Mem{}
	require.NoError(t, m.MkdirAll("/d", 0o755))
	f, err := m.OpenFile("/d/x", os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = f.Write([]byte("synced"))
	require.NoError(t, err)
	require.NoError(t, f.Sync())
	_, err = m.Crash().Stat("/d/x")
	require.ErrorIs(t, err, fs.ErrNotExist, "its name was not synced")
	require.NoError(t, m.SyncDir("/d"))
	_, err = f.Write([]byte(" and not"))
	require.NoError(t, err)
	b, err := store.ReadFile(m.Crash(), "/d/x", 100)
	require.NoError(t, err)
	require.Equal(t, "synced", string(b))
	require.NoError(t, m.Remove("/d/x"))
	_, err = m.Crash().Stat("/d/x")
	require.NoError(t, err, "its removal was not synced")
}

func TestFaultWithError(t *testing.T) {
	f := &store.Fault{FS: &store.Mem{}, Limit: 0, Err: syscall.ENOSPC}
	require.ErrorIs(t, f.MkdirAll("/d", 0o755), syscall.ENOSPC)
	_, err := f.Stat("/d")
	require.True(t, errors.Is(err, fs.ErrNotExist), "reading goes on")
	f.Heal()
	require.NoError(t, f.MkdirAll("/d", 0o755))
}
