package ipc

import (
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// controllerCases are the servers that a client under test meets: each is the
// ordinary one, changed in one point.
func controllerCases() []*kase {
	one := func(id string, c *conformance.Clause, build func(*session) *conformance.Stand, checks ...step) *kase {
		return &kase{ID: "ipc/client/" + id, Role: controller, Clauses: clauses{c}, Whole: true, Limit: 5 * time.Minute, Steps: append(append([]step{conformance.Meet(build)}, checks...), ofUse)}
	}
	copes := check("goes as far as otherwise", asFar)
	fails := check("ends and reports", reports)
	all := []*kase{
		one("frames", IPC001, ordinary, check("a request", asksSomething), copes), one("lengths", IPC002, ordinary, check("a request", asksSomething), copes), one("boolean-values", IPC090, ordinary, copes), one("tags", IPC074, ordinary, copes), // the monitors judge
		one("writes-upper-case", IPC006, ordinary, copes), one("writes-sorted", IPC021, ordinary, copes), one("lists", IPC057, ordinary, copes),
		one("at-once", IPC030, late(2*time.Second), check("a handshake at once", helloFirst)),
		one("does-not-wait", IPC034, late(2*time.Second), check("a handshake at once", helloFirst)),
		one("nothing-before-hello", IPC035, late(2*time.Second), check("nothing but a handshake", helloFirst)),
		one("dictionary", IPC031, ordinary, check("a dictionary", eachHello(hasVersion))),
		one("min-and-max", IPC032, ordinary, check("min and max", eachHello(minAndMax))),
		one("version-first", IPC033, ordinary, check("version first", eachHello(versionFirst))),
		one("label", IPC042, ordinary, check("a label", eachHello(hasLabel))),
		one("keys-before-version", IPC036, greets(dict{"aaa", 1, "version", dict{"max", 2, "min", 1}}), copes),
		one("other-keys", IPC037, greets(dict{"port", 1, "quit", "", "version", dict{"max", 2, "min", 1}}), copes),
		one("labels", IPC041, greets(dict{"version", dict{"label", "\xff\xfe odd", "max", 2, "min", 1}}), copes),
		one("version-2", IPC038, greets(dict{"version", dict{"max", 9, "min", 2}}), copes, check("lists", inVersion(2))),
		one("version-1", IPC038, oldServer, check("dictionaries, or no request", inVersion(1)), check("ends", ends)),
		one("integer-version", IPC040, greets(dict{"version", 2}), copes),
		one("integer-version-3", IPC040, greets(dict{"version", 3}), fails),
		one("no-common-version", IPC039, greets(dict{"version", dict{"max", 4, "min", 3}}), fails, check("no request", func(s *session) *failure {
			if a := asked(s); len(a) > 0 {
				return conformance.Fail(conformance.Unasked, "no request without a common version", "%s", a[0])
			}
			return nil
		})),
		one("silent-server", IPC048, func(s *session) *conformance.Stand { st := ordinary(s); st.Greet = nil; return st }, fails),
		one("list-first", IPC044, greets(list{"noop", ""}), fails),
		one("closes-early", IPC186, closing(""), expecting, fails),
		one("unsorted-keys", IPC021, changed(func(m *meeting, p *codec.Packet) error {
			if r := answerTo(message(p)); r != nil {
				return tells(m, reversed(r))
			}
			return nil
		}), copes),
		one("lower-case", IPC004, beforeRaw("0000000dl4:frob3:abce"), copes), one("upper-case", IPC003, beforeRaw("0000000Dl4:frob3:abce"), copes),
		one("mixed-case", IPC005, beforeRaw("000001aBl4:frob415:"+strings.Repeat("x", 415)+"e"), copes),
		one("pieces", IPC012, cut(conformance.Bytewise, ordinary), copes), one("joined", IPC013, joined, copes),
		one("truncated", IPC014, closing("0000000El4:info"), expecting, fails),
		one("large", IPC020, torrents(infos[0].(dict).with("comment", long{"0123456789abcdef", 8 << 20 / 16}), statuses[0].(dict)), copes),
		one("big-sizes", IPC023, torrents(infos[0].(dict).with("size", int64(5)<<32), statuses[0].(dict).with("completed", int64(5)<<32)), copes),
		one("odd-names", IPC025, torrents(infos[0].(dict).with("name", "\xff\xfe\x00\x01"), statuses[0].(dict)), copes),
		one("unknown-messages", IPC063, before(list{"frob", dict{}}), copes),
		one("foreign-tag", IPC080, before(list{"failed", "not yours", 987654321}), copes),
		one("wrong-case", IPC062, before(list{"INFO", "not info"}), copes),
		one("reversed-replies", IPC077, backwards, conformance.Where("the client has several tagged requests open at once", overlaps), copes),
		one("extra-keys", IPC152, torrents(infos[0].(dict).with("zzz", list{1}), statuses[0].(dict).with("zzz", "x")), copes),
		one("no-id", IPC151, torrents(dict{"name", "nameless"}, dict{"state", "paused"}), check("ends in order", ends)),
		one("few-keys", IPC176, torrents(infos[0].(dict).only("id"), statuses[0].(dict).only("id")), check("ends in order", ends)),
		one("unknown-words", IPC166, torrents(infos[0].(dict), statuses[0].(dict).with("state", "meditating")), copes),
		one("unknown-error", IPC165, torrents(infos[0].(dict), statuses[0].(dict).with("error", "io-moon").with("error-message", "phase")), copes),
		one("unknown-numbers", IPC167, torrents(infos[0].(dict), statuses[0].(dict).with("eta", -1).with("scrape-seeders", -1)), copes),
		one("new-trackers", IPC161, torrents(infos[0].(dict).with("trackers", list{list{dict{"announce", "http://127.0.0.1:6969/announce", "scrape", "http://127.0.0.1:6969/scrape"}}}), statuses[0].(dict)), copes),
		one("empty-lists", IPC155, changed(func(m *meeting, p *codec.Packet) error {
			if r := answerTo(message(p)); r != nil {
				if r[0] == ipc.KeyInfo || r[0] == ipc.KeyStatus {
					r[1] = list{}
				}
				return tells(m, r)
			}
			return nil
		}), check("ends in order", ends)),
	}
	all = append(all, &kase{
		ID: "ipc/client/no-server", Role: controller, Clauses: clauses{IPC185}, Whole: true, Limit: 5 * time.Minute,
		Steps: []step{conformance.MeetNobody(time.Minute), fails, ofUse},
	}, one("no-tags-in-v1", IPC081, oldServer, check("no tags", inVersion(1)), check("ends", ends)))
	for _, outcome := range []string{ipc.KeyFailed, ipc.KeyNotSupported, ipc.KeyBadFormat, ipc.KeySucceeded} {
		all = append(all, one("outcome-"+outcome, IPC079, changed(func(m *meeting, p *codec.Packet) error {
			if r := message(p); r != nil && r.Tag > 0 {
				return tells(m, list{outcome, "", r.Tag})
			}
			return answer(m, p)
		}), conformance.Where("the client sends tags", func(s *session) bool { return reached(s)[FeatureTags.Name] }), check("ends in order", ends)))
	}
	for _, bad := range spoilings() {
		all = append(all, one(bad.slug, bad.clause, spoiled(bad.spoil), expecting, fails))
	}
	all = append(all, one("nesting", IPC019, changed(func(m *meeting, p *codec.Packet) error {
		m.On(m.Conn)
		return raw(deep(100_000)).Do(m.Session)
	}), expecting, fails))
	for _, bad := range []struct {
		slug string
		v    any
	}{
		{"min-above-max", dict{"max", 1, "min", 2}}, {"zero", dict{"max", 2, "min", 0}}, {"no-min", dict{"max", 2}}, {"text", "2"}, {"list", list{1, 2}},
	} {
		all = append(all, one("bad-version-"+bad.slug, IPC043, greets(dict{"version", bad.v}), fails))
	}
	return all
}

// saneController is the meeting that every client of use gets through.
func saneController() *kase {
	return &kase{
		ID: "ipc/sanity/client", Role: controller, Clauses: clauses{IPC030}, Whole: true, Limit: 5 * time.Minute,
		Steps: []step{conformance.Meet(ordinary), check("a handshake", eachHello(hasVersion)), check("ends", ends)},
	}
}

func asks(s *session) bool { return len(asked(s)) > 0 }

// expecting makes a case n/a for a client that waits for no reply: what comes after its
// request it need not read. Orders without a tag are such requests.
var expecting = conformance.Where("the client waits for a reply", func(s *session) bool {
	for _, m := range asked(s) {
		row, _ := ipc.Lookup(m.Kind())
		if m.Tag > 0 || row.Reply != "" && row.Format != ipc.Adding && row.Name != ipc.KeyAddFiles {
			return true
		}
	}
	return false
})

// ofUse makes a case n/a for a program that asks an ordinary server nothing: what it
// does not get wrong it does not get right either.
var ofUse = conformance.Where("the client asks the ordinary server for something", func(s *session) bool { return s.Has(FeatureAsks) })

// greets is the ordinary server with another greeting.
func greets(hello any) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		st := ordinary(s)
		st.Greet = func(m *meeting) error { return say(m, hello) }
		return st
	}
}

