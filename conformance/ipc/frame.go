package ipc

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of frames.
func frameCases() []*kase {
	noop := func(header string) []step { return []step{raw(header + "l4:noop0:i5ee"), reply(5, ipc.KeySucceeded)} }
	all := []*kase{
		{ID: "ipc/frame/reply", Role: engine, Clauses: clauses{IPC001}, Given: entered(), Steps: noop("0000000D")},
		{
			ID: "ipc/frame/length", Role: engine, Clauses: clauses{IPC002}, Given: entered(),
			Steps: []step{tell(list{"noop", "", 5}), reply(5, ipc.KeySucceeded), tell(list{"noop", "longer than a number of one digit", 66}), reply(66, ipc.KeySucceeded)},
		},
		{ID: "ipc/frame/upper-case", Role: engine, Clauses: clauses{IPC003}, Given: entered(), Steps: noop("0000000D")},
		{ID: "ipc/frame/lower-case", Role: engine, Clauses: clauses{IPC004}, Given: entered(), Steps: noop("0000000d")},
		{
			ID: "ipc/frame/mixed-case", Role: engine, Clauses: clauses{IPC005}, Given: entered(),
			// 0x1aB = 427 bytes: l4:noop412:...i5ee
			Steps: []step{raw("000001aBl4:noop412:" + strings.Repeat("x", 412) + "i5ee"), reply(5, ipc.KeySucceeded)},
		},
		{ID: "ipc/frame/writes-upper-case", Role: engine, Clauses: clauses{IPC006}, Given: entered(), Steps: []step{tell(list{"noop", "", 123456789}), reply(123456789, ipc.KeySucceeded)}}, // 0000001A: the monitor judges
		{
			ID: "ipc/frame/pieces", Role: engine, Clauses: clauses{IPC012}, Given: entered(), Whole: true,
			Steps: []step{conformance.Paced(5*time.Millisecond, strings.Split("0000000Dl4:noop0:i5ee", "")...), reply(5, ipc.KeySucceeded)},
		},
		{
			ID: "ipc/frame/joined", Role: engine, Clauses: clauses{IPC013}, Given: entered(),
			Steps: []step{tellAll(list{"noop", "", 5}, list{"noop", "", 6}), replies(map[int64]string{5: ipc.KeySucceeded, 6: ipc.KeySucceeded})},
		},
		{
			ID: "ipc/frame/truncated", Role: engine, Clauses: clauses{IPC014}, Given: entered(), Whole: true,
			Steps: []step{
				raw("0000000El4:noop0:i55e"), conformance.Silent(time.Second), raw("e"), reply(55, ipc.KeySucceeded),
			},
		},
		{
			ID: "ipc/frame/large", Role: engine, Clauses: clauses{IPC020}, Given: entered(), Whole: true,
			Steps: []step{tell(list{"noop", long{"0123456789abcdef", 8 << 20 / 16}, 5}), reply(5, ipc.KeySucceeded)},
		},
		{
			ID: "ipc/frame/unsorted-keys", Role: engine, Clauses: clauses{IPC021}, Alone: true, Given: append(empty(), adds("single", 80)),
			Steps: []step{
				tell(list{"get-info-all", list{"size", "name", "hash"}, 4}), reply(4, ipc.KeyInfo, infoCount(1)), // the monitor judges
				tell(list{"get-info", dict{"type", list{"name"}, "id", list{}}, 5}), reply(5, ipc.KeyInfo),
				tell(list{"get-info", dict{"id", list{}, "type", list{"name"}}, 6}), reply(6, ipc.KeyInfo),
			},
		},
		{
			ID: "ipc/frame/duplicate-keys", Role: engine, Clauses: clauses{IPC022}, Given: entered(),
			Steps: []step{tell(list{"get-info", dict{"id", list{}, "id", list{}, "type", list{}}, 5}), anyEnd(), check("alive", served)},
		},
		{
			ID: "ipc/frame/big-integers", Role: engine, Clauses: clauses{IPC023}, Given: entered(),
			Steps: []step{
				tell(list{"noop", "", 1 << 31}), reply(1<<31, ipc.KeySucceeded),
				tell(list{"noop", "", 1<<63 - 1}), reply(1<<63-1, ipc.KeySucceeded),
			},
		},
		{
			ID: "ipc/frame/binary", Role: engine, Clauses: clauses{IPC025}, Alone: true, Given: append(empty(), adds("unicode", 80)),
			Steps: []step{tell(list{"get-info-all", list{"name"}, 5}), reply(5, ipc.KeyInfo, infoCount(1), func(_ *session, m *ipc.Message) *failure {
				if m.Infos[0].Has&ipc.InfoName == 0 {
					return untold
				}
				if want := conformance.Fixture("unicode").Title; string(m.Infos[0].Name) != want {
					return conformance.Fail(conformance.WrongValue, fmt.Sprintf("the name %q, byte by byte", want), "")
				}
				return nil
			})},
		},
		{
			ID: "ipc/frame/eof", Role: engine, Clauses: clauses{IPC026}, Given: append(entered(), entered()...), Whole: true,
			Steps: []step{check("100 connections come and go", comeAndGo), on(1), conformance.Silent(time.Second), fence()},
		},
		{
			ID: "ipc/frame/slow-reader", Role: engine, Clauses: clauses{IPC027}, Whole: true, Given: append(entered(), entered()...),
			Steps: []step{on(0), conformance.Pause(), floodWithout(6000), on(1), conformance.Silent(time.Second), fence(), tell(list{"noop", "", 5}), reply(5, ipc.KeySucceeded)},
		},
	}
	all = append(all, refusedFrames()...)
	return all
}

