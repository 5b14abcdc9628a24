package ipc

import (
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of the handshake.
func handshakeCases() []*kase {
	version := func(lo, hi int) dict { return dict{"version", dict{"max", hi, "min", lo}} }
	greets := func(v any, more ...step) []step {
		return append([]step{connect(), tell(v), greeting()}, more...)
	}
	refuses := func(v any) []step { return []step{connect(), tell(v), closes()} }
	ping := []step{alive()}
	all := []*kase{
		{
			ID: "ipc/handshake/at-once", Role: engine, Clauses: clauses{IPC030}, Whole: true, Given: []step{connect()},
			Steps: []step{within(2*time.Second, greeting())},
		},
		{ID: "ipc/handshake/does-not-wait", Role: engine, Clauses: clauses{IPC034}, Whole: true, Given: []step{connect()}, Steps: []step{greeting()}},
		{ID: "ipc/handshake/dictionary", Role: engine, Clauses: clauses{IPC031}, Given: []step{connect()}, Steps: []step{helloIs(hasVersion)}},
		{ID: "ipc/handshake/min-and-max", Role: engine, Clauses: clauses{IPC032}, Given: []step{connect()}, Steps: []step{helloIs(minMax)}},
		{ID: "ipc/handshake/version-first", Role: engine, Clauses: clauses{IPC033}, Given: []step{connect()}, Steps: []step{helloIs(versionFirst)}},
		{ID: "ipc/handshake/label", Role: engine, Clauses: clauses{IPC042}, Given: []step{connect()}, Steps: []step{helloIs(hasLabel)}},
		{
			ID: "ipc/handshake/nothing-before-hello", Role: engine, Clauses: clauses{IPC035}, Whole: true, Given: []step{connect()},
			Steps: []step{greeting(), conformance.Silent(2 * time.Second), hello(1, 2), alive()},
		},
		{
			ID: "ipc/handshake/keys-before-version", Role: engine, Clauses: clauses{IPC036},
			Steps: append(greets(dict{"0", 1795231538, "version", dict{"max", 2, "min", 1}}), ping...),
		},
		{
			ID: "ipc/handshake/other-keys-ignored", Role: engine, Clauses: clauses{IPC037}, Alone: true,
			Steps: append(append(greets(dict{"quit", "", "version", dict{"max", 2, "min", 1}}), alive(), check("it has not quit", goesOn)),
				append(entered(), tell(list{"get-port", "", 7}), reply(7, ipc.KeyPort, keepInt("port")),
					connect(), tell(dict{"port", 7000, "version", dict{"max", 2, "min", 1}}), greeting(), fence(),
					tell(list{"get-port", "", 8}), reply(8, ipc.KeyPort, isInt("port")))...),
		},
		{
			ID: "ipc/handshake/highest-common", Role: engine, Clauses: clauses{IPC038},
			Steps: append(append(greets(version(1, 2)), ping...),
				optional(append(greets(version(2, 99)), speaking(2), fence())...),
				optional(append([]step{conformance.Speak(1)}, append(greets(version(1, 1)), speaking(1), tell(dict{"frob", 1}), conformance.Quiet(500*time.Millisecond, "*"))...)...)),
		},
		{ID: "ipc/handshake/none-in-common", Role: engine, Clauses: clauses{IPC039}, Steps: append(refuses(version(3, 4)), check("the server is still there", served))},
		{
			ID: "ipc/handshake/labels", Role: engine, Clauses: clauses{IPC041},
			Steps: append(append(append(greets(version(1, 2)), ping...), append(greets(dict{"version", dict{"label", "\xff\xfe any 7 text", "max", 2, "min", 1}}), ping...)...),
				append(greets(dict{"version", dict{"label", "", "max", 2, "min", 1}}), ping...)...),
		},
		{
			ID: "ipc/handshake/pipelined", Role: engine, Clauses: clauses{IPC045}, Given: append(entered(), connect()),
			Steps: []step{tellAll(dict{"version", dict{"max", 2, "min", 1}}, list{"noop", "", 5}), reply(5, ipc.KeySucceeded)},
		},
		{
			ID: "ipc/handshake/second-dictionary", Role: engine, Clauses: clauses{IPC046},
			Steps: append(append(entered(), tell(list{"version", dict{"max", 2, "min", 1}, 5}), reply(5, ipc.KeyNotSupported),
				tell(list{"version", dict{"max", 2, "min", 1}}), silent()),
				append(entered(), tell(version(1, 2)), closes())...),
		},
		{
			ID: "ipc/handshake/noop-keeps-alive", Role: engine, Clauses: clauses{IPC047}, Whole: true, Limit: 3 * time.Minute, Given: entered(),
			Steps: []step{
				conformance.Silent(25 * time.Second), tell(list{"noop", ""}), conformance.Silent(25 * time.Second), tell(list{"noop", ""}),
				conformance.Silent(25 * time.Second), fence(),
			},
		},
	}
	for _, bad := range []struct {
		slug string
		v    any
	}{
		{"min-above-max", version(2, 1)}, {"zero", version(0, 2)}, {"negative", version(-1, 2)},
		{"no-min", dict{"version", dict{"max", 2}}}, {"no-max", dict{"version", dict{"min", 1}}},
		{"text", dict{"version", dict{"max", "2", "min", "1"}}}, {"string", dict{"version", "2"}},
		{"list", dict{"version", list{1, 2}}}, {"no-version", dict{"label", "x"}},
	} {
		c := IPC043
		if bad.slug == "no-version" {
			c = IPC044
		}
		all = append(all, &kase{
			ID: "ipc/handshake/bad-" + bad.slug, Role: engine, Clauses: clauses{c},
			Steps: append(refuses(bad.v), check("the server is still there", served)),
		})
	}
	return append(all, &kase{
		ID: "ipc/handshake/message-first", Role: engine, Clauses: clauses{IPC044}, Alone: true,
		Steps: append(append(refuses(list{"noop", "", 5}), refuses(dict{"noop", ""})...), append(refuses(dict{"quit", ""}), check("it has not quit", goesOn), check("the server is still there", served))...),
	})
}

// goesOn wants the program to be the one that the dialogue began with: what is started
// again when it quits would hide that it did.
func goesOn(s *session) *failure {
	if s.Ended() {
		return conformance.Fail(conformance.Accepted, "quit not to be executed", "the server has ended")
	}
	return nil
}

// helloIs judges the server's handshake.
func helloIs(judge func(p *codec.Packet, h *ipc.Handshake) *failure) step {
	return conformance.Expect(ipc.KeyVersion, func(_ *session, p *codec.Packet) *failure {
		h, ok := p.Message.(*ipc.Handshake)
		if !ok {
			return conformance.Fail(conformance.Malformed, "a dictionary with version", "")
		}
		return judge(p, h)
	})
}

func hasVersion(p *codec.Packet, _ *ipc.Handshake) *failure {
	if len(p.Raw) > 8 && p.Raw[8] == 'd' {
		return nil
	}
	return conformance.Fail(conformance.Malformed, "a dictionary", "")
}

// minMax wants min and max, or the bare integer of old servers.
func minMax(_ *codec.Packet, h *ipc.Handshake) *failure {
	if h.Bare || h.Version.Min >= 1 && h.Version.Min <= h.Version.Max && h.Version.Has&(ipc.VersionMin|ipc.VersionMax) == ipc.VersionMin|ipc.VersionMax {
		return nil
	}
	return conformance.Fail(conformance.OutOfRange, "integers min and max, 1 <= min <= max", "")
}

func versionFirst(p *codec.Packet, _ *ipc.Handshake) *failure {
	if len(p.Raw) > 18 && string(p.Raw[9:18]) == "7:version" {
		return nil
	}
	return conformance.Fail(conformance.WrongOrder, "version as the first key", "")
}

func hasLabel(_ *codec.Packet, h *ipc.Handshake) *failure {
	if h.Bare || len(h.Version.Label) > 0 {
		return nil
	}
	return conformance.Fail(conformance.MissingField, "a label", "")
}
