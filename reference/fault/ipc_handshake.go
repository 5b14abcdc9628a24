package fault

import (
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// greetings are what a controller could say first, well and badly.
const (
	goodHello = "d7:versiond3:maxi2e3:mini1eee"
	v1Hello   = "d7:versiond3:maxi1e3:mini1eee"
	v2Hello   = "d7:versiond3:maxi2e3:mini2eee"
)

// isHello reports whether what was read begins with a dictionary.
func isHello(b string) bool { return len(b) > ipc.HeaderLen && b[ipc.HeaderLen] == 'd' }

// badHello reports whether what was read is a dictionary with a version that is refused.
func badHello(b string) bool {
	var h ipc.Handshake
	return isHello(b) && strings.Contains(b, "7:version") && h.Decode([]byte(b), nil) != nil
}

// first makes the liar read the other party's first bytes otherwise.
func first(read func(b string) string) Lie {
	return func(w *Wire) Rewriter {
		begun := false
		w.Chunks(func(from codec.Party, b []byte) []byte {
			if from == w.Liar || begun {
				return b
			}
			begun = true
			return []byte(read(string(b)))
		})
		return w.Pass
	}
}

// afterTheirs keeps the liar's handshake until the other party has said something.
func afterTheirs(w *Wire) Rewriter {
	var held []byte
	heard := false
	return func(p *codec.Packet) {
		switch {
		case p.From == w.Liar && !heard && p.Kind() == ipc.KeyVersion:
			held = p.Raw
			return
		case p.From != w.Liar && !heard:
			heard = true
			w.Write(w.Liar, held)
		}
		w.Pass(p)
	}
}

// ipcHandshake are a daemon's lies about the handshake: IPC-030 to IPC-047.
func ipcHandshake() []*Fault {
	says := func(p string) Lie { return Put(ipc.KeyVersion, framed(p)) }
	rereads := func(when func(b string) bool, as string) Lie {
		return first(func(b string) string {
			if when(b) {
				return framed(as)
			}
			return b
		})
	}
	return []*Fault{
		daemon("hello-late", "IPC-030", "no-reply", "greets after three seconds", Late(3*time.Second, ipc.KeyVersion)),
		daemon("hello-second", "IPC-034", "no-reply", "waits for the client's handshake", afterTheirs),
		daemon("hello-list", "IPC-031", "malformed", "greets with a list", says("l7:versiond3:maxi2e3:mini1eee")),
		daemon("hello-other-key", "IPC-031", "no-reply", "greets with a dictionary that has no version", says("d7:protold3:maxi2e3:mini1eee")),
		daemon("hello-without-min", "IPC-032", "malformed", "leaves min out", says("d7:versiond3:maxi2eee")),
		daemon("hello-min-above-max", "IPC-032", "malformed", "says min 2, max 1", says("d7:versiond3:maxi1e3:mini2eee")),
		daemon("hello-version-second", "IPC-033", "wrong-order", "puts a key before version", says("d1:0i1195000000e7:versiond5:label1:x3:maxi2e3:mini1eee")),
		daemon("hello-without-label", "IPC-042", "missing-field", "does not name itself", says(goodHello)),
		daemon("talks-before-hello", "IPC-035", "unasked", "tells a setting before the client's handshake", After(ipc.KeyVersion, framed("l4:porti9090ee"))),
		daemon("needs-version-first", "IPC-036", "closed", "closes at a handshake whose first key is not version", HangAt(false, Like("^.{8}d1:0"))),
		daemon("hello-quits", "IPC-037", "closed", "carries out quit in a handshake", HangAt(false, Like("4:quit.*7:version"))),
		daemon("hello-sets", "IPC-037", "wrong-value", "carries out port in a handshake", Tampered(Like("4:porti7000e"), func(w *Wire, p *codec.Packet) [][]byte {
			return [][]byte{p.Raw, []byte(framed("l4:porti7000ee"))}
		})),
		daemon("speaks-lowest", "IPC-038", "closed", "speaks version 1 to who offers both", first(func(b string) string { return strings.ReplaceAll(b, "3:maxi2e3:mini1e", "3:maxi1e3:mini1e") })),
		daemon("speaks-known-only", "IPC-038", "closed", "closes at an offer of versions that it does not know", HangAt(false, Like("3:maxi99e"))),
		daemon("speaks-highest", "IPC-038", "closed", "speaks version 2 to who offers version 1", rereads(having("3:maxi1e3:mini1e"), goodHello)),
		daemon("speaks-anyway", "IPC-039", "not-closed", "goes on without a common version", rereads(having("3:maxi4e3:mini3e"), goodHello)),
		daemon("needs-label", "IPC-041", "closed", "closes at a handshake without a label", HangAt(false, and(Kind(ipc.KeyVersion), Not(Like("5:label"))))),
		daemon("needs-utf-8-label", "IPC-041", "closed", "closes at a label that is not UTF-8", HangAt(false, Like("5:label.*any 7 text"))),
		daemon("bad-versions-taken", "IPC-043", "not-closed", "takes any version for 1 to 2", rereads(badHello, goodHello)),
		daemon("bad-versions-answered", "IPC-043", "unasked", "says bad-format to a bad version", bytewise(func(b string, say func(string)) string {
			if badHello(b) {
				say(framed("l10:bad-format0:e"))
			}
			return b
		})),
		daemon("needs-no-hello", "IPC-044", "unasked", "serves a client that has not greeted", first(func(b string) string {
			if strings.HasPrefix(b, framed(noop5)) {
				return framed(goodHello) + b
			}
			return b
		})),
		daemon("needs-no-version", "IPC-044", "not-closed", "takes any dictionary for a handshake", rereads(func(b string) bool {
			return isHello(b) && !strings.Contains(b, "7:version")
		}, goodHello)),
		daemon("not-pipelined", "IPC-045", "no-reply", "loses what comes in one read with the handshake", first(func(b string) string {
			frame, n, err := ipc.ConsumeFrame([]byte(b), nil)
			if err != nil || n == 0 {
				return b
			}
			return string(frame)
		})),
		daemon("version-accepted", "IPC-046", "accepted", "says succeeded to version", turns(ipc.KeyNotSupported, ipc.KeySucceeded, Kind(ipc.KeyVersion))),
		daemon("second-hello-unheard", "IPC-046", "not-closed", "skips a second handshake", Deaf(and(refused, Like("^.{8}d")))),
		daemon("idle-in-spite-of-noop", "IPC-047", "closed", "closes after 60 seconds though the client says noop", func(w *Wire) Rewriter {
			w.Later(time.Minute, w.Close)
			return w.Pass
		}),
	}
}
