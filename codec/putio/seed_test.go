package putio_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// printedFailure is the login failure as the document prints it, blanks and all.
const printedFailure = `{
"error_message": "Unable to login. Please check your info.",
"user_id": null,
"response": {
"results": [{
"user_name":null,
"user_id":null
}]
},
"error":true
}`

func TestLoginFailure(t *testing.T) {
	var e putio.Envelope
	require.NoError(t, e.Decode([]byte(printedFailure), putio.MethodFilesList, nil))
	assert.Equal(t, putio.Envelope{Method: putio.MethodFilesList, Outcome: putio.LoginFailure, ErrorMessage: putio.LoginMessage}, e)
	out, err := e.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, `{"error_message":"Unable to login. Please check your info.","user_id":null,"response":{"results":[{"user_name":null,"user_id":null}]},"error":true}`, string(out))
	e.Wide = true
	wide, err := e.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(out[:len(out)-1])+`,"user_name":null,"id":null}`, string(wide))
	var again putio.Envelope
	require.NoError(t, again.Decode(wide, putio.MethodFilesList, nil))
	assert.Equal(t, e, again)
}

// TestOtherFailures: what is nearly the document's login failure is not it.
func TestOtherFailures(t *testing.T) {
	for _, results := range []string{`[{"user_name":null,"user_id":null,"x":1}]`, `[{"user_name":null,"user_id":7}]`, `[{"user_name":null}]`, `[]`, `{}`, `[{"user_name":null,"user_id":null},{}]`, `[{"user_name":null,"user_id":null},0]`} {
		in := []byte(`{"error_message":"` + putio.LoginMessage + `","user_id":null,"response":{"results":` + results + `},"error":true}`)
		var e putio.Envelope
		var ce *codec.Error
		require.ErrorAs(t, e.Decode(in, putio.MethodUserInfo, nil), &ce, results)
		assert.Equal(t, putio.AuthMessage, ce.Rule, results)
		assert.Equal(t, "/response/results", ce.Field)
		require.NoError(t, e.Decode(in, putio.MethodUserInfo, &codec.Options{Accept: putio.All()}))
		assert.Equal(t, putio.LoginFailure, e.Outcome)
	}
}

// TestServiceUnavailable reads the other login failure, that a Chrome extension met.
func TestServiceUnavailable(t *testing.T) {
	in := []byte(`{"response":{"results":[]},"error":true,"error_message":"Service unavailable temporarily.","user_name":null,"id":null}`)
	var e putio.Envelope
	err := e.Decode(in, putio.MethodUserInfo, nil)
	require.ErrorIs(t, err, codec.NonCanonical)
	require.NoError(t, e.Decode(in, putio.MethodUserInfo, &codec.Options{Accept: putio.All()}))
	assert.Equal(t, putio.LoginFailure, e.Outcome)
	assert.Equal(t, "Service unavailable temporarily.", e.ErrorMessage)
}

// printedReport is the document's sample of a link analysis report.
const printedReport = `{
'Current Available Bandwidth' : 139889066230, #Bytes
'Current Available Disk Space' : 180546571528, #Bytes
'Your Total Disk Space' : 191.96000000000001, #Gigabytes
'Urls':{
'url': [
u'ftp://ftp1.mplayerhq.hu/MPlayer/samples/MPEG-4/mp3on4/id5_1.mp4'
],
'rapid': [
u'http://rapidshare.com/files/121211/jazz.rar'
],
'multipart':{
u'ABCDE':[
u'http://rapidshare.com/files/121212/abcde.part1.rar',
u'http://rapidshare.com/files/121213/abcde.part2.rar'
]
},
'torrent': [
u'http://legaltorrents.com/1a1112',
u'http://legaltorrents.com/1a1100'
]
}
}`

const reportJSON = `{"Current Available Bandwidth":139889066230,"Current Available Disk Space":180546571528,"Your Total Disk Space":191.96,"Urls":{"url":["ftp://ftp1.mplayerhq.hu/MPlayer/samples/MPEG-4/mp3on4/id5_1.mp4"],"rapid":["http://rapidshare.com/files/121211/jazz.rar"],"multipart":{"ABCDE":["http://rapidshare.com/files/121212/abcde.part1.rar","http://rapidshare.com/files/121213/abcde.part2.rar"]},"torrent":["http://legaltorrents.com/1a1112","http://legaltorrents.com/1a1100"]}}`

