package ipc_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/corpus"
)

func stream(t testing.TB) string {
	var b strings.Builder
	b.Write(frame("d7:versiond3:maxi2e3:mini1eee"))
	for _, v := range vectors(t, corpus.Valid, true) {
		b.Write(v.Input)
	}
	b.Write(frame("l4:noop100000:" + strings.Repeat("x", 100_000) + "e"))
	b.Write(frame("l4:noop0:i7ee"))
	return b.String()
}

func TestReader(t *testing.T) {
	in, valid := stream(t), vectors(t, corpus.Valid, true)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "one byte": iotest.OneByteReader, "half": iotest.HalfReader,
		"error with data": iotest.DataErrReader,
	} {
		r := ipc.NewReader(wrap(strings.NewReader(in)), nil)
		var h ipc.Handshake
		require.NoError(t, r.Handshake(&h), name)
		r.SetVersion(2)
		var m ipc.Message
		for _, v := range valid {
			require.NoError(t, r.Next(&m), name)
			out, err := m.Append(nil)
			require.NoError(t, err)
			assert.Equal(t, string(v.Canonical), string(out))
		}
		require.NoError(t, r.Next(&m))
		assert.Len(t, m.Value, 100_007)
		require.NoError(t, r.Next(&m))
		assert.EqualValues(t, 7, m.Tag)
		assert.False(t, r.Pending())
		assert.Zero(t, r.Buffered())
		assert.Equal(t, io.EOF, r.Next(&m))
		assert.Equal(t, io.EOF, r.Next(&m))
		assert.EqualValues(t, len(in), r.Offset())
	}
}

func TestReaderErrors(t *testing.T) {
	in := stream(t)
	start := len(frame("d7:versiond3:maxi2e3:mini1eee"))
	second := start + len(vectors(t, corpus.Valid, true)[0].Input)
	var m ipc.Message
	for cut := 1; cut < second+20; cut++ {
		r := ipc.NewReader(strings.NewReader(in[:cut]), nil)
		_, err := r.Frame()
		for err == nil {
			_, err = r.Frame()
		}
		if cut != start && cut != second {
			refused(t, err, codec.Truncated, int64(cut))
		} else {
			assert.Equal(t, io.EOF, err)
		}
	}
	r := ipc.NewReader(strings.NewReader(in[:start]+"0000000Al4:noop0:i"), nil)
	require.NoError(t, r.Handshake(new(ipc.Handshake)))
	refused(t, r.Next(&m), codec.Truncated, int64(start+18))
	r = ipc.NewReader(strings.NewReader(in[:start]+"000000zz"), nil)
	require.NoError(t, r.Handshake(new(ipc.Handshake)))
	refused(t, r.Next(&m), codec.Syntax, int64(start+6))
	down := errors.New("down")
	r = ipc.NewReader(io.MultiReader(strings.NewReader(in[:20]), iotest.ErrReader(down)), nil)
	assert.Equal(t, down, r.Next(&m))
	r = ipc.NewReader(nothing{}, nil)
	assert.Equal(t, io.ErrNoProgress, r.Next(&m))
	// A limit is told before anything is waited for.
	r = ipc.NewReader(strings.NewReader("00100000"), &codec.Options{Limits: codec.Limits{Message: 1 << 16}})
	refused(t, r.Next(&m), codec.Limit, 0)
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }

// Pipelined frames are read at once; then there is nothing pending.
func TestPending(t *testing.T) {
	r := ipc.NewReader(strings.NewReader("0000000Al4:noop0:e0000000Al4:noop0:e00"), nil)
	assert.False(t, r.Pending())
	_, err := r.Frame()
	require.NoError(t, err)
	assert.True(t, r.Pending())
	_, err = r.Frame()
	require.NoError(t, err)
	assert.False(t, r.Pending())
	assert.Equal(t, 2, r.Buffered())
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w := ipc.NewWriter(&out)
	require.NoError(t, w.Write(ipc.NewHandshake(1, 2, "")))
	require.NoError(t, w.Write(ipc.New("noop")))
	require.Error(t, w.Write(ipc.New("noop").Tagged(-1)))
	assert.Zero(t, out.Len())
	assert.Equal(t, 37+18, w.Buffered())
	require.NoError(t, w.Flush())
	require.NoError(t, w.Flush())
	assert.Equal(t, "0000001Dd7:versiond3:maxi2e3:mini1eee0000000Al4:noop0:e", out.String())
	w = ipc.NewWriter(failing{})
	require.NoError(t, w.Write(ipc.New("noop")))
	assert.ErrorIs(t, w.Flush(), io.ErrClosedPipe)
	assert.ErrorIs(t, w.Write(ipc.New("noop")), io.ErrClosedPipe)
	assert.ErrorIs(t, w.Flush(), io.ErrClosedPipe)
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
