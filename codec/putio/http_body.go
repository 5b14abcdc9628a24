package putio

import (
	"bytes"

	"enginespec/codec"
)

// endHead decides how long the body is. Two opinions about it are how requests
// are smuggled past proxies: they are refused.
func (c *cutter) endHead(b []byte, limit int) error {
	length, hasLength, err := c.find(b, "Content-Length")
	if err != nil {
		return err
	}
	coding, hasCoding, err := c.find(b, "Transfer-Encoding")
	if err != nil {
		return err
	}
	answer := c.from == codec.Engine
	switch {
	case hasCoding && hasLength:
		return lost(codec.Syntax, coding.off, "Transfer-Encoding")
	case hasCoding && !bytes.EqualFold(coding.of(b), []byte("chunked")):
		return lost(codec.Unknown, coding.off, "Transfer-Encoding")
	}
	size := int64(0)
	if hasLength {
		var code codec.Code
		if size, code = parseNum(length.of(b), 1<<62); code != 0 {
			return lost(code, length.off, "Content-Length")
		}
	}
	switch {
	case answer && (c.noBody || bodyless(c.status(b))):
		c.state = complete
	case hasCoding:
		c.state = inChunkSize
	case hasLength && size > int64(limit):
		return over(length.off, "Content-Length", limit)
	case hasLength:
		c.state, c.left, c.body = inLength, int(size), int(size)
		c.segs = append(c.segs, span{c.pos, c.pos + c.left})
	case answer:
		c.state = inClose
		c.segs = append(c.segs, span{c.pos, c.pos})
	default:
		c.state = complete
	}
	return nil
}

func bodyless(status int) bool { return status < 200 || status == 204 || status == 304 }

// chunkSize reads the hexadecimal length before a chunk; extensions are ignored.
func (c *cutter) chunkSize(b []byte, line span, limit int) error {
	if len(c.segs) >= chunkLimit {
		return over(line.off, "chunk", chunkLimit)
	}
	text, _, _ := bytes.Cut(line.of(b), []byte{';'})
	text = bytes.TrimRight(text, " \t")
	if len(text) == 0 {
		return lost(codec.Syntax, line.off, "chunk")
	}
	size := 0
	for i, ch := range text {
		d, ok := unhex(ch)
		if !ok {
			return lost(codec.Syntax, line.off+i, "chunk")
		}
		if size = size<<4 | int(d); size > limit-c.body {
			return over(line.off, "chunk", limit)
		}
	}
	if size == 0 {
		c.state = inTrailer
		return nil
	}
	c.segs = append(c.segs, span{c.pos, c.pos + size})
	c.body += size
	c.state, c.left = inChunk, size
	return nil
}

func unhex(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// content returns the body: a part of b, or a copy if it came in several chunks.
func (f *frame) content(b []byte) []byte {
	if len(f.segs) == 1 {
		return f.segs[0].of(b)
	}
	all := make([]byte, 0, f.body)
	for _, s := range f.segs {
		all = append(all, s.of(b)...)
	}
	return all
}

// raw returns the offset in the message of an offset in the body.
func (f *frame) raw(off int64) int64 {
	last := span{}
	for _, s := range f.segs {
		if off < int64(s.end-s.off) {
			return int64(s.off) + off
		}
		off -= int64(s.end - s.off)
		last = s
	}
	return int64(last.end) + off
}
