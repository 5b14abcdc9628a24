package ipc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of torrents: add, start, stop, remove. All run alone, on an empty list.
func torrentCases() []*kase {
	one := func(slug string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "ipc/torrent/" + slug, Role: engine, Clauses: clauses{c}, Alone: true, Given: empty(), Steps: steps}
	}
	files := func(k *kase) *kase { k.Needs = append(k.Needs, FeatureFiles); return k }
	detailed := func(tag int, keys ...any) list { return list{"addfile-detailed", dict(keys), tag} }
	single, multi := word("file:single"), word("file:multi")
	return []*kase{
		files(one("addfiles", IPC120, tell(list{"addfiles", list{single, multi}, 5}), reply(5, "info|succeeded", infoCount(2)), listed("single", "multi"))),
		files(one("addfiles-mixed", IPC121, tell(list{"addfiles", list{"/nonexistent/x.torrent", single, 1}, 5}), reply(5, "info|succeeded|bad-format"), fence(), act{"the good one or none", mixedAdd})),
		one("addfiles-none", IPC122, tell(list{"addfiles", list{"/nonexistent/x.torrent"}, 12}), reply(12, "info|failed", infoCount(0)), silent()),
		files(one("addfiles-untagged", IPC123, untagged(list{"addfiles", list{single}}, ipc.KeyInfo, infoCount(1)))),
		files(one("detailed-file", IPC124, tell(detailed(5, "file", single)), reply(5, "info|succeeded", infoCount(1)), listed("single"))),
		one("detailed-data", IPC125, adds("single", 5), listed("single"), adds("unicode", 6), listed("single", "unicode")),
		one("detailed-empty", IPC126, tell(detailed(5)), reply(5, ipc.KeyBadFormat), tell(detailed(6, "autostart", 1)), reply(6, ipc.KeyBadFormat)),
		files(one("detailed-both", IPC127, metainfo("single"), tell(detailed(5, "data", word("data"), "file", single)), reply(5, ipc.KeyBadFormat), listed())),
		one("detailed-directory", IPC128, folder(), metainfo("single"), tell(detailed(5, "autostart", 0, "data", word("data"), "directory", word("dir"))), reply(5, "info|succeeded"), listed("single"),
			tell(list{"get-directory", "", 6}), reply(6, ipc.KeyDirectory, func(s *session, m *ipc.Message) *failure {
				if string(m.Text) == s.Vars["dir"] {
					return conformance.Fail(conformance.WrongValue, "the default directory unchanged", "")
				}
				return nil
			}), act{"content in the directory is found", onDisk}),
		one("detailed-autostart", IPC129, set("autostart", 1), metainfo("single"), tell(detailed(5, "autostart", 0, "data", word("data"))), reply(5, "info|succeeded"), running("single", false),
			metainfo("multi"), tell(detailed(6, "autostart", 1, "data", word("data"))), reply(6, "info|succeeded"), running("multi", true)),
		one("autostart-default", IPC101, set("autostart", 0), adds("single", 5), running("single", false), set("autostart", 1), adds("multi", 6), running("multi", true)),
		one("detailed-odd-autostart", IPC130, metainfo("single"), tell(detailed(5, "autostart", list{0}, "data", word("data"))), reply(5, "info|succeeded|bad-format"), fence()),
		one("detailed-unknown-keys", IPC131, metainfo("single"), tell(detailed(5, "data", word("data"), "zzz", "x")), reply(5, "info|succeeded", infoCount(1)), listed("single")),
		one("garbage", IPC132, tell(detailed(5, "data", "garbage")), reply(5, ipc.KeyFailed), listed()),
		one("duplicate", IPC133, adds("single", 5), metainfo("single"), tell(detailed(6, "data", word("data"))), reply(6, "failed|info|succeeded"), listed("single")),
		one("start-stop-remove", IPC134, adds("single", 5), tell(list{"stop", list{num("id:single")}, 6}), reply(6, ipc.KeySucceeded), tell(list{"start", list{num("id:single")}, 7}),
			reply(7, ipc.KeySucceeded), tell(list{"remove", list{num("id:single")}, 8}), reply(8, ipc.KeySucceeded), eventually(listed())),
		one("all", IPC135, adds("single", 5), adds("multi", 6), tell(list{"stop-all", "", 7}), reply(7, ipc.KeySucceeded), running("single", false), running("multi", false),
			tell(list{"start-all", "", 8}), reply(8, ipc.KeySucceeded), running("single", true), running("multi", true), tell(list{"remove-all", "", 9}), reply(9, ipc.KeySucceeded), eventually(listed())),
		one("running", IPC136, adds("single", 5), tell(list{"stop", list{num("id:single")}, 6}), reply(6, ipc.KeySucceeded), running("single", false),
			tell(list{"start", list{num("id:single")}, 7}), reply(7, ipc.KeySucceeded), running("single", true)),
		one("remove", IPC137, adds("single", 5), adds("multi", 6), act{"the saved copy", savedCopy}, tell(list{"remove", list{num("id:single")}, 7}), reply(7, ipc.KeySucceeded),
			eventually(listed("multi")), check("the saved copy is deleted", savedCopyGone)),
		one("no-ids", IPC138, adds("single", 5), tell(list{"start", list{}, 6}), reply(6, ipc.KeySucceeded), tell(list{"stop", list{}, 7}), reply(7, ipc.KeySucceeded),
			tell(list{"remove", list{}, 8}), reply(8, ipc.KeySucceeded), listed("single")),
		one("remove-all-twice", IPC139, tell(list{"remove-all", "", 5}), reply(5, ipc.KeySucceeded), tell(list{"remove-all", "", 6}), reply(6, ipc.KeySucceeded)),
		one("add-again", IPC140, adds("single", 5), tell(list{"remove", list{num("id:single")}, 6}), reply(6, ipc.KeySucceeded), eventually(listed()), adds("single", 7), listed("single")),
		one("verify", IPC141, adds("single", 5), tell(list{"verify", list{num("id:single")}, 6}), reply(6, "succeeded|not-supported"), fence()),
		one("odd-ids", IPC091, adds("single", 5), tell(list{"stop", list{num("id:single")}, 6}), reply(6, ipc.KeySucceeded), running("single", false),
			tell(list{"start", list{0, -1, "x", 9999}, 7}), reply(7, "succeeded|bad-format|failed"), running("single", false), tell(list{"remove", list{0, -1, 9999}, 8}), reply(8, "succeeded|failed"), listed("single")),
		one("ids-not-reused", IPC092, adds("single", 5), conformance.Set("first", "{id:single}"), tell(list{"get-info-all", list{}, 6}), reply(6, ipc.KeyInfo, hasID("single")),
			tell(list{"remove", list{num("id:single")}, 7}), reply(7, ipc.KeySucceeded), eventually(listed()), adds("single", 8), check("another id", func(s *session) *failure {
				if s.Vars["id:single"] == s.Vars["first"] {
					return conformance.Fail(conformance.WrongValue, "an id that was not used before", "%s again", s.Vars["first"])
				}
				return nil
			})),
		{
			ID: "ipc/torrent/shared-ids", Role: engine, Clauses: clauses{IPC093}, Alone: true, Given: append(append(empty(), entered()...), on(0), adds("single", 5)),
			Steps: []step{tell(list{"get-info", dict{"id", list{num("id:single")}, "type", list{"hash"}}, 6}), reply(6, ipc.KeyInfo, infoCount(1)), on(1),
				tell(list{"get-info-all", list{"hash"}, 7}), reply(7, ipc.KeyInfo, infoCount(1), keepID("single")),
				tell(list{"get-info", dict{"id", list{num("id:single")}, "type", list{"hash"}}, 8}), reply(8, ipc.KeyInfo, infoCount(1))},
		},
	}
}

