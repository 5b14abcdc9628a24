package ctcs

import (
	"fmt"
	"math"
	"net"

	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// maxString is the greatest length of the value of an option, in octets.
const maxString = 4096

// settings are what a client can be told.
type settings struct {
	down, up             int64 // limits in octets/s, 0 for none
	verbose, pause       bool
	seedHours, seedRatio float64
	maxPeers, minPeers   int64
	cache                int64 // MiB
	fileList             string
	files                selection
	group                int // of files, being fetched
	userExit, server     string
	channels             [5]string // out_normal, out_interact, out_error, out_debug, input
}

func newSettings(o *EngineOptions) settings {
	return settings{
		down: o.DownLimit, up: o.UpLimit, seedHours: o.SeedHours, seedRatio: o.SeedRatio, maxPeers: o.MaxPeers, minPeers: o.MinPeers,
		cache: 16, server: o.Server, channels: [5]string{"stdout", "stdout", "stderr", "stderr", "stdin"},
	}
}

// option is one option of protocol 3, named and described as ctorrent does.
type option struct {
	name   string
	kind   wire.OptionType
	bounds string
	short  string
	early  bool // only while the torrent is not complete
	risky  bool // reaches outside the client: refused unless allowed
	show   func(*Engine, *engine.Torrent) (value, long string)
	set    func(*Engine, *engine.Torrent, string) (func() error, error)
}

// options in the order in which they are told.
var options = [...]option{
	{name: "verbose", kind: wire.Binary, bounds: "0", short: "Verbose output [-v]",
		show: func(e *Engine, _ *engine.Torrent) (string, string) {
			if e.conf.verbose {
				return "1", "Enabled"
			}
			return "0", "Disabled"
		},
		set: flagOption(func(s *settings) *bool { return &s.verbose })},
	{name: "seed_time", kind: wire.Float, bounds: "0", short: "Seed time [-e]", show: showSeedTime, set: setSeedTime},
	{name: "seed_ratio", kind: wire.Float, bounds: "0", short: "Seed ratio [-E]",
		show: func(e *Engine, _ *engine.Torrent) (string, string) {
			return fmt.Sprintf("%.2f", e.conf.seedRatio), "Upload:Download"
		},
		set: func(e *Engine, t *engine.Torrent, s string) (func() error, error) {
			v, err := number(s)
			return func() error { e.conf.seedRatio = v; return nil }, err
		}},
	{name: "max_peers", kind: wire.Integer, bounds: "20-1000", short: "Max peers [-M]", show: showPeers(func(s *settings) int64 { return s.maxPeers }),
		set: intOption(20, 1000, func(s *settings) *int64 { return &s.maxPeers })},
	{name: "min_peers", kind: wire.Integer, bounds: "1-1000", short: "Min peers [-m]", show: showPeers(func(s *settings) int64 { return s.minPeers }),
		set: intOption(1, 1000, func(s *settings) *int64 { return &s.minPeers })},
	{name: "file_list", kind: wire.String, bounds: "4096", short: "Download files [-n]", early: true,
		show: func(e *Engine, _ *engine.Torrent) (string, string) { return e.conf.fileList, "" },
		set: func(e *Engine, t *engine.Torrent, s string) (func() error, error) {
			files, err := parseFiles(s, len(t.Files))
			return func() error {
				if err := e.choose(t, files); err != nil {
					return err
				}
				e.conf.fileList = s
				return nil
			}, err
		}},
	{name: "cache", kind: wire.Integer, bounds: "0", short: "Cache size [-C]",
		show: func(e *Engine, _ *engine.Torrent) (string, string) { return itoa(e.conf.cache), "MB; 0KB now in use" },
		set:  intOption(0, math.MaxInt32, func(s *settings) *int64 { return &s.cache })},
	{name: "pause", kind: wire.Binary, bounds: "0", short: "Pause torrent",
		show: func(e *Engine, _ *engine.Torrent) (string, string) {
			if e.conf.pause {
				return "1", "Stop upload/download"
			}
			return "0", "Stop upload/download"
		},
		set: flagOption(func(s *settings) *bool { return &s.pause })},
	textOption("user_exit", "Completion command [-X]", true, func(s *settings) *string { return &s.userExit }, anything),
	textOption("out_normal", "Normal/status output", false, func(s *settings) *string { return &s.channels[0] }, named),
	textOption("out_interact", "Interactive output", false, func(s *settings) *string { return &s.channels[1] }, named),
	textOption("out_error", "Error/warning output", false, func(s *settings) *string { return &s.channels[2] }, named),
	textOption("out_debug", "Debug/verbose output", false, func(s *settings) *string { return &s.channels[3] }, named),
	textOption("input", "Console input", false, func(s *settings) *string { return &s.channels[4] }, named),
	textOption("ctcs_server", "CTCS server", false, func(s *settings) *string { return &s.server }, hostPort),
}

// flagOption reads 0 or another number, which is 1 (e11), and configures the core.
func flagOption(at func(*settings) *bool) func(*Engine, *engine.Torrent, string) (func() error, error) {
	return func(e *Engine, _ *engine.Torrent, s string) (func() error, error) {
		v, err := integer(s, 0, math.MaxInt32)
		return func() error { *at(&e.conf) = v != 0; return e.configure() }, err
	}
}

func intOption(low, high int64, at func(*settings) *int64) func(*Engine, *engine.Torrent, string) (func() error, error) {
	return func(e *Engine, _ *engine.Torrent, s string) (func() error, error) {
		v, err := integer(s, low, high)
		return func() error { *at(&e.conf) = v; return e.configure() }, err
	}
}

// textOption is one of the dangerous ones.
func textOption(name, short string, early bool, at func(*settings) *string, check func(string) error) option {
	return option{name: name, kind: wire.String, bounds: "4096", short: short, early: early, risky: true,
		show: func(e *Engine, _ *engine.Torrent) (string, string) { return *at(&e.conf), "" },
		set: func(e *Engine, _ *engine.Torrent, s string) (func() error, error) {
			return func() error {
				if e.o.Apply != nil {
					if err := e.o.Apply(name, s); err != nil {
						return fmt.Errorf("%s: %w", name, err)
					}
				}
				was := *at(&e.conf)
				if *at(&e.conf) = s; name == "ctcs_server" && was != s {
					e.drop(afterChange)
				}
				return nil
			}, check(s)
		}}
}

func anything(string) error { return nil }

func named(s string) error {
	if s == "" {
		return fmt.Errorf("expected stdout, stderr, stdin, off or a file")
	}
	return nil
}

func hostPort(s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" || port == "0" {
		return fmt.Errorf("expected host:port")
	}
	return nil
}

