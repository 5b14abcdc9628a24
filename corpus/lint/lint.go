// Package lint checks the corpus: its files against their JSON Schemas, its vectors
// against a codec, and the whole of it for gaps.
//
// A vector proves something only if it can fail for one reason. So every
// noncanonical vector must be refused, by name, as soon as any one of its rules is
// not accepted, and every invalid one whatever is accepted; every message, every
// rule and every error code that a small change of some vector can provoke must
// have a vector of its own.
package lint

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/corpus"
)

// Protocol is a codec and what the linter must know beside it.
type Protocol struct {
	codec.Protocol
	// Known reports whether a clause of the protocol has an ID. Nil accepts all.
	Known func(clause string) bool
	// NoVector are the rules that no message on the wire can need, by name, with the
	// reason.
	NoVector map[string]string
}

// Problem is one mistake in the corpus.
type Problem struct {
	Pos  corpus.Pos // Line is 0 if it concerns the whole file or folder
	ID   string     // of the vector or session, if it is about one
	Text string     // what is wrong and what was expected
}

// String returns the problem on one line, "file:line:column: id: text".
func (p Problem) String() string {
	where := p.Pos.File
	if p.Pos.Line > 0 {
		where = p.Pos.String()
	}
	if p.ID != "" {
		where += ": " + p.ID
	}
	return where + ": " + p.Text
}

// Run checks a corpus that is laid out like corpus.FS and returns all problems, in
// order of place. None means that it is good. A folder with vectors whose protocol
// is not among the given ones is a problem, and so is a protocol without vectors.
func Run(fsys fs.FS, protocols ...Protocol) []Problem {
	l := &linter{fsys: fsys, schemas: map[string]*schema{}}
	if len(protocols) == 0 {
		l.add(corpus.Pos{File: "."}, "", "no protocol to check")
	}
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.add(corpus.Pos{File: "."}, "", "%v", err)
	}
	for _, name := range []string{"vector", "session"} {
		l.compile(name)
	}
	for _, d := range dirs {
		if !d.IsDir() || d.Name() == "schema" {
			continue
		}
		i := slices.IndexFunc(protocols, func(p Protocol) bool { return p.Name() == d.Name() })
		if i < 0 {
			l.unknown(d.Name())
			continue
		}
		l.protocol(protocols[i])
	}
	for _, p := range protocols {
		if !slices.ContainsFunc(dirs, func(d fs.DirEntry) bool { return d.Name() == p.Name() }) {
			l.add(corpus.Pos{File: p.Name()}, "", "there is no folder for the protocol")
		}
	}
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line))
	})
	return l.problems
}

type linter struct {
	fsys     fs.FS
	schemas  map[string]*schema
	problems []Problem
}

func (l *linter) add(pos corpus.Pos, id, format string, args ...any) {
	l.problems = append(l.problems, Problem{pos, id, fmt.Sprintf(format, args...)})
}

// failed adds an error of the strict reader, which begins with its place.
func (l *linter) failed(name string, err error) {
	l.add(corpus.Pos{File: name}, "", "%s", strings.TrimPrefix(err.Error(), name+":"))
}

// unknown checks the form of a folder for which there is no codec: sessions may be
// there before it, vectors may not.
func (l *linter) unknown(dir string) {
	if names, _ := fs.Glob(l.fsys, dir+"/*.json"); len(names) > 0 {
		l.add(corpus.Pos{File: names[0]}, "", "vectors of %s, for which no codec is checked", dir)
	}
	l.sessions(dir)
}

func (l *linter) protocol(p Protocol) {
	vectors := l.vectors(p.Name())
	if len(vectors) == 0 {
		l.add(corpus.Pos{File: p.Name()}, "", "the protocol has no vectors")
		return
	}
	lenient := codec.Accept(p.Rules()...).Without(modes(p, vectors)...)
	for i := range vectors {
		l.vector(p, &vectors[i], lenient)
	}
	l.unique(vectors)
	l.cover(p, vectors)
	l.reach(p, vectors)
	for _, s := range l.sessions(p.Name()) {
		l.decode(p, s)
	}
}