// empty is the Given of these cases: connected, and no torrents.
func empty() []step {
	return append(entered(), optional(tell(list{"get-info-all", list{}, 89}), reply(89, ipc.KeyInfo, func(s *session, m *ipc.Message) *failure {
		if len(m.Infos) > 0 {
			s.Vars["removed"] = "some"
		}
		return nil
	})), tell(list{"remove-all", "", 90}), reply(90, "succeeded|failed"), eventually(listed()),
		optional(tell(list{"autostart", 1, 91}), reply(91, ipc.KeySucceeded)))
}

// metainfo keeps a fixture's .torrent in {data}.
func metainfo(fixture string) step {
	return check("prepare "+fixture, func(s *session) *failure {
		b, err := s.Metainfo(fixture)
		if err != nil {
			return conformance.Fail(conformance.Unreachable, "the fixture", "%v", err)
		}
		s.Vars["data"] = string(b)
		return nil
	})
}

// adds adds a fixture by its data and keeps its id in {id:FIXTURE}. Behind empty it is
// patient where the list was not: a server may need a while to forget a torrent.
func adds(fixture string, tag int) step {
	add := conformance.Steps(tell(list{"addfile-detailed", dict{"data", word("data")}, tag}), reply(int64(tag), "info|succeeded", infoCount(1)))
	patient := act{add.String(), func(s *session) error {
		err := add.Do(s)
		if f, ok := err.(*failure); ok && f.Diagnosis == conformance.Refused && s.Vars["removed"] != "" {
			return eventually(add).Do(s)
		}
		return err
	}}
	return conformance.Steps(metainfo(fixture), patient, finds(fixture))
}

