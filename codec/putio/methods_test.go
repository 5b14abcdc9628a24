package putio_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

const (
	clip  = `{"id":"13","name":"clip.avi","type":"movie","size":"4321","is_dir":false,"parent_id":"11","content_type":"video/x-msvideo","screenshot_url":"http://h/b.jpg","thumb_url":"http://h/s.jpg","file_icon_url":"http://h/images/file_types/movie.png","download_url":"http://h/download-file/7/13","stream_url":"http://h/stream-file/7/13/"}`
	films = `{"id":"11","name":"Films","type":"folder","size":"5000","is_dir":true,"parent_id":"0","screenshot_url":"","thumb_url":"","file_icon_url":"/images/file_types/folder.png","zip_url":"/stream-basket/7/11","folder_icon_url":""}`
	jazz  = `{"id":"860","url":"http://feeds.example/rss.xml","name":"Jazz","do_filters":"jazz,mp3","dont_filters":"","parent_folder_id":"234","last_update_time":"2010-01-01 00:00","next_update_time":null,"paused":false}`
	iso   = `{"id":"358","name":"ubuntu.iso","status":"Downloading","percent_done":"1"}`
)

// methods has every method with all its arguments and with as few as can be, and
// its results, all in canonical form.
var methods = []struct {
	method  putio.Method
	params  string // all of them
	least   string // those that must be
	results []string
}{
	{putio.MethodUserInfo, `{}`, `{}`, []string{`[{"name":"ada","friends_count":2,"bw_avail_last_month":"0","shared_space":0,"shared_items":0,"bw_quota":"161061273600","bw_quota_available":"139889066230","disk_quota":"206115891200","disk_quota_available":"180546571528"}]`}},
	{putio.MethodUserFriends, `{}`, `{}`, []string{`[{"dir_id":"77","id":"8","name":"sam"}]`, `[]`}},
	{putio.MethodUserAcctoken, `{}`, `{}`, []string{`{"token":"0123456789abcdef0123456789abcdef01234567"}`}},
	{putio.MethodFilesList, `{"id":"1","parent_id":"0","offset":20,"limit":50,"type":"movie","orderby":"name_asc"}`, `{}`, []string{`[]`, `[` + clip + `]`, `[` + films + `,` + clip + `]`}},
	{putio.MethodFilesCreateDir, `{"name":"caf\u00e9","parent_id":"11"}`, `{}`, []string{`[` + films + `]`}},
	{putio.MethodFilesInfo, `{"id":"9223372036854775807"}`, `{"id":"1"}`, []string{`[` + clip + `]`}},
	{putio.MethodFilesRename, `{"id":"1","name":"n"}`, `{"id":"1","name":""}`, []string{`[` + clip + `]`}},
	{putio.MethodFilesMove, `{"id":"1","parent_id":"0"}`, `{"id":"1","parent_id":"0"}`, []string{`[` + films + `]`}},
	{putio.MethodFilesDelete, `{"id":"1"}`, `{"id":"1"}`, []string{`[]`}},
	{putio.MethodFilesSearch, `{"query":"jazz type:'audio'"}`, `{"query":""}`, []string{`[` + clip + `]`}},
	{putio.MethodFilesDirmap, `{}`, `{}`, []string{`{"id":"0","name":"Your Files","parent_id":null,"shared":null,"default_shared":null,"dirs":[{"id":"11","name":"Films","parent_id":"0","shared":true,"default_shared":false,"dirs":[]}]}`}},
	{putio.MethodMessagesList, `{"limit":100}`, `{}`, []string{`[{"id":"5324","user_id":"7","user_file_id":"12","title":"<a rel=\"userfile\" href=\"/file/12\">notes.txt</a>","description":null,"importance":"0","file_name":"notes.txt","file_type":"8","from_user_id":null,"channel":"2","hidden":"0"}]`}},
	{putio.MethodMessagesDelete, `{"id":"5324"}`, `{"id":"1"}`, []string{`[]`}},
	{putio.MethodTransfersList, `{}`, `{}`, []string{`[` + iso + `,{"id":"359","name":"late.iso","status":"Waiting","percent_done":"0"}]`, `[]`}},
	{putio.MethodTransfersCancel, `{"id":"358"}`, `{"id":"1"}`, []string{`[` + iso + `]`}},
	{putio.MethodTransfersAdd, `{"links":["http://h/a","http://h/b"]}`, `{"links":[]}`, []string{`[` + iso + `]`}},
	{putio.MethodURLsAnalyze, `{"links":["http://h/a"]}`, `{"links":[]}`, []string{`{"disk_avail":"180546571528","bw_avail":"139889066230","items":{"singleurl":[{"url":"ftp://h/x.mp4","name":"x.mp4","size":"92014","human_size":"89.9K","paid_bw":"0","source":"h","type":"file","type_name":"file","file_type":1,"file_size":"92014","dl_handler":3,"dltype":3,"needs_pass":0,"error":null}],"torrent":[],"multiparturl":[{"name":"ABCDE","size":366500388,"human_size":"349.5M","paid_bw":366500388,"error":null,"parts":[{"url":"http://r/a.part1.rar","name":"a.part1.rar","size":"47711664","human_size":"45.5M","paid_bw":"47711664","type":"file","error":null}]}],"error":[{"url":"x:","name":"","size":"0","human_size":"","paid_bw":"0","type":"","error":"unknown source"}]}}`}},
	{putio.MethodURLsExtracturls, `{"txt":"see http://h/a","url":"http://h/"}`, `{}`, []string{`[{"url":"http://h/a"}]`, `[]`}},
	{putio.MethodSubscriptionsList, `{}`, `{}`, []string{`[` + jazz + `]`}},
	{putio.MethodSubscriptionsCreate, `{"title":"Jazz","url":"http://h/","do_filters":"jazz,mp3","dont_filters":"","parent_folder_id":"234","paused":true}`, `{"title":"t","url":"u"}`, []string{`[` + jazz + `]`}},
	{putio.MethodSubscriptionsEdit, `{"id":"1","title":"Jazz","url":"http://h/","do_filters":"","dont_filters":"","parent_folder_id":"234","paused":false}`, `{"id":"1"}`, []string{`[` + jazz + `]`}},
	{putio.MethodSubscriptionsDelete, `{"id":"1"}`, `{"id":"1"}`, []string{`[]`}},
	{putio.MethodSubscriptionsPause, `{"id":"1"}`, `{"id":"1"}`, []string{`[` + jazz + `]`}},
	{putio.MethodSubscriptionsInfo, `{"id":"1"}`, `{"id":"1"}`, []string{`[` + jazz + `]`}},
}