// vectors reads the vector files of a folder, and checks their form.
func (l *linter) vectors(dir string) []corpus.Vector {
	names, _ := fs.Glob(l.fsys, dir+"/*.json")
	var all []corpus.Vector
	for _, name := range names {
		b, ok := l.read("vector", name)
		if !ok {
			continue
		}
		f, err := corpus.ParseVectors(name, b)
		if err != nil {
			l.failed(name, err)
			continue
		}
		l.canonical(name, b, f.Format())
		all = append(all, f.Vectors...)
	}
	return all
}

// sessions reads the session files of a folder, and checks their form.
func (l *linter) sessions(dir string) []*corpus.Session {
	names, _ := fs.Glob(l.fsys, dir+"/sessions/*.json")
	var all []*corpus.Session
	for _, name := range names {
		b, ok := l.read("session", name)
		if !ok {
			continue
		}
		s, err := corpus.ParseSession(name, b)
		if err != nil {
			l.failed(name, err)
			continue
		}
		l.canonical(name, b, s.Format())
		all = append(all, s)
	}
	return all
}

// read reads a file and checks it against a schema.
func (l *linter) read(schema, name string) ([]byte, bool) {
	b, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.add(corpus.Pos{File: name}, "", "%v", err)
		return nil, false
	}
	l.schema(schema, name, b)
	return b, true
}

// canonical checks that a file is written as Format writes it.
func (l *linter) canonical(name string, have, want []byte) {
	if bytes.Equal(have, want) {
		return
	}
	h, w := bytes.Split(have, []byte{'\n'}), bytes.Split(want, []byte{'\n'})
	i := 0
	for i < len(h)-1 && i < len(w)-1 && bytes.Equal(h[i], w[i]) {
		i++
	}
	l.add(corpus.Pos{File: name, Line: i + 1, Col: 1}, "", "not in canonical form: expected the line %q", w[i])
}

// modes returns the rules that are a way of reading.
func modes(p Protocol, vectors []corpus.Vector) []*codec.Rule {
	var list []*codec.Rule
	for _, r := range p.Rules() {
		if slices.ContainsFunc(vectors, func(v corpus.Vector) bool { return v.Mode && v.Rules[0].Rule == r.Name }) {
			list = append(list, r)
		}
	}
	return list
}

// vector checks one vector by itself.
func (l *linter) vector(p Protocol, v *corpus.Vector, lenient codec.RuleSet) {
	if want := strings.TrimSuffix(v.Pos.File, ".json") + "/"; !strings.HasPrefix(v.ID, want) || path.Dir(v.ID)+"/" != want {
		l.add(v.Pos, v.ID, "the id must be %q and a name", want)
	}
	for _, c := range v.Clauses {
		if p.Known != nil && !p.Known(c) {
			l.add(v.Pos, v.ID, "no clause is called %s", c)
		}
	}
	if v.Version != 0 && !slices.Contains(p.Versions(), v.Version) {
		l.add(v.Pos, v.ID, "version %d: expected one of %v", v.Version, p.Versions())
	}
	err := v.Check(p)
	if err == nil {
		if err = v.CheckLenient(p, lenient); err != nil {
			err = fmt.Errorf("under all rules: %w", err)
		}
	}
	if err != nil {
		for text := range strings.SplitSeq(err.Error(), "\n") {
			l.add(v.Pos, v.ID, "%s", text)
		}
	}
}

// unique checks that no ID and no question is there twice.
func (l *linter) unique(vectors []corpus.Vector) {
	ids, inputs := map[string]corpus.Pos{}, map[string]string{}
	for _, v := range vectors {
		if at, ok := ids[v.ID]; ok {
			l.add(v.Pos, v.ID, "the id is taken at %s", at)
		}
		ids[v.ID] = v.Pos
		mode := v.Mode && v.Verdict == corpus.NonCanonical
		key := fmt.Sprintf("%s %d %+v %q %q %t", v.From, v.Version, v.Limits, v.Before, v.Input, mode)
		if other, ok := inputs[key]; ok {
			l.add(v.Pos, v.ID, "the same input is in %s", other)
		}
		inputs[key] = v.ID
	}
}
