package enginetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/reference/engine"
)

// model is what the engine must be like after the orders so far.
type model struct {
	w       *world
	order   []engine.ID
	known   map[engine.ID]*wish
	readers []*reader
	frozen  bool
}

// wish is one torrent of the model.
type wish struct {
	running  bool
	priority []engine.Priority
}

type reader struct {
	engine.Content
	x    Torrent
	file int
	pos  int64
	gone bool // its torrent was removed
}

// machine gives random orders and compares with the model after each. One engine
// serves all sequences: each begins by removing what the last one left.
func machine(w *world) {
	rapid.Check(w.T, func(t *rapid.T) {
		m := &model{w: w, known: map[engine.ID]*wish{}}
		defer m.clear()
		w.thaw()
		t.Repeat(map[string]func(*rapid.T){
			"add": m.add, "command": m.command, "files": m.files, "freeze": m.freeze,
			"open": m.open, "seek": m.seek, "read": m.read, "close": m.close, "complete": m.complete,
			"": m.check,
		})
	})
}

func (m *model) clear() {
	for _, r := range m.readers {
		r.Close()
	}
	for id := range m.known {
		require.NoError(m.w, m.w.Engine.Do(m.w.ctx, id, engine.Command{Op: engine.Remove, DeleteData: true}))
	}
}

func (m *model) draw(t *rapid.T) Torrent {
	return rapid.SampledFrom(m.w.setup.Torrents).Draw(t, "torrent")
}

func (m *model) add(t *rapid.T) {
	x := m.draw(t)
	o := engine.AddOptions{Paused: rapid.Bool().Draw(t, "paused")}
	if rapid.Bool().Draw(t, "choose") {
		o.Files = rapid.SliceOfNDistinct(rapid.IntRange(0, len(x.Meta.Files)-1), 0, len(x.Meta.Files), rapid.ID).Draw(t, "files")
	}
	_, err := m.w.Engine.Add(m.w.ctx, m.w.source(x), o)
	if m.known[x.ID] != nil {
		require.ErrorIs(t, err, engine.ErrExists)
		return
	}
	require.NoError(t, err)
	v := &wish{running: !o.Paused, priority: make([]engine.Priority, len(x.Meta.Files))}
	for i := range v.priority {
		if o.Files == nil || slices.Contains(o.Files, i) {
			v.priority[i] = engine.Normal
		}
	}
	m.known[x.ID] = v
	m.order = append(m.order, x.ID)
}

func (m *model) command(t *rapid.T) {
	x := m.draw(t)
	c := engine.Command{Op: rapid.SampledFrom([]engine.Op{engine.Start, engine.Stop, engine.Verify, engine.Announce, engine.Remove}).Draw(t, "op"),
		DeleteData: rapid.Bool().Draw(t, "data")}
	err := m.w.Engine.Do(m.w.ctx, x.ID, c)
	v := m.known[x.ID]
	if v == nil {
		require.ErrorIs(t, err, engine.ErrNotFound)
		return
	}
	require.NoError(t, err)
	switch c.Op {
	case engine.Start:
		v.running = true
	case engine.Stop:
		v.running = false
	case engine.Remove:
		delete(m.known, x.ID)
		m.order = slices.DeleteFunc(m.order, func(id engine.ID) bool { return id == x.ID })
		for _, r := range m.readers {
			r.gone = r.gone || r.x.ID == x.ID
		}
	}
}

func (m *model) files(t *rapid.T) {
	x := m.draw(t)
	f := engine.FilePriority{
		File:     rapid.IntRange(-1, len(x.Meta.Files)).Draw(t, "file"),
		Priority: engine.Priority(rapid.IntRange(int(engine.Skip), int(engine.High)).Draw(t, "priority")),
	}
	err := m.w.Engine.Do(m.w.ctx, x.ID, engine.Command{Op: engine.SetFiles, Files: []engine.FilePriority{f}})
	switch v := m.known[x.ID]; {
	case v == nil:
		require.ErrorIs(t, err, engine.ErrNotFound)
	case f.File < 0 || f.File >= len(x.Meta.Files):
		require.ErrorIs(t, err, engine.ErrNoFile)
	default:
		require.NoError(t, err)
		v.priority[f.File] = f.Priority
	}
}

func (m *model) freeze(t *rapid.T) {
	if m.frozen = rapid.Bool().Draw(t, "frozen"); m.frozen {
		m.w.freeze()
	} else {
		m.w.thaw()
	}
}

