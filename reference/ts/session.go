package ts

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// session is one connection. Its state belongs to the goroutine of run; the reader,
// the writer and jobs talk to it through channels.
type session struct {
	s    *Server
	o    *Options
	conn net.Conn
	log  *slog.Logger
	out  *output

	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	in     chan input
	next   chan struct{} // the reader may go on: the last input is done with
	gone   chan struct{} // closed when run takes nothing any more
	jobs   chan job
	wg     sync.WaitGroup
	over   bool
	abrupt bool // nobody reads what would still be written
	held   *input

	auth     authState
	api      int
	key      string // request key, empty if none was announced
	userData bool   // the client sent USERDATA
	asking   *time.Timer
	stopNote bool // SETOPTIONS use_stop_notifications=1

	loads     int // unanswered LOADASYNC
	resolving int // sources being looked for
	saving    bool
	impatient bool
	patience  *time.Timer
	replies   []*reply // of synchronous commands, oldest first
	ticker    *time.Ticker
	play      *playback
}

// input is what the reader got: a message, or why there is none. The message and
// line are good until next.
type input struct {
	m    codec.Message
	line []byte
	err  error
}

// job is the outcome of work outside of run: exactly one of the two is called.
type job struct {
	done func() // by run, with the outcome
	drop func() // if the session ended meanwhile; may be nil
}

func newSession(s *Server, conn net.Conn) *session {
	c := &session{s: s, o: &s.o, conn: conn, in: make(chan input), next: make(chan struct{}), gone: make(chan struct{}), jobs: make(chan job)}
	c.log = s.o.Log.With("client", conn.RemoteAddr())
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	c.out = newOutput(conn, s.o.Clock.Real(s.o.Pace), s.o.WriteTimeout)
	if s.o.Profile == V1 {
		c.api = 1
	}
	return c
}

// At the end of a session the client may take so long, in real time: to take what
// waits for him, and to close after we have.
const (
	lastWords = 2 * time.Second
	linger    = 500 * time.Millisecond
)

func (c *session) run() {
	c.log.Debug("connected")
	c.wg.Go(c.read)
	c.wg.Go(c.out.run)
	for !c.over {
		c.turn()
	}
	c.end()
	c.log.Debug("session ended")
}

// turn waits for one thing to happen and carries it out.
func (c *session) turn() {
	in := c.in
	if c.held != nil {
		in = nil
		if c.out.room() && !c.waits(c.held.m) {
			h := c.held
			c.held = nil
			c.take(h)
			return
		}
	}
	select {
	case i := <-in:
		c.held = &i
	case j := <-c.jobs:
		j.done()
	case <-ticks(c.ticker):
		c.tick()
	case ev, ok := <-c.events():
		c.engineEvent(ev, ok)
	case <-timer(c.patience):
		c.impatient = true
	case <-timer(c.asking):
		c.askUserData()
	case <-c.out.eased:
	case <-c.out.ended:
		c.over, c.abrupt = true, true
	case <-c.s.ctx.Done():
		c.put(&wire.Shutdown{})
		c.over = true
	}
	if c.out.full {
		c.log.Warn("session closed: the client does not read", "lines", queueLines)
		c.over, c.abrupt = true, true
	}
}

func ticks(t *time.Ticker) <-chan time.Time {
	if t == nil {
		return nil
	}
	return t.C
}

func timer(t *time.Timer) <-chan time.Time {
	if t == nil {
		return nil
	}
	return t.C
}

// waits reports whether a command waits for a LOADRESP (TS-064).
func (c *session) waits(m codec.Message) bool {
	switch m.(type) {
	case nil, *wire.LoadAsync, *wire.Shutdown:
		return false
	}
	return c.quiet()
}

// quiet reports whether only STATUS may be said: a LOADRESP is due soon.
func (c *session) quiet() bool { return c.loads > 0 && !c.impatient }

// take carries out one input and lets the reader go on.
func (c *session) take(i *input) {
	var refused *codec.Error
	switch {
	case i.err == nil:
		c.command(i.m)
	case errors.As(i.err, &refused) && refused.Code != codec.Limit && refused.Code != codec.Truncated:
		c.log.Debug("line refused", "error", refused)
		c.malformed(i.line)
	case refused != nil && refused.Code == codec.Limit:
		// A line over the limit cannot be skipped: its end may never come.
		c.log.Warn("session closed", "error", refused)
		c.over = true
	default:
		if i.err != io.EOF && refused == nil {
			c.log.Debug("connection lost", "error", i.err)
			c.abrupt = true
		}
		c.over = true
	}
	if !c.over {
		c.next <- struct{}{}
	}
}

// read hands over one message after another until the stream or the session ends.
// Then it discards what comes, so that closing does not reset the connection before
// the client has our last words.
func (c *session) read() {
	o := codec.Options{Accept: wire.Lenient, Limits: codec.Limits{Message: c.o.MaxLine}, Report: c.report}
	r := wire.NewReader(c.conn, codec.Controller, &o)
	for {
		m, err := r.Next()
		select {
		case c.in <- input{m, r.Raw(), err}:
		case <-c.gone:
			io.Copy(io.Discard, c.conn)
			return
		}
		select {
		case <-c.next:
		case <-c.gone:
			if err != io.EOF {
				io.Copy(io.Discard, c.conn)
			}
			return
		}
	}
}

// report names the departures of a client in the log.
func (c *session) report(u codec.Use) {
	c.log.Debug("line departs from the grammar", "rule", u.Rule.Name, "clause", u.Rule.Clause, "offset", u.Offset)
}

// put says something to the client.
func (c *session) put(m codec.Message) {
	if err := c.out.put(m); err != nil {
		c.log.Error("message cannot be written", "kind", m.Kind(), "error", err)
	}
}

// async does work that may wait. Its context ends with the session.
func (c *session) async(work func(ctx context.Context) job) {
	c.wg.Go(func() {
		j := work(c.ctx)
		select {
		case c.jobs <- j:
		case <-c.gone:
			if j.drop != nil {
				j.drop()
			}
		}
	})
}

// end frees all that the session holds and closes the connection.
func (c *session) end() {
	close(c.gone)
	c.cancel()
	c.drop()
	for _, t := range []*time.Timer{c.patience, c.asking} {
		if t != nil {
			t.Stop()
		}
	}
	c.loads = 0
	c.idle()
	if c.abrupt {
		c.conn.Close()
	} else {
		c.conn.SetReadDeadline(time.Now().Add(linger))
	}
	c.out.finish(time.Now().Add(lastWords))
	<-c.out.ended
	if h, ok := c.conn.(interface{ CloseWrite() error }); ok && !c.abrupt {
		h.CloseWrite()
	} else {
		c.conn.Close()
	}
	c.wg.Wait()
	c.conn.Close()
}

// busy starts the periodic STATUS, idle ends it.
func (c *session) busy() {
	if c.ticker == nil {
		c.ticker = c.clock().Ticker(c.o.StatusInterval)
	}
}

func (c *session) idle() {
	if c.ticker != nil && c.play == nil && c.loads == 0 {
		c.ticker.Stop()
		c.ticker = nil
	}
}

func (c *session) clock() engine.Clock { return c.o.Clock }
