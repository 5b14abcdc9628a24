package ts

import (
	"bytes"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// malformed reacts to a line that is not understood: what was asked for in it gets
// its failure, all else silence.
func (c *session) malformed(line []byte) {
	words := bytes.Fields(line)
	if len(words) == 0 {
		return
	}
	if c.auth != accepted {
		c.greetingMalformed(string(words[0]))
		return
	}
	switch string(words[0]) {
	case "LOAD":
		if r := c.expectReply(); r != nil {
			b, _ := c.response(nil, errSource, 2).Append(nil)
			c.reply(r, b)
		}
	case "LOADASYNC":
		if len(words) > 1 && isNumber(words[1]) {
			c.loading()
			c.loaded(bytes.Clone(words[1]), nil, errSource)
		}
	case "GETPID", "GETCID":
		if r := c.expectReply(); r != nil {
			c.reply(r, nil)
		}
	case "START":
		c.refuse(codeSource, errSource)
	}
}

// greetingMalformed reacts before AUTH, when even a malformed command is one.
func (c *session) greetingMalformed(word string) {
	switch word {
	case "SHUTDOWN":
		c.shutdown()
	case "HELLOBG":
		if c.auth == fresh {
			c.hello(&wire.HelloBG{})
		}
	case "READY":
		c.ready(&wire.Ready{Key: codec.Bytes{}})
	default:
		if wire.Protocol.New(codec.Controller, word) != nil {
			c.notReady()
		}
	}
}

func isNumber(w []byte) bool {
	for _, b := range w {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(w) > 0 && len(w) < 20
}
