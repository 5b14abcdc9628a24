package gen

import (
	"fmt"
	"reflect"
	"slices"
	"sync"

	"enginespec/codec"
	"enginespec/corpus"
)

// Grammar is what a party can write in a protocol.
type Grammar struct {
	Protocol codec.Protocol
	From     codec.Party
	// Kinds are the kinds that it makes, sorted: all that the protocol has, and those
	// that only the corpus has.
	Kinds []string

	samples map[string][]*sample
	words   []string
	rooms   sync.Pool
	raw     [][]byte // everything that the corpus has for the party, valid or not
}

// sample is a message that others are made of.
type sample struct {
	message codec.Message
	version int
	before  []corpus.Message
	leaves  [][]step // the ways to its leaves
}

// step goes to a field or an element, or with -1 through a pointer or an interface.
type step int

// Message is one message and where it has its meaning.
type Message struct {
	codec.Message
	Grammar *Grammar
	Version int              // Options.Version of a reader
	Before  []corpus.Message // what passed before
	Changed int              // how many fields are not the sample's

	read *reading // what came of the round trip, if it was done
}

// New reads the corpus. Like the corpus, a grammar is never written to and can be shared.
func New(p codec.Protocol, from codec.Party) (*Grammar, error) {
	g := &Grammar{Protocol: p, From: from, samples: map[string][]*sample{}, rooms: sync.Pool{New: func() any { return new(room) }}}
	vectors, err := corpus.Vectors(p.Name())
	if err != nil {
		return nil, err
	}
	for i := range vectors {
		v := &vectors[i]
		if v.From != from {
			continue
		}
		g.raw = append(g.raw, v.Input)
		if v.Verdict != corpus.Valid {
			continue
		}
		packet, err := v.Decode(p, 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.ID, err)
		}
		g.add(packet.Message, v.Version, v.Before)
	}
	for _, k := range p.Kinds(from) {
		if m := p.New(from, k); m != nil {
			g.add(m, 0, nil)
		}
	}
	for k, samples := range g.samples {
		strict := func(one *sample) int { // those that strict readers take come first
			m := Message{Message: one.message, Grammar: g, Version: one.version, Before: one.before}
			if m.RoundTrip(nil) == nil {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(samples, func(a, b *sample) int { return strict(a) - strict(b) })
		if strict(samples[0]) > 0 {
			return nil, fmt.Errorf("the corpus has no %s of the %s that strict readers take", k, from)
		}
		g.Kinds = append(g.Kinds, k)
	}
	slices.Sort(g.Kinds)
	slices.Sort(g.words)
	g.words = slices.Compact(append(g.words, "x"))
	return g, nil
}

func (g *Grammar) add(m codec.Message, version int, before []corpus.Message) {
	one := &sample{message: m, version: version, before: before}
	v := reflect.ValueOf(m)
	one.find(v, nil)
	g.samples[m.Kind()] = append(g.samples[m.Kind()], one)
	for _, way := range one.leaves {
		switch l := walk(v, way); {
		case l.Kind() == reflect.String:
			g.words = append(g.words, l.String())
		case l.Kind() == reflect.Slice && l.Type().Elem().Kind() == reflect.Uint8 && l.Len() < 200:
			g.words = append(g.words, string(l.Bytes()))
		}
	}
}

// find collects the leaves below v: fields without parts of their own, and whole lists.
func (one *sample) find(v reflect.Value, way []step) {
	if len(way) > 12 {
		return
	}
	down := func(i int, v reflect.Value) { one.find(v, append(slices.Clone(way), step(i))) }
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			down(-1, v.Elem())
		}
	case reflect.Struct:
		if v.Type() == address {
			one.leaves = append(one.leaves, way)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				down(i, v.Field(i))
			}
		}
	case reflect.Slice:
		one.leaves = append(one.leaves, way)
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range min(v.Len(), 4) {
				down(i, v.Index(i))
			}
		}
	case reflect.Map, reflect.Array, reflect.Func, reflect.Chan:
	default:
		one.leaves = append(one.leaves, way)
	}
}

// walk goes to a leaf. The zero Value says that it is not there any more.
func walk(v reflect.Value, way []step) reflect.Value {
	for _, s := range way {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			v = v.Elem()
		case reflect.Struct:
			v = v.Field(int(s))
		case reflect.Slice:
			if int(s) >= v.Len() {
				return reflect.Value{}
			}
			v = v.Index(int(s))
		default:
			return reflect.Value{}
		}
	}
	return v
}
