package load

import (
	"bytes"
	"io"
	"net"
	"sync"
	"time"

	"enginespec/codec/benchmarks/measure"
)

// crowd are clients of one server.
type crowd struct {
	*child
	d     *dialogue
	conns []net.Conn
	size  int // of an answer
}

// gather opens n connections, each with one request behind it.
func gather(c *child, n int) (*crowd, error) {
	w := &crowd{child: c, d: c.dialogue()}
	for range n {
		conn, err := w.d.open(c.network, c.addr)
		if err != nil {
			w.leave()
			return nil, err
		}
		w.conns = append(w.conns, conn)
		if w.size, err = w.d.probe(conn); err != nil {
			w.leave()
			return nil, err
		}
	}
	return w, nil
}

func (w *crowd) leave() {
	for _, c := range w.conns {
		c.Close()
	}
}

// rate makes requests for a while, pipe at a time on each connection, and returns the
// requests a second and the times in which batches were answered.
func (w *crowd) rate(pipe int, d time.Duration) (float64, []float64, error) {
	batch := bytes.Repeat(w.d.request, pipe)
	var mu sync.Mutex
	var all []float64
	var failed error
	total := 0
	var wg sync.WaitGroup
	begin := time.Now()
	end := begin.Add(d)
	for _, c := range w.conns {
		wg.Go(func() {
			c.SetDeadline(end.Add(30 * time.Second))
			in := make([]byte, w.size*pipe)
			var took []float64
			var err error
			for now := time.Now(); now.Before(end) && err == nil; {
				if _, err = c.Write(batch); err == nil {
					_, err = io.ReadFull(c, in)
				}
				then := now
				now = time.Now()
				took = append(took, float64(now.Sub(then)))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			total += len(took) * pipe
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return float64(total) / time.Since(begin).Seconds(), all, failed
}

// sink sends requests that nobody answers, pipe a write, and waits for the end of the
// connection, which comes when all are read. It returns requests a second.
func sink(c *child, pipe, total int) (float64, error) {
	d := c.dialogue()
	conn, err := d.open(c.network, c.addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	batch := bytes.Repeat(d.request, pipe)
	begin := time.Now()
	for n := 0; n < total; n += pipe {
		if _, err := conn.Write(batch); err != nil {
			return 0, err
		}
	}
	if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, conn)
	return float64(total) / time.Since(begin).Seconds(), err
}

// ratios are those of ours to the plain server, pass by pass.
func ratios(ours, plain []float64) float64 {
	r := make([]float64, len(ours))
	for i := range r {
		r[i] = ours[i] / plain[i]
	}
	return measure.Median(r)
}
