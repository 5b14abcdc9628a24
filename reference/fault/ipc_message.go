package fault

import (
	"bytes"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// ipcMessage are a daemon's lies about payloads and keys: IPC-050 to IPC-066, and
// values: IPC-090 to IPC-096.
func ipcMessage() []*Fault {
	v1 := func(lie Lie) Lie { return speaking(1, lie) }
	unknown := func(p *codec.Packet) bool {
		m := told(p)
		if m == nil {
			return false
		}
		_, known := ipc.Lookup(m.Kind())
		return !known
	}
	odd := needing(ipc.BadKey)
	server := Kind("succeeded", "info", "status")
	return []*Fault{
		daemon("v1-lists-unheard", "IPC-050", "not-closed", "skips a list in version 1", v1(Deaf(Like("^.{8}l")))),
		daemon("v1-first-key", "IPC-051", "lost", "carries out the first key of a dictionary alone", v1(misread(Any, func(m *ipc.Message) { m.More = nil }))),
		daemon("v1-last-key", "IPC-051", "lost", "carries out the last key of a dictionary alone", v1(misread(Any, func(m *ipc.Message) {
			if n := len(m.More); n > 0 {
				*m = m.More[n-1]
			}
		}))),
		daemon("v1-quit-unheard", "IPC-052", "not-closed", "does not know quit in version 1", v1(Ignore(ipc.KeyQuit))),
		daemon("v1-addfiles-closes", "IPC-053", "lost", "closes at addfiles in version 1", v1(Hang(false, ipc.KeyAddFiles))),
		daemon("v1-addfiles-unheard", "IPC-053", "lost", "does not know addfiles in version 1", v1(Ignore(ipc.KeyAddFiles))),
		daemon("v1-unknown-closes", "IPC-054", "closed", "closes at an unknown key in version 1", v1(HangAt(false, unknown))),
		daemon("v1-unknown-answered", "IPC-054", "unasked", "answers an unknown key in version 1", v1(Say(unknown, false, framed("d13:not-supported0:e")))),
		crossing(daemon("v1-sets-port", "IPC-055", "wrong-value", "carries out port in version 1", func(w *Wire) Rewriter {
			return func(p *codec.Packet) {
				if m := told(p); m != nil && m.Kind() == ipc.KeyPort {
					if p.From != w.Liar && m.Version == 1 {
						w.Shared.Values.Store("port", m.Int)
					} else if v, set := w.Shared.Values.Load("port"); set && p.From == w.Liar {
						m.Int = v.(int64)
						w.Write(p.From, written(m, p.Raw))
						return
					}
				}
				w.Pass(p)
			}
		})),
		daemon("v1-replies", "IPC-056", "unasked", "answers addfiles in version 1", v1(Say(Kind(ipc.KeyAddFiles), true, framed("l4:infold2:idi1eeee")))),
		daemon("four-elements", "IPC-057", "wrong-shape", "writes an element behind the tag", Change(tagged(), payload(func(s string) string { return s[:len(s)-1] + "0:e" }))),
		daemon("replies-in-dictionaries", "IPC-057", "malformed", "writes replies as dictionaries", Change(tagged(ipc.KeySucceeded), always(framed("d9:succeeded0:e")))),
		daemon("short-lists-unheard", "IPC-058", "not-closed", "skips lists of less than two elements", Deaf(refused)),
		daemon("odd-keys-unheard", "IPC-059", "not-closed", "skips lists whose first element is no string", Deaf(refused)),
		daemon("long-lists-unheard", "IPC-060", "no-reply", "skips lists of more than three elements", Deaf(needing(ipc.ExtraElements))),
		daemon("old-keys-unknown", "IPC-061", "wrong-kind", "does not know addfiles in version 2", claims(ipc.KeyNotSupported, Kind(ipc.KeyAddFiles))),
		daemon("any-case", "IPC-062", "accepted", "takes keys in any case", misread(unknown, func(m *ipc.Message) { m.Key = bytes.ToLower(m.Key) })),
		daemon("unknown-closes", "IPC-063", "closed", "closes at an unknown key without a tag", HangAt(false, and(unknown, untagged()))),
		daemon("unknown-answered", "IPC-063", "unasked", "says not-supported without a tag", Say(and(unknown, untagged()), false, framed("l13:not-supported0:e"))),
		daemon("unknown-silent", "IPC-064", "no-reply", "does not answer an unknown key with a tag", Deaf(and(unknown, tagged()))),
		daemon("unknown-succeeds", "IPC-064", "accepted", "says succeeded to an unknown key", turns(ipc.KeyNotSupported, ipc.KeySucceeded, unknown)),
		daemon("unknown-fails", "IPC-064", "wrong-kind", "says failed to an unknown key", turns(ipc.KeyNotSupported, ipc.KeyFailed, unknown)),
		daemon("unknown-twice", "IPC-064", "unasked", "says not-supported twice", Echoed(tagged(ipc.KeyNotSupported))),
		daemon("odd-keys-close", "IPC-065", "closed", "closes at an empty key, or one that is not UTF-8", HangAt(false, odd)),
		daemon("odd-keys-silent", "IPC-065", "no-reply", "does not answer an empty key, or one that is not UTF-8", Deaf(odd)),
		daemon("server-keys-taken", "IPC-066", "accepted", "says succeeded to what only servers say", turns(ipc.KeyNotSupported, ipc.KeySucceeded, server)),
		daemon("server-keys-close", "IPC-066", "closed", "closes at what only servers say", HangAt(false, server)),

		daemon("true-is-2", "IPC-090", "out-of-range", "writes 2 for true", Change(Kind(ipc.KeyAutostart), payload(func(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte("i1e"), []byte("i2e"))) }))),
		daemon("odd-booleans-close", "IPC-090", "closed", "closes at a boolean that is neither 0 nor 1", HangAt(false, needing(ipc.BadBool))),
		daemon("start-0-starts-all", "IPC-091", "wrong-value", "takes the id 0 for all torrents", Tampered(and(Kind(ipc.KeyStart), needing(ipc.BadID)), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{plain(ipc.KeyStartAll, told(p).Tag)}
		})),
		daemon("remove-0-removes-all", "IPC-091", "lost", "takes the id 0 for all torrents in remove", Tampered(and(Kind(ipc.KeyRemove), needing(ipc.BadID)), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{plain(ipc.KeyRemoveAll, told(p).Tag)}
		})),
		daemon("ids-again", "IPC-092", "wrong-value", "gives each torrent the id 7", sevens),
		daemon("ids-of-one-connection", "IPC-093", "wrong-count", "knows ids only on the connection that added the torrent", func(w *Wire) Rewriter {
			added := false
			return answers(Kind(ipc.KeyGetInfo, ipc.KeyAddFileDetailed), func(request, reply *ipc.Message) [][]byte {
				if added = added || request.Kind() == ipc.KeyAddFileDetailed; !added {
					reply.Infos = nil
				}
				return [][]byte{written(reply, nil)}
			})(w)
		}),
		daemon("wrong-types-taken", "IPC-094", "accepted", "says succeeded to a value of the wrong type", turns(ipc.KeyBadFormat, ipc.KeySucceeded, Any)),
		daemon("wrong-types-fail", "IPC-094", "wrong-kind", "says failed to a value of the wrong type", turns(ipc.KeyBadFormat, ipc.KeyFailed, Any)),
		daemon("wrong-types-close", "IPC-094", "closed", "closes at a value of the wrong type", HangAt(false, and(needing(ipc.BadFormat), tagged()))),
		daemon("wrong-types-answered", "IPC-095", "unasked", "says bad-format without a tag", Say(and(needing(ipc.BadFormat), untagged()), false, framed("l10:bad-format0:e"))),
		daemon("untagged-wrong-types-close", "IPC-095", "closed", "closes at a value of the wrong type without a tag", HangAt(false, and(needing(ipc.BadFormat), untagged()))),
		daemon("values-not-ignored", "IPC-096", "refused", "wants the empty string as the value of noop", claims(ipc.KeyBadFormat, and(Kind(ipc.KeyNoop), Not(Like("4:noop0:"))))),
		daemon("get-values-not-ignored", "IPC-096", "refused", "wants no list as the value of get-port", claims(ipc.KeyBadFormat, Like("8:get-portl"))),
	}
}