// oldServer is an ordinary server of version 1.
func oldServer(s *session) *conformance.Stand {
	s.SetVersion(1)
	return greets(dict{"version", dict{"max", 1, "min", 1}})(s)
}

// late is the ordinary server that greets after d.
func late(d time.Duration) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		st := ordinary(s)
		scale := time.Hour / max(s.Real(time.Hour), 1)
		d := max(d, 300*time.Millisecond*scale) // a scaled client still needs real time to say hello
		st.Greet = func(m *meeting) error {
			m.Later(d, func() error { return say(m, serverHello) })
			return nil
		}
		return st
	}
}

// changed is the ordinary server with another answer to every request.
func changed(answer reaction) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand {
		return ordinary(s).With(reactions{"*": func(m *meeting, p *codec.Packet) error {
			if message(p) == nil {
				return nil
			}
			return answer(m, p)
		}})
	}
}

// closing answers the first request with text and closes when the client has had time to send
// all it has to ask: what is left unread would make a reset of the close.
func closing(text string) func(*session) *conformance.Stand {
	return changed(func(m *meeting, _ *codec.Packet) error {
		if m.Vars["over"] != nil {
			return nil
		}
		m.Vars["over"] = true
		if err := write(m, text); err != nil {
			return err
		}
		m.Later(300*time.Millisecond, func() error { return m.Close(conformance.FIN) })
		return nil
	})
}

