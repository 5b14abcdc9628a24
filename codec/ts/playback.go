package ts

import (
	"bytes"
	"fmt"

	"enginespec/codec"
)

// Clip says what a url of PLAY, PLAYAD or PLAYADI leads to.
type Clip uint8

// The clips.
const (
	Content Clip = iota // PLAY: the main video
	Ad                  // PLAYAD: an ad that cannot be skipped
	AdI                 // PLAYADI: an ad that can be interrupted
)

var clipWords = [...]string{"PLAY", "PLAYAD", "PLAYADI"}

// String returns the command: "PLAY", "PLAYAD" or "PLAYADI".
func (c Clip) String() string {
	if int(c) < len(clipWords) {
		return clipWords[c]
	}
	return fmt.Sprintf("clip(%d)", uint8(c))
}

// MarshalText writes the command.
func (c Clip) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a command.
func (c *Clip) UnmarshalText(b []byte) error {
	for k, w := range clipWords {
		if string(b) == w {
			*c = Clip(k)
			return nil
		}
	}
	return fmt.Errorf("%q is not a clip: expected PLAY, PLAYAD or PLAYADI", b)
}

// Play announces a url for playback to a controller of API level 1:
// `PLAY SP url`, `PLAYAD SP url`, `PLAYADI SP url`. Later levels get [Start].
type Play struct {
	Clip Clip        `json:"clip"`
	URL  codec.Bytes `json:"url"`
}

// Kind returns "PLAY", "PLAYAD" or "PLAYADI".
func (m *Play) Kind() string { return m.Clip.String() }

// Decode reads a line without its terminator. URL aliases it.
func (m *Play) Decode(line []byte, o *codec.Options) error {
	m.Clip, m.URL = Content, nil
	if !bytes.HasPrefix(line, []byte("PLAY ")) {
		m.Clip = clipOf(line)
	}
	var s scan
	m.URL = s.glued(line, o, m.Clip.String(), GluedPlay)
	return s.end()
}

// clipOf returns the clip of a line's command, in any case and with anything behind it.
func clipOf(line []byte) Clip {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(line, " "), []byte("PLAY"))
	if !ok && len(rest) >= 4 && bytes.EqualFold(rest[:4], []byte("PLAY")) {
		rest = rest[4:]
	}
	// The longest word first: PLAYADI, PLAYAD, PLAY.
	for k := AdI; k > Content; k-- {
		tail := clipWords[k][len("PLAY"):]
		if len(rest) >= len(tail) && bytes.EqualFold(rest[:len(tail)], []byte(tail)) {
			return k
		}
	}
	return Content
}

// glued begins a line of a command and a url, which a rule allows to follow
// without a space.
func (s *scan) glued(line []byte, o *codec.Options, word string, r *codec.Rule) []byte {
	if n := len(word); len(line) > n && string(line[:n]) == word && line[n] != ' ' && hasScheme(line[n:]) {
		*s = scan{b: line, o: o, i: n}
		if s.allow(r, n, "url") {
			url := s.here()
			s.printable(url, n, "url")
			return url
		}
		return nil
	}
	s.command(line, o, word)
	return s.token("url")
}

// hasScheme reports whether w begins with [a-z]+://.
func hasScheme(w []byte) bool {
	k := 0
	for k < len(w) && w[k]-'a' < 26 {
		k++
	}
	return k > 0 && bytes.HasPrefix(w[k:], []byte("://"))
}

// Append appends the line with CR LF.
func (m *Play) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, m.Clip.String())
	l.token(m.URL, "url")
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Play) Size() int { return len("PLAYADI \r\n") + len(m.URL) }

// Clone returns a copy that does not alias the line.
func (m *Play) Clone() *Play { return &Play{m.Clip, m.URL.Clone()} }

// String is the line without its terminator.
func (m *Play) String() string { return show(m) }

// Dur tells the engine how long the video is: `DUR SP url SP int`, in milliseconds.
type Dur struct {
	URL      codec.Bytes `json:"url"` // as PLAY or START gave it; nil only under DurWithoutURL
	Duration int64       `json:"duration"`
}

// Kind returns "DUR".
func (*Dur) Kind() string { return "DUR" }

// Decode reads a line without its terminator. URL aliases it.
func (m *Dur) Decode(line []byte, o *codec.Options) error {
	var s scan
	m.URL, m.Duration = s.urlAndInt(line, o, "DUR", GluedDur, DurWithoutURL, "duration")
	return s.end()
}

// urlAndInt reads the whole of DUR and PLAYBACK.
func (s *scan) urlAndInt(line []byte, o *codec.Options, word string, glued, without *codec.Rule, field string) (url []byte, v int64) {
	url = s.glued(line, o, word, glued)
	at := s.i
	if s.err == nil && allDigits(url) && !s.followed() && s.allow(without, at-len(url), "url") {
		return nil, s.number(url, at-len(url), field)
	}
	return url, s.int(field)
}

// followed reports whether another token follows, without moving.
func (s *scan) followed() bool { return len(bytes.TrimLeft(s.b[s.i:], " ")) > 0 }

// Append appends the line with CR LF.
func (m *Dur) Append(dst []byte) ([]byte, error) {
	return appendURLAndInt(dst, "DUR", m.URL, m.Duration, "duration")
}

