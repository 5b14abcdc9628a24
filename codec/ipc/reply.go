package ipc

import "enginespec/codec"

// New returns a message whose value is ignored and written as the empty string,
// as every real program writes it: noop, quit, stop-all, get-port, succeeded,
// not-supported, bad-format.
func New(key string) *Message { return &Message{Key: codec.Bytes(key)} }

// Tagged returns m with a tag. Zero takes the tag away.
func (m *Message) Tagged(tag int64) *Message {
	m.Tag = tag
	return m
}

// IsOutcome reports whether m is one of the four messages that only answer tagged
// messages: succeeded, failed, not-supported, bad-format.
func (m *Message) IsOutcome() bool {
	switch string(m.Key) {
	case KeySucceeded, KeyFailed, KeyNotSupported, KeyBadFormat:
		return true
	}
	return false
}

// Answers reports whether a reply of key could answer a request of key request:
// its own reply, or one of the four outcomes. Adding may be answered by info or by
// succeeded (daemon or GTK); a get is never answered by succeeded.
func Answers(request, key string) bool {
	k, known := Lookup(request)
	if key == KeyFailed || key == KeyNotSupported || key == KeyBadFormat {
		return true
	}
	if !known {
		return false
	}
	if key == KeySucceeded {
		return k.Reply == "" || k.Format == Adding || request == KeyAddFiles
	}
	return k.Reply == key && key != ""
}
