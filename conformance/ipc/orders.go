package ipc

import (
	"path/filepath"
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Orders is what the orders of the feature "orders" mean, one a line. What belongs to a
// torrent is named by its hash or ID. A program that gets no order does its ordinary
// thing; one that cannot carry an order out at all exits with status 77, and the case is
// n/a.
const Orders = `addfiles PATH...                              add torrent files on the server's disk
addfile-detailed file|data PATH [directory PATH] [autostart 0|1]
start|stop|remove all|HASH|ID...
info [TYPE...]                                info of all torrents
status [TYPE...]                              status of all torrents
automap|autostart|pex 0|1
directory PATH
downlimit|uplimit KB|none
port PORT
noop
quit
`

// unable is the exit status of a program that does not know an order.
const unable = 77

// orderCases are what a client does that is told to.
func orderCases() []*kase {
	able := conformance.Where("the program knows the order", func(s *session) bool { return s.Process.Exit().Code != unable })
	one := func(id string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "ipc/client/" + id, Role: controller, Clauses: clauses{c}, Needs: needs{FeatureOrders}, Whole: true, Limit: 5 * time.Minute, Steps: append(steps, ofUse)}
	}
	obey := func(build func(*session) *conformance.Stand, orders ...string) step {
		return conformance.Steps(conformance.Meet(func(s *session) *conformance.Stand {
			st := build(s)
			st.Orders = orders
			return st
		}), able)
	}
	copes, fails := check("goes as far as otherwise", asFar), check("ends and reports", reports)
	hash, other := "abababababababababababababababababababab", "/nowhere/else.torrent"
	nameless := changed(func(m *meeting, p *codec.Packet) error {
		r := answerTo(message(p))
		if r == nil {
			return nil
		}
		if r[0] == ipc.KeyInfo {
			r[1] = list{infos[0].(dict).with("hash", hash).with("id", 0), infos[1].(dict).with("id", -1)}
		}
		return tells(m, r)
	})
	known := changed(func(m *meeting, p *codec.Packet) error {
		r := answerTo(message(p))
		if r == nil {
			return nil
		}
		if message(p).Kind() == ipc.KeyLookup {
			r[1] = list{infos[1].(dict).with("hash", hash).only("hash", "id")}
		} else if r[0] == ipc.KeyInfo {
			r[1] = list{infos[0], infos[1].(dict).with("hash", hash)}
		}
		return tells(m, r)
	})
	limit := func(key string, c *conformance.Clause) *kase {
		return one("orders-"+key, c, obey(ordinary, key+" 100", key+" none"),
			sends(key+" of 100", func(m *ipc.Message) bool { return m.Kind() == key && m.Int == 100 }),
			sends(key+" below 0", func(m *ipc.Message) bool { return m.Kind() == key && m.Int < 0 }))
	}
	with := func(key string, ids ...int64) step {
		return sends(key+" of the torrents meant", func(m *ipc.Message) bool { return m.Kind() == key && slices.Equal(m.IDs, ids) })
	}
	all := func(key string) step {
		return sends(key+" of all", func(m *ipc.Message) bool {
			return m.Kind() == key+"-all" || m.Kind() == key && slices.Contains(m.IDs, 1) && slices.Contains(m.IDs, 2)
		})
	}
	switched := func(key string, on bool) step {
		return sends(key+" as told", func(m *ipc.Message) bool { return m.Kind() == key && m.Bool() == on })
	}
	return []*kase{
		one("orders-v1-quit", IPC052, obey(oldServer, "quit"), sends("quit", kind(ipc.KeyQuit)), copes),
		one("orders-v1-add", IPC053, obey(oldServer, "addfiles "+other), sends("addfiles", adding(other)), check("ends", ends)),
		one("orders-v1-port", IPC055, obey(oldServer, "port 6000"), sendsNo("what needs version 2", func(m *ipc.Message) bool {
			row, ok := ipc.Lookup(m.Kind())
			return ok && row.Min > 1
		}), fails),
		one("orders-odd-ids", IPC091, obey(nameless, "start "+hash), sendsNo("an ID below 1", func(m *ipc.Message) bool {
			return slices.ContainsFunc(m.IDs, func(id int64) bool { return id < 1 })
		}), check("ends", ends)),
		one("orders-automap", IPC100, obey(ordinary, "automap 1"), switched(ipc.KeyAutomap, true), obey(ordinary, "automap 0"), switched(ipc.KeyAutomap, false)),
		one("orders-directory", IPC102, obey(ordinary, "directory /srv/elsewhere"), sends("the directory as told", func(m *ipc.Message) bool {
			return m.Kind() == ipc.KeyDirectory && filepath.Clean(m.Text.String()) == "/srv/elsewhere"
		}), obey(ordinary, "directory elsewhere"), sendsNo("a path that is not absolute", func(m *ipc.Message) bool {
			return m.Kind() == ipc.KeyDirectory && !filepath.IsAbs(m.Text.String())
		})),
		limit(ipc.KeyDownLimit, IPC103), limit(ipc.KeyUpLimit, IPC104),
		one("orders-limit-unit", IPC168, obey(ordinary, "downlimit 7"), sends("7 for 7 KB/s", func(m *ipc.Message) bool { return m.Kind() == ipc.KeyDownLimit && m.Int == 7 })),
		one("orders-port", IPC106, obey(ordinary, "port 7000"), sends("the port", func(m *ipc.Message) bool { return m.Kind() == ipc.KeyPort && m.Int == 7000 }),
			obey(ordinary, "port 70000"), sendsNo("a port above 65535", func(m *ipc.Message) bool { return m.Kind() == ipc.KeyPort && (m.Int < 0 || m.Int > ipc.MaxPort) }), fails),
		one("orders-add", IPC120, obey(ordinary, "addfiles "+other), sends("the path", adding(other)),
			obey(ordinary, "addfiles else.torrent"), sendsNo("a path that is not absolute", relative)),
		one("orders-untagged-info", IPC123, obey(changed(func(m *meeting, p *codec.Packet) error {
			if r := message(p); r != nil && (r.Kind() == ipc.KeyAddFiles || r.Kind() == ipc.KeyAddFileDetailed) {
				if err := tells(m, list{ipc.KeyInfo, list{dict{"id", 3}}}); err != nil {
					return err
				}
			}
			return answer(m, p)
		}), "addfiles "+other), sends("the path", adding(other)), copes),
		one("orders-data", IPC125, metainfo("single"), obey(ordinary, "addfile-detailed data {file:single}"), check("the file's content", content)),
		one("orders-file-or-data", IPC127, metainfo("single"), obey(ordinary, "addfile-detailed data {file:single}", "addfile-detailed file "+other),
			sends("addfile-detailed", kind(ipc.KeyAddFileDetailed)), sendsNo("file and data together", func(m *ipc.Message) bool {
				return m.Kind() == ipc.KeyAddFileDetailed && m.Add.Has&ipc.AddFile != 0 && m.Add.Has&ipc.AddData != 0
			})),
		one("orders-ids", IPC134, obey(known, "start 2", "stop 2", "remove 2"), with(ipc.KeyStart, 2), with(ipc.KeyStop, 2), with(ipc.KeyRemove, 2),
			obey(known, "stop "+hash), with(ipc.KeyStop, 2), copes),
		one("orders-all", IPC135, obey(ordinary, "start all", "stop all", "remove all"), all("start"), all("stop"), all("remove"), copes),
		one("orders-info", IPC159, obey(ordinary, "info hash name"), sends("a question for all torrents", kind(ipc.KeyGetInfoAll, ipc.KeyGetStatusAll)), copes),
		one("orders-status", IPC160, obey(ordinary, "status state"), sends("a question for the status", kind(ipc.KeyGetStatusAll, ipc.KeyGetStatus)), copes),
		one("orders-sizes", IPC169, obey(torrents(infos[0].(dict).with("size", int64(5)<<40), statuses[0].(dict)), "info size"), copes),
		one("orders-noop", IPC180, obey(ordinary, "noop"), sends("noop", kind(ipc.KeyNoop)), copes),
		one("orders-quit", IPC181, obey(ordinary, "quit"), sends("quit", kind(ipc.KeyQuit)), copes),
	}
}

