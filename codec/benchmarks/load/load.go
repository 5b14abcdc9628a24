package load

import (
	"errors"
	"fmt"
	"io"
	"os"
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
	if n > 0 {
		if err := p.alike(); err != nil {
			stop()
			return p, nil, fmt.Errorf("%s on %s: %w", protocol, network, err)
		}
	}
	return p, stop, nil
}

// alike fails if the two are not asked and answered alike: an answer that is left over
// would let its client run ahead.
func (p *pair) alike() error {
	if p[0].size != p[1].size {
		return fmt.Errorf("answers of %d and of %d octets", p[0].size, p[1].size)
	}
	for _, w := range p {
		c := w.conns[0]
		c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
		n, err := c.Read(make([]byte, 1))
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return fmt.Errorf("%s says something that was not asked for: %v", w.kind, err)
		}
		c.SetReadDeadline(time.Time{})
	}
	return nil
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
				ours, plain, err := p.compare(protocol, network, c.conns, c.pipe)
				if err != nil {
					return nil, err
				}
				ratio, slower := ratios(ours.rates, plain.rates), measure.Median(ours.tails)/measure.Median(plain.tails)
				rows = append(rows, []string{protocol, network, fmt.Sprint(c.conns), fmt.Sprint(c.pipe), measure.Count(measure.Median(plain.rates)),
					measure.Count(measure.Median(ours.rates)), fmt.Sprintf("%.2f", ratio), measure.Duration(measure.Median(plain.costs)),
					measure.Duration(measure.Median(ours.costs)), measure.Duration(measure.Median(plain.tails)), measure.Duration(measure.Median(ours.tails))})
				name := fmt.Sprintf("%s on %s, %d connections, %d at a time", protocol, network, c.conns, c.pipe)
				if c.want > 0 {
					bars = append(bars, measure.Bar{Goal: name + ", requests/s / plain server", Want: c.want, Got: ratio, Unit: "x"})
				} else {
					bars = append(bars, measure.Bar{Goal: name + ", p99 latency / plain server", Want: 3, Most: true, Got: slower, Unit: "x"})
				}
			}
		}
	}
	fmt.Fprint(w, "\nRequests a second against the reference servers and a plain server, each in a process of its own:\n\n")
	measure.WriteTable(w, []string{"protocol", "network", "connections", "at a time", "plain req/s", "ours", "ratio", "plain CPU/request", "ours", "plain p99", "ours"}, rows)
	return bars, nil
}

func (p Plan) protocols() []string {
	if p.Protocols != nil {
		return p.Protocols
	}
	return protocols
}

// outcome is what came of one server: for each pass its requests a second, the 99th
// percentile of the answers' times, and its processor time for one request.
type outcome struct{ rates, tails, costs []float64 }

// sunk are the lines that a sink is sent in one pass.
const sunk = 640_000

// compare measures both servers in turn. Each pass has processes and connections of its
// own: where the system puts the threads of a pair can stay for as long as they live, and
// doubles or halves what one connection gets.
func (p Plan) compare(protocol, network string, conns, pipe int) (ours, plain outcome, err error) {
	var o [2]outcome
	for pass := range max(p.Passes, 5) {
		if err := p.pass(&o, pass, protocol, network, conns, pipe); err != nil {
			return ours, plain, err
		}
	}
	return o[0], o[1], nil
}

func (p Plan) pass(o *[2]outcome, pass int, protocol, network string, conns, pipe int) error {
	sinks := dialogues[protocol].sink
	if sinks {
		conns = 0
	}
	both, stop, err := pairUp(protocol, network, conns)
	if err != nil {
		return err
	}
	defer stop()
	for _, warm := range []bool{true, false} {
		for k := range 2 {
			i := (k + pass) % 2
			before, err := both[i].cpu()
			if err != nil {
				return err
			}
			var rate, done float64
			var took []float64
			switch {
			case sinks:
				done = sunk
				rate, err = sink(both[i].child, pipe, sunk)
			case warm:
				_, _, err = both[i].rate(pipe, p.Slice/3)
			default:
				rate, took, err = both[i].rate(pipe, p.Slice)
				done = float64(len(took) * pipe)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", both[i].kind, err)
			}
			after, err := both[i].cpu()
			if err != nil {
				return err
			}
			if !warm {
				o[i].rates = append(o[i].rates, rate)
				o[i].tails = append(o[i].tails, measure.Quantile(took, 0.99))
				o[i].costs = append(o[i].costs, (after-before)/done)
			}
		}
	}
	return nil
}
