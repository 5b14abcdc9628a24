package putio_test

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
	"enginespec/codec/putio"
)

// listOf returns the JSON of n files, made as it is read.
func listOf(n int) func() io.Reader {
	return func() io.Reader {
		r, w := io.Pipe()
		go func() {
			w.CloseWithError(putio.WriteList(w, &putio.Envelope{UserName: "ada", UserID: 7}, int64(n), func(yield func(*putio.Item) bool) {
				for i := range n {
					if v := file(i); !yield(&v) {
						return
					}
				}
			}))
		}()
		return r
	}
}

func TestListMemory(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	l := putio.NewListReader[putio.Item](listOf(50_000)(), nil)
	n := 0
	for v, err := range l.All() {
		require.NoError(t, err)
		if n++; n%25_000 == 0 {
			assert.Less(t, heap(), before+1<<20, "after %d files, at %s", n, v.Name)
		}
	}
	assert.Equal(t, 50_000, n)
	assert.Equal(t, putio.Envelope{UserName: "ada", UserID: 7}, l.Envelope())
}

func TestListEqualsEnvelope(t *testing.T) {
	e := envelopeOf(40)
	want, err := e.Append(nil)
	require.NoError(t, err)
	var out bytes.Buffer
	items := *e.Results.(*putio.Items)
	require.NoError(t, putio.WriteList(&out, e, 40, func(yield func(*putio.Item) bool) {
		for i := range items {
			if !yield(&items[i]) {
				return
			}
		}
	}))
	assert.Equal(t, string(want), out.String())
	for name, r := range map[string]io.Reader{"whole": bytes.NewReader(want), "bytes": iotest.OneByteReader(bytes.NewReader(want)), "halves": iotest.HalfReader(bytes.NewReader(want)), "data-err": iotest.DataErrReader(bytes.NewReader(want))} {
		var got putio.Items
		for v, err := range putio.NewListReader[putio.Item](r, nil).All() {
			require.NoError(t, err, name)
			got = append(got, *v)
		}
		assert.Equal(t, items, got, name)
	}
	n := 0
	for v, err := range putio.NewListReader[putio.Item](iotest.OneByteReader(bytes.NewReader(want)), nil).Views() {
		require.NoError(t, err)
		assert.Equal(t, items[n], *v)
		n++
	}
	assert.Equal(t, 40, n)
}

// Views take nothing for an element.
func TestListAllocations(t *testing.T) {
	takes := func(n int) float64 {
		data, err := envelopeOf(n).Append(nil)
		require.NoError(t, err)
		return testing.AllocsPerRun(5, func() {
			for _, err := range putio.NewListReader[putio.Item](bytes.NewReader(data), nil).Views() {
				if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	assert.InDelta(t, takes(100), takes(1000), 20)
}

func TestListEnds(t *testing.T) {
	data, err := envelopeOf(3).Append(nil)
	require.NoError(t, err)
	l := putio.NewListReader[putio.Item](bytes.NewReader(data), nil)
	for v, err := range l.All() {
		require.NoError(t, err)
		assert.Equal(t, putio.ID(13), v.ID)
		break
	}
	for range l.All() {
		t.Error("All goes twice")
	}
	last := func(r io.Reader, o *codec.Options) (n int, err error) {
		for _, err = range putio.NewListReader[putio.Item](r, o).All() {
			n++
		}
		return n, err
	}
	for i := range data {
		_, err := last(bytes.NewReader(data[:i]), nil)
		require.ErrorIs(t, err, codec.Truncated, "cut at %d", i)
	}
	_, err = last(iotest.TimeoutReader(iotest.HalfReader(bytes.NewReader(data))), nil)
	require.ErrorIs(t, err, iotest.ErrTimeout)
	_, err = last(bytes.NewReader(data), &codec.Options{Limits: codec.Limits{Items: 2}})
	require.ErrorIs(t, err, codec.Limit)
	_, err = last(bytes.NewReader(data), &codec.Options{Limits: codec.Limits{Message: 100}})
	require.ErrorIs(t, err, codec.Limit)
}

// endless is a string that never ends.
type endless struct{ head io.Reader }

func (e endless) Read(p []byte) (int, error) {
	if n, err := e.head.Read(p); err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestListEndlessString(t *testing.T) {
	r := endless{strings.NewReader(`{"response":{"total":1,"results":[{"name":"`)}
	for _, err := range putio.NewListReader[putio.Item](r, nil).All() {
		require.ErrorIs(t, err, codec.Limit)
		return
	}
	t.Error("no error")
}

func TestListOfFailure(t *testing.T) {
	for _, e := range []putio.Envelope{{Outcome: putio.LoginFailure}, {Outcome: putio.Failure, ErrorMessage: "no", UserName: "ada", UserID: 7}} {
		data, err := e.Append(nil)
		require.NoError(t, err)
		l := putio.NewListReader[putio.Item](bytes.NewReader(data), nil)
		for _, err := range l.All() {
			require.NoError(t, err)
		}
		assert.Equal(t, e.Outcome, l.Envelope().Outcome)
	}
}

func TestWriteListCounts(t *testing.T) {
	for _, n := range []int{0, 2} {
		err := putio.WriteList(io.Discard, &putio.Envelope{}, 1, func(yield func(*putio.Item) bool) {
			for range n {
				v := file(0)
				if !yield(&v) {
					return
				}
			}
		})
		require.ErrorIs(t, err, codec.Range)
	}
	failing := errors.New("full")
	err := putio.WriteList(writer(func([]byte) (int, error) { return 0, failing }), &putio.Envelope{}, 0, func(func(*putio.Item) bool) {})
	require.ErrorIs(t, err, failing)
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }
