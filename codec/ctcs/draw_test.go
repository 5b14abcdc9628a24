package ctcs

import (
	"net/netip"
	"strings"

	"pgregory.net/rapid"

	"enginespec/codec"
)

// drawn is a message that can be written, with the party and version it is of.
type drawn struct {
	from    codec.Party
	version int
	m       Message
}

func drawText(t *rapid.T) codec.Bytes {
	return codec.Bytes(rapid.OneOf(
		rapid.StringMatching(`[ -~]{0,40}`), rapid.StringMatching(`[\x01-\x09\x0b\x0c\x0e-\xff]{0,20}`), rapid.Just(""),
	).Draw(t, "text"))
}

func drawNum(t *rapid.T) int64 {
	return rapid.Int64Range(0, 1<<63-1).Draw(t, "num") >> rapid.IntRange(0, 62).Draw(t, "shift")
}

func drawInt(t *rapid.T) int64 { return rapid.Int64().Draw(t, "int") }

func drawSize(t *rapid.T) uint64 {
	return rapid.Uint64().Draw(t, "size") >> rapid.IntRange(0, 63).Draw(t, "shift")
}

func drawPeerID(t *rapid.T) codec.Bytes {
	return codec.Bytes(rapid.StringMatching(`[!-~]{1,42}`).Draw(t, "peerid"))
}

func drawName(t *rapid.T) codec.Bytes {
	return codec.Bytes(rapid.StringMatching(`[A-Za-z0-9_.]{1,20}`).Draw(t, "name"))
}

// drawSettings draws the positions of a version; with leave some are dots.
func drawSettings(t *rapid.T, v int, leave bool) (s Settings) {
	patterns := map[settingKind]string{flag: `[01]`, whole: `[0-9]{1,20}`, decimal: `[0-9]{1,9}(\.[0-9]{1,6})?`}
	for _, p := range positions[v] {
		if leave && rapid.Bool().Draw(t, "leave") {
			*p.at(&s) = Num(".")
		} else {
			*p.at(&s) = Num(rapid.StringMatching(patterns[p.kind]).Draw(t, p.name))
		}
	}
	return s
}

func drawStatus(t *rapid.T, v int) *Status {
	s := &Status{
		Version: v, Seeders: drawNum(t), Leechers: drawNum(t), NHave: drawNum(t), NTotal: drawNum(t), NAvail: drawNum(t),
		DLRate: drawNum(t), ULRate: drawNum(t), DLTotal: drawSize(t), ULTotal: drawSize(t), DLLimit: drawInt(t), ULLimit: drawInt(t),
	}
	if v > 1 {
		s.TotalSeeders, s.TotalLeechers, s.Connecting, s.CacheUsed = drawInt(t), drawInt(t), drawNum(t), drawNum(t)
	}
	return s
}

func drawFile(t *rapid.T, v int) *File {
	f := &File{Version: v, FileNo: max(drawNum(t), 1), NPieces: drawNum(t), NHave: drawNum(t), FileSize: drawSize(t), Filename: drawText(t)}
	if v > 1 {
		f.NAvailable = drawNum(t)
	}
	if v > 2 {
		f.Priority, f.CurrentPriority = drawNum(t), drawNum(t)
	}
	return f
}

func drawConfig(t *rapid.T, v int) *Config {
	if v < 3 {
		return &Config{Version: v, Settings: drawSettings(t, v, false)}
	}
	return &Config{
		Version: 3, Name: drawName(t), Type: rapid.SampledFrom([]OptionType{Integer, Float, Binary, String}).Draw(t, "type"),
		Range: codec.Bytes(rapid.StringMatching(`(0|[0-9]{1,5}|-?[0-9]{1,5}(\.[0-9])?--?[0-9]{1,5})`).Draw(t, "range")),
		Value: drawText(t), ShortDesc: drawText(t), LongDesc: drawText(t),
	}
}

func drawChange(t *rapid.T, v int) *Change {
	if v < 3 {
		return &Change{Version: v, Settings: drawSettings(t, v, true)}
	}
	return &Change{Version: 3, Name: drawName(t), Value: drawText(t)}
}

func drawPeer(t *rapid.T) *Peer {
	return &Peer{
		drawPeerID(t), netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address"))),
		ChokeInterest(rapid.IntRange(0, 15).Draw(t, "flags")), drawNum(t), drawNum(t), drawSize(t), drawSize(t), drawNum(t),
	}
}

// draw draws any message of any party and version, each type alike.
func draw(t *rapid.T) drawn {
	v := rapid.IntRange(1, 3).Draw(t, "version")
	s := slot(rapid.IntRange(0, int(slotUnknown)).Draw(t, "slot"))
	d := drawn{codec.Engine, v, empty(s)}
	if s > slotVersion && s != slotUnknown {
		d.from = codec.Controller
	}
	switch m := d.m.(type) {
	case *Auth:
		m.Password = drawText(t)
	case *Error:
		m.Text = drawText(t)
	case *Torrent:
		*m = Torrent{drawPeerID(t), drawNum(t), drawNum(t), drawText(t)}
	case *Status:
		d.m = drawStatus(t, v)
	case *BW:
		*m = BW{drawNum(t), drawNum(t), drawInt(t), drawInt(t)}
	case *Info:
		*m = Info{rapid.IntRange(1, 3).Draw(t, "severity"), drawText(t)}
	case *Detail:
		*m = Detail{drawSize(t), drawNum(t), drawNum(t), drawNum(t)}
	case *FileStart:
		m.Version = v
	case *FilesDone:
		m.Version = v
	case *PeerStart:
		m.Version = v
	case *PeersDone:
		m.Version = v
	case *File:
		d.m = drawFile(t, v)
	case *Peer:
		d.m = drawPeer(t)
	case *ConfigStart, *ConfigDone:
		d.version = 3
	case *Config:
		d.m = drawConfig(t, v)
	case *Change:
		d.m = drawChange(t, v)
	case *Version:
		m.Version = rapid.IntRange(1, 9999).Draw(t, "version")
	case *SetDLimit:
		m.Limit = rapid.Int64Range(0, 1<<31-1).Draw(t, "limit")
	case *SetULimit:
		m.Limit = rapid.Int64Range(0, 1<<31-1).Draw(t, "limit")
	case *Unknown:
		m.Line = codec.Bytes("x" + strings.TrimSpace(rapid.StringMatching(`[a-z]{0,5} [ -~]{0,20}`).Draw(t, "line")))
	case *Empty:
		d.m = new(Quit)
	}
	return d
}
