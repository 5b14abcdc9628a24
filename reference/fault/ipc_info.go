package fault

import (
	"bytes"
	"regexp"
	"slices"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// eachInfo changes the torrents of all info messages that tell more than an id.
func eachInfo(change func(i *ipc.Info)) Lie {
	return recast(Kind(ipc.KeyInfo), func(m *ipc.Message) {
		for i := range m.Infos {
			if m.Infos[i].Has&^ipc.InfoID != 0 {
				change(&m.Infos[i])
			}
		}
	})
}

// ipcInfo are a daemon's lies about get-info, lookup and get-supported: IPC-150 to
// IPC-175.
func ipcInfo() []*Fault {
	get, all, lookup, supported := Kind(ipc.KeyGetInfo), Kind(ipc.KeyGetInfoAll), Kind(ipc.KeyLookup), Kind(ipc.KeyGetSupported)
	bad, failed, info := ipc.KeyBadFormat, ipc.KeyFailed, ipc.KeyInfo
	infos := func(when When, change func(list []ipc.Info) []ipc.Info) Lie {
		return reshapes(when, func(_, r *ipc.Message) { r.Infos = change(r.Infos) })
	}
	asking := func(test func(q *ipc.Query) bool) When {
		return func(p *codec.Packet) bool { return get(p) && told(p) != nil && test(&told(p).Query) }
	}
	texts := func(change func(list []codec.Bytes) []codec.Bytes) Lie {
		return reshapes(supported, func(_, r *ipc.Message) { r.Texts = change(r.Texts) })
	}
	shape := func(old, new string) Lie {
		re := regexp.MustCompile(old)
		return Change(Kind(info), payload(func(s string) string { return re.ReplaceAllString(s, new) }))
	}
	nothing := func([]ipc.Info) []ipc.Info { return nil }
	unlisted := func(q *ipc.Query) bool { return slices.Contains(q.IDs, 9999) }
	return []*Fault{
		daemon("info-of-all", "IPC-150", "wrong-count", "answers get-info with all torrents", misread(get, func(m *ipc.Message) {
			m.Key, m.Texts = codec.Bytes(ipc.KeyGetInfoAll), m.Query.Types
		})),
		daemon("info-of-first", "IPC-150", "wrong-count", "answers get-info with the first torrent", infos(get, func(l []ipc.Info) []ipc.Info { return l[:min(1, len(l))] })),
		daemon("info-without-id", "IPC-151", "missing-field", "leaves the id out", eachInfo(func(i *ipc.Info) { i.Has &^= ipc.InfoID })),
		daemon("info-types-unasked", "IPC-152", "unasked", "tells the comment, asked or not", eachInfo(func(i *ipc.Info) { i.Has |= ipc.InfoComment })),
		daemon("info-types-missing", "IPC-152", "missing-field", "leaves the size out of get-info, and tells it at get-info-all", infos(get, func(l []ipc.Info) []ipc.Info {
			for i := range l {
				l[i].Has &^= ipc.InfoSize
			}
			return l
		})),
		daemon("no-types-is-all", "IPC-153", "unasked", "tells the name where no type is asked", misread(asking(func(q *ipc.Query) bool { return len(q.Types) == 0 }), func(m *ipc.Message) {
			m.Query.Has, m.Query.Types = m.Query.Has|ipc.QueryType, []codec.Bytes{codec.Bytes("name")}
		})),
		daemon("types-needed", "IPC-154", "refused", "says bad-format where type is missing", claims(bad, asking(func(q *ipc.Query) bool { return q.Has&ipc.QueryType == 0 }))),
		daemon("unknown-id-fails", "IPC-155", "refused", "says failed where an id is not known", claims(failed, asking(unlisted))),
		daemon("unknown-id-silent", "IPC-155", "no-reply", "does not answer where an id is not known", Deaf(asking(unlisted))),
		daemon("unknown-id-told", "IPC-155", "wrong-count", "tells an id that is not known", reshapes(asking(unlisted), func(_, r *ipc.Message) {
			r.Infos = append(r.Infos, ipc.Info{Fields: ipc.Fields{Has: ipc.InfoID}, ID: 9999})
		})),
		daemon("unknown-types-refused", "IPC-156", "refused", "says bad-format to a type that it does not know", claims(bad, Like("8:nonsense"))),
		daemon("unknown-types-close", "IPC-156", "closed", "closes at a type that is no string", HangAt(false, and(get, needing(ipc.BadElement)))),
		daemon("bad-id-taken", "IPC-157", "accepted", "says info where id is missing, or no list", turns(bad, info, get)),
		daemon("info-reversed", "IPC-158", "wrong-order", "answers get-info from behind", infos(get, func(l []ipc.Info) []ipc.Info { slices.Reverse(l); return l })),
		daemon("info-all-but-one", "IPC-159", "wrong-count", "leaves the last torrent out of get-info-all", infos(all, func(l []ipc.Info) []ipc.Info { return l[:max(0, len(l)-1)] })),
		daemon("size-in-quotes", "IPC-161", "malformed", "writes the size as a string", shape(`4:sizei(\d\d\d\d\d)\d*e`, "4:size5:$1")),
		daemon("files-without-size", "IPC-161", "missing-field", "leaves the sizes of files out", eachInfo(func(i *ipc.Info) {
			for j := range i.Files {
				i.Files[j].Has &^= ipc.FileSize
			}
		})),
		daemon("trackers-in-one-list", "IPC-161", "malformed", "lists trackers without tiers", eachInfo(func(i *ipc.Info) {
			if i.Has&ipc.InfoTrackers != 0 {
				i.Has &^= ipc.InfoTrackers
				i.Unknown = append(i.Unknown, ipc.Pair{Key: codec.Bytes("trackers"), Value: []byte("ld8:announce1:/ee")})
			}
		})),
		daemon("hash-of-32", "IPC-163", "malformed", "writes a hash of 32 digits", eachInfo(func(i *ipc.Info) { i.Hash = i.Hash[:min(32, len(i.Hash))] })),
		daemon("hash-of-nobody", "IPC-163", "wrong-value", "writes another hash", eachInfo(func(i *ipc.Info) { i.Hash = bytes.Repeat([]byte("b"), 40) })),
		daemon("sizes-in-kilobytes", "IPC-169", "wrong-value", "tells sizes in KB", eachInfo(func(i *ipc.Info) {
			i.Size /= 1024
			for j := range i.Files {
				i.Files[j].Size /= 1024
			}
		})),
		daemon("sizes-of-32-bits", "IPC-169", "wrong-value", "keeps 32 bits of a size", eachInfo(func(i *ipc.Info) {
			i.Size &= 1<<32 - 1
			for j := range i.Files {
				i.Files[j].Size &= 1<<32 - 1
			}
		})),
		daemon("lookup-without-hash", "IPC-170", "missing-field", "answers lookup without the hash", reshapes(lookup, func(_, r *ipc.Message) {
			for i := range r.Infos {
				r.Infos[i].Has &^= ipc.InfoHash
			}
		})),
		daemon("lookup-unknown-fails", "IPC-170", "refused", "says failed where a hash is not known", claims(failed, Like("40:ffffffff"))),
		daemon("lookup-of-none-is-all", "IPC-170", "wrong-count", "answers an empty lookup with all torrents", misread(Like("6:lookuple"), func(m *ipc.Message) { m.Key = codec.Bytes(ipc.KeyGetInfoAll) })),
		daemon("lookup-by-case", "IPC-171", "wrong-count", "does not find a hash in capitals", infos(and(lookup, Like("40:[0-9A-F]*[A-F][0-9A-F]*")), nothing)),
		daemon("lookup-any-text", "IPC-172", "accepted", "says info to what is no hash", turns(bad, info, lookup)),
		daemon("supports-nonsense", "IPC-173", "wrong-value", "says that it supports what it does not", answers(supported, func(q, r *ipc.Message) [][]byte {
			r.Texts = q.Texts
			return [][]byte{written(r, nil)}
		})),
		daemon("supports-less", "IPC-173", "wrong-value", "does not name lookup, which it supports", texts(func(l []codec.Bytes) []codec.Bytes {
			return slices.DeleteFunc(l, func(k codec.Bytes) bool { return string(k) == ipc.KeyLookup })
		})),
		daemon("supports-unasked", "IPC-173", "unasked", "names a key that was not asked for", texts(func(l []codec.Bytes) []codec.Bytes { return append(l, codec.Bytes("start-some")) })),
		daemon("supports-replies", "IPC-174", "wrong-value", "names info among the requests", texts(func(l []codec.Bytes) []codec.Bytes { return append(l, codec.Bytes(info)) })),
		daemon("supports-all-at-nothing", "IPC-175", "wrong-count", "answers an empty get-supported with keys", texts(func(l []codec.Bytes) []codec.Bytes {
			if len(l) == 0 {
				l = append(l, codec.Bytes(ipc.KeyNoop))
			}
			return l
		})),
	}
}
