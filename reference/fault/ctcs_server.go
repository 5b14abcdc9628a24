package fault

import (
	"bytes"
	"strings"

	"enginespec/codec"
)

// ctcsServerLine are the controller's lies about lines, versions and passwords.
func ctcsServerLine() []*Fault {
	return []*Fault{
		ctcsServer("two-ends", "003", "noncanonical", "ends its lines twice", Change(Any, func(raw string) string { return raw + "\n" })),
		ctcsServer("wrong-limit", "014", "wrong-value", "tells another limit than the operator's", Tell(Kind("SETDLIMIT", "SETULIMIT"), func(*Wire, *codec.Packet) [][]byte { return [][]byte{[]byte("SETDLIMIT 1\n")} })),
		ctcsServer("limit-in-kilobytes", "014", "wrong-value", "tells limits in KiB/s", Tell(Kind("SETDLIMIT"), func(*Wire, *codec.Packet) [][]byte { return [][]byte{[]byte("SETDLIMIT 50\n")} })),
		ctcsServer("crlf", "004", "noncanonical", "ends its lines in CR LF", Change(Any, replaced("\n", "\r\n"))),
		ctcsServer("needs-lf", "005", "lost", "does not see lines that end in CR LF", Deaf(Like(`^(PROTOCOL|AUTH|CT).*\r\n$`))),
		ctcsServer("keeps-cr", "005", "wrong-value", "takes the CR for a part of the line", Tampered(Like("^CTBW.*\r\n$"), func(*Wire, *codec.Packet) [][]byte { return nil })),
		ctcsServer("no-lone-cr", "006", "wrong-value", "does not see lines that end in CR alone", Deaf(Like("\r$"))),
		ctcsServer("closes-at-empty-lines", "007", "closed", "closes at an empty line", Once([]string{"PROTOCOL"}, HangAt(false, Like("^\r?\n$")))),
		ctcsServer("loses-single-octets", "008", "lost", "loses an octet that comes by itself", readsAs(func(b []byte) []byte {
			if len(b) == 1 {
				return nil
			}
			return b
		})),
		ctcsServer("acts-on-half-lines", "008", "wrong-value", "takes what it has read for whole lines", readsAs(func(b []byte) []byte {
			if len(b) > 1 && !bytes.HasSuffix(b, []byte("\n")) {
				return append(b, '\n')
			}
			return b
		})),
		ctcsServer("acts-on-last-half-line", "008", "wrong-value", "takes a line that the end of the connection cuts for a whole one", func(w *Wire) Rewriter {
			cut := false
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar {
					cut = !bytes.HasSuffix(b, []byte("\n"))
				}
				return b
			})
			w.Ends(func(from codec.Party) bool {
				if from != w.Liar && cut {
					w.Write(from, []byte("\n"))
				}
				return false
			})
			return w.Pass
		}),
		ctcsServer("one-line-a-read", "009", "lost", "loses all but the first of several lines in one segment", readsAs(func(b []byte) []byte {
			if i := bytes.IndexByte(b, '\n'); i >= 0 && bytes.HasPrefix(b, []byte("PROTOCOL")) {
				return b[:i+1]
			}
			return b
		})),
		ctcsServer("any-case", "010", "wrong-value", "takes lines in any case", misreads(`^(?i:ctbw) `, "CTBW ")),
		ctcsServer("prefixes", "011", "wrong-value", "takes what begins like a line for the line", misreads(`^CTBWX `, "CTBW ")),
		ctcsServer("closes-at-unknown", "012", "closed", "closes at a word that it does not know", HangAt(false, Like("^HELLO"))),
		ctcsServer("ends-at-unknown", "012", "wrong-value", "reads no CTBW behind a word that it does not know", func(w *Wire) Rewriter {
			over := false
			return Deaf(func(p *codec.Packet) bool {
				over = over || bytes.HasPrefix(p.Raw, []byte("HELLO"))
				return over && p.Kind() == "CTBW"
			})(w)
		}),
		ctcsServer("trims-lines", "013", "wrong-value", "drops blanks before a line", misreads(`^[ \t]+`, "")),
		ctcsServer("last-blank", "014", "noncanonical", "ends SENDDETAIL in a blank", Map("SENDDETAIL", always("SENDDETAIL \n"))),
		ctcsServer("one-blank-alone", "015", "wrong-value", "does not see lines with runs of blanks", Deaf(Like("^CTBW(  |\t)"))),
		ctcsServer("nul", "016", "noncanonical", "writes a NUL before SENDDETAIL", Map("SENDDETAIL", func(raw string) string { return "\x00" + raw })),
		ctcsServer("joins-at-nul", "017", "wrong-value", "reads nothing behind a NUL", afterNUL()),
		ctcsServer("short-buffer", "018", "wrong-value", "drops lines above 4000 octets", Deaf(longer(4000))),
		ctcsServer("large-lines", "021", "too-long", "writes lines of more than 255 octets", Map("SENDDETAIL", func(string) string { return "ERROR " + strings.Repeat("x", 300) + "\n" })),
		ctcsServer("two-writes-a-line", "021", "wrong-shape", "writes the end of a line by itself", Tell(Any, func(_ *Wire, p *codec.Packet) [][]byte {
			n := len(p.Raw) - 1
			return [][]byte{p.Raw[:n], p.Raw[n:]}
		})),
		ctcsServer("asked-alone", "022", "wrong-value", "does not read CTBW behind CTINFO", func(w *Wire) Rewriter {
			last := ""
			return func(p *codec.Packet) {
				if p.From == w.Liar {
					w.Pass(p)
					return
				}
				was := last
				if last = p.Kind(); last == "CTBW" && was == "CTPEERSDONE" {
					return
				}
				w.Pass(p)
			}
		}),
		crossing(ctcsServer("endless-line", "020", "unreachable", "serves nobody any more behind 64 KiB of a line", fills(64<<10))),
		ctcsServer("asks-first", "024", "wrong-kind", "asks before it has told its version", Before("PROTOCOL", "SENDCONF\n")),
		ctcsServer("one-digit", "025", "noncanonical", "writes PROTOCOL 3", Put("PROTOCOL", "PROTOCOL 3\n")),
		ctcsServer("four-digits-alone", "026", "wrong-value", "reads versions of four digits alone", Deaf(And(Like("^PROTOCOL"), Not(Like(`^PROTOCOL \d{4}\r?\n`))))),
		ctcsServer("own-version", "027", "wrong-value", "speaks version 3 to everybody", misreads(`^PROTOCOL 000[12]`, "PROTOCOL 0003")),
		ctcsServer("newer-versions-ended", "028", "closed", "closes when an engine is newer", HangAt(false, Like("^PROTOCOL 9999"))),
		ctcsServer("zero-is-a-version", "029", "wrong-value", "reads a PROTOCOL without a number as version 1", misreads(`^PROTOCOL( abc| 0| 0000| -1)?\n`, "PROTOCOL 0001\n")),
		ctcsServer("repeated-version", "032", "wrong-value", "falls back to version 1 when a PROTOCOL is repeated", func(w *Wire) Rewriter {
			n := 0
			return Tampered(Kind("PROTOCOL"), func(_ *Wire, p *codec.Packet) [][]byte {
				if n++; n > 1 {
					return [][]byte{[]byte("PROTOCOL 0001\n")}
				}
				return [][]byte{p.Raw}
			})(w)
		}),
		ctcsServer("resets-without-version", "035", "reset", "resets when CTORRENT comes first", func(w *Wire) Rewriter {
			first := true
			return HangAt(true, func(p *codec.Packet) bool {
				was := first
				first = false
				return was && p.Kind() == "CTORRENT"
			})(w)
		}),
		ctcsServer("no-first-status", "036", "wrong-value", "does not read the first status", func(w *Wire) Rewriter {
			n := 0
			return Deaf(func(p *codec.Packet) bool {
				if p.Kind() != "CTSTATUS" {
					return false
				}
				n++
				return n == 1
			})(w)
		}),
		ctcsServer("trims-password", "040", "no-reply", "drops blanks behind a password", misreads(`^(AUTH .*\S) +\n`, "$1\n")),
		ctcsServer("first-word-of-password", "040", "lost", "reads the first word of a password", misreads(`^(AUTH \S+) .*\n`, "$1\n")),
		ctcsServer("no-password-needed", "041", "no-reply", "lets in who sends no AUTH", func(w *Wire) Rewriter {
			seen := false
			return func(p *codec.Packet) {
				if p.From != w.Liar && p.Kind() == "AUTH" {
					seen = true
				}
				if p.From != w.Liar && p.Kind() == "CTORRENT" && !seen {
					w.Write(p.From, []byte("AUTH open  sesame 7\n"))
				}
				w.Pass(p)
			}
		}),
		ctcsServer("lists-refused", "041", "wrong-value", "lists an engine that it refuses", func(w *Wire) Rewriter {
			seen := false
			return func(p *codec.Packet) {
				if p.From != w.Liar {
					seen = seen || p.Kind() == "AUTH"
					if p.Kind() == "CTORRENT" && !seen {
						w.Write(w.Liar, []byte("ERROR access denied\n"))
						w.Write(p.From, append([]byte("AUTH open  sesame 7\n"), p.Raw...))
						w.Later(second/10, w.Close)
						return
					}
				}
				w.Pass(p)
			}
		}),
		ctcsServer("wrong-password-accepted", "042", "no-reply", "takes every password", misreads(`^AUTH .*\n`, "AUTH open  sesame 7\n")),
		ctcsServer("refuses-silently", "042", "no-reply", "closes without ERROR", Drop("ERROR")),
		ctcsServer("closes-at-auth", "043", "closed", "closes at AUTH that it did not ask for", HangAt(false, Like(`^AUTH x\n`))),
	}
}

