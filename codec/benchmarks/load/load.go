package load

import (
	"fmt"
	"io"
	"time"

	"enginespec/codec/benchmarks/measure"
)

// Plan says how much load to make.
type Plan struct {
	Passes    int
	Slice     time.Duration // of one server in one pass
	Protocols []string      // nil: all
}

var protocols = []string{"ts", "ipc", "ctcs", "putio"}

// pair is a server and the plain one, with clients on both.
type pair [2]*crowd

func pairUp(protocol, network string, n int) (p pair, stop func(), err error) {
	var stops []func()
	stop = func() {
		for _, f := range stops {
			f()
		}
	}
	for i, kind := range []string{protocol, "plain-" + protocol} {
		c, err := start(kind, network)
		if err != nil {
			stop()
			return p, nil, err
		}
		stops = append(stops, c.stop)
		if p[i], err = gather(c, n); err != nil {
			stop()
			return p, nil, fmt.Errorf("%s on %s: %w", kind, network, err)
		}
		stops = append([]func(){p[i].leave}, stops...)
	}
	return p, stop, nil
}

// Rates writes the table of requests a second and returns its bars.
func (p Plan) Rates(w io.Writer) (bars []measure.Bar, err error) {
	var rows [][]string
	for _, protocol := range p.protocols() {
		for _, network := range []string{"tcp", "unix"} {
			for _, c := range []struct {
				conns, pipe int
				want        float64
			}{{1, 1, 0.9}, {1, 64, 0.7}, {1000, 1, 0}, {1000, 64, 0.7}} {
				d := dialogues[protocol]
				switch {
				case protocol == "putio" && c.pipe > 1, d.sink && (c.pipe == 1 || c.conns > 1):
					continue // no client of HTTP pipelines; engines tell, they do not ask
				}
				ours, plain, tail, err := p.compare(protocol, network, c.conns, c.pipe)
				if err != nil {
					return nil, err
				}
				rows = append(rows, []string{protocol, network, fmt.Sprint(c.conns), fmt.Sprint(c.pipe), measure.Count(measure.Median(plain)),
					measure.Count(measure.Median(ours)), fmt.Sprintf("%.2f", ratios(ours, plain)), measure.Duration(tail[0]), measure.Duration(tail[1])})
				name := fmt.Sprintf("%s on %s, %d connections, %d at a time", protocol, network, c.conns, c.pipe)
				if c.want > 0 {
					bars = append(bars, measure.Bar{Goal: name + ", requests/s / plain server", Want: c.want, Got: ratios(ours, plain), Unit: "x"})
				} else {
					bars = append(bars, measure.Bar{Goal: name + ", p99 latency / plain server", Want: 3, Most: true, Got: tail[0] / tail[1], Unit: "x"})
				}
			}
		}
	}
	fmt.Fprint(w, "\nRequests a second against the reference servers and a plain server, each in a process of its own:\n\n")
	measure.WriteTable(w, []string{"protocol", "network", "connections", "at a time", "plain req/s", "reference req/s", "ratio", "p99", "plain p99"}, rows)
	return bars, nil
}

func (p Plan) protocols() []string {
	if p.Protocols != nil {
		return p.Protocols
	}
	return protocols
}

// compare measures both servers in turn. tail are the medians of the 99th percentiles.
func (p Plan) compare(protocol, network string, conns, pipe int) (ours, plain []float64, tail [2]float64, err error) {
	d := dialogues[protocol]
	n := conns
	if d.sink {
		n = 0
	}
	both, stop, err := pairUp(protocol, network, n)
	if err != nil {
		return nil, nil, tail, err
	}
	defer stop()
	var rates, tails [2][]float64
	for pass := range max(p.Passes, 5) + 1 {
		for k := range 2 {
			i := (k + pass) % 2
			var rate float64
			var took []float64
			if d.sink {
				rate, err = sink(both[i].child, pipe, 64*1000)
			} else {
				rate, took, err = both[i].rate(pipe, p.Slice)
			}
			if err != nil {
				return nil, nil, tail, fmt.Errorf("%s: %w", both[i].kind, err)
			}
			if pass > 0 { // the first warms
				rates[i], tails[i] = append(rates[i], rate), append(tails[i], measure.Quantile(took, 0.99))
			}
		}
	}
	return rates[0], rates[1], [2]float64{measure.Median(tails[0]), measure.Median(tails[1])}, nil
}
