package ts

import (
	"errors"
	"io"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// read hands on what the engine says until it can say nothing more.
func (c *Client) read() {
	o := codec.Options{Accept: wire.Lenient, Version: c.o.Version, Limits: codec.Limits{Message: wire.MaxLine}}
	r := wire.NewReader(c.conn, codec.Engine, &o)
	for {
		m, err := r.Next()
		var refused *codec.Error
		switch {
		case err == nil:
			m = own(m)
			if c.o.On != nil {
				c.o.On(m)
			}
			if _, ok := m.(*wire.Shutdown); ok {
				c.lost(ErrShutdown)
				// The engine closes now; until then nothing it says matters.
				io.Copy(io.Discard, c.conn)
				return
			}
			c.take(m)
		case errors.As(err, &refused) && refused.Code != codec.Limit && refused.Code != codec.Truncated:
			// One line that makes no sense is no reason to give up.
		default:
			c.lost(ErrClosed)
			return
		}
	}
}

// lost ends the session and all that waits for the engine.
func (c *Client) lost(why error) {
	c.mu.Lock()
	c.err = why
	p := c.play
	c.mu.Unlock()
	if p != nil {
		p.end(why)
	}
	close(c.done)
}

// take carries out one message of the engine.
func (c *Client) take(m codec.Message) {
	switch m := m.(type) {
	case *wire.HelloTS:
		offer(c.hello, m)
	case *wire.Auth:
		c.mu.Lock()
		c.level, c.ready = m.Level, true
		c.mu.Unlock()
		offer(c.auth, nil)
	case *wire.NotReady:
		c.refused()
	case *wire.Reply:
		c.reply(answer{text: m.Text})
	case *wire.LoadResp:
		if m.RequestID == nil { // D-8: an answer to LOAD
			c.reply(answer{resp: &m.Response})
			return
		}
		c.mu.Lock()
		ch := c.loads[string(m.RequestID)]
		delete(c.loads, string(m.RequestID))
		c.mu.Unlock()
		if ch != nil { // else nobody asked for it
			ch <- answer{resp: &m.Response}
		}
	default:
		c.mu.Lock()
		p := c.play
		c.mu.Unlock()
		if s, ok := m.(*wire.State); ok && s.ID == wire.StateIdle && c.stopped() {
			return
		}
		if p != nil {
			p.take(m)
		}
	}
}

// refused is NOTREADY: to READY, or to whatever was asked.
func (c *Client) refused() {
	c.mu.Lock()
	ready, loads, syncs, p := c.ready, c.loads, c.syncs, c.play
	c.loads, c.syncs = map[string]chan answer{}, nil
	c.mu.Unlock()
	if !ready {
		offer(c.auth, ErrNotReady)
	}
	for _, ch := range loads {
		ch <- answer{err: ErrNotReady}
	}
	for _, ch := range syncs {
		ch <- answer{err: ErrNotReady}
	}
	if p != nil {
		p.end(ErrNotReady)
	}
}

// reply answers the oldest synchronous request.
func (c *Client) reply(a answer) {
	c.mu.Lock()
	if len(c.syncs) == 0 { // nobody asked for it
		c.mu.Unlock()
		return
	}
	ch := c.syncs[0]
	c.syncs = c.syncs[1:]
	c.mu.Unlock()
	ch <- a
}

// stopped reports whether a STATE 0 answers a STOP.
func (c *Client) stopped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.stops) == 0 {
		return false
	}
	close(c.stops[0])
	c.stops = c.stops[1:]
	return true
}

// offer puts v into a channel of one place, or forgets it.
func offer[T any](ch chan T, v T) {
	select {
	case ch <- v:
	default:
	}
}

// own returns a copy of m that is good for ever.
func own(m codec.Message) codec.Message {
	switch m := m.(type) {
	case *wire.HelloTS:
		return m.Clone()
	case *wire.Auth:
		return m.Clone()
	case *wire.Reply:
		return m.Clone()
	case *wire.LoadResp:
		return m.Clone()
	case *wire.LoadURL:
		return m.Clone()
	case *wire.Start:
		return m.Clone()
	case *wire.Play:
		return m.Clone()
	case *wire.State:
		return m.Clone()
	case *wire.Status:
		return m.Clone()
	case *wire.Info:
		return m.Clone()
	case *wire.Event:
		return m.Clone()
	case *wire.Unknown:
		return m.Clone()
	}
	return m // without fields
}
