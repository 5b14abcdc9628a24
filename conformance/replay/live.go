package replay

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// conn is one connection to the live party.
type conn struct {
	n     int
	c     net.Conn
	queue []*codec.Packet // that came and were not compared yet
	end   conformance.End
	ours  bool   // closed by us: its end says nothing
	hung  bool   // we have ended our direction
	mute  bool   // what was due did not come: nothing is waited for any more
	lost  bool   // nothing of it can be played any more
	total int    // bytes that came
	sent  []byte // what we wrote last
	asked bool   // we wrote something since what was compared last
	gone  chan struct{}
}

// read is what came of one read of a connection.
type read struct {
	c   *conn
	b   []byte
	err error
}

// read reads until the connection or the replay is over.
func (c *conn) read(to chan<- read, over <-chan struct{}) {
	defer close(c.gone)
	for {
		b := make([]byte, 32<<10)
		n, err := c.c.Read(b)
		select {
		case to <- read{c, b[:n], err}:
		case <-over:
			return
		}
		if err != nil {
			return
		}
	}
}

// flood bounds what one connection may send.
const flood = 64 << 20

// took lets the watcher see what was read, and queues the messages.
func (x *run) took(r read) {
	var seen []conformance.Seen
	if r.c.total += len(r.b); r.c.total > flood {
		if !r.c.lost {
			x.differ(nil, Difference{Conn: r.c.n, Recorded: "less", Live: fmt.Sprintf("more than %d bytes", flood)})
		}
		r.c.ours, r.c.lost = true, true
		r.c.c.Close()
		return
	}
	if len(r.b) > 0 {
		seen = x.watcher.Take(x.at(), r.c.n, x.Ours.Other(), r.b)
	}
	if r.err != nil && !r.c.ours {
		r.c.end = conformance.EndOf(r.err)
		if r.c.n < extra && !r.c.hung {
			x.out.Ends[r.c.n] = r.c.end
		}
		seen = append(seen, x.watcher.End(x.at(), r.c.n, x.Ours.Other(), r.c.end)...)
	}
	for _, s := range seen {
		if s.Packet != nil {
			r.c.queue = append(r.c.queue, s.Packet)
		}
	}
	x.tell(seen...)
}

