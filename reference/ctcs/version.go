package ctcs

import wire "enginespec/codec/ctcs"

// agree takes the server's version. There is no answer (CTCS-031); it holds from the
// next line on, and again with each PROTOCOL (CTCS-030).
func (e *Engine) agree(m *wire.Version) {
	e.link.version = min(m.Version, e.o.Version)
	e.link.r.SetVersion(e.link.version)
}
