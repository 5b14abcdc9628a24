package ctcs

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

// readAll returns the messages and errors of a stream, each as text.
func readAll(r *Reader) (got []string) {
	for range 1000 {
		m, err := r.Next()
		var e *codec.Error
		switch {
		case errors.As(err, &e):
			got = append(got, e.Code.String())
		case err != nil:
			return append(got, err.Error())
		default:
			got = append(got, m.String())
		}
	}
	return append(got, "no end")
}

func TestReaderGoesOnBehindABadLine(t *testing.T) {
	const stream = "CTBW 1,1 1,1\nCTSTATUS 1:2\n\nCT\x00BW 2,2 2,2\n\x00CTBW 3,3 3,3\r\nHELLO\n\rCTBW 4,4 4,4\rCTBW 5"
	want := []string{
		"CTBW 1,1 1,1", "missing", "syntax", "CTBW 3,3 3,3", "HELLO", "CTBW 4,4 4,4", "truncated", "EOF",
	}
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(stream), "bytes": iotest.OneByteReader(strings.NewReader(stream)),
		"half": iotest.HalfReader(strings.NewReader(stream)), "dataerr": iotest.DataErrReader(strings.NewReader(stream)),
	} {
		assert.Equal(t, want, readAll(NewReader(r, codec.Engine, &codec.Options{Accept: Lenient})), name)
	}
}

func TestReaderIsStrictByDefault(t *testing.T) {
	got := readAll(NewReader(strings.NewReader("CTBW 1,1 1,1\r\nCTBW 2,2 2,2\rCTBW 3,3 3,3\n\n\x00CTBW 4,4 4,4\nCTBW 5,5 5,5\n"), codec.Engine, nil))
	assert.Equal(t, []string{"noncanonical", "noncanonical", "noncanonical", "noncanonical", "CTBW 5,5 5,5", "EOF"}, got)
}

// TestReaderDoesNotWaitBehindCR checks that an order ended by CR is there before
// anything follows it (CTCS-006), and that its rule is named once that is known.
func TestReaderDoesNotWaitBehindCR(t *testing.T) {
	for next, want := range map[string]codec.Use{
		"\nSENDCONF\n": {Rule: CRLF, Offset: 10}, "SENDCONF\n": {Rule: BareCR, Offset: 10}, "": {Rule: BareCR, Offset: 10},
	} {
		var uses []codec.Use
		pr, pw := io.Pipe()
		r := NewReader(pr, codec.Controller, &codec.Options{Accept: Lenient, Report: func(u codec.Use) { uses = append(uses, u) }})
		sent := make(chan struct{})
		go func() {
			_, _ = pw.Write([]byte("SENDSTATUS\r"))
			<-sent
			_, _ = pw.Write([]byte(next))
			_ = pw.Close()
		}()
		m, err := r.Next()
		require.NoError(t, err)
		assert.Equal(t, "SENDSTATUS", m.Kind())
		assert.Equal(t, "SENDSTATUS\r", string(r.Raw()))
		assert.Empty(t, uses)
		close(sent)
		if m, err = r.Next(); next == "" {
			assert.ErrorIs(t, err, io.EOF)
		} else {
			require.NoError(t, err)
			assert.Equal(t, "SENDCONF", m.Kind())
			assert.Equal(t, "SENDCONF\n", string(r.Raw()))
		}
		assert.Equal(t, []codec.Use{want}, uses, "%q", next)
	}
}

func TestReaderDropsALineOverTheLimit(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, end := range []string{"\n", "\r\n", "\r"} {
		r := NewReader(strings.NewReader("CTBW 1,1 1,1"+end+long+end+"CTBW 2,2 2,2"+end), codec.Engine, &codec.Options{Accept: Lenient})
		assert.Equal(t, []string{"CTBW 1,1 1,1", "limit", "CTBW 2,2 2,2", "EOF"}, readAll(r), "%q", end)
		assert.LessOrEqual(t, cap(r.buf), DefaultLine+2)
	}
	r := NewReader(strings.NewReader(long), codec.Engine, nil)
	assert.Equal(t, []string{"limit", "EOF"}, readAll(r), "no end at all")
	_, err := r.Next()
	assert.ErrorIs(t, err, io.EOF, "and it stays so")
}

