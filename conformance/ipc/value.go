package ipc

import (
	"fmt"
	"strconv"
	"strings"

	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
	"enginespec/conformance"
)

// list is a bencoded list of values: string, int, list, dict, num.
type list []any

// dict is a bencoded dictionary: keys and values in turn, written in this order.
type dict []any

// num is an integer kept in a variable of the session, such as a torrent's id.
type num string

// word is text kept in a variable.
type word string

// long is text repeated n times, which is there only while it is encoded: a suite is
// built more often than it runs.
type long struct {
	text string
	n    int
}

// String says what it is without being as long.
func (l long) String() string { return fmt.Sprintf("%d times %q", l.n, l.text) }

// series are n values, made while they are sent.
type series struct {
	n  int
	of func(i int) any
}

// String shows the first and the last.
func (l series) String() string { return fmt.Sprintf("%v to %v", l.of(0), l.of(l.n-1)) }

// encode appends the bencoded form of v.
func encode(s *session, b []byte, v any) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case string:
		return bencode.AppendString(b, v), nil
	case long:
		return bencode.AppendString(b, strings.Repeat(v.text, v.n)), nil
	case word:
		text, err := s.Var(string(v))
		if err != nil {
			return nil, err
		}
		return bencode.AppendString(b, text), nil
	case num:
		n, err := strconv.ParseInt(s.Vars[string(v)], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", v, err)
		}
		return bencode.AppendInt(b, n), nil
	case number:
		return append(append(append(b, 'i'), v...), 'e'), nil
	case int:
		return bencode.AppendInt(b, int64(v)), nil
	case int64:
		return bencode.AppendInt(b, v), nil
	case list:
		b = append(b, 'l')
		for _, e := range v {
			if b, err = encode(s, b, e); err != nil {
				return nil, err
			}
		}
		return append(b, 'e'), nil
	case dict:
		b = append(b, 'd')
		for _, e := range v {
			if b, err = encode(s, b, e); err != nil {
				return nil, err
			}
		}
		return append(b, 'e'), nil
	}
	return nil, fmt.Errorf("%T is no bencode value", v)
}

// tell sends one value as a frame.
func tell(v any) step {
	return conformance.Compute(fmt.Sprintf("%v", v), func(s *session) ([]byte, error) {
		payload, err := encode(s, nil, v)
		if err != nil {
			return nil, &conformance.Harness{Err: err}
		}
		return ipc.AppendFrame(nil, payload)
	})
}

// tellAll sends several values as frames, all in one write.
func tellAll(values ...any) step {
	return tellSeries(fmt.Sprintf("%v", values), series{len(values), func(i int) any { return values[i] }})
}

// tellSeries sends a series as frames, all in one write.
func tellSeries(what string, values series) step {
	return conformance.Compute(what+" in one write", func(s *session) ([]byte, error) {
		var b, payload []byte
		for i := range values.n {
			var err error
			if payload, err = encode(s, payload[:0], values.of(i)); err != nil {
				return nil, &conformance.Harness{Err: err}
			}
			if b, err = ipc.AppendFrame(b, payload); err != nil {
				return nil, &conformance.Harness{Err: err}
			}
		}
		return b, nil
	})
}

// raw sends bytes as they are.
func raw(text string) step { return conformance.Say(text, "") }
