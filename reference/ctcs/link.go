package ctcs

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
)

// How long the client waits before it dials again (CTCS-119, CTCS-046).
const (
	afterLoss    = 5 * time.Second  // the server went
	afterFailure = 15 * time.Second // it was not there
	afterChange  = time.Second      // it is another one now
	maxAfterLoss = time.Minute      // it refuses us again and again
)

// linger is how long, in real time, the server may take to close after we have.
const linger = 500 * time.Millisecond

// link is one connection of a client. All that a server can have said on it is here,
// so that nothing of it reaches the next one (CTCS-122).
type link struct {
	conn    net.Conn
	out     *output
	r       *wire.Reader
	in      chan input
	next    chan struct{} // the reader may go on
	gone    chan struct{} // closed when nothing is taken any more
	wg      sync.WaitGroup
	held    *input
	version int     // in force
	said    wire.BW // last told
	refused bool    // the server said ERROR
}

// noLink is the connection that there is not: nothing ever comes from it.
var noLink = &link{out: new(output)}

// input is what the reader got: a message, or why there is none and the word of the
// line. They are good until next.
type input struct {
	m    wire.Message
	word string
	err  error
}

type dialResult struct {
	conn net.Conn
	err  error
}

// dial connects in the background.
func (e *Engine) dial() {
	if e.link != nil || e.quitting {
		return
	}
	server := e.conf.server
	e.wg.Go(func() {
		ctx, cancel := context.WithTimeout(e.ctx, atLeast(e.o.Clock, 30*time.Second, time.Second))
		defer cancel()
		conn, err := e.o.Dial(ctx, "tcp", server)
		select {
		case e.dialed <- dialResult{conn, err}:
		case <-e.ctx.Done():
			if err == nil {
				conn.Close()
			}
		}
	})
}

// connect greets, without waiting for the server (CTCS-048).
func (e *Engine) connect(d dialResult) {
	if d.err != nil {
		e.log.Info("no control server", "server", e.conf.server, "error", d.err)
		e.redial.Reset(e.o.Clock.Real(afterFailure))
		return
	}
	l := &link{conn: d.conn, out: newOutput(d.conn, e.o.WriteTimeout, maxQueue, false), version: e.o.Version,
		in: make(chan input), next: make(chan struct{}), gone: make(chan struct{})}
	l.r = wire.NewReader(d.conn, codec.Controller, reading(l.version, 0, func(u codec.Use) {
		e.log.Debug("line departs from the grammar", "rule", u.Rule.Name, "clause", u.Rule.Clause, "offset", u.Offset)
	}))
	e.link = l
	e.greet()
	l.wg.Go(func() { l.out.run() })
	l.wg.Go(l.read)
}

// read hands over one message after another until the stream or the link ends. Then it
// discards what comes, so that closing does not reset the connection.
func (l *link) read() {
	for {
		m, err := l.r.Next()
		i := input{m: m, err: err}
		if err != nil {
			w, _, _ := bytes.Cut(bytes.TrimRight(l.r.Raw(), "\r\n"), []byte(" "))
			i.word = string(w)
		}
		select {
		case l.in <- i:
		case <-l.gone:
			io.Copy(io.Discard, l.conn)
			return
		}
		select {
		case <-l.next:
		case <-l.gone:
			io.Copy(io.Discard, l.conn)
			return
		}
	}
}

// take carries out one input and lets the reader go on.
func (e *Engine) take(i *input) {
	l := e.link
	bad := refused(i.err)
	switch {
	case i.err == nil:
		e.order(i.m)
	case bad != nil:
		e.refuse(i.word, bad)
	default:
		// A half line, a FIN and an RST are all one: the server is gone (CTCS-120, CTCS-121).
		e.lose(lost(i.err))
		return
	}
	if e.link == l {
		l.next <- struct{}{}
	}
}

// order carries out one message of the server. Words that it does not know are none
// (CTCS-012).
func (e *Engine) order(m wire.Message) {
	switch m := m.(type) {
	case *wire.Version:
		e.agree(m)
	case *wire.Error:
		e.denied(m)
	case *wire.SendStatus:
		e.sendStatus()
	case *wire.SendDetail:
		e.sendDetail()
	case *wire.SendPeers:
		e.sendPeers()
	case *wire.SendConf:
		e.sendConf()
	case *wire.Change:
		e.change(m)
	case *wire.SetDLimit:
		e.limit(&e.conf.down, m.Limit)
	case *wire.SetULimit:
		e.limit(&e.conf.up, m.Limit)
	case *wire.Update:
		e.update()
	case *wire.Restart:
		e.restart()
	case *wire.Quit:
		e.quit()
	}
}

// refuse drops a line. Orders that were to change something are answered; the rest is
// nobody's business.
func (e *Engine) refuse(word string, why *codec.Error) {
	e.log.Debug("line refused", "error", why)
	switch word {
	case "CTCONFIG", "SETDLIMIT", "SETULIMIT":
		e.info(2, "%s refused: %s: %s", word, why.Field, why.Code)
	}
}

// say tells the server, together; without a server it is not said.
func (e *Engine) say(messages ...codec.Message) {
	if e.link == nil {
		return
	}
	if err := e.link.out.put(messages...); err == errFull {
		e.lose(err.Error())
	} else if err != nil {
		e.log.Error("message cannot be written", "kind", messages[0].Kind(), "error", err)
	}
}

// lose forgets a connection and waits before the next.
func (e *Engine) lose(why string) {
	wait := afterLoss
	if e.link.refused {
		e.refusals++
		wait = min(afterLoss<<min(e.refusals-1, 10), maxAfterLoss)
	} else {
		e.refusals = 0
	}
	e.log.Info("control server lost", "server", e.conf.server, "why", why, "again", wait)
	e.drop(wait)
}

// drop closes the connection and dials again after a while.
func (e *Engine) drop(wait time.Duration) {
	if e.link != nil {
		e.link.close()
		e.link = nil
	}
	e.redial.Reset(e.o.Clock.Real(wait))
}

func (l *link) close() {
	close(l.gone)
	l.conn.Close()
	l.out.finish()
	l.wg.Wait()
}

// finish says what is still to be said and closes in order.
func (l *link) finish() {
	close(l.gone)
	l.conn.SetReadDeadline(time.Now().Add(linger))
	l.out.finish()
	<-l.out.ended
	if h, ok := l.conn.(interface{ CloseWrite() error }); ok {
		h.CloseWrite()
	} else {
		l.conn.Close()
	}
	l.wg.Wait()
	l.conn.Close()
}
