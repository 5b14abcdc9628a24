package putio_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func TestRules(t *testing.T) {
	require.NoError(t, codec.CheckRules("putio", putio.Rules()))
	numbers := map[string]bool{}
	for i, r := range putio.Readings() {
		assert.Equal(t, i+1, r.Number)
		assert.NotEmpty(t, r.Text)
		assert.True(t, len(r.Rules) > 0 || r.Where != "", "reading %d is nowhere", r.Number)
		for _, rule := range r.Rules {
			numbers[rule.Name] = true
		}
	}
	assert.Len(t, putio.Readings(), 27)
	for _, r := range putio.Rules() {
		if strings.HasPrefix(r.Ref, "G-") {
			assert.True(t, numbers[r.Name], "%s is in no reading", r.Name)
		}
	}
}

// post frames a form as its body says.
func post(target, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", target, len(body), body)
}

// ask is a request of a method with arguments, form-encoded and otherwise strict.
func ask(method, params string) string {
	class, name, _ := strings.Cut(method, ".")
	escape := strings.NewReplacer("{", "%7B", "}", "%7D", `"`, "%22", ":", "%3A", ",", "%2C", "[", "%5B", "]", "%5D", " ", "+", "/", "%2F")
	return post("/v1/"+class+"?method="+name, "request="+escape.Replace(`{"api_key":"k","api_secret":"s","params":`+params+`}`))
}

