package putio_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
	"enginespec/corpus/corpustest"
)

func seeds(f *testing.F, from codec.Party) {
	corpustest.Each(f, "putio", func(who codec.Party, b []byte) {
		if who == from {
			f.Add(b)
		}
	})
	for _, u := range uses {
		if (u.after == "") == (from == codec.Controller) {
			f.Add([]byte(u.in))
		}
	}
}

// FuzzRequest: what a lenient reader takes survives, and its form says the same to
// net/url.
func FuzzRequest(f *testing.F) {
	seeds(f, codec.Controller)
	f.Fuzz(func(t *testing.T, b []byte) {
		r := new(putio.Request)
		if err := r.Decode(b, &codec.Options{Accept: putio.All()}); err != nil {
			inside(t, err, b)
			return
		}
		again(t, r, codec.Controller)
		r.Verb, r.Header = "POST", nil
		out, err := r.Append(nil)
		require.NoError(t, err)
		form, err := url.ParseQuery(string(out[bytes.Index(out, []byte("\r\n\r\n"))+4:]))
		require.NoError(t, err)
		text, err := r.AppendJSON(nil)
		require.NoError(t, err)
		require.Equal(t, string(text), form.Get("request"))
		if new(putio.Request).Decode(b, nil) == nil {
			return // strict readers take less, never something else
		}
	})
}

func inside(t *testing.T, err error, b []byte) {
	var ce *codec.Error
	require.ErrorAs(t, err, &ce)
	require.LessOrEqual(t, ce.Offset, int64(len(b)))
	require.GreaterOrEqual(t, ce.Offset, int64(0))
}

// FuzzEnvelope: whatever is read is JSON to encoding/json, with the same items.
func FuzzEnvelope(f *testing.F) {
	for i, m := range methods {
		for _, results := range m.results {
			f.Add(byte(i), []byte(`{"response":{"total":`+total(results)+`,"results":`+results+`},`+tail+`}`))
		}
	}
	for _, u := range uses {
		if _, body, ok := strings.Cut(u.in, "\r\n\r\n"); ok && u.after != "" {
			for i, m := range methods {
				if string(m.method) == u.after {
					f.Add(byte(i), []byte(body))
				}
			}
		}
	}
	f.Add(byte(0), []byte(printedFailure))
	for i, m := range methods {
		if m.method == putio.MethodFilesList {
			f.Add(byte(i), odd(f))
		}
	}
	f.Fuzz(func(t *testing.T, which byte, b []byte) {
		m := methods[int(which)%len(methods)].method
		var strict, e putio.Envelope
		strictErr := strict.Decode(b, m, nil)
		if m == putio.MethodFilesList {
			ways(t, b, nil)
			ways(t, b, &codec.Options{Accept: putio.All()})
		}
		if err := e.Decode(b, m, &codec.Options{Accept: putio.All()}); err != nil {
			inside(t, err, b)
			require.Error(t, strictErr)
			return
		}
		require.True(t, json.Valid(b))
		if strictErr == nil {
			require.Equal(t, e, strict)
		}
		again(t, &putio.Response{Envelope: e}, codec.Engine)
		if items, ok := e.Results.(*putio.Items); ok && strictErr == nil && len(*items) > 0 {
			var std struct{ Response struct{ Results []stdItem } }
			require.NoError(t, json.Unmarshal(b, &std))
			for i, v := range std.Response.Results {
				require.Equal(t, v.Name, (*items)[i].Name)
				require.Equal(t, v.Size, int64((*items)[i].Size))
				require.Equal(t, v.StreamURL, (*items)[i].StreamURL)
			}
		}
	})
}

// FuzzReport: both renderings of what is read are read again.
func FuzzReport(f *testing.F) {
	f.Add([]byte(printedReport))
	f.Add([]byte(reportJSON))
	f.Add([]byte(`{"Urls":{u"url":["\x41\u00e9\U0001f600",'\'']},'Your Total Disk Space':1L,}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var r, other putio.Report
		if err := r.DecodePython(b, &codec.Options{Accept: putio.All()}); err != nil {
			inside(t, err, b)
			return
		}
		out, err := r.AppendPython(nil)
		require.NoError(t, err)
		require.NoError(t, other.DecodePython(out, nil))
		out, err = r.Append(nil)
		require.NoError(t, err)
		require.NoError(t, other.Decode(out, nil))
	})
}

// FuzzDecoder: where the pieces of a stream are cut does not matter.
func FuzzDecoder(f *testing.F) {
	add := func(from codec.Party, b []byte) { f.Add(byte(from), uint16(len(b)/2), b) }
	corpustest.Each(f, "putio", add)
	for _, u := range uses {
		from := codec.Controller
		if u.after != "" {
			from = codec.Engine
		}
		add(from, []byte(u.in))
	}
	add(codec.Engine, []byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+chunked(`{"a":1}`, 3)))
	f.Fuzz(func(t *testing.T, who byte, cut uint16, b []byte) {
		from := codec.Engine + codec.Party(who&1)
		run := func(cuts ...int) (kinds []string, rest []byte, err error) {
			d := putio.Protocol.Decoder(codec.Options{Accept: putio.All()})
			at := 0
			for _, end := range append(cuts, len(b)) {
				for {
					p, n, err := d.Consume(from, b[at:end], end == len(b))
					if err != nil {
						return kinds, b[at:], err
					}
					if n == 0 {
						break
					}
					require.Equal(t, b[at:at+n], p.Raw)
					kinds = append(kinds, p.Kind())
					at += n
				}
			}
			return kinds, b[at:], nil
		}
		kinds, rest, err := run()
		pieces, restOf, errOf := run(min(int(cut), len(b)))
		require.Equal(t, kinds, pieces)
		require.Equal(t, rest, restOf)
		require.Equal(t, err, errOf)
	})
}

// FuzzList: the stream reader takes what the envelope takes, to the same items.
func FuzzList(f *testing.F) {
	f.Add([]byte(`{"response":{"total":2,"results":[` + films + `,` + clip + `]},` + tail + `}`))
	f.Add([]byte(printedFailure))
	f.Fuzz(func(t *testing.T, b []byte) {
		o := &codec.Options{Accept: putio.All().Without(putio.ObjectForArray)}
		var e putio.Envelope
		whole := e.Decode(b, putio.MethodFilesList, o)
		var items putio.Items
		var last error
		l := putio.NewListReader[putio.Item](io.MultiReader(bytes.NewReader(b)), o)
		for v, err := range l.All() {
			if last = err; err == nil {
				items = append(items, *v)
			}
		}
		require.Equal(t, whole == nil, last == nil, "%v, %v", whole, last)
		if whole == nil && e.Outcome == putio.Success {
			require.Equal(t, []putio.Item(*e.Results.(*putio.Items)), append([]putio.Item{}, items...))
		}
		require.Equal(t, e.Outcome, l.Envelope().Outcome)
	})
}
