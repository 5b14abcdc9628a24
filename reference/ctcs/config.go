package ctcs

import (
	"context"
	"fmt"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// sendConf answers SENDCONF: in protocol 3 a block with one CTCONFIG an option, before
// that one line (CTCS-086, CTCS-101).
func (e *Engine) sendConf() {
	t := e.look()
	if t == nil || e.link == nil {
		return
	}
	if v := e.link.version; v < 3 {
		e.say(&wire.Config{Version: v, Settings: e.conf.positions()})
		return
	}
	m := []codec.Message{&wire.ConfigStart{}}
	for i := range options {
		o := &options[i]
		if o.early && whole(t) {
			continue
		}
		value, long := o.show(e, t)
		m = append(m, &wire.Config{
			Version: 3, Name: codec.Bytes(o.name), Type: o.kind, Range: codec.Bytes(o.bounds),
			Value: clean(value), ShortDesc: codec.Bytes(o.short), LongDesc: clean(long),
		})
	}
	e.say(append(m, &wire.ConfigDone{})...)
}

// change carries out CTCONFIG of the server. Nothing is answered if it is good, CTINFO
// 2 if it is not, and then nothing is changed (CTCS-094, CTCS-095).
func (e *Engine) change(m *wire.Change) {
	t := e.look()
	if t == nil {
		return
	}
	var err error
	if m.Version == 3 {
		err = e.set(t, string(m.Name), string(m.Value), false)
	} else {
		err = e.setAll(t, &m.Settings)
	}
	if err != nil {
		e.info(2, "CTCONFIG refused: %v", err)
	}
}

// Set changes an option as at the client's own console, dangerous ones too, and tells
// the server all options unasked (CTCS-099).
func (e *Engine) Set(ctx context.Context, name, value string) error {
	return e.call(ctx, func() error {
		t, err := e.torrent()
		if err == nil {
			err = e.set(t, name, value, true)
		}
		if err != nil {
			return fmt.Errorf("ctcs: %w", err)
		}
		e.sendConf()
		return nil
	})
}

// set changes one option. local says that it is not a server who asks.
func (e *Engine) set(t *engine.Torrent, name, value string, local bool) error {
	apply, err := e.check(t, name, value, local)
	if err != nil {
		return err
	}
	return apply()
}

// check returns what a change would do, or why it is refused.
func (e *Engine) check(t *engine.Torrent, name, value string, local bool) (func() error, error) {
	for i := range options {
		o := &options[i]
		switch {
		case o.name != name:
			continue
		case o.early && whole(t):
			return nil, fmt.Errorf("%s: the torrent is complete", name)
		case o.risky && !local && !e.allows(name):
			return nil, fmt.Errorf("%s: not allowed to be set by a control server", name)
		case o.kind == wire.String && len(value) > maxString:
			return nil, fmt.Errorf("%s: %d octets, limit %d", name, len(value), maxString)
		case o.kind != wire.String:
			value = strings.Trim(value, " \t")
		}
		apply, err := o.set(e, t, value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return apply, nil
	}
	return nil, fmt.Errorf("no such option")
}

func (e *Engine) allows(name string) bool {
	for _, a := range e.o.Allow {
		if a == name {
			return true
		}
	}
	return false
}

// setAll carries out a line of protocol 1 or 2. All positions are checked before one
// is changed. exitzero and soft_quit are functions that do not exist (CTCS-105).
func (e *Engine) setAll(t *engine.Torrent, s *wire.Settings) error {
	var all []func() error
	for _, p := range []struct {
		name  string
		value wire.Num
	}{
		{"verbose", s.Verbose}, {"seed_time", s.SeedTime}, {"seed_ratio", s.SeedRatio}, {"max_peers", s.MaxPeers},
		{"min_peers", s.MinPeers}, {"file_list", s.FileNo}, {"cache", s.CacheSize}, {"pause", s.Pause},
	} {
		if p.value.Leave() {
			continue
		}
		value := p.value.String()
		if n, ok := p.value.Int(); p.name == "file_list" && ok && n > 0 {
			value += ",*"
		}
		apply, err := e.check(t, p.name, value, false)
		if err != nil {
			return err
		}
		all = append(all, apply)
	}
	for _, apply := range all {
		if err := apply(); err != nil {
			return err
		}
	}
	return nil
}

// positions are the settings as protocols 1 and 2 tell them.
func (s *settings) positions() wire.Settings {
	flag := func(on bool) wire.Num {
		if on {
			return wire.Num("1")
		}
		return wire.Num("0")
	}
	num := func(n int64) wire.Num { return fmt.Appendf(nil, "%d", n) }
	return wire.Settings{
		Verbose: flag(s.verbose), SeedTime: fmt.Appendf(nil, "%d", int64(s.seedHours+0.5)), SeedRatio: fmt.Appendf(nil, "%.6f", s.seedRatio),
		MaxPeers: num(s.maxPeers), MinPeers: num(s.minPeers), FileNo: num(int64(s.files.first())),
		ExitZero: wire.Num("0"), CacheSize: num(s.cache), Pause: flag(s.pause), SoftQuit: wire.Num("0"),
	}
}

func (c *session) configStart() { c.begin(configBlock) }

// config takes CTCONFIG: an option of the block in protocol 3, all settings before.
func (c *session) config(m *wire.Config) {
	t := c.torrent
	if m.Version < 3 {
		c.s.update(t, func() {
			s := m.Settings.Clone()
			t.Settings, t.Options = &s, nil
			t.Blocks.Config++
		})
		return
	}
	if c.within(configBlock, len(c.block.options), m.Name, m.Range, m.Value, m.ShortDesc, m.LongDesc) {
		c.block.options = append(c.block.options, *m.Clone())
	}
}

func (c *session) configDone() {
	if b, ok := c.done(configBlock); ok {
		c.s.update(c.torrent, func() {
			c.torrent.Options, c.torrent.Settings = b.options, nil
			c.torrent.Blocks.Config++
		})
	}
}
