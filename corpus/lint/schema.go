package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"enginespec/corpus"
)

type schema = jsonschema.Schema

// compile reads schema/NAME.schema.json of the corpus itself.
func (l *linter) compile(name string) {
	file := "schema/" + name + ".schema.json"
	b, err := fs.ReadFile(l.fsys, file)
	if err == nil {
		var doc any
		if doc, err = jsonschema.UnmarshalJSON(bytes.NewReader(b)); err == nil {
			c := jsonschema.NewCompiler()
			c.UseLoader(noLoader{})
			if err = c.AddResource(file, doc); err == nil {
				l.schemas[name], err = c.Compile(file)
			}
		}
	}
	if err != nil {
		l.add(corpus.Pos{File: file}, "", "%v", err)
	}
}

// noLoader keeps schemas from being fetched: they are whole by themselves.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) { return nil, errors.New("a schema may not load " + url) }

// schema checks a file against its schema, and places what is wrong.
func (l *linter) schema(name, file string, b []byte) {
	s := l.schemas[name]
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if s == nil || err != nil {
		return // the strict reader says what is wrong, and where
	}
	var invalid *jsonschema.ValidationError
	if err := s.Validate(doc); errors.As(err, &invalid) {
		for _, leaf := range leaves(invalid) {
			l.add(locate(file, b, leaf.InstanceLocation), "", "schema: %s", leaf.Error())
		}
	}
}

// leaves returns the innermost causes.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, c := range e.Causes {
		all = append(all, leaves(c)...)
	}
	return all
}

// locate returns the place of the value that a JSON pointer names, or of the
// innermost one around it that exists.
func locate(file string, b []byte, pointer []string) corpus.Pos {
	d := json.NewDecoder(bytes.NewReader(b))
	at := seek(d, pointer)
	for int(at) < len(b) && bytes.IndexByte([]byte(" \t\r\n,:"), b[at]) >= 0 {
		at++
	}
	before := b[:at]
	return corpus.Pos{File: file, Line: 1 + bytes.Count(before, []byte{'\n'}), Col: len(before) - bytes.LastIndexByte(before, '\n')}
}

func seek(d *json.Decoder, pointer []string) int64 {
	start := d.InputOffset()
	t, err := d.Token()
	if err != nil || len(pointer) == 0 {
		return start
	}
	for i := 0; d.More(); i++ {
		key := strconv.Itoa(i)
		if t == json.Delim('{') {
			k, err := d.Token()
			if err != nil {
				return start
			}
			key, _ = k.(string)
		}
		if key == pointer[0] {
			return seek(d, pointer[1:])
		}
		if d.Decode(new(json.RawMessage)) != nil {
			return start
		}
	}
	return start
}