// sleep lets time pass, and takes what comes meanwhile.
func (x *run) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	for {
		select {
		case r := <-x.reads:
			x.took(r)
		case <-t.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// next takes the next message of the live party that is compared, waiting for it; nil
// if none comes.
func (x *run) next(ctx context.Context, c *conn) (p *codec.Packet) {
	x.until(ctx, c, func() bool {
		for len(c.queue) > 0 {
			p = c.queue[0]
			c.queue = c.queue[1:]
			if !x.free(p) {
				return true
			}
			x.out.Free++
		}
		p = nil
		return false
	})
	return p
}

// await waits for a message of a kind that is not compared, and takes it.
func (x *run) await(ctx context.Context, c *conn, kind string) {
	found := x.until(ctx, c, func() bool {
		i := slices.IndexFunc(c.queue, func(p *codec.Packet) bool { return p.Kind() == kind })
		if i < 0 {
			return false
		}
		c.queue = slices.Delete(c.queue, i, i+1)
		x.out.Free++
		return true
	})
	c.mute = c.mute || !found
}

// until takes what comes until done says so, or nothing more is to be waited for.
func (x *run) until(ctx context.Context, c *conn, done func() bool) bool {
	patience := x.Patience
	if c.mute {
		patience = 0
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	for {
		if done() {
			return true
		}
		if c.end != conformance.Open {
			return false
		}
		select {
		case r := <-x.reads:
			x.took(r)
			continue
		default:
		}
		select {
		case r := <-x.reads:
			x.took(r)
		case <-t.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// expect wants the message of the live party that the recording has here.
func (x *run) expect(ctx context.Context, c *conn, i int) {
	p := x.next(ctx, c)
	if p != nil {
		x.reorder(i, p)
	}
	want := x.items[i].packets[0]
	switch {
	case ctx.Err() != nil:
	case p != nil:
		x.out.Compared++
		c.asked = false
		p = x.again(ctx, c, want, p)
		if differs := x.bind.compare(want, p); len(differs) > 0 {
			x.differ(nil, Difference{Conn: c.n, Recorded: conformance.Show(want), Live: conformance.Show(p), Fields: differs})
		}
	case c.end != conformance.Open:
		x.differ(nil, Difference{Conn: c.n, Recorded: conformance.Show(want), Live: "the connection ended (" + c.end.String() + ")"})
		c.lost = true
	case !c.mute:
		x.differ(nil, Difference{Conn: c.n, Recorded: conformance.Show(want), Live: fmt.Sprintf("nothing for %v", x.Patience)})
		c.mute, x.out.Silent = true, true
	}
}

// reorder moves what the recording has of a message of the live party to item i, and our
// answer behind it, if such messages may come in any order.
func (x *run) reorder(i int, p *codec.Packet) {
	if !x.Suite.Replaying.Unordered || p.From != codec.Controller {
		return
	}
	for j := i; j < len(x.items); j++ {
		it := &x.items[j]
		if it.conn != x.items[i].conn || it.from != p.From || it.event != "" || it.packets[0].Kind() != p.Kind() {
			continue
		}
		tag := tagOf(it.packets[0])
		x.move(j, i)
		for k := j + 1; k < len(x.items) && j > i; k++ {
			if it := &x.items[k]; it.conn == x.items[i].conn && it.from == x.Ours && len(it.packets) > 0 && tagOf(it.packets[0]) == tag {
				x.move(k, i+1)
				break
			}
		}
		return
	}
}

// move moves an item to an earlier place.
func (x *run) move(from, to int) {
	it := x.items[from]
	copy(x.items[to+1:from+1], x.items[to:from])
	x.items[to] = it
}

// tagOf is the tag of a message as text, empty for none.
func tagOf(p *codec.Packet) string {
	if p.Err == nil {
		if v, err := tree(p.Message); err == nil {
			if m, ok := v.(map[string]any); ok && m["tag"] != nil {
				return fmt.Sprint(m["tag"])
			}
		}
	}
	return ""
}

// pollGap is between two times that something is asked again.
const pollGap = 20 * time.Millisecond

// again asks again, on connections of their own, as long as the live party is not as
// far as the recorded one was, and returns its last answer.
func (x *run) again(ctx context.Context, c *conn, want, have *codec.Packet) *codec.Packet {
	behind := x.Suite.Replaying.Again
	if behind == nil || x.Dial == nil {
		return have
	}
	for until := time.Now().Add(x.Patience); want.Err == nil && have.Err == nil && behind(want.Message, have.Message); {
		x.sleep(ctx, pollGap)
		n := extra + len(x.conns)
		if time.Now().After(until) || ctx.Err() != nil || x.open(ctx, n) != nil || x.conns[n] == nil {
			break
		}
		x.tell(x.watcher.Take(x.at(), n, x.Ours, c.sent)...)
		x.conns[n].c.Write(c.sent) // an error shows as the end
		p := x.next(ctx, x.conns[n])
		x.conns[n].ours = true
		x.conns[n].c.Close()
		if p == nil {
			break
		}
		have = p
	}
	return have
}

// extra is where the numbers of connections begin that no recording has.
const extra = 1 << 20

// ends wants the end of a connection by the live party. Whether it is a FIN or a reset
// depends on what of ours it had not read yet: either will do.
func (x *run) ends(ctx context.Context, c *conn) {
	if c.ours || c.end != conformance.Open && len(c.queue) == 0 {
		return
	}
	for {
		p := x.next(ctx, c)
		if p == nil {
			break
		}
		x.more(c, p)
		if len(x.out.Differences) >= most {
			return
		}
	}
	if c.end == conformance.Open && !c.mute && ctx.Err() == nil {
		x.differ(nil, Difference{Conn: c.n, Recorded: "the end of the connection", Live: fmt.Sprintf("it is open after %v", x.Patience)})
		c.mute = true
	}
}

// more is a message that the recording has not. It may be the answer to something of
// ours that the recording ended before.
func (x *run) more(c *conn, p *codec.Packet) {
	if c.asked {
		x.out.Free++
		return
	}
	x.differ(nil, Difference{Conn: c.n, Recorded: "nothing more", Live: conformance.Show(p)})
}

// rest looks at what has come behind all that was recorded.
func (x *run) rest() {
	for more := true; more; {
		select {
		case r := <-x.reads:
			x.took(r)
		default:
			more = false
		}
	}
	for _, n := range x.numbers() {
		c := x.conns[n]
		for _, p := range c.queue {
			if x.free(p) {
				x.out.Free++
			} else if !c.ours && !c.lost {
				x.more(c, p)
			}
		}
		c.queue = nil
	}
}

func (x *run) numbers() (list []int) {
	for n := range x.conns {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}

// close ends all connections and waits for their readers.
func (x *run) close() {
	close(x.over)
	for _, c := range x.conns {
		c.c.Close()
		<-c.gone
	}
}

// accept accepts a connection, until ctx is done.
func accept(ctx context.Context, l net.Listener) (net.Conn, error) {
	d, ok := l.(interface{ SetDeadline(time.Time) error })
	if at, has := ctx.Deadline(); ok && has {
		d.SetDeadline(at)
		defer d.SetDeadline(time.Time{})
		stop := context.AfterFunc(ctx, func() { d.SetDeadline(time.Now()) })
		defer stop()
	}
	c, err := l.Accept()
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("nobody connected: %w", ctx.Err())
	}
	return c, err
}
