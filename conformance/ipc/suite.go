package ipc

import (
	"bytes"
	"net"
	"os"
	"strconv"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Suite returns the suite. It is built anew, and may be changed by the caller.
func Suite() *conformance.Suite {
	return &conformance.Suite{
		Protocol:  ipc.Protocol,
		Title:     "Transmission IPC",
		Lenient:   codec.Accept(ipc.Rules()...),
		Limits:    codec.Limits{Message: 64 << 20},
		Clauses:   Clauses(),
		Features:  Features(),
		Profiles:  Profiles(),
		Cases:     Cases(),
		Monitors:  conformance.About(Monitors(), about()),
		Replaying: replaying(),
		Unix:      true,
		Segments: map[conformance.Segmentation]*conformance.Clause{
			conformance.Whole: nil, conformance.Bytewise: IPC012, conformance.Before: IPC012,
			conformance.After: IPC013, conformance.Coalesced: IPC013,
		},
		Sanity:  map[codec.Party]*kase{engine: saneEngine(), controller: saneController()},
		Prepare: prepare,
		Probe:   probe,
		Word:    wordOf,
	}
}

// Cases returns all cases, group by group; those that end the server come last.
func Cases() []*kase {
	var all []*kase
	for _, group := range [][]*kase{
		frameCases(), handshakeCases(), messageCases(), tagCases(), settingsCases(), torrentCases(), infoCases(), statusCases(),
		lifetimeCases(), controllerCases(), orderCases(),
	} {
		all = append(all, group...)
	}
	return all
}

// prepare sets the variables that every session has.
func prepare(s *session) error {
	if s.Version() == 0 {
		v, err := strconv.Atoi(s.Vars["version"])
		if err != nil {
			v = 2
		}
		s.SetVersion(v)
	}
	return nil
}

// folder makes {dir}, unless somebody has set it: few cases need one.
func folder() step {
	return act{"a folder", func(s *session) error {
		if s.Vars["dir"] != "" {
			return nil
		}
		dir, err := s.Folder()
		if err != nil {
			return &conformance.Harness{Err: err}
		}
		s.Vars["dir"] = dir
		return nil
	}}
}

// saneEngine is the dialogue that any server of use gets through.
func saneEngine() *kase {
	return &kase{ID: "ipc/sanity/engine", Role: engine, Clauses: clauses{IPC030}, Whole: true, Steps: append(entered(), fence())}
}

// probe finds out which features a target has.
func probe(s *session) conformance.Features {
	if s.Case.Role == controller {
		return reached(s)
	}
	has := conformance.Features{FeatureSocket.Name: socketFile(s) != ""}
	if s.Restarts() {
		has[FeatureRestart.Name] = true
	}
	return has
}

// socketFile is the path of the socket's file, if the suite can see it: the parameter
// socket, or where the suite is connected to.
func socketFile(s *session) string {
	path := s.Vars["socket"]
	if a, ok := s.Peer().(*net.UnixAddr); ok && path == "" {
		path = a.Name
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// wordOf is the key of a refused packet.
func wordOf(p *codec.Packet) string {
	b := p.Raw
	if len(b) < ipc.HeaderLen+2 {
		return "malformed"
	}
	n, rest, ok := bytes.Cut(b[ipc.HeaderLen+1:], []byte(":"))
	if l, err := strconv.Atoi(string(n)); ok && err == nil && l <= len(rest) {
		return string(rest[:l])
	}
	return "malformed"
}
