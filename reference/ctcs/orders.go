package ctcs

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
)

// Direction is download or upload.
type Direction bool

// The directions.
const (
	Download Direction = true
	Upload   Direction = false
)

// MaxLimit is the highest limit that the protocol carries, octets/s.
const MaxLimit = math.MaxInt32

// SetTotal sets the overall limit of a direction, octets/s, 0 for none, and shares it
// out.
func (s *Server) SetTotal(d Direction, v int64) error {
	if v < 0 || v > MaxLimit {
		return fmt.Errorf("limit %d: expected 0 to %d octets/s", v, MaxLimit)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if d == Download {
		s.total.Down = v
	} else {
		s.total.Up = v
	}
	s.share()
	s.changed()
	return nil
}

// SetLimit gives a torrent a limit of its own, octets/s, 0 for none: it has no part in
// the total any more. It comes back to an engine that reconnects.
func (s *Server) SetLimit(id int, d Direction, v int64) error {
	if v < 0 || v > MaxLimit {
		return fmt.Errorf("limit %d: expected 0 to %d octets/s", v, MaxLimit)
	}
	return s.limit(id, d, &v)
}

// ShareLimit gives a torrent its part of the total again.
func (s *Server) ShareLimit(id int, d Direction) error { return s.limit(id, d, nil) }

func (s *Server) limit(id int, d Direction, v *int64) error {
	return s.order(id, func(t *torrent) error {
		if d == Download {
			t.Own.Down = v
		} else {
			t.Own.Up = v
		}
		*t.gave(bool(d)) = -1 // told anew, whatever it was
		if v == nil {
			if total := s.total; d == Download && total.Down == 0 || d == Upload && total.Up == 0 {
				t.give(bool(d), 0)
			}
		}
		s.own(t)
		s.share()
		s.changed()
		return nil
	})
}

// Update tells an engine to contact its tracker.
func (s *Server) Update(id int) error { return s.tell(id, &wire.Update{}) }

// Restart tells an engine to leave and join the swarm.
func (s *Server) Restart(id int) error { return s.tell(id, &wire.Restart{}) }

// Quit tells an engine to end. Its torrent stays in the model, ended.
func (s *Server) Quit(id int) error { return s.tell(id, &wire.Quit{}) }

// Ask asks an engine for status, files, peers and options. Torrent.Blocks tells when
// it has answered.
func (s *Server) Ask(id int) error {
	return s.tell(id, &wire.SendStatus{}, &wire.SendDetail{}, &wire.SendPeers{}, &wire.SendConf{})
}

// tell says something to one engine.
func (s *Server) tell(id int, m ...codec.Message) error {
	return s.order(id, func(t *torrent) error { return t.session.say(m...) })
}

// order does something with a torrent whose engine is connected. mu is held in f.
func (s *Server) order(id int, f func(t *torrent) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.find(id)
	if err != nil {
		return err
	}
	if t.session == nil {
		return fmt.Errorf("torrent %d has ended", id)
	}
	return f(t)
}

// SetOption changes an option of an engine, in the form of the version in force, and
// asks for the configuration (CTCS-100). What the engine said of its options is held:
// a name that it did not tell and a value out of range are refused. In protocols 1 and
// 2 names are those of the positions, or of protocol 3.
func (s *Server) SetOption(id int, name, value string) error {
	return s.order(id, func(t *torrent) error {
		m := &wire.Change{Version: t.Version}
		if t.Version == 3 {
			if err := t.checkOption(name, value); err != nil {
				return err
			}
			m.Name, m.Value = codec.Bytes(name), codec.Bytes(value)
		} else if err := position(m, name, value); err != nil {
			return err
		}
		return t.session.say(m, &wire.SendConf{})
	})
}

// checkOption holds a change against what the engine told of its options.
func (t *torrent) checkOption(name, value string) error {
	if len(t.Options) == 0 {
		return nil
	}
	i := slices.IndexFunc(t.Options, func(o wire.Config) bool { return string(o.Name) == name })
	if i < 0 {
		var names []string
		for _, o := range t.Options {
			names = append(names, string(o.Name))
		}
		return fmt.Errorf("the engine has no option %q: it has %s", name, strings.Join(names, ", "))
	}
	o := &t.Options[i]
	low, high, bounded := o.Bounds()
	switch o.Type {
	case wire.String:
		if bounded && float64(len(value)) > high {
			return fmt.Errorf("%s: %d octets, expected at most %.0f", name, len(value), high)
		}
		return nil
	case wire.Binary:
		if value != "0" && value != "1" {
			return fmt.Errorf("%s: expected 0 or 1", name)
		}
		return nil
	case wire.Integer:
		if _, ok := wire.Num(value).Int(); !ok {
			return fmt.Errorf("%s: expected a whole number", name)
		}
	}
	v, ok := wire.Num(value).Float()
	switch {
	case !ok:
		return fmt.Errorf("%s: expected a number", name)
	case bounded && (v < low || v > high):
		return fmt.Errorf("%s: expected %g to %g", name, low, high)
	}
	return nil
}

// position fills in one position of a change in protocols 1 and 2; all others are left
// as they are (CTCS-102).
func position(m *wire.Change, name, value string) error {
	s := &m.Settings
	at := map[string]*wire.Num{
		"verbose": &s.Verbose, "seedtime": &s.SeedTime, "seed_time": &s.SeedTime, "seed_ratio": &s.SeedRatio,
		"maxpeers": &s.MaxPeers, "max_peers": &s.MaxPeers, "minpeers": &s.MinPeers, "min_peers": &s.MinPeers,
		"fileno": &s.FileNo, "file_list": &s.FileNo, "pause": &s.Pause,
	}
	if m.Version == 1 {
		at["exitzero"], at["soft_quit"] = &s.ExitZero, &s.SoftQuit
	} else {
		at["cache_size"], at["cache"] = &s.CacheSize, &s.CacheSize
	}
	to := at[name]
	if to == nil {
		return fmt.Errorf("protocol %d has no option %q", m.Version, name)
	}
	if value == "" || value == "." {
		return fmt.Errorf("%s: expected a number", name)
	}
	*to = wire.Num(value)
	if _, err := m.Append(nil); err != nil {
		return fmt.Errorf("%s: expected a number that protocol %d can carry: %w", name, m.Version, err)
	}
	return nil
}