// finds keeps the id of a fixture in {id:FIXTURE}: by its hash in get-info-all, or, where
// that does not show it, by lookup.
func finds(fixture string) step {
	lookup := conformance.Steps(tell(list{"lookup", list{word("hash:" + fixture)}, 92}), reply(92, ipc.KeyInfo, infoCount(1), keepID(fixture)))
	all := conformance.Steps(tell(list{"get-info-all", list{"hash"}, 88}), reply(88, ipc.KeyInfo, func(s *session, m *ipc.Message) *failure {
		for _, i := range m.Infos {
			switch {
			case i.Has&ipc.InfoHash == 0:
				return untold
			case strings.EqualFold(string(i.Hash), s.Vars["hash:"+fixture]):
				s.Vars["id:"+fixture] = strconv.FormatInt(i.ID, 10)
				return nil
			}
		}
		return conformance.Fail(conformance.Lost, "the torrent "+fixture, "")
	}))
	return act{"find " + fixture, func(s *session) error {
		first := all.Do(s)
		if first == nil || lookup.Do(s) == nil {
			return nil
		}
		return first
	}}
}

func keepID(fixture string) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		s.Vars["id:"+fixture] = strconv.FormatInt(m.Infos[0].ID, 10)
		return nil
	}
}

func hasID(fixture string) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		if len(m.Infos) != 1 || strconv.FormatInt(m.Infos[0].ID, 10) != s.Vars["id:"+fixture] {
			return conformance.Fail(conformance.WrongValue, "the id "+s.Vars["id:"+fixture]+" for the whole connection", "")
		}
		return nil
	}
}

// infoCount wants an info message to have n torrents; other keys pass.
func infoCount(n int) func(*session, *ipc.Message) *failure {
	return func(_ *session, m *ipc.Message) *failure {
		if m.Kind() == ipc.KeyInfo && len(m.Infos) != n {
			return conformance.Fail(conformance.WrongCount, fmt.Sprintf("%d torrents", n), "%d", len(m.Infos))
		}
		return nil
	}
}

