package ipc

import (
	"errors"

	wire "enginespec/codec/ipc"
)

// errNoVersion ends a connection without a common version.
var errNoVersion = errors.New("no common version")

// handshake sends ours at once, reads the client's, and settles the version. What
// else is in the client's is no message.
func (c *session) handshake() error {
	ours := wire.NewHandshake(int64(c.o.MinVersion), int64(c.o.MaxVersion), c.o.Label)
	if err := c.out.put(ours); err != nil {
		return err
	}
	if err := c.await(); err != nil {
		return err
	}
	var theirs wire.Handshake
	if err := c.r.Handshake(&theirs); err != nil {
		return err
	}
	v, ok := wire.Agree(ours, &theirs)
	if !ok {
		c.log.Info("connection closed: no common version", "min", theirs.Version.Min, "max", theirs.Version.Max)
		return errNoVersion
	}
	c.version = v
	c.r.SetVersion(v)
	c.log.Debug("client", "label", string(theirs.Version.Label), "version", v)
	return nil
}
