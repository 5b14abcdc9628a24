package ts

import (
	"errors"
	"io"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// waits reports whether a command waits for a LOADRESP (TS-064).
func (c *session) waits(m codec.Message) bool {
	if !c.quiet() {
		return false
	}
	switch m.(type) {
	case nil, *wire.LoadAsync, *wire.Shutdown:
		return false
	}
	return true
}

// quiet reports whether only STATUS may be said: a LOADRESP is due soon.
func (c *session) quiet() bool { return c.loads > 0 && !c.impatient }

// take carries out one message, or why there is none. raw is the line that was read.
func (c *session) take(m codec.Message, raw []byte, err error) {
	var refused *codec.Error
	switch {
	case err == nil:
		c.command(m)
	case errors.As(err, &refused) && refused.Code != codec.Limit && refused.Code != codec.Truncated:
		c.log.Debug("line refused", "error", refused)
		c.malformed(raw)
	case refused != nil && refused.Code == codec.Limit:
		// A line over the limit cannot be skipped: its end may never come.
		c.log.Warn("session closed", "error", refused)
		c.over = true
	default:
		if err != io.EOF && refused == nil {
			c.log.Debug("connection lost", "error", err)
			c.abrupt = true
		}
		c.over = true
	}
}

// read carries out one message after another until the stream or the session ends.
// Then it discards what comes, so that closing does not reset the connection before
// the client has our last words.
func (c *session) read() {
	o := codec.Options{Accept: wire.Lenient, Limits: codec.Limits{Message: c.o.MaxLine}, Report: c.report}
	r := wire.NewReader(c.conn, codec.Controller, &o)
	for {
		m, err := r.Next()
		c.mu.Lock()
		goes := c.carryOut(m, r.Raw(), err)
		for goes && r.Pending() { // what came together is carried out together
			m, err = r.Next()
			goes = c.carryOut(m, r.Raw(), err)
		}
		c.mu.Unlock()
		if !goes {
			if err != io.EOF {
				io.Copy(io.Discard, c.conn)
			}
			return
		}
		c.out.flush()
	}
}

// carryOut waits until it is the turn of a message, and takes it. It reports whether
// the session goes on. mu is held but for the waiting.
func (c *session) carryOut(m codec.Message, raw []byte, err error) bool {
	for !c.over && (c.waits(m) || !c.out.room()) {
		c.out.start()
		c.mu.Unlock()
		select {
		case <-c.again:
		case <-c.out.eased:
		case <-c.gone:
		case <-c.out.ended: // there will be no room
			c.mu.Lock()
			if !c.over {
				c.over, c.abrupt = true, true
				c.wake()
			}
			return false
		}
		c.mu.Lock()
	}
	if c.over {
		return false
	}
	before := c.watched()
	c.take(m, raw, err)
	c.overflow()
	if c.over || c.watched() != before {
		c.wake()
	}
	return !c.over
}

// report names the departures of a client in the log.
func (c *session) report(u codec.Use) {
	c.log.Debug("line departs from the grammar", "rule", u.Rule.Name, "clause", u.Rule.Clause, "offset", u.Offset)
}