// lastAsked are the messages of the client's last run, those of one dictionary of version 1
// each by itself.
func lastAsked(s *session) (out []*ipc.Message) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil || e.From != controller {
			continue
		}
		if _, hello := e.Packet.Message.(*ipc.Handshake); hello {
			out = nil
		} else if m := message(e.Packet); m != nil {
			out = slices.AppendSeq(out, m.All())
		}
	}
	return out
}

// sends wants a message like one of the client's last run.
func sends(what string, like func(m *ipc.Message) bool) step {
	return check(what, func(s *session) *failure {
		asked := lastAsked(s)
		if slices.ContainsFunc(asked, like) {
			return nil
		}
		if len(asked) == 0 {
			return conformance.Fail(conformance.NoReply, what, "no request; %s", s.Process.Exit())
		}
		return conformance.Fail(conformance.WrongValue, what, "%s", asked[len(asked)-1])
	})
}

// sendsNo wants none like it.
func sendsNo(what string, like func(m *ipc.Message) bool) step {
	return check("not "+what, func(s *session) *failure {
		if i := slices.IndexFunc(lastAsked(s), like); i >= 0 {
			return conformance.Fail(conformance.OutOfRange, "not "+what, "%s", lastAsked(s)[i])
		}
		return nil
	})
}

func kind(keys ...string) func(*ipc.Message) bool {
	return func(m *ipc.Message) bool { return slices.Contains(keys, m.Kind()) }
}

// adding matches what adds a torrent file by its path.
func adding(path string) func(*ipc.Message) bool {
	return func(m *ipc.Message) bool {
		return m.Kind() == ipc.KeyAddFiles && slices.ContainsFunc(m.Texts, func(t codec.Bytes) bool { return string(t) == path }) ||
			m.Kind() == ipc.KeyAddFileDetailed && string(m.Add.File) == path
	}
}

// relative matches what adds one by a path that is not absolute.
func relative(m *ipc.Message) bool {
	return m.Kind() == ipc.KeyAddFiles && slices.ContainsFunc(m.Texts, func(t codec.Bytes) bool { return !filepath.IsAbs(string(t)) }) ||
		m.Kind() == ipc.KeyAddFileDetailed && m.Add.Has&ipc.AddFile != 0 && !filepath.IsAbs(string(m.Add.File))
}

// content wants the whole torrent file in the message.
func content(s *session) *failure {
	for _, m := range lastAsked(s) {
		if m.Kind() != ipc.KeyAddFileDetailed {
			continue
		}
		if string(m.Add.Data) != s.Vars["data"] {
			return conformance.Fail(conformance.WrongValue, "the content of the torrent file", "%d bytes of %d", len(m.Add.Data), len(s.Vars["data"]))
		}
		return nil
	}
	return conformance.Fail(conformance.NoReply, "addfile-detailed", "none; %s", s.Process.Exit())
}
