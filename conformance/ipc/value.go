package ipc

import (
	"fmt"
	"strconv"

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

// encode appends the bencoded form of v.
func encode(s *session, b []byte, v any) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case string:
		return bencode.AppendString(b, v), nil
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
	return conformance.Compute(fmt.Sprintf("%v in one write", values), func(s *session) ([]byte, error) {
		var b []byte
		for _, v := range values {
			payload, err := encode(s, nil, v)
			if err != nil {
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
