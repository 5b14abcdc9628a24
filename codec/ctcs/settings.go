package ctcs

import "enginespec/codec"

// Settings are the positions of CTCONFIG in protocols 1 and 2.
type Settings struct {
	Verbose   Num `json:"verbose,omitempty"`    // 0 or 1
	SeedTime  Num `json:"seedtime,omitempty"`   // hours
	SeedRatio Num `json:"seed_ratio,omitempty"` // upload to download, 0 is off
	MaxPeers  Num `json:"maxpeers,omitempty"`
	MinPeers  Num `json:"minpeers,omitempty"`
	FileNo    Num `json:"fileno,omitempty"`     // 0 is none, else the first file of the selection
	ExitZero  Num `json:"exitzero,omitempty"`   // 1: 0 or 1
	CacheSize Num `json:"cache_size,omitempty"` // 2: MiB
	Pause     Num `json:"pause,omitempty"`      // 0 or 1
	SoftQuit  Num `json:"soft_quit,omitempty"`  // 1: 0 or 1
}

// setting is one position: its name, its place and its grammar.
type setting struct {
	name string
	at   func(*Settings) *Num
	kind settingKind
}

type settingKind uint8

const (
	flag    settingKind = iota // 0 or 1
	whole                      // digits
	decimal                    // digits, perhaps a fraction
)

var (
	verbose   = setting{"verbose", func(s *Settings) *Num { return &s.Verbose }, flag}
	seedTime  = setting{"seedtime", func(s *Settings) *Num { return &s.SeedTime }, decimal}
	seedRatio = setting{"seed_ratio", func(s *Settings) *Num { return &s.SeedRatio }, decimal}
	maxPeers  = setting{"maxpeers", func(s *Settings) *Num { return &s.MaxPeers }, whole}
	minPeers  = setting{"minpeers", func(s *Settings) *Num { return &s.MinPeers }, whole}
	fileNo    = setting{"fileno", func(s *Settings) *Num { return &s.FileNo }, whole}
	exitZero  = setting{"exitzero", func(s *Settings) *Num { return &s.ExitZero }, flag}
	cacheSize = setting{"cache_size", func(s *Settings) *Num { return &s.CacheSize }, whole}
	pause     = setting{"pause", func(s *Settings) *Num { return &s.Pause }, flag}
	softQuit  = setting{"soft_quit", func(s *Settings) *Num { return &s.SoftQuit }, flag}
)

// positions of protocols 1 and 2.
var positions = [...][]setting{
	1: {verbose, seedTime, seedRatio, maxPeers, minPeers, fileNo, exitZero, pause, softQuit},
	2: {verbose, seedTime, seedRatio, maxPeers, minPeers, fileNo, cacheSize, pause},
}

// decode takes the positions of version v; leave says that `.` may stand in them.
func (m *Settings) decode(c *cursor, v int, leave bool) {
	if c.err != nil {
		return
	}
	for _, p := range positions[v] {
		w := c.token(p.name, lineLimit(c.o))
		if c.err != nil {
			return
		}
		at := c.i - len(w)
		if leave && Num(w).Leave() {
			*p.at(m) = w
			continue
		}
		n := 0
		if n = digitsEnd(w, 0); p.kind == decimal && n > 0 {
			n = numEnd(w, 0)
		}
		switch {
		case w[0] == '-' && numEnd(w, 0) == len(w):
			c.fail(codec.Range, at, p.name)
		case n < len(w):
			c.fail(codec.Syntax, at+n, p.name)
		case p.kind == flag && !isFlag(w):
			c.allow(NonzeroFlag, at, p.name)
			w = asFlag(w)
		}
		*p.at(m) = w
	}
}

// append writes the positions of version v.
func (m *Settings) append(l *line, v int, leave bool) {
	if l.err != nil {
		return
	}
	for k, p := range positions[v] {
		if k > 0 {
			l.space()
		}
		w := *p.at(m)
		switch {
		case leave && w.Leave():
			l.b = append(l.b, '.')
			continue
		case len(w) == 0:
			l.fail(codec.Missing, p.name)
		case p.kind == flag && !isFlag(w), p.kind == whole && digitsEnd(w, 0) < len(w),
			p.kind == decimal && (w[0] == '-' || numEnd(w, 0) < len(w)):
			l.fail(codec.Range, p.name)
		}
		l.b = append(l.b, w...)
	}
}

func isFlag(w Num) bool { return len(w) == 1 && w[0]|1 == '1' }

// asFlag is 0 if w is all zeros and 1 otherwise.
func asFlag(w Num) Num {
	for _, b := range w {
		if b != '0' {
			return Num("1")
		}
	}
	return Num("0")
}

func (m *Settings) size() int {
	n := 0
	for _, w := range m.all() {
		n += len(*w) + 2
	}
	return n
}

// Clone returns a copy that aliases nothing.
func (m *Settings) Clone() Settings {
	c := *m
	for _, w := range c.all() {
		*w = w.Clone()
	}
	return c
}

func (m *Settings) all() [10]*Num {
	return [...]*Num{
		&m.Verbose, &m.SeedTime, &m.SeedRatio, &m.MaxPeers, &m.MinPeers, &m.FileNo, &m.ExitZero, &m.CacheSize, &m.Pause, &m.SoftQuit,
	}
}