// sevens gives the torrent that was told last the id 7.
func sevens(w *Wire) Rewriter {
	real := int64(0)
	return func(p *codec.Packet) {
		m := told(p)
		if m == nil {
			w.Pass(p)
			return
		}
		if m = m.Clone(); p.From == w.Liar {
			for i := range m.Infos {
				real, m.Infos[i].ID = m.Infos[i].ID, 7
			}
		} else {
			for _, ids := range [][]int64{m.IDs, m.Query.IDs} {
				for i := range ids {
					if ids[i] == 7 {
						ids[i] = real
					}
				}
			}
		}
		w.Write(p.From, written(m, p.Raw))
	}
}

// ipcTag are a daemon's lies about tags: IPC-070 to IPC-082.
func ipcTag() []*Fault {
	return []*Fault{
		daemon("two-replies", "IPC-070", "wrong-count", "answers get-port twice", Echoed(tagged(ipc.KeyPort))),
		daemon("no-reply", "IPC-070", "wrong-count", "does not answer get-pex", Lose(tagged(ipc.KeyPEX))),
		daemon("next-tag", "IPC-070", "wrong-count", "counts tags up by one", recast(tagged(ipc.KeyPort), func(m *ipc.Message) { m.Tag++ })),
		daemon("tags-lost", "IPC-070", "wrong-count", "answers get-port without the tag", recast(tagged(ipc.KeyPort), func(m *ipc.Message) { m.Tag = 0 })),
		daemon("untagged-succeeds", "IPC-071", "unasked", "says succeeded without a tag", Say(untagged(ipc.KeyAutostart), true, framed("l9:succeeded0:e"))),
		daemon("untagged-gets-unheard", "IPC-072", "no-reply", "does not answer get-uplimit without a tag", Deaf(untagged(ipc.KeyGetUpLimit))),
		daemon("untagged-gets-tagged", "IPC-072", "unasked", "answers get-port without a tag with tag 1", recast(untagged(ipc.KeyPort), func(m *ipc.Message) { m.Tag = 1 })),
		daemon("tags-once", "IPC-073", "no-reply", "answers each tag once", func(w *Wire) Rewriter {
			seen := map[int64]bool{}
			return Lose(func(p *codec.Packet) bool {
				m := told(p)
				if p.From != w.Liar || m == nil || m.Tag == 0 {
					return false
				}
				again := seen[m.Tag]
				seen[m.Tag] = true
				return again
			})(w)
		}),
		daemon("tag-0-echoed", "IPC-074", "unasked", "echoes a tag that is not positive", Say(needing(ipc.BadTag), false, framed("l9:succeeded0:i0ee"))),
		daemon("odd-tags-unheard", "IPC-075", "not-closed", "skips messages whose tag is no integer", Deaf(refused)),
		daemon("odd-tags-served", "IPC-075", "unasked", "serves messages whose tag is no integer", retold("l4:noop0:1:5e", noop5)),
		daemon("tags-as-floats", "IPC-076", "no-reply", "keeps tags as floating point numbers of 32 bits", recast(tagged(), func(m *ipc.Message) {
			if m.Tag > 1<<30 {
				m.Tag = int64(float32(m.Tag>>1)) << 1 & (1<<63 - 1)
			}
		})),
		daemon("pipelined-tags-lost", "IPC-078", "no-reply", "does not answer noop while others wait", Lose(func(p *codec.Packet) bool {
			m := told(p)
			return m != nil && m.Tag == 2 && m.Kind() == ipc.KeySucceeded
		})),
		daemon("loses-one-of-many", "IPC-082", "no-reply", "loses the 2,000th reply", Nth(2000, ipc.KeySucceeded, func(*Wire, *codec.Packet) [][]byte { return nil })),
		daemon("repeats-one-of-many", "IPC-082", "wrong-value", "repeats the 2,000th reply", Nth(2000, ipc.KeySucceeded, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{p.Raw, p.Raw} })),
	}
}
