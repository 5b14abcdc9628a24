package fault

import (
	"enginespec/codec"
	"enginespec/codec/ipc"
)

// ipcSettings are a daemon's lies about settings: IPC-100 to IPC-111.
func ipcSettings() []*Fault {
	// forgets says succeeded to a setting and leaves it as it was.
	forgets := func(clause, key string) *Fault {
		return daemon(key+"-forgotten", clause, "wrong-value", "says succeeded to "+key+" and leaves it as it was", claims(ipc.KeySucceeded, Kind(key)))
	}
	clampedPort := func(m *ipc.Message) { m.Int = max(0, min(m.Int, ipc.MaxPort)) }
	return []*Fault{
		forgets("IPC-100", ipc.KeyAutomap),
		daemon("automap-on", "IPC-100", "wrong-value", "says that automap is on, always", recast(Kind(ipc.KeyAutomap), func(m *ipc.Message) { m.Int = 1 })),
		forgets("IPC-101", ipc.KeyAutostart),
		daemon("autostart-of-no-use", "IPC-101", "wrong-value", "starts each torrent that is added", misread(Kind(ipc.KeyAddFileDetailed), func(m *ipc.Message) {
			if m.Add.Has&ipc.AddAutostart == 0 {
				m.Add.Has, m.Add.Autostart = m.Add.Has|ipc.AddAutostart, true
			}
		})),
		forgets("IPC-102", ipc.KeyDirectory),
		forgets("IPC-103", ipc.KeyDownLimit),
		daemon("no-downlimit-is-0", "IPC-103", "wrong-value", "says 0 where there is no limit", recast(Kind(ipc.KeyDownLimit), func(m *ipc.Message) { m.Int = max(m.Int, 0) })),
		daemon("downlimit-in-bytes", "IPC-103", "wrong-value", "tells the limit in bytes a second", recast(Kind(ipc.KeyDownLimit), func(m *ipc.Message) { m.Int *= 1024 })),
		forgets("IPC-104", ipc.KeyUpLimit),
		daemon("uplimit-is-downlimit", "IPC-104", "wrong-kind", "answers get-uplimit with downlimit", Once([]string{ipc.KeyUpLimit}, recast(Kind(ipc.KeyUpLimit), func(m *ipc.Message) { m.Key = codec.Bytes(ipc.KeyDownLimit) }))),
		forgets("IPC-105", ipc.KeyPEX),
		forgets("IPC-106", ipc.KeyPort),
		daemon("port-of-15-bits", "IPC-106", "wrong-value", "keeps 15 bits of the port", misread(Kind(ipc.KeyPort), func(m *ipc.Message) {
			if m.Int <= ipc.MaxPort {
				m.Int &= 1<<15 - 1
			}
		})),
		daemon("bad-port-succeeds", "IPC-107", "accepted", "says succeeded to a port that is none", turns(ipc.KeyBadFormat, ipc.KeySucceeded, Kind(ipc.KeyPort))),
		daemon("bad-port-clamped", "IPC-107", "accepted", "takes the nearest port for one that is none", misread(Kind(ipc.KeyPort), clampedPort)),
		daemon("limits-of-32-bits", "IPC-108", "wrong-value", "keeps 32 bits of a limit", misread(Kind(ipc.KeyDownLimit), func(m *ipc.Message) { m.Int = int64(int32(m.Int)) })),
		daemon("settings-of-one-connection", "IPC-109", "wrong-value", "tells a setting only to who has set it", func(w *Wire) Rewriter {
			set := false
			return answers(Kind(ipc.KeyUpLimit, ipc.KeyGetUpLimit), func(request, reply *ipc.Message) [][]byte {
				set = set || request.Kind() == ipc.KeyUpLimit
				if !set && reply.Kind() == ipc.KeyUpLimit {
					reply.Int = 7
				}
				return [][]byte{written(reply, nil)}
			})(w)
		}),
		crossing(daemon("settings-told-to-all", "IPC-109", "unasked", "tells a setting to all clients", func(w *Wire) Rewriter {
			return func(p *codec.Packet) {
				w.Pass(p)
				if p.From == w.Liar || p.Kind() != ipc.KeyUpLimit {
					return
				}
				for _, o := range w.Shared.Wires() {
					if o != w {
						o.Post(func() { o.Write(o.Liar, written(&ipc.Message{Key: told(p).Key, Int: told(p).Int}, nil)) })
					}
				}
			}
		})),
		daemon("get-automap-unheard", "IPC-110", "no-reply", "does not answer get-automap", Ignore(ipc.KeyGetAutomap)),
		daemon("get-directory-fails", "IPC-110", "refused", "says failed to get-directory", claims(ipc.KeyFailed, Kind(ipc.KeyGetDirectory))),
		daemon("get-encryption-unheard", "IPC-111", "no-reply", "does not answer get-encryption", Ignore(ipc.KeyGetEncryption)),
	}
}
