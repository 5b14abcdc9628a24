package putio

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// target is a request target, "/v1/files?method=list", cut into parts.
type target struct {
	base     span // "http://api.put.io" of the absolute form, or empty
	class    span
	extra    span // the segment behind the class, or empty
	method   Method
	request  span // still encoded
	asked    bool // there is a field request, maybe empty
	callback span
	uses     []codec.Use
}

// isAPI reports whether a target names the API: /v1 or below. Everything else on
// the same port, streams above all, is not this codec's to read.
func isAPI(b []byte, t span) bool {
	path := t.of(b)[splitBase(t.of(b)):]
	return bytes.HasPrefix(path, []byte("/v1/")) || string(path) == "/v1" || bytes.HasPrefix(path, []byte("/v1?"))
}

// splitBase returns the length of "http://host" in front of an absolute target.
func splitBase(t []byte) int {
	i := bytes.Index(t, []byte("://"))
	if i <= 0 || t[0] == '/' {
		return 0
	}
	if j := bytes.IndexAny(t[i+3:], "/?"); j >= 0 {
		return i + 3 + j
	}
	return len(t)
}

// parse cuts a target. An error about the class or method is codec.Unknown or
// codec.Missing in the field "class" or "method": HTTP 404 (PUTIO-016).
func (t *target) parse(b []byte, whole span, o *codec.Options) error {
	*t = target{base: span{whole.off, whole.off + splitBase(whole.of(b))}}
	if i := bytes.IndexFunc(t.base.of(b), func(c rune) bool { return c > '~' }); i >= 0 {
		return lost(codec.Encoding, t.base.off+i, "target") // a host is ASCII; JSON could not carry it either
	}
	path := span{t.base.end, whole.end}
	query := span{whole.end, whole.end}
	if i := bytes.IndexByte(path.of(b), '?'); i >= 0 {
		path.end = path.off + i
		query.off = path.end + 1
	}
	if !isAPI(b, whole) {
		return lost(codec.Unknown, path.off, "path")
	}
	t.class = span{min(path.off+len("/v1/"), path.end), path.end}
	slash := bytes.IndexByte(t.class.of(b), '/')
	if slash >= 0 {
		t.class.end = t.class.off + slash
		t.extra = span{t.class.end + 1, path.end}
	}
	name, err := t.query(b, query, o)
	if err != nil {
		return err
	}
	if slash >= 0 {
		if err := t.segment(b, o); err != nil {
			return err
		}
		if name == (span{}) {
			name = t.extra
		}
	}
	return t.find(b, name, whole.end)
}

// segment reads what follows the class: one slash, or /method and maybe a slash.
func (t *target) segment(b []byte, o *codec.Options) error {
	rule := MethodInPath
	if t.extra.off == t.extra.end {
		rule = TrailingSlash
	} else if b[t.extra.end-1] == '/' {
		t.extra.end--
	}
	if i := bytes.IndexByte(t.extra.of(b), '/'); i >= 0 {
		return lost(codec.Syntax, t.extra.off+i, "path")
	}
	return t.tolerate(o, rule, t.extra.off-1, "path")
}

func (t *target) tolerate(o *codec.Options, r *codec.Rule, off int, field string) error {
	if o == nil || !o.Accept.Has(r) {
		return &codec.Error{Code: codec.NonCanonical, Offset: int64(off), Field: field, Rule: r}
	}
	if len(t.uses) < maxUses {
		t.uses = append(t.uses, codec.Use{Rule: r, Offset: int64(off)})
	}
	return nil
}

var queryFields = []string{"method", "request", "callback"}

// query reads the fields method, request and callback.
func (t *target) query(b []byte, query span, o *codec.Options) (method span, err error) {
	seen := uint(0)
	err = formFields(query, b, func(name, value span) error {
		known := slices.Index(queryFields, string(name.of(b)))
		if known < 0 {
			return t.tolerate(o, ExtraField, name.off, "query")
		}
		key := queryFields[known]
		if seen&(1<<known) != 0 {
			return lost(codec.Duplicate, name.off, key)
		}
		seen |= 1 << known
		switch key {
		case "method":
			method = value
		case "request":
			t.request, t.asked = value, true
		case "callback":
			return t.setCallback(b, name, value, o)
		}
		return nil
	})
	return method, err
}

// setCallback takes the name of a JSONP function; one that is not an identifier is
// ignored as any extra field (PUTIO-014).
func (t *target) setCallback(b []byte, name, value span, o *codec.Options) error {
	if !isCallback(value.of(b)) {
		return t.tolerate(o, ExtraField, name.off, "query")
	}
	t.callback = value
	return t.tolerate(o, JSONP, name.off, "query")
}

func isCallback(name []byte) bool {
	for _, c := range name {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '_' && c != '.' && c != '$' {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 256
}

// find looks the method up.
func (t *target) find(b []byte, name span, end int) error {
	class := string(t.class.of(b))
	known := false
	for _, k := range Classes() {
		known = known || k == class
	}
	switch {
	case !known:
		return lost(codec.Unknown, t.class.off, "class")
	case name.off == name.end:
		return lost(codec.Missing, end, "method")
	}
	t.method = Method(class + "." + string(name.of(b)))
	if !t.method.Known() {
		t.method = ""
		return lost(codec.Unknown, name.off, "method")
	}
	return nil
}
