package ts

import wire "enginespec/codec/ts"

// clientEvent takes what the player tells of himself: where he is, and whether he
// stands still. There is no answer.
func (c *session) clientEvent(m *wire.ClientEvent) {
	p := c.play
	if p == nil || p.opened == nil {
		return
	}
	p.advance(c.clock().Now())
	switch string(m.Name) {
	case "play":
		p.paused = false
	case "pause":
		p.paused = true
	case "seek":
		if at, ok := m.Params.Int("position"); ok && p.live == nil {
			p.head = min(float64(at)*p.bitrate, float64(p.size))
		}
	}
}
