package replay

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/corpus"
)

// Replay plays one side of a session. Its fields are set before Run and not changed.
type Replay struct {
	Suite   *conformance.Suite
	Session *corpus.Session
	// Ours is the side that is played; the live party is the other one.
	Ours codec.Party
	// Dial reaches a live party that listens, or waits for one that somebody has
	// launched; else Listener accepts one that dials, and is the caller's to close. Exactly one of them is set.
	Dial     func(ctx context.Context) (net.Conn, error)
	Listener net.Listener
	// Params are settings of the suite, such as a product key.
	Params map[string]string
	// Replace are pairs of texts: the second is written where the recording has the first.
	Replace [][2]string
	// URL, if set, is where content is served in the place of what the recorded engine
	// served: it is announced instead of the recorded URLs.
	URL string
	// Patience is how long what was recorded is waited for. Zero: 5 s.
	Patience time.Duration
	// Gap is the longest pause of the recording that is kept.
	Gap time.Duration
	// Pace is that of the live party, for the monitors.
	Pace conformance.Pace
	// Tell, if set, is told what passes, with what differs.
	Tell func(seen []conformance.Seen, d *Difference)
}

// Difference is where the live party does not do what was recorded of it.
type Difference struct {
	Conn     int
	Recorded string // on one line
	Live     string
	Fields   []string // what differs, where both are the same kind of message
}

// Outcome is what came of a replay.
type Outcome struct {
	Differences []Difference
	Compared    int // messages of the live party that were compared
	Free        int // of its messages that are not compared, because they come when they come
	Sent        int // messages of ours
	Findings    []conformance.Finding
	// Ends are how the live party ended its connections, by their numbers, where we had
	// not.
	Ends map[int]conformance.End
	// Silent says that something which was due did not come.
	Silent bool
}

// ErrNoDialogue is returned by Run when nothing was there to talk to.
var ErrNoDialogue = errors.New("no connection to the live party")

// most bounds the differences: behind so many, nothing is like the recording any more.
const most = 20

// run is one replay.
type run struct {
	*Replay
	items   []item
	bind    *bindings
	watcher *conformance.Watcher
	start   time.Time
	conns   map[int]*conn
	reads   chan read
	over    chan struct{}
	stays   bool // the live party does not end a connection that we have ended
	out     *Outcome
}

// Run plays the session. It returns an error if there was nobody to play it to; that
// the live party does something else is an outcome.
func (r *Replay) Run(ctx context.Context) (*Outcome, error) {
	one := *r
	if one.Patience <= 0 {
		one.Patience = 5 * time.Second
	}
	x := &run{
		Replay: &one, items: script(r.Session, r.Suite, r.Ours), bind: newBindings(r.Suite.Replaying, r.Params, r.Replace),
		watcher: conformance.NewWatcher(r.Suite, r.Session.Version, r.Pace, r.Ours.Other()),
		start:   time.Now(), conns: map[int]*conn{}, reads: make(chan read), over: make(chan struct{}),
		out: &Outcome{Ends: map[int]conformance.End{}},
	}
	x.bind.url = r.URL
	if len(x.items) == 0 {
		return nil, fmt.Errorf("session %s has no connection to replay", r.Session.ID)
	}
	defer x.close()
	last := x.items[0].at
	for i := range x.items {
		it := &x.items[i]
		if pause := min(it.at-last, x.Gap); pause > 0 && it.from != r.Ours.Other() {
			x.sleep(ctx, pause)
		}
		last = it.at
		if err := x.play(ctx, i); err != nil {
			return x.out, err
		}
		if err := ctx.Err(); err != nil {
			return x.out, err
		}
		if len(x.out.Differences) >= most {
			break
		}
	}
	x.rest()
	x.out.Findings = x.watcher.Findings()
	return x.out, nil
}

