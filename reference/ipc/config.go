package ipc

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// Profile is the generation of daemon that a Server imitates where they differ.
type Profile uint8

// The profiles.
const (
	// Classic is a daemon as the document has it, 0.8x: trackers told as address, port
	// and path, the info type saved.
	Classic Profile = iota
	// Late is a daemon of 1.2x: trackers told as whole URLs, no info type saved.
	Late
)

// String returns "classic" or "late".
func (p Profile) String() string {
	if p == Late {
		return "late"
	}
	return "classic"
}

// ParseProfile reads "classic" or "late".
func ParseProfile(s string) (Profile, error) {
	switch s {
	case "classic":
		return Classic, nil
	case "late":
		return Late, nil
	}
	return 0, fmt.Errorf("%q is not a profile: expected classic or late", s)
}

// DefaultPort is the port for peers of the daemons that the document describes.
const DefaultPort = 9090

// Options describe a Server. Engine is required; a zero field otherwise means its
// default.
type Options struct {
	Engine engine.Engine
	// Clock is the pace of Idle.
	Clock   engine.Clock
	Profile Profile
	// State is the folder for what must survive a restart: ipc.json, and torrents/ with
	// a copy of each torrent's file. Empty: nothing is kept, and the info types path and
	// saved are empty.
	State string
	// FS holds State; nil: the operating system's files.
	FS store.FS
	// ReadFile reads a torrent file that a client names; nil: a regular file of at most
	// engine.MaxMetainfo bytes.
	ReadFile func(path string) ([]byte, error)
	// Label is how the daemon names itself in the handshake; default "enginespec".
	Label string
	// MinVersion and MaxVersion are the protocol versions it speaks; default 1 and 2.
	MinVersion, MaxVersion int
	// Paused makes autostart be off until somebody sets it.
	Paused bool

	// Idle is how long, in the protocol's time, a client may send nothing; zero: for
	// ever, as the document has it. Real daemons take 60 s.
	Idle         time.Duration
	MaxFrame     int           // bytes of a payload that is read; default 32 MiB
	MaxPending   int           // bytes of replies that wait for a client before its messages do; default 8 MiB
	MaxSessions  int           // connections at the same time; default 4096
	WriteTimeout time.Duration // real time that a client may take nothing; default 30 s
	Log          *slog.Logger  // nil: no log
}

func or[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// fill puts the defaults in and reports what is missing.
func (o *Options) fill() error {
	if o.Engine == nil {
		return errors.New("ipc: options need an Engine")
	}
	if o.FS == nil {
		o.FS = store.OS{}
	}
	if o.ReadFile == nil {
		o.ReadFile = readTorrent
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	or(&o.Label, "enginespec")
	or(&o.MinVersion, wire.MinVersion)
	or(&o.MaxVersion, wire.MaxVersion)
	or(&o.MaxFrame, 32<<20)
	or(&o.MaxPending, 8<<20)
	or(&o.MaxSessions, 4096)
	or(&o.WriteTimeout, 30*time.Second)
	return checkVersions(o.MinVersion, o.MaxVersion)
}

func checkVersions(lo, hi int) error {
	if lo < wire.MinVersion || hi > wire.MaxVersion || lo > hi {
		return fmt.Errorf("ipc: versions %d to %d: expected a range within %d to %d", lo, hi, wire.MinVersion, wire.MaxVersion)
	}
	return nil
}

// readTorrent reads a regular file: opening a pipe or a terminal could wait for ever.
func readTorrent(path string) ([]byte, error) {
	fi, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, engine.MaxMetainfo+1))
	if err == nil && len(b) > engine.MaxMetainfo {
		err = fmt.Errorf("%s: more than %d bytes", path, engine.MaxMetainfo)
	}
	return b, err
}
