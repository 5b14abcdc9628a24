package ipc

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of the payloads of both versions, and of unknown keys.
func messageCases() []*kase {
	quiet := conformance.Quiet(500*time.Millisecond, "*")
	return []*kase{
		{
			ID: "ipc/message/v1-list", Role: engine, Clauses: clauses{IPC050}, Given: entered1(),
			Steps: []step{tell(list{"noop", ""}), closes(), conformance.Speak(2), check("the server is still there", served)},
		},
		{
			ID: "ipc/message/v1-several-keys", Role: engine, Clauses: clauses{IPC051}, Alone: true, Needs: needs{FeatureFiles},
			Given: append(empty(), entered1()...),
			Steps: []step{tell(dict{"addfiles", list{word("file:single")}, "frob", 1, "zz", list{}}), tell(dict{"aaa", 1, "addfiles", list{word("file:multi")}}), conformance.Speak(2),
				eventuallyListed("single", "multi")},
		},
		{
			ID: "ipc/message/v1-addfiles", Role: engine, Clauses: clauses{IPC053}, Alone: true, Needs: needs{FeatureFiles},
			Given: append(empty(), entered1()...),
			Steps: []step{tell(dict{"addfiles", list{word("file:single")}}), conformance.Speak(2), eventuallyListed("single")},
		},
		{
			ID: "ipc/message/v1-unknown-keys", Role: engine, Clauses: clauses{IPC054}, Given: entered1(),
			Steps: []step{tell(dict{"frob", 1}), quiet, tell(dict{"frob", dict{}, "nicate", list{1, "x"}}), quiet},
		},
		{
			ID: "ipc/message/v1-newer-keys", Role: engine, Clauses: clauses{IPC055}, Alone: true,
			Given: append(append(entered(), tell(list{"get-port", "", 7}), reply(7, ipc.KeyPort, keepInt("port"))), entered1()...),
			Steps: append([]step{tell(dict{"port", 6001}), conformance.Drain(300 * time.Millisecond), conformance.Speak(2)},
				append(entered(), tell(list{"get-port", "", 8}), reply(8, ipc.KeyPort, isInt("port")))...),
		},
		{
			ID: "ipc/message/v1-no-replies", Role: engine, Clauses: clauses{IPC056}, Alone: true, Needs: needs{FeatureFiles},
			Given: append(empty(), entered1()...), Steps: []step{tell(dict{"addfiles", list{word("file:single")}}), conformance.Quiet(time.Second, "*")},
		},
		{
			ID: "ipc/message/v2-list", Role: engine, Clauses: clauses{IPC057}, Given: entered(),
			Steps: []step{tell(list{"noop", ""}), tell(list{"noop", "", 5}), reply(5, ipc.KeySucceeded), optional(untagged(list{"get-port", ""}, ipc.KeyPort))},
		},
		refusing("v2-too-short", IPC058, list{}, list{"noop"}),
		refusing("v2-key-not-text", IPC059, list{5, "", 5}, list{list{}, "", 5}),
		{
			ID: "ipc/message/v2-more-elements", Role: engine, Clauses: clauses{IPC060}, Given: entered(),
			Steps: []step{tell(list{"noop", "", 5, "more"}), check("a reply or a close", func(s *session) *failure {
				e, f := s.Receive(s.Bound(soon))
				if f == nil {
					if m := message(e.Packet); m == nil || m.Tag != 5 {
						return conformance.Fail(conformance.WrongKind, "a reply with tag 5, or a close", "%s", conformance.Show(e.Packet))
					}
				} else if f.Diagnosis == conformance.NoReply {
					return f
				}
				return served(s)
			})},
		},
		{
			ID: "ipc/message/v2-old-keys", Role: engine, Clauses: clauses{IPC061}, Given: entered(),
			Steps: []step{tell(list{"addfiles", list{}, 5}), reply(5, "info|succeeded|failed"), fence()},
		},
		{
			ID: "ipc/message/case", Role: engine, Clauses: clauses{IPC062}, Given: entered(),
			Steps: []step{tell(list{"NOOP", "", 5}), reply(5, ipc.KeyNotSupported), tell(list{"Get-Port", "", 6}), reply(6, ipc.KeyNotSupported)},
		},
		{
			ID: "ipc/message/unknown-untagged", Role: engine, Clauses: clauses{IPC063}, Given: entered(),
			Steps: []step{tell(list{"frob", ""}), tell(list{"frobnicate", dict{"a", 1}}), silent()},
		},
		{
			ID: "ipc/message/unknown-tagged", Role: engine, Clauses: clauses{IPC064}, Given: entered(),
			Steps: []step{tell(list{"frob", "", 8}), reply(8, ipc.KeyNotSupported), silent()},
		},
		{
			ID: "ipc/message/odd-keys", Role: engine, Clauses: clauses{IPC065}, Given: entered(),
			Steps: []step{tell(list{"", "", 5}), reply(5, ipc.KeyNotSupported), tell(list{"\xff\xfe", "", 6}), reply(6, ipc.KeyNotSupported)},
		},
		{
			ID: "ipc/message/server-keys", Role: engine, Clauses: clauses{IPC066}, Given: entered(),
			Steps: []step{
				tell(list{"succeeded", "", 9}), reply(9, ipc.KeyNotSupported), tell(list{"info", list{}, 10}), reply(10, ipc.KeyNotSupported),
				tell(list{"succeeded", ""}), tell(list{"status", list{}}), silent(),
			},
		},
	}
}

