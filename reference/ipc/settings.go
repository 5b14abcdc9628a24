package ipc

import (
	"context"
	"math"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// kilobyte is the unit of the limits. Real programs take 1024 bytes for it.
const kilobyte = 1024

// maxLimit is the greatest limit: what clients of old can hold. Greater ones are taken
// for it.
const maxLimit = math.MaxInt32

// setSetting carries out automap, autostart, directory, downlimit, encryption, pex,
// port and uplimit.
func (c *session) setSetting(m *wire.Message, key string) {
	var s settings
	switch key {
	case wire.KeyAutomap:
		s.Automap = new(m.Bool())
	case wire.KeyAutostart:
		s.Autostart = new(m.Bool())
	case wire.KeyDirectory:
		dir, err := absolute(string(m.Text))
		if err != nil {
			c.done(m, err)
			return
		}
		s.Directory = codec.Bytes(dir)
	case wire.KeyDownLimit:
		s.DownLimit = new(limit(m.Int))
	case wire.KeyEncryption:
		s.Encryption = new(crypto(m.Text))
	case wire.KeyPEX:
		s.PEX = new(m.Bool())
	case wire.KeyPort:
		s.Port = new(int(m.Int))
	case wire.KeyUpLimit:
		s.UpLimit = new(limit(m.Int))
	}
	c.done(m, c.s.torrents.set(s))
}

// getSetting answers a get with what is in force.
func (c *session) getSetting(m *wire.Message) {
	k, _ := wire.Lookup(m.Kind())
	t := c.s.torrents
	now := t.settings()
	r := c.answer(m, k.Reply)
	switch k.Reply {
	case wire.KeyAutomap:
		r.Int = number(now.PortMap)
	case wire.KeyAutostart:
		r.Int = number(t.starts(nil))
	case wire.KeyDirectory:
		r.Text = codec.Bytes(now.Dir)
	case wire.KeyDownLimit:
		r.Int = kilobytes(now.Down)
	case wire.KeyEncryption:
		r.Text = codec.Bytes(cryptoWord(now.Crypto))
	case wire.KeyPEX:
		r.Int = number(now.PEX)
	case wire.KeyPort:
		r.Int = int64(now.Port)
	case wire.KeyUpLimit:
		r.Int = kilobytes(now.Up)
	}
	c.send(r)
}

// set keeps and puts in force those of s that are not nil.
func (t *torrents) set(s settings) error {
	return t.change(func(ctx context.Context) error {
		next := t.kept.edit()
		next.Settings.merge(s)
		return t.kept.try(next, func() error {
			if s.Autostart != nil {
				t.mu.Lock()
				t.autostart = *s.Autostart
				t.mu.Unlock()
				return nil
			}
			_, err := t.e.Configure(ctx, s.patch())
			return err
		})
	})
}

// merge takes over what is set in n.
func (s *settings) merge(n settings) {
	take(&s.Automap, n.Automap)
	take(&s.Autostart, n.Autostart)
	take(&s.DownLimit, n.DownLimit)
	take(&s.Encryption, n.Encryption)
	take(&s.PEX, n.PEX)
	take(&s.Port, n.Port)
	take(&s.UpLimit, n.UpLimit)
	if n.Directory != nil {
		s.Directory = n.Directory
	}
}

func take[T any](dst **T, src *T) {
	if src != nil {
		*dst = src
	}
}

// patch is the part of s that is the engine's.
func (s *settings) patch() engine.Patch {
	p := engine.Patch{Down: s.DownLimit, Up: s.UpLimit, Port: s.Port, PEX: s.PEX, PortMap: s.Automap, Crypto: s.Encryption}
	if s.Directory != nil {
		p.Dir = new(string(s.Directory))
	}
	return p
}

// limit turns the value of a limit into bytes a second; -1 for none. Zero is a limit.
func limit(kb int64) int64 {
	if kb < 0 {
		return -1
	}
	return min(kb, maxLimit) * kilobyte
}

// kilobytes turns a limit into the value of its message.
func kilobytes(limit int64) int64 {
	if limit < 0 {
		return -1
	}
	return limit / kilobyte
}

// crypto is what a word of the encryption message means.
func crypto(text codec.Bytes) engine.Crypto {
	switch strings.ToLower(string(text)) {
	case "required":
		return engine.CryptoRequired
	case "preferred":
		return engine.CryptoPreferred
	}
	return engine.PlainPreferred // tolerated, plaintext
}

// cryptoWord is what the encryption message calls a policy.
func cryptoWord(c engine.Crypto) string {
	switch c {
	case engine.CryptoRequired:
		return "required"
	case engine.CryptoPreferred:
		return "preferred"
	}
	return "tolerated"
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
