package fault

import (
	"net/url"
	"strings"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// heard edits the JSON of the calls of some methods, of all if none is named, before
// the liar reads them.
func heard(change func(body string) string, methods ...putio.Method) Lie {
	return Tampered(answersTo(methods...), func(_ *Wire, p *codec.Packet) [][]byte {
		return [][]byte{[]byte(recall(string(p.Raw), change))}
	})
}

// recall edits the JSON of a call in whatever form it is made: escaped or raw, in the
// body or in the target. Where there is none it edits nothing.
func recall(raw string, change func(body string) string) string {
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	if now, ok := reform(body, change); ok {
		return whole(head, now)
	}
	line, lines, _ := strings.Cut(head, "\r\n")
	target, version := line, ""
	if i := strings.LastIndexByte(line, ' '); i > 0 {
		target, version = line[:i], line[i:]
	}
	path, query, _ := strings.Cut(target, "?")
	if now, ok := reform(query, change); ok {
		return path + "?" + now + version + "\r\n" + lines + "\r\n\r\n" + body
	}
	return raw
}

// reform edits the JSON of a form's field request, and reports whether there is one. A
// raw value is taken to reach to the end, where no field follows that is known.
func reform(form string, change func(body string) string) (string, bool) {
	i := strings.Index("&"+form, "&request=")
	if i < 0 {
		return form, false
	}
	before, value := form[:i], form[i+len("request="):]
	after := ""
	if strings.HasPrefix(value, "{") {
		for _, known := range []string{"&method=", "&client=", "&callback=", "&_="} {
			if k := strings.LastIndex(value, known); k >= 0 {
				value, after = value[:k], value[k:]+after
			}
		}
	} else {
		if k := strings.IndexByte(value, '&'); k >= 0 {
			value, after = value[:k], value[k:]
		}
		text, err := url.QueryUnescape(value)
		if err != nil {
			return form, false
		}
		value = text
	}
	now := change(value)
	if now == value {
		return form, true // also what is no UTF-8 stays as it is
	}
	return before + "request=" + url.QueryEscape(now) + after, true
}

// callText is the JSON of a call, as far as it can be seen.
func callText(p *codec.Packet) (text string) {
	recall(string(p.Raw), func(body string) string { text = body; return body })
	return text
}

// remembering edits answers by what was asked: change gets the JSON of the call and
// that of its answer.
func remembering(change func(s *Shared, call, body string) string, methods ...putio.Method) Lie {
	return func(w *Wire) Rewriter {
		var calls []string
		return func(p *codec.Packet) {
			if p.From != w.Liar {
				calls = append(calls, callText(p))
				w.Pass(p)
				return
			}
			call := ""
			if len(calls) > 0 {
				call, calls = calls[0], calls[1:]
			}
			if !answersTo(methods...)(p) {
				w.Pass(p)
				return
			}
			w.Write(p.From, []byte(rebody(string(p.Raw), func(body string) string { return change(w.Shared, call, body) })))
		}
	}
}
