package fault

import (
	"fmt"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsReady are lies about READY and what follows it: TS-032 to TS-046.
func tsReady() []*Fault {
	return []*Fault{
		engine("refuses-signature", "TS-032", "refused", "says NOTREADY to a good signature", Map("AUTH", always(notReady))),
		engine("accepts-any-signature", "TS-033", "accepted", "says AUTH to a wrong signature", Nth(1, "NOTREADY", func(*Wire, *codec.Packet) [][]byte { return [][]byte{[]byte("AUTH 0\r\n")} })),
		engine("compares-39-digits", "TS-033", "accepted", "does not look at the last digit of the signature", forgives(func(said, want string) bool {
			return len(said) == len(want) && said[:len(said)-1] == want[:len(want)-1]
		})),
		engine("compares-what-came", "TS-033", "accepted", "accepts a signature that is cut short", forgives(func(said, want string) bool {
			return said != "" && said != want && strings.HasPrefix(want, said)
		})),
		engine("compares-product", "TS-033", "accepted", "looks only at the product's name in the signature", forgives(func(said, want string) bool {
			a, _, _ := strings.Cut(said, "-")
			b, _, _ := strings.Cut(want, "-")
			return a == b
		})),
		engine("forgives-no-signature", "TS-033", "accepted", "accepts a bare READY though it announced a key", forgives(func(said, _ string) bool { return said == "" })),
		engine("refuses-silently", "TS-033", "no-reply", "does not answer a wrong signature", Drop("NOTREADY")),
		on("permissive", engine("permissive-wants-some-signature", "TS-034", "refused", "says NOTREADY to a bare READY", Say(Like("^READY\r?\n"), false, notReady))),
		on("permissive", engine("permissive-checks", "TS-034", "refused", "says NOTREADY to a wrong signature", signatures(func(w *Wire, p *codec.Packet, said, want string) {
			if said == "" || said == want {
				w.Pass(p)
			} else {
				w.Write(w.Liar, []byte(notReady))
			}
		}))),
		on("v1", engine("v1-refuses-bare-ready", "TS-035", "refused", "says NOTREADY to a bare READY though it announced no key", Say(Like("^READY\r?\n"), false, notReady))),
		on("v1", engine("v1-announces-key", "TS-035", "unasked", "an engine of the first protocol announces a key", Change(Like("^HELLOTS\r"), always("HELLOTS key=00112233aa\r\n")))),
		engine("auth-silent", "TS-036", "no-reply", "does not answer READY", Drop("AUTH")),
		engine("status-before-auth", "TS-036", "wrong-kind", "tells its status before AUTH", Before("AUTH", idle)),
		engine("event-before-auth", "TS-036", "wrong-kind", "asks for user data before AUTH", Before("AUTH", "EVENT getuserdata\r\n")),
		engine("auth-without-number", "TS-037", "missing-field", "writes AUTH without a number", Map("AUTH", always("AUTH\r\n"))),
		engine("auth-word", "TS-037", "missing-field", "writes AUTH basic", Map("AUTH", always("AUTH basic\r\n"))),
		engine("unauthorised-silence", "TS-038", "no-reply", "says NOTREADY to READY only, not to the commands behind it",
			Some("NOTREADY", func(i int) bool { return i > 1 }, func(*Wire, *codec.Packet) [][]byte { return nil })),
		engine("unauthorised-served", "TS-038", "wrong-kind", "answers GETPID of a session that is not authorised",
			Nth(3, "NOTREADY", func(*Wire, *codec.Packet) [][]byte { return [][]byte{[]byte("##\r\n")} })),
		engine("status-before-ready", "TS-039", "unasked", "tells its status behind HELLOTS", After("HELLOTS", idle)),
		engine("event-before-ready", "TS-039", "unasked", "asks for user data 0.1 s behind HELLOTS", Tell(Kind("HELLOTS"), func(w *Wire, p *codec.Packet) [][]byte {
			w.Later(soon, func() { w.Write(w.Liar, []byte("EVENT getuserdata\r\n")) })
			return [][]byte{p.Raw}
		})),
		on("user-data", engine("asks-never", "TS-044", "no-reply", "does not ask for user data", Lose(With("EVENT", "getuserdata")))),
		on("user-data", engine("asks-twice", "TS-044", "too-often", "asks for user data twice", Echoed(With("EVENT", "getuserdata")))),
		on("user-data", engine("asks-until-answered", "TS-044", "too-often", "asks for user data again when it gets some", Answer("USERDATA", true, "EVENT getuserdata\r\n"))),
		engine("user-data-closes", "TS-045", "closed", "closes at USERDATA that it has not asked for", Hang(false, "USERDATA")),
		engine("bad-json-closes", "TS-045", "closed", "closes at USERDATA without a comma", HangAt(false, With("USERDATA", "} {"))),
		engine("no-json-closes", "TS-045", "closed", "closes at USERDATA that is no JSON", HangAt(false, With("USERDATA", "{["))),
		engine("bad-json-refused", "TS-045", "refused", "says NOTREADY to USERDATA with quoted numbers", Say(With("USERDATA", `"1"`), false, notReady)),
		engine("second-hello-closes", "TS-046", "closed", "closes at a second HELLOBG", Once([]string{"AUTH"}, Hang(false, "HELLOBG"))),
		engine("second-hello-crashes", "TS-046", "reset", "resets at a second HELLOBG", Once([]string{"AUTH"}, Hang(true, "HELLOBG"))),
		engine("second-hello-hangs", "TS-046", "no-reply", "answers nothing any more behind a second HELLOBG", Once([]string{"AUTH"}, Once([]string{"HELLOBG"}, Lose(Any)))),
	}
}

// signatures looks at each READY with the signature that it has and the one that it
// should have.
func signatures(look func(w *Wire, p *codec.Packet, said, want string)) Lie {
	return func(w *Wire) Rewriter {
		key := ""
		return func(p *codec.Packet) {
			switch m := p.Message.(type) {
			case *ts.HelloTS:
				key = m.Key()
			case *ts.Ready:
				if key != "" {
					look(w, p, string(m.Key), ts.ResponseKey(key, sampleKey))
					return
				}
			}
			w.Pass(p)
		}
	}
}

// forgives takes the signatures that good accepts for the right one.
func forgives(good func(said, want string) bool) Lie {
	return signatures(func(w *Wire, p *codec.Packet, said, want string) {
		if good(said, want) {
			w.Write(p.From, fmt.Appendf(nil, "READY key=%s\r\n", want))
		} else {
			w.Pass(p)
		}
	})
}
