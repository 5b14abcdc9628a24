package corpus

import (
	"encoding/json"
	"fmt"

	"enginespec/codec"
)

// ParseVectors reads a vector file strictly. The file's name must be
// "PROTOCOL/FAMILY.json" and agree with what the file says. Errors begin with
// file:line:column.
func ParseVectors(name string, b []byte) (*File, error) {
	r, err := newReader(name, b)
	if err != nil {
		return nil, err
	}
	var f File
	err = r.object("a vector file", map[string]field{
		"protocol": {into: &f.Protocol, must: true},
		"family":   {into: &f.Family, must: true},
		"about":    {into: &f.About, must: true},
		"vectors": {must: true, read: func() error {
			return r.list("vectors", func() error {
				v, err := r.vector()
				f.Vectors = append(f.Vectors, v)
				return err
			})
		}},
	})
	if err != nil {
		return nil, err
	}
	if p, fam := family(name); f.Protocol != p || f.Family != fam {
		return nil, r.errorf(0, "the file says %s/%s: expected %s/%s, like its name", f.Protocol, f.Family, p, fam)
	}
	return &f, nil
}

func (r *reader) vector() (Vector, error) {
	at := r.next()
	v := Vector{Pos: r.pos(at)}
	err := r.object("a vector", map[string]field{
		"id":        {into: &v.ID, must: true},
		"from":      {into: &v.From, must: true},
		"version":   {into: &v.Version},
		"limits":    {read: func() error { return r.limits(&v.Limits) }},
		"before":    {read: func() error { return r.before(&v.Before) }},
		"input":     {into: &v.Input, must: true},
		"verdict":   {into: &v.Verdict, must: true},
		"kind":      {into: &v.Kind},
		"value":     {into: &v.Value},
		"canonical": {into: &v.Canonical},
		"rules":     {read: func() error { return r.uses(&v.Rules) }},
		"mode":      {into: &v.Mode},
		"error":     {read: func() error { v.Error = new(Failure); return r.failure(v.Error) }},
		"clauses":   {into: &v.Clauses, must: true},
		"note":      {into: &v.Note, must: true},
	})
	if err != nil {
		return v, err
	}
	if err := v.shape(); err != nil {
		return v, r.errorf(at, "%s: %v", v.ID, err)
	}
	if v.Verdict == Valid && v.Canonical == nil {
		v.Canonical = v.Input
	}
	return v, nil
}

// shape checks that the fields which are set fit the verdict.
func (v *Vector) shape() error {
	read := v.Kind != "" && v.Value != nil && json.Valid(v.Value)
	switch v.Verdict {
	case Valid:
		if !read || v.Rules != nil || v.Mode || v.Error != nil {
			return fmt.Errorf("a valid vector has kind and value, and no rules, mode or error")
		}
	case NonCanonical:
		if !read || len(v.Rules) == 0 || v.Mode && v.Error != nil {
			return fmt.Errorf("a noncanonical vector has kind, value and rules, and not both mode and error")
		}
	case Invalid:
		if v.Kind != "" || v.Value != nil || v.Canonical != nil || v.Rules != nil || v.Mode || v.Error == nil {
			return fmt.Errorf("an invalid vector has error, and no kind, value, canonical, rules or mode")
		}
	default:
		return fmt.Errorf("verdict %q: expected valid, noncanonical or invalid", v.Verdict)
	}
	return nil
}

func (r *reader) limits(l *codec.Limits) error {
	return r.object("limits", map[string]field{
		"message": {into: &l.Message}, "string": {into: &l.String},
		"items": {into: &l.Items}, "depth": {into: &l.Depth},
	})
}

func (r *reader) before(list *[]Message) error {
	return r.list("before", func() error {
		var m Message
		err := r.object("a message of before", map[string]field{
			"from": {into: &m.From, must: true}, "input": {into: &m.Input, must: true},
		})
		*list = append(*list, m)
		return err
	})
}

func (r *reader) uses(list *[]Use) error {
	return r.list("rules", func() error {
		var u Use
		err := r.object("a use of a rule", map[string]field{
			"rule": {into: &u.Rule, must: true}, "offset": {into: &u.Offset, must: true},
		})
		*list = append(*list, u)
		return err
	})
}

func (r *reader) failure(f *Failure) error {
	return r.object("error", map[string]field{
		"code": {into: &f.Code, must: true}, "offset": {into: &f.Offset, must: true},
		"field": {into: &f.Field},
	})
}
