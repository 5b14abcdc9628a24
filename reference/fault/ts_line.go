package fault

import (
	"bytes"
	"net"
	"strings"
	"time"

	"enginespec/codec"
)

// notReady and idle are lines that engines say in the wrong place.
const (
	notReady = "NOTREADY\r\n"
	idle     = "STATUS main:idle\r\n"
)

// tsLine are lies about lines, segments and connections: TS-001 to TS-018.
func tsLine() []*Fault {
	return []*Fault{
		engine("hangs-up-at-once", "TS-001", "unreachable", "takes connections and closes them at once",
			func(w *Wire) Rewriter { w.Post(w.Close); return func(*codec.Packet) {} }),
		engine("mute", "TS-001", "unreachable", "takes connections and never says a word", Lose(Any)),
		engine("line-feeds", "TS-002", "noncanonical", "ends its lines in LF alone", Change(Any, replaced("\r\n", "\n"))),
		engine("line-feed-behind-json", "TS-002", "noncanonical", "ends LOADRESP in LF alone", Map("LOADRESP", replaced("\r\n", "\n"))),
		engine("needs-whole-lines", "TS-004", "no-reply", "loses what it reads if it does not end in a line feed", readsAs(func(b []byte) []byte {
			if bytes.HasSuffix(b, []byte("\n")) {
				return b
			}
			return nil
		})),
		engine("line-feed-alone", "TS-004", "no-reply", "loses a line feed that comes by itself", readsAs(func(b []byte) []byte {
			if string(b) == "\n" {
				return nil
			}
			return b
		})),
		engine("one-command-a-read", "TS-005", "no-reply", "loses all but the first of several commands in one segment", readsAs(func(b []byte) []byte {
			if i := bytes.IndexByte(b, '\n'); i >= 0 {
				return b[:i+1]
			}
			return b
		})),
		engine("last-command-of-a-read", "TS-005", "no-reply", "loses all but the last of several commands in one segment", readsAs(func(b []byte) []byte {
			if i := bytes.LastIndexByte(bytes.TrimSuffix(b, []byte("\n")), '\n'); i >= 0 && bytes.HasSuffix(b, []byte("\n")) {
				return b[i+1:]
			}
			return b
		})),
		engine("answers-joined-commands-once", "TS-005", "wrong-count", "answers one LOADASYNC of a segment twice and another never", sameLoadTwice()),
		engine("two-writes-a-line", "TS-008", "wrong-shape", "writes the word and the rest of a line by themselves", Tell(Any, func(_ *Wire, p *codec.Packet) [][]byte {
			i := max(bytes.IndexByte(p.Raw, ' '), 1)
			return [][]byte{p.Raw[:i], p.Raw[i:]}
		})),
		engine("end-of-line-late", "TS-008", "wrong-shape", "writes the CR LF of STATUS by itself", Tell(Kind("STATUS"), func(_ *Wire, p *codec.Packet) [][]byte {
			i := bytes.IndexByte(p.Raw, '\r')
			return [][]byte{p.Raw[:i], p.Raw[i:]}
		})),
		engine("needs-cr", "TS-009", "no-reply", "does not see lines that end in LF alone", Deaf(Not(Like("\r\n$")))),
		engine("needs-cr-or-closes", "TS-009", "closed", "closes at a line that ends in LF alone", HangAt(false, Not(Like("\r\n$")))),
		engine("closes-at-empty-line", "TS-010", "closed", "closes at an empty line", HangAt(false, Like("^\r?\n$"))),
		engine("resets-at-empty-line", "TS-010", "reset", "resets at an empty line", HangAt(true, Like("^\r?\n$"))),
		engine("answers-empty-line", "TS-010", "unasked", "says NOTREADY to an empty line", Say(Like("^\r?\n$"), false, notReady)),
		engine("closes-at-unknown-command", "TS-011", "closed", "closes at a command that it does not know", HangAt(false, Like("^(STOPDL|FROBNICATE)"))),
		engine("resets-at-unknown-command", "TS-011", "reset", "resets at a command that it does not know", HangAt(true, Like("^(STOPDL|FROBNICATE)"))),
		engine("answers-unknown-command", "TS-011", "unasked", "says NOTREADY to a command that it does not know", Say(Like("^(STOPDL|FROBNICATE)"), false, notReady)),
		engine("two-spaces", "TS-012", "no-reply", "does not understand a command with two spaces in a row", Deaf(Like("  "))),
		engine("last-space", "TS-012", "no-reply", "does not understand a command with a space at its end", Deaf(Like(" \r?\n$"))),
		engine("last-space-closes", "TS-012", "closed", "closes at EVENT with a space at its end", HangAt(false, Like("^EVENT .* \r?\n$"))),
		engine("short-buffer", "TS-013", "too-long", "does not read lines above 64 KiB", Deaf(longer(64<<10))),
		engine("short-buffer-closes", "TS-013", "too-long", "closes at a line above 512 KiB", HangAt(false, longer(512<<10))),
		engine("long-lines", "TS-014", "too-long", "writes a LOADRESP of more than 8192 bytes", Change(With("LOADRESP", "}"), func(raw string) string {
			return strings.Replace(raw, "{", `{"pad": "`+strings.Repeat("x", 8192)+`", `, 1)
		})),
		engine("any-case", "TS-015", "accepted", "takes commands in lower case too", Tampered(Any, func(_ *Wire, p *codec.Packet) [][]byte {
			word, rest, _ := bytes.Cut(p.Raw, []byte(" "))
			return [][]byte{append(append(bytes.ToUpper(word), ' '), rest...)}
		})),
		crossing(engine("stop-for-all", "TS-016", "lost", "STOP on one connection stops the playbacks of all", Everywhere(Kind("STOP")))),
		crossing(engine("responses-to-all", "TS-016", "unasked", "sends each LOADRESP to all connections", toAll(Kind("LOADRESP")))),
		crossing(engine("tells-all", "TS-016", "lost", "tells all connections that a playback on one was stopped", toAll(Like("^STATUS main:idle\r")))),
		crossing(engine("end-for-all", "TS-017", "closed", "closes all connections when one client goes away", func(w *Wire) Rewriter {
			w.Ends(func(codec.Party) bool {
				for _, o := range w.Shared.Wires() {
					if o != w {
						o.Post(o.Close)
					}
				}
				return false
			})
			return w.Pass
		})),
		{
			ID: "ts/other-port-in-file", Party: codec.Engine, Clause: "TS-018", Diagnosis: "wrong-value",
			Doc: "writes another port into acestream.port than the one that it listens on", Addr: func(a net.Addr) net.Addr { return nextPort{a} },
		},
	}
}

