package fault

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// own is what a liar tells himself in answer to a request.
func own(m *ipc.Message) []byte {
	reply := ipc.New(ipc.KeySucceeded)
	switch k, _ := ipc.Lookup(m.Kind()); k.Reply {
	case ipc.KeyInfo:
		reply = &ipc.Message{Key: codec.Bytes(ipc.KeyInfo), Infos: []ipc.Info{{Fields: ipc.Fields{Has: ipc.InfoID}, ID: 1}}}
	case ipc.KeyStatus:
		reply = &ipc.Message{Key: codec.Bytes(ipc.KeyStatus), Statuses: []ipc.Status{{Fields: ipc.Fields{Has: ipc.StatusID}, ID: 1}}}
	}
	return written(reply.Tagged(m.Tag), nil)
}

// pretends makes the liar go on as if all were well from where he should give up: when
// the other party says what is bad, or, if closed is set, when it closes. He answers
// himself.
func pretends(closed bool, bad func(b string) bool) Lie {
	return func(w *Wire) Rewriter {
		var open []*ipc.Message // requests that nobody has answered
		greeted, on := false, false
		answer := func() {
			for _, m := range open {
				w.Write(w.Liar.Other(), own(m))
			}
			open = nil
		}
		w.Chunks(func(from codec.Party, b []byte) []byte {
			switch {
			case from == w.Liar:
				return b
			case on:
				return nil
			case !bad(string(b)):
				greeted = true
				return b
			case !greeted:
				on = true
				return []byte(framed(goodHello))
			}
			on = true
			answer()
			return nil
		})
		w.Ends(func(from codec.Party) bool {
			if from == w.Liar || !on && !closed {
				return false
			}
			if !on {
				on = true
				answer()
			}
			return true
		})
		return func(p *codec.Packet) {
			m := told(p)
			switch {
			case m == nil || m.Tag == 0:
			case p.From == w.Liar:
				if open = append(open, m); on {
					answer()
					return
				}
			default:
				open = slices.DeleteFunc(open, func(o *ipc.Message) bool { return o.Tag == m.Tag })
			}
			w.Pass(p)
		}
	}
}

// beginning reports whether what was read begins with one of some texts.
func beginning(heads ...string) func(string) bool {
	return func(b string) bool {
		return slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(b, h) })
	}
}

// chokes makes the liar close at what the other party says.
func chokes(when When) Lie { return HangAt(false, when) }

// waits makes the liar wait for ever where the other party says what matches when.
func waits(when When) Lie {
	return func(w *Wire) Rewriter {
		on := false
		return Tampered(func(p *codec.Packet) bool { return on || when(p) }, func(w *Wire, _ *codec.Packet) [][]byte {
			if !on {
				on = true
				dawdle(w)
			}
			return nil
		})(w)
	}
}

// awaits makes the liar wait for ever for the rest of what begins with head.
func awaits(head string) Lie {
	return func(w *Wire) Rewriter {
		on := false
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar || !on && !strings.HasPrefix(string(b), head) {
				return b
			}
			if !on {
				on = true
				dawdle(w)
			}
			return nil
		})
		return w.Pass
	}
}

// dawdle tells the liar something now and then that means nothing.
func dawdle(w *Wire) {
	w.Later(5*time.Second, func() {
		w.Write(w.Liar.Other(), []byte(framed("l4:frob0:e")))
		dawdle(w)
	})
}

