package ipc

import (
	"iter"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// each decodes the dictionaries of a version 2 message one by one.
func each[T any](frame []byte, o *codec.Options, key string, s *schema[T], reset func(*T)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var d decoder
		d.start(frame, o)
		d.EnterList()
		if d.need("key") {
			if at := d.Offset(); string(d.Bytes()) != key {
				d.Fail(codec.Unknown, at, "key: expected "+key)
			}
		}
		if !d.need("value") {
			yield(nil, d.Err())
			return
		}
		t := new(T)
		for d.EnterList(); d.More(); {
			at := d.Offset()
			if d.Peek() != bencode.Dict {
				d.badElement(key)
				continue
			}
			reset(t)
			s.decode(&d, t)
			s.checkID(&d, t, at)
			if d.Err() != nil {
				break
			}
			if !yield(t, nil) {
				return
			}
		}
		d.Leave()
		if d.More() {
			if at := d.Offset(); d.Int() <= 0 {
				d.Tolerate(BadTag, at, "tag")
			}
		}
		if d.Err() == nil && d.More() {
			d.Tolerate(ExtraElements, d.Offset(), "list")
		}
		d.Leave()
		if err := d.finish(); err != nil {
			yield(nil, err)
		}
	}
}
