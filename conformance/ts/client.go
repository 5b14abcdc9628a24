package ts

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// What a client's lines and its end must show. Each is for a Check step behind Meet.

// The features of a client are how far it goes with the ordinary engine.
var (
	FeatureLoads   = &conformance.Feature{Name: "client-loads", Text: "the client sends LOADASYNC or LOAD"}
	FeatureStarts  = &conformance.Feature{Name: "client-starts", Text: "the client sends START"}
	FeatureFetches = &conformance.Feature{Name: "client-fetches", Text: "the client fetches the announced URL"}
	FeatureExits   = &conformance.Feature{Name: "client-exits", Text: "the client exits with status 0"}
	FeatureLeaves  = &conformance.Feature{Name: "client-leaves", Text: "the client says STOP or SHUTDOWN before it goes"}
	FeatureClips   = &conformance.Feature{Name: "client-ads", Text: "the client shows ads and reports on them"}
)

func clientFeatures() []*conformance.Feature {
	return []*conformance.Feature{FeatureLoads, FeatureStarts, FeatureFetches, FeatureLeaves, FeatureExits, FeatureClips}
}

// reached is how far the client went in this session.
func reached(s *session) conformance.Features {
	a, _ := s.Data.(*conformance.Announced)
	return conformance.Features{
		FeatureLoads.Name:   sends("LOAD", "LOADASYNC")(s),
		FeatureStarts.Name:  sends("START")(s),
		FeatureFetches.Name: a != nil && a.Fetched() > 0,
		FeatureLeaves.Name:  sends("STOP", "SHUTDOWN")(s),
		FeatureExits.Name:   s.Process.Exit().OK(),
	}
}

// sends reports whether the client sent one of some messages.
func sends(kinds ...string) func(*session) bool {
	return func(s *session) bool { return len(lines(s, controller, kinds...)) > 0 }
}

// asFar wants the client to go as far as with the ordinary engine, and in any case to
// READY: what does not is no client.
func asFar(s *session) *failure {
	now := reached(s)
	if !sends("READY")(s) {
		e := s.Process.Exit()
		if e.Killed {
			return conformance.Fail(conformance.Hung, "READY, as with the ordinary engine", "%s", e)
		}
		return conformance.Fail(conformance.GaveUp, "READY, as with the ordinary engine", "none; %s", e)
	}
	for _, f := range []*conformance.Feature{FeatureLoads, FeatureStarts, FeatureFetches, FeatureLeaves, FeatureExits} {
		if s.Has(f) && !now.Has(f) {
			e := s.Process.Exit()
			switch {
			case e.Signal != "" && !e.Killed:
				return conformance.Fail(conformance.Crashed, f.Text+", as with the ordinary engine", "%s", e)
			case e.Killed:
				return conformance.Fail(conformance.Hung, f.Text+", as with the ordinary engine", "%s", e)
			}
			return conformance.Fail(conformance.GaveUp, f.Text+", as with the ordinary engine", "it does not; %s", e)
		}
	}
	return nil
}

// byConn are a client's packets by connection.
func byConn(s *session) map[int][]conformance.Entry {
	conns := map[int][]conformance.Entry{}
	for _, e := range lines(s, controller, "*") {
		conns[e.Conn] = append(conns[e.Conn], e)
	}
	return conns
}

func helloFirst(s *session) *failure {
	conns := byConn(s)
	if len(conns) == 0 {
		return conformance.Fail(conformance.NoReply, "HELLOBG", "nothing; the program ended with %s", s.Process.Exit())
	}
	for _, c := range conns {
		if w := s.Word(c[0].Packet); w != "HELLOBG" {
			return conformance.Fail(conformance.WrongOrder, "HELLOBG as the first line", "%s", conformance.Show(c[0].Packet))
		}
	}
	return nil
}

func readyNext(s *session) *failure {
	for _, c := range byConn(s) {
		if len(c) < 2 {
			continue // a health probe: greets and leaves
		}
		for _, e := range c[1:] {
			switch w := s.Word(e.Packet); w {
			case "READY":
			case "HELLOBG":
				continue
			default:
				return conformance.Fail(conformance.WrongOrder, "READY before any other command", "%s", conformance.Show(e.Packet))
			}
			break
		}
		if !hellotsBefore(s, c) {
			return conformance.Fail(conformance.WrongOrder, "READY after HELLOTS", "READY before it")
		}
	}
	if !sends("READY")(s) {
		return conformance.Fail(conformance.NoReply, "READY", "none")
	}
	return nil
}

