package ipc

import (
	"crypto/sha1"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of get-info, lookup and get-supported.
func infoCases() []*kase {
	one := func(slug string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "ipc/info/" + slug, Role: engine, Clauses: clauses{c}, Alone: true, Given: append(empty(), adds("single", 80), adds("multi", 81), told(ipc.KeyInfo)), Steps: steps}
	}
	ids := list{num("id:single"), num("id:multi")}
	ask := func(tag int, ids list, types ...any) list {
		return list{"get-info", dict{"id", ids, "type", list(types)}, tag}
	}
	allTypes := list{}
	for _, t := range ipc.InfoTypes() {
		allTypes = append(allTypes, t.Name)
	}
	return []*kase{
		one("by-id", IPC150, tell(ask(5, ids, "name")), reply(5, ipc.KeyInfo, infoCount(2)), tell(ask(6, ids[:1], "name")), reply(6, ipc.KeyInfo, infoCount(1), hasID("single"))),
		one("id-always", IPC151, tell(ask(5, ids, "name")), reply(5, ipc.KeyInfo, infoCount(2), eachInfo(func(i *ipc.Info) *failure {
			if i.Has&ipc.InfoID == 0 {
				return conformance.Fail(conformance.MissingField, "id in each dictionary", "")
			}
			return nil
		}))),
		one("only-asked", IPC152, tell(ask(5, ids, "name", "size")), reply(5, ipc.KeyInfo, infoCount(2), hasTypes(ipc.InfoName|ipc.InfoSize, true))),
		one("no-types", IPC153, tell(ask(5, ids)), reply(5, ipc.KeyInfo, infoCount(2), hasTypes(0, true))),
		one("type-missing", IPC154, tell(list{"get-info", dict{"id", ids}, 5}), reply(5, ipc.KeyInfo, infoCount(2), hasTypes(0, true))),
		one("unknown-ids", IPC155, tell(ask(5, list{9999}, "name")), reply(5, ipc.KeyInfo, infoCount(0)), tell(ask(6, list{9999, num("id:single")}, "name")), reply(6, ipc.KeyInfo, infoCount(1), hasID("single"))),
		one("unknown-types", IPC156, tell(ask(5, ids, "nonsense", 5, "name")), reply(5, ipc.KeyInfo, infoCount(2), hasTypes(ipc.InfoName, false))),
		one("bad-id", IPC157, tell(list{"get-info", dict{"type", list{"name"}}, 5}), reply(5, ipc.KeyBadFormat), tell(list{"get-info", dict{"id", 1, "type", list{"name"}}, 6}), reply(6, ipc.KeyBadFormat)),
		one("order", IPC158, tell(ask(5, list{num("id:multi"), num("id:single")}, "hash")), reply(5, ipc.KeyInfo, infoCount(2), func(s *session, m *ipc.Message) *failure {
			if strconv.FormatInt(m.Infos[0].ID, 10) != s.Vars["id:multi"] {
				return conformance.Fail(conformance.WrongOrder, "the order in which the ids were asked", "")
			}
			return nil
		})),
		one("all", IPC159, tell(list{"stop", list{num("id:single")}, 4}), reply(4, ipc.KeySucceeded), tell(list{"get-info-all", list{"hash"}, 5}), reply(5, ipc.KeyInfo, infoCount(2)), listed("single", "multi")),
		one("shapes", IPC161, tell(list{"get-info-all", allTypes, 5}), reply(5, ipc.KeyInfo, infoCount(2), infoShapes)),
		one("hash", IPC163, tell(list{"get-info-all", list{"hash"}, 5}), reply(5, ipc.KeyInfo, eachInfo(func(i *ipc.Info) *failure {
			if i.Has&ipc.InfoHash == 0 {
				return untold
			}
			if !hash40.Match(i.Hash) {
				return conformance.Fail(conformance.Malformed, "40 hex digits", "%q", i.Hash)
			}
			return nil
		})), listed("single", "multi")),
		one("sizes", IPC169, tell(ask(5, ids[1:], "size", "files")), reply(5, ipc.KeyInfo, infoCount(1), multiSizes)),
		one("sizes-of-64-bits", IPC169, tell(list{"addfile-detailed", dict{"autostart", 0, "data", fiveGiB()}, 5}), reply(5, "info|succeeded"), tell(list{"lookup", list{fiveGiBHash()}, 7}), reply(7, ipc.KeyInfo, infoCount(1), keepID("five")),
			tell(ask(6, list{num("id:five")}, "size", "files")), reply(6, ipc.KeyInfo, infoCount(1), func(_ *session, m *ipc.Message) *failure {
				i := m.Infos[0]
				if i.Has&(ipc.InfoSize|ipc.InfoFiles) == 0 {
					return untold
				}
				if i.Has&ipc.InfoSize != 0 && i.Size != five || i.Has&ipc.InfoFiles != 0 && (len(i.Files) != 1 || i.Files[0].Size != five) {
					return conformance.Fail(conformance.WrongValue, fmt.Sprintf("%d bytes, of the torrent and of its file", int64(five)), "")
				}
				return nil
			})),
		one("lookup", IPC170, tell(list{"lookup", list{word("hash:single")}, 5}), reply(5, ipc.KeyInfo, infoCount(1), hasID("single"), hasHash),
			tell(list{"lookup", list{strings.Repeat("f", 40), word("hash:multi")}, 6}), reply(6, ipc.KeyInfo, infoCount(1), hasID("multi")), tell(list{"lookup", list{}, 7}), reply(7, ipc.KeyInfo, infoCount(0))),
		one("lookup-case", IPC171, conformance.Set("upper", "{hash:single}"), check("in capitals", func(s *session) *failure { s.Vars["upper"] = strings.ToUpper(s.Vars["upper"]); return nil }),
			tell(list{"lookup", list{word("upper")}, 5}), reply(5, ipc.KeyInfo, infoCount(1), hasID("single"))),
		one("lookup-bad-hash", IPC172, tell(list{"lookup", list{"abc"}, 5}), reply(5, ipc.KeyBadFormat), tell(list{"lookup", list{1}, 6}), reply(6, ipc.KeyBadFormat)),
		{ID: "ipc/info/supported", Role: engine, Clauses: clauses{IPC173}, Alone: true, Given: empty(), Steps: []step{act{"the keys named work, others do not", supportedKeys}}},
		{
			ID: "ipc/info/supported-requests", Role: engine, Clauses: clauses{IPC174}, Given: entered(),
			Steps: []step{tell(list{"get-supported", list{"succeeded", "failed", "info", "status", "supported", "bad-format", "not-supported", "noop"}, 5}), reply(5, ipc.KeySupported, func(_ *session, m *ipc.Message) *failure {
				if len(m.Texts) != 1 || string(m.Texts[0]) != "noop" {
					return conformance.Fail(conformance.WrongValue, "noop alone: the others are no requests", "")
				}
				return nil
			})},
		},
		{
			ID: "ipc/info/supported-nothing", Role: engine, Clauses: clauses{IPC175}, Given: entered(),
			Steps: []step{tell(list{"get-supported", list{}, 5}), reply(5, ipc.KeySupported, func(_ *session, m *ipc.Message) *failure {
				if len(m.Texts) != 0 {
					return conformance.Fail(conformance.WrongCount, "an empty list", "")
				}
				return nil
			})},
		},
	}
}

