// Package growth measures how cost grows with work: with torrents, and with
// connections.
package growth

import (
	"bytes"
	"fmt"
	"io"
	"runtime"

	"enginespec/codec"
	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/load"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
)

// point is the cost of some work.
type point struct {
	n     int
	nanos float64 // of all of it
	bytes float64 // allocated, or resident
}

// series is one kind of work.
type series struct {
	name   string
	points []point
}

var sizes = []int{10, 1000, 100_000}

// work is what is done to n things.
type work struct {
	name string
	make func(n int) (func() error, error)
}

var wide = &codec.Options{Limits: codec.Limits{Message: 1 << 30, Items: 1 << 20}}

var works = []work{
	{"IPC status, decoded, owned", func(n int) (func() error, error) {
		frame := gen.Frame(gen.Status(n))
		return func() error { return new(ipc.Message).DecodeOwned(frame, wide) }, nil
	}},
	{"IPC status, one by one", func(n int) (func() error, error) {
		frame := gen.Frame(gen.Status(n))
		return func() (err error) {
			for _, err = range ipc.EachStatus(frame, wide) {
			}
			return err
		}, nil
	}},
	{"IPC status, encoded", func(n int) (func() error, error) {
		m := gen.Status(n)
		return func() error { _, err := m.Append(make([]byte, 0, m.Size())); return err }, nil
	}},
	{"CTFILE block, read", func(n int) (func() error, error) {
		b := gen.Files(n)
		return func() error {
			r := ctcs.NewReader(bytes.NewReader(b), codec.Engine, nil)
			for {
				if _, err := r.Next(); err == io.EOF {
					return nil
				} else if err != nil {
					return err
				}
			}
		}, nil
	}},
	{"put.io list, decoded, owned", func(n int) (func() error, error) {
		b, err := gen.Listing(n).Append(nil)
		return func() error { return new(putio.Envelope).Decode(b, putio.MethodFilesList, wide) }, err
	}},
	{"put.io list, one by one", func(n int) (func() error, error) {
		b, err := gen.Listing(n).Append(nil)
		return func() (err error) {
			for _, err = range putio.NewListReader[putio.Item](bytes.NewReader(b), wide).Views() {
			}
			return err
		}, err
	}},
	{"put.io list, encoded", func(n int) (func() error, error) {
		e := gen.Listing(n)
		return func() error { _, err := e.Append(make([]byte, 0, e.Size())); return err }, nil
	}},
}

// Torrents measures the codecs with 10, 1,000 and 100,000 torrents or files.
func Torrents(p measure.Plan) (all []series, err error) {
	for _, w := range works {
		s := series{name: w.name}
		var ops []measure.Op
		for _, n := range sizes {
			do, err := w.make(n)
			if err != nil {
				return nil, err
			}
			ops = append(ops, measure.Op{Name: fmt.Sprint(n), Do: do})
		}
		rs, err := measure.Plan{Passes: 5, Slice: p.Slice / 4}.Run(ops...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		for i, n := range sizes {
			s.points = append(s.points, point{n, rs[i].Median(), rs[i].Alloc})
		}
		all = append(all, s)
		runtime.GC()
	}
	return all, nil
}

var crowds = []int{1, 100, 10_000}

// Connections measures the servers with 1, 100 and 10,000 connections that ask in turn.
func Connections(p load.Plan) (all []series, err error) {
	for _, protocol := range []string{"ts", "ipc", "putio"} {
		s := series{name: protocol + " server"}
		for _, n := range crowds {
			nanos, rss, err := p.Crowd(protocol, n)
			if err != nil {
				return nil, fmt.Errorf("%s, %d connections: %w", protocol, n, err)
			}
			s.points = append(s.points, point{n, nanos, rss})
		}
		all = append(all, s)
	}
	return all, nil
}

// Write writes the tables and the plot, and returns the bars: nothing grows faster than
// the work.
func Write(w, svg io.Writer, mp measure.Plan, lp load.Plan) (bars []measure.Bar, err error) {
	torrents, err := Torrents(mp)
	if err != nil {
		return nil, err
	}
	connections, err := Connections(lp)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(w, "\nTime for one call, and what it allocates, by the number of torrents or files:\n\n")
	rows(w, torrents)
	fmt.Fprint(w, "\nProcessor time of a server for one request, and its resident memory, by the number of connections:\n\n")
	rows(w, connections)
	fmt.Fprint(w, "\n![the same as a plot](growth.svg)\n")
	for _, s := range torrents {
		bars = append(bars, linear(s, "time for each", func(p point) float64 { return p.nanos / float64(p.n) }),
			linear(s, "memory for each", func(p point) float64 { return (p.bytes + 4096) / float64(p.n) }))
	}
	for _, s := range connections {
		bars = append(bars, linear(s, "processor time for a request", func(p point) float64 { return p.nanos }),
			linear(s, "memory for each", func(p point) float64 { return p.bytes / float64(p.n) }))
	}
	return bars, plot(svg, []panel{{"time of a call / torrents", torrents}, {"processor time of a request / connections", connections}})
}

// linear is the bar that says that the cost for each does not grow with their number. What
// it may grow is for the caches that large work leaves.
func linear(s series, what string, cost func(point) float64) measure.Bar {
	last, before := s.points[len(s.points)-1], s.points[len(s.points)-2]
	return measure.Bar{Goal: fmt.Sprintf("%s, %s: %d / %d", s.name, what, last.n, before.n), Want: 3, Most: true, Got: cost(last) / cost(before), Unit: "x"}
}

func rows(w io.Writer, all []series) {
	head := []string{""}
	for _, p := range all[0].points {
		head = append(head, fmt.Sprint(p.n))
	}
	var table [][]string
	for _, s := range all {
		row := []string{s.name}
		for _, p := range s.points {
			row = append(row, measure.Duration(p.nanos)+", "+measure.Size(p.bytes))
		}
		table = append(table, row)
	}
	measure.WriteTable(w, head, table)
}