// endless never ends a line.
type endless struct{ n int }

func (e *endless) Read(b []byte) (int, error) {
	if e.n -= len(b); e.n < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func TestReaderMemoryIsBounded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := NewReader(&endless{64 << 20}, codec.Engine, nil)
	assert.Equal(t, []string{"limit", "unexpected EOF"}, readAll(r))
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

func TestReaderEnds(t *testing.T) {
	r := NewReader(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("CTBW 1,1 1,1\n"))), codec.Engine, nil)
	assert.Equal(t, []string{"timeout"}, readAll(r), "what the stream says is passed on")
	r = NewReader(strings.NewReader(""), codec.Engine, nil)
	assert.Equal(t, []string{"EOF"}, readAll(r))
	r = NewReader(iotest.ErrReader(io.ErrClosedPipe), codec.Engine, nil)
	assert.Equal(t, []string{io.ErrClosedPipe.Error()}, readAll(r))
	r = NewReader(silent{}, codec.Engine, nil)
	assert.Equal(t, []string{io.ErrNoProgress.Error()}, readAll(r), "a reader that gives nothing is no reason to spin")
}

type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, nil }

func TestReaderVersion(t *testing.T) {
	r := NewReader(strings.NewReader("CTFILE 1 2 3 4 a\nCTFILE 1 2 3 4 5 6 7 a\n"), codec.Engine, &codec.Options{Version: 1})
	m, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, 1, m.(*File).Version)
	assert.Equal(t, int64(17), r.Offset())
	r.SetVersion(3)
	m, err = r.Next()
	require.NoError(t, err)
	assert.Equal(t, int64(6), m.(*File).NAvailable)
}

func TestOffsetsAreOfTheStream(t *testing.T) {
	var uses []codec.Use
	r := NewReader(strings.NewReader("CTBW 1,1 1,1\n\x00CTBW  1,1 1,x\r\n"), codec.Engine, &codec.Options{
		Accept: Lenient, Report: func(u codec.Use) { uses = append(uses, u) },
	})
	_, err := r.Next()
	require.NoError(t, err)
	_, err = r.Next()
	var e *codec.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, int64(13+13), e.Offset)
	assert.Equal(t, []codec.Use{{Rule: LeadingNUL, Offset: 13}, {Rule: CRLF, Offset: 27}, {Rule: Blanks, Offset: 18}}, uses)
}

type shortWriter struct{ bytes.Buffer }

func (w *shortWriter) Write(b []byte) (int, error) { return w.Buffer.Write(b[:len(b)/2]) }

func TestWriter(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	require.NoError(t, w.Write(&Version{3}))
	require.NoError(t, w.Write(new(SendStatus)))
	require.ErrorIs(t, w.Write(&Version{0}), codec.Range, "what cannot be written is not")
	assert.Empty(t, b.String(), "before the flush")
	assert.Equal(t, 25, w.Buffered())
	require.NoError(t, w.Flush())
	require.NoError(t, w.Flush())
	assert.Equal(t, "PROTOCOL 0003\nSENDSTATUS\n", b.String())

	long := &Info{1, codec.Bytes(strings.Repeat("x", maxBuffered))}
	require.NoError(t, w.Write(long))
	assert.Zero(t, w.Buffered(), "the buffer does not grow without bound")

	w = NewWriter(new(shortWriter))
	require.NoError(t, w.Write(new(Quit)))
	require.ErrorIs(t, w.Flush(), io.ErrShortWrite)
	require.ErrorIs(t, w.Write(new(Quit)), io.ErrShortWrite, "the error stays")
	require.ErrorIs(t, w.Flush(), io.ErrShortWrite)
}