// afterNUL makes the liar deaf to CTBW behind a NUL.
func afterNUL() Lie {
	return func(w *Wire) Rewriter {
		seen := false
		return Deaf(func(p *codec.Packet) bool {
			seen = seen || bytes.IndexByte(p.Raw, 0) >= 0
			return seen && p.Kind() == "CTBW"
		})(w)
	}
}

// ctcsServerModel are the controller's lies about what it knows, its operator's orders
// and its connections.
func ctcsServerModel() []*Fault {
	return []*Fault{
		ctcsServer("one-entry-a-file", "052", "lost", "does not list a second engine with the same file", func(w *Wire) Rewriter {
			return Deaf(func(p *codec.Packet) bool {
				if p.Kind() != "CTORRENT" {
					return false
				}
				f := fieldsOf(string(p.Raw))
				_, known := w.Shared.Values.LoadOrStore(f[len(f)-1], true)
				return known
			})(w)
		}),
		ctcsServer("silence-is-death", "064", "closed", "closes when nothing came for a minute", func(w *Wire) Rewriter {
			n := 0
			return func(p *codec.Packet) {
				w.Pass(p)
				if p.From != w.Liar {
					n++
					was := n
					w.Later(60*second, func() {
						if n == was {
							w.Close()
						}
					})
				}
			}
		}),
		ctcsServer("totals-of-32-bits", "059", "wrong-value", "keeps 32 bits of a total", misreads(`^(CTSTATUS \S+ \S+ \S+) 5497558138880,6597069766656 `, "$1 0,0 ")),
		ctcsServer("limits-exchanged", "061", "wrong-value", "takes the two limits of CTBW for each other", misreads(`^(CTBW 1,2) 3,4\n`, "$1 4,3\n")),
		ctcsServer("half-updates", "065", "wrong-value", "takes the limits of a malformed CTBW", misreads(`^CTBW x,y 9,9`, "CTBW 0,0 9,9")),
		ctcsServer("no-negative", "066", "wrong-value", "does not read a CTBW with a negative number", Deaf(Like("^CTBW.*-"))),
		ctcsServer("file-size-for-pieces", "071", "wrong-value", "takes the size of a file for the pieces that are there", misreads(`^(CTFILE .*) 3 70000 `, "$1 70000 3 ")),
		ctcsServer("first-word-of-file", "072", "wrong-value", "keeps the first word of a file name", misreads(`^(CTFILE .* folder/beta) .*\n`, "$1\n")),
		ctcsServer("half-blocks", "077", "wrong-value", "takes a block that is not closed", misreads(`^(CTPEER -XX0001-000000000003 .*\n)`, "${1}CTPEERSDONE\n")),
		ctcsServer("believes-numbers", "078", "closed", "closes at a number that is too large", HangAt(false, Like("^CTFILE 300000000"))),
		ctcsServer("bad-peer-ends-block", "084", "wrong-value", "drops a block of peers with one that it cannot read", Deaf(And(Kind("CTPEER"), Like("UiCn")))),
		ctcsServer("splits-at-blanks", "088", "wrong-value", "does not count the strings of an option", misreads(`^CTCONFIG a S 4096 5:1 2 3 `, "CTCONFIG a S 4096 1:1 ")),
		ctcsServer("wrong-count-ends-block", "089", "wrong-value", "drops the options behind one with a wrong count", Deaf(Like("^CTCONFIG d "))),
		ctcsServer("counted-change", "092", "wrong-shape", "writes a change as a counted string", Change(Kind("CTCONFIG"), resub(`^(CTCONFIG max_peers) (\d+)\n`, "$1 2:$2\n"))),
		ctcsServer("does-not-ask-again", "100", "no-reply", "does not ask for the options behind a change", Nth(2, "SENDCONF", func(*Wire, *codec.Packet) [][]byte { return nil })),
		ctcsServer("no-dots", "102", "wrong-shape", "writes values for settings that are to stay", Change(Kind("CTCONFIG"), replaced(".", "0"))),
		ctcsServer("limits-with-fraction", "108", "noncanonical", "writes limits with a fraction", Change(Kind("SETDLIMIT"), resub(`(\d)\n`, "$1.0\n"))),
		ctcsServer("parameters", "115", "noncanonical", "writes parameters behind SENDDETAIL and CTUPDATE", Tell(Kind("SENDDETAIL", "CTUPDATE"), func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{[]byte(body(string(p.Raw)) + " now\n")} })),
		ctcsServer("needs-severity", "117", "wrong-value", "does not read CTINFO without a severity", Deaf(Like("^CTINFO [a-z]"))),
		ctcsServer("first-word-of-info", "117", "wrong-value", "keeps the first word of CTINFO", misreads(`^CTINFO (hello) .*\n`, "CTINFO $1\n")),
		ctcsServer("not-escaped", "118", "wrong-content", "writes what engines say into its page as it is", page(replaced("&lt;script&gt;alert(1)", "<script>alert(1)      "))),
		ctcsServer("ignores-ends", "121", "wrong-value", "does not notice that a connection has ended", func(w *Wire) Rewriter {
			w.Ends(func(from codec.Party) bool { return from != w.Liar })
			return w.Pass
		}),
		ctcsServer("forgets", "123", "wrong-value", "does not notice that an engine has left", func(w *Wire) Rewriter {
			w.Ends(func(from codec.Party) bool { return from != w.Liar })
			return w.Pass
		}),
		crossing(ctcsServer("mixes-engines", "124", "wrong-value", "takes the CTBW of one engine for all", forAllEngines("CTBW"))),
		crossing(ctcsServer("orders-to-all", "124", "unasked", "tells the limit of one engine to all", forAllEngines("SETDLIMIT"))),
		crossing(ctcsServer("stalled-by-one", "125", "wrong-value", "serves nobody while one sends garbage", stalls(func(b []byte) bool {
			return len(b) > 20000 && bytes.Count(b, []byte{0}) > 20
		}))),
		crossing(ctcsServer("stalled-by-many-lines", "125", "wrong-value", "serves nobody once one does not read", stalls(func(b []byte) bool { return bytes.Contains(b, []byte("/deaf.torrent")) }))),
		ctcsServer("deaf-to-browsers", "126", "not-closed", "says nothing to a browser", Deaf(Like("^(GET|Host:)"))),
	}
}

