package ipc

import (
	"fmt"
	"strconv"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of values and settings. All change what every client sees, so they run
// alone.
func settingsCases() []*kase {
	all := []*kase{
		toggles("automap", IPC100), toggles("autostart", IPC101), toggles("pex", IPC105),
		numbers("downlimit", IPC103, 100, -1, 20, -5), numbers("uplimit", IPC104, 20, -1, 100, -5), numbers("port", IPC106, 6001, 65534, 1024),
		{
			ID: "ipc/settings/booleans", Role: engine, Clauses: clauses{IPC090}, Alone: true, Given: entered(),
			Steps: []step{
				set("autostart", 0), reads("autostart", 0), set("autostart", 1), reads("autostart", 1),
				tell(list{"autostart", 2, 5}), reply(5, "succeeded|bad-format|failed"), tell(list{"autostart", -1, 6}), reply(6, "succeeded|bad-format|failed"),
				tell(list{"autostart", 1 << 40, 7}), reply(7, "succeeded|bad-format|failed"), tell(list{"get-autostart", "", 8}), reply(8, "autostart", isBool), set("autostart", 1),
			},
		},
		{
			ID: "ipc/settings/directory", Role: engine, Clauses: clauses{IPC102}, Alone: true, Given: append(entered(), folder()),
			Steps: []step{
				keepSetting("directory"),
				set("directory", word("dir")), tell(list{"get-directory", "", 6}), reply(6, ipc.KeyDirectory, isText("dir")),
				tell(list{"directory", word("kept:directory"), 7}), reply(7, ipc.KeySucceeded),
			},
		},
		{
			ID: "ipc/settings/bad-port", Role: engine, Clauses: clauses{IPC107}, Alone: true, Given: append(entered(), set("port", 6001), reads("port", 6001)),
			Steps: []step{
				tell(list{"port", -1, 5}), reply(5, "bad-format|failed"), tell(list{"port", 65536, 6}), reply(6, "bad-format|failed"),
				tell(list{"port", 70000, 7}), reply(7, "bad-format|failed"), tell(list{"port", 1 << 40, 8}), reply(8, "bad-format|failed"), reads("port", 6001),
			},
		},
		{
			ID: "ipc/settings/no-wrap", Role: engine, Clauses: clauses{IPC108}, Alone: true, Given: append(entered(), set("downlimit", 50), keepSetting("downlimit")),
			Steps: []step{
				limitKeepsSign(1 << 31), limitKeepsSign(1<<63 - 1), limitKeepsSign(-1 << 63),
				set("downlimit", -1),
			},
		},
		{
			ID: "ipc/settings/shared", Role: engine, Clauses: clauses{IPC109}, Alone: true, Given: append(append(entered(), entered()...), on(0)),
			Steps: []step{set("uplimit", 33), on(1), reads("uplimit", 33), silent(), check("nothing was told unasked", untoldOn(1)), on(0), set("uplimit", -1)},
		},
		{ID: "ipc/settings/all-answer", Role: engine, Clauses: clauses{IPC110}, Given: entered(), Steps: gets()},
		{
			ID: "ipc/settings/encryption", Role: engine, Clauses: clauses{IPC111}, Given: entered(),
			Steps: []step{tell(list{"get-encryption", "", 5}), reply(5, "encryption|not-supported"), fence()},
		},
	}
	wrong := []any{
		list{"autostart", "1"}, list{"port", "x"}, list{"start", 1}, list{"lookup", "x"}, list{"get-info", "x"}, list{"addfiles", "x"}, list{"directory", 5},
		list{"get-supported", 5}, list{"get-status-all", "x"}, list{"stop", "x"}, list{"remove", dict{}}, list{"downlimit", "fast"}, list{"addfile-detailed", list{}},
	}
	tagged := &kase{ID: "ipc/settings/wrong-types-tagged", Role: engine, Clauses: clauses{IPC094}, Given: entered()}
	bare := &kase{ID: "ipc/settings/wrong-types-untagged", Role: engine, Clauses: clauses{IPC095}, Given: entered()}
	for i, w := range wrong {
		tagged.Steps = append(tagged.Steps, optional(tell(append(w.(list)[:2:2], i+1)), reply(int64(i+1), ipc.KeyBadFormat)))
		bare.Steps = append(bare.Steps, tell(w))
	}
	tagged.Steps, bare.Steps = append(tagged.Steps, fence()), append(bare.Steps, silent())
	ignored := &kase{ID: "ipc/settings/ignored-values", Role: engine, Clauses: clauses{IPC096}, Alone: true, Given: entered()}
	for i, v := range []any{"fnord", 0, dict{}, list{}, -5, list{"x", dict{"y", 1}}} {
		ignored.Steps = append(ignored.Steps, tell(list{"noop", v, 2*i + 1}), reply(int64(2*i+1), ipc.KeySucceeded),
			optional(tell(list{"get-port", v, 2*i + 2}), reply(int64(2*i+2), ipc.KeyPort)),
			optional(tell(list{"stop-all", v, 2*i + 100}), reply(int64(2*i+100), ipc.KeySucceeded)))
	}
	return append(all, tagged, bare, ignored)
}

func toggles(key string, c *conformance.Clause) *kase {
	return &kase{
		ID: "ipc/settings/" + key, Role: engine, Clauses: clauses{c}, Alone: true, Given: entered(),
		Steps: []step{keepSetting(key), set(key, 1), reads(key, 1), set(key, 0), reads(key, 0), set(key, 1), reads(key, 1), tell(list{key, num("kept:" + key), 99}), reply(99, ipc.KeySucceeded)},
	}
}

func numbers(key string, c *conformance.Clause, values ...int) *kase {
	k := &kase{ID: "ipc/settings/" + key, Role: engine, Clauses: clauses{c}, Alone: true, Given: entered(), Steps: []step{keepSetting(key)}}
	for _, v := range values {
		k.Steps = append(k.Steps, set(key, v), reads(key, v))
	}
	k.Steps = append(k.Steps, tell(list{key, num("kept:" + key), 99}), reply(99, ipc.KeySucceeded))
	return k
}

// set sends a setting and wants succeeded.
func set(key string, v any) step {
	return conformance.Steps(tell(list{key, v, 71}), reply(71, ipc.KeySucceeded))
}

// reads wants a setting to be v. Any negative limit is "no limit" and may come back
// as any other.
func reads(key string, v int) step {
	return conformance.Steps(tell(list{"get-" + key, "", 72}), reply(72, key, func(_ *session, m *ipc.Message) *failure {
		if m.Int == int64(v) || v < 0 && m.Int < 0 {
			return nil
		}
		return conformance.Fail(conformance.WrongValue, fmt.Sprintf("%s %d, as it was set", key, v), "")
	}))
}

// keepSetting keeps a setting in the variable kept:KEY.
func keepSetting(key string) step {
	return conformance.Steps(tell(list{"get-" + key, "", 73}), reply(73, key, func(s *session, m *ipc.Message) *failure {
		if s.Vars["kept:"+key] = strconv.FormatInt(m.Int, 10); m.Text != nil {
			s.Vars["kept:"+key] = string(m.Text)
		}
		return nil
	}))
}

// keepInt keeps the value of a reply in a variable; isInt compares with it.
func keepInt(name string) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		s.Vars[name] = strconv.FormatInt(m.Int, 10)
		return nil
	}
}

