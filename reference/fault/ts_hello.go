package fault

import (
	"fmt"
	"strings"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsHello are lies about HELLOBG and HELLOTS: TS-021 to TS-029.
func tsHello() []*Fault {
	return []*Fault{
		engine("hello-silent", "TS-021", "no-reply", "does not answer HELLOBG", Drop("HELLOTS")),
		engine("hello-twice", "TS-021", "unasked", "answers HELLOBG with two HELLOTS", Twice("HELLOTS")),
		engine("hello-again", "TS-021", "unasked", "repeats HELLOTS before AUTH", Before("AUTH", "HELLOTS\r\n")),
		engine("banner", "TS-022", "unasked", "greets before it is greeted", Greet("220 engine ready\r\n")),
		engine("status-at-once", "TS-022", "unasked", "tells its status as soon as the connection stands", Greet(idle)),
		engine("bare-hello-silent", "TS-023", "no-reply", "does not answer a HELLOBG without version", Deaf(Like("^HELLOBG\r?\n"))),
		engine("bare-hello-closes", "TS-023", "closed", "closes at a HELLOBG without version", HangAt(false, Like("^HELLOBG\r?\n"))),
		engine("versions-to-4", "TS-024", "no-reply", "does not answer a HELLOBG with a version above 4", Deaf(Like("^HELLOBG .*version=[5-9]"))),
		engine("version-1-unknown", "TS-024", "no-reply", "does not answer HELLOBG version=1", Deaf(Like("^HELLOBG .*version=1"))),
		engine("empty-value-closes", "TS-024", "closed", "closes at a HELLOBG with an empty value", HangAt(false, Like("^HELLOBG .*=( |\r)"))),
		engine("unknown-key-closes", "TS-024", "closed", "closes at a HELLOBG with a key that it does not know", HangAt(false, With("HELLOBG", "colour="))),
		engine("hello-without-version", "TS-025", "missing-field", "HELLOTS has no version=", Map("HELLOTS", without("version"))),
		engine("hello-without-code", "TS-025", "missing-field", "HELLOTS has no version_code=", Map("HELLOTS", without("version_code"))),
		engine("hello-without-port", "TS-025", "missing-field", "HELLOTS has no http_port=", Map("HELLOTS", without("http_port"))),
		engine("version-without-dot", "TS-026", "wrong-value", "HELLOTS says version=3", Map("HELLOTS", param("version", always("version=3")))),
		engine("short-key", "TS-027", "wrong-value", "the request key has 8 digits", rekeyed(func(key string) string { return key[:min(8, len(key))] })),
		engine("upper-case-key", "TS-027", "wrong-value", "the request key is in upper case", rekeyed(func(key string) string { return strings.ToUpper(key[:len(key)-1]) + "F" })),
		engine("key-is-last", "TS-028", "wrong-order", "key= is the last parameter of HELLOTS", Map("HELLOTS", moved("key", false))),
		engine("same-key", "TS-029", "wrong-value", "the request key is the same on all connections", rekeyed(func(string) string { return "00112233aa" })),
	}
}

// sampleKey is the invented product key of the known-answer vector for READY: the one
// that the bundled engine knows.
const sampleKey = "AAAAsampleproductkey-BBBBBBBBBBBBBBBBBBBB-CCCCCCCCCCCCCCCCCCCC-DDDDDDDDDDDDDDD"

// rekeyed announces another request key, and takes the signature for that one.
func rekeyed(change func(key string) string) Lie {
	return func(w *Wire) Rewriter {
		var real, said string
		return func(p *codec.Packet) {
			switch m := p.Message.(type) {
			case *ts.HelloTS:
				if real = m.Key(); real != "" {
					said = change(real)
					w.Write(w.Liar, []byte(param("key", always("key="+said))(string(p.Raw))))
					return
				}
			case *ts.Ready:
				if said != "" && string(m.Key) == ts.ResponseKey(said, sampleKey) {
					w.Write(p.From, fmt.Appendf(nil, "READY key=%s\r\n", ts.ResponseKey(real, sampleKey)))
					return
				}
			}
			w.Pass(p)
		}
	}
}
