package ts

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
)

func readAll(r *Reader) (lines []string, errs []error) {
	for {
		m, err := r.Next()
		switch {
		case err == io.EOF:
			return lines, errs
		case err != nil:
			errs = append(errs, err)
			if len(errs) > 1000 {
				return lines, errs
			}
		default:
			lines = append(lines, m.String())
		}
	}
}

// However the bytes arrive, the messages are the same.
func TestReaderInAnySegments(t *testing.T) {
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		var in strings.Builder
		var want []string
		for _, line := range clean[from] {
			if version(line) == 0 {
				in.WriteString(line + "\r\n")
				want = append(want, line)
			}
		}
		for name, wrap := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader,
			"error with data": iotest.DataErrReader,
		} {
			got, errs := readAll(NewReader(wrap(strings.NewReader(in.String())), from, nil))
			assert.Empty(t, errs, name)
			assert.Equal(t, want, got, name)
		}
	}
}

func TestReaderGoesOnBehindRefusedLines(t *testing.T) {
	in := "STOP\r\nAUTH\r\n\r\nPAUSE\nSTATE 9\r\nRESUME\r\nSTO"
	r := NewReader(iotest.OneByteReader(strings.NewReader(in)), codec.Engine, nil)
	lines, errs := readAll(r)
	assert.Equal(t, []string{"STOP", "RESUME"}, lines)
	var at []int64
	var codes []codec.Code
	for _, err := range errs {
		var e *codec.Error
		require.ErrorAs(t, err, &e)
		at, codes = append(at, e.Offset), append(codes, e.Code)
	}
	assert.Equal(t, []int64{10, 12, 19, 26, 40}, at)
	assert.Equal(t, []codec.Code{codec.NonCanonical, codec.NonCanonical, codec.NonCanonical, codec.NonCanonical, codec.Truncated}, codes)
}

func TestReaderRawAndVersion(t *testing.T) {
	r := NewReader(strings.NewReader("START url=a\r\nSTART url=b\r\n"), codec.Engine, nil)
	_, err := r.Next()
	assert.ErrorIs(t, err, codec.NonCanonical)
	assert.Equal(t, "START url=a\r\n", string(r.Raw()))
	r.SetVersion(6)
	m, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, "b", m.(*Start).Address())
	assert.Equal(t, "START url=b\r\n", string(r.Raw()))
}

func TestReaderPassesOnErrors(t *testing.T) {
	broken := errors.New("broken")
	r := NewReader(io.MultiReader(strings.NewReader("STOP\r\nSTO"), iotest.ErrReader(broken)), codec.Engine, nil)
	m, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, "STOP", m.String())
	for range 3 {
		_, err = r.Next()
		assert.Equal(t, broken, err)
	}
	r = NewReader(lazy{}, codec.Engine, nil)
	_, err = r.Next()
	assert.Equal(t, io.ErrNoProgress, err)
}

// lazy returns nothing for ever.
type lazy struct{}

func (lazy) Read([]byte) (int, error) { return 0, nil }

// endless writes one byte for ever, and counts.
type endless struct{ n int }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'A'
	}
	e.n += len(b)
	return len(b), nil
}

func TestReaderStopsAtTheLimit(t *testing.T) {
	for _, d := range []struct{ set, limit int }{{0, DefaultLine}, {100, 100}, {1 << 30, MaxLine}} {
		src := &endless{}
		r := NewReader(src, codec.Engine, &codec.Options{Limits: codec.Limits{Message: d.set}})
		for range 2 {
			_, err := r.Next()
			var e *codec.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, codec.Error{Code: codec.Limit, Offset: int64(d.limit), Field: "line", Limit: int64(d.limit)}, *e)
		}
		assert.LessOrEqual(t, src.n, 2*d.limit+firstBuffer, "it read far beyond the limit")
	}
}

func TestLimitIsExact(t *testing.T) {
	o := &codec.Options{Limits: codec.Limits{Message: 10}, Accept: codec.Accept(BareLF)}
	for _, end := range []string{"\r\n", "\n"} {
		line, n, err := ConsumeLine([]byte("0123456789"+end+"x"), o)
		assert.Equal(t, []any{"0123456789", 10 + len(end), nil}, []any{string(line), n, err})
		_, n, err = ConsumeLine([]byte("0123456789a"+end), o)
		assert.ErrorIs(t, err, codec.Limit)
		assert.Zero(t, n)
	}
	for in, want := range map[string]error{"": nil, "0123456789": nil, "0123456789\r": nil, "0123456789a": codec.Limit, "0123456789\rx": codec.Limit} {
		_, n, err := ConsumeLine([]byte(in), o)
		assert.Zero(t, n, in)
		if want == nil {
			assert.NoError(t, err, in)
		} else {
			assert.ErrorIs(t, err, want, in)
		}
	}
	// A RAW torrent of 1 MiB fits in the default.
	raw := append(bytes.Repeat([]byte("A"), DefaultLine-len("LOADASYNC 0 RAW  0 0 0")), " 0 0 0\r\n"...)
	m, err := NewReader(io.MultiReader(strings.NewReader("LOADASYNC 0 RAW "), bytes.NewReader(raw)), codec.Controller, nil).Next()
	require.NoError(t, err)
	assert.Len(t, m.(*LoadAsync).Value, DefaultLine-len("LOADASYNC 0 RAW  0 0 0"))
}

