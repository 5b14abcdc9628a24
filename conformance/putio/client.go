package putio

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// What a client's requests and its end must show. Each is for a Check step behind Meet.

// The features of a client are how far it goes with the ordinary server.
var (
	FeatureCalls   = &conformance.Feature{Name: "client-calls", Text: "the client calls the API"}
	FeatureAdds    = &conformance.Feature{Name: "client-adds", Text: "the client adds a link and looks at its transfer"}
	FeatureStreams = &conformance.Feature{Name: "client-streams", Text: "the client streams a file"}
	FeatureExits   = &conformance.Feature{Name: "client-exits", Text: "the client exits with status 0"}
)

func clientFeatures() []*conformance.Feature {
	return []*conformance.Feature{FeatureCalls, FeatureAdds, FeatureStreams, FeatureExits}
}

// reached is how far the client went in its last meeting.
func reached(s *session) conformance.Features {
	h, _ := s.Data.(*house)
	if h == nil {
		return nil
	}
	return conformance.Features{
		FeatureCalls.Name:   len(h.reached) > 0,
		FeatureAdds.Name:    h.reached[string(wire.MethodTransfersAdd)] && h.reached[string(wire.MethodTransfersList)],
		FeatureStreams.Name: h.reached["stream"],
		FeatureExits.Name:   s.Process.Exit().OK(),
	}
}

// ended wants the client to have ended by itself.
func ended(s *session) *failure {
	e := s.Process.Exit()
	switch {
	case e.Killed:
		return conformance.Fail(conformance.Hung, "the program to end by itself", "%s", e)
	case e.Signal != "":
		return conformance.Fail(conformance.Crashed, "the program to end in order", "%s", e)
	}
	return nil
}

// asFar wants the client to go as far as with the ordinary server.
func asFar(s *session) *failure { return farther(s, s.Has, "the ordinary server") }

// farther wants the client to go as far as it did where had says how far.
func farther(s *session, had func(*conformance.Feature) bool, with string) *failure {
	if f := ended(s); f != nil {
		return f
	}
	if f := calls(s); f != nil {
		return f
	}
	now := reached(s)
	for _, f := range clientFeatures() {
		if had(f) && !now.Has(f) {
			return conformance.Fail(conformance.GaveUp, f.Text+", as with "+with, "it does not; %s", s.Process.Exit())
		}
	}
	return nil
}

// noteReach and reachesNoted compare two meetings of one case.
func noteReach(s *session) *failure {
	for _, f := range clientFeatures() {
		s.Vars["reached-"+f.Name] = fmt.Sprint(reached(s).Has(f))
	}
	return ended(s)
}

func reachesNoted(s *session) *failure {
	return farther(s, func(f *conformance.Feature) bool { return s.Vars["reached-"+f.Name] == "true" }, "small numbers")
}

// outcome is how a meeting ended, in the eyes of the client's user.
func outcome(s *session) string {
	e := s.Process.Exit()
	out := e.Output
	if a := s.Local(); a != nil {
		out = strings.ReplaceAll(out, a.String(), "{addr}")
	}
	return fmt.Sprintf("%s %s", e, out)
}

// kept keeps the outcome of a meeting under a name.
func kept(name string) step {
	return check("note the outcome", func(s *session) *failure {
		if f := ended(s); f != nil {
			return f
		}
		if f := calls(s); f != nil {
			return f
		}
		s.Vars["outcome-"+name] = outcome(s)
		return nil
	})
}

// differs wants the outcomes of some meetings to be told apart.
func differs(d conformance.Diagnosis, names ...string) step {
	return check("told apart: "+strings.Join(names, ", "), func(s *session) *failure {
		for i, a := range names {
			for _, b := range names[:i] {
				if s.Vars["outcome-"+a] == s.Vars["outcome-"+b] {
					return conformance.Fail(d, a+" to be told from "+b, "both times: %s", s.Vars["outcome-"+a])
				}
			}
		}
		return nil
	})
}

// equal wants two meetings to have one outcome.
func equal(a, b string) step {
	return check(b+" understood like "+a, func(s *session) *failure {
		if s.Vars["outcome-"+a] != s.Vars["outcome-"+b] {
			return conformance.Fail(conformance.WrongValue, s.Vars["outcome-"+a], "%s", s.Vars["outcome-"+b])
		}
		return nil
	})
}

