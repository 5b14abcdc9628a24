package ctcs

import wire "enginespec/codec/ctcs"

// denied shows ERROR to whoever reads the log. The connection is the server's to
// close (CTCS-044).
func (e *Engine) denied(m *wire.Error) {
	e.link.refused = true
	e.log.Warn("the control server says ERROR", "server", e.conf.server, "text", plain(m.Text))
}
