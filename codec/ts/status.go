package ts

import (
	"bytes"
	"fmt"
	"slices"

	"enginespec/codec"
)

// Phase is the state word of one part of STATUS.
type Phase uint8

// The phases. Behind each are its own fields; "common" is [Common].
const (
	_          Phase = iota
	Idle             // nothing
	Loading          // nothing
	Starting         // nothing
	Check            // progress
	Err              // error id, text
	Prebuf           // progress, time, common
	Buf              // progress, time, common
	Wait             // time, common
	SeekPrebuf       // progress, common
	DL               // common
	OtherPhase       // a word that no document knows, under UnknownState
)

var phaseWords = [...]string{Idle: "idle", Loading: "loading", Starting: "starting", Check: "check", Err: "err",
	Prebuf: "prebuf", Buf: "buf", Wait: "wait", SeekPrebuf: "seekprebuf", DL: "dl", OtherPhase: "other"}

// String returns the word, or "other".
func (p Phase) String() string {
	if p != 0 && int(p) < len(phaseWords) {
		return phaseWords[p]
	}
	return fmt.Sprintf("phase(%d)", uint8(p))
}

// MarshalText writes the word, or "other".
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a word, or "other".
func (p *Phase) UnmarshalText(b []byte) error {
	for k, w := range phaseWords {
		if w != "" && string(b) == w {
			*p = Phase(k)
			return nil
		}
	}
	return fmt.Errorf("%q is not a state of STATUS", b)
}

// Common is the data of a download, in the order of the wire. In live content
// TotalProgress stays 0 (A6).
type Common struct {
	TotalProgress     int64 `json:"total_progress"`     // percent of the file
	ImmediateProgress int64 `json:"immediate_progress"` // percent playable from here without a gap
	SpeedDown         int64 `json:"speed_down"`         // KB/s
	HTTPSpeedDown     int64 `json:"http_speed_down"`    // KB/s
	SpeedUp           int64 `json:"speed_up"`           // KB/s
	Peers             int64 `json:"peers"`
	HTTPPeers         int64 `json:"http_peers"`
	Downloaded        int64 `json:"downloaded"`      // bytes
	HTTPDownloaded    int64 `json:"http_downloaded"` // bytes
	Uploaded          int64 `json:"uploaded"`        // bytes
}

// UnknownTime is the time, in seconds, that an engine writes when it has no estimate.
const UnknownTime = 2147483447

// Part is one description of STATUS: of the main content or of an ad.
type Part struct {
	State    Phase       `json:"state"`
	Progress int64       `json:"progress,omitempty"` // percent: check, prebuf, buf, seekprebuf
	Time     int64       `json:"time,omitempty"`     // seconds: prebuf, buf, wait (A5)
	ErrorID  int64       `json:"error_id,omitempty"` // err
	Text     codec.Bytes `json:"text,omitempty"`     // err: the message; OtherPhase: all of the part, from its word on
	Common   Common      `json:"common,omitzero"`

	// Departures of the line, written again by Append. A part that leaves them false
	// is written in full.
	NoTime   bool `json:"no_time,omitempty"`   // A1: prebuf, buf or wait without time, so without common data
	NoCommon bool `json:"no_common,omitempty"` // A1, A2: no common data
	Data     bool `json:"data,omitempty"`      // A3: common data behind idle, loading or starting
}

// TimeKnown reports whether Time is an estimate: 10^9 and above mean that it is not
// (A4).
func (p *Part) TimeKnown() bool { return !p.NoTime && p.Time < 1e9 }

// Word is the state word as on the wire, even of OtherPhase.
func (p *Part) Word() string {
	if p.State == OtherPhase {
		w, _, _ := bytes.Cut(p.Text, []byte{';'})
		return string(w)
	}
	return p.State.String()
}

// Status tells of the download: `STATUS SP "main:" descr [ "|ad:" descr ]`. Ad is the
// ad clip that plays; its State is 0 if there is none.
type Status struct {
	Main    Part `json:"main"`
	Ad      Part `json:"ad,omitzero"`
	AdFirst bool `json:"ad_first,omitempty"` // the ad part came first; Append writes it so again
}

