package ctcs

import (
	"crypto/sha256"
	"crypto/subtle"

	wire "enginespec/codec/ctcs"
)

// denied shows ERROR to whoever reads the log. The connection is the server's to
// close (CTCS-044).
func (e *Engine) denied(m *wire.Error) {
	e.link.refused = true
	e.log.Warn("the control server says ERROR", "server", e.conf.server, "text", plain(m.Text))
}

// auth compares the password, if one is asked for (CTCS-042, CTCS-043).
func (c *session) auth(m *wire.Auth) {
	c.unannounced()
	switch {
	case c.s.o.Password == "":
	case same(string(m.Password), c.s.o.Password):
		c.authed = true
	default:
		c.deny("wrong password")
	}
}

// same compares in a time that tells nothing of either, not even the length.
func same(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// deny says ERROR and ends the session.
func (c *session) deny(why string) {
	c.log.Warn("engine refused", "why", why)
	c.say(&wire.Error{Text: clean("access denied: " + why)})
	c.denied, c.over = true, true
}