// refusing is a case in which a server closes behind each of some payloads.
func refusing(slug string, c *conformance.Clause, payloads ...any) *kase {
	k := &kase{ID: "ipc/message/" + slug, Role: engine, Clauses: clauses{c}}
	for _, p := range payloads {
		k.Steps = append(append(k.Steps, entered()...), tell(p), closes())
	}
	k.Steps = append(k.Steps, check("the server is still there", served))
	return k
}

// Cases of tags.
func tagCases() []*kase {
	many := series{3000, func(i int) any { return list{"noop", "", i + 1} }}
	return []*kase{
		{ID: "ipc/tag/one-reply", Role: engine, Clauses: clauses{IPC070}, Given: entered(), Steps: []step{check("one reply to each key", oneReplyEach)}},
		{
			ID: "ipc/tag/untagged-is-silent", Role: engine, Clauses: clauses{IPC071}, Alone: true, Given: entered(),
			Steps: []step{tell(list{"noop", ""}), tell(list{"autostart", 1}), tell(list{"autostart", "x"}), tell(list{"frob", ""}), tell(list{"start", list{}}), silent()},
		},
		{
			ID: "ipc/tag/untagged-gets", Role: engine, Clauses: clauses{IPC072}, Given: entered(),
			Steps: append(untaggedGets(), silent()),
		},
		{
			ID: "ipc/tag/reused", Role: engine, Clauses: clauses{IPC073}, Given: entered(),
			Steps: []step{
				tellAll(list{"noop", "", 5}, list{"get-port", "", 5}), check("two replies with tag 5", func(s *session) *failure {
					var keys []string
					for range 2 {
						e, f := awaitTag(s, 5)
						if f != nil {
							return f
						}
						keys = append(keys, message(e.Packet).Kind())
					}
					slices.Sort(keys)
					if first := []string{ipc.KeyPort, ipc.KeyNotSupported}; !slices.Contains(first, keys[0]) && !slices.Contains(first, keys[1]) || keys[0] == keys[1] && keys[0] == ipc.KeyPort {
						return conformance.Fail(conformance.WrongKind, "succeeded and port, in any order", "%v", keys)
					}
					return nil
				}), silent(),
			},
		},
		{
			ID: "ipc/tag/not-positive", Role: engine, Clauses: clauses{IPC074},
			Steps: append(append(entered(), tell(list{"noop", "", 0}), check("no tag", notEchoed)), append(entered(), tell(list{"noop", "", -1}), check("no tag", notEchoed))...),
		},
		{
			ID: "ipc/tag/not-an-integer", Role: engine, Clauses: clauses{IPC075},
			Steps: append(append(append(entered(), tell(list{"noop", "", "5"}), closes()), append(entered(), tell(list{"noop", "", list{}}), closes())...),
				append(entered(), tell(list{"noop", "", dict{}}), closes(), check("the server is still there", served))...),
		},
		{
			ID: "ipc/tag/exact", Role: engine, Clauses: clauses{IPC076}, Given: entered(),
			Steps: []step{
				tell(list{"noop", "", 1795231538}), reply(1795231538, ipc.KeySucceeded), tell(list{"noop", "", 1 << 31}), reply(1<<31, ipc.KeySucceeded),
				tell(list{"noop", "", 1<<63 - 1}), reply(1<<63-1, ipc.KeySucceeded), tell(list{"get-port", "", 1 << 40}), reply(1<<40, "port|not-supported"),
			},
		},
		{
			ID: "ipc/tag/any-order", Role: engine, Clauses: clauses{IPC078}, Given: entered(),
			Steps: []step{tellAll(list{"get-status-all", list{}, 1}, list{"noop", "", 2}, list{"get-port", "", 3}),
				replies(map[int64]string{1: "status|not-supported", 2: "succeeded|not-supported", 3: "port|not-supported"})},
		},
		{
			ID: "ipc/tag/many", Role: engine, Clauses: clauses{IPC082}, Given: entered(), Whole: true,
			Steps: []step{tellSeries(many.String(), many), act{"3,000 replies", func(s *session) error {
				seen := map[int64]bool{}
				for began := time.Now(); len(seen) < many.n; {
					if time.Since(began) > 40*time.Second {
						return conformance.NotAvailableError("the server answers, but too slowly for thousands of requests")
					}
					e, f := s.Receive(s.Patience())
					if f != nil {
						return f
					}
					if m := message(e.Packet); m == nil || m.Kind() != ipc.KeySucceeded || m.Tag < 1 || m.Tag > 3000 || seen[m.Tag] {
						return conformance.Fail(conformance.WrongValue, "each tag once", "%s", conformance.Show(e.Packet))
					} else {
						seen[m.Tag] = true
					}
				}
				return nil
			}}, silent()},
		},
	}
}

