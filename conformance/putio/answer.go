package putio

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance/redact"
)

// answer is one HTTP response as the suite sees it: loosely, so that a case judges
// its own clause and no other.
type answer struct {
	status int
	header http.Header
	body   []byte
	object record // the envelope; nil if the body is no JSON object
}

// readAnswer reads the bytes of one whole response.
func readAnswer(raw []byte) (*answer, error) {
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	r := &answer{status: resp.StatusCode, header: resp.Header}
	if r.status >= 200 {
		if r.body, err = io.ReadAll(resp.Body); err != nil {
			return nil, err
		}
	}
	r.object = parse(r.body)
	return r, nil
}

// parse reads one JSON object and nothing behind it; nil if b is something else.
func parse(b []byte) record {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v map[string]any
	if d.Decode(&v) != nil {
		return nil
	}
	if _, err := d.Token(); err != io.EOF {
		return nil
	}
	return v
}

// String shows the status and the body.
func (r *answer) String() string {
	const most = 300
	b := redact.For(wire.Protocol.Name()).Bytes(r.body) // a token opens the user's files
	if len(b) > most {
		b = append(bytes.Clone(b[:most]), "..."...)
	}
	return fmt.Sprintf("%d %q", r.status, b)
}

// failed reports whether the envelope says that the call failed.
func (r *answer) failed() bool {
	switch v := r.object["error"].(type) {
	case bool:
		return v
	case json.Number:
		return v == "1"
	case string:
		return strings.EqualFold(v, "true") || v == "1"
	}
	return false
}

// at is the value at a path of members, nil if there is none.
func (r *answer) at(path ...string) any {
	var v any = map[string]any(r.object)
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

// has reports whether there is a member, maybe null.
func (r *answer) has(path ...string) bool {
	last := len(path) - 1
	m, ok := map[string]any(r.object), true
	if last > 0 {
		m, ok = r.at(path[:last]...).(map[string]any)
	}
	if !ok {
		return false
	}
	_, ok = m[path[last]]
	return ok
}

func (r *answer) results() any { return r.at("response", "results") }

// message is the error_message, or empty.
func (r *answer) message() string { m, _ := r.object["error_message"].(string); return m }

// record is one JSON object of an answer.
type record map[string]any

// text is a string or a number as text; anything else is empty.
func (o record) text(name string) string { return textOf(o[name]) }

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// number is a decimal string or number, -1 if it is neither.
func (o record) number(name string) int64 {
	n, err := strconv.ParseInt(o.text(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// isDir reports whether an item is a folder, in whatever way it says so.
func (o record) isDir() bool {
	t := fmt.Sprint(o["is_dir"])
	return t == "true" || t == "1" || o["is_dir"] == nil && o.text("type") == string(wire.Folder)
}

// objects are the elements of a member that is an array.
func (o record) objects(name string) []record {
	all, _ := o[name].([]any)
	var out []record
	for _, v := range all {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func (o record) String() string { b, _ := json.Marshal(o); return string(b) }

// ids are the ids of records, in order.
func ids(all []record) []string {
	out := make([]string, len(all))
	for i, o := range all {
		out[i] = o.text("id")
	}
	return out
}

// names are the names of records, in order.
func names(all []record) []string {
	out := make([]string, len(all))
	for i, o := range all {
		out[i] = o.text("name")
	}
	return out
}