// ipcClientFrame are a client's lies about frames: IPC-001 to IPC-025, IPC-057 to
// IPC-059 and IPC-075.
func ipcClientFrame() []*Fault {
	unheard := func(id, clause, doc, head string) *Fault {
		head = "^" + head
		return remote(id, clause, "accepted", doc, pretends(false, regexp.MustCompile(head).MatchString))
	}
	unsorted := func(p *codec.Packet) bool { return told(p) != nil && !p.Message.(*ipc.Message).Bad && !canonical(p) }
	return []*Fault{
		remote("counts-one-less", "IPC-001", "malformed", "writes a length that is one too small", Change(messages, func(raw string) string {
			return length(len(raw)-ipc.HeaderLen-1) + raw[ipc.HeaderLen:]
		})),
		remote("no-header", "IPC-001", "no-reply", "writes payloads without a length", Change(messages, func(raw string) string { return raw[ipc.HeaderLen:] })),
		remote("counts-header", "IPC-002", "malformed", "counts the header in the length", Change(messages, func(raw string) string { return length(len(raw)) + raw[ipc.HeaderLen:] })),
		remote("capitals-unread", "IPC-003", "gave-up", "does not read lengths in capitals", chokes(Like("^0000000Dl4:frob"))),
		remote("small-letters-unread", "IPC-004", "gave-up", "does not read lengths in small letters", chokes(Like("^0000000dl4:frob"))),
		remote("mixed-letters-unread", "IPC-005", "gave-up", "does not read lengths in both cases", chokes(Like("^000001aBl4:frob"))),
		remote("small-letters", "IPC-006", "noncanonical", "writes lengths in small letters", behind(Kind(ipc.KeyVersion), strings.ToLower(framed(noop5)))),
		unheard("oversize-unheard", "IPC-007", "goes on behind a length that is too large", "FFFFFFFF"),
		remote("oversize-awaited", "IPC-007", "hung", "waits for all of a frame that is too large", awaits("FFFFFFFF")),
		unheard("non-hex-unheard", "IPC-010", "goes on behind a length that is not hex", "Z"),
		remote("needs-whole-frames", "IPC-012", "gave-up", "closes at what is no whole frame in one read", func(w *Wire) Rewriter {
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar && len(b) <= ipc.HeaderLen {
					w.Close()
				}
				return b
			})
			return w.Pass
		}),
		remote("one-frame-a-read", "IPC-013", "gave-up", "loses all but the first of several frames in one read", func(w *Wire) Rewriter {
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar {
					if frame, n, err := ipc.ConsumeFrame(b, nil); err == nil && n > 0 {
						return frame
					}
				}
				return b
			})
			return w.Pass
		}),
		remote("truncated-served", "IPC-014", "accepted", "takes half a frame for a whole one", pretends(true, beginning("0000000El4:info"))),
		unheard("zero-length-unheard", "IPC-015", "goes on behind an empty frame", "00000000"),
		remote("trailing-bytes-dropped", "IPC-016", "accepted", "reads a frame with bytes behind its value", misread(needing(ipc.TrailingBytes), func(*ipc.Message) {})),
		unheard("not-bencode-unheard", "IPC-017", "goes on behind a payload that is not bencode", "0000000Bhello"),
		unheard("string-length-unheard", "IPC-018", "goes on behind a string length that cannot be", "[0-9A-F]{8}l-"),
		remote("nesting-unheard", "IPC-019", "accepted", "goes on behind lists that are nested too deep", pretends(false, having(strings.Repeat("l", 2000)))),
		remote("large-unread", "IPC-020", "gave-up", "closes at a frame of more than 1 MiB", chokes(longer(1<<20))),
		remote("needs-sorted-keys", "IPC-021", "gave-up", "closes at keys that are not sorted", chokes(unsorted)),
		remote("writes-unsorted", "IPC-021", "noncanonical", "writes keys in the document's order", Map(ipc.KeyVersion, always(framed("d7:versiond3:mini1e3:maxi2e5:label1:xee")))),
		remote("sizes-of-32-bits", "IPC-023", "gave-up", "closes at a number of more than 32 bits", chokes(Like(`i21474836480e`))),
		remote("big-integer-unheard", "IPC-024", "accepted", "goes on behind a number of more than 64 bits", pretends(false, having("i9223372036854775808e"))),
		remote("needs-utf-8", "IPC-025", "gave-up", "closes at a name that is not UTF-8", chokes(func(p *codec.Packet) bool { return strings.Contains(string(p.Raw), "4:name4:\xff") })),
		remote("four-elements", "IPC-057", "wrong-shape", "writes an element behind the tag", Change(tagged(), payload(func(s string) string { return s[:len(s)-1] + "0:e" }))),
		unheard("short-lists-unheard", "IPC-058", "goes on behind a list of one element", "[0-9A-F]{8}l\\d+:[a-z-]+e$"),
		unheard("odd-keys-unheard", "IPC-059", "goes on behind a list whose first element is no string", "[0-9A-F]{8}li5e"),
		unheard("odd-tags-unheard", "IPC-075", "goes on behind a tag that is no integer", "(?s).*[^0]:\\d+e$"),
	}
}

// canonical reports whether the keys of a frame are sorted: what is written again is
// the same.
func canonical(p *codec.Packet) bool { return string(written(told(p), nil)) == string(p.Raw) }

