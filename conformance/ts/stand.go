package ts

import (
	"fmt"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

type (
	meeting  = conformance.Meeting
	reaction = func(m *meeting, p *codec.Packet) error
	on_      = map[string]reaction
)

// requestKey is the key that the suite announces as an engine, from the clause's
// own known-answer vector.
const requestKey = "191f7f55a9"

// full is a greeting as modern engines write it.
const full = "HELLOTS version=3.1.16 version_code=3011600 key={request-key} http_port={http-port} bmode=0"

// ordinary is an engine that does all right: the one that a client meets in its
// sanity dialogue, and that each case changes in one point.
func ordinary(s *session) *conformance.Stand {
	a := s.Announce("single", 20*time.Millisecond)
	s.Data = a
	s.Vars["http-port"], s.Vars["link"] = a.Port, a.URL
	if s.Vars["request-key"] == "" {
		s.Vars["request-key"] = requestKey
	}
	return &conformance.Stand{Limit: s.Real(time.Minute) + s.Patience(), On: on_{
		"HELLOBG":   func(m *meeting, p *codec.Packet) error { return greet(m, p, full) },
		"READY":     says("AUTH 1"),
		"LOADASYNC": func(m *meeting, p *codec.Packet) error { return load(m, p) },
		"LOAD":      says("##" + fixtureJSON),
		"GETPID":    says("##{pid:single}"),
		"GETCID":    says("##"),
		"START":     func(m *meeting, _ *codec.Packet) error { return playFixture(m, "") },
		"STOP":      says("STATE 0", "STATUS main:idle"),
		"STATUS":    says("STATUS main:idle"),
		"SHUTDOWN": func(m *meeting, _ *codec.Packet) error {
			if err := m.Say("SHUTDOWN", "\r\n"); err != nil {
				return err
			}
			return m.Close(conformance.FIN)
		},
	}}
}

// fixtureJSON describes the fixture as an engine does.
const fixtureJSON = `{"status": 1, "files": [["single.mp4", 0]], "infohash": "{hash:single}", "checksum": "{unknown}"}`

// says reacts with some lines.
func says(lines ...string) reaction {
	return func(m *meeting, _ *codec.Packet) error { return sayLines(m, lines...) }
}

// gentle is the pause between two lines of the ordinary engine, so that each is a
// segment of its own: many clients take what one read brings for one line. The case
// of joined lines has none.
const gentle = 20 * time.Millisecond

func sayLines(m *meeting, lines ...string) error {
	for i, l := range lines {
		if i > 0 && m.Segmentation == conformance.Whole {
			if err := m.Wait(max(m.Real(gentle), gentle/10)); err != nil {
				return err
			}
		}
		if err := m.Say(l, "\r\n"); err != nil {
			return err
		}
	}
	return nil
}

// greet keeps the client's API version and answers HELLOBG.
func greet(m *meeting, p *codec.Packet, line string) error {
	if hi, ok := p.Message.(*ts.HelloBG); ok {
		m.Vars["version"] = hi.Version()
	}
	return sayLines(m, line)
}

// load answers LOADASYNC.
func load(m *meeting, p *codec.Packet) error {
	return sayLines(m, "STATUS main:loading", "LOADRESP "+requestID(p)+" "+fixtureJSON, "STATUS main:idle")
}

func requestID(p *codec.Packet) string {
	if l, ok := p.Message.(*ts.LoadAsync); ok {
		return string(l.RequestID)
	}
	return "0"
}

// dl is the STATUS of a playback that goes well.
const dl = "STATUS main:dl;40;100;900;0;10;5;0;655360;0;16384"

// playFixture starts a playback: the announcement has the shape of the client's API
// version. more is what stands behind a positional url, or the last parameters.
func playFixture(m *meeting, more string) error {
	if err := sayLines(m, "STATE 1", "STATUS main:starting",
		"STATUS main:prebuf;0;2147483447;0;0;0;0;0;0;0;0;0;0", "STATUS main:prebuf;60;1;20;60;900;0;10;5;0;393216;0;0"); err != nil {
		return err
	}
	if err := sayLines(m, announce(m, "{link}", more), "STATE 2", dl); err != nil {
		return err
	}
	return again(m)
}

// again sends STATUS once a second while the connection lasts.
func again(m *meeting) error {
	if m.Vars["ticking"] == nil {
		m.Vars["ticking"] = true
		var tick func() error
		tick = func() error { m.Later(time.Second, tick); return sayLines(m, dl) }
		m.Later(time.Second, tick)
	}
	return nil
}

// announce is the announcement of a url in the shape of the client's API version.
func announce(m *meeting, link, more string) string {
	link, _ = m.Expand(link)
	version, _ := m.Vars["version"].(int)
	if version >= 4 {
		return strings.TrimRight(fmt.Sprintf("START url=%s infohash={hash:single} file_index=0 %s", ts.Escape(link), more), " ")
	}
	if m.Vars["v1"] != nil {
		return "PLAY " + link
	}
	return strings.TrimRight("START "+link+" "+more, " ")
}
