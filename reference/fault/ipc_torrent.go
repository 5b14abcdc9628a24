package fault

import (
	"bytes"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// ipcTorrent are a daemon's lies about torrents: IPC-120 to IPC-141.
func ipcTorrent() []*Fault {
	ok, failed, bad := ipc.KeySucceeded, ipc.KeyFailed, ipc.KeyBadFormat
	adding := func(set ipc.Set, all bool) When {
		return func(p *codec.Packet) bool {
			m := told(p)
			return m != nil && m.Kind() == ipc.KeyAddFileDetailed && (m.Add.Has&set == set) == all
		}
	}
	add := Kind(ipc.KeyAddFileDetailed)
	forgets := func(clause, id, key string) *Fault {
		return daemon(id, clause, "wrong-value", "says succeeded to "+key+" and does nothing", claims(ok, Kind(key)))
	}
	without := func(set ipc.Set) func(m *ipc.Message) { return func(m *ipc.Message) { m.Add.Has &^= set } }
	noPath := func(p *codec.Packet) bool {
		m := told(p)
		return m != nil && m.Kind() == ipc.KeyAddFiles && len(m.Texts) > 0 && bytes.HasPrefix(m.Texts[0], []byte("/nonexistent"))
	}
	return []*Fault{
		daemon("addfiles-first", "IPC-120", "wrong-count", "adds the first file of several", misread(Kind(ipc.KeyAddFiles), func(m *ipc.Message) { m.Texts = m.Texts[:min(1, len(m.Texts))] })),
		daemon("addfiles-forgotten", "IPC-120", "lost", "says succeeded to addfiles and adds nothing", claims(ok, Kind(ipc.KeyAddFiles))),
		daemon("addfiles-fails", "IPC-120", "refused", "says failed to addfiles", claims(failed, Kind(ipc.KeyAddFiles))),
		daemon("addfiles-stops", "IPC-121", "lost", "stops at a file that cannot be added", misread(noPath, func(m *ipc.Message) { m.Texts, m.Value = m.Texts[:1], nil })),
		daemon("addfiles-none-succeeds", "IPC-122", "accepted", "says succeeded though nothing was added", turns(ipc.KeyInfo, ok, noPath)),
		daemon("addfiles-none-twice", "IPC-122", "unasked", "says info and failed though nothing was added", answers(noPath, func(_, reply *ipc.Message) [][]byte {
			return [][]byte{written(reply, nil), plain(failed, reply.Tag)}
		})),
		daemon("addfiles-untagged-silent", "IPC-123", "no-reply", "does not tell what an untagged addfiles added", Lose(untagged(ipc.KeyInfo))),
		daemon("file-forgotten", "IPC-124", "lost", "says succeeded to a file and adds nothing", claims(ok, adding(ipc.AddFile, true))),
		daemon("file-fails", "IPC-124", "refused", "says failed to a file", claims(failed, adding(ipc.AddFile, true))),
		daemon("data-fails", "IPC-125", "refused", "says failed to the content of a torrent file", claims(failed, adding(ipc.AddData, true))),
		daemon("data-forgotten", "IPC-125", "lost", "says succeeded to the content of a torrent file and adds nothing", claims(ok, adding(ipc.AddData, true))),
		daemon("empty-add-succeeds", "IPC-126", "accepted", "says succeeded to neither file nor data", turns(bad, ok, add)),
		daemon("empty-add-fails", "IPC-126", "wrong-kind", "says failed to neither file nor data", turns(bad, failed, add)),
		daemon("both-taken", "IPC-127", "accepted", "takes data where file is there too", misread(adding(ipc.AddFile|ipc.AddData, true), without(ipc.AddFile))),
		daemon("directory-for-all", "IPC-128", "wrong-value", "takes the directory of one torrent for all", Tampered(adding(ipc.AddDirectory, true), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{p.Raw, written(&ipc.Message{Key: codec.Bytes(ipc.KeyDirectory), Text: told(p).Add.Directory}, nil)}
		})),
		daemon("own-directory-fails", "IPC-128", "refused", "says failed to a directory", claims(failed, adding(ipc.AddDirectory, true))),
		daemon("own-directory-unused", "IPC-128", "wrong-value", "looks for a torrent's data in the default directory, whatever its own", ownDirectoryUnused),
		daemon("own-autostart-ignored", "IPC-129", "wrong-value", "ignores the autostart of one torrent", misread(adding(ipc.AddAutostart, true), without(ipc.AddAutostart))),
		daemon("odd-autostart-closes", "IPC-130", "closed", "closes at an autostart that is no integer", HangAt(false, and(add, needing(ipc.BadField)))),
		daemon("unknown-pairs-refused", "IPC-131", "refused", "says bad-format to a pair that it does not know", claims(bad, Like("3:zzz1:x"))),
		daemon("garbage-added", "IPC-132", "accepted", "says succeeded to data that is no torrent", turns(failed, ok, add)),
		daemon("garbage-bad-format", "IPC-132", "wrong-kind", "says bad-format to data that is no torrent", turns(failed, bad, add)),
		daemon("duplicate-twice", "IPC-133", "wrong-value", "lists a torrent twice that was added twice", Between(tagged(failed), Kind("nothing"), recast(Kind(ipc.KeyInfo), func(m *ipc.Message) {
			if len(m.Infos) == 1 {
				m.Infos = append(m.Infos, m.Infos[0])
			}
		}))),
		daemon("duplicate-removes", "IPC-133", "lost", "removes a torrent that is added again", func(w *Wire) Rewriter {
			return Tell(tagged(failed), func(w *Wire, p *codec.Packet) [][]byte {
				w.Write(w.Liar.Other(), plain(ipc.KeyRemoveAll, 0))
				return [][]byte{p.Raw}
			})(w)
		}),
		daemon("stop-fails", "IPC-134", "refused", "says failed to stop", turns(ok, failed, Kind(ipc.KeyStop))),
		daemon("start-silent", "IPC-134", "no-reply", "does not answer start", Ignore(ipc.KeyStart)),
		forgets("IPC-134", "remove-forgotten", ipc.KeyRemove),
		forgets("IPC-135", "stop-all-forgotten", ipc.KeyStopAll),
		forgets("IPC-135", "start-all-forgotten", ipc.KeyStartAll),
		daemon("remove-all-leaves-one", "IPC-135", "wrong-value", "removes all torrents but one", Between(Kind(ipc.KeyStartAll), Kind("nothing"), claims(ok, Kind(ipc.KeyRemoveAll)))),
		forgets("IPC-136", "stop-forgotten", ipc.KeyStop),
		forgets("IPC-136", "start-forgotten", ipc.KeyStart),
		daemon("running-reversed", "IPC-136", "wrong-value", "says running 0 of what runs", recast(Kind(ipc.KeyStatus), func(m *ipc.Message) {
			for i := range m.Statuses {
				m.Statuses[i].Running = !m.Statuses[i].Running
			}
		})),
		forgets("IPC-137", "removed-listed", ipc.KeyRemove),
		daemon("saved-copy-stays", "IPC-137", "wrong-value", "says of a file that stays that it is its copy", recast(Kind(ipc.KeyInfo), func(m *ipc.Message) {
			for i := range m.Infos {
				m.Infos[i].Path = codec.Bytes("/dev/null")
			}
		})),
		daemon("no-ids-refused", "IPC-138", "refused", "says bad-format to an empty list of ids", claims(bad, Like("5:startle"))),
		daemon("no-ids-is-all", "IPC-138", "lost", "removes all torrents where the list of ids is empty", Tampered(Like("6:removele"), func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{plain(ipc.KeyRemoveAll, told(p).Tag)}
		})),
		daemon("remove-none-fails", "IPC-139", "refused", "says failed where there is nothing to remove", func(w *Wire) Rewriter {
			n := 0
			return answers(Kind(ipc.KeyRemoveAll), func(_, reply *ipc.Message) [][]byte {
				if n++; n > 1 {
					return [][]byte{plain(failed, reply.Tag)}
				}
				return [][]byte{written(reply, nil)}
			})(w)
		}),
		daemon("removed-not-added", "IPC-140", "refused", "says failed to a torrent that was removed before", Once([]string{ipc.KeyRemove}, claims(failed, add))),
		daemon("verify-silent", "IPC-141", "no-reply", "does not answer verify", Ignore(ipc.KeyVerify)),
		daemon("verify-fails", "IPC-141", "wrong-kind", "says bad-format to verify", claims(bad, Kind(ipc.KeyVerify))),
	}
}

// ownDirectoryUnused makes the daemon find data where a torrent has no directory of its
// own, and nowhere else.
func ownDirectoryUnused(w *Wire) Rewriter {
	own := false
	return func(p *codec.Packet) {
		m := told(p)
		switch {
		case m == nil:
		case p.From != w.Liar && m.Kind() == ipc.KeyAddFileDetailed:
			own = m.Add.Has&ipc.AddDirectory != 0
		case p.From == w.Liar && m.Kind() == ipc.KeyStatus && !own:
			m = m.Clone()
			for i := range m.Statuses {
				m.Statuses[i].Has |= ipc.StatusCompleted
				m.Statuses[i].Completed = 1
			}
			w.Write(w.Liar, written(m, p.Raw))
			return
		}
		w.Pass(p)
	}
}
