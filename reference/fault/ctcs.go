package fault

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"enginespec/codec"
)

// CTCS returns the lies of CTCS, the engine's before the controller's, each in the order
// of the clauses.
func CTCS() []*Fault {
	return slices.Concat(ctcsLine(), ctcsVersion(), ctcsStatus(), ctcsFiles(), ctcsConfig(), ctcsControl(),
		ctcsSwarm(), ctcsServerLine(), ctcsServerWire(), ctcsServerModel())
}

// ctcsEngine and ctcsServer make one row of the table.
func ctcsEngine(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ctcs/" + id, Party: codec.Engine, Clause: "CTCS-" + clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

func ctcsServer(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "ctcs/server-" + id, Party: codec.Controller, Clause: "CTCS-" + clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

// resub is an edit of text by a regular expression.
func resub(pattern, with string) func(string) string {
	re := regexp.MustCompile(pattern)
	return func(raw string) string { return re.ReplaceAllString(raw, with) }
}

// misreads makes the liar read other lines than were sent, where they match.
func misreads(pattern, with string) Lie {
	re := regexp.MustCompile(pattern)
	return Tampered(func(p *codec.Packet) bool { return re.Match(p.Raw) }, func(_ *Wire, p *codec.Packet) [][]byte {
		return [][]byte{re.ReplaceAll(p.Raw, []byte(with))}
	})
}

// fieldsOf is a line's fields.
func fieldsOf(raw string) []string { return strings.Split(body(raw), " ") }

// fieldAt changes the i-th field of a line, the keyword being 0.
func fieldAt(i int, change func(string) string) func(string) string {
	return func(raw string) string {
		f := fieldsOf(raw)
		if i < len(f) {
			f[i] = change(f[i])
		}
		return strings.Join(f, " ") + "\n"
	}
}

// cut drops the i-th field of a line.
func cut(i int) func(string) string {
	return func(raw string) string {
		f := fieldsOf(raw)
		if i < len(f) {
			f = slices.Delete(f, i, i+1)
		}
		return strings.Join(f, " ") + "\n"
	}
}

// later is whether a wire is not the liar's first connection.
func later(w *Wire) bool {
	_, again := w.Shared.Values.LoadOrStore("connected", true)
	return again
}

// comesBack lies only on connections after the first.
func comesBack(lie Lie) Lie {
	return func(w *Wire) Rewriter {
		if !later(w) {
			return w.Pass
		}
		return lie(w)
	}
}

// ctcsLine are lies about lines: CTCS-001 to CTCS-022.
func ctcsLine() []*Fault {
	return []*Fault{
		ctcsEngine("mute", "001", "no-reply", "connects and says nothing", Lose(Any)),
		ctcsEngine("two-ends", "003", "noncanonical", "ends its lines twice", Change(Any, func(raw string) string { return raw + "\n" })),
		ctcsEngine("crlf", "004", "noncanonical", "ends its lines in CR LF", Change(Any, replaced("\n", "\r\n"))),
		ctcsEngine("needs-lf", "005", "no-reply", "does not see lines that end in CR LF", Deaf(Like("\r\n$"))),
		ctcsEngine("cr-in-values", "005", "wrong-value", "takes the CR for a part of a value", misreads(`^CTCONFIG file_list (.*)\r\n`, "CTCONFIG file_list $1,3\n")),
		ctcsEngine("needs-lf-behind-cr", "006", "no-reply", "drops a lone CR", readsAs(func(b []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), nil), []byte("\x00\x00"), nil)
		})),
		ctcsEngine("answers-empty-lines", "007", "unasked", "asks what an empty line is to mean", Say(Like("^\r?\n$"), false, "CTINFO 3 what?\n")),
		ctcsEngine("closes-at-empty-lines", "007", "closed", "closes at an empty line", HangAt(false, Like("^\r?\n$"))),
		ctcsEngine("loses-single-octets", "008", "no-reply", "loses an octet that comes by itself", readsAs(func(b []byte) []byte {
			if len(b) == 1 {
				return nil
			}
			return b
		})),
		ctcsEngine("acts-on-half-lines", "008", "accepted", "takes what it has read for whole lines", readsAs(func(b []byte) []byte {
			if len(b) > 1 && !bytes.HasSuffix(b, []byte("\n")) {
				return append(b, '\n')
			}
			return b
		})),
		ctcsEngine("one-line-a-read", "009", "wrong-count", "loses all but the first of several lines in one segment", readsAs(func(b []byte) []byte {
			if i := bytes.IndexByte(b, '\n'); i >= 0 && bytes.HasPrefix(b, []byte("SENDSTATUS\nSENDSTATUS")) {
				return b[:i+1]
			}
			return b
		})),
		ctcsEngine("configuration-last", "009", "wrong-order", "answers SENDCONF behind SENDPEERS", Behind(Kind("CTCONFIGDONE"), Kind("CTPEERSDONE"))),
		ctcsEngine("any-case", "010", "unasked", "takes orders in any case", Tampered(Any, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{bytes.ToUpper(p.Raw)} })),
		ctcsEngine("version-in-any-case", "010", "wrong-shape", "takes PROTOCOL in any case", misreads(`^protocol `, "PROTOCOL ")),
		ctcsEngine("prefixes", "011", "unasked", "takes what begins like an order for the order", misreads(`^(SENDPEERS|SENDSTATUS)\w+`, "$1")),
		ctcsEngine("glued-limits", "011", "wrong-value", "takes SETDLIMIT55 for SETDLIMIT 55", misreads(`^(SET[DU]LIMIT)(\d)`, "$1 $2")),
		ctcsEngine("abbreviations", "011", "unasked", "takes what an order begins with for the order", misreads(`^SENDPEER\n`, "SENDPEERS\n")),
		ctcsEngine("longer-words", "011", "wrong-shape", "takes a longer word for PROTOCOL", misreads(`^PROTOCOL\w+ `, "PROTOCOL ")),
		ctcsEngine("closes-at-unknown", "012", "closed", "closes at a word that it does not know", HangAt(false, Like("^HELLO"))),
		ctcsEngine("answers-unknown", "012", "unasked", "answers a word that it does not know", Say(Like("^HELLO"), false, "CTINFO 3 hello\n")),
		ctcsEngine("ten-strikes", "012", "closed", "closes at the tenth word that it does not know", func(w *Wire) Rewriter {
			n := 0
			return HangAt(false, func(p *codec.Packet) bool {
				if bytes.HasPrefix(p.Raw, []byte("HELLO")) {
					n++
				}
				return n == 10
			})(w)
		}),
		ctcsEngine("trims-lines", "013", "unasked", "drops blanks before a line", misreads(`^[ \t]+`, "")),
		ctcsEngine("trims-orders", "013", "wrong-shape", "drops blanks before PROTOCOL", misreads(`^[ \t]+PROTOCOL`, "PROTOCOL")),
		ctcsEngine("last-blank", "014", "noncanonical", "ends CTSTATUS in a blank", Map("CTSTATUS", replaced("\n", " \n"))),
		ctcsEngine("two-blanks", "014", "noncanonical", "writes two blanks into CTDETAIL", Map("CTDETAIL", replaced("CTDETAIL ", "CTDETAIL  "))),
		ctcsEngine("one-blank-alone", "015", "wrong-value", "does not see lines with runs of blanks", Deaf(Like("  |\t"))),
		ctcsEngine("nul", "016", "noncanonical", "writes a NUL before CTDETAIL", Map("CTDETAIL", func(raw string) string { return "\x00" + raw })),
		ctcsEngine("nul-behind-long-lines", "016", "noncanonical", "writes a NUL behind a line of more than 1000 octets", Change(func(p *codec.Packet) bool { return len(p.Raw) > 1000 }, func(raw string) string { return raw + "\x00" })),
		ctcsEngine("closes-at-nul", "017", "closed", "closes at a NUL", HangAt(false, Like("\x00"))),
		ctcsEngine("ends-at-nul", "017", "no-reply", "takes a NUL for the end of all that it has read", readsAs(func(b []byte) []byte {
			if i := bytes.IndexByte(b, 0); i >= 0 {
				return append(b[:i:i], '\n')
			}
			return b
		})),
		ctcsEngine("short-buffer", "019", "wrong-value", "drops lines above 2048 octets", Deaf(longer(2048))),
		ctcsEngine("full-buffer", "020", "no-reply", "reads nothing any more behind 64 KiB of a line", fills(64<<10)),
		ctcsEngine("status-late", "022", "wrong-order", "answers SENDSTATUS behind SENDCONF", func(w *Wire) Rewriter {
			n := 0
			return Behind(func(p *codec.Packet) bool {
				if p.Kind() == "CTSTATUS" {
					n++
				}
				return p.Kind() == "CTSTATUS" && n > 1
			}, Kind("CTCONFIGDONE"))(w)
		}),
	}
}