// play plays one item.
func (x *run) play(ctx context.Context, i int) error {
	it := &x.items[i]
	if it.event == corpus.Open {
		return x.open(ctx, it.conn)
	}
	c := x.conns[it.conn]
	switch {
	case c == nil || c.lost:
	case it.event != "" && it.from == x.Ours.Other():
		x.ends(ctx, c)
	case it.event != "":
		x.hang(ctx, c, it.event, last(x.items, i))
	case it.from == x.Ours:
		return x.say(c, it)
	case x.polls(it.packets[0]):
		x.await(ctx, c, it.packets[0].Kind())
	case !x.free(it.packets[0]):
		x.expect(ctx, c, i)
	}
	return nil
}

// free reports whether a message of the live party comes when it comes.
func (x *run) free(p *codec.Packet) bool {
	return slices.Contains(x.Suite.Replaying.Free[p.From], p.Kind()) || x.polls(p)
}

func (x *run) polls(p *codec.Packet) bool {
	return p.From == codec.Controller && slices.Contains(x.Suite.Replaying.Polls, p.Kind())
}

// open begins a connection.
func (x *run) open(ctx context.Context, n int) error {
	ctx, cancel := context.WithTimeout(ctx, x.Patience)
	defer cancel()
	c, note, err := net.Conn(nil), "connected", error(nil)
	if x.Dial != nil {
		c, err = x.Dial(ctx)
	} else {
		note = "accepted"
		c, err = accept(ctx, x.Listener)
	}
	if err != nil {
		if len(x.conns) == 0 {
			return fmt.Errorf("%w: %w", ErrNoDialogue, err)
		}
		x.differ(nil, Difference{Conn: n, Recorded: "a connection", Live: err.Error()})
		return nil
	}
	one := &conn{n: n, c: c, gone: make(chan struct{})}
	x.conns[n] = one
	x.tell(x.watcher.Note(x.at(), n, "%s", note))
	go one.read(x.reads, x.over)
	return nil
}

// say writes messages of ours, with the live party's values, in one piece.
func (x *run) say(c *conn, it *item) error {
	var b []byte
	for _, p := range it.packets {
		raw, err := x.bind.write(x.Suite.Protocol, p)
		if err != nil {
			return err
		}
		b = append(b, raw...)
		x.out.Sent++
	}
	b = append(b, it.tail...)
	c.sent, c.asked = b, true
	x.tell(x.watcher.Take(x.at(), c.n, x.Ours, b)...)
	c.c.SetWriteDeadline(time.Now().Add(x.Patience))
	if _, err := c.c.Write(b); err != nil && c.end == conformance.Open {
		x.differ(nil, Difference{Conn: c.n, Recorded: "the message to be taken", Live: err.Error()})
		c.lost = true
	}
	return nil
}

// linger bounds how long the end of a connection that we have ended is waited for.
const linger = time.Second

// hang ends a connection from our side: our direction, and all if nothing follows. Then
// the live party has read all that we said, before it hears of another connection.
func (x *run) hang(ctx context.Context, c *conn, event corpus.Event, last bool) {
	end := conformance.FIN
	c.hung = true
	if event == corpus.Reset {
		end = conformance.RST
		if l, ok := c.c.(interface{ SetLinger(int) error }); ok {
			l.SetLinger(0)
		}
	}
	x.tell(x.watcher.End(x.at(), c.n, x.Ours, end)...)
	h, ok := c.c.(interface{ CloseWrite() error })
	if event != corpus.Reset && ok {
		h.CloseWrite()
		if !last {
			return
		}
		ctx, cancel := context.WithTimeout(ctx, linger)
		defer cancel()
		if !x.stays {
			x.until(ctx, c, func() bool { return c.end != conformance.Open })
		}
		x.stays = x.stays || c.end == conformance.Open
	}
	c.ours = true
	c.c.Close()
}

// tell passes on what the watcher saw.
func (x *run) tell(seen ...conformance.Seen) {
	if x.Tell != nil {
		x.Tell(seen, nil)
	}
}

// differ adds a difference, and tells it behind what shows it.
func (x *run) differ(seen []conformance.Seen, d Difference) {
	x.out.Differences = append(x.out.Differences, d)
	if x.Tell != nil {
		x.Tell(seen, &d)
	}
}

func (x *run) at() time.Duration { return time.Since(x.start) }
