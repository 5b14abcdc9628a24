package putio

import (
	"bytes"

	"enginespec/codec"
)

const (
	headLimit  = 64 << 10 // bytes of a start line with all fields
	fieldLimit = 128      // fields of a head
	chunkLimit = 10_000   // chunks of a body
)

// Field is one line of an HTTP head: "Name: Value".
type Field struct {
	Name  string      `json:"name"`
	Value codec.Bytes `json:"value"` // without the white space around it
}

// span is a part of the input.
type span struct{ off, end int }

func (s span) of(b []byte) []byte { return b[s.off:s.end] }

// frame is one HTTP message as spans of its bytes, which may move between calls.
type frame struct {
	start  [3]span // the words of the start line
	names  []span
	values []span
	segs   []span // the body: one part, or one a chunk
	body   int    // length of the body
	uses   []codec.Use
}

// cutter cuts one HTTP/1.x message off a growing buffer. It remembers how far it
// came, so that a peer that sends byte by byte costs no more than one that does not.
type cutter struct {
	from   codec.Party
	noBody bool // the answer to HEAD
	state  state
	pos    int // everything before it is done with
	seen   int // no line feed between pos and it
	left   int // of a body of known length: bytes to come
	frame
}

type state uint8

const (
	inStart state = iota
	inFields
	inLength
	inChunkSize
	inChunk
	inChunkEnd
	inTrailer
	inClose
	complete
)

func lost(code codec.Code, off int, field string) error {
	return &codec.Error{Code: code, Offset: int64(off), Field: field}
}

func over(off int, field string, limit int) error {
	return &codec.Error{Code: codec.Limit, Offset: int64(off), Field: field, Limit: int64(limit)}
}

// next goes on with the message at the start of b, which begins with what it was
// given before. n is the length of the message, 0 while it is not complete.
func (c *cutter) next(b []byte, final bool, o *codec.Options) (n int, err error) {
	limit := optionLimits(o).Message
	for c.state != complete {
		more := false
		switch c.state {
		case inStart, inFields, inChunkSize, inChunkEnd, inTrailer:
			var line span
			if line, more, err = c.line(b, o); err == nil && more {
				err = c.read(b, line, limit)
			}
		case inLength, inChunk:
			if more = len(b)-c.pos >= c.left; more {
				c.pos += c.left
				if c.state == inChunk {
					c.state = inChunkEnd
				} else {
					c.state = complete
				}
			}
		case inClose:
			c.segs[0].end, c.body = len(b), len(b)-c.pos
			if c.body > limit {
				return 0, over(c.pos+limit, "body", limit)
			}
			if more = final; more {
				c.pos, c.state = len(b), complete
			}
		}
		if err != nil {
			return 0, err
		}
		if !more {
			if final {
				return 0, lost(codec.Truncated, len(b), c.where())
			}
			return 0, nil
		}
	}
	return c.pos, nil
}

func (c *cutter) where() string {
	if c.state <= inFields {
		return "head"
	}
	return "body"
}

// line takes the next line; its end does not count the line break.
func (c *cutter) line(b []byte, o *codec.Options) (line span, ok bool, err error) {
	c.seen = max(c.seen, c.pos)
	i := bytes.IndexByte(b[c.seen:], '\n')
	// A head is bounded as a whole; lines between chunks and in trailers one by one.
	room := headLimit
	if c.state > inFields {
		room += c.pos
	}
	if end := c.seen + i; i < 0 && len(b) > room || end >= room {
		return span{}, false, over(room, c.where(), headLimit)
	}
	if i < 0 {
		c.seen = len(b)
		return span{}, false, nil
	}
	line = span{c.pos, c.seen + i}
	if line.end > line.off && b[line.end-1] == '\r' {
		line.end--
	} else {
		if o == nil || !o.Accept.Has(BareLF) {
			return span{}, false, &codec.Error{Code: codec.NonCanonical, Offset: int64(line.end), Field: c.where(), Rule: BareLF}
		}
		c.uses = append(c.uses, codec.Use{Rule: BareLF, Offset: int64(line.end)})
	}
	c.pos = c.seen + i + 1
	return line, true, nil
}

// read reads one line in the state that it came in.
func (c *cutter) read(b []byte, line span, limit int) error {
	switch c.state {
	case inStart:
		c.state = inFields
		return c.startLine(b, line)
	case inFields:
		if line.off == line.end {
			return c.endHead(b, limit)
		}
		return c.field(b, line)
	case inChunkSize:
		return c.chunkSize(b, line, limit)
	case inChunkEnd:
		c.state = inChunkSize
		if line.off != line.end {
			return lost(codec.Syntax, line.off, "chunk")
		}
	case inTrailer:
		if line.off == line.end {
			c.state = complete
		}
	}
	return nil
}
