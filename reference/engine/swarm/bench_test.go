package swarm

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// BenchmarkStream reads 64 MiB from a seeder on this machine, cold and then warm.
func BenchmarkStream(b *testing.B) {
	f := torrentOf(b, "stream", 256<<10, []int{64 << 20})
	s := f.seed(b, SeedOptions{})
	read := func(b *testing.B, e *Engine) {
		c, err := e.Open(b.Context(), f.id, 0)
		require.NoError(b, err)
		defer c.Close()
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, 1<<20))
		require.NoError(b, err)
		require.Equal(b, c.Size(), n)
	}
	b.Run("cold", func(b *testing.B) {
		b.SetBytes(64 << 20)
		for b.Loop() {
			b.StopTimer()
			e := open(b, Options{FS: store.OS{}, Host: "127.0.0.2"})
			dir := b.TempDir()
			b.StartTimer()
			add(b, e, f, engine.AddOptions{Dir: dir}, s.Addr())
			read(b, e)
			b.StopTimer()
			e.Close()
			b.StartTimer()
		}
	})
	b.Run("warm", func(b *testing.B) {
		e := open(b, Options{FS: store.OS{}, Host: "127.0.0.2"})
		add(b, e, f, engine.AddOptions{Dir: b.TempDir()}, s.Addr())
		read(b, e)
		b.SetBytes(64 << 20)
		for b.Loop() {
			read(b, e)
		}
	})
}