// ipcClientHandshake are a client's lies about the handshake: IPC-030 to IPC-048.
func ipcClientHandshake() []*Fault {
	says := func(p string) Lie { return Put(ipc.KeyVersion, framed(p)) }
	hello := func(text string) When { return and(Kind(ipc.KeyVersion), Like(text)) }
	early := func(w *Wire) Rewriter { return afterTheirs(w) }
	return []*Fault{
		remote("hello-second", "IPC-030", "too-late", "waits for the daemon's handshake", early),
		remote("hello-waits", "IPC-034", "too-late", "does not greet before it is greeted", early),
		remote("hello-list", "IPC-031", "no-reply", "greets with a list", says("l7:versiond3:maxi2e3:mini1eee")),
		remote("hello-other-key", "IPC-031", "no-reply", "greets with a dictionary that has no version", says("d7:protold3:maxi2e3:mini1eee")),
		remote("hello-without-min", "IPC-032", "no-reply", "leaves min out", says("d7:versiond3:maxi2eee")),
		remote("hello-bare", "IPC-032", "wrong-shape", "says an integer for a range", says("d7:versioni2ee")),
		remote("hello-version-second", "IPC-033", "wrong-order", "puts a key before version", says("d1:0i1195000000e7:versiond5:label1:x3:maxi2e3:mini1eee")),
		remote("hello-without-label", "IPC-042", "missing-field", "does not name itself", says(goodHello)),
		remote("asks-before-hello", "IPC-035", "wrong-order", "asks before the daemon's handshake", After(ipc.KeyVersion, framed(noop5))),
		remote("needs-version-first", "IPC-036", "gave-up", "closes at a handshake whose first key is not version", chokes(Like("^.{8}d3:aaa"))),
		remote("hello-obeyed", "IPC-037", "gave-up", "carries out quit in a handshake", chokes(hello("4:quit"))),
		remote("needs-min-1", "IPC-038", "gave-up", "closes at a daemon that does not offer version 1", chokes(hello("3:maxi9e3:mini2e"))),
		remote("dictionaries-in-v2", "IPC-038", "wrong-shape", "sends a dictionary in version 2", behindTheirs(hello("3:maxi9e3:mini2e"), "d4:noop0:e")),
		remote("lists-in-v1", "IPC-038", "wrong-shape", "sends a list in version 1", behindTheirs(hello("3:maxi1e3:mini1e"), "l4:noop0:e")),
		remote("tags-in-v1", "IPC-081", "wrong-shape", "sends a tag in version 1", behindTheirs(hello("3:maxi1e3:mini1e"), noop5)),
		remote("goes-on-anyway", "IPC-039", "accepted", "goes on without a common version", pretends(false, having("3:maxi4e3:mini3e"))),
		remote("asks-anyway", "IPC-039", "unasked", "asks though there is no common version", behindTheirs(hello("3:maxi4e3:mini3e"), noop5)),
		remote("integer-unread", "IPC-040", "gave-up", "does not take an integer for a version", chokes(hello("7:versioni2e"))),
		remote("integer-is-least", "IPC-040", "accepted", "takes an integer for the least version", pretends(false, having("7:versioni3e"))),
		remote("needs-utf-8-label", "IPC-041", "gave-up", "closes at a label that is not UTF-8", chokes(hello("5:label.*odd"))),
		remote("bad-versions-taken", "IPC-043", "accepted", "takes any version for 1 to 2", pretends(false, badHello)),
		remote("needs-no-hello", "IPC-044", "accepted", "goes on with a daemon that does not greet", pretends(false, beginning(framed("l4:noop0:e")))),
		remote("second-hello-unheard", "IPC-046", "accepted", "goes on behind a second handshake", pretends(false, having(" again"))),
		remote("waits-for-ever", "IPC-048", "hung", "waits for ever for a daemon that says nothing", patient),
	}
}

// behindTheirs writes a payload behind what the other party says that matches when.
func behindTheirs(when When, text string) Lie { return behind(when, framed(text)) }

// behind is behindTheirs for a frame as it stands.
func behind(when When, text string) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			if p.From != w.Liar && when(p) {
				w.Write(w.Liar, []byte(text))
			}
			w.Pass(p)
		}
	}
}