func TestReport(t *testing.T) {
	var py, js putio.Report
	require.NoError(t, py.DecodePython([]byte(printedReport), nil))
	require.NoError(t, js.Decode([]byte(reportJSON), nil))
	assert.Equal(t, js, py)
	out, err := py.AppendPython(nil)
	require.NoError(t, err)
	assert.Equal(t, printedReport, string(out))
	out, err = py.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, reportJSON, string(out))
	assert.Equal(t, 191.96, putio.GiB(206115891200))
}

func TestReportCuts(t *testing.T) {
	for i := range printedReport {
		var r putio.Report
		require.ErrorIs(t, r.DecodePython([]byte(printedReport[:i]), nil), codec.Truncated, "cut at %d", i)
	}
}

func TestReportErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		code   codec.Code
		offset int64
	}{
		{"{'Current Available Bandwidth': 'x'}", codec.NonCanonical, 32},
		{"{'Current Available Bandwidth': -1}", codec.Range, 32},
		{"{'Urls': {}, 'Urls': {}}", codec.Duplicate, 13},
		{"{'a': 1, # one\n 'a': 2}", codec.Duplicate, 16},
		{"{'a': bad}", codec.Syntax, 6},
		{"{'a': '\\q'}", codec.Syntax, 7},
		{"{'a': '\\ud800'}", codec.Encoding, 7},
		{"{'a': '\xff'}", codec.Encoding, 6},
		{"{,}", codec.Syntax, 1},
		{"{} {}", codec.Trailing, 3},
	} {
		var r putio.Report
		err := r.DecodePython([]byte(c.in), &codec.Options{Accept: codec.Accept(putio.MissingMember)})
		var ce *codec.Error
		if assert.ErrorAs(t, err, &ce, c.in) {
			assert.Equal(t, c.code, ce.Code, "%s: %v", c.in, err)
			assert.Equal(t, c.offset, ce.Offset, "%s: %v", c.in, err)
		}
	}
}

func TestNewReport(t *testing.T) {
	rapid, reason := putio.HandlerRapid, "too big"
	a := putio.Analysis{DiskAvail: 5, BWAvail: 6, Items: putio.AnalysisItems{
		SingleURL:    putio.Links{{URL: "a"}, {URL: "b", DLHandler: &rapid}, {URL: "c", Error: &reason}},
		Torrent:      putio.Links{{URL: "d"}},
		MultipartURL: putio.Sets{{Name: "S", Parts: putio.Links{{URL: "e"}, {URL: "f"}}}},
		Error:        putio.Links{{URL: "g", Error: &reason}},
	}}
	assert.Equal(t, putio.Report{AvailableBandwidth: 6, AvailableDisk: 5, TotalDisk: 1.5, URLs: putio.ReportURLs{
		URL: []string{"a"}, Rapid: []string{"b"}, Torrent: []string{"d"}, Multipart: []putio.ReportSet{{Name: "S", URLs: []string{"e", "f"}}},
	}}, putio.NewReport(&a, 3<<29))
}

func TestStreamURL(t *testing.T) {
	const token = "bebe56e6b3455440f90bf9dec14b7c6be814c7c0"
	const want = "http://s01.put.io/stream-file/17/4701235/atk/" + token
	for _, url := range []string{"http://s01.put.io/stream-file/17/4701235/", "http://s01.put.io/stream-file/17/4701235", "http://s01.put.io/stream-file/17/4701235//"} {
		got, err := putio.StreamURL(url, token)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := putio.StreamURL("", token)
	require.ErrorIs(t, err, codec.Missing)
	for _, bad := range []string{"", "a/b", "a?b"} {
		_, err = putio.StreamURL("http://h/1", bad)
		require.ErrorIs(t, err, codec.Syntax)
	}
	for url, ok := range map[string]bool{
		"/stream-file/7/13/atk/" + token: true, "/stream-file/7/13//atk/" + token: true, "/stream-file/7/13///atk/" + token: false,
		"/stream-file/7/13/atk/": false, "/stream-file/7/13/": false, "/atk/" + token: false, "//atk/" + token: false, "/x/atk/a/b": false,
	} {
		base, tok, got := putio.CutStreamURL(url)
		assert.Equal(t, ok, got, url)
		if ok {
			assert.Equal(t, "/stream-file/7/13", base)
			assert.Equal(t, token, tok)
		}
	}
}