func TestMethods(t *testing.T) {
	var seen []putio.Method
	for _, c := range methods {
		t.Run(string(c.method), func(t *testing.T) {
			seen = append(seen, c.method)
			for _, params := range []string{c.params, c.least} {
				in := `{"api_key":"k","api_secret":"s","params":` + params + `}`
				var r putio.Request
				require.NoError(t, r.DecodeJSON([]byte(in), c.method, nil))
				assert.Equal(t, c.method, r.Method())
				out, err := r.AppendJSON([]byte("x"))
				require.NoError(t, err)
				assert.Equal(t, "x"+strings.ReplaceAll(in, `\u00e9`, "\u00e9"), string(out))
				again(t, &r, codec.Controller)
				r.Verb = "GET"
				again(t, &r, codec.Controller)
				assert.NotContains(t, r.String(), `"k"`)
				assert.NotContains(t, r.String(), `"s"`)
			}
			for _, results := range c.results {
				in := `{"response":{"total":` + total(results) + `,"results":` + results + `},` + tail + `}`
				in = strings.Replace(in, `"user_id":7,"id":7`, `"user_id":7,"id":7`, 1)
				var e putio.Envelope
				require.NoError(t, e.Decode([]byte(in), c.method, nil))
				out, err := e.Append(nil)
				require.NoError(t, err)
				require.Equal(t, in, string(out))
				again(t, &putio.Response{Envelope: e}, codec.Engine)
				var raw putio.Envelope
				require.NoError(t, raw.Decode([]byte(in), "", nil))
				out, err = raw.Append(nil)
				require.NoError(t, err)
				require.Equal(t, in, string(out))
			}
		})
	}
	slices.Sort(seen)
	assert.Equal(t, putio.Methods(), seen)
}

// total counts the objects right inside an array.
func total(results string) string {
	if results == "[]" {
		return "0"
	}
	n, depth := 0, 0
	for _, c := range results {
		switch c {
		case '{', '[':
			if depth++; c == '{' && depth <= 2 && (results[0] == '[' || depth == 1) {
				n++
			}
		case '}', ']':
			depth--
		}
	}
	return string(rune('0' + n))
}

func TestOwnership(t *testing.T) {
	in := []byte(success(1, `[`+clip+`]`))
	var r putio.Response
	require.NoError(t, r.Decode(in, putio.MethodFilesInfo, nil))
	before, err := r.Append(nil)
	require.NoError(t, err)
	for i := range in {
		in[i] = '#'
	}
	after, err := r.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

func TestMessageText(t *testing.T) {
	for title, want := range map[string]string{
		`<a rel="userfile" href="/file/12">notes.txt</a> <span>(1.2K) downloaded</span>`: "notes.txt (1.2K) downloaded",
		"1 &lt; 2 &amp; 3": "1 < 2 & 3", "a < b": "a < b", "": "", "<": "<", "<b>x": "x",
	} {
		m := putio.Message{Title: title}
		assert.Equal(t, want, m.Text())
	}
}

func TestQuery(t *testing.T) {
	for in, want := range map[string]putio.Query{
		"jazz":                               {Words: []string{"jazz"}},
		"  'blue note' from:me TYPE:'audio'": {Words: []string{"blue note"}, From: "me", Type: "audio"},
		"ext:mp3 time:thisweek a b":          {Words: []string{"a", "b"}, Ext: "mp3", Time: "thisweek"},
		"'open":                              {Words: []string{"open"}},
		"from:":                              {Words: []string{"from:"}},
		"from:'' ''":                         {},
		"":                                   {},
	} {
		got := putio.ParseQuery(in)
		assert.Equal(t, want, got, in)
		assert.Equal(t, got, putio.ParseQuery(got.String()), in)
	}
}