func answer(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// success is an answer with results, otherwise strict.
func success(total int, results string) string {
	return answer(fmt.Sprintf(`{"response":{"total":%d,"results":%s},%s}`, total, results, tail))
}

const (
	tail   = `"error":false,"error_message":null,"user_name":"ada","user_id":7,"id":7`
	tr     = `[{"id":"1","name":"n","status":%s,"percent_done":%s}]`
	folder = `{"id":%s,"name":%s,"type":%s,"size":%s,"is_dir":%s,"parent_id":"0","screenshot_url":"","thumb_url":"","file_icon_url":""}`
	note   = `[{"id":"1","user_id":"7","user_file_id":"2","title":"t","description":null,"importance":%s,"file_name":null,"file_type":"8","from_user_id":null,"channel":"2","hidden":%s}]`
	feed   = `[{"id":"1","url":"u","%s":"n","do_filters":null,"dont_filters":null,"parent_folder_id":"0","last_update_time":%s,"next_update_time":null,"paused":false}]`
)

// uses has at least one message for each rule: strict readers refuse it and name
// the rule; those that accept just it take the message, and report it.
var uses = []struct {
	rule  *codec.Rule
	after string // the request, if the message is an answer
	in    string
	at    string // what stands at the reported offset, if not empty
}{
	{putio.AuthMessage, "user.info", answer(`{"response":{"results":[]},"error":true,"error_message":"no","user_name":null,"id":null}`), `:"no"`},
	{putio.BareLF, "", "GET /v1/user?method=info&request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D HTTP/1.1\nHost: h\r\n\r\n", "\nHost"},
	{putio.BareText, "files.info", success(1, `[`+fmt.Sprintf(folder, `"1"`, `42`, `"folder"`, `"1"`, `true`)+`]`), `42`},
	{putio.CompletedSeen, "transfers.list", success(1, fmt.Sprintf(tr, `"Completed"`, `"100"`)), `"Completed"`},
	{putio.DateSeconds, "subscriptions.list", success(1, fmt.Sprintf(feed, "name", `"2010-01-01 00:00:30"`)), `"2010`},
	{putio.ErrorNull, "files.list", answer(`{"response":{"total":0,"results":[]},"error":null,"error_message":null,"user_name":"ada","user_id":7,"id":7}`), `null`},
	{putio.ErrorNull, "files.list", answer(`{"response":{"total":0,"results":[]},"error_message":null,"user_name":"ada","user_id":7,"id":7}`), ``},
	{putio.ErrorWord, "files.list", answer(`{"response":{"total":0,"results":[]},"error":"True","error_message":"no","user_name":"ada","user_id":7,"id":7}`), `"True"`},
	{putio.ErrorWord, "files.list", answer(`{"response":{"total":0,"results":[]},"error":0,"error_message":null,"user_name":"ada","user_id":7,"id":7}`), `0,"error_m`},
	{putio.Extention, "", ask("files.list", `{"orderby":"extention_asc"}`), "%22extention"},
	{putio.ExtraField, "", post("/v1/user?method=info", "client=putio_js&request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "client"},
	{putio.ExtraField, "", post("/v1/user?method=info&_=1", "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "_=1"},
	{putio.JSONP, "", post("/v1/user?method=info&callback=f", "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "callback"},
	{putio.JSONP, "files.list", answer(`f({"response":{"total":0,"results":[]},` + tail + `});`), "f({"},
	{putio.Latin1, "", ask("files.search", `{"query":"%E9"}`), "%E9"},
	{putio.ListAsObject, "", ask("transfers.add", `{"links":{"1":"b","0":"a"}}`), "%7B%221%22"},
	{putio.ListAsString, "", ask("transfers.add", `{"links":"a"}`), "%22a%22"},
	{putio.LooseBool, "files.info", success(1, `[`+fmt.Sprintf(folder, `"1"`, `"n"`, `"folder"`, `"1"`, `1`)+`]`), `1,"parent`},
	{putio.LooseBool, "messages.list", success(1, fmt.Sprintf(note, `"0"`, `1`)), `1}]`},
	{putio.LooseMessage, "files.list", answer(`{"response":{"total":0,"results":[]},"error":true,"error_message":null,"user_name":"ada","user_id":7,"id":7}`), ``},
	{putio.LooseMessage, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"error_message":"x","user_name":"ada","user_id":7,"id":7}`), ``},
	{putio.MethodInPath, "", post("/v1/user/info?method=info", "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "/info?"},
	{putio.MethodInPath, "", post("/v1/user/info", "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "/info "},
	{putio.MissingMember, "user.friends", success(1, `[{"id":"8","name":"sam"}]`), `{"id":"8"`},
	{putio.Multipart, "urls.analyze", success(1, `{"disk_avail":"1","bw_avail":"1","items":{"singleurl":[],"torrent":[],"multipart":[],"error":[]}}`), `"multipart"`},
	{putio.NameForTitle, "", ask("subscriptions.create", `{"name":"n","url":"u"}`), "%22name"},
	{putio.NameForTitle, "subscriptions.list", success(1, fmt.Sprintf(feed, "title", `null`)), `"title"`},
	{putio.NoErrorMessage, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"user_name":"ada","user_id":7,"id":7}`), ``},
	{putio.NoID, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"error_message":null,"user_name":"ada","user_id":7}`), ``},
	{putio.NoTotal, "files.list", answer(`{"response":{"results":[]},` + tail + `}`), ``},
	{putio.NoUserID, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"error_message":null,"user_name":"ada","id":7}`), ``},
	{putio.NoUserName, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"error_message":null,"user_id":7,"id":7}`), ``},
	{putio.NullMember, "user.friends", success(1, `[{"dir_id":null,"id":"8","name":"sam"}]`), `null,"id":"8"`},
	{putio.NullMember, "", ask("user.info", `null`), `null`},
	{putio.NumberDigit, "messages.list", success(1, fmt.Sprintf(note, `0`, `"0"`)), `0,"file_name`},
	{putio.NumberID, "user.friends", success(1, `[{"dir_id":77,"id":"8","name":"sam"}]`), `77`},
	{putio.NumberPercent, "transfers.list", success(1, fmt.Sprintf(tr, `"Error"`, `7`)), `7}]`},
	{putio.NumberSize, "files.info", success(1, `[`+fmt.Sprintf(folder, `"1"`, `"n"`, `"folder"`, `9`, `true`)+`]`), `9,"is_dir`},
	{putio.ObjectForArray, "user.friends", success(1, `{"dir_id":"77","id":"8","name":"sam"}`), ``},
	{putio.ObjectInArray, "user.acctoken", success(1, `[{"token":"0123"}]`), `[{"token`},
	{putio.OtherIDs, "files.list", answer(`{"response":{"total":0,"results":[]},"error":false,"error_message":null,"user_name":"ada","user_id":7,"id":8}`), `:8}`},
	{putio.OtherTotal, "files.list", success(3, `[]`), `:3,`},
	{putio.OtherType, "files.list", strings.Replace(success(0, `[]`), "application/json", "text/html", 1), `text/html`},
	{putio.OtherType, "", strings.Replace(ask("user.info", `{}`), "application/x-www-form-urlencoded", "text/plain", 1), `text/plain`},
	{putio.RawJSON, "", post("/v1/user?method=info", `request={"api_key":"k","api_secret":"s"}`), `{"api_key`},
	{putio.RawRetry, "", post("/v1/files?method=search", `request={"api_key":"k","api_secret":"s","params":{"query":"50%"}}`), `{"api_key`},
	{putio.RawRetry, "", post("/v1/files?method=search", `request={"api_key":"k","api_secret":"s","params":{"query":"a&b=c"}}`), `{"api_key`},
	{putio.RequestInQuery, "", post("/v1/user?method=info&request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D", ""), "%7B"},
	{putio.StatusCase, "transfers.list", success(1, fmt.Sprintf(tr, `"waiting"`, `"0"`)), `"waiting"`},
	{putio.StatusCase, "transfers.list", success(1, fmt.Sprintf(tr, `"Link error: 404"`, `"0"`)), `"Link`},
	{putio.StringCount, "files.list", answer(`{"response":{"total":"0","results":[]},` + tail + `}`), `"0"`},
	{putio.TrailingSlash, "", post("/v1/user/?method=info", "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"), "/?"},
	{putio.TypeCode, "", ask("files.list", `{"type":3}`), `3%7D%7D`},
	{putio.TypeCode, "", ask("files.list", `{"type":"3"}`), `%223`},
	{putio.UnknownMember, "", ask("files.list", `{"page":1}`), `%22page`},
	{putio.UnknownOrder, "", ask("files.list", `{"orderby":"size_asc"}`), `%22size`},
	{putio.UnknownStatus, "transfers.list", success(1, fmt.Sprintf(tr, `"Prowling"`, `"0"`)), `"Prowling"`},
	{putio.UnknownType, "files.info", success(1, `[`+fmt.Sprintf(folder, `"1"`, `"n"`, `"epub"`, `"1"`, `true`)+`]`), `"epub"`},
	{putio.URLsParam, "", ask("urls.analyze", `{"urls":["a"]}`), "%22urls"},
}

func TestUses(t *testing.T) {
	used := map[string]bool{}
	for i, c := range uses {
		t.Run(fmt.Sprintf("%s-%d", c.rule.Name, i), func(t *testing.T) {
			used[c.rule.Name] = true
			strict, err := consume(c.after, c.in, codec.Options{})
			require.NoError(t, err)
			var ce *codec.Error
			require.ErrorAs(t, strict.Err, &ce)
			require.Equal(t, c.rule, ce.Rule, "%v", strict.Err)

			p, err := consume(c.after, c.in, codec.Options{Accept: codec.Accept(c.rule)})
			require.NoError(t, err)
			require.NoError(t, p.Err)
			require.Equal(t, []codec.Use{{Rule: c.rule, Offset: ce.Offset}}, p.Rules)
			assert.True(t, strings.HasPrefix(c.in[ce.Offset:], c.at), "at %d stands %q", ce.Offset, c.in[ce.Offset:])
			again(t, p.Message, p.From)
		})
	}
	for _, r := range putio.Rules() {
		assert.True(t, used[r.Name], "%s has no message", r.Name)
	}
}

// consume reads one message; a strict refusal of the head counts as the packet's.
func consume(after, in string, o codec.Options) (codec.Packet, error) {
	d := putio.Protocol.Decoder(o)
	from := codec.Controller
	if after != "" {
		from = codec.Engine
		request, err := (&putio.Request{Params: putio.Method(after).NewParams()}).Append(nil)
		if err != nil {
			return codec.Packet{}, err
		}
		o := d
		if _, _, err := o.Consume(codec.Controller, request, true); err != nil {
			return codec.Packet{}, err
		}
	}
	p, n, err := d.Consume(from, []byte(in), true)
	if err != nil {
		p.Err = err
		return p, nil
	}
	if n != len(in) {
		return p, fmt.Errorf("consumed %d of %d", n, len(in))
	}
	return p, nil
}