// fills makes the liar deaf and dumb, on all its connections, once it has read n octets
// without an end of line.
func fills(n int) Lie {
	return func(w *Wire) Rewriter {
		have := 0
		full := func() bool { _, f := w.Shared.Values.Load("full"); return f }
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from != w.Liar {
				if have += len(b); bytes.IndexByte(b, '\n') >= 0 {
					have = 0
				}
				if have > n {
					w.Shared.Values.Store("full", true)
				}
			}
			if full() {
				return nil
			}
			return b
		})
		return w.Pass
	}
}

// ctcsVersion are lies about versions and passwords: CTCS-023 to CTCS-046.
func ctcsVersion() []*Fault {
	inject := func(w *Wire, line string) {
		if line != "" {
			w.Post(func() { w.Write(w.Liar.Other(), []byte(line)) })
		}
	}
	return []*Fault{
		ctcsEngine("no-version", "023", "wrong-kind", "greets without PROTOCOL", Drop("PROTOCOL")),
		ctcsEngine("announces-less", "023", "wrong-value", "announces version 1 on the next connection", comesBack(Put("PROTOCOL", "PROTOCOL 0001\n"))),
		ctcsEngine("one-digit", "025", "noncanonical", "writes PROTOCOL 3", Put("PROTOCOL", "PROTOCOL 3\n")),
		ctcsEngine("four-digits-alone", "026", "wrong-shape", "reads versions of four digits alone", Deaf(And(Like("^PROTOCOL"), Not(Like(`^PROTOCOL \d{4}\n`))))),
		ctcsEngine("own-version", "027", "wrong-shape", "speaks version 3 to a server of version 2", misreads(`^PROTOCOL 0002`, "PROTOCOL 0003")),
		ctcsEngine("known-versions-alone", "028", "wrong-shape", "does not read versions that it does not know", Deaf(Like("^PROTOCOL (9999|0004)"))),
		ctcsEngine("version-overflows", "028", "wrong-shape", "keeps 32 bits of a version", misreads(`^PROTOCOL 4294967297`, "PROTOCOL 0001")),
		ctcsEngine("forgets-version", "029", "wrong-shape", "falls back to its highest version at a PROTOCOL without a number", misreads(`^PROTOCOL( abc| 0| -1)?\n`, "PROTOCOL 0003\n")),
		ctcsEngine("zero-is-a-version", "029", "wrong-shape", "reads a PROTOCOL without a number as version 1", misreads(`^PROTOCOL( abc| 0| 0000| -1)?\n`, "PROTOCOL 0001\n")),
		ctcsEngine("first-version-alone", "030", "wrong-shape", "does not read a second PROTOCOL", func(w *Wire) Rewriter {
			n := 0
			return Deaf(func(p *codec.Packet) bool {
				if p.Kind() != "PROTOCOL" {
					return false
				}
				n++
				return n > 1
			})(w)
		}),
		ctcsEngine("answers-version", "031", "unasked", "answers PROTOCOL with PROTOCOL", Answer("PROTOCOL", true, "PROTOCOL 0003\n")),
		ctcsEngine("repeated-version", "032", "wrong-shape", "falls back to version 1 when a PROTOCOL is repeated", func(w *Wire) Rewriter {
			was := ""
			return Tampered(Kind("PROTOCOL"), func(_ *Wire, p *codec.Packet) [][]byte {
				again := was == string(p.Raw)
				if was = string(p.Raw); again && strings.Contains(was, "3") {
					return [][]byte{[]byte("PROTOCOL 0001\n")}
				}
				return [][]byte{p.Raw}
			})(w)
		}),
		ctcsEngine("waits-for-version", "033", "wrong-shape", "speaks version 1 until the server has said its version", func(w *Wire) Rewriter {
			inject(w, "PROTOCOL 0001\n")
			return w.Pass
		}),
		ctcsEngine("keeps-version", "034", "wrong-shape", "keeps the version of the last connection", func(w *Wire) Rewriter {
			if v, ok := w.Shared.Values.Load("version"); ok {
				old := strings.Contains(v.(string), "1")
				inject(w, v.(string))
				return Tell(Kind("CTSTATUS"), func(_ *Wire, p *codec.Packet) [][]byte {
					if old {
						return [][]byte{[]byte(olderStatus(string(p.Raw)))}
					}
					return [][]byte{p.Raw}
				})(w)
			}
			return func(p *codec.Packet) {
				if p.From != w.Liar && p.Kind() == "PROTOCOL" {
					w.Shared.Values.Store("version", string(p.Raw))
				}
				w.Pass(p)
			}
		}),
		ctcsEngine("new-names", "037", "wrong-shape", "opens the block of peers by its new name in all versions", Change(Kind("CTPEERS"), always("CTPEERSTART\n"))),
		ctcsEngine("password-last", "038", "wrong-kind", "sends AUTH behind CTORRENT", Behind(Kind("AUTH"), Kind("CTORRENT"))),
		ctcsEngine("password-once", "038", "wrong-kind", "sends AUTH on the first connection alone", comesBack(Drop("AUTH"))),
		ctcsEngine("empty-password", "039", "unasked", "sends AUTH without a password", Unless([]string{"AUTH"}, After("PROTOCOL", "AUTH none\n"))),
		ctcsEngine("first-word-of-password", "040", "wrong-value", "sends the first word of the password", Map("AUTH", resub(`^(AUTH \S+).*\n`, "$1\n"))),
		ctcsEngine("closes-at-error", "044", "closed", "closes at ERROR", Hang(false, "ERROR")),
		ctcsEngine("tells-password", "045", "wrong-value", "reports the password in ctcs_server", Change(With("CTCONFIG", "ctcs_server"),
			always("CTCONFIG ctcs_server S 4096 26:127.0.0.1:1:open  sesame 7 11:CTCS server 0:\n"))),
		on("hurried", ctcsEngine("dials-at-once", "046", "too-often", "dials again at once when its password was refused", nil)),
	}
}

