package fault

import (
	"bytes"
	"path/filepath"
	"slices"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// ipcClientOrders are a client's lies when it is told what to do.
func ipcClientOrders() []*Fault {
	says := func(key string, change func(m *ipc.Message)) Lie { return recast(Kind(key), change) }
	wrong := func(id, clause, doc string, lie Lie) *Fault { return remote(id, clause, "wrong-value", doc, lie) }
	never := func(id, clause, doc string, lie Lie) *Fault { return remote(id, clause, "out-of-range", doc, lie) }
	silent := func(id, clause, doc string, keys ...string) *Fault {
		return remote(id, clause, "no-reply", doc, Drop(keys...))
	}
	negated := func(m *ipc.Message) {
		if m.Int < 0 {
			m.Int = 0
		}
	}
	base := func(path codec.Bytes) codec.Bytes { return codec.Bytes(filepath.Base(path.String())) }
	others := func(m *ipc.Message) {
		for i := range m.IDs {
			m.IDs[i]++
		}
	}
	greeting := Kind(ipc.KeyVersion)
	return []*Fault{
		remote("v1-quit-unsaid", "IPC-052", "no-reply", "does not say quit in version 1", v1Lost(ipc.KeyQuit)),
		remote("v1-add-unsaid", "IPC-053", "no-reply", "does not say addfiles in version 1", v1Lost(ipc.KeyAddFiles)),
		never("v1-port", "IPC-055", "sends port in version 1", behindTheirs(Like("3:maxi1e3:mini1e"), "d4:porti6000ee")),
		never("starts-0", "IPC-091", "starts a torrent whose id is 0", behindTheirs(Like("2:idi0e"), "l5:startli0eee")),
		wrong("automap-reversed", "IPC-100", "turns automap on for off", says(ipc.KeyAutomap, func(m *ipc.Message) { m.Int = 1 - m.Int })),
		wrong("other-directory", "IPC-102", "sends another directory", says(ipc.KeyDirectory, func(m *ipc.Message) { m.Text = append(bytes.Clone(m.Text), "/x"...) })),
		never("relative-directory", "IPC-102", "sends a directory that is not absolute", behindTheirs(greeting, "l9:directory9:elsewheree")),
		wrong("no-downlimit-is-0", "IPC-103", "sends 0 for no limit", says(ipc.KeyDownLimit, negated)),
		wrong("no-uplimit-is-0", "IPC-104", "sends 0 for no limit", says(ipc.KeyUpLimit, negated)),
		wrong("limits-in-bytes", "IPC-168", "sends limits in bytes", says(ipc.KeyDownLimit, func(m *ipc.Message) { m.Int *= 1024 })),
		wrong("next-port", "IPC-106", "sends another port", says(ipc.KeyPort, func(m *ipc.Message) { m.Int++ })),
		never("any-port", "IPC-106", "sends a port above 65535", behindTheirs(greeting, "l4:porti70000ee")),
		wrong("names-for-paths", "IPC-120", "sends names for paths", says(ipc.KeyAddFiles, func(m *ipc.Message) {
			for i := range m.Texts {
				m.Texts[i] = base(m.Texts[i])
			}
		})),
		remote("untagged-info-closes", "IPC-123", "gave-up", "closes at an info without a tag", chokes(untagged(ipc.KeyInfo))),
		wrong("half-the-data", "IPC-125", "sends half of a torrent file", says(ipc.KeyAddFileDetailed, func(m *ipc.Message) { m.Add.Data = m.Add.Data[:len(m.Add.Data)/2] })),
		never("file-and-data", "IPC-127", "sends file and data together", says(ipc.KeyAddFileDetailed, func(m *ipc.Message) {
			m.Add.Has |= ipc.AddFile | ipc.AddData
			if m.Add.File == nil {
				m.Add.File = codec.Bytes("/x")
			}
			if m.Add.Data == nil {
				m.Add.Data = []byte("x")
			}
		})),
		wrong("other-ids", "IPC-134", "starts, stops and removes other torrents", recast(Kind(ipc.KeyStart, ipc.KeyStop, ipc.KeyRemove), others)),
		wrong("all-is-one", "IPC-135", "stops one torrent for all", recast(Kind(ipc.KeyStopAll), func(m *ipc.Message) {
			*m = *ipc.NewIDs(ipc.KeyStop, 1).Tagged(m.Tag)
		})),
		silent("info-unasked", "IPC-159", "does not ask for all torrents", ipc.KeyGetInfoAll),
		silent("status-unasked", "IPC-160", "does not ask for the status", ipc.KeyGetStatusAll),
		remote("sizes-of-40-bits", "IPC-169", "gave-up", "closes at a size of more than 40 bits", chokes(Like("i5497558138880e"))),
		silent("noop-unsaid", "IPC-180", "does not say noop", ipc.KeyNoop),
		silent("quit-unsaid", "IPC-181", "does not say quit", ipc.KeyQuit),
	}
}

// v1Lost loses the liar's messages of version 1 that hold a key.
func v1Lost(key string) Lie {
	return Lose(func(p *codec.Packet) bool {
		m := told(p)
		return m != nil && m.Version == 1 && slices.ContainsFunc(slices.Collect(m.All()), func(m *ipc.Message) bool { return m.Kind() == key })
	})
}
