package ts

import (
	"bytes"
	"strings"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// What the transcript of a started playback must show. Each is for a Check step.

// stateOneFirst wants STATE 1 before the first prebuf, and before the announcement.
func stateOneFirst(s *session) *failure {
	for _, e := range lines(s, engine, "STATE", "STATUS", "START", "PLAY") {
		switch m := e.Packet.Message.(type) {
		case *ts.State:
			if m.ID == 1 {
				return nil
			}
		case *ts.Status:
			if m.Main.State == ts.Prebuf {
				return conformance.Fail(conformance.WrongOrder, "STATE 1 before prebuf", "%s", conformance.Show(e.Packet))
			}
		case *ts.Start, *ts.Play:
			return conformance.Fail(conformance.WrongOrder, "STATE 1 before the announcement", "%s", conformance.Show(e.Packet))
		}
	}
	return conformance.Fail(conformance.NoReply, "STATE 1", "no STATE at all")
}

// startingFirst wants STATUS main:starting before prebuf and announcement.
func startingFirst(s *session) *failure {
	for _, e := range lines(s, engine, "STATUS", "START", "PLAY") {
		if m, ok := e.Packet.Message.(*ts.Status); ok {
			switch m.Main.State {
			case ts.Starting:
				return nil
			case ts.Prebuf:
			default:
				continue
			}
		}
		return conformance.Fail(conformance.WrongOrder, "STATUS main:starting first", "%s", conformance.Show(e.Packet))
	}
	return conformance.Fail(conformance.NoReply, "STATUS main:starting", "none")
}

// oneAnnouncement wants exactly one.
func oneAnnouncement(s *session) *failure {
	if a := lines(s, engine, "START", "PLAY", "PLAYAD", "PLAYADI"); len(a) != 1 {
		return conformance.Fail(conformance.WrongCount, "one announcement", "%d: %s", len(a), words(s, a))
	}
	return nil
}

// lastStart is the last START of the engine, or nil.
func lastStart(s *session) (*ts.Start, []byte) {
	e := lines(s, engine, "START")
	for i := len(e) - 1; i >= 0; i-- {
		if m, ok := e[i].Packet.Message.(*ts.Start); ok {
			return m, e[i].Packet.Raw
		}
	}
	return nil, nil
}

// startKeys wants url= first, and infohash= and file_index= of what was started.
func startKeys(s *session) *failure {
	m, raw := lastStart(s)
	switch {
	case m == nil:
		return conformance.Fail(conformance.WrongShape, "START url=...", "%s", words(s, lines(s, engine, "PLAY")))
	case len(m.Params) == 0 || string(m.Params[0].Key) != "url":
		return conformance.Fail(conformance.WrongOrder, "url= as the first parameter", "%q", raw)
	}
	for _, k := range []string{"infohash", "file_index"} {
		if !has(m.Params, k) {
			return conformance.Fail(conformance.MissingField, k+"=", "%q", raw)
		}
	}
	if h := m.Params.Text("infohash"); !strings.EqualFold(h, s.Vars["hash:single"]) {
		return conformance.Fail(conformance.WrongValue, "infohash="+s.Vars["hash:single"], "%s", h)
	}
	if i, ok := m.Params.Int("file_index"); !ok || i != 0 {
		return conformance.Fail(conformance.WrongValue, "file_index=0", "%s", m.Params.Text("file_index"))
	}
	return nil
}

// urlEscaped wants the colon of the url as %3A.
func urlEscaped(s *session) *failure {
	m, raw := lastStart(s)
	if m == nil {
		return conformance.Fail(conformance.WrongShape, "START url=...", "no START")
	}
	if v, ok := m.Params.Get("url"); !ok || bytes.ContainsRune(v, ':') {
		return conformance.Fail(conformance.NotCanonical, "a percent-encoded url, at least %3A for the colon", "%q", raw)
	}
	return nil
}
