package putio_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// TestForms reads one call in each way that a client was seen to write it.
func TestForms(t *testing.T) {
	const raw = `{"api_key":"k","api_secret":"s","params":{"name":"N & M + 100% \"q\" é 雪"}}`
	v := url.Values{"request": {raw}}.Encode()
	all := &codec.Options{Accept: putio.All()}
	for name, in := range map[string]string{
		"form":          post("/v1/files?method=create_dir", v),
		"query":         "GET /v1/files?method=create_dir&" + v + " HTTP/1.1\r\n\r\n",
		"query first":   "GET /v1/files?" + v + "&method=create_dir HTTP/1.1\r\n\r\n",
		"absolute":      post("http://api.put.io/v1/files?method=create_dir", v),
		"component":     post("/v1/files?method=create_dir", "request="+url.PathEscape(raw)),
		"raw":           post("/v1/files?method=create_dir", "request="+raw),
		"other fields":  post("/v1/files?method=create_dir", "client=x&"+v+"&_=1"),
		"empty request": post("/v1/files?method=create_dir&request=", v),
		"posted query":  post("/v1/files?method=create_dir&"+v, ""),
	} {
		var r putio.Request
		if name == "component" {
			// encodeURIComponent escapes & and +, which PathEscape does not.
			in = post("/v1/files?method=create_dir", "request="+string(bytes.ReplaceAll([]byte(v[len("request="):]), []byte("+"), []byte("%20"))))
		}
		require.NoError(t, r.Decode([]byte(in), all), name)
		assert.Equal(t, &putio.FilesCreateDir{Name: `N & M + 100% "q" é 雪`}, r.Params, name)
		assert.Equal(t, "k", r.Key)
		assert.Equal(t, "s", r.Secret)
		if name == "form" || name == "query" || name == "query first" || name == "absolute" || name == "component" {
			require.NoError(t, r.Decode([]byte(in), nil), name)
		} else {
			require.ErrorIs(t, r.Decode([]byte(in), nil), codec.NonCanonical, name)
		}
	}
}

// TestRequestErrors: offsets count through percent-encoding.
func TestRequestErrors(t *testing.T) {
	for _, c := range []struct {
		params string
		code   codec.Code
		field  string
		at     string
	}{
		{`{"id":"x"}`, codec.Syntax, "/params/id", "%22x%22"},
		{`{"id":1,"id":2}`, codec.Duplicate, "/params/id", "%22id%22%3A2"},
		{`{"id":1,"name":2,"é":3}`, codec.NonCanonical, "/params/name", "%22name"},
		{`{"id":true}`, codec.Syntax, "/params/id", "true"},
	} {
		in := post("/v1/files?method=info", url.Values{"request": {`{"api_key":"é+ &","api_secret":"s","params":` + c.params + `}`}}.Encode())
		var r putio.Request
		err := r.Decode([]byte(in), nil)
		var ce *codec.Error
		require.ErrorAs(t, err, &ce, c.params)
		assert.Equal(t, c.code, ce.Code, err)
		assert.Equal(t, c.field, ce.Field, err)
		assert.Equal(t, c.at, in[ce.Offset:][:len(c.at)], err)
	}
}

// TestDecodeParts: what a server has from net/http reads like the whole message.
func TestDecodeParts(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	body := []byte(`request={"api_key":"k","api_secret":"s","params":{"id":"x"}}`)
	var r putio.Request
	var ce *codec.Error
	require.ErrorAs(t, r.DecodeParts("POST", "/v1/files?method=info", form, body, &codec.Options{Accept: putio.All()}), &ce)
	assert.Equal(t, "/params/id", ce.Field)
	assert.Equal(t, `"x"`, string(body[ce.Offset:][:3]))
	assert.Equal(t, "s", r.Secret)

	var used []codec.Use
	o := &codec.Options{Accept: putio.All(), Report: func(u codec.Use) { used = append(used, u) }}
	require.NoError(t, r.DecodeParts("POST", "/v1/files/?method=info", form, bytes.Replace(body, []byte(`"x"`), []byte(`1`), 1), o))
	assert.Equal(t, &putio.FilesInfo{ID: 1}, r.Params)
	assert.Equal(t, []codec.Use{{Rule: putio.TrailingSlash, Offset: 9}, {Rule: putio.RawJSON, Offset: 8}}, used)
	assert.Nil(t, r.Header)

	require.ErrorAs(t, r.DecodeParts("GET", "/v1/user?method=burn", "", nil, nil), &ce)
	assert.Equal(t, codec.Error{Code: codec.Unknown, Offset: 16, Field: "method"}, *ce)
	for _, bad := range [][3]string{{"GET /", "/v1", ""}, {"GET", "/v1 x", ""}, {"GET", "/v1\r\nA: b", ""}, {"POST", "/v1", "a\r\nb: c"}} {
		require.ErrorIs(t, r.DecodeParts(bad[0], bad[1], bad[2], nil, nil), codec.Syntax)
	}
}

