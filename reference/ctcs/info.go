package ctcs

import (
	"fmt"

	wire "enginespec/codec/ctcs"
)

// maxInfo is the longest text of CTINFO that a client writes, in octets.
const maxInfo = 200

// info tells the server's operator something: 1 is extremely urgent or important, 2
// less important, 3 no problem.
func (e *Engine) info(severity int, format string, args ...any) {
	text := clean(fmt.Sprintf(format, args...))
	e.log.Info("CTINFO", "severity", severity, "text", plain(text))
	e.say(&wire.Info{Severity: severity, Text: text[:min(len(text), maxInfo)]})
}

// info keeps CTINFO; too old ones are forgotten.
func (c *session) info(m *wire.Info) {
	t := c.torrent
	c.log.Info("CTINFO", "severity", m.Severity, "text", plain(m.Text))
	c.s.update(t, func() {
		if len(t.Infos) >= maxInfos {
			t.Infos = append(t.Infos[:0], t.Infos[1:]...)
		}
		t.Infos = append(t.Infos, Info{t.Heard, m.Severity, m.Text[:min(len(m.Text), maxText)].Clone()})
	})
}
