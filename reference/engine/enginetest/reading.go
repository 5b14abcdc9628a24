package enginetest

import (
	"bytes"
	"context"
	"io"
	"sync"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

var reading = []behaviour{
	{"content can be read while it downloads", func(w *world) {
		w.add(w.many, engine.AddOptions{})
		for i := range w.many.Meta.Files {
			w.whole(w.many, i)
		}
	}},
	{"content of a file that is not selected can be read", func(w *world) {
		w.add(w.many, engine.AddOptions{Files: []int{}})
		w.whole(w.many, 4)
		v := w.get(w.many)
		require.Equal(w, engine.Skip, v.Files[4].Priority)
		require.Zero(w, v.Files[0].Done, "nobody asked for it")
	}},
	{"content is a proper ReadSeeker", func(w *world) {
		w.add(w.many, engine.AddOptions{})
		w.complete(w.many)
		require.NoError(w, iotest.TestReader(w.open(w.many, 2), w.many.File(2)))
		c := w.open(w.many, 2)
		require.Equal(w, int64(90_001), c.Size())
		_, err := c.Seek(-1, io.SeekStart)
		require.Error(w, err)
		_, err = c.Seek(0, 9)
		require.Error(w, err)
		at, err := c.Seek(10, io.SeekEnd)
		require.NoError(w, err)
		require.Equal(w, int64(90_011), at)
		_, err = c.Read(make([]byte, 1))
		require.Equal(w, io.EOF, err)
	}},
	{"content is fetched from the position on", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		c := w.open(w.one, 0)
		from, err := c.Seek(150_000, io.SeekStart)
		require.NoError(w, err)
		b := make([]byte, 1000)
		w.thaw()
		_, err = io.ReadFull(c, b)
		require.NoError(w, err)
		require.True(w, bytes.Equal(w.one.Content[from:from+1000], b))
	}},
	{"content tells its window", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		c := w.open(w.one, 0)
		_, err := c.Seek(20_000, io.SeekStart)
		require.NoError(w, err)
		from, ready := c.Window()
		require.Equal(w, [2]int64{20_000, 20_000}, [2]int64{from, ready})
		w.thaw()
		w.complete(w.one)
		from, ready = c.Window()
		require.Equal(w, [2]int64{20_000, 200_000}, [2]int64{from, ready})
	}},
	{"content obeys its context", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		c := w.open(w.one, 0)
		ctx, cancel := context.WithCancel(w.ctx)
		c.SetContext(ctx)
		failed := w.blocked(c)
		cancel()
		w.ended(failed, context.Canceled)
		c.SetContext(w.soon())
		w.thaw()
		b, err := io.ReadAll(c)
		require.NoError(w, err)
		require.Len(w, b, 200_000)
	}},
	{"content can be read by many at once", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		var all sync.WaitGroup
		for range 8 {
			c := w.open(w.one, 0)
			all.Go(func() {
				b, err := io.ReadAll(c)
				assert.NoError(w, err)
				assert.True(w, bytes.Equal(w.one.Content, b))
			})
		}
		all.Wait()
		require.Less(w, w.complete(w.one).Down.Total, 2*w.one.Meta.Size, "each byte is downloaded once")
	}},
	{"verified content can be read from a stopped torrent", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		w.do(w.one, engine.Stop)
		w.whole(w.one, 0)
	}},
	{"a closed content cannot be read, and closing twice is harmless", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		c := w.open(w.one, 0)
		require.NoError(w, c.Close())
		_, err := c.Read(make([]byte, 1))
		require.Error(w, err)
		require.NotEqual(w, io.EOF, err)
		c.Close()
	}},
	{"open refuses a file that is not there", func(w *world) {
		w.add(w.many, engine.AddOptions{Paused: true})
		for _, f := range []int{-1, 5} {
			_, err := w.Engine.Open(w.ctx, w.many.ID, f)
			require.ErrorIs(w, err, engine.ErrNoFile)
		}
	}},
}