// listed wants get-info-all to show exactly some fixtures.
func listed(fixtures ...string) step {
	return conformance.Steps(tell(list{"get-info-all", list{"hash"}, 93}), reply(93, ipc.KeyInfo, func(s *session, m *ipc.Message) *failure {
		want := map[string]bool{}
		for _, f := range fixtures {
			want[s.Vars["hash:"+f]] = true
		}
		for _, i := range m.Infos {
			if i.Has&ipc.InfoHash == 0 {
				return untold
			}
			if h := strings.ToLower(string(i.Hash)); !want[h] {
				return conformance.Fail(conformance.WrongValue, fmt.Sprintf("the torrents %v", fixtures), "also %q", h)
			} else {
				delete(want, h)
			}
		}
		if len(want) > 0 {
			return conformance.Fail(conformance.Lost, fmt.Sprintf("the torrents %v", fixtures), "%d of them", len(fixtures)-len(want))
		}
		return nil
	}))
}

// eventually tries a step again until it succeeds or five seconds have passed: no
// clause says that a list changes at once.
func eventually(st step) step { return until((*session).Bound, st) }

// perhaps is eventually for what need not be: it waits without slack for the machine.
func perhaps(st step) step {
	return until(func(s *session, d time.Duration) time.Duration { return max(s.Real(d), time.Second/4) }, st)
}

func until(bound func(*session, time.Duration) time.Duration, st step) step {
	return act{"soon " + st.String(), func(s *session) error {
		deadline := time.Now().Add(bound(s, soon))
		for {
			err := st.Do(s)
			f, ok := err.(*failure)
			if !ok {
				return err
			}
			if time.Now().After(deadline) || f.Diagnosis == conformance.Closed || s.Wait(s.Real(100*time.Millisecond)) != nil {
				return f
			}
		}
	}}
}

// eventuallyListed is eventually(listed) on a connection of its own.
func eventuallyListed(fixtures ...string) step {
	return conformance.Steps(check("the server is still there", served), eventually(listed(fixtures...)))
}

// mixedAdd wants the good torrent of a mixed addfiles to be there, unless the whole
// message was refused for the number in it.
func mixedAdd(s *session) error {
	for _, m := range received(s) {
		if m.Tag == 5 && m.Kind() == ipc.KeyBadFormat {
			return nil
		}
	}
	return eventually(listed("single")).Do(s)
}

// running wants a torrent's status type running to become 0 or 1.
func running(fixture string, want bool) step {
	ask := conformance.Steps(finds(fixture), tell(list{"get-status", dict{"id", list{num("id:" + fixture)}, "type", list{"running", "state"}}, 94}),
		reply(94, ipc.KeyStatus, func(_ *session, m *ipc.Message) *failure {
			if len(m.Statuses) != 1 {
				return conformance.Fail(conformance.WrongCount, "one torrent", "%d", len(m.Statuses))
			}
			st := &m.Statuses[0]
			is := st.Running
			switch state := string(st.State); {
			case st.Has&(ipc.StatusRunning|ipc.StatusState) == 0:
				return untold
			case st.Has&ipc.StatusRunning == 0:
				is = state != "paused" && state != "stopping"
			}
			if is != want {
				return conformance.Fail(conformance.WrongValue, fmt.Sprintf("running %v", want), "")
			}
			return nil
		}))
	return eventually(ask)
}

// savedCopy keeps where the server's copy of a torrent is.
func savedCopy(s *session) error {
	return conformance.Steps(tell(list{"get-info", dict{"id", list{num("id:single")}, "type", list{"path"}}, 95}), reply(95, ipc.KeyInfo, infoCount(1), func(s *session, m *ipc.Message) *failure {
		if path := string(m.Infos[0].Path); path != "" {
			if _, err := os.Stat(path); err == nil {
				s.Vars["path"] = path
			}
		}
		return nil
	})).Do(s)
}

// savedCopyGone wants the server's copy deleted, if the suite could see it.
func savedCopyGone(s *session) *failure {
	if s.Vars["path"] == "" {
		return nil
	}
	if _, err := os.Stat(s.Vars["path"]); err == nil {
		return conformance.Fail(conformance.WrongValue, "the saved copy deleted", "%s is still there", s.Vars["path"])
	}
	return nil
}
