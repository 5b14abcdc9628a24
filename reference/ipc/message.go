package ipc

import (
	"enginespec/codec"
	wire "enginespec/codec/ipc"
)

// supported reports whether clients may send a message with a key: a row of the table,
// or the zero Key. What the document has for both parties is a request here, but for the
// handshake's; and peer-max is a name without a meaning.
func supported(k *wire.Key) bool {
	return k.From.Has(codec.Controller) && k.Name != wire.KeyVersion && k.Name != wire.KeyPeerMax
}

// carryOut carries out one message and says what is to be said of it.
func (c *session) carryOut(m *wire.Message) {
	k, _ := wire.Lookup(string(m.Key))
	switch {
	case c.version == 1 && k.Min != 1:
		// An unknown key, or one that needs version 2: ignored.
	case !supported(&k):
		c.outcome(m, wire.KeyNotSupported)
	case m.Bad:
		c.outcome(m, wire.KeyBadFormat)
	case k.Format == wire.Ignored && k.Reply != "":
		c.getSetting(m)
	default:
		c.request(m, k.Name)
	}
}

func (c *session) request(m *wire.Message, key string) {
	switch key {
	case wire.KeyNoop:
		c.outcome(m, wire.KeySucceeded)
	case wire.KeyQuit:
		c.outcome(m, wire.KeySucceeded)
		c.log.Info("a client said quit")
		c.over = true
		c.s.quit()
	case wire.KeyAddFiles:
		c.addFiles(m)
	case wire.KeyAddFileDetailed:
		c.addFile(m)
	case wire.KeyStart, wire.KeyStop, wire.KeyRemove, wire.KeyVerify:
		c.command(m, key, m.IDs)
	case wire.KeyStartAll:
		c.command(m, wire.KeyStart, nil)
	case wire.KeyStopAll:
		c.command(m, wire.KeyStop, nil)
	case wire.KeyRemoveAll:
		c.command(m, wire.KeyRemove, nil)
	case wire.KeyGetInfo:
		c.getInfo(m, m.Query.Types)
	case wire.KeyGetInfoAll:
		c.getInfo(m, m.Texts)
	case wire.KeyLookup:
		c.lookup(m)
	case wire.KeyGetStatus:
		c.getStatus(m, m.Query.Types)
	case wire.KeyGetStatusAll:
		c.getStatus(m, m.Texts)
	case wire.KeyGetSupported:
		c.getSupported(m)
	default:
		c.setSetting(m, key)
	}
}

// getSupported answers with those of the keys that are supported, as they were asked.
func (c *session) getSupported(m *wire.Message) {
	r := c.answer(m, wire.KeySupported)
	for _, key := range m.Texts {
		if k, _ := wire.Lookup(string(key)); supported(&k) {
			r.Texts = append(r.Texts, key)
		}
	}
	c.send(r)
}