// untaggedGets asks for all there is without a tag.
func untaggedGets() (steps []step) {
	for _, r := range []struct {
		request list
		key     string
	}{
		{list{"get-uplimit", ""}, ipc.KeyUpLimit}, {list{"get-downlimit", ""}, ipc.KeyDownLimit}, {list{"get-port", 0}, ipc.KeyPort}, {list{"get-pex", 1}, ipc.KeyPEX},
		{list{"get-automap", ""}, ipc.KeyAutomap}, {list{"get-autostart", ""}, ipc.KeyAutostart}, {list{"get-directory", ""}, ipc.KeyDirectory},
		{list{"get-info-all", list{"name"}}, ipc.KeyInfo}, {list{"get-status-all", list{"state"}}, ipc.KeyStatus},
		{list{"get-info", dict{"id", list{}, "type", list{}}}, ipc.KeyInfo}, {list{"get-status", dict{"id", list{}, "type", list{}}}, ipc.KeyStatus},
		{list{"lookup", list{}}, ipc.KeyInfo}, {list{"get-supported", list{"noop"}}, ipc.KeySupported},
	} {
		steps = append(steps, optional(untagged(r.request, r.key)))
	}
	return steps
}

// replies waits for one reply to each tag, in any order.
func replies(want map[int64]string) step {
	return check(fmt.Sprintf("expect a reply to each of %d tags, in any order", len(want)), func(s *session) *failure {
		left := maps.Clone(want)
		for len(left) > 0 {
			e, f := s.Receive(s.Patience())
			if f != nil {
				f.Expected = fmt.Sprintf("replies to the tags %v", slices.Sorted(maps.Keys(left)))
				return f
			}
			m := message(e.Packet)
			if m == nil || !slices.Contains(split(left[m.Tag]), m.Kind()) {
				return conformance.Fail(conformance.WrongValue, fmt.Sprintf("one reply to each of the tags %v", slices.Sorted(maps.Keys(left))), "%s", conformance.Show(e.Packet))
			}
			delete(left, m.Tag)
		}
		return nil
	})
}

// oneReplyEach sends each harmless request with a tag of its own and counts.
func oneReplyEach(s *session) *failure {
	var requests []any
	for _, key := range []string{"noop", "get-automap", "get-autostart", "get-directory", "get-downlimit", "get-uplimit", "get-pex", "get-port", "frob"} {
		requests = append(requests, list{key, "", len(requests) + 1})
	}
	requests = append(requests, list{"get-info", dict{"id", list{}, "type", list{}}, len(requests) + 1})
	requests = append(requests, list{"get-status-all", list{"state"}, len(requests) + 1})
	requests = append(requests, list{"lookup", list{}, len(requests) + 1}, list{"get-supported", list{"noop"}, len(requests) + 2})
	requests = append(requests, list{"start", list{}, len(requests) + 1}, list{"get-info", "wrong", len(requests) + 2})
	for _, st := range []step{tellAll(requests...), fence()} {
		if err := st.Do(s); err != nil {
			if f, ok := err.(*failure); ok {
				return f
			}
			return conformance.Fail(conformance.Unreachable, "the suite to speak", "%v", err)
		}
	}
	for range len(requests) { // replies may come behind the fence's, in any order
		all := true
		for i := range requests {
			all = all && countTags(s, int64(i+1)) > 0
		}
		if all {
			break
		}
		if _, f := s.Receive(s.Patience()); f != nil {
			break
		}
	}
	for i := range requests {
		if n := countTags(s, int64(i+1)); n != 1 {
			return conformance.Fail(conformance.WrongCount, "exactly one reply to each tagged message", "%d to %v", n, requests[i])
		}
	}
	return nil
}

func countTags(s *session, tag int64) (n int) {
	for _, m := range received(s) {
		if m.Tag == tag {
			n++
		}
	}
	return n
}

// notEchoed wants a tag that is not positive to be no tag: silence, or a close.
func notEchoed(s *session) *failure {
	if err := fence().Do(s); err != nil {
		f, ok := err.(*failure)
		if ok && (f.Diagnosis == conformance.Closed || f.Diagnosis == conformance.Reset) {
			return served(s)
		}
		if ok {
			return f
		}
	}
	for _, m := range received(s) {
		if m.Tag != fenceTag {
			return conformance.Fail(conformance.Unasked, "no reply to a message whose tag is not positive", "%s", m)
		}
	}
	return nil
}
