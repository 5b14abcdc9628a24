package relay

import (
	"enginespec/codec"
	"enginespec/conformance"
)

// Watch lets a watcher see an event, and returns the messages that it completes.
func Watch(w *conformance.Watcher, e Event) (seen []conformance.Seen) {
	switch {
	case len(e.Bytes) > 0:
		return w.Take(e.At, e.Conn, e.From, e.Bytes)
	case e.Note != "":
		return []conformance.Seen{w.Note(e.At, e.Conn, "%s", e.Note)}
	case e.End == conformance.Open:
		return []conformance.Seen{w.Note(e.At, e.Conn, "connected")}
	case e.End == conformance.Ours:
		for _, from := range []codec.Party{codec.Engine, codec.Controller} {
			seen = append(seen, w.Finish(e.At, e.Conn, from)...)
		}
		seen = append(seen, w.Note(e.At, e.Conn, "closed by us"))
	case e.End == conformance.RST:
		seen = w.Finish(e.At, e.Conn, e.From.Other())
		fallthrough
	default:
		seen = append(seen, w.End(e.At, e.Conn, e.From, e.End)...)
	}
	if e.Over {
		w.Forget(e.Conn)
	}
	return seen
}