// hellotsBefore reports whether HELLOTS was sent before the client's READY.
func hellotsBefore(s *session, c []conformance.Entry) bool {
	i := slices.IndexFunc(c, func(e conformance.Entry) bool { return s.Word(e.Packet) == "READY" })
	if i < 0 {
		return true
	}
	for _, e := range s.Transcript.Entries() {
		switch {
		case e.Packet == nil || e.Conn != c[i].Conn:
		case e.From == engine && s.Word(e.Packet) == "HELLOTS":
			return true
		case e.Packet == c[i].Packet:
			return false
		}
	}
	return false
}

var responseKey = regexp.MustCompile(`^[^-\s]+-[0-9a-f]{40}$`)

// readies are the keys that the client has sent, in order.
func readies(s *session) (keys []string) {
	for _, e := range lines(s, controller, "READY") {
		if m, ok := e.Packet.Message.(*ts.Ready); ok {
			keys = append(keys, string(m.Key))
		}
	}
	return keys
}

// signed wants a response key of the right form, and the right one where the
// product key is known.
func signed(s *session) *failure {
	keys := readies(s)
	if len(keys) == 0 {
		return conformance.Fail(conformance.NoReply, "READY key=...", "no READY")
	}
	return rightKey(s, keys[len(keys)-1])
}

func rightKey(s *session, key string) *failure {
	switch {
	case key == "":
		return conformance.Fail(conformance.MissingField, "key= in READY: HELLOTS had one", "a bare READY")
	case !responseKey.MatchString(key):
		return conformance.Fail(conformance.Malformed, "prefix-sha1, 40 lower-case hex digits", "%q", key)
	}
	prefix, _, _ := strings.Cut(s.Vars["product-key"], "-")
	if strings.HasPrefix(key, prefix+"-") {
		if want := ts.ResponseKey(s.Vars["request-key"], s.Vars["product-key"]); key != want {
			return conformance.Fail(conformance.WrongValue, want, "%s", key)
		}
	}
	s.Vars["signature"] = key
	return nil
}

// signedAnew wants another signature for another request key.
func signedAnew(s *session) *failure {
	before := s.Vars["signature"]
	keys := readies(s)
	key := keys[len(keys)-1]
	if f := rightKey(s, key); f != nil {
		return f
	}
	if key == before {
		return conformance.Fail(conformance.WrongValue, "another signature for another request key", "%s twice", key)
	}
	return nil
}

// bareReady wants READY without a key where HELLOTS had none.
func bareReady(s *session) *failure {
	for _, k := range readies(s) {
		if k != "" {
			return conformance.Fail(conformance.Unasked, "READY without key=", "key=%s", k)
		}
	}
	return nil
}

// nothingUnheard wants no command but HELLOBG where there is no HELLOTS. A good-bye does
// no harm.
func nothingUnheard(s *session) *failure {
	for _, e := range lines(s, controller, "*") {
		switch s.Word(e.Packet) {
		case "HELLOBG", "STOP", "SHUTDOWN":
		default:
			return conformance.Fail(conformance.WrongOrder, "no command before HELLOTS", "%s", conformance.Show(e.Packet))
		}
	}
	return nil
}

// givesUp wants the client to end by itself, within d of the target's time behind
// the engine's last line, if d is not zero.
func givesUp(d time.Duration) func(*session) *failure {
	return func(s *session) *failure {
		e := s.Process.Exit()
		switch {
		case e.Killed:
			return conformance.Fail(conformance.Hung, "the program to end, or to close", "it goes on")
		case e.Signal != "":
			return conformance.Fail(conformance.Crashed, "the program to end in order", "%s", e)
		case d == 0:
			return nil
		}
		var last, end time.Duration
		for _, e := range s.Transcript.Entries() {
			if e.Packet != nil && e.From == engine {
				last = e.At
			}
			end = e.At
		}
		if end-last > s.Bound(d) {
			return conformance.Fail(conformance.TooLate, "the end within "+d.String(), "%v later", end-last)
		}
		return nil
	}
}