func isInt(name string) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		if have := strconv.FormatInt(m.Int, 10); have != s.Vars[name] {
			return conformance.Fail(conformance.WrongValue, name+" "+s.Vars[name]+", unchanged", "%s", have)
		}
		return nil
	}
}

func isText(name string) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		if string(m.Text) != s.Vars[name] {
			return conformance.Fail(conformance.WrongValue, fmt.Sprintf("%q", s.Vars[name]), "")
		}
		return nil
	}
}

func isBool(_ *session, m *ipc.Message) *failure {
	if m.Int == 0 || m.Int == 1 {
		return nil
	}
	return conformance.Fail(conformance.OutOfRange, "0 or 1", "")
}

// limitKeepsSign sets a huge limit: it may be clamped or refused, but not wrap.
func limitKeepsSign(v int64) step {
	return conformance.Steps(tell(list{"downlimit", v, 5}), reply(5, "succeeded|bad-format|failed"), tell(list{"get-downlimit", "", 6}),
		reply(6, ipc.KeyDownLimit, func(s *session, m *ipc.Message) *failure {
			kept, _ := strconv.ParseInt(s.Vars["kept:downlimit"], 10, 64)
			switch {
			case m.Int == kept: // refused, or what it was
			case v > 0 && (m.Int <= 0 || m.Int > v), v < 0 && (m.Int >= 0 || m.Int < v):
				return conformance.Fail(conformance.WrongValue, fmt.Sprintf("%d, clamped or refused", v), "")
			}
			s.Vars["kept:downlimit"] = strconv.FormatInt(m.Int, 10)
			return nil
		}))
}

// untoldOn wants no message without a tag on a connection that asked with tags only.
func untoldOn(conn int) func(*session) *failure {
	return func(s *session) *failure {
		for _, e := range s.Transcript.Entries() {
			if e.Packet == nil || e.Conn != conn || e.From != engine {
				continue
			}
			if m := message(e.Packet); m != nil && m.Tag == 0 {
				return conformance.Fail(conformance.Unasked, "no message without a request", "%s", conformance.Show(e.Packet))
			}
		}
		return nil
	}
}

// gets asks for every setting of the document.
func gets() (steps []step) {
	for i, key := range []string{"automap", "autostart", "directory", "downlimit", "uplimit", "pex", "port"} {
		steps = append(steps, optional(tell(list{"get-" + key, "", i + 1}), reply(int64(i+1), key)))
	}
	return steps
}
