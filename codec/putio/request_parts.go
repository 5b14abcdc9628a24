package putio

import (
	"errors"
	"strconv"
	"strings"

	"enginespec/codec"
)

// DecodeParts is Decode for a server that leaves HTTP to another package: verb,
// request target and Content-Type as they came (of net/http: Method, RequestURI and
// the header), and the body with nothing decoded. Header stays empty. An offset in
// the body counts from the body's start, any other from that of the target.
func (r *Request) DecodeParts(verb, target, contentType string, body []byte, o *codec.Options) error {
	*r = Request{}
	if strings.ContainsFunc(verb+contentType, isControl) || strings.Contains(verb, " ") {
		return &codec.Error{Code: codec.Syntax, Field: "head"}
	}
	if i := strings.IndexFunc(target, func(c rune) bool { return c <= ' ' || c == 0x7f }); i >= 0 {
		return lost(codec.Syntax, i, "target")
	}
	b := make([]byte, 0, len(verb)+len(target)+len(contentType)+len(body)+64)
	b = append(b, verb+" "+target+" HTTP/1.1\r\n"...)
	if contentType != "" {
		b = append(b, "Content-Type: "+contentType+"\r\n"...)
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	from, head := int64(len(verb)+1), int64(len(b))
	place := func(off int64) int64 {
		if off >= head && len(body) > 0 {
			return off - head
		}
		return max(off-from, 0)
	}
	var inner codec.Options
	if o != nil {
		inner = *o
	}
	if inner.Report != nil {
		inner.Report = func(u codec.Use) { o.Report(codec.Use{Rule: u.Rule, Offset: place(u.Offset)}) }
	}
	err := r.Decode(append(b, body...), &inner)
	r.Header = nil
	var e *codec.Error
	if errors.As(err, &e) {
		moved := *e
		moved.Offset = place(e.Offset)
		return &moved
	}
	return err
}
