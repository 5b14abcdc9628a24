package ts

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// session is one connection. Its state is guarded by mu, which is never held while
// waiting: run carries out what the client says, watch what time and the engine bring,
// and each job its own outcome.
type session struct {
	s    *Server
	o    *Options
	conn net.Conn
	log  *slog.Logger
	out  *output

	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	again  chan struct{}  // something happened that the reader may wait for
	kick   chan struct{}  // something changed that watch must look at
	gone   chan struct{}  // closed when nothing is taken any more
	wg     sync.WaitGroup // of watch and the jobs

	mu       sync.Mutex
	over     bool
	abrupt   bool // nobody reads what would still be written
	watching bool // watch runs, and ends the session when it is over

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
	said      wire.Status // used again for each STATUS
}

// job is the outcome of work that may wait: exactly one of the two is called, with mu held.
type job struct {
	done func()
	drop func() // if the session ended meanwhile; may be nil
}

func newSession(s *Server, conn net.Conn) *session {
	c := &session{s: s, o: &s.o, conn: conn, again: make(chan struct{}, 1), kick: make(chan struct{}, 1),
		gone: make(chan struct{})}
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
	stop := context.AfterFunc(c.s.ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.wake()
	})
	c.read()
	c.wg.Wait()
	stop()
	c.conn.Close()
	c.log.Debug("session ended")
}

// wake makes watch look at what has changed. mu is held. Most sessions wait for their
// client and for nothing else: they need no goroutine for that.
func (c *session) wake() {
	switch {
	case c.watching:
		signal(c.kick)
	case c.due():
		c.watching = true
		c.wg.Go(c.watch)
	}
}

// due reports whether watch has something to do.
func (c *session) due() bool {
	return c.over || c.watched() != watched{} || c.s.ctx.Err() != nil
}

// watch carries out what happens until nothing can, or until the session is over.
func (c *session) watch() {
	c.mu.Lock()
	for !c.over && c.due() {
		c.turn()
	}
	if c.over {
		c.end()
		return
	}
	c.watching = false
	c.mu.Unlock()
}

// watched is what watch waits for besides the ends of things. Commands and jobs change
// it.
type watched struct {
	tick             *time.Ticker
	patience, asking *time.Timer
	events           <-chan engine.Event
}

func (c *session) watched() watched { return watched{c.ticker, c.patience, c.asking, c.events()} }

// turn waits for one thing to happen and carries it out, unless it is out of date: the
// reader may have been faster. mu is held but for the waiting.
func (c *session) turn() {
	w := c.watched()
	c.mu.Unlock()
	var ev engine.Event
	var more bool
	what := nothing
	select {
	case <-c.kick:
	case <-ticks(w.tick):
		what = ticked
	case ev, more = <-w.events:
		what = engineSaid
	case <-timer(w.patience):
		what = patienceOver
	case <-timer(w.asking):
		what = userDataDue
	case <-c.s.ctx.Done():
		what = serverEnds
	}
	c.mu.Lock()
	if c.over { // nothing is said behind the last words
		return
	}
	switch {
	case what == ticked && c.ticker == w.tick:
		c.tick()
	case what == engineSaid && c.events() == w.events:
		c.engineEvent(ev, more)
	case what == patienceOver && c.patience == w.patience:
		c.impatient = true
	case what == userDataDue && c.asking == w.asking:
		c.askUserData()
	case what == serverEnds:
		c.put(&wire.Shutdown{})
		c.over = true
	}
	c.release()
}

// release lets what was put go, and the reader look again.
func (c *session) release() {
	c.overflow()
	c.out.start()
	signal(c.again)
}

// What can happen to a session besides what its client says.
const (
	nothing = iota
	ticked
	engineSaid
	patienceOver
	userDataDue
	serverEnds
)

// overflow ends the session of a client that does not read.
func (c *session) overflow() {
	if c.out.overflown() {
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
		c.mu.Lock()
		defer c.mu.Unlock()
		switch {
		case !c.over:
			j.done()
			c.release()
			c.wake()
		case j.drop != nil:
			j.drop()
		}
	})
}

// end frees all that the session holds and says the last words, while run still reads.
// mu is held, and let go of.
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
	c.mu.Unlock()
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
