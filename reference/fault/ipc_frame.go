package fault

import (
	"strings"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// noop5 is the ping that the suite hides in what is refused.
const noop5 = "l4:noop0:i5ee"

// ipcFrame are a daemon's lies about frames: IPC-001 to IPC-027.
func ipcFrame() []*Fault {
	header := func(change func(h string) string) Lie {
		return Change(messages, func(raw string) string { return change(raw[:ipc.HeaderLen]) + raw[ipc.HeaderLen:] })
	}
	return []*Fault{
		daemon("no-header", "IPC-001", "malformed", "writes payloads without a length", Change(messages, func(raw string) string { return raw[ipc.HeaderLen:] })),
		daemon("four-digits", "IPC-001", "malformed", "writes a length of four digits", header(func(h string) string { return h[4:] })),
		daemon("counts-header", "IPC-002", "no-reply", "counts the header in the length", Change(messages, func(raw string) string { return length(len(raw)) + raw[ipc.HeaderLen:] })),
		daemon("counts-one-less", "IPC-002", "malformed", "writes a length that is one too small", Change(messages, func(raw string) string {
			return length(len(raw)-ipc.HeaderLen-1) + raw[ipc.HeaderLen:]
		})),
		daemon("capitals-unread", "IPC-003", "no-reply", "does not read lengths in capitals", Deaf(Like("^[0-9]{0,7}[A-F][0-9A-F]*l4:noop"))),
		daemon("small-letters-unread", "IPC-004", "no-reply", "does not read lengths in small letters", Deaf(Like("^[0-9]{0,7}[a-f]"))),
		daemon("small-letters-close", "IPC-004", "closed", "closes at a length in small letters", HangAt(false, Like("^[0-9]{0,7}[a-f]"))),
		daemon("mixed-letters-unread", "IPC-005", "no-reply", "does not read lengths in both cases", Deaf(and(Like("^.{0,7}[a-f]"), Like("^.{0,7}[A-F]")))),
		daemon("small-letters", "IPC-006", "noncanonical", "writes lengths in small letters", Change(Any, func(raw string) string {
			return strings.ToLower(raw[:ipc.HeaderLen]) + raw[ipc.HeaderLen:]
		})),
		daemon("blanks-for-zeros", "IPC-006", "noncanonical", "pads lengths with blanks", header(func(h string) string {
			t := strings.TrimLeft(h, "0")
			return strings.Repeat(" ", len(h)-len(t)) + t
		})),
		daemon("oversize-awaited", "IPC-007", "not-closed", "waits for frames of more than 2 GiB", deafTo("7FFFFFF9", "80000000", "FFFFFFFF")),
		daemon("oversize-answered", "IPC-007", "unasked", "answers a length that is too large", talksBackTo("l10:bad-format0:e", "80000000")),
		daemon("largest-answered", "IPC-008", "unasked", "answers the largest length before the payload", talksBackTo("l10:bad-format0:e", "7FFFFFF8")),
		daemon("non-hex-unheard", "IPC-010", "not-closed", "skips a length that is not hex", deafTo("ZZZZZZZZ")),
		daemon("non-hex-answered", "IPC-010", "unasked", "answers a length that is not hex", talksBackTo("l10:bad-format0:e", "ZZZZZZZZ")),
		daemon("loose-lengths", "IPC-011", "unasked", "reads lengths with blanks and signs", retold("       D", "0000000D", "+000000D", "0000000D", "0x00000D", "0000000D")),
		daemon("minus-unheard", "IPC-011", "not-closed", "skips a negative length", deafTo("-0000001")),
		daemon("needs-whole-frames", "IPC-012", "no-reply", "loses what it reads if it is no whole frame", bytewise(func(b string, _ func(string)) string {
			if len(b) <= ipc.HeaderLen {
				return ""
			}
			return b
		})),
		daemon("one-frame-a-read", "IPC-013", "no-reply", "loses all but the first of several frames in one read", bytewise(func(b string, _ func(string)) string {
			frame, n, err := ipc.ConsumeFrame([]byte(b), nil)
			if err != nil || n == 0 {
				return b
			}
			return string(frame)
		})),
		daemon("answers-early", "IPC-014", "unasked", "answers a frame that is not whole", bytewise(func(b string, say func(string)) string {
			if b == "0000000El4:noop0:i55e" {
				say(framed("l9:succeeded0:i55ee"))
			}
			return b
		})),
		daemon("truncated-closes", "IPC-014", "closed", "closes at a frame that is not whole", func(w *Wire) Rewriter {
			w.Chunks(func(from codec.Party, b []byte) []byte {
				if from != w.Liar && string(b) == "0000000El4:noop0:i55e" {
					w.Close()
					return nil
				}
				return b
			})
			return w.Pass
		}),
		daemon("zero-length-unheard", "IPC-015", "not-closed", "skips an empty frame", deafTo("00000000")),
		daemon("zero-length-served", "IPC-015", "unasked", "serves what follows an empty frame", retold("00000000", "")),
		daemon("trailing-bytes-dropped", "IPC-016", "unasked", "serves a frame with bytes behind its value", retold("0000000El4:noop0:i5eeX", framed(noop5))),
		daemon("trailing-bytes-unheard", "IPC-016", "unasked", "skips a frame with bytes behind its value", Deaf(needing(ipc.TrailingBytes))),
		daemon("not-bencode-unheard", "IPC-017", "unasked", "skips a payload that is not bencode", Deaf(refused)),
		daemon("not-bencode-answered", "IPC-017", "unasked", "answers a payload that is not bencode", Say(Like("hello world"), false, framed("l10:bad-format0:e"))),
		daemon("string-length-unheard", "IPC-018", "unasked", "skips a payload with a string length that cannot be", Deaf(refused)),
		crossing(daemon("dies-of-nesting", "IPC-019", "closed", "dies of nested lists", dies(having(strings.Repeat("l", 4000))))),
		daemon("nesting-answered", "IPC-019", "unasked", "answers nested lists", bytewise(func(b string, say func(string)) string {
			if strings.Contains(b, strings.Repeat("l", 4000)) {
				say(framed("l10:bad-format0:e"))
				return ""
			}
			return b
		})),
		daemon("large-closes", "IPC-020", "closed", "closes at a frame of more than 1 MiB", HangAt(false, longer(1<<20))),
		daemon("large-unheard", "IPC-020", "no-reply", "skips frames of more than 4 MiB", Deaf(longer(4<<20))),
		daemon("needs-sorted-keys", "IPC-021", "refused", "wants sorted keys", claims(ipc.KeyBadFormat, Like("4:type.*2:id"))),
		daemon("writes-unsorted", "IPC-021", "noncanonical", "writes keys in the document's order", Tell(Kind(ipc.KeyInfo, ipc.KeyStatus), func(_ *Wire, p *codec.Packet) [][]byte {
			b, err := told(p).AppendOrder(nil, ipc.Document)
			if err != nil {
				b = p.Raw
			}
			return [][]byte{b}
		})),
		crossing(daemon("dies-of-duplicates", "IPC-022", "closed", "dies of a key that comes twice", dies(having("2:idle2:idle")))),
		daemon("tags-of-32-bits", "IPC-023", "no-reply", "keeps 32 bits of a number", recast(tagged(), func(m *ipc.Message) { m.Tag = int64(uint32(m.Tag)) & 0x7fffffff })),
		daemon("big-integer-unheard", "IPC-024", "unasked", "skips a number of more than 64 bits", Deaf(refused)),
		daemon("big-integer-cut", "IPC-024", "unasked", "takes a number of more than 64 bits for the largest", retold("i9223372036854775808e", "i9223372036854775807e")),
		daemon("names-in-ascii", "IPC-025", "wrong-value", "writes ? for bytes that are not ASCII", recast(Kind(ipc.KeyInfo), func(m *ipc.Message) {
			for i := range m.Infos {
				for j, ch := range m.Infos[i].Name {
					if ch > 0x7e {
						m.Infos[i].Name[j] = '?'
					}
				}
			}
		})),
		crossing(daemon("end-for-all", "IPC-026", "closed", "closes all connections when one client goes away", func(w *Wire) Rewriter {
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
		crossing(daemon("slow-reader-blocks-all", "IPC-027", "no-reply", "writes to one client after the other", func(w *Wire) Rewriter {
			v, _ := w.Shared.Values.LoadOrStore("turn", make(chan struct{}, 1))
			turn := v.(chan struct{})
			return func(p *codec.Packet) {
				turn <- struct{}{}
				w.Pass(p)
				<-turn
			}
		})),
	}
}

// length is a header.
func length(n int) string {
	const hex = "0123456789ABCDEF"
	b := []byte("00000000")
	for i := len(b) - 1; n > 0 && i >= 0; i-- {
		b[i], n = hex[n&15], n>>4
	}
	return string(b)
}

// refused matches payloads that cannot be read at all.
func refused(p *codec.Packet) bool { return p.Err != nil }
