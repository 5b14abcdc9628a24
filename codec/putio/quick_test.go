package putio_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// ways holds all ways to read an answer to files.list to one another: to the error's place.
func ways(t *testing.T, b []byte, o *codec.Options) {
	t.Helper()
	read := func(decode func([]byte, putio.Method, *codec.Options) error, e *putio.Envelope) ([]codec.Use, error) {
		var uses []codec.Use
		loud := codec.Options{}
		if o != nil {
			loud = *o
		}
		loud.Report = func(u codec.Use) { uses = append(uses, u) }
		return uses, decode(b, putio.MethodFilesList, &loud)
	}
	var want, got putio.Envelope
	wantUses, wantErr := read(want.Scan, &want)
	uses, err := read(got.Decode, &got)
	require.Equal(t, wantErr, err, "%s", b)
	require.Equal(t, want, got, "%s", b)
	require.Equal(t, wantUses, uses, "%s", b)
	var v putio.View
	for range 2 { // in memory that is new, and that is used again
		uses, err = read(v.Decode, &v.Envelope)
		require.Equal(t, wantErr, err, "%s", b)
		require.Equal(t, want, v.Envelope, "%s", b)
		require.Equal(t, wantUses, uses, "%s", b)
	}
}

// odd has what strict answers may have: all members, none that need not be there, folders,
// escapes, long texts and numbers.
func odd(t testing.TB) []byte {
	items := putio.Items{
		file(1),
		{ID: 99, Name: "a \"b\" \\ \x01 \u2028 \U0001f600" + strings.Repeat(" ", 30), Type: putio.Folder, IsDir: true, ZipURL: "/z", FolderIconURL: "/i"},
		{ID: 999999999999999999, Name: strings.Repeat("\u00e9", 40), Type: putio.SWF, Size: 0, StreamURL: "\x7f"},
	}
	b, err := (&putio.Envelope{Results: &items, UserName: "ad\u00e4", UserID: 7}).Append(nil)
	require.NoError(t, err)
	return b
}

func TestQuickTakes(t *testing.T) {
	plain, err := envelopeOf(9).Append(nil)
	require.NoError(t, err)
	empty, err := envelopeOf(0).Append(nil)
	require.NoError(t, err)
	var spaced bytes.Buffer
	require.NoError(t, json.Indent(&spaced, plain, "\r\n", "\t"))
	var tree any // its members are sorted when written
	require.NoError(t, json.Unmarshal(plain, &tree))
	sorted, err := json.Marshal(tree)
	require.NoError(t, err)
	python := bytes.ReplaceAll(bytes.ReplaceAll(plain, []byte(`":`), []byte(`": `)), []byte(`,"`), []byte(`, "`))
	for name, b := range map[string][]byte{"plain": plain, "empty": empty, "spaced": spaced.Bytes(), "sorted": sorted, "python": python} {
		assert.True(t, putio.Quick(b, putio.MethodFilesList, nil), name)
		assert.False(t, putio.Quick(b, putio.MethodTransfersList, nil), name)
		ways(t, b, nil)
	}
}

func TestQuickEqualsScan(t *testing.T) {
	in := odd(t)
	lenient := &codec.Options{Accept: putio.All()}
	require.True(t, putio.Quick(in, putio.MethodFilesList, nil))
	for i, old := range in {
		ways(t, in[:i], nil)
		for _, b := range []byte("\"\\}0\xc3") {
			in[i] = b
			ways(t, in, nil)
			ways(t, in, lenient)
		}
		in[i] = old
	}
	for _, change := range [][2]string{
		{`"id":"14"`, `"id":"14","id":"14"`}, {`"id":"14"`, `"id":"14","new":{"a":1,"a":2}`}, {`"id":"14"`, `"id":" 14"`}, {`"id":"14"`, `"id":14`},
		{`"id":"14"`, `"\u0069d":"14"`}, {`"id":"14"`, `"id":"014"`}, {`"id":"14"`, `"id":""`}, {`"id":"14"`, `"id":"9223372036854775807"`}, {`"id":"14"`, `"id":"9223372036854775808"`}, {`"id":"14"`, `"id":"99999999999999999999"`}, {`"type":"movie"`, `"type":"epub"`}, {`"is_dir":false`, `"is_dir":null`},
		{`"total":3`, `"total":3.0`}, {`"total":3`, `"total":03`}, {`"total":3,`, ``}, {`"total":3`, `"total":3,"total":3`}, {`"error":false`, `"error":true`},
		{`"error_message":null`, `"error_message":nul`}, {`"error_message":null`, `"error_message":"no"`}, {`"id":7}`, `"id":8}`}, {`"id":7}`, `"id":7} x`},
		{`"id":7}`, `"id":7,}`}, {`"id":7}`, `"id":7}` + "\x00"}, {`"user_id":7,`, ``}, {`"user_id":7`, `"user_id":7,"user_id":7`}, {`,"zip_url":"/z"`, ``}, {`"is_dir":true`, `"is_dir":false`}, {`{"response"`, ` {"response"`},
		{`"screenshot_url":"",`, ``}, {`"results":[`, `"results":[[`}, {`"results":[`, `"results":[,`}, {`"name":"clip`, `"name":"\ud800clip`}, {`"name":"clip`, `"name":"` + "\xff" + `clip`},
	} {
		b := bytes.Replace(in, []byte(change[0]), []byte(change[1]), 1)
		require.NotEqual(t, in, b, change[0])
		ways(t, b, nil)
		ways(t, b, lenient)
	}
	for limit := range len(in) + 2 {
		for _, l := range []codec.Limits{{Message: limit}, {String: limit}, {Items: limit}, {Depth: limit}} {
			ways(t, in, &codec.Options{Limits: l})
		}
	}
}

// A View says what it read last, and its files are not those of another answer.
func TestView(t *testing.T) {
	var v putio.View
	for _, n := range []int{3, 40, 0, 2} {
		e := envelopeOf(n)
		for i := range *e.Results.(*putio.Items) {
			(*e.Results.(*putio.Items))[i].Name = strings.Repeat(`"`, n*i)
		}
		b, err := e.Append(nil)
		require.NoError(t, err)
		require.NoError(t, v.Decode(b, putio.MethodFilesList, nil))
		require.Equal(t, *e, v.Envelope)
	}
	b, err := (&putio.Envelope{Results: &putio.Transfers{}, UserName: "ada", UserID: 7}).Append(nil)
	require.NoError(t, err)
	require.NoError(t, v.Decode(b, putio.MethodTransfersList, nil))
	assert.Equal(t, &putio.Transfers{}, v.Results)
	require.Error(t, v.Decode(nil, putio.MethodFilesList, nil))
	assert.Nil(t, v.Results)

	for _, m := range putio.Methods() {
		_, files := m.NewResults().(*putio.Items)
		b, err := envelopeOf(1).Append(nil)
		require.NoError(t, err)
		assert.Equal(t, files, putio.Quick(b, m, nil), m)
	}
}
