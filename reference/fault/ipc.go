package fault

import (
	"io"
	"net"
	"slices"
	"strings"
	"sync"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// IPC returns the lies of Transmission IPC, family by family: the daemon's in the
// order of the clauses, then the client's.
func IPC() []*Fault {
	return slices.Concat(ipcFrame(), ipcHandshake(), ipcMessage(), ipcTag(), ipcSettings(), ipcTorrent(), ipcInfo(), ipcStatus(), ipcLifetime(),
		ipcClientFrame(), ipcClientHandshake(), ipcClient(), ipcClientOrders())
}

// daemon and remote make one row of the table: the engine's and the controller's.
func daemon(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ipc/" + id, Party: codec.Engine, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

func remote(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ipc/client-" + id, Party: codec.Controller, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

// Nobody is a connection to a party that takes everything and says nothing.
func Nobody() net.Conn {
	ours, theirs := net.Pipe()
	go func() { io.Copy(io.Discard, theirs); theirs.Close() }()
	return ours
}

// framed puts a length before a payload.
func framed(payload string) string {
	b, err := ipc.AppendFrame(nil, []byte(payload))
	if err != nil {
		return "" // an empty payload
	}
	return string(b)
}

// payload makes of an edit of the payload one of the frame.
func payload(change func(string) string) func(string) string {
	return func(raw string) string { return framed(change(raw[ipc.HeaderLen:])) }
}

// told is the message of a packet, or nil.
func told(p *codec.Packet) *ipc.Message {
	m, _ := p.Message.(*ipc.Message)
	return m
}

// messages match all but handshakes.
func messages(p *codec.Packet) bool { return told(p) != nil }

// tagged and untagged match messages of some keys, all if there are none.
func tagged(keys ...string) When   { return tagIs(true, keys) }
func untagged(keys ...string) When { return tagIs(false, keys) }

func tagIs(want bool, keys []string) When {
	return func(p *codec.Packet) bool {
		m := told(p)
		return m != nil && (m.Tag > 0) == want && (len(keys) == 0 || slices.Contains(keys, m.Kind()))
	}
}

// needing matches packets that could only be read by a rule.
func needing(r *codec.Rule) When {
	return func(p *codec.Packet) bool {
		return slices.ContainsFunc(p.Rules, func(u codec.Use) bool { return u.Rule == r })
	}
}

// written is the frame of m, or else what it was made of.
func written(m *ipc.Message, raw []byte) []byte {
	if b, err := m.Append(nil); err == nil {
		return b
	}
	return raw
}

// recast changes the liar's messages that match when.
func recast(when When, change func(m *ipc.Message)) Lie {
	return Tell(and(messages, when), func(_ *Wire, p *codec.Packet) [][]byte {
		m := told(p).Clone()
		change(m)
		return [][]byte{written(m, p.Raw)}
	})
}

// misread changes what the liar understands of the other party's messages.
func misread(when When, change func(m *ipc.Message)) Lie {
	return Tampered(and(messages, when), func(_ *Wire, p *codec.Packet) [][]byte {
		m := told(p).Clone()
		change(m)
		return [][]byte{written(m, p.Raw)}
	})
}

func and(all ...When) When { return And(all...) }

// plain is a message whose value is the empty string.
func plain(key string, tag int64) []byte { return written(ipc.New(key).Tagged(tag), nil) }

// claims answers tagged messages with an outcome, and does nothing.
func claims(outcome string, when When) Lie {
	return Tampered(when, func(w *Wire, p *codec.Packet) [][]byte {
		if m := told(p); m != nil && m.Tag > 0 {
			w.Write(w.Liar, plain(outcome, m.Tag))
		}
		return nil
	})
}

// answers makes edit see the liar's replies to tagged requests that match when; the
// other replies pass.
func answers(when When, edit func(request, reply *ipc.Message) [][]byte) Lie {
	return func(w *Wire) Rewriter {
		open := map[int64]*ipc.Message{}
		return func(p *codec.Packet) {
			m := told(p)
			if m == nil || m.Tag == 0 {
				w.Pass(p)
				return
			}
			if p.From != w.Liar {
				if delete(open, m.Tag); when(p) {
					open[m.Tag] = m
				}
				w.Pass(p)
				return
			}
			request := open[m.Tag]
			if request == nil {
				w.Pass(p)
				return
			}
			for _, b := range edit(request, m.Clone()) {
				w.Write(w.Liar, b)
			}
		}
	}
}

// turns makes another key of an outcome, in the replies to what matches when.
func turns(from, to string, when When) Lie {
	return answers(when, func(_, reply *ipc.Message) [][]byte {
		if reply.Kind() == from {
			return [][]byte{plain(to, reply.Tag)}
		}
		return [][]byte{written(reply, nil)}
	})
}

// reshapes changes the replies to what matches when.
func reshapes(when When, change func(request, reply *ipc.Message)) Lie {
	return answers(when, func(request, reply *ipc.Message) [][]byte {
		change(request, reply)
		return [][]byte{written(reply, nil)}
	})
}

// speaking makes lie only on connections whose controller offers a highest version.
func speaking(version int64, lie Lie) Lie {
	return func(w *Wire) Rewriter {
		on, rewrite := false, lie(w)
		return func(p *codec.Packet) {
			if h, ok := p.Message.(*ipc.Handshake); ok && p.From == codec.Controller {
				on = h.Version.Max == version
				w.Pass(p)
				return
			}
			if on {
				rewrite(p)
			} else {
				w.Pass(p)
			}
		}
	}
}

// bytewise makes the liar read something else for what came in one read. Its answers
// are written by say.
func bytewise(read func(b string, say func(text string)) string) Lie {
	return func(w *Wire) Rewriter {
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar {
				return b
			}
			return []byte(read(string(b), func(text string) { w.Write(w.Liar, []byte(text)) }))
		})
		return w.Pass
	}
}

// deafTo drops what came in one read if it begins with one of some texts.
func deafTo(heads ...string) Lie { return talksBackTo("", heads...) }

// talksBackTo answers what came in one read, if it begins with one of some texts, with
// a frame, and drops it.
func talksBackTo(answer string, heads ...string) Lie {
	return bytewise(func(b string, say func(string)) string {
		if !slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(b, h) }) {
			return b
		}
		if answer != "" {
			say(framed(answer))
		}
		return ""
	})
}

// retold replaces text in what came in one read.
func retold(pairs ...string) Lie {
	r := strings.NewReplacer(pairs...)
	return bytewise(func(b string, _ func(string)) string { return r.Replace(b) })
}

// dies ends all connections for good when the other party sends what matches when in
// one read.
func dies(when func(b string) bool) Lie {
	return func(w *Wire) Rewriter {
		v, _ := w.Shared.Values.LoadOrStore("dead", new(sync.Once))
		dead := v.(*sync.Once)
		if _, is := w.Shared.Values.Load("is dead"); is {
			w.Post(w.Close)
			return func(*codec.Packet) {}
		}
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from != w.Liar && when(string(b)) {
				dead.Do(func() {
					w.Shared.Values.Store("is dead", true)
					for _, o := range w.Shared.Wires() {
						o.Post(o.Close)
					}
				})
				return nil
			}
			return b
		})
		return w.Pass
	}
}

// having reports whether text is in what was read.
func having(text string) func(string) bool {
	return func(b string) bool { return strings.Contains(b, text) }
}
