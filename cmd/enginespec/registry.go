package main

import (
	"context"
	"sync"

	"enginespec/codec"
	codecctcs "enginespec/codec/ctcs"
	codecipc "enginespec/codec/ipc"
	codecputio "enginespec/codec/putio"
	codects "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/ipc"
	"enginespec/conformance/putio"
	"enginespec/conformance/ts"
	referencectcs "enginespec/reference/ctcs"
	ctcsbundle "enginespec/reference/ctcs/bundle"
	"enginespec/reference/fault"
	reference "enginespec/reference/ipc"
	putiobundle "enginespec/reference/putio/bundle"
)

// protocols is the one list of what the command knows. All else follows from it.
func protocols() []*protocol {
	return []*protocol{
		{Protocol: codects.Protocol, Suite: ts.Suite(), Kills: sync.OnceValue(ts.Kills), Listens: codec.Engine, Addr: "127.0.0.1:62062", Faults: fault.TS(), Bundled: tsBundled, Serve: tsServe, Profiles: tsProfiles(), Params: tsParams()},
		{Protocol: codecipc.Protocol, Suite: ipc.Suite(), Kills: sync.OnceValue(ipc.Kills), Listens: codec.Engine, Socket: true, Faults: fault.IPC(), Bundled: ipcBundled, Serve: ipcServe, Middle: ipcMiddle, Profiles: []string{reference.Classic.String(), reference.Late.String()}, Params: []param{{"socket", "the path of the socket of a daemon under test, for the case of its mode"}}},
		{Protocol: codecctcs.Protocol, Suite: ctcs.Suite(), Kills: sync.OnceValue(ctcs.Kills), Listens: codec.Controller, Addr: referencectcs.DefaultAddr, Faults: fault.CTCS(), Bundled: ctcsBundled, Serve: ctcsServe, Operated: true, Profiles: ctcsbundle.ServerVariants(), Params: ctcsParams(), Vars: ctcs.Vars(), Command: ctcs.CommandFeatures},
		{Protocol: codecputio.Protocol, Suite: putio.Suite(), Kills: sync.OnceValue(putio.Kills), Listens: codec.Engine, Addr: "127.0.0.1:8080", Faults: fault.Putio(), Bundled: putioBundled, Serve: putioServe, Profiles: putiobundle.Variants(), Params: putioParams()},
	}
}

// protocol is a row of the registry.
type protocol struct {
	codec.Protocol
	Suite   *conformance.Suite
	Kills   func() conformance.Kills // which case finds which fault; read when somebody asks
	Listens codec.Party              // who is dialed
	// Operated: what is served takes an operator's orders.
	Operated bool
	Addr     string // where, unless somebody says otherwise
	Socket   bool   // where is the path of a unix socket
	Faults   []*fault.Fault
	// Bundled starts the bundled reference in both roles.
	Bundled func(ctx context.Context, o bundledOptions) (*bundled, error)
	// Serve starts the bundled engine for others to use.
	Serve    func(ctx context.Context, o serveOptions) (*served, error)
	Profiles []string // what serve --profile can be, the default first
	Params   []param  // what test --param can set
	// Vars are more names that a command line may use, Command which features a program
	// that dials has by the names that it uses. Both are optional.
	Vars    []string
	Command func(uses func(name string) bool) conformance.Features
	// Middle tells by its first bytes the version of what was cut out of a dialogue behind
	// the messages that settle it, 0 for what begins with them. It is optional.
	Middle func(head []byte) int
}

// param is a setting of a suite.
type param struct{ Name, Text string }

// bundledOptions say how the bundled reference is to be tested.
type bundledOptions struct {
	Scale int
	Seed  uint64
}

// bundled is the running reference.
type bundled struct {
	// Targets are what is tested in a role, one after the other.
	Targets func(role codec.Party) []*conformance.Target
	Close   func() error
}

// named returns the protocol with a name.
func named(all []*protocol, name string) (*protocol, error) {
	var names []string
	for _, p := range all {
		if p.Name() == name {
			return p, nil
		}
		names = append(names, p.Name())
	}
	return nil, oneOf("proto", name, names...)
}

// suites are the suites of protocols.
func suites(all []*protocol) (list []*conformance.Suite) {
	for _, p := range all {
		list = append(list, p.Suite)
	}
	return list
}

// find returns the protocol of a suite.
func find(all []*protocol, s *conformance.Suite) *protocol {
	for _, p := range all {
		if p.Suite == s {
			return p
		}
	}
	return nil
}

// faultsOf are the faults that break a clause.
func (p *protocol) faultsOf(c *conformance.Clause) (list []*fault.Fault) {
	for _, f := range p.Faults {
		if f.Clause == c.ID {
			list = append(list, f)
		}
	}
	return list
}
