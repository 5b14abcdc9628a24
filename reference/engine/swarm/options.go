package swarm

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// Options say where an Engine lives. The zero value is a hermetic engine on
// 127.0.0.1 that writes to the current folder and keeps no state.
type Options struct {
	// State is the folder for what must survive a restart. Empty: nothing is kept.
	State string
	// FS holds state and content. Nil: the operating system's files.
	FS store.FS
	// Host is the address to listen on and to dial from, a literal IP; empty:
	// 127.0.0.1. All of 127.0.0.0/8 is loopback, so each engine on a machine can
	// have its own; some peers refuse one with their own address. With AllowNetwork
	// it is "0.0.0.0" or an address of the machine.
	Host string
	// AllowNetwork lifts the guard that keeps all traffic on this machine.
	AllowNetwork bool
	// PeerID is the peer id or its beginning; the rest is random. Empty: "-ES0100-".
	PeerID string
	// Logger gets the library's and the engine's messages. Nil: none.
	Logger *slog.Logger
	// Clock scales rates, limits and announce intervals.
	Clock engine.Clock
	// Initial are the settings of the first run; kept ones win over them. The
	// defaults are: no limits, any port, no PEX, folder ".", 50 peers.
	Initial engine.Patch
}

// defaults fills what is empty and checks the rest.
func (o *Options) defaults() error {
	if o.FS == nil {
		o.FS = store.OS{}
	}
	if o.Host == "" {
		o.Host = "127.0.0.1"
	}
	host, err := netip.ParseAddr(o.Host)
	if err != nil {
		return fmt.Errorf("host %q: expected a literal IP address", o.Host)
	}
	if !o.AllowNetwork && !host.IsLoopback() {
		return fmt.Errorf("host %s: not a loopback address; allow the network to listen on it", host)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.PeerID == "" {
		o.PeerID = "-ES0100-"
	}
	if len(o.PeerID) > 20 {
		return errors.New("peer id: at most 20 bytes")
	}
	const letters = "0123456789abcdefghijklmnopqrstuvwxyz"
	random := make([]byte, 20-len(o.PeerID))
	_, _ = rand.Read(random) // never fails
	for _, b := range random {
		o.PeerID += string(letters[int(b)%len(letters)])
	}
	return nil
}

// merge applies a patch to settings.
func merge(s engine.Settings, p engine.Patch) engine.Settings {
	set(&s.Down, p.Down)
	set(&s.Up, p.Up)
	set(&s.Port, p.Port)
	set(&s.PEX, p.PEX)
	set(&s.PortMap, p.PortMap)
	set(&s.Crypto, p.Crypto)
	set(&s.Dir, p.Dir)
	set(&s.MaxPeers, p.MaxPeers)
	s.Down, s.Up = max(s.Down, -1), max(s.Up, -1)
	return s
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// check refuses settings that cannot be in force.
func check(s engine.Settings) error {
	switch {
	case s.Port < 0 || s.Port > 65535:
		return fmt.Errorf("port %d: expected 0 to 65535", s.Port)
	case s.MaxPeers < 1 || s.MaxPeers > 10000:
		return fmt.Errorf("%d peers per torrent: expected 1 to 10000", s.MaxPeers)
	case s.Crypto > engine.CryptoRequired:
		return fmt.Errorf("crypto policy %d: unknown", s.Crypto)
	case s.Dir == "":
		return errors.New("download folder: empty")
	}
	return nil
}