func appendURLAndInt(dst []byte, word string, url []byte, v int64, field string) ([]byte, error) {
	l := newLine(dst, word)
	l.token(url, "url")
	l.int(v, field)
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Dur) Size() int { return len("DUR \r\n") + len(m.URL) + numberSize }

// Clone returns a copy that does not alias the line.
func (m *Dur) Clone() *Dur { return &Dur{m.URL.Clone(), m.Duration} }

// String is the line without its terminator.
func (m *Dur) String() string { return show(m) }

// Skipped is the event of PLAYBACK for an ad that the user skipped.
const Skipped = 101

// Playback tells the engine how much of a video has been played:
// `PLAYBACK SP url SP event`. Event is a percentage, 0, 25, 50, 75 or 100, or
// Skipped; others are read under OtherPercent.
type Playback struct {
	URL   codec.Bytes `json:"url"` // as PLAY or START gave it; nil only under PlaybackWithoutURL
	Event int64       `json:"event"`
}

// Kind returns "PLAYBACK".
func (*Playback) Kind() string { return "PLAYBACK" }

// Decode reads a line without its terminator. URL aliases it.
func (m *Playback) Decode(line []byte, o *codec.Options) error {
	var s scan
	m.URL, m.Event = s.urlAndInt(line, o, "PLAYBACK", GluedPlayback, PlaybackWithoutURL, "event")
	if s.err == nil && m.Event != Skipped && (m.Event > 100 || m.Event%25 != 0) {
		s.allow(OtherPercent, bytes.LastIndexByte(bytes.TrimRight(line, " "), ' ')+1, "event")
	}
	return s.end()
}

// Append appends the line with CR LF.
func (m *Playback) Append(dst []byte) ([]byte, error) {
	return appendURLAndInt(dst, "PLAYBACK", m.URL, m.Event, "event")
}

// Size is an upper bound of what Append writes.
func (m *Playback) Size() int { return len("PLAYBACK \r\n") + len(m.URL) + numberSize }

// Clone returns a copy that does not alias the line.
func (m *Playback) Clone() *Playback { return &Playback{m.URL.Clone(), m.Event} }

// String is the line without its terminator.
func (m *Playback) String() string { return show(m) }

// LiveSeek asks for another place of a live stream: `LIVESEEK SP int`, a Unix time
// in seconds.
type LiveSeek struct {
	Time int64 `json:"time"`
}

// Kind returns "LIVESEEK".
func (*LiveSeek) Kind() string { return "LIVESEEK" }

// Decode reads a line without its terminator.
func (m *LiveSeek) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "LIVESEEK")
	m.Time = s.int("time")
	return s.end()
}

// Append appends the line with CR LF.
func (m *LiveSeek) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "LIVESEEK")
	l.int(m.Time, "time")
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *LiveSeek) Size() int { return len("LIVESEEK\r\n") + numberSize }

// Clone returns a copy.
func (m *LiveSeek) Clone() *LiveSeek { c := *m; return &c }

// String is the line without its terminator.
func (m *LiveSeek) String() string { return show(m) }

// Stop ends playback: `STOP`. The controller asks for it; the engine sends it before the
// second START of a LIVESEEK, or when it gives up.
type Stop struct{}

// Kind returns "STOP".
func (*Stop) Kind() string { return "STOP" }

// Decode reads a line without its terminator.
func (*Stop) Decode(line []byte, o *codec.Options) error { return bare(line, o, "STOP") }

// Append appends the line with CR LF.
func (*Stop) Append(dst []byte) ([]byte, error) { return append(dst, "STOP\r\n"...), nil }

// Size is what Append writes.
func (*Stop) Size() int { return len("STOP\r\n") }

// Clone returns a copy.
func (*Stop) Clone() *Stop { return &Stop{} }

// String is the line without its terminator.
func (*Stop) String() string { return "STOP" }

// Pause announces an underrun: `PAUSE`. STATE 3 follows.
type Pause struct{}

// Kind returns "PAUSE".
func (*Pause) Kind() string { return "PAUSE" }

// Decode reads a line without its terminator.
func (*Pause) Decode(line []byte, o *codec.Options) error { return bare(line, o, "PAUSE") }

// Append appends the line with CR LF.
func (*Pause) Append(dst []byte) ([]byte, error) { return append(dst, "PAUSE\r\n"...), nil }

// Size is what Append writes.
func (*Pause) Size() int { return len("PAUSE\r\n") }

// Clone returns a copy.
func (*Pause) Clone() *Pause { return &Pause{} }

// String is the line without its terminator.
func (*Pause) String() string { return "PAUSE" }

// Resume announces the end of an underrun: `RESUME`. STATE 2 follows.
type Resume struct{}

// Kind returns "RESUME".
func (*Resume) Kind() string { return "RESUME" }

// Decode reads a line without its terminator.
func (*Resume) Decode(line []byte, o *codec.Options) error { return bare(line, o, "RESUME") }

// Append appends the line with CR LF.
func (*Resume) Append(dst []byte) ([]byte, error) { return append(dst, "RESUME\r\n"...), nil }

// Size is what Append writes.
func (*Resume) Size() int { return len("RESUME\r\n") }

// Clone returns a copy.
func (*Resume) Clone() *Resume { return &Resume{} }

// String is the line without its terminator.
func (*Resume) String() string { return "RESUME" }
