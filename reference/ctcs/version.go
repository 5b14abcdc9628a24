package ctcs

import wire "enginespec/codec/ctcs"

// agree takes the server's version. There is no answer (CTCS-031); it holds from the
// next line on, and again with each PROTOCOL (CTCS-030).
func (e *Engine) agree(m *wire.Version) {
	e.link.version = min(m.Version, e.o.Version)
	e.link.r.SetVersion(e.link.version)
}

// agree takes the engine's version, and answers the first one (CTCS-024): our own
// highest. The lower of the two is in force, also if a later line changes it.
func (c *session) agree(m *wire.Version) {
	if c.own == 0 {
		c.announce(c.s.o.Version)
	}
	c.version = min(m.Version, c.own)
	if c.block.kind == noBlock {
		c.r.SetVersion(c.version)
	}
	if c.torrent != nil {
		c.s.update(c.torrent, func() { c.torrent.Version = c.version })
	}
}

// unannounced makes an engine that began without PROTOCOL one of protocol 1 (CTCS-035).
func (c *session) unannounced() {
	if c.own == 0 {
		c.announce(1)
		c.version = 1
		c.r.SetVersion(1)
	}
}

func (c *session) announce(v int) {
	c.own = v
	c.say(&wire.Version{Version: v})
}
