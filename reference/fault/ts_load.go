package fault

import (
	"regexp"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsLoad are lies about LOADASYNC and LOAD, and about when they are answered: TS-050
// to TS-054, TS-063 to TS-068.
func tsLoad() []*Fault {
	return []*Fault{
		engine("load-silent", "TS-050", "no-reply", "does not answer LOADASYNC", Drop("LOADRESP")),
		engine("id-zero", "TS-050", "wrong-value", "LOADRESP has the request id 0", identified(func(string) string { return "0" })),
		engine("id-16-bits", "TS-050", "wrong-value", "keeps the last four digits of the request id", identified(func(id string) string { return id[max(0, len(id)-4):] })),
		engine("id-padded", "TS-050", "wrong-value", "writes the request id with a leading zero", identified(func(id string) string { return "0" + id })),
		engine("id-of-the-last", "TS-051", "wrong-value", "LOADRESP has the request id of the latest LOADASYNC", latestID()),
		engine("ids-swapped", "TS-051", "wrong-value", "swaps the answers to overlapping LOADASYNC", swappedIDs()),
		engine("answers-last-load", "TS-051", "no-reply", "forgets a LOADASYNC when another comes", onlyLatest()),
		engine("load-torrent-silent", "TS-052", "no-reply", "does not know LOADASYNC TORRENT", Deaf(With("LOADASYNC", " TORRENT "))),
		engine("load-raw-refused", "TS-052", "refused", "cannot load RAW", failing("RAW")),
		engine("load-infohash-silent", "TS-052", "no-reply", "does not know LOADASYNC INFOHASH", Deaf(With("LOADASYNC", " INFOHASH "))),
		engine("load-pid-silent", "TS-052", "no-reply", "does not know LOADASYNC PID", Deaf(With("LOADASYNC", " PID "))),
		engine("pid-wants-ids", "TS-053", "no-reply", "does not understand LOADASYNC PID without ids", Deaf(Like(`^LOADASYNC \S+ PID \S+\r?\n`))),
		engine("pid-without-ids-only", "TS-053", "wrong-value", "cannot load LOADASYNC PID with ids", refusing(Like(`^LOADASYNC \S+ PID \S+ 0`))),
		engine("response-in-two-lines", "TS-054", "malformed", "breaks the line of LOADRESP in its JSON", Map("LOADRESP", replaced(`"infohash": `, "\"infohash\":\r\n"))),
		engine("response-cut-off", "TS-054", "malformed", "loses the end of the JSON", Map("LOADRESP", replaced("}\r\n", "\r\n"))),
		engine("response-list", "TS-054", "malformed", "answers with a JSON array", Map("LOADRESP", func(raw string) string {
			head, _, _ := strings.Cut(raw, "{")
			return head + "[1]\r\n"
		})),
		engine("response-without-json", "TS-054", "malformed", "answers with the id alone", Map("LOADRESP", func(raw string) string {
			head, _, _ := strings.Cut(raw, " {")
			return head + "\r\n"
		})),
		engine("loads-silently", "TS-063", "wrong-value", "does not say STATUS main:loading", Lose(With("STATUS", "main:loading"))),
		engine("never-idle", "TS-063", "no-reply", "does not say STATUS main:idle behind LOADRESP", Lose(With("STATUS", "main:idle"))),
		engine("loading-behind-response", "TS-063", "wrong-value", "says STATUS main:loading when the load is over", Behind(With("STATUS", "main:loading"), With("STATUS", "main:idle"))),
		engine("state-while-loading", "TS-064", "unasked", "says STATE 0 before LOADRESP", Before("LOADRESP", "STATE 0\r\n")),
		engine("event-while-loading", "TS-064", "unasked", "asks for user data before LOADRESP", Before("LOADRESP", "EVENT getuserdata\r\n")),
		engine("info-while-loading", "TS-064", "unasked", "says INFO before LOADRESP", Then(With("STATUS", "main:loading"), "INFO 0;Loading\r\n")),
		engine("load-as-async", "TS-065", "no-reply", "answers LOAD with LOADRESP", Change(With("##", "{"), replaced("##", "LOADRESP "))),
		engine("load-with-id", "TS-065", "malformed", "answers LOAD with an id before the JSON", Change(With("##", "{"), replaced("##{", "##0 {"))),
		engine("load-twice", "TS-065", "unasked", "answers LOAD with ## and with LOADRESP", Then(With("##", "{"), `LOADRESP 0 {"status": 1, "files": [["a", 0]], "infohash": "`+nobody+"\"}\r\n")),
		engine("overtakes", "TS-066", "wrong-order", "answers GETPID before a LOAD that came first", Behind(With("##", "{"), Like("^##\r?\n"))),
		engine("one-reply-for-two", "TS-066", "no-reply", "answers the second LOAD of a session never", Some("##", func(i int) bool { return i == 3 }, func(*Wire, *codec.Packet) [][]byte { return nil })),
		engine("bad-base64-closes", "TS-068", "closed", "closes at RAW that is not base64", HangAt(false, With("LOADASYNC", "!!!"))),
		engine("bad-base64-silent", "TS-068", "no-reply", "does not answer RAW that is not base64", Deaf(With("LOADASYNC", "!!!"))),
		engine("bad-base64-loads", "TS-068", "accepted", "answers RAW that is not base64 with status 0", succeeding("!!!")),
		engine("no-torrent-crashes", "TS-068", "reset", "resets at RAW that is no torrent", HangAt(true, With("LOADASYNC", "aGVsbG8="))),
		engine("no-torrent-loads", "TS-068", "accepted", "answers RAW that is no torrent with status 0", succeeding("aGVsbG8=")),
		engine("unknown-source-closes", "TS-068", "closed", "closes at a source word that it does not know", HangAt(false, Like("^LOADASYNC .*CARRIER"))),
		engine("unknown-source-loads", "TS-068", "accepted", "answers a source word that it does not know with status 0", Say(Like("^LOADASYNC .*CARRIER"), true, "LOADRESP 1 {\"status\": 0}\r\n")),
	}
}

// nobody is an info hash that nobody has.
const nobody = "0000000000000000000000000000000000000000"

// failed is the JSON of a failure.
const failed = `{"status": 100, "message": "cannot load"}`

var loadRespID = regexp.MustCompile(`^LOADRESP (\S+)`)

// identified changes the request id of LOADRESP.
func identified(change func(id string) string) Lie {
	return Map("LOADRESP", func(raw string) string {
		return loadRespID.ReplaceAllStringFunc(raw, func(head string) string { return "LOADRESP " + change(strings.TrimPrefix(head, "LOADRESP ")) })
	})
}

// asked is the request id of a LOADASYNC, empty for other packets.
func asked(p *codec.Packet) string {
	if m, ok := p.Message.(*ts.LoadAsync); ok {
		return string(m.RequestID)
	}
	return ""
}

// latestID answers all with the id that was last asked for.
func latestID() Lie {
	return func(w *Wire) Rewriter {
		last := ""
		rewrite := identified(func(string) string { return last })(w)
		return func(p *codec.Packet) {
			if id := asked(p); id != "" {
				last = id
			}
			rewrite(p)
		}
	}
}

// swappedIDs answers the first of two requests that overlap with the id of the second
// and the other way round.
func swappedIDs() Lie {
	return func(w *Wire) Rewriter {
		var open []string
		rewrite := identified(func(id string) string {
			for i, o := range open {
				if o == id && len(open) > 1 {
					return open[(i+1)%len(open)]
				}
			}
			return id
		})(w)
		return func(p *codec.Packet) {
			if id := asked(p); id != "" {
				open = append(open[max(0, len(open)-1):], id)
			}
			rewrite(p)
		}
	}
}

// onlyLatest loses the answer to a request behind which another came.
func onlyLatest() Lie {
	return func(w *Wire) Rewriter {
		last := ""
		return func(p *codec.Packet) {
			if id := asked(p); id != "" {
				last = id
			}
			if m, ok := p.Message.(*ts.LoadResp); ok && string(m.RequestID) != last {
				return
			}
			w.Pass(p)
		}
	}
}

// refusing answers a LOADASYNC that matches when with status 100.
func refusing(when When) Lie {
	return Tampered(when, func(w *Wire, p *codec.Packet) [][]byte {
		w.Write(w.Liar, []byte("LOADRESP "+asked(p)+" "+failed+"\r\n"))
		return nil
	})
}

// failing refuses a source word of LOADASYNC.
func failing(source string) Lie { return refusing(With("LOADASYNC", " "+source+" ")) }

// succeeding answers a LOADASYNC that contains text with status 0.
func succeeding(text string) Lie {
	return Tampered(With("LOADASYNC", text), func(w *Wire, p *codec.Packet) [][]byte {
		w.Write(w.Liar, []byte("LOADRESP "+asked(p)+" {\"status\": 0}\r\n"))
		return nil
	})
}
