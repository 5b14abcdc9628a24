package swarm

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// TestDiskTrouble maps what goes wrong with files to a Failure, and Start tries again.
func TestDiskTrouble(t *testing.T) {
	for kind, cause := range map[engine.FailureKind]error{
		engine.FailSpace:      syscall.ENOSPC,
		engine.FailPermission: syscall.EACCES,
		engine.FailIO:         syscall.EIO,
	} {
		f := torrentOf(t, "trouble", 16<<10, []int{100_000})
		s := f.seed(t, SeedOptions{})
		mem := &store.Mem{}
		fault := &store.Fault{FS: mem, Limit: 6, Err: cause}
		e := open(t, Options{FS: fault, Host: "127.0.0.2", Initial: engine.Patch{Dir: ptr("/data")}})
		add(t, e, f, engine.AddOptions{}, s.Addr())
		got := await(t, e, f.id, "failed", func(v engine.Torrent) bool { return v.State == engine.Failed })
		require.Equal(t, kind, got.Err.Kind)
		require.NotEmpty(t, got.Err.Text)
		fault.Heal()
		require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Start}))
		got = await(t, e, f.id, "complete", seeding)
		require.Nil(t, got.Err)
	}
}

func TestParentGone(t *testing.T) {
	f := torrentOf(t, "orphan", 16<<10, []int{100_000})
	s := f.seed(t, SeedOptions{})
	dir := filepath.Join(t.TempDir(), "gone")
	e := open(t, Options{FS: store.OS{}, Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{Dir: dir, Paused: true}, s.Addr())
	require.NoError(t, os.Remove(dir))
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Start}))
	got := await(t, e, f.id, "failed", func(v engine.Torrent) bool { return v.State == engine.Failed })
	require.Equal(t, engine.FailParent, got.Err.Kind)
}

// TestFiles looks at names: .part while a file is incomplete, its own when it is
// complete, and after Remove nothing but what is the user's.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	f := torrentOf(t, "files", 16<<10, []int{40_000, 0, 40_000})
	s := f.seed(t, SeedOptions{})
	e := open(t, Options{FS: store.OS{}, Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{Dir: dir, Files: []int{0}}, s.Addr())
	await(t, e, f.id, "complete", seeding)
	at := func(name string) string { return filepath.Join(dir, "files", "dir", name) }
	got, err := os.ReadFile(at("a"))
	require.NoError(t, err)
	require.True(t, string(f.file(0)) == string(got))
	require.FileExists(t, at("b"), "an empty file is made")
	require.FileExists(t, at("c.part"), "the last piece reaches into it")
	require.NoFileExists(t, at("c"))

	mine := at("mine")
	require.NoError(t, os.WriteFile(mine, nil, 0o644))
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Remove, DeleteData: true}))
	entries, err := os.ReadDir(filepath.Dir(mine))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.NoError(t, os.Remove(mine))

	add(t, e, f, engine.AddOptions{Dir: dir, Paused: true})
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Remove, DeleteData: true}))
	require.NoDirExists(t, at("."))
	require.DirExists(t, dir)
}

// TestVerifyFindsDamage overwrites a verified piece.
func TestVerifyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	f := torrentOf(t, "damaged", 16<<10, []int{200_000})
	s := f.seed(t, SeedOptions{})
	e := open(t, Options{FS: store.OS{}, Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{Dir: dir}, s.Addr())
	before := await(t, e, f.id, "complete", seeding)
	file, err := os.OpenFile(filepath.Join(dir, "damaged"), os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteAt([]byte("damage"), 50_000)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Verify}))
	got := await(t, e, f.id, "repaired", func(v engine.Torrent) bool {
		return v.State == engine.Seeding && v.Down.Total > before.Down.Total
	})
	require.Equal(t, before.Down.Total+16<<10, got.Down.Total, "one piece is fetched again")
	require.True(t, string(f.content) == string(readAll(t, e, f.id, 0)))
}

func TestFoldersClash(t *testing.T) {
	f := torrentOf(t, "clash", 16<<10, []int{100})
	e := open(t, Options{FS: store.OS{}})
	dir := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(dir, nil, 0o644))
	_, err := e.Add(t.Context(), engine.Source{Metainfo: f.raw}, engine.AddOptions{Dir: dir})
	require.Error(t, err)
	require.Empty(t, e.Snapshot().Torrents)
}