// before says something before each answer.
func before(v any) func(*session) *conformance.Stand {
	return changed(func(m *meeting, p *codec.Packet) error {
		if err := tells(m, v); err != nil {
			return err
		}
		return answer(m, p)
	})
}

// joined says each answer in one write with a message that means nothing before it.
func joined(s *session) *conformance.Stand {
	return changed(func(m *meeting, p *codec.Packet) error {
		reply := answerTo(message(p))
		if reply == nil {
			return nil
		}
		return paced(m, func() error {
			m.On(m.Conn)
			return tellAll(list{"frob", dict{}}, reply).Do(m.Session)
		})
	})(s)
}

// beforeRaw writes a frame as it stands before each answer.
func beforeRaw(frame string) func(*session) *conformance.Stand {
	return changed(func(m *meeting, p *codec.Packet) error {
		if err := paced(m, func() error { return write(m, frame) }); err != nil {
			return err
		}
		return answer(m, p)
	})
}

// torrents has one torrent of its own.
func torrents(i, st dict) func(*session) *conformance.Stand {
	return changed(func(m *meeting, p *codec.Packet) error {
		r := answerTo(message(p))
		switch {
		case r == nil:
			return nil
		case r[0] == ipc.KeyInfo:
			r[1] = list{i}
		case r[0] == ipc.KeyStatus:
			r[1] = list{st}
		}
		return tells(m, r)
	})
}

// cut is a server whose writes are cut otherwise.
func cut(g conformance.Segmentation, build func(*session) *conformance.Stand) func(*session) *conformance.Stand {
	return func(s *session) *conformance.Stand { s.Segmentation = g; return build(s) }
}

// backwards keeps its answers for a moment and gives the last first.
func backwards(s *session) *conformance.Stand {
	return ordinary(s).With(reactions{"*": func(m *meeting, p *codec.Packet) error {
		r := message(p)
		if r == nil {
			return nil
		}
		a := answerTo(r)
		if a == nil {
			return nil
		}
		kept, _ := m.Vars["kept"].([]list)
		if m.Vars["kept"] = append(kept, a); len(kept) > 0 {
			return nil
		}
		m.Later(300*time.Millisecond, func() error {
			kept := m.Vars["kept"].([]list)
			m.Vars["kept"] = []list(nil)
			for i := len(kept) - 1; i >= 0; i-- {
				if err := tells(m, kept[i]); err != nil {
					return err
				}
			}
			return nil
		})
		return nil
	}})
}
