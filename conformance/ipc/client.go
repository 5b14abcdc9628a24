package ipc

import (
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// What a client's frames and its end must show. Each is for a Check step behind Meet.

// The features of a client are how far it goes with the ordinary server.
var (
	FeatureAsks  = &conformance.Feature{Name: "client-asks", Text: "the client sends a request"}
	FeatureTags  = &conformance.Feature{Name: "client-tags", Text: "the client sends a request with a tag"}
	FeatureExits = &conformance.Feature{Name: "client-exits", Text: "the client exits with status 0"}
)

func clientFeatures() []*conformance.Feature {
	return []*conformance.Feature{FeatureAsks, FeatureTags, FeatureExits}
}

// asked are the client's messages behind its handshake.
func asked(s *session) (out []*ipc.Message) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet != nil && e.From == controller {
			if m := message(e.Packet); m != nil {
				out = append(out, m)
			}
		}
	}
	return out
}

// hellos are the client's handshakes with their packets.
func hellos(s *session) (out []conformance.Entry) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil || e.From != controller {
			continue
		}
		if _, ok := e.Packet.Message.(*ipc.Handshake); ok {
			out = append(out, e)
		}
	}
	return out
}

func reached(s *session) conformance.Features {
	tagged := false
	for _, m := range asked(s) {
		tagged = tagged || m.Tag > 0
	}
	return conformance.Features{
		FeatureAsks.Name: len(asked(s)) > 0, FeatureTags.Name: tagged, FeatureExits.Name: s.Process.Exit().OK(),
	}
}

// asFar wants the client to go as far as with the ordinary server.
func asFar(s *session) *failure {
	now := reached(s)
	e := s.Process.Exit()
	for _, f := range []*conformance.Feature{FeatureAsks, FeatureExits} {
		if !s.Has(f) || now.Has(f) {
			continue
		}
		switch want := f.Text + ", as with the ordinary server"; {
		case e.Killed:
			return conformance.Fail(conformance.Hung, want, "%s", e)
		case e.Signal != "":
			return conformance.Fail(conformance.Crashed, want, "%s", e)
		default:
			return conformance.Fail(conformance.GaveUp, want, "it does not; %s", e)
		}
	}
	return nil
}

// ends wants the client to end by itself, whatever its status.
func ends(s *session) *failure {
	switch e := s.Process.Exit(); {
	case e.Killed:
		return conformance.Fail(conformance.Hung, "the program to end", "it goes on")
	case e.Signal != "":
		return conformance.Fail(conformance.Crashed, "the program to end in order", "%s", e)
	}
	return nil
}

// reports wants the client to end with a status other than 0.
func reports(s *session) *failure {
	if f := ends(s); f != nil {
		return f
	}
	if s.Process.Exit().OK() && s.Has(FeatureExits) {
		return conformance.Fail(conformance.Accepted, "an exit status other than 0", "status 0")
	}
	return nil
}

// eachHello judges the client's handshakes; there must be one.
func eachHello(judge func(p *codec.Packet, h *ipc.Handshake) *failure) func(*session) *failure {
	return func(s *session) *failure {
		hs := hellos(s)
		if len(hs) == 0 {
			return conformance.Fail(conformance.NoReply, "a handshake", "none; %s", s.Process.Exit())
		}
		for _, e := range hs {
			if f := judge(e.Packet, e.Packet.Message.(*ipc.Handshake)); f != nil {
				if f.Actual == "" {
					f.Actual = conformance.Show(e.Packet)
				}
				return f
			}
		}
		return nil
	}
}

// minAndMax wants both: a bare integer is for servers.
func minAndMax(p *codec.Packet, h *ipc.Handshake) *failure {
	if h.Bare {
		return conformance.Fail(conformance.WrongShape, "a dictionary with min and max from a client", "")
	}
	return minMax(p, h)
}

// overlaps reports whether a request with a tag came before the one before it had its
// reply.
func overlaps(s *session) bool {
	open := 0
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil || message(e.Packet) == nil || message(e.Packet).Tag == 0 {
			continue
		}
		if e.From == engine {
			open--
		} else if open++; open > 1 {
			return true
		}
	}
	return false
}

// asksSomething wants a request that can be read. A client of version 1 has nothing to
// ask: its messages are orders.
func asksSomething(s *session) *failure {
	for _, e := range hellos(s) {
		if h, ok := e.Packet.Message.(*ipc.Handshake); ok && h.Version.Max == 1 {
			return nil
		}
	}
	if !asks(s) {
		return conformance.Fail(conformance.NoReply, "a request", "none that can be read; %s", s.Process.Exit())
	}
	return nil
}

// helloFirst wants the handshake before the server's, and nothing else before it.
func helloFirst(s *session) *failure {
	var said time.Duration
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil {
			continue
		}
		_, hello := e.Packet.Message.(*ipc.Handshake)
		switch {
		case e.From == engine && hello:
			if said == 0 {
				return conformance.Fail(conformance.TooLate, "a handshake without waiting for the server's", "none")
			}
			return nil
		case e.From == controller && hello:
			said = max(e.At, 1)
		case e.From == controller:
			return conformance.Fail(conformance.WrongOrder, "nothing but the handshake before the server's", "%s", conformance.Show(e.Packet))
		}
	}
	if said == 0 {
		return conformance.Fail(conformance.NoReply, "a handshake", "none")
	}
	return nil
}

// inVersion wants every request in the form of a version.
func inVersion(v int) func(*session) *failure {
	return func(s *session) *failure {
		for _, e := range s.Transcript.Entries() {
			if e.Packet == nil || e.From != controller || len(e.Packet.Raw) <= ipc.HeaderLen {
				continue
			}
			if _, hello := e.Packet.Message.(*ipc.Handshake); hello {
				continue
			}
			if old := e.Packet.Raw[ipc.HeaderLen] == 'd'; old != (v == 1) {
				return conformance.Fail(conformance.WrongShape, map[int]string{1: "dictionaries", 2: "lists"}[v], "%s", conformance.Show(e.Packet))
			}
		}
		return nil
	}
}
