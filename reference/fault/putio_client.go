package fault

import (
	"bytes"
	"strings"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func putioClient() []*Fault {
	// breaks is a client that takes an answer for the end of the connection.
	breaks := func(id, clause, diagnosis, doc string, at When) *Fault {
		return caller(id, clause, diagnosis, doc, HangAt(false, at))
	}
	const gaveUp = "gave-up"
	every := func(p *codec.Packet) bool { return p.From == codec.Engine }
	envelope := func(text string) When {
		return func(p *codec.Packet) bool {
			return isEnvelope(p) && bytes.Contains(p.Raw, []byte(text))
		}
	}
	lacks := func(text string) When {
		return func(p *codec.Packet) bool { return isEnvelope(p) && !bytes.Contains(p.Raw, []byte(text)) }
	}
	reads := func(id, clause, diagnosis, doc string, change func(body string) string) *Fault {
		return caller(id, clause, diagnosis, doc, Tampered(isEnvelope, func(_ *Wire, p *codec.Packet) [][]byte {
			return [][]byte{[]byte(rebody(string(p.Raw), change))}
		}))
	}
	return []*Fault{
		breaks("blind-404", "PUTIO-016", "accepted", "treats all answers alike", every),
		breaks("picky", "PUTIO-019", gaveUp, "wants Content-Type: application/json", lacks("application/json")),
		breaks("wants-error", "PUTIO-024", gaveUp, "wants the member error", lacks(`"error":`)),
		breaks("wants-false", "PUTIO-024", gaveUp, "takes null for an error", envelope(`"error":null,"error_message"`)),
		reads("true-only", "PUTIO-024", "wrong-content", "takes true alone for an error", matching(`"error":("true"|"True"|1|"1")`, `"error":false`)),
		breaks("blind-error", "PUTIO-024", "accepted", "treats failures and successes alike", every),
		reads("own-words", "PUTIO-025", "wrong-content", "has its own words for every failure", matching(`"error_message":"[^"]*"`, `"error_message":"It failed."`)),
		breaks("no-extras", "PUTIO-026", gaveUp, "stumbles over members that it does not know", envelope(`"colour"`)),
		breaks("fixed-order", "PUTIO-026", gaveUp, "wants members in one order", envelope("\r\n\r\n"+`{"id":7`)),
		breaks("wants-user-id", "PUTIO-027", gaveUp, "wants user_id", lacks(`"user_id":7`)),
		breaks("wants-id", "PUTIO-027", gaveUp, "wants id", lacks(`"id":7`)),
		breaks("no-array", "PUTIO-028", gaveUp, "wants a token outside of an array", envelope(`"results":[{"token"`)),
		breaks("blind-status", "PUTIO-029", "wrong-value", "treats all statuses alike", every),
		breaks("blind-half", "PUTIO-029", "accepted", "treats half an answer like a whole one", every),
		breaks("wants-text", "PUTIO-031", gaveUp, "wants numbers as text", Like(`"(?:size|disk_quota)":[0-9]`)),
		breaks("wants-text-shown", "PUTIO-031", "wrong-value", "shows numbers that are no text otherwise", Like(`"(?:size|disk_quota)":[0-9]`)),
		breaks("32-bits", "PUTIO-031", gaveUp, "has 32 bits for a quota", envelope(`"206115891200"`)),
		breaks("small-numbers", "PUTIO-031", gaveUp, "has 32 bits for a size", envelope("9223372036854775807")),
		breaks("blind-login", "PUTIO-039", "wrong-value", "treats a failed login like any answer", every),
		caller("no-secret", "PUTIO-040", "missing-field", "leaves its secret out", Change(answersTo(), func(raw string) string {
			return recall(raw, parsed(lacking("api_secret")))
		})),
		caller("secret-in-head", "PUTIO-040", "unasked", "shows its secret in the head", Tell(answersTo(), func(_ *Wire, p *codec.Packet) [][]byte {
			r, ok := p.Message.(*putio.Request)
			if !ok {
				return [][]byte{p.Raw}
			}
			line, rest, _ := strings.Cut(string(p.Raw), "\r\n")
			return [][]byte{[]byte(line + "\r\nX-Secret: " + r.Secret + "\r\n" + rest)}
		})),
		caller("two-slashes", "PUTIO-059", "wrong-value", "keeps the slash before /atk/", Map(putio.KindHTTP, replaced("/atk/", "//atk/"))),
		caller("no-atk", "PUTIO-059", "wrong-value", "leaves /atk out", Map(putio.KindHTTP, replaced("/atk/", "/"))),
		caller("streams-folder", "PUTIO-065", "unasked", "asks for the stream of a folder", Map(string(putio.MethodFilesInfo), always(
			"GET /stream-file/17/11/atk/0123456789abcdef0123456789abcdef01234567 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))),
		breaks("no-new-status", "PUTIO-084", gaveUp, "stumbles over a status that it does not know", envelope("Polishing")),
		breaks("exact-status", "PUTIO-084", gaveUp, "compares statuses letter by letter", envelope(`"downloading"`)),
		breaks("exact-error", "PUTIO-084", "wrong-value", "knows one spelling of Error", envelope(`"ERROR"`)),
		reads("wrong-report", "PUTIO-091", "wrong-value", "counts in other units", replaced("206115891200", "206115891")),
		breaks("no-null-name", "PUTIO-095", "wrong-content", "stumbles over null for file_name", envelope(`"file_name":null`)),
		reads("shows-tags", "PUTIO-096", "wrong-content", "shows HTML as it is", replaced(`"title":"<a`, `"title":"&lt;a`)),
	}
}

// isEnvelope matches answers of the API, whatever they say.
func isEnvelope(p *codec.Packet) bool {
	return p.From == codec.Engine && p.Kind() != putio.KindHTTP
}
