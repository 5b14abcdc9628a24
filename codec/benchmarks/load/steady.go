package load

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"enginespec/codec/benchmarks/measure"
)

// idles are as many connections as one process may have of each side.
const idles = 10_000

// Idle writes what connections cost that said something once, and returns its bars.
func (p Plan) Idle(w io.Writer) (bars []measure.Bar, err error) {
	var rows [][]string
	for _, protocol := range p.protocols() {
		for _, kind := range []string{protocol, "plain-" + protocol} {
			each, err := idle(kind, "unix", idles)
			if err != nil {
				return nil, err
			}
			rows = append(rows, []string{kind, measure.Size(each)})
			if kind == protocol {
				bars = append(bars, measure.Bar{Goal: protocol + ", memory of an idle connection", Want: 12, Most: true, Got: each / 1024, Unit: "KiB"})
			}
		}
	}
	fmt.Fprintf(w, "\nResident memory for each of %d idle connections that were used once (unix sockets; the kernel's part is not counted):\n\n", idles)
	measure.WriteTable(w, []string{"server", "each"}, rows)
	return bars, nil
}

func idle(kind, network string, n int) (float64, error) {
	c, err := start(kind, network)
	if err != nil {
		return 0, err
	}
	defer c.stop()
	first, err := gather(c, 1) // what the first of all costs is not the others'
	if err != nil {
		return 0, err
	}
	defer first.leave()
	before, err := c.rss()
	if err != nil {
		return 0, err
	}
	all, err := gather(c, n)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", kind, err)
	}
	defer all.leave()
	after, err := c.rss()
	return (after - before) / float64(n), err
}

// Slow measures clients that are slow to read and to write, an octet a second: what
// they cost the others.
func (p Plan) Slow(w io.Writer) (bars []measure.Bar, err error) {
	const slow = 200
	var rows [][]string
	for _, protocol := range p.protocols() {
		if dialogues[protocol].sink {
			continue
		}
		c, err := start(protocol, "unix")
		if err != nil {
			return nil, err
		}
		ratio, err := p.slow(c, slow)
		c.stop()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", protocol, err)
		}
		rows = append(rows, []string{protocol, fmt.Sprintf("%.2f", ratio)})
		bars = append(bars, measure.Bar{Goal: fmt.Sprintf("%s, requests/s beside %d slow clients / without them", protocol, slow), Want: 0.9, Got: ratio, Unit: "x"})
	}
	fmt.Fprintf(w, "\nRequests a second of 10 clients while %d others ask for much and take an octet a second, or send a request at that pace, over those without them:\n\n", slow)
	measure.WriteTable(w, []string{"protocol", "ratio"}, rows)
	return bars, nil
}

func (p Plan) slow(c *child, n int) (float64, error) {
	good, err := gather(c, 10)
	if err != nil {
		return 0, err
	}
	defer good.leave()
	var with, without []float64
	for pass := range max(p.Passes, 5) + 1 {
		alone, _, err := good.rate(1, p.Slice)
		if err != nil {
			return 0, err
		}
		bad, err := gather(c, n)
		if err != nil {
			return 0, err
		}
		stop := make(chan struct{})
		var wg, full sync.WaitGroup
		full.Add(n)
		for i, b := range bad.conns {
			wg.Go(func() { dawdle(b, good.d.request, enough/good.size, i%2 == 0, full.Done, stop) })
		}
		full.Wait()
		if err := c.settle(); err != nil { // until then they are not slow, but busy
			return 0, err
		}
		beside, _, err := good.rate(1, p.Slice)
		close(stop)
		bad.leave()
		wg.Wait()
		if err != nil {
			return 0, err
		}
		if pass > 0 {
			with, without = append(with, beside), append(without, alone)
		}
	}
	return ratios(with, without), nil
}

// enough are the octets of answers that no socket holds.
const enough = 300 << 10

// settle waits until the server has nothing to do.
func (c *child) settle() error {
	const look = 100 * time.Millisecond
	before, err := c.cpu()
	samples := time.NewTicker(look)
	defer samples.Stop()
	for range 300 {
		<-samples.C
		after, err := c.cpu()
		if err != nil {
			return err
		}
		if after-before < float64(look)/50 {
			return nil
		}
		before = after
	}
	if err == nil {
		err = fmt.Errorf("%s is busy for ever", c.kind)
	}
	return err
}

// dawdle is a slow client: it asks for more than a socket holds and reads an octet a
// second, or writes an octet a second. Who serves it may close it.
func dawdle(c net.Conn, request []byte, n int, reads bool, full func(), stop <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	one := make([]byte, 1)
	if reads {
		c.SetWriteDeadline(time.Now().Add(5 * time.Second))
		c.Write(bytes.Repeat(request, n))
	}
	full()
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		c.SetDeadline(time.Now().Add(100 * time.Millisecond))
		if reads {
			c.Read(one)
		} else {
			c.Write(request[i%len(request) : i%len(request)+1])
		}
	}
}

// Churn connects, works and drops, again and again, and returns whether the memory of
// the server stays.
func (p Plan) Churn(w io.Writer) (bars []measure.Bar, err error) {
	const rounds, each = 10, 1000
	var rows [][]string
	for _, protocol := range p.protocols() {
		c, err := start(protocol, "unix")
		if err != nil {
			return nil, err
		}
		sizes, err := churn(c, rounds, each)
		c.stop()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", protocol, err)
		}
		row := []string{protocol}
		for _, s := range sizes {
			row = append(row, fmt.Sprintf("%.0f", s/(1<<20)))
		}
		rows = append(rows, row)
		bars = append(bars, measure.Bar{Goal: protocol + ", memory after 10,000 connections / after the first 3,000", Want: 1.15, Most: true,
			Got: measure.Median(sizes[rounds-3:]) / measure.Median(sizes[2:5]), Unit: "x"})
	}
	fmt.Fprintf(w, "\nResident memory in MiB after each 1,000 connections that came, worked and dropped:\n\n")
	head := []string{"protocol"}
	for i := range rounds {
		head = append(head, fmt.Sprint(i+1))
	}
	measure.WriteTable(w, head, rows)
	return bars, nil
}

func churn(c *child, rounds, each int) (sizes []float64, err error) {
	for range rounds {
		for range each / 20 {
			some, err := gather(c, 20)
			if err != nil {
				return nil, err
			}
			for i, conn := range some.conns { // half of them drop within a request
				if i%2 == 0 {
					conn.Write(some.d.request[:len(some.d.request)/2])
				}
			}
			some.leave()
		}
		size, err := c.rss()
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// Crowd lets n connections ask one at a time, and returns the processor time that the
// server takes for a request, in nanoseconds, and its resident memory in bytes: medians
// of the passes.
func (p Plan) Crowd(protocol string, n int) (nanos, rss float64, err error) {
	c, err := start(protocol, "unix")
	if err != nil {
		return 0, 0, err
	}
	defer c.stop()
	all, err := gather(c, n)
	if err != nil {
		return 0, 0, err
	}
	defer all.leave()
	var costs, sizes []float64
	for pass := range max(p.Passes, 5) + 1 {
		before, err := c.cpu()
		if err != nil {
			return 0, 0, err
		}
		_, took, err := all.rate(1, p.Slice)
		if err != nil {
			return 0, 0, err
		}
		after, err := c.cpu()
		if err != nil {
			return 0, 0, err
		}
		size, err := c.rss()
		if err != nil {
			return 0, 0, err
		}
		if pass > 0 {
			costs, sizes = append(costs, (after-before)/float64(len(took))), append(sizes, size)
		}
	}
	return measure.Median(costs), measure.Median(sizes), nil
}