// olderStatus is a CTSTATUS in the form of version 1.
func olderStatus(raw string) string {
	return resub(`^CTSTATUS (\d+):-?\d+/(\d+):-?\d+/\d+ (.*) \d+\n`, "CTSTATUS $1/$2 $3\n")(raw)
}

// newerStatus is a CTSTATUS in the form of versions 2 and 3.
func newerStatus(raw string) string {
	return resub(`^CTSTATUS (\d+)/(\d+) (.*)\n`, "CTSTATUS $1:0/$2:0/0 $3 0\n")(raw)
}

// ctcsStatus are lies about the greeting and the status: CTCS-047 to CTCS-062.
func ctcsStatus() []*Fault {
	return []*Fault{
		ctcsEngine("two-torrents", "047", "wrong-count", "sends CTORRENT twice", Twice("CTORRENT")),
		ctcsEngine("status-first", "047", "wrong-order", "sends a status before CTORRENT", Before("CTORRENT", "CTSTATUS 0:0/0:0/0 0/34/0 0,0 0,0 0,0 0\n")),
		ctcsEngine("waits", "048", "no-reply", "says nothing behind PROTOCOL until the server speaks", func(w *Wire) Rewriter {
			heard := false
			var held []*codec.Packet
			return func(p *codec.Packet) {
				if p.From == w.Liar && !heard && p.Kind() != "PROTOCOL" {
					held = append(held, p)
					return
				}
				w.Pass(p)
				if p.From != w.Liar && !heard {
					heard = true
					for _, h := range held {
						w.Pass(h)
					}
				}
			}
		}),
		ctcsEngine("one-blank-in-names", "049", "wrong-value", "writes one blank for two in the file name", Map("CTORRENT", replaced("  ", " "))),
		ctcsEngine("base-name", "049", "wrong-value", "tells the name of the file without its folder", Map("CTORRENT", resub(`/\S*/`, ""))),
		ctcsEngine("starts-anew", "050", "wrong-value", "tells another start time on each connection", comesBack(Map("CTORRENT", fieldAt(2, always("1000000000"))))),
		ctcsEngine("started-tomorrow", "050", "wrong-value", "tells a start time in the future", Map("CTORRENT", fieldAt(2, func(s string) string { return s[:1] + "9" + s[2:] }))),
		ctcsEngine("short-peerid", "051", "malformed", "tells a peer id of few octets", Map("CTORRENT", fieldAt(1, always("-XX0001-")))),
		ctcsEngine("another-peerid", "051", "wrong-value", "has another peer id on the next connection", comesBack(Map("CTORRENT", fieldAt(1, always("-XX0001-abcdefghijkl"))))),
		ctcsEngine("name-cut-again", "049", "wrong-value", "tells the file's name without its folder on the next connection", comesBack(Map("CTORRENT", resub(`/\S*/`, "")))),
		ctcsEngine("no-first-status", "053", "no-reply", "says no status unasked", Nth(1, "CTSTATUS", func(*Wire, *codec.Packet) [][]byte { return nil })),
		ctcsEngine("two-answers", "054", "wrong-count", "answers SENDSTATUS twice", Some("CTSTATUS", func(i int) bool { return i > 1 }, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{p.Raw, p.Raw} })),
		ctcsEngine("newer-status", "055", "wrong-shape", "writes CTSTATUS in the form of version 3 in version 1", Map("CTSTATUS", newerStatus)),
		ctcsEngine("older-status", "056", "wrong-shape", "writes CTSTATUS in the form of version 1 in all versions", Map("CTSTATUS", olderStatus)),
		ctcsEngine("status-cut", "056", "malformed", "leaves out the limits in CTSTATUS", Map("CTSTATUS", cut(5))),
		ctcsEngine("rates-exchanged", "056", "wrong-value", "tells the upload rate first in CTSTATUS", Map("CTSTATUS", resub(`(/\d+ )(\d+),(\d+) `, "${1}$3,$2 "))),
		ctcsEngine("more-than-all", "057", "out-of-range", "has more pieces than there are", Map("CTSTATUS", resub(` \d+/(\d+)/(\d+) `, " 99/$1/$2 "))),
		ctcsEngine("pieces-come", "057", "wrong-value", "tells another number of pieces each time", Some("CTSTATUS", func(i int) bool { return i%2 == 0 }, func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{[]byte(resub(` (\d+)/\d+/(\d+) `, " $1/35/$2 ")(string(p.Raw)))}
		})),
		ctcsEngine("kilobytes", "058", "wrong-value", "tells limits in KiB/s", Map("CTSTATUS", resub(` 51200,40960 `, " 50,40 "))),
		ctcsEngine("rates-in-kilobytes", "058", "wrong-value", "tells rates in KiB/s", Map("CTSTATUS", resub(`(/\d+ \d+)\d{3},`, "$1,"))),
		ctcsEngine("totals-in-kilobytes", "059", "wrong-value", "tells totals in KiB", Map("CTSTATUS", resub(`(/\d+ \d+,\d+ \d+)\d{3},`, "$1,"))),
		ctcsEngine("totals-fall", "059", "decreased", "tells totals that fall", Some("CTSTATUS", func(i int) bool { return i%2 == 0 }, func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{[]byte(resub(` \d+,\d+( -?\d+,-?\d+ \d+\n)`, " 0,0$1")(string(p.Raw)))}
		})),
		ctcsEngine("no-bandwidth", "060", "no-reply", "sends no CTBW", Drop("CTBW")),
		ctcsEngine("upload-limit-untold", "060", "no-reply", "sends no CTBW when the upload limit changes", Lose(Like(`^CTBW \d+,\d+ 7000,9000\n`))),
		ctcsEngine("rates-untold", "060", "no-reply", "sends CTBW when a limit changes, not when a rate does", Lose(Like(`^CTBW \d*[1-9]\d*,`))),
		ctcsEngine("bandwidth-always", "060", "unasked", "sends CTBW again and again", Beats(second, Kind("CTSTATUS"), Kind("CTQUIT"), "CTBW 0,0 7000,0\n")),
		ctcsEngine("bandwidth-often", "060", "too-often", "sends CTBW five times a second", Beats(second/5, Kind("CTSTATUS"), Kind("CTQUIT"), "CTBW 0,0 0,0\n")),
		ctcsEngine("limits-exchanged", "061", "wrong-value", "tells the upload limit first", Map("CTBW", resub(` (-?\d+),(-?\d+)\n`, " $2,$1\n"))),
		ctcsEngine("bandwidth-exchanged", "061", "wrong-value", "tells the upload rate first in CTBW", Map("CTBW", resub(` (\d+),(\d+) `, " $2,$1 "))),
		ctcsEngine("not-told-complete", "062", "no-reply", "does not tell that it is complete", Lose(And(Kind("CTSTATUS"), Like(` 34/34/34 `)))),
	}
}

// second is a second of the protocol's time.
const second = 1e9
