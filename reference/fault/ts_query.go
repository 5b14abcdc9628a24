package fault

import (
	"strings"

	"enginespec/codec"
)

// tsQuery are lies about GETPID, GETCID and GETADURL: TS-070 to TS-073.
func tsQuery() []*Fault {
	known := Like(`^##[0-9a-f]{40}\r`)
	return []*Fault{
		engine("reply-space", "TS-070", "noncanonical", "writes a space between ## and the player id", Change(known, replaced("##", "## "))),
		engine("player-id-upper-case", "TS-070", "malformed", "writes the player id in upper case", Change(known, strings.ToUpper)),
		engine("player-id-quoted", "TS-070", "malformed", "writes the player id in quotes", Change(known, func(raw string) string { return `##"` + strings.TrimPrefix(body(raw), "##") + "\"\r\n" })),
		engine("player-id-unknown", "TS-070", "missing-field", "has no player id for what it knows one of", Change(known, always("##\r\n"))),
		engine("getpid-silent", "TS-070", "no-reply", "does not answer GETPID of a known torrent", Lose(known)),
		engine("getpid-async", "TS-070", "unasked", "answers GETPID with LOADRESP too", First(known, "LOADRESP 0 {\"status\": 1}\r\n")),
		engine("unknown-pid-null", "TS-071", "wrong-value", "says null where there is no player id", Answered("GETPID", Like(`^##\r`), "##null\r\n")),
		engine("unknown-pid-zeros", "TS-071", "wrong-value", "says forty zeros where there is no player id", Answered("GETPID", Like(`^##\r`), "##"+nobody+"\r\n")),
		engine("unknown-pid-silent", "TS-071", "no-reply", "says nothing where there is no player id", Answered("GETPID", Like(`^##\r`), "")),
		engine("getcid-order", "TS-072", "no-reply", "understands GETCID only if it begins with checksum=", Deaf(With("GETCID", "GETCID infohash="))),
		engine("getcid-by-position", "TS-072", "wrong-value", "takes the first parameter of GETCID for the checksum", contentIDs()),
		engine("getcid-silent", "TS-072", "no-reply", "does not know GETCID", Ignore("GETCID")),
		engine("getadurl-refused", "TS-073", "unasked", "says NOTREADY to GETADURL", Answer("GETADURL", true, notReady)),
		engine("getadurl-sync", "TS-073", "wrong-count", "answers GETADURL with ##", Answer("GETADURL", true, "##http://127.0.0.1/ad\r\n")),
		engine("getadurl-other-event", "TS-073", "wrong-kind", "answers GETADURL with EVENT adurl", Answer("GETADURL", true, "EVENT adurl url=x\r\n")),
	}
}

// Answered writes text in place of the liar's next packet that matches answer, once
// the other party has sent a packet of kind.
func Answered(kind string, answer When, text string) Lie {
	return func(w *Wire) Rewriter {
		due := false
		return func(p *codec.Packet) {
			if p.From != w.Liar {
				due = due || p.Kind() == kind
			} else if due && answer(p) {
				due = false
				w.Write(w.Liar, []byte(text))
				return
			}
			w.Pass(p)
		}
	}
}

// contentIDs makes up content ids that depend on the order of the question.
func contentIDs() Lie {
	return Tampered(Kind("GETCID"), func(w *Wire, p *codec.Packet) [][]byte {
		id := nobody
		if strings.HasPrefix(string(p.Raw), "GETCID checksum=") {
			id = strings.Repeat("1", 40)
		}
		w.Write(w.Liar, []byte("##"+id+"\r\n"))
		return nil
	})
}
