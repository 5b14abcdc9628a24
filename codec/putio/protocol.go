package putio

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// Protocol is put.io API v1 as the tools see it: a packet is an HTTP message.
var Protocol codec.Protocol = protocol{}

type protocol struct{}

// Name returns "putio".
func (protocol) Name() string { return "putio" }

// Versions returns 1: the API of this name has no other.
func (protocol) Versions() []int { return []int{1} }

// Rules returns all rules.
func (protocol) Rules() []*codec.Rule { return Rules() }

// Kinds returns the methods; for answers also those that are named otherwise, and
// for both "http", a message that is not the API's.
func (protocol) Kinds(from codec.Party) []string {
	kinds := []string{KindHTTP}
	for _, m := range Methods() {
		kinds = append(kinds, string(m))
	}
	if from == codec.Engine {
		kinds = append(kinds, KindFailure, KindLoginFailure, KindStatus, KindResults)
	}
	slices.Sort(kinds)
	return kinds
}

// New returns an empty message of a kind.
func (p protocol) New(from codec.Party, kind string) codec.Message {
	m := Method(kind)
	switch {
	case !slices.Contains(p.Kinds(from), kind):
		return nil
	case kind == KindHTTP:
		return &HTTP{From: from}
	case from == codec.Controller:
		return &Request{Params: m.NewParams()}
	case m.Known():
		return &Response{Envelope: Envelope{Method: m, Results: m.NewResults()}}
	case kind == KindFailure:
		return &Response{Envelope: Envelope{Outcome: Failure}}
	case kind == KindLoginFailure:
		return &Response{Envelope: Envelope{Outcome: LoginFailure}}
	case kind == KindStatus:
		return &Response{Status: 500}
	}
	return &Response{Envelope: Envelope{Results: new(RawResults)}}
}

// Decoder returns a decoder that matches answers with requests, in their order.
func (protocol) Decoder(o codec.Options) codec.Decoder {
	return &decoder{o: o, requests: cutter{from: codec.Controller}, answers: cutter{from: codec.Engine}}
}

// pipeline bounds the requests that wait for their answers.
const pipeline = 1000

type decoder struct {
	o                 codec.Options
	requests, answers cutter
	offset            [codec.Controller + 1]int64
	err               [codec.Controller + 1]error
	waiting           []asked
}

// asked is what an answer must be known to be read.
type asked struct {
	method Method
	api    bool
	head   bool // HEAD: the answer has no body
}

// Consume cuts and reads the next message of one direction.
func (d *decoder) Consume(from codec.Party, b []byte, final bool) (p codec.Packet, n int, err error) {
	if d.err[from] != nil || len(b) == 0 {
		return codec.Packet{}, 0, d.err[from]
	}
	c := &d.requests
	if from == codec.Engine {
		c = &d.answers
		c.noBody = len(d.waiting) > 0 && d.waiting[0].head
	}
	if n, err = c.next(b, final, &d.o); n == 0 || err != nil {
		d.err[from] = err
		return codec.Packet{}, 0, err
	}
	p = codec.Packet{From: from, Offset: d.offset[from], Raw: bytes.Clone(b[:n])}
	f := c.frame
	*c = cutter{from: from}
	d.offset[from] += int64(n)
	o := d.o
	o.Report = func(u codec.Use) { p.Rules = append(p.Rules, u) }
	if from == codec.Controller {
		err = d.request(&p, &f, &o)
	} else {
		d.answer(&p, &f, &o)
	}
	d.err[from] = err
	if p.Err != nil {
		p.Message, p.Rules = nil, nil
	} else if d.o.Report != nil {
		for _, u := range p.Rules {
			d.o.Report(u)
		}
	}
	return p, n, err
}

func (d *decoder) request(p *codec.Packet, f *frame, o *codec.Options) error {
	if len(d.waiting) >= pipeline {
		return over(0, "pipeline", pipeline)
	}
	a := asked{api: isAPI(p.Raw, f.start[1]), head: string(f.start[0].of(p.Raw)) == "HEAD"}
	if a.api {
		r := new(Request)
		p.Err = r.decode(p.Raw, f, o)
		p.Message = r
		// A request that is refused here may still be answered by a lenient server.
		a.method = r.method
	} else {
		foreign(p, f, o)
	}
	d.waiting = append(d.waiting, a)
	return nil
}

func (d *decoder) answer(p *codec.Packet, f *frame, o *codec.Options) {
	a := asked{api: true}
	if status := f.status(p.Raw); status < 200 {
		a.api = false // 100 Continue comes before the answer
	} else if len(d.waiting) > 0 {
		a = d.waiting[0]
		d.waiting = d.waiting[1:]
	}
	if !a.api {
		foreign(p, f, o)
		return
	}
	r := new(Response)
	p.Err = r.decode(p.Raw, f, a.method, o)
	p.Message = r
}

// foreign keeps a message that is not of the API.
func foreign(p *codec.Packet, f *frame, o *codec.Options) {
	report(o, f.uses)
	p.Message = &HTTP{From: p.From, Raw: p.Raw}
}