// readsAs makes the liar see other bytes than were sent.
func readsAs(f func(b []byte) []byte) Lie {
	return func(w *Wire) Rewriter {
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar {
				return b
			}
			return f(b)
		})
		return w.Pass
	}
}

func longer(n int) When { return func(p *codec.Packet) bool { return len(p.Raw) > n } }

// sameLoadTwice answers the second LOADASYNC of two that overlap with the first answer.
func sameLoadTwice() Lie {
	return func(w *Wire) Rewriter {
		open, answer := 0, []byte(nil)
		return func(p *codec.Packet) {
			switch p.Kind() {
			case "LOADASYNC":
				if open == 0 {
					answer = nil
				}
				open++
			case "LOADRESP":
				if open--; answer != nil {
					w.Write(w.Liar, answer)
					return
				}
				answer = p.Raw
			}
			w.Pass(p)
		}
	}
}

// toAll repeats the liar's packets that match when on all other connections.
func toAll(when When) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			w.Pass(p)
			if p.From != w.Liar || !when(p) {
				return
			}
			for _, o := range w.Shared.Wires() {
				if o != w {
					o.Post(func() { o.Write(o.Liar, p.Raw) })
				}
			}
		}
	}
}

// nextPort is an address whose port is one too high.
type nextPort struct{ net.Addr }

func (a nextPort) String() string {
	s := a.Addr.String()
	host, port, err := net.SplitHostPort(s)
	if err != nil || port == "" {
		return s
	}
	last := port[len(port)-1]
	if last++; last > '9' {
		last = '1'
	}
	return net.JoinHostPort(host, port[:len(port)-1]+string(last))
}

// soon is when a liar says what nobody waits for.
const soon = 100 * time.Millisecond