// HasAd reports whether there is an ad part.
func (m *Status) HasAd() bool { return m.Ad.State != 0 }

// Failed reports whether the main part is an error. STATE 6 is the other way to tell
// (A11).
func (m *Status) Failed() bool { return m.Main.State == Err }

// Kind returns "STATUS".
func (*Status) Kind() string { return "STATUS" }

// Decode reads a line without its terminator. The Texts alias it.
func (m *Status) Decode(line []byte, o *codec.Options) error {
	const prefix = "STATUS main:"
	s := scan{b: line, o: o}
	m.AdFirst = false
	if m.Ad.State != 0 {
		m.Ad = Part{}
	}
	first := &m.Main
	if len(line) > len(prefix) && string(line[:len(prefix)]) == prefix {
		s.i = len(prefix)
	} else if m.oddStatus(&s); m.AdFirst {
		first = &m.Ad
	}
	if n := len(line); n > 0 && line[n-1] == ' ' {
		s.trimRight()
	}
	if s.err != nil {
		return s.err
	}
	s.part(first, m.AdFirst)
	switch {
	case s.err != nil || s.i == len(s.b) && !m.AdFirst:
	case bytes.HasPrefix(s.b[s.i:], []byte(separator(m.AdFirst))):
		s.i += len(separator(m.AdFirst))
		second := &m.Ad
		if m.AdFirst {
			second = &m.Main
		}
		s.part(second, m.AdFirst)
		if s.i < len(s.b) {
			s.fail(codec.Trailing, s.i, "STATUS")
		}
	case s.i == len(s.b):
		s.fail(codec.Missing, s.i, "main")
	default:
		s.fail(codec.Syntax, s.i, "STATUS")
	}
	return s.err
}

// separator is what stands between the parts.
func separator(adFirst bool) string {
	if adFirst {
		return "|main:"
	}
	return "|ad:"
}

// oddStatus is the slow path to the first part: an odd command, or the ad first.
func (m *Status) oddStatus(s *scan) {
	s.command(s.b, s.o, "STATUS")
	if !s.more() {
		s.fail(codec.Missing, s.i, "main")
	}
	switch rest := s.b[s.i:]; {
	case s.err != nil:
	case bytes.HasPrefix(rest, []byte("main:")):
		s.i += len("main:")
	case bytes.HasPrefix(rest, []byte("ad:")):
		m.AdFirst = s.allow(AdFirst, s.i, "ad")
		s.i += len("ad:")
	default:
		s.fail(codec.Syntax, s.i, "main")
	}
}

// trimRight drops spaces at the end of the line, under their rule.
func (s *scan) trimRight() {
	t := bytes.TrimRight(s.b, " ")
	if s.err == nil && s.i <= len(t) && s.allow(TrailingSpace, len(t), "line") {
		s.b = t
	}
}

// Size is an upper bound of what Append writes.
func (m *Status) Size() int {
	return len("STATUS main:seekprebuf|ad:seekprebuf\r\n") + 26*numberSize + len(m.Main.Text) + len(m.Ad.Text)
}

// Clone returns a copy that does not alias the line.
func (m *Status) Clone() *Status {
	c := *m
	c.Main.Text, c.Ad.Text = m.Main.Text.Clone(), m.Ad.Text.Clone()
	return &c
}

// String is the line without its terminator.
func (m *Status) String() string { return show(m) }

// Append appends the line with CR LF.
func (m *Status) Append(dst []byte) ([]byte, error) {
	l := lineBuf{b: slices.Grow(dst, m.Size()), mark: len(dst)}
	if m.AdFirst && m.HasAd() {
		l.b = append(l.b, "STATUS ad:"...)
		l.part(&m.Ad)
		l.b = append(l.b, "|main:"...)
		l.part(&m.Main)
		return l.done()
	}
	l.b = append(l.b, "STATUS main:"...)
	l.part(&m.Main)
	if m.HasAd() {
		l.b = append(l.b, "|ad:"...)
		l.part(&m.Ad)
	}
	return l.done()
}