var hash40 = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

// eachInfo judges each torrent of an info message.
func eachInfo(judge func(i *ipc.Info) *failure) func(*session, *ipc.Message) *failure {
	return func(_ *session, m *ipc.Message) *failure {
		for i := range m.Infos {
			if f := judge(&m.Infos[i]); f != nil {
				return f
			}
		}
		return nil
	}
}

// hasTypes wants the given info types; if only is set, no others but id.
func hasTypes(want ipc.Set, only bool) func(*session, *ipc.Message) *failure {
	return func(s *session, m *ipc.Message) *failure {
		known := toldSet(s, ipc.KeyInfo)
		for i := range m.Infos {
			have := m.Infos[i].Has &^ ipc.InfoID
			switch {
			case have&want&known != want&known:
				return conformance.Fail(conformance.MissingField, "all the types that were asked and that the server knows", "")
			case only && have&^want != 0:
				return conformance.Fail(conformance.Unasked, "only the types that were asked", "")
			}
		}
		return nil
	}
}

// hasHash wants the hash with each id, as a lookup gives it (S:312).
func hasHash(_ *session, m *ipc.Message) *failure {
	for i := range m.Infos {
		if m.Infos[i].Has&ipc.InfoHash == 0 {
			return conformance.Fail(conformance.MissingField, "id and hash", "")
		}
	}
	return nil
}

// infoShapes wants each type in the form of the document. A value of the wrong kind
// is among the unknown pairs.
func infoShapes(_ *session, m *ipc.Message) *failure {
	for i := range m.Infos {
		in := &m.Infos[i]
		for _, p := range in.Unknown {
			if slices.ContainsFunc(ipc.InfoTypes(), func(t ipc.Type) bool { return t.Name == string(p.Key) }) {
				return conformance.Fail(conformance.Malformed, string(p.Key)+" in the form of the document", "%s", p.Value)
			}
		}
		for _, f := range in.Files {
			if f.Has != ipc.FileName|ipc.FileSize || f.Size < 0 {
				return conformance.Fail(conformance.MissingField, "name and size of each file", "")
			}
		}
	}
	return nil
}

