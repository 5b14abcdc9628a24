package ipc

import (
	"strings"

	"enginespec/codec"
)

// MaxPort is the greatest value of a port message; 0 is the least (S:354).
const MaxPort = 65535

// Encryption returns the words of the encryption message, which are compared
// without case. The third changed its name: plaintext in the daemons 1.00 to 1.11,
// tolerated in 1.20.
func Encryption() []string { return []string{"required", "preferred", "tolerated", "plaintext"} }

func isEncryption(b codec.Bytes) bool {
	for _, w := range [...]string{"required", "preferred", "tolerated", "plaintext"} {
		if strings.EqualFold(w, string(b)) {
			return true
		}
	}
	return false
}

// isHash reports whether b is the hash of a torrent: 40 hex digits, in any case.
func isHash(b []byte) bool {
	if len(b) != 40 {
		return false
	}
	for _, ch := range b {
		if hexDigit(ch) > 15 {
			return false
		}
	}
	return true
}

// NewInt returns a message whose value is an integer or a boolean: port, uplimit,
// downlimit, pex, automap, autostart.
func NewInt(key string, v int64) *Message { return &Message{Key: codec.Bytes(key), Int: v} }

// NewBool returns a message whose value is a boolean.
func NewBool(key string, v bool) *Message {
	m := NewInt(key, 0)
	if v {
		m.Int = 1
	}
	return m
}

// NewText returns a message whose value is a string: directory, encryption, failed.
func NewText(key, v string) *Message { return &Message{Key: codec.Bytes(key), Text: codec.Bytes(v)} }