// TestEscapingAgrees compares percent-encoding both ways with net/url.
func TestEscapingAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.String().Draw(t, "query")
		r := putio.Request{Key: "k", Secret: rapid.String().Draw(t, "secret"), Params: &putio.FilesSearch{Query: query}}
		out, err := r.Append(nil)
		require.NoError(t, err)
		body := string(out[bytes.Index(out, []byte("\r\n\r\n"))+4:])
		form, err := url.ParseQuery(body)
		require.NoError(t, err)
		var theirs struct {
			Key    string `json:"api_key"`
			Secret string `json:"api_secret"`
			Params struct{ Query string }
		}
		require.NoError(t, json.Unmarshal([]byte(form.Get("request")), &theirs))
		require.Equal(t, query, theirs.Params.Query)
		require.Equal(t, r.Secret, theirs.Secret)

		text, err := r.AppendJSON(nil)
		require.NoError(t, err)
		var again putio.Request
		require.NoError(t, again.Decode([]byte(post("/v1/files?method=search", url.Values{"request": {string(text)}}.Encode())), nil))
		require.Equal(t, r.Params, again.Params)
	})
}

// TestEnvelopeAgrees compares lists of items, read and written, with encoding/json.
func TestEnvelopeAgrees(t *testing.T) {
	text := rapid.String()
	item := rapid.Custom(func(t *rapid.T) putio.Item {
		v := putio.Item{
			ID: putio.ID(rapid.Int64Min(0).Draw(t, "id")), Name: text.Draw(t, "name"), Type: rapid.SampledFrom(putio.ItemTypes()).Draw(t, "type"),
			Size: putio.Size(rapid.Int64Min(0).Draw(t, "size")), ParentID: putio.ID(rapid.Int64Min(0).Draw(t, "parent")),
			ContentType: text.Draw(t, "content"), ScreenshotURL: text.Draw(t, "shot"), ThumbURL: text.Draw(t, "thumb"),
			FileIconURL: text.Draw(t, "icon"), DownloadURL: text.Draw(t, "download"), StreamURL: text.Draw(t, "stream"),
		}
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		items := putio.Items(rapid.SliceOfN(item, 0, 5).Draw(t, "items"))
		e := putio.Envelope{Method: putio.MethodFilesList, Results: &items, UserName: text.Draw(t, "user"), UserID: 7}
		out, err := e.Append(nil)
		require.NoError(t, err)
		var std stdEnvelope
		require.NoError(t, json.Unmarshal(out, &std))
		require.Len(t, std.Response.Results, len(items))
		for i, v := range std.Response.Results {
			require.Equal(t, items[i], putio.Item{
				ID: putio.ID(v.ID), Name: v.Name, Type: putio.ItemType(v.Type), Size: putio.Size(v.Size), ParentID: putio.ID(v.ParentID),
				ContentType: v.ContentType, ScreenshotURL: v.ScreenshotURL, ThumbURL: v.ThumbURL, FileIconURL: v.FileIconURL,
				DownloadURL: v.DownloadURL, StreamURL: v.StreamURL,
			})
		}
		theirs, err := json.Marshal(&std) // < as \u003c, and much else that is another way to say it
		require.NoError(t, err)
		var again putio.Envelope
		require.NoError(t, again.Decode(theirs, putio.MethodFilesList, &codec.Options{Accept: codec.Accept(putio.MissingMember)}))
		require.Equal(t, items, *again.Results.(*putio.Items))
		require.Equal(t, e.UserName, again.UserName)
	})
}

// TestReportAgrees: a report survives both renderings.
func TestReportAgrees(t *testing.T) {
	texts := rapid.Custom(func(t *rapid.T) []string {
		return append([]string{}, rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "links")...)
	})
	set := rapid.Custom(func(t *rapid.T) putio.ReportSet { return putio.ReportSet{URLs: texts.Draw(t, "urls")} })
	rapid.Check(t, func(t *rapid.T) {
		r := putio.Report{AvailableBandwidth: rapid.Int64Min(0).Draw(t, "bw"), AvailableDisk: rapid.Int64Min(0).Draw(t, "disk"),
			TotalDisk: putio.GiB(rapid.Int64Min(0).Draw(t, "quota")),
			URLs:      putio.ReportURLs{URL: texts.Draw(t, "url"), Rapid: texts.Draw(t, "rapid"), Torrent: texts.Draw(t, "torrent"), Multipart: append([]putio.ReportSet{}, rapid.SliceOfN(set, 0, 3).Draw(t, "sets")...)}}
		for i := range r.URLs.Multipart {
			r.URLs.Multipart[i].Name = string(rune('A'+i)) + rapid.String().Draw(t, "name")
		}
		py, err := r.AppendPython(nil)
		require.NoError(t, err)
		require.True(t, utf8.Valid(py))
		js, err := r.Append(nil)
		require.NoError(t, err)
		var fromPy, fromJS putio.Report
		require.NoError(t, fromPy.DecodePython(py, nil), "%s", py)
		require.NoError(t, fromJS.Decode(js, nil), "%s", js)
		require.Equal(t, r, fromPy)
		require.Equal(t, r, fromJS)
	})
}
