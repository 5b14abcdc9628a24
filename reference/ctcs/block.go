package ctcs

import (
	"enginespec/codec"
	wire "enginespec/codec/ctcs"
)

// block is what an engine is telling: one of its lists, which takes effect when it is
// closed. A new start and the end of the connection discard it (CTCS-077).
type block struct {
	kind    blockKind
	octets  int // that the lists hold
	files   []wire.File
	peers   []wire.Peer
	options []wire.Config
}

type blockKind uint8

const (
	noBlock blockKind = iota
	fileBlock
	peerBlock
	configBlock
)

var blockNames = [...]string{"no block", "the file block", "the peer block", "the options"}

// maxBlock bounds the text of a block in octets.
const maxBlock = 4 << 20

// begin opens a block. One that is open is incomplete for ever.
func (c *session) begin(k blockKind) {
	if c.block.kind != noBlock {
		c.drop(blockNames[c.block.kind] + " was not closed")
	}
	c.block = block{kind: k}
	c.r.SetVersion(c.version)
}

// within reports whether a line of a block stands in its block and there is room for
// it: no number of the wire sizes anything (CTCS-078).
func (c *session) within(k blockKind, items int, texts ...codec.Bytes) bool {
	if c.block.kind != k {
		c.drop("a line of " + blockNames[k] + " stands outside of it")
		return false
	}
	for _, t := range texts {
		c.block.octets += len(t)
	}
	if items >= c.s.o.MaxItems || c.block.octets > maxBlock {
		c.drop(blockNames[k] + " is too long")
		return false
	}
	return true
}

// done closes a block, and reports whether it was open.
func (c *session) done(k blockKind) (block, bool) {
	b := c.block
	if b.kind != k {
		c.drop("the end of " + blockNames[k] + " has no beginning")
		return b, false
	}
	c.block = block{}
	c.r.SetVersion(c.version)
	return b, true
}
