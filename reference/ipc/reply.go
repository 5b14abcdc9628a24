package ipc

import (
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
)

// answer begins the normal reply to a message: with its tag if it has one. It is good
// until the next answer, and sent by send.
func (c *session) answer(m *wire.Message, key string) *wire.Message {
	r := &c.reply
	c.bare = false
	*r = wire.Message{Key: codec.Bytes(key), Tag: m.Tag, Texts: r.Texts[:0], Infos: r.Infos[:0], Statuses: r.Statuses[:0]}
	return r
}

// send sends a reply. Version 1 has none.
func (c *session) send(r *wire.Message) {
	if c.version == 1 {
		return
	}
	if err := c.out.put(r); err != nil {
		c.log.Error("reply cannot be written", "key", r.Kind(), "error", err)
		c.failed(r, err)
	}
	if cap(r.Infos)+cap(r.Statuses) > 256 { // an idle client shall not hold a large reply
		c.reply = wire.Message{}
	}
}

// outcome tells the sender of a tagged message how it ended, and others nothing.
func (c *session) outcome(m *wire.Message, key string) {
	if m.Tag <= 0 {
		return
	}
	if !c.bare { // a Message is large, and an outcome little
		c.answer(m, key)
		c.bare = true
	}
	c.reply.Key, c.reply.Tag = append(c.reply.Key[:0], key...), m.Tag
	c.send(&c.reply)
}

// failed is the outcome failed with a reason for people.
func (c *session) failed(m *wire.Message, why error) {
	if m.Tag > 0 && c.version != 1 {
		text := why.Error()
		text = strings.ToValidUTF8(text[:min(len(text), maxReason)], "?")
		c.out.put(wire.NewText(wire.KeyFailed, text).Tagged(m.Tag))
	}
}

// maxReason bounds the text of failed.
const maxReason = 1 << 10

// done is the outcome of something that is done, or failed.
func (c *session) done(m *wire.Message, err error) {
	if err != nil {
		c.log.Warn("failed", "key", m.Kind(), "error", err)
		c.failed(m, err)
		return
	}
	c.outcome(m, wire.KeySucceeded)
}
