package putio

import "enginespec/codec"

// Scan is Decode without the quick way.
func (e *Envelope) Scan(b []byte, m Method, o *codec.Options) error {
	return e.scan(b, string(b), m, o)
}

// Quick reports whether the quick way takes the answer to m.
func Quick(b []byte, m Method, o *codec.Options) bool {
	q := newQuick(b, string(b), o)
	_, ok := q.envelope(new(Items))
	return ok && m.files()
}