// prints wants a text in the output, and others not.
func prints(want string, never ...string) step {
	return check("prints "+want, func(s *session) *failure {
		if f := ended(s); f != nil {
			return f
		}
		out := s.Process.Exit().Output
		if !strings.Contains(out, want) {
			return conformance.Fail(conformance.WrongContent, want, "%q", out)
		}
		for _, n := range never {
			if strings.Contains(out, n) {
				return conformance.Fail(conformance.WrongContent, "no "+n, "%q", out)
			}
		}
		return nil
	})
}

// requests are the client's packets.
func requests(s *session) (all []*codec.Packet) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet != nil && e.From == controller {
			all = append(all, e.Packet)
		}
	}
	return all
}

// targets are the request targets of what is not of the API.
func targets(s *session) (all []string) {
	for _, p := range requests(s) {
		if p.Err == nil && p.Kind() == wire.KindHTTP {
			line, _, _ := strings.Cut(string(p.Raw), "\r\n")
			if words := strings.Fields(line); len(words) > 1 {
				all = append(all, words[1])
			}
		}
	}
	return all
}

// calls wants a call that can be read, and key and secret in each.
func calls(s *session) *failure {
	n := 0
	for _, p := range requests(s) {
		if m, ok := p.Message.(*wire.Request); ok {
			n++
			if m.Key == "" || m.Secret == "" {
				return conformance.Fail(conformance.MissingField, "api_key and api_secret in each call", "%s", m)
			}
		} else if e, ok := errors.AsType[*codec.Error](p.Err); ok && e.Code == codec.Missing && strings.HasPrefix(e.Field, "/api_") {
			return conformance.Fail(conformance.MissingField, "api_key and api_secret in each call", "%s", conformance.Show(p))
		} // what else cannot be read may be of a neighbour of the API
	}
	if n == 0 {
		return conformance.Fail(conformance.NoReply, "a call of the API", "none; the program ended with %s", s.Process.Exit())
	}
	return nil
}

// streamsExactly wants the stream to be asked for by the document's URL.
func streamsExactly(s *session) *failure {
	want := "/stream-file/17/" + clipID + "/atk/" + token
	for _, t := range targets(s) {
		if _, path, ok := strings.Cut(t, "://"); ok { // absolute form, through a proxy
			if i := strings.IndexByte(path, '/'); i >= 0 {
				t = path[i:]
			}
		}
		if strings.Contains(t, "stream-file") && t != want {
			return conformance.Fail(conformance.WrongValue, want, "%s", t)
		}
	}
	return asFar(s)
}

// streamsNoFolder wants nobody to ask for the stream of a folder.
func streamsNoFolder(s *session) *failure {
	for _, t := range targets(s) {
		if strings.Contains(t, "/atk/") {
			return conformance.Fail(conformance.Unasked, "no stream URL of a folder", "%s", t)
		}
	}
	if f := calls(s); f != nil {
		return f
	}
	return ended(s)
}

// reports wants the report of an analysis in the output, as the document renders it.
func reports(s *session) *failure {
	if f := ended(s); f != nil {
		return f
	}
	for line := range strings.Lines(s.Process.Exit().Output) {
		_, text, ok := strings.Cut(line, "{")
		if !ok {
			continue
		}
		var r map[string]any
		if json.Unmarshal([]byte("{"+text), &r) != nil {
			continue
		}
		for key, want := range map[string]float64{"Current Available Bandwidth": 139889066230, "Current Available Disk Space": 180546571528, "Your Total Disk Space": 191.96} {
			have, ok := r[key].(float64)
			if !ok {
				return conformance.Fail(conformance.MissingField, key, "%s", line)
			}
			if math.Abs(have-want) > 1e-9 {
				return conformance.Fail(conformance.WrongValue, fmt.Sprint(want), "%v", r[key])
			}
		}
		urls, _ := r["Urls"].(map[string]any)
		for _, key := range []string{"url", "rapid", "multipart", "torrent"} {
			if _, ok := urls[key]; !ok {
				return conformance.Fail(conformance.MissingField, key+" in Urls", "%s", line)
			}
		}
		links, _ := urls["url"].([]any)
		if !slices.Equal(links, []any{"http://files.example/clip.avi"}) {
			return conformance.Fail(conformance.WrongContent, "the link in url", "%s", line)
		}
		return nil
	}
	return conformance.Fail(conformance.NoReply, "a report as JSON on one line", "%q", s.Process.Exit().Output)
}