func (m *model) open(t *rapid.T) {
	x := m.draw(t)
	file := rapid.IntRange(0, len(x.Meta.Files)-1).Draw(t, "file")
	c, err := m.w.Engine.Open(m.w.ctx, x.ID, file)
	if m.known[x.ID] == nil {
		require.ErrorIs(t, err, engine.ErrNotFound)
		return
	}
	require.NoError(t, err)
	require.Equal(t, x.Meta.Files[file].Size, c.Size())
	m.readers = append(m.readers, &reader{Content: c, x: x, file: file})
}

func (m *model) pick(t *rapid.T) *reader {
	if len(m.readers) == 0 {
		t.Skip("no reader is open")
	}
	return rapid.SampledFrom(m.readers).Draw(t, "reader")
}

func (m *model) seek(t *rapid.T) {
	r := m.pick(t)
	if r.gone {
		return
	}
	to := rapid.Int64Range(0, r.Size()+10).Draw(t, "to")
	got, err := r.Seek(to, io.SeekStart)
	require.NoError(t, err)
	require.Equal(t, to, got)
	r.pos = to
}

// read never blocks for ever: where bytes may not come, its context has ended.
func (m *model) read(t *rapid.T) {
	r := m.pick(t)
	b := make([]byte, rapid.IntRange(1, 40_000).Draw(t, "n"))
	v := m.known[r.x.ID]
	ctx, cancel := context.WithTimeout(m.w.ctx, patience)
	defer cancel()
	if m.frozen || r.gone || !v.running {
		_, ready := r.Window()
		if ready <= r.pos {
			cancel()
		}
	}
	r.SetContext(ctx)
	n, err := r.Read(b)
	want := r.x.File(r.file)[min(r.pos, r.Size()):]
	switch {
	case r.gone:
		require.ErrorIs(t, err, engine.ErrNotFound)
	case r.pos >= r.Size():
		require.True(t, err == io.EOF || errors.Is(err, context.Canceled), "%v", err)
	case err != nil:
		require.True(t, errors.Is(err, context.Canceled) || !v.running && errors.Is(err, engine.ErrStopped), "%v", err)
		require.Error(t, ctx.Err(), "the bytes should have come: %v", err)
	default:
		require.Positive(t, n)
		require.True(t, bytes.Equal(want[:n], b[:n]), "the bytes differ from the seeder's")
	}
	r.pos += int64(n)
}

func (m *model) close(t *rapid.T) {
	r := m.pick(t)
	require.NoError(t, r.Close())
	m.readers = slices.DeleteFunc(m.readers, func(o *reader) bool { return o == r })
}

// complete lets a torrent run to its end.
func (m *model) complete(t *rapid.T) {
	x := m.draw(t)
	v := m.known[x.ID]
	if v == nil || !v.running || m.frozen {
		t.Skip("it would not")
	}
	m.w.complete(x)
	for i, p := range v.priority {
		if p != engine.Skip {
			m.w.whole(x, i)
		}
	}
}

// check compares the engine with the model, and its numbers with each other.
func (m *model) check(t *rapid.T) {
	s := m.w.Engine.Snapshot()
	require.Len(t, s.Torrents, len(m.order))
	for i, v := range s.Torrents {
		require.Equal(t, m.order[i], v.ID)
		want := m.known[v.ID]
		switch v.State {
		case engine.Stopping, engine.Stopped:
			require.False(t, want.running, "%s, but it was started", v.State)
		case engine.Downloading, engine.Seeding:
			require.True(t, want.running, "%s, but it was stopped", v.State)
			require.Equal(t, v.State == engine.Seeding, v.Left == 0)
		default:
			require.Equal(t, engine.Checking, v.State)
			require.True(t, v.Check >= 0 && v.Check <= 1)
		}
		var left, done int64
		for k, f := range v.Files {
			require.Equal(t, want.priority[k], f.Priority)
			size := v.Meta.Files[k].Size
			require.True(t, f.Done >= 0 && f.Done <= size)
			require.True(t, f.Have <= f.End-f.Begin && f.Available <= f.End-f.Begin && f.Have <= f.Available)
			require.Equal(t, f.Have == f.End-f.Begin, f.Done == size)
			done += f.Done
			if f.Priority != engine.Skip {
				left += size - f.Done
			}
		}
		require.Equal(t, left, v.Left)
		require.Equal(t, done, v.Pieces.Bytes)
		require.True(t, v.Pieces.Have <= v.Pieces.Available && v.Pieces.Available <= v.Pieces.Total)
	}
}
