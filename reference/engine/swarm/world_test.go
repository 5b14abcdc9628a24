package swarm

import (
	"bytes"
	"context"
	"crypto/sha1"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec/ipc/bencode"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// fixture is a torrent whose bytes the test knows.
type fixture struct {
	raw     []byte
	id      engine.ID
	meta    *engine.Meta
	content []byte
}

// torrentOf makes a torrent of one file, or of several when sizes has more than
// one, with content that is random but the same each time.
func torrentOf(t testing.TB, name string, piece int, sizes []int, trackers ...string) fixture {
	t.Helper()
	total := 0
	for _, n := range sizes {
		total += n
	}
	content := make([]byte, total)
	var seed [32]byte
	copy(seed[:], name)
	_, _ = rand.NewChaCha8(seed).Read(content)
	var pieces []byte
	for off := 0; off < total; off += piece {
		h := sha1.Sum(content[off:min(off+piece, total)])
		pieces = append(pieces, h[:]...)
	}
	var info, top bencode.Pairs
	if len(sizes) == 1 {
		info.Int("length", int64(sizes[0]))
	} else {
		files := bencode.BeginList(nil)
		for i, n := range sizes {
			var f bencode.Pairs
			f.Int("length", int64(n))
			path := bencode.BeginList(nil)
			path = bencode.AppendString(path, "dir")
			path = bencode.AppendString(path, string(rune('a'+i)))
			f.Raw("path", bencode.End(path))
			files = must(f.Append(files))
		}
		info.Raw("files", bencode.End(files))
	}
	info.String("name", name)
	info.Int("piece length", int64(piece))
	info.Bytes("pieces", pieces)
	if len(trackers) > 0 {
		top.String("announce", trackers[0])
		list := bencode.BeginList(nil)
		for _, u := range trackers {
			list = bencode.BeginList(list)
			list = bencode.AppendString(list, u)
			list = bencode.End(list)
		}
		top.Raw("announce-list", bencode.End(list))
	}
	top.Raw("info", must(info.Append(nil)))
	f := fixture{raw: must(top.Append(nil)), content: content}
	var err error
	f.id, f.meta, _, err = engine.ParseMetainfo(f.raw)
	require.NoError(t, err)
	return f
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// file returns the bytes of one file.
func (f fixture) file(i int) []byte {
	m := f.meta.Files[i]
	return f.content[m.Offset : m.Offset+m.Size]
}

// seed serves a fixture until the test ends.
func (f fixture) seed(t testing.TB, o SeedOptions) *Seeder {
	t.Helper()
	s, err := Seed(t.Context(), f.raw, func(i int) io.ReaderAt { return bytes.NewReader(f.file(i)) }, o)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// open makes an engine that ends with the test.
func open(t testing.TB, o Options) *Engine {
	t.Helper()
	if o.FS == nil {
		o.FS = &store.Mem{}
	}
	e, err := New(o)
	require.NoError(t, err)
	t.Cleanup(func() { e.Close() })
	return e
}

// patience bounds every wait of the tests.
const patience = 10 * time.Second

// await waits until ok says so of a snapshot of one torrent. It looks again after
// each event, and as often as peers and rates are sampled.
func await(t testing.TB, e *Engine, id engine.ID, what string, ok func(engine.Torrent) bool) engine.Torrent {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	events := e.Watch(ctx)
	tick := time.NewTicker(samplePeriod / 4)
	defer tick.Stop()
	for {
		s := e.Snapshot(id)
		if len(s.Torrents) == 1 && ok(s.Torrents[0]) {
			return s.Torrents[0]
		}
		select {
		case <-events:
		case <-tick.C:
		case <-ctx.Done():
			require.Failf(t, "not in time", "%s: %s", what, describe(s))
		}
	}
}

func describe(s engine.Snapshot) string {
	var b strings.Builder
	for _, t := range s.Torrents {
		b.WriteString(t.State.String())
		if t.Err != nil {
			b.WriteString(" " + t.Err.Text)
		}
		for _, p := range t.Peers {
			b.WriteString(" " + p.Addr)
		}
		for _, tr := range t.Trackers {
			b.WriteString(" " + tr.URL + " " + tr.Failure)
		}
	}
	return b.String()
}

func seeding(t engine.Torrent) bool { return t.State == engine.Seeding }

// add adds a fixture with one peer.
func add(t testing.TB, e *Engine, f fixture, o engine.AddOptions, peers ...string) {
	t.Helper()
	id, err := e.Add(t.Context(), engine.Source{Metainfo: f.raw, Peers: peers}, o)
	require.NoError(t, err)
	require.Equal(t, f.id, id)
}

// readAll reads a whole file through the engine.
func readAll(t testing.TB, e *Engine, id engine.ID, file int) []byte {
	t.Helper()
	c, err := e.Open(t.Context(), id, file)
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c.SetContext(ctx)
	b, err := io.ReadAll(c)
	require.NoError(t, err)
	return b
}

func ptr[T any](v T) *T { return &v }