// refusedFrames are inputs behind which a server closes without a reply.
func refusedFrames() (all []*kase) {
	refuse := func(slug string, c *conformance.Clause, inputs ...string) {
		k := &kase{ID: "ipc/frame/" + slug, Role: engine, Clauses: clauses{c}}
		for _, in := range inputs {
			k.Steps = append(k.Steps, entered()...)
			k.Steps = append(k.Steps, raw(in), closes())
		}
		k.Steps = append(k.Steps, check("the server is still there", served))
		all = append(all, k)
	}
	noop := "0000000Dl4:noop0:i5ee"
	refuse("oversize", IPC007, "7FFFFFF9"+noop, "80000000"+noop, "FFFFFFFF"+noop)
	refuse("non-hex", IPC010, "ZZZZZZZZ"+noop)
	refuse("loose-length", IPC011, "       D"+noop[8:]+noop, "+000000D"+noop[8:]+noop, "0x00000D"+noop[8:]+noop, "-0000001"+noop)
	refuse("zero-length", IPC015, "00000000"+noop)
	refuse("trailing-bytes", IPC016, "0000000El4:noop0:i5eeX"+noop)
	refuse("not-bencode", IPC017, "0000000Bhello world"+noop, "0000000Dl4:noop0:i5e!"+noop)
	refuse("string-length", IPC018, "0000000Cl9:noop0:i5e"+noop, "00000009l-4:noope"+noop, "00000019l99999999999999999999:ee"+noop)
	refuse("big-integer", IPC024, framed("l4:noop0:i9223372036854775808ee")+noop)
	all = append(all, &kase{
		ID: "ipc/frame/nesting", Role: engine, Clauses: clauses{IPC019}, Whole: true,
		Steps: []step{
			check("10,000 lists", nested(10_000)), check("200,000 lists", nested(200_000)), check("the server is still there", served),
		},
	}, &kase{
		ID: "ipc/frame/largest", Role: engine, Clauses: clauses{IPC008}, Whole: true,
		Steps: append(entered(), raw("7FFFFFF8"), check("closes or waits", func(s *session) *failure {
			if _, f := s.Receive(s.Real(time.Second)); f == nil {
				return conformance.Fail(conformance.Unasked, "nothing before the frame is whole", "a message")
			}
			return served(s)
		})),
	})
	return all
}

// framed puts a length before a payload.
func framed(payload string) string { return fmt.Sprintf("%08X%s", len(payload), payload) }

// served opens a connection of its own and wants a ping answered.
func served(s *session) *failure {
	for _, st := range []step{connect(), hello(1, 2), greeting(), alive()} {
		if err := st.Do(s); err != nil {
			f, ok := err.(*failure)
			if !ok {
				return conformance.Fail(conformance.Unreachable, "the server to serve others", "%v", err)
			}
			f.Expected = "the server to serve others: " + f.Expected
			if f.Diagnosis == conformance.Unreachable {
				f.Diagnosis = conformance.Crashed
			}
			return f
		}
	}
	return nil
}

// anyEnd takes whatever comes of the last message: a reply, silence or a close.
func anyEnd() step {
	return check("anything", func(s *session) *failure {
		s.Receive(s.Real(500 * time.Millisecond))
		return nil
	})
}

// comeAndGo opens and closes a hundred connections.
func comeAndGo(s *session) *failure {
	for range 100 {
		if f := s.Dial(); f != nil {
			return f
		}
		if err := conformance.Hang(conformance.FIN).Do(s); err != nil {
			return conformance.Fail(conformance.Unreachable, "connections", "%v", err)
		}
	}
	return nil
}

// floodWithout sends n tagged requests whose replies are longer than any buffer of the
// machine, some MiB, and reads none of them. The server may stop reading meanwhile.
func floodWithout(n int) step {
	var keys list
	for _, k := range ipc.Keys() {
		if k.From.Has(controller) && k.Min == 2 {
			keys = append(keys, k.Name)
		}
	}
	all := tellSeries(fmt.Sprintf("%d requests", n), series{n, func(i int) any { return list{"get-supported", keys, i + 1} }})
	return check(fmt.Sprintf("send %d requests and read no reply", n), func(s *session) *failure {
		was := s.Patience()
		s.SetPatience(time.Second)
		defer s.SetPatience(was)
		all.Do(s) // what it does not take it does not take
		return nil
	})
}

// deep is a frame of depth lists in each other.
func deep(depth int) string {
	return framed(strings.Repeat("l", depth) + strings.Repeat("e", depth))
}

// nested sends nested lists, which must not be answered and must not hurt.
func nested(depth int) func(*session) *failure {
	return func(s *session) *failure {
		for _, st := range []step{connect(), hello(1, 2), greeting(), raw(deep(depth + 1))} {
			if err := st.Do(s); err != nil {
				return conformance.Fail(conformance.Closed, "a connection", "%v", err)
			}
		}
		e, f := s.Receive(s.Bound(soon))
		if f == nil {
			return conformance.Fail(conformance.Unasked, "no reply to nested lists", "%s", conformance.Show(e.Packet))
		}
		return nil
	}
}

// writesUpper wants the suite's peer to write the length in capitals.
func writesUpper(p *codec.Packet) *failure {
	if len(p.Raw) >= 8 && len(bytes.Trim(p.Raw[:8], "0123456789ABCDEF")) == 0 {
		return nil
	}
	return conformance.Fail(conformance.NotCanonical, "upper-case hex digits, zero padded", "%q", p.Raw[:min(8, len(p.Raw))])
}
