package fault

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsClient are lies of a controller about lines, the handshake and answers: TS-003 to
// TS-074.
func tsClient() []*Fault {
	return []*Fault{
		controller("client-line-feeds", "TS-003", "noncanonical", "ends its lines in LF alone", Change(Any, replaced("\r\n", "\n"))),
		controller("client-carriage-return-lost", "TS-003", "noncanonical", "ends READY in LF alone", Map("READY", replaced("\r\n", "\n"))),
		controller("client-needs-whole-lines", "TS-006", "gave-up", "loses what it reads if it does not end in a line feed", readsAs(func(b []byte) []byte {
			if bytes.HasSuffix(b, []byte("\n")) && len(b) > 1 {
				return b
			}
			return nil
		})),
		controller("client-one-line-a-read", "TS-007", "gave-up", "loses all but the first of several lines in one segment", readsAs(func(b []byte) []byte {
			if i := bytes.IndexByte(b, '\n'); i >= 0 {
				return b[:i+1]
			}
			return b
		})),
		controller("client-mute", "TS-020", "no-reply", "says nothing", Lose(Any)),
		controller("client-ready-first", "TS-020", "wrong-order", "says READY before HELLOBG", Before("HELLOBG", "READY\r\n")),
		controller("client-in-a-hurry", "TS-030", "wrong-order", "says READY without waiting for HELLOTS", After("HELLOBG", "READY\r\n")),
		controller("client-loads-first", "TS-030", "wrong-order", "says LOADASYNC before READY", Before("READY", "LOADASYNC 0 PID "+nobody+"\r\n")),
		controller("client-never-ready", "TS-030", "no-reply", "does not say READY", Drop("READY")),
		controller("client-unsigned", "TS-031", "missing-field", "does not sign READY", Map("READY", always("READY\r\n"))),
		controller("client-signs-in-capitals", "TS-031", "malformed", "writes the signature in upper case", Map("READY", func(raw string) string {
			head, sum, _ := strings.Cut(raw, "-")
			return head + "-" + strings.ToUpper(sum)
		})),
		controller("client-signs-alone", "TS-031", "malformed", "signs without the product's name", Map("READY", func(raw string) string {
			_, sum, _ := strings.Cut(body(raw), "-")
			return "READY key=" + sum + "\r\n"
		})),
		controller("client-signs-product", "TS-031", "wrong-value", "hashes the product key without the request key", signing(func(string) string { return "" })),
		controller("client-signs-once", "TS-031", "wrong-value", "signs another request key than the engine's", signing(func(string) string { return "0000000000" })),
		controller("client-waits-for-hello", "TS-040", "hung", "waits for ever for HELLOTS", pretending(true)),
		controller("client-goes-on-without-hello", "TS-040", "wrong-order", "starts a playback without HELLOTS", pretending(false)),
		controller("client-not-ready-ignored", "TS-041", "too-late", "does not see NOTREADY", Ignore("NOTREADY")),
		controller("client-needs-key", "TS-042", "gave-up", "does not understand HELLOTS without a key", Deaf(And(Kind("HELLOTS"), Not(Like("key="))))),
		controller("client-signs-anyway", "TS-042", "unasked", "signs though there is no request key", Map("READY", func(raw string) string {
			if body(raw) == "READY" {
				return "READY key=" + ts.ResponseKey("", sampleKey) + "\r\n"
			}
			return raw
		})),
		controller("client-known-keys-only", "TS-043", "gave-up", "closes at a key of HELLOTS that it does not know", HangAt(false, With("HELLOTS", "colour="))),
		controller("client-any-line-replies", "TS-067", "gave-up", "takes the next line for the reply to LOAD, whatever it is", anyReply()),
		controller("client-deaf-while-waiting", "TS-067", "gave-up", "closes at a line that is not the reply it waits for", HangAt(false, Like("^INFO 0;wait"))),
		controller("client-any-response", "TS-069", "gave-up", "takes any LOADRESP for its own", anyResponse()),
		controller("client-needs-player-id", "TS-074", "gave-up", "closes at an empty reply", HangAt(false, Like("^##\r?\n"))),
	}
}

// signing hashes something else in place of the request key.
func signing(key func(string) string) Lie {
	return func(w *Wire) Rewriter {
		real := ""
		return func(p *codec.Packet) {
			switch m := p.Message.(type) {
			case *ts.HelloTS:
				real = m.Key()
			case *ts.Ready:
				if m.Key != nil {
					w.Write(w.Liar, fmt.Appendf(nil, "READY key=%s\r\n", ts.ResponseKey(key(real), sampleKey)))
					return
				}
			}
			w.Pass(p)
		}
	}
}

// pretending tells the liar, after a while, what an engine says that takes its time, so
// that he waits as long as he ever does; hidden keeps to itself what he says then.
func pretending(hidden bool) Lie {
	return Unless([]string{"HELLOTS"}, func(w *Wire) Rewriter {
		said := false // the engine has not spoken; we have in its place
		return func(p *codec.Packet) {
			engine := func(text string) { w.Write(p.From.Other(), []byte(text)) }
			switch m := p.Message.(type) {
			case *ts.HelloBG:
				w.Pass(p)
				w.Later(time.Second, func() {
					said = true
					engine("HELLOTS\r\n")
				})
				return
			case *ts.Ready:
				if said {
					engine("AUTH 0\r\n")
					return
				}
			case *ts.StartRequest:
				if said && hidden {
					return
				}
			case *ts.LoadAsync:
				if said {
					id := string(m.RequestID)
					w.Later(time.Minute-time.Second, func() {
						engine("LOADRESP " + id + ` {"status": 1, "files": [["a", 0]], "infohash": "` + nobody + "\"}\r\n")
					})
					return
				}
			}
			w.Pass(p)
		}
	})
}

// anyReply makes the liar see the first line behind a synchronous command as its reply.
func anyReply() Lie {
	return func(w *Wire) Rewriter {
		due := 0
		return func(p *codec.Packet) {
			switch {
			case p.From == w.Liar && Kind("LOAD", "GETPID", "GETCID")(p):
				due++
			case p.From != w.Liar && due > 0:
				if due--; p.Kind() != "##" {
					w.Write(p.From, []byte("##"+string(p.Raw)))
					return
				}
			}
			w.Pass(p)
		}
	}
}

// anyResponse gives LOADRESP the request id that the liar waits for.
func anyResponse() Lie {
	return func(w *Wire) Rewriter {
		id := ""
		return func(p *codec.Packet) {
			if a := asked(p); a != "" {
				id = a
			}
			if p.Kind() == "LOADRESP" && id != "" {
				w.Write(p.From, []byte(loadRespID.ReplaceAllString(string(p.Raw), "LOADRESP "+id)))
				return
			}
			w.Pass(p)
		}
	}
}
