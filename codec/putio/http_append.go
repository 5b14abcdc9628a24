package putio

import (
	"strconv"
	"strings"

	"enginespec/codec"
)

// head writes an HTTP head and what follows it.
type head struct {
	start  string
	fields []Field
	body   []byte
	always bool // Content-Length even if there is no body
}

// append writes each field in its place. A Content-Length gets the true value, and
// Transfer-Encoding goes, for the body is written in one piece.
func (h *head) append(dst []byte) ([]byte, error) {
	if i := strings.IndexFunc(h.start, isControl); i >= 0 {
		return dst, &codec.Error{Code: codec.Syntax, Field: "start line"}
	}
	b := append(dst, h.start...)
	b = append(b, "\r\n"...)
	length := false
	for _, f := range h.fields {
		if err := f.check(); err != nil {
			return dst, err
		}
		v := string(f.Value)
		switch {
		case strings.EqualFold(f.Name, "Transfer-Encoding"):
			continue
		case strings.EqualFold(f.Name, "Content-Length"):
			if length {
				continue
			}
			length, v = true, strconv.Itoa(len(h.body))
		}
		b = append(b, f.Name...)
		b = append(b, ": "...)
		b = append(b, v...)
		b = append(b, "\r\n"...)
	}
	if !length && h.always {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, int64(len(h.body)), 10)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	return append(b, h.body...), nil
}

// check refuses what would break the head.
func (f *Field) check() error {
	for i := range len(f.Name) {
		if !isToken(f.Name[i]) {
			return &codec.Error{Code: codec.Syntax, Field: "head"}
		}
	}
	for _, c := range f.Value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return &codec.Error{Code: codec.Syntax, Field: "head"}
		}
	}
	if f.Name == "" {
		return &codec.Error{Code: codec.Missing, Field: "head"}
	}
	return nil
}
