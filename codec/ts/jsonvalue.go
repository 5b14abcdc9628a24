package ts

import (
	"slices"

	"enginespec/codec"
)

// skip reads any value and returns it as it is. It keeps its own stack, one bit a
// level, so that nesting costs nothing.
func (j *jsonScan) skip(field string) []byte {
	j.space()
	start, depth := j.i, 0
	var objects uint64 // the levels' kinds, the innermost in the lowest bit
	limit := DefaultDepth
	if j.o != nil && j.o.Limits.Depth > 0 {
		limit = min(j.o.Limits.Depth, maxDepth)
	}
	for j.err == nil {
		switch c := j.peek(); c {
		case '{', '[':
			if depth == limit {
				j.scan.limit(limit, j.base+j.i, field)
				j.err.(*codec.Error).Code = codec.Depth
				return nil
			}
			depth++
			if objects <<= 1; c == '{' {
				objects |= 1
			}
			j.i++
			if j.space(); j.peek() != c+2 {
				if c == '{' {
					j.key(field)
				}
				continue
			}
			j.i++
			depth--
			objects >>= 1
		default:
			j.scalar(field)
		}
		for j.err == nil {
			if depth == 0 {
				return j.b[start:j.i:j.i]
			}
			j.space()
			end := byte(']')
			if objects&1 == 1 {
				end = '}'
			}
			if c := j.peek(); c == end {
				j.i++
				depth--
				objects >>= 1
				continue
			} else if c != ',' {
				j.bad(field)
				return nil
			}
			j.i++
			if j.space(); objects&1 == 1 {
				j.key(field)
			}
			break
		}
	}
	return nil
}

// key reads a key and its colon.
func (j *jsonScan) key(field string) []byte {
	k := j.string(field)
	j.mark(':', field)
	return k
}

// scalar reads a string, number, true, false or null.
func (j *jsonScan) scalar(field string) {
	switch c := j.peek(); {
	case c == '"':
		j.rawString(field)
	case c == '-' || isDigit(c):
		j.anyNumber(field)
	case c == 't':
		j.literal("true", field)
	case c == 'f':
		j.literal("false", field)
	case c == 'n':
		j.literal("null", field)
	default:
		j.bad(field)
	}
}

func (j *jsonScan) literal(w, field string) {
	for k := range len(w) {
		if j.peek() != w[k] {
			j.bad(field)
			return
		}
		j.i++
	}
}

// anyNumber reads a number of JSON's grammar.
func (j *jsonScan) anyNumber(field string) {
	if j.peek() == '-' {
		j.i++
	}
	if j.peek() == '0' {
		j.i++
	} else {
		j.someDigits(field)
	}
	if j.peek() == '.' {
		j.i++
		j.someDigits(field)
	}
	if j.peek()|0x20 == 'e' {
		j.i++
		if c := j.peek(); c == '+' || c == '-' {
			j.i++
		}
		j.someDigits(field)
	}
}

func (j *jsonScan) someDigits(field string) {
	if !isDigit(j.peek()) {
		j.bad(field)
		return
	}
	for isDigit(j.peek()) {
		j.i++
	}
}

// AppendJSON appends a JSON value with the separators that Python writes, ", " and
// ": ": OFF searches for them as text (Q-OFF-1). It fails, and returns dst
// unchanged, if value is not JSON.
func AppendJSON(dst, value []byte) ([]byte, error) {
	j := scanner(value, 0, &codec.Options{Accept: codec.Accept(SplitLoadResp, NotUTF8)})
	j.skip("json")
	if j.end(); j.err != nil {
		return dst, j.err
	}
	quoted := false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case quoted && c == '\\':
			dst = append(dst, c)
			i++
			c = value[i]
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			continue
		}
		dst = append(dst, c)
		if !quoted && (c == ',' || c == ':') {
			dst = append(dst, ' ')
		}
	}
	return dst, nil
}

// PythonSeparators reports whether a JSON value is written with ", " and ": " and no
// other space, and the offset of the first byte that differs, or -1.
func PythonSeparators(value []byte) (offset int, ok bool) {
	want, err := AppendJSON(nil, value)
	if err != nil {
		return 0, false
	}
	for i := range min(len(want), len(value)) {
		if want[i] != value[i] {
			return i, false
		}
	}
	if len(want) != len(value) {
		return min(len(want), len(value)), false
	}
	return -1, true
}

// Keys returns the keys of a JSON object in their order, nil if it is none.
func Keys(object []byte) []string {
	j := scanner(object, 0, nil)
	var keys []string
	j.mark('{', "json")
	for j.next('}', len(keys), nil) {
		keys = append(keys, string(j.key("json")))
		j.skip("json")
	}
	if j.end(); j.err != nil {
		return nil
	}
	return keys
}

// ResponseKeys are the keys of the JSON of LOADRESP, in the order of real traffic.
var ResponseKeys = []string{keyStatus: "status", keyFiles: "files", keyInfoHash: "infohash", keyChecksum: "checksum",
	keyMessage: "message", keyQualities: "qualities"}

// The places of the keys in ResponseKeys.
const (
	keyStatus = iota
	keyFiles
	keyInfoHash
	keyChecksum
	keyMessage
	keyQualities
)

// responseKey returns the place of a key in ResponseKeys, or -1.
func responseKey(key []byte) int {
	switch string(key) {
	case "status":
		return keyStatus
	case "files":
		return keyFiles
	case "infohash":
		return keyInfoHash
	case "checksum":
		return keyChecksum
	case "message":
		return keyMessage
	case "qualities":
		return keyQualities
	}
	return -1
}

// InOrder reports whether the keys that ResponseKeys names are in its order.
func InOrder(keys []string) bool {
	last := -1
	for _, k := range keys {
		if n := slices.Index(ResponseKeys, k); n >= 0 {
			if n < last {
				return false
			}
			last = n
		}
	}
	return true
}
