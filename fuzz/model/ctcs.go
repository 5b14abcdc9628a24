package model

import (
	"context"
	"fmt"
	"io"
	"time"

	"pgregory.net/rapid"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/memnet"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
)

// CTCS is the model of the engine, which dials: it speaks the version that it was told
// last, reports the limits that it was told last, and dials again when it is cut off.
func CTCS() *Machine {
	return &Machine{
		Suite: ctcs.Suite(), Role: codec.Engine, Begin: []conformance.Step{conformance.Start(), conformance.Accept(0)},
		Start: func(n *memnet.Network) (*Party, error) {
			p := &Party{Close: func() {}}
			p.Target = &conformance.Target{Name: "engine", Features: conformance.Features{}, Launch: func(ctx context.Context, l conformance.Launch) (conformance.Process, error) {
				b, err := bundle.Start(ctx, bundle.Options{Server: l.Addr, Dial: n.DialContext, Sim: sim.Options{Swarm: sim.Swarm{Down: 8 << 10, Seeds: 2}}})
				if err != nil {
					return nil, err
				}
				p.Faults = b.Faults()
				return newProcess(b), nil
			}}
			return p, nil
		},
		Actions: func(x *Run) map[string]func(*rapid.T) {
			e := &torrent{Run: x, version: 3}
			return map[string]func(*rapid.T){
				"protocol": e.protocol, "status": e.status, "peers": e.peers, "detail": e.detail, "conf": e.conf, "limit": e.limit,
				"torn":    func(t *rapid.T) { e.ready(); e.torn(t, "SENDPEER") },
				"illegal": e.illegal, "cut": e.cut, "trouble": e.trouble, "time": e.pass,
			}
		},
	}
}

// process is an engine in the place of a program.
type process struct {
	b    *bundle.Bundle
	done chan struct{}
	exit conformance.Exit
}

func newProcess(b *bundle.Bundle) *process {
	p := &process{b: b, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		switch err := b.Wait(); {
		case err == context.Canceled:
			p.exit = conformance.Exit{Code: -1, Killed: true}
		case err != nil:
			p.exit = conformance.Exit{Code: 1, Output: err.Error()}
		}
	}()
	return p
}

func (p *process) Stdin() io.Writer       { return nil }
func (p *process) Done() <-chan struct{}  { return p.done }
func (p *process) Exit() conformance.Exit { return p.exit }
func (p *process) Stop()                  { p.b.Close(); <-p.done }

// torrent is the model's state.
type torrent struct {
	*Run
	version  int
	down, up int64 // limits in octets/s, as we have told
	told     bool
}

// ready sees to a connection: an engine that is cut off dials again.
func (e *torrent) ready() {
	if e.ended {
		if f := e.Accept(time.Minute); f != nil {
			e.t.Fatalf("it does not dial again: %v", f)
		}
		e.ended = false
		got := e.drain(e.quiet)
		e.want(count(got, "PROTOCOL") == 1 && count(got, "CTORRENT") == 1, "it greets with %d PROTOCOL and %d CTORRENT", count(got, "PROTOCOL"), count(got, "CTORRENT"))
		e.version = 3
	}
	e.reach(fmt.Sprintf("version %d, limits told: %v", e.version, e.told))
}

func (e *torrent) line(text string) []*codec.Packet { return e.say([]byte(text + "\n")) }

func (e *torrent) protocol(t *rapid.T) {
	e.ready()
	e.version = rapid.IntRange(1, 3).Draw(t, "version")
	got := e.line(fmt.Sprintf("PROTOCOL %04d", e.version))
	e.want(count(got, "PROTOCOL") == 0, "PROTOCOL is answered")
}

func (e *torrent) status(*rapid.T) {
	e.ready()
	got := e.line("SENDSTATUS")
	e.want(count(got, "CTSTATUS") > 0, "no CTSTATUS")
	for _, p := range got {
		m, ok := p.Message.(*wire.Status)
		if !ok {
			continue
		}
		e.want(min(m.Version, 2) == min(e.version, 2), "CTSTATUS of version %d in version %d", m.Version, e.version)
		if e.told {
			e.want(m.DLLimit == e.down && m.ULLimit == e.up, "limits %d and %d were told, %s", e.down, e.up, m)
		}
	}
}

// block asks for a block and wants it whole, in the words of the version.
func (e *torrent) block(ask, newer, older string) {
	e.ready()
	got := e.line(ask)
	want, other := newer, older
	if e.version < 3 {
		want, other = older, newer
	}
	e.want(count(got, want) == 1 && count(got, other) == 0, "%s in version %d: %d %s and %d %s", ask, e.version, count(got, want), want, count(got, other), other)
}

func (e *torrent) peers(*rapid.T)  { e.block("SENDPEERS", "CTPEERSTART", "CTPEERS") }
func (e *torrent) detail(*rapid.T) { e.block("SENDDETAIL", "CTFILESTART", "CTFILES") }

func (e *torrent) conf(*rapid.T) {
	e.ready()
	got := e.line("SENDCONF")
	e.want(count(got, "CTCONFIG") > 0 && (count(got, "CTCONFIGDONE") == 1) == (e.version == 3), "SENDCONF in version %d: %d CTCONFIG, %d CTCONFIGDONE", e.version, count(got, "CTCONFIG"), count(got, "CTCONFIGDONE"))
}

func (e *torrent) limit(t *rapid.T) {
	e.ready()
	down, up := rapid.Int64Range(0, 1<<20).Draw(t, "down"), rapid.Int64Range(0, 1<<20).Draw(t, "up")
	e.line(fmt.Sprintf("SETDLIMIT %d", down))
	e.line(fmt.Sprintf("SETULIMIT %d", up))
	e.down, e.up, e.told = down, up, true
}

// illegal sends lines that no engine obeys: the connection stays, or it is dialed again.
func (e *torrent) illegal(t *rapid.T) {
	e.ready()
	e.line(rapid.SampledFrom([]string{"NOSUCHWORD", "SETDLIMIT", "SETDLIMIT -5x", "CTCONFIG", "CTCONFIG  .    ", "CTFILES", "\x00\x01", "SENDSTATUS now", "PROTOCOL", "sendpeers"}).Draw(t, "line"))
	e.reach("illegal")
	e.told = false // what a limit of nonsense makes is not said anywhere
}

func (e *torrent) cut(t *rapid.T) {
	e.ready()
	e.hang(t)
	e.reach("cut")
}
