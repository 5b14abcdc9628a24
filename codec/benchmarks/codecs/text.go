package codecs

import (
	"bytes"
	"fmt"
	"io"

	"enginespec/codec"
	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/ctcs"
	"enginespec/codec/ts"
)

const lines = 10_000

// sink keeps work from being left out.
var sink int

// cut calls f for each line of b, without its terminator.
func cut(b []byte, f func(line []byte) error) error {
	for len(b) > 0 {
		k := bytes.IndexByte(b, '\n')
		line := b[:k]
		b = b[k+1:]
		if k > 0 && line[k-1] == '\r' {
			line = line[:k-1]
		}
		if err := f(line); err != nil {
			return err
		}
	}
	return nil
}

// floors are what no decoder of b can beat.
func floors(b []byte) []measure.Op {
	return []measure.Op{
		{Name: "floor: lines cut", Do: func() error { return cut(b, func(l []byte) error { sink += len(l); return nil }) }},
		{Name: "floor: every byte touched", Do: func() error {
			var n uint64
			for _, c := range b {
				n = n*10 + uint64(c-'0')
			}
			sink += int(n)
			return nil
		}},
	}
}

// text measures over b; the first of ops is ours, the second a script's.
func text(w io.Writer, p measure.Plan, title string, b []byte, ops ...measure.Op) (measure.Results, error) {
	ops = append(floors(b), ops...)
	for i := range ops {
		ops[i].Bytes = len(b)
	}
	rs, err := p.Run(ops...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", title, err)
	}
	fmt.Fprintf(w, "\n%s, %s lines of %d bytes on average:\n\n", title, "10,000", len(b)/lines)
	rs.Write(w, "enginespec, decode")
	return rs, nil
}

// Text writes the tables of the line protocols and returns their bars.
func Text(w io.Writer, p measure.Plan) (bars []measure.Bar, err error) {
	for _, step := range []func(io.Writer, measure.Plan) ([]measure.Bar, error){status, ctstatus, mix} {
		some, err := step(w, p)
		if err != nil {
			return nil, err
		}
		bars = append(bars, some...)
	}
	return bars, nil
}

// value is a message that is decoded into again and again.
type value[T any] interface {
	*T
	codec.Message
	Decode(line []byte, o *codec.Options) error
}

// input is a status line of one protocol, and what a script makes of it.
type input[T any] struct {
	title   string
	lines   []byte
	reader  func(r io.Reader) error // reads messages to the end
	split   func(line string) (*T, error)
	sprintf func(*T) string

	decode, floor, encode float64 // the bars
}

func status(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	return lineBars(w, p, input[ts.Status]{
		"TS STATUS", gen.StatusLines(lines),
		func(r io.Reader) error { return drain(ts.NewReader(r, codec.Engine, nil)) },
		peers.SplitStatus, peers.SprintfStatus, 6, 2, 5,
	})
}

func ctstatus(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	return lineBars(w, p, input[ctcs.Status]{
		"CTCS CTSTATUS", gen.CTStatusLines(lines),
		func(r io.Reader) error { return drain(ctcs.NewReader(r, codec.Engine, nil)) },
		peers.SplitCTStatus, peers.SprintfCTStatus, 8, 1.5, 3.5,
	})
}

// lineBars measures one kind of line: read from memory, from a stream, and written.
func lineBars[T any, P value[T]](w io.Writer, p measure.Plan, in input[T]) ([]measure.Bar, error) {
	b := in.lines
	var one T
	var values []T
	err := cut(b, func(l []byte) error {
		values = append(values, *new(T))
		return P(&values[len(values)-1]).Decode(l, nil)
	})
	if err != nil {
		return nil, err
	}
	dst := make([]byte, 0, len(b))
	src := bytes.NewReader(nil)
	rs, err := text(w, p, in.title, b,
		measure.Op{Name: "enginespec, decode", Do: func() error { return cut(b, func(l []byte) error { return P(&one).Decode(l, nil) }) }},
		measure.Op{Name: "enginespec, Reader", Do: func() error { src.Reset(b); return in.reader(src) }},
		measure.Op{Name: "strings.Split", Do: func() error {
			return cut(b, func(l []byte) error { _, err := in.split(string(l)); return err })
		}},
		measure.Op{Name: "enginespec, append", Do: func() (err error) {
			dst = dst[:0]
			for i := range values {
				if dst, err = P(&values[i]).Append(dst); err != nil {
					return err
				}
			}
			return nil
		}},
		measure.Op{Name: "fmt.Sprintf", Do: func() error {
			for i := range values {
				sink += len(in.sprintf(&values[i]))
			}
			return nil
		}})
	if err != nil {
		return nil, err
	}
	return append(textBars(rs, in.title, in.decode, in.floor, in.encode),
		measure.Bar{Goal: in.title + ", read from a stream and decoded, time / decoded", Want: 1.1, Most: true,
			Got: rs.Get("enginespec, decode").Faster(rs.Get("enginespec, Reader")), Unit: "x"}), nil
}

// mix is a whole session. Its decoders pick the type of each line, so they are Readers.
func mix(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	engine, controller := gen.MixedLines(lines)
	b := append(append([]byte(nil), engine...), controller...)
	e, c := bytes.NewReader(engine), bytes.NewReader(controller)
	rs, err := text(w, p, "TS, a whole session", b,
		measure.Op{Name: "enginespec, decode", Do: func() error {
			e.Reset(engine)
			c.Reset(controller)
			if err := drain(ts.NewReader(e, codec.Engine, nil)); err != nil {
				return err
			}
			return drain(ts.NewReader(c, codec.Controller, nil))
		}},
		measure.Op{Name: "strings.Split", Do: func() error {
			return cut(b, func(l []byte) error { n, err := peers.SplitLine(string(l)); sink += n; return err })
		}})
	if err != nil {
		return nil, err
	}
	return textBars(rs, "TS, a whole session", 5, 2, 0), nil
}

// drain reads a stream to its end.
func drain[M codec.Message](r interface{ Next() (M, error) }) error {
	for {
		if _, err := r.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func textBars(rs measure.Results, what string, decode, floor, encode float64) []measure.Bar {
	we := rs.Get("enginespec, decode")
	bars := []measure.Bar{
		{Goal: what + ", decoded / strings.Split", Want: decode, Got: we.Faster(rs.Get("strings.Split")), Unit: "x"},
		{Goal: "... time / touching every byte", Want: floor, Most: true, Got: 1 / we.Faster(rs.Get("floor: every byte touched")), Unit: "x"},
	}
	if encode == 0 {
		return bars
	}
	app := rs.Get("enginespec, append")
	return append(bars,
		measure.Bar{Goal: "... allocations", Most: true, Got: float64(int(we.Allocs))},
		measure.Bar{Goal: "... encoded / fmt.Sprintf", Want: encode, Got: app.Faster(rs.Get("fmt.Sprintf")), Unit: "x"},
		measure.Bar{Goal: "... allocations", Most: true, Got: float64(int(app.Allocs))})
}