// integer reads a whole number within bounds.
func integer(s string, low, high int64) (int64, error) {
	v, ok := wire.Num(s).Int()
	if !ok {
		return 0, fmt.Errorf("expected a whole number")
	}
	if v < low || v > high {
		return 0, fmt.Errorf("%d: expected %d to %d", v, low, high)
	}
	return v, nil
}

// number reads a number that is not negative.
func number(s string) (float64, error) {
	v, ok := wire.Num(s).Float()
	if !ok || v < 0 || v > math.MaxInt32 {
		return 0, fmt.Errorf("expected a number, 0 or more")
	}
	return v, nil
}

func itoa(n int64) string { return fmt.Sprintf("%d", n) }

func showPeers(of func(*settings) int64) func(*Engine, *engine.Torrent) (string, string) {
	return func(e *Engine, t *engine.Torrent) (string, string) {
		n := 0
		for _, p := range t.Peers {
			if !p.Connecting {
				n++
			}
		}
		return itoa(of(&e.conf)), fmt.Sprintf("Current peers: %d", n)
	}
}

// showSeedTime tells the hours that remain, of those that were asked for (e10).
func showSeedTime(e *Engine, _ *engine.Torrent) (string, string) {
	total := int64(math.Ceil(e.conf.seedHours))
	value := itoa(total)
	if e.complete {
		value = fmt.Sprintf("%.2f", max(e.seedEnd.Sub(e.o.Clock.Now()).Hours(), 0))
	}
	return value, fmt.Sprintf("~hours remaining (-e %d)", total)
}

// setSeedTime sets the hours that remain, rounded up. It does not end the seeding.
func setSeedTime(e *Engine, _ *engine.Torrent, s string) (func() error, error) {
	v, err := number(s)
	if err == nil && v == 0 && e.complete {
		err = fmt.Errorf("0 would end the seeding: send CTQUIT")
	}
	return func() error {
		left := math.Ceil(v)
		if !e.complete {
			e.conf.seedHours = left
			return nil
		}
		now := e.o.Clock.Now()
		since := e.seedEnd.Add(-hours(e.conf.seedHours))
		e.conf.seedHours = now.Sub(since).Hours() + left
		e.seedEnd = now.Add(hours(left))
		return nil
	}, err
}