// forAllEngines repeats a message on the connections of all engines, whoever writes it.
func forAllEngines(kind string) Lie {
	return func(w *Wire) Rewriter {
		return func(p *codec.Packet) {
			w.Pass(p)
			if p.Kind() == "CTORRENT" {
				w.Shared.Values.Store(w, true)
			}
			if p.Kind() != kind {
				return
			}
			for _, o := range w.Shared.Wires() {
				if _, engine := w.Shared.Values.Load(o); engine && o != w {
					o.Post(func() { o.Write(p.From, p.Raw) })
				}
			}
		}
	}
}

// stalls makes all connections of the liar deaf once one reads what bad says.
func stalls(bad func(b []byte) bool) Lie {
	return func(w *Wire) Rewriter {
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar {
				return b
			}
			if bad(b) {
				w.Shared.Values.Store("stalled", true)
			}
			if _, stalled := w.Shared.Values.Load("stalled"); stalled && bytes.HasPrefix(b, []byte("CTINFO 3 fence")) {
				return nil
			}
			return b
		})
		return w.Pass
	}
}

// page edits what the liar writes, whatever it is.
func page(f func(string) string) Lie {
	return func(w *Wire) Rewriter {
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar {
				return []byte(f(string(b)))
			}
			return b
		})
		return w.Pass
	}
}
