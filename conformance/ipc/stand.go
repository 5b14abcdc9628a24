package ipc

import (
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

type (
	meeting   = conformance.Meeting
	reaction  = func(m *meeting, p *codec.Packet) error
	reactions = map[string]reaction
)

// serverHello is how the suite greets as a server.
var serverHello = dict{"version", dict{"label", "enginespec daemon", "max", 2, "min", 1}}

// ordinary is a server that does all right: the one that a client meets in its
// sanity dialogue, and that each case changes in one point. It has two torrents.
func ordinary(s *session) *conformance.Stand {
	return &conformance.Stand{
		Limit: s.Real(time.Minute) + s.Patience(),
		Greet: func(m *meeting) error { return say(m, serverHello) },
		On:    reactions{"*": answer, ipc.KeyQuit: func(m *meeting, _ *codec.Packet) error { return m.Close(conformance.FIN) }},
	}
}

// say sends a value as a frame.
func say(m *meeting, v any) error {
	m.On(m.Conn)
	return tell(v).Do(m.Session)
}

// answer is what an ordinary server answers to any request.
func answer(m *meeting, p *codec.Packet) error {
	r := message(p)
	if r == nil || r.Version == 1 {
		return nil
	}
	reply := answerTo(r)
	if reply == nil {
		return nil
	}
	return tells(m, reply)
}

// write sends bytes as they are.
func write(m *meeting, text string) error {
	m.On(m.Conn)
	if f := m.Send([]byte(text)); f != nil {
		return f
	}
	return nil
}

// gap is what lies between two writes of a server, so that a client that loses what
// comes together fails where frames are joined, and not everywhere.
const gap = 30 * time.Millisecond

// tells is say, at a distance to what was said before.
func tells(m *meeting, v any) error { return paced(m, func() error { return say(m, v) }) }

// paced calls say now, or when gap has passed since the last call.
func paced(m *meeting, say func() error) error {
	type queue = []func() error
	if waiting, busy := m.Vars["queue"].(queue); busy {
		m.Vars["queue"] = append(waiting, say)
		return nil
	}
	m.Vars["queue"] = queue{}
	var next func() error
	next = func() error {
		waiting, _ := m.Vars["queue"].(queue)
		if len(waiting) == 0 {
			delete(m.Vars, "queue")
			return nil
		}
		m.Vars["queue"] = waiting[1:]
		m.Later(gap, next)
		return waiting[0]()
	}
	m.Later(gap, next)
	return say()
}

// answerTo returns the reply, nil for none.
func answerTo(r *ipc.Message) list {
	with := func(key string, v any) list {
		if r.Tag > 0 {
			return list{key, v, r.Tag}
		}
		return list{key, v}
	}
	switch key := r.Kind(); key {
	case "get-info", "get-info-all", "lookup", "addfiles", "addfile-detailed":
		return with(ipc.KeyInfo, infos)
	case "get-status", "get-status-all":
		return with(ipc.KeyStatus, statuses)
	case "get-supported":
		var l list
		for _, t := range r.Texts {
			l = append(l, string(t))
		}
		return with(ipc.KeySupported, append(list{}, l...))
	case "get-directory":
		return with(ipc.KeyDirectory, "/srv/torrents")
	case "get-encryption":
		return with(ipc.KeyEncryption, "preferred")
	case "get-automap", "get-autostart", "get-pex":
		return with(strings.TrimPrefix(key, "get-"), 1)
	case "get-downlimit", "get-uplimit":
		return with(strings.TrimPrefix(key, "get-"), -1)
	case "get-port":
		return with(ipc.KeyPort, 9090)
	default:
		if r.Tag > 0 {
			return with(ipc.KeySucceeded, "")
		}
	}
	return nil
}

// info is one torrent as an info message has it, in the form of 0.8x; more are
// pairs that replace or follow.
func info(id int, name string) dict {
	return dict{
		"comment", "", "creator", "enginespec", "date", 1195000000, "files", list{dict{"name", name + "/a.bin", "size", 1048576}},
		"hash", strings.Repeat("0123456789abcdef", 3)[:40-len("0")] + string(rune('0'+id)), "id", id, "name", name, "path", "/srv/" + name + ".torrent",
		"private", 0, "saved", 1, "size", 1048576,
		"trackers", list{list{dict{"address", "127.0.0.1", "announce", "/announce", "port", 6969, "scrape", "/scrape"}}},
	}
}

// status is one torrent as a status message has it.
func status(id int) dict {
	return dict{
		"completed", 524288, "download-speed", 10240, "download-total", 600000, "error", "", "error-message", "", "eta", 51, "id", id,
		"peers-downloading", 1, "peers-from", dict{"cache", 0, "incoming", 0, "pex", 0, "tracker", 2}, "peers-total", 2, "peers-uploading", 1,
		"running", 1, "scrape-completed", -1, "scrape-leechers", 3, "scrape-seeders", 2, "state", "downloading", "swarm-speed", 20480,
		"tracker", dict{"address", "127.0.0.1", "announce", "/announce", "port", 6969}, "upload-speed", 1024, "upload-total", 1000,
	}
}

var (
	infos    = list{info(1, "alpha"), info(2, "beta")}
	statuses = list{status(1), status(2)}
)

// with returns d with a key set, or added at the end.
func (d dict) with(key string, v any) dict {
	d = append(dict{}, d...)
	for i := 0; i < len(d); i += 2 {
		if d[i] == key {
			d[i+1] = v
			return d
		}
	}
	return append(d, key, v)
}

// only returns d with some of its keys.
func (d dict) only(keys ...string) dict {
	out := dict{}
	for i := 0; i < len(d); i += 2 {
		for _, k := range keys {
			if d[i] == k {
				out = append(out, d[i], d[i+1])
			}
		}
	}
	return out
}

// reversed returns d with its keys in the opposite order, in all depths.
func reversed(v any) any {
	switch v := v.(type) {
	case dict:
		out := dict{}
		for i := len(v) - 2; i >= 0; i -= 2 {
			out = append(out, v[i], reversed(v[i+1]))
		}
		return out
	case list:
		out := list{}
		for _, e := range v {
			out = append(out, reversed(e))
		}
		return out
	}
	return v
}
