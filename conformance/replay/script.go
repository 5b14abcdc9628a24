package replay

import (
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/corpus"
)

// item is one move of the recorded dialogue.
type item struct {
	at    time.Duration
	conn  int
	from  codec.Party
	event corpus.Event // the item is this, or
	// packets are messages that were written in one piece; one of the live party's.
	packets []*codec.Packet
	tail    []byte // behind them: what is no whole message, because the connection ended
}

// script makes items of a session: our messages by the piece, the live party's one by
// one. Connections that begin without saying so begin with their first bytes.
func script(s *corpus.Session, suite *conformance.Suite, ours codec.Party) []item {
	w := conformance.NewWatcher(suite, s.Version, conformance.Pace{}, ours)
	var items []item
	opened := map[int]bool{}
	rest := map[int]*[3][]byte{}
	add := func(at time.Duration, conn int, from codec.Party, seen []conformance.Seen) {
		var mine []*codec.Packet
		for _, one := range seen {
			switch {
			case one.Packet == nil:
			case from == ours:
				mine = append(mine, one.Packet)
			default:
				items = append(items, item{at: at, conn: conn, from: from, packets: []*codec.Packet{one.Packet}})
			}
			if one.Packet != nil {
				left := rest[conn][from]
				rest[conn][from] = left[min(len(one.Packet.Raw), len(left)):]
			}
		}
		for suite.Replaying.Unordered && len(mine) > 1 { // answers follow their requests, wherever these come
			items = append(items, item{at: at, conn: conn, from: from, packets: mine[:1]})
			mine = mine[1:]
		}
		if len(mine) > 0 {
			items = append(items, item{at: at, conn: conn, from: from, packets: mine})
		}
	}
	for _, e := range s.Entries {
		if e.Conn == 0 || e.Comment != "" {
			continue
		}
		if !opened[e.Conn] {
			opened[e.Conn], rest[e.Conn] = true, new([3][]byte)
			items = append(items, item{at: e.At, conn: e.Conn, event: corpus.Open})
		}
		switch {
		case len(e.Bytes) > 0:
			rest[e.Conn][e.From] = append(rest[e.Conn][e.From], e.Bytes...)
			add(e.At, e.Conn, e.From, w.Take(e.At, e.Conn, e.From, e.Bytes))
		case e.Event == corpus.Close || e.Event == corpus.Reset:
			for _, from := range []codec.Party{ours.Other(), ours} {
				add(e.At, e.Conn, from, w.Finish(e.At, e.Conn, from))
				if left := rest[e.Conn][from]; len(left) > 0 && from == ours {
					items = append(items, item{at: e.At, conn: e.Conn, from: from, tail: slices.Clone(left)})
				}
				rest[e.Conn][from] = nil
			}
			items = append(items, item{at: e.At, conn: e.Conn, from: e.From, event: e.Event})
		}
	}
	return items
}

// last reports whether nothing of a connection follows item i.
func last(items []item, i int) bool {
	for _, one := range items[i+1:] {
		if one.conn == items[i].conn {
			return false
		}
	}
	return true
}
