package fault

import (
	"bytes"
	"regexp"

	"enginespec/codec"
)

// Any matches every packet.
func Any(*codec.Packet) bool { return true }

// With matches packets of a kind whose bytes contain text.
func With(kind, text string) When {
	return func(p *codec.Packet) bool { return p.Kind() == kind && bytes.Contains(p.Raw, []byte(text)) }
}

// Like matches packets whose bytes match a regular expression, whatever their kind.
func Like(pattern string) When {
	re := regexp.MustCompile(pattern)
	return func(p *codec.Packet) bool { return re.Match(p.Raw) }
}

// Not matches what when does not.
func Not(when When) When { return func(p *codec.Packet) bool { return !when(p) } }

// And matches what all of them do.
func And(all ...When) When {
	return func(p *codec.Packet) bool {
		for _, when := range all {
			if !when(p) {
				return false
			}
		}
		return true
	}
}