func TestReaderGivesLongBuffersBack(t *testing.T) {
	src := strings.NewReader("LOAD RAW " + strings.Repeat("A", 1<<20-100) + " 0 0 0\r\nSTOP\r\nSTOP\r\n")
	r := NewReader(iotest.HalfReader(src), codec.Controller, nil)
	_, errs := readAll(r)
	assert.Empty(t, errs)
	assert.LessOrEqual(t, len(r.buf), 16*firstBuffer)
}

func TestSplitLoadResp(t *testing.T) {
	const first, second = "LOADRESP 1 {\"status\": 1, \"infohash\":\r\n", "\"ab\"}\r\n"
	o := codec.Options{Accept: codec.Accept(SplitLoadResp)}
	d := Protocol.Decoder(o)
	_, n, err := d.Consume(codec.Engine, []byte(first), false)
	assert.Equal(t, []any{0, nil}, []any{n, err}, "it waits for the second line")
	p, n, err := d.Consume(codec.Engine, []byte(first+second+"STOP\r\n"), false)
	require.NoError(t, err)
	require.NoError(t, p.Err)
	assert.Equal(t, len(first+second), n)
	assert.Equal(t, []codec.Use{{Rule: SplitLoadResp, Offset: 36}}, p.Rules)

	// What does not become JSON is not joined, and there is no third line.
	for _, in := range []string{first + "STOP\r\n", first + "\r\n" + second} {
		lines, errs := readAll(NewReader(iotest.OneByteReader(strings.NewReader(in+"PAUSE\r\n")), codec.Engine, &o))
		assert.ErrorIs(t, errs[0], codec.Truncated, in)
		assert.Equal(t, "PAUSE", lines[len(lines)-1], in)
	}
}

// Two joined lines are bounded as one is.
func TestSplitLoadRespIsBounded(t *testing.T) {
	const first, second = "LOADRESP 1 {\"status\": 0, \"a\":\r\n", "\"b\"}\r\n"
	for limit, ok := range map[int]bool{len(first+second) - 2: true, len(first+second) - 3: false} {
		o := codec.Options{Accept: codec.Accept(SplitLoadResp), Limits: codec.Limits{Message: limit}}
		p, _, err := Protocol.Decoder(o).Consume(codec.Engine, []byte(first+second), true)
		require.NoError(t, err)
		assert.Equal(t, ok, p.Err == nil, "%v", p.Err)
	}
}

func TestDecoderFollowsTheVersion(t *testing.T) {
	for hello, ok := range map[string][2]bool{
		"HELLOBG": {true, false}, "HELLOBG version=3": {true, false}, "HELLOBG version=4": {false, true}, "HELLOBG version=6": {false, true},
	} {
		d := Protocol.Decoder(codec.Options{})
		_, _, err := d.Consume(codec.Controller, []byte(hello+"\r\n"), false)
		require.NoError(t, err)
		for k, line := range []string{"START http://a\r\n", "START url=a\r\n"} {
			p, n, err := d.Consume(codec.Engine, []byte(line), false)
			require.NoError(t, err)
			assert.Equal(t, len(line), n)
			assert.Equal(t, ok[k], p.Err == nil, "%s %s", hello, line)
		}
	}
}

func TestDecoderOwnsAndCounts(t *testing.T) {
	d := Protocol.Decoder(codec.Options{Accept: codec.Accept(TrailingSpace)})
	in := []byte("STOP \r\nINFO 1;abc\r\nST")
	p, n, err := d.Consume(codec.Engine, in, false)
	require.NoError(t, err)
	assert.Equal(t, codec.Packet{From: codec.Engine, Raw: []byte("STOP \r\n"), Message: &Stop{}, Rules: []codec.Use{{Rule: TrailingSpace, Offset: 4}}}, p)
	p, m, err := d.Consume(codec.Engine, in[n:], false)
	require.NoError(t, err)
	clear(in[n : n+m])
	assert.Equal(t, int64(n), p.Offset)
	assert.Equal(t, "INFO 1;abc", p.Message.String())
	_, k, err := d.Consume(codec.Engine, in[n+m:], false)
	assert.Equal(t, []any{0, nil}, []any{k, err})
	p, k, err = d.Consume(codec.Engine, in[n+m:], true)
	assert.Equal(t, []any{2, nil}, []any{k, err})
	assert.ErrorIs(t, p.Err, codec.Truncated)
	assert.Equal(t, "malformed", p.Kind())
	_, k, err = d.Consume(codec.Engine, nil, true)
	assert.Equal(t, []any{0, nil}, []any{k, err})
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	require.NoError(t, w.Write(&Stop{}))
	assert.ErrorIs(t, w.Write(&Play{URL: codec.Bytes("a b")}), codec.Syntax)
	require.NoError(t, w.Write(&State{ID: StateBuffering}))
	assert.Equal(t, []any{"", len("STOP\r\nSTATE 3\r\n")}, []any{out.String(), w.Buffered()})
	require.NoError(t, w.Flush())
	assert.Equal(t, "STOP\r\nSTATE 3\r\n", out.String())
	for range flushAt {
		require.NoError(t, w.Write(&Stop{}))
	}
	assert.Less(t, w.Buffered(), flushAt)
}
