package corpus

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"enginespec/codec"
)

//go:embed */*.json */sessions/*.json
var data embed.FS

// FS returns the embedded files: "ts/status.json", "ts/sessions/*.json",
// "schema/vector.schema.json" and so on.
func FS() fs.FS { return data }

// Verdict says how an input is to be read.
type Verdict string

// The verdicts.
const (
	Valid        Verdict = "valid"        // strict readers take it
	NonCanonical Verdict = "noncanonical" // readers that accept Rules take it
	Invalid      Verdict = "invalid"      // nobody takes it
)

// Vector is one message of a protocol and how it is to be read.
type Vector struct {
	// ID is "protocol/family/slug", unique and stable: "ts/status/dl".
	ID string
	// Pos is where the vector stands in its file.
	Pos Pos
	// From is the party that writes the message.
	From codec.Party
	// Version is Options.Version; zero is the protocol's default.
	Version int
	// Limits are Options.Limits; a zero field is the protocol's default.
	Limits codec.Limits
	// Before are messages that pass first on the same connection, all valid, where
	// the meaning of the input depends on them (a version, a request).
	Before []Message
	// Input is the message, with its terminator or frame, and nothing behind it. The
	// reader is told that the stream ends there.
	Input codec.Bytes
	// Verdict says which of the fields below are set.
	Verdict Verdict
	// Kind is the protocol's word for the message: valid, noncanonical.
	Kind string
	// Value is the decoded message as JSON: valid, noncanonical.
	Value json.RawMessage
	// Canonical is what the encoder writes for Value. Of a valid vector it is equal to
	// Input, unless the grammar leaves a choice. Nil of a noncanonical one means that
	// the encoder refuses: what the input lacks cannot be made up.
	Canonical codec.Bytes
	// Rules are the uses of rules that reading takes: noncanonical.
	Rules []Use
	// Mode says that the rules are a way of reading rather than a leniency: without
	// them the input is read too, strictly, and means something else: noncanonical.
	Mode bool
	// Error is the refusal: invalid. Of a noncanonical vector it is how a reader that
	// accepts too little refuses where it cannot know the rule, which is what makes
	// sense of the input only once it is accepted; else it names the rule.
	Error *Failure
	// Clauses are the IDs of the clauses that say so.
	Clauses []string
	// Note says where the vector comes from and what it is about.
	Note string
}

// Message is one message of a connection.
type Message struct {
	From  codec.Party
	Input codec.Bytes
}

// Use is one use of a rule by name.
type Use struct {
	Rule   string // "ts.BareLF"
	Offset int64  // bytes from the start of Input
}

// Failure is the expected error.
type Failure struct {
	Code   codec.Code
	Offset int64  // bytes from the start of Input
	Field  string // if not empty, codec.Error.Field must be equal
}

// Options returns the options that the vector asks for, with the given rules accepted.
func (v *Vector) Options(accept codec.RuleSet) codec.Options {
	return codec.Options{Version: v.Version, Limits: v.Limits, Accept: accept}
}

// File is one vector file: a message family of a protocol.
type File struct {
	Protocol string // "ts"
	Family   string // "status", the name of the file and of the family in every layer
	About    string
	Vectors  []Vector
}

// Vectors returns the vectors of a protocol ("ts", "ipc", "ctcs", "putio"), by
// file and by order in it. It is an error if there are none.
func Vectors(protocol string) ([]Vector, error) {
	files, err := ReadVectors(data, protocol)
	if err != nil {
		return nil, err
	}
	var all []Vector
	for _, f := range files {
		all = append(all, f.Vectors...)
	}
	return all, nil
}

// Find returns the vector with an ID.
func Find(id string) (Vector, error) {
	protocol, _, _ := strings.Cut(id, "/")
	all, err := Vectors(protocol)
	if err != nil {
		return Vector{}, err
	}
	for _, v := range all {
		if v.ID == id {
			return v, nil
		}
	}
	return Vector{}, fmt.Errorf("no vector is called %q", id)
}

// ReadVectors reads the vector files of a protocol from fsys, which is laid out
// like [FS]. It is an error if there are no vectors.
func ReadVectors(fsys fs.FS, protocol string) ([]File, error) {
	names, err := glob(fsys, protocol, "/*.json")
	if err != nil {
		return nil, err
	}
	var files []File
	n := 0
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := ParseVectors(name, b)
		if err != nil {
			return nil, err
		}
		n += len(f.Vectors)
		files = append(files, *f)
	}
	if n == 0 {
		return nil, fmt.Errorf("the corpus has no vectors for protocol %q", protocol)
	}
	return files, nil
}

// glob returns the names of a protocol's files.
func glob(fsys fs.FS, protocol, pattern string) ([]string, error) {
	if protocol == "" || strings.Trim(protocol, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil, fmt.Errorf("%q is not the name of a protocol", protocol)
	}
	return fs.Glob(fsys, protocol+pattern)
}

// family returns the protocol and family that a file's name stands for.
func family(name string) (protocol, fam string) {
	return path.Base(path.Dir(name)), strings.TrimSuffix(path.Base(name), ".json")
}

// sessionID returns the ID that a session file's name stands for.
func sessionID(name string) string {
	return path.Base(path.Dir(path.Dir(name))) + "/" + strings.TrimSuffix(path.Base(name), ".json")
}