// patient gives the liar a byte of a handshake now and then, until the other party
// greets.
func patient(w *Wire) Rewriter {
	greeted := false
	begin := "000FFFFFd1:a999999:"
	var drip func()
	drip = func() {
		if !greeted {
			w.Write(w.Liar.Other(), []byte(begin))
			begin = "x"
			w.Later(5*time.Second, drip)
		}
	}
	w.Later(5*time.Second, drip)
	return func(p *codec.Packet) {
		greeted = greeted || p.From != w.Liar
		w.Pass(p)
	}
}

// ipcClient are a client's lies about what it is told: IPC-062 to IPC-186.
func ipcClient() []*Fault {
	list := When(Kind(ipc.KeyInfo, ipc.KeyStatus))
	without := func(pair string) When { return and(list, Not(Like(pair))) }
	all := []*Fault{
		remote("any-case", "IPC-062", "gave-up", "takes INFO for info", chokes(Like("4:INFO"))),
		remote("unknown-closes", "IPC-063", "gave-up", "closes at a message that it does not know", chokes(Like("4:frobd"))),
		remote("tag-0", "IPC-074", "out-of-range", "sends the tag 0", behindTheirs(Kind(ipc.KeyVersion), "l4:noop0:i0ee")),
		remote("negative-tags", "IPC-074", "out-of-range", "sends a negative tag", behindTheirs(Kind(ipc.KeyVersion), "l4:noop0:i-5ee")),
		remote("replies-in-order", "IPC-077", "gave-up", "takes each reply for that to its oldest request", inOrder),
		remote("outcomes-unread", "IPC-079", "hung", "waits for another reply behind succeeded, failed, not-supported and bad-format",
			waits(Kind(ipc.KeySucceeded, ipc.KeyFailed, ipc.KeyNotSupported, ipc.KeyBadFormat))),
		remote("any-tag", "IPC-080", "gave-up", "closes at a tag that it has not sent", chokes(Like("i987654321e"))),
		remote("true-is-2", "IPC-090", "out-of-range", "sends 2 for true", behindTheirs(Kind(ipc.KeyVersion), "l9:autostarti2ee")),
		remote("nameless-awaited", "IPC-151", "hung", "waits for the id of a torrent that has none", waits(needing(ipc.MissingID))),
		remote("known-pairs-only", "IPC-152", "gave-up", "closes at a type that it has not asked for", chokes(Like("3:zzz"))),
		remote("empty-lists-awaited", "IPC-155", "hung", "waits for torrents where there are none", waits(Like("4:infole"))),
		remote("old-trackers-only", "IPC-161", "gave-up", "closes at a tracker that is a whole URL", chokes(Like("8:announce\\d+:http"))),
		remote("known-errors-only", "IPC-165", "gave-up", "closes at an error that it does not know", chokes(Like("io-moon"))),
		remote("known-states-only", "IPC-166", "gave-up", "closes at a state that it does not know", chokes(Like("meditating"))),
		remote("unknown-is-refused", "IPC-167", "gave-up", "closes at a time of -1", chokes(Like("3:etai-1e"))),
		remote("all-pairs-needed", "IPC-176", "hung", "waits for a torrent's name", waits(and(Kind(ipc.KeyInfo), without("4:name")))),
		remote("closed-unreported", "IPC-186", "accepted", "does not report that the daemon closed before it replied", pretends(true, func(string) bool { return false })),
	}
	nobody := remote("nobody-unreported", "IPC-185", "accepted", "does not report that nobody listens", pretends(false, func(string) bool { return false }))
	nobody.Alone = true
	nobody.Lie = func(w *Wire) Rewriter {
		alone, met := false, false
		w.Later(time.Second, func() {
			if alone = !met; alone {
				w.Write(w.Liar.Other(), []byte(framed(goodHello)))
			}
		})
		return func(p *codec.Packet) {
			met = met || p.From != w.Liar
			w.Pass(p)
			if m := told(p); alone && m != nil {
				w.Write(w.Liar.Other(), own(m))
			}
		}
	}
	return append(all, nobody)
}

// inOrder gives each reply the tag of the oldest request that has none.
func inOrder(w *Wire) Rewriter {
	var open []int64
	return func(p *codec.Packet) {
		m := told(p)
		switch {
		case m == nil || m.Tag == 0:
		case p.From == w.Liar:
			open = append(open, m.Tag)
		case len(open) > 0:
			m = m.Clone()
			m.Tag, open = open[0], open[1:]
			w.Write(p.From, written(m, p.Raw))
			return
		}
		w.Pass(p)
	}
}