// multiSizes wants the sizes of the fixture of several files.
func multiSizes(_ *session, m *ipc.Message) *failure {
	fx := conformance.Fixture("multi")
	in := m.Infos[0]
	if in.Has&(ipc.InfoSize|ipc.InfoFiles) == 0 {
		return untold
	}
	if in.Has&ipc.InfoSize != 0 && in.Size != fx.Size() {
		return conformance.Fail(conformance.WrongValue, fmt.Sprintf("a size of %d bytes", fx.Size()), "%d", in.Size)
	}
	if in.Has&ipc.InfoFiles == 0 {
		return nil
	}
	var want, have []int64
	for _, f := range fx.Files {
		want = append(want, f.Size)
	}
	for _, f := range in.Files {
		have = append(have, f.Size)
	}
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		return conformance.Fail(conformance.WrongValue, fmt.Sprintf("files of %v bytes", want), "%v", have)
	}
	return nil
}

// five is 5 GiB, more than 32 bits hold.
const five = 5 << 30

// fiveGiB is a torrent of that size. Nobody has its content.
func fiveGiB() string { return "d4:info" + fiveGiBInfo() + "e" }

func fiveGiBInfo() string {
	const piece = 16 << 20
	return fmt.Sprintf("d6:lengthi%de4:name9:five.data12:piece lengthi%de6:pieces%d:%se", int64(five), piece, 20*five/piece,
		strings.Repeat("enginespec-five-GiB-", five/piece))
}

func fiveGiBHash() string { return fmt.Sprintf("%x", sha1.Sum([]byte(fiveGiBInfo()))) }

// supportedKeys asks which keys are handled, and tries each that can be tried
// without harm.
func supportedKeys(s *session) error {
	var asked list
	for _, k := range ipc.Keys() {
		if k.From.Has(controller) && k.Name != ipc.KeyVersion {
			asked = append(asked, k.Name)
		}
	}
	asked = append(asked, "nonsense")
	few := conformance.Steps(tell(list{"get-supported", list{"noop", "nonsense"}, 4}), reply(4, ipc.KeySupported, func(_ *session, m *ipc.Message) *failure {
		for _, t := range m.Texts {
			switch string(t) {
			case ipc.KeyNoop:
			case "nonsense":
				return conformance.Fail(conformance.WrongValue, "the keys that are handled", "%s", t)
			default:
				return conformance.Fail(conformance.Unasked, "a subset of the keys that were asked", "%s", t)
			}
		}
		return nil
	}))
	if err := few.Do(s); err != nil {
		return err
	}
	var named []string
	st := conformance.Steps(tell(list{"get-supported", asked, 5}), reply(5, ipc.KeySupported, func(_ *session, m *ipc.Message) *failure {
		for _, t := range m.Texts {
			if !slices.Contains(asked, any(string(t))) {
				return conformance.Fail(conformance.Unasked, "a subset of the keys that were asked", "%s", t)
			}
			named = append(named, string(t))
		}
		return nil
	}))
	if err := st.Do(s); err != nil {
		return err
	}
	for i, k := range asked {
		key := k.(string)
		if key == ipc.KeyQuit {
			continue
		}
		tag := int64(1000 + i)
		if err := tell(list{key, harmless(key), int(tag)}).Do(s); err != nil {
			return conformance.Fail(conformance.Closed, "the connection open", "%v", err)
		}
		e, f := awaitTag(s, tag)
		if f != nil {
			return f
		}
		works := message(e.Packet).Kind() != ipc.KeyNotSupported
		if named := slices.Contains(named, key); works != named {
			return conformance.Fail(conformance.WrongValue, fmt.Sprintf("%s handled as get-supported says: %v", key, named), "%s", message(e.Packet).Kind())
		}
	}
	return nil
}

// harmless is a value under which a key changes nothing.
func harmless(key string) any {
	switch k, _ := ipc.Lookup(key); k.Format {
	case ipc.Texts, ipc.Hashes, ipc.IDs:
		return list{}
	case ipc.Asking:
		return dict{"id", list{}, "type", list{}}
	case ipc.Boolean:
		return 1
	case ipc.Integer:
		if key == ipc.KeyPort {
			return 6001
		}
		return -1
	case ipc.Text:
		return list{} // bad-format: handled, and nothing changes
	}
	return dict{}
}
