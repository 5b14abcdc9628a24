package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Pos is a place in a file, for messages that people click on.
type Pos struct {
	File      string
	Line, Col int // from 1; Col counts bytes
}

// String returns "file:line:column".
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// reader walks a JSON document and refuses what encoding/json would let pass:
// unknown keys, keys given twice, anything behind the end. It knows where it is.
type reader struct {
	name string
	data []byte
	dec  *json.Decoder
}

func newReader(name string, data []byte) (*reader, error) {
	r := &reader{name, data, json.NewDecoder(bytes.NewReader(data))}
	var syn *json.SyntaxError
	if err := json.Unmarshal(data, new(json.RawMessage)); errors.As(err, &syn) {
		return nil, r.errorf(syn.Offset-1, "%v", err)
	} else if err != nil {
		return nil, r.errorf(0, "%v", err)
	}
	return r, nil
}

func (r *reader) pos(offset int64) Pos {
	offset = max(0, min(offset, int64(len(r.data))))
	before := r.data[:offset]
	return Pos{r.name, 1 + bytes.Count(before, []byte{'\n'}), len(before) - bytes.LastIndexByte(before, '\n')}
}

func (r *reader) errorf(offset int64, format string, args ...any) error {
	return fmt.Errorf("%s: %s", r.pos(offset), fmt.Sprintf(format, args...))
}

// next is the offset of the next value or key.
func (r *reader) next() int64 {
	i := r.dec.InputOffset()
	for i < int64(len(r.data)) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[i]) >= 0 {
		i++
	}
	return i
}

// open reads the delimiter d.
func (r *reader) open(d json.Delim, what string) error {
	at := r.next()
	if t, err := r.dec.Token(); err != nil || t != d {
		return r.errorf(at, "%s: expected %q", what, d.String())
	}
	return nil
}

// field is a key that an object may have: where its value goes, or how to read it.
type field struct {
	into any          // pointer, for encoding/json
	read func() error // instead of into
	must bool
}

// object reads one object whose keys are all in fields.
func (r *reader) object(what string, fields map[string]field) error {
	start := r.next()
	if err := r.open('{', what); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.dec.More() {
		at := r.next()
		t, err := r.dec.Token()
		if err != nil {
			return r.errorf(at, "%v", err)
		}
		key := t.(string)
		f, ok := fields[key]
		switch {
		case !ok:
			return r.errorf(at, "%s has no key %q", what, key)
		case seen[key]:
			return r.errorf(at, "%s has the key %q twice", what, key)
		}
		seen[key] = true
		if f.read != nil {
			err = f.read()
		} else {
			err = r.value(key, f.into)
		}
		if err != nil {
			return err
		}
	}
	for key, f := range fields {
		if f.must && !seen[key] {
			return r.errorf(start, "%s lacks the key %q", what, key)
		}
	}
	_, err := r.dec.Token()
	return err
}

// value decodes the next value into a variable of a plain type.
func (r *reader) value(what string, into any) error {
	at := r.next()
	if err := r.dec.Decode(into); err != nil {
		return r.errorf(at, "%s: %v", what, err)
	}
	return nil
}

// list reads an array, an element a call.
func (r *reader) list(what string, each func() error) error {
	if err := r.open('[', what); err != nil {
		return err
	}
	for r.dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}
