package model

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"pgregory.net/rapid"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
	"enginespec/conformance/ts"
	"enginespec/corpus"
	"enginespec/reference/engine"
	reference "enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// TS is the model of the engine: who has not signed gets NOTREADY, each synchronous command
// has one ##, each LOADASYNC one LOADRESP under its id, and what was started plays until
// it is stopped.
func TS() *Machine {
	return &Machine{
		Suite: ts.Suite(), Role: codec.Engine, Begin: []conformance.Step{conformance.Connect()},
		Start: func(n *memnet.Network) (*Party, error) {
			o := bundle.Options{Listen: func(_, addr string) (net.Listener, error) { return n.Listen(addr) }}
			o.Server.Fetcher = &engine.Fetcher{Transport: &http.Transport{DialContext: n.DialContext, DisableKeepAlives: true}}
			o.Server.ProductKeys = []string{reference.SampleProductKey}
			b, err := bundle.Start(context.Background(), o)
			if err != nil {
				return nil, err
			}
			return &Party{Faults: b.Faults(), Close: func() { b.Close() }, Target: &conformance.Target{
				Name: "engine", Features: conformance.Features{},
				Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
					return n.DialContext(ctx, "tcp", b.Addr)
				},
			}}, nil
		},
		Actions: func(x *Run) map[string]func(*rapid.T) {
			p := &player{Run: x}
			return map[string]func(*rapid.T){
				"hello": p.hello, "sign": p.sign, "ask": p.ask, "load": p.load, "start": p.start, "stop": p.stop, "playback": p.playback,
				"torn":    func(t *rapid.T) { p.ready(); p.torn(t, "GETPID 0011") },
				"illegal": p.illegal, "cut": p.cut, "shutdown": p.shutdown, "trouble": p.trouble, "time": p.pass,
			}
		},
	}
}

// player is the model's state: how far a client is.
type player struct {
	*Run
	key     string // announced
	greeted bool
	signed  bool
	playing bool
	id      int64
}

func (p *player) line(format string, args ...any) []*codec.Packet {
	return p.say(fmt.Appendf(nil, format+"\r\n", args...))
}

// ready sees to a connection.
func (p *player) ready() {
	if p.ended {
		p.redial()
		*p = player{Run: p.Run}
	}
	p.reach(fmt.Sprintf("greeted %v, signed %v, playing %v", p.greeted, p.signed, p.playing))
}

func (p *player) hello(*rapid.T) {
	p.ready()
	if p.greeted {
		return
	}
	got := p.line("HELLOBG version=4")
	p.want(count(got, "HELLOTS") == 1, "%d HELLOTS", count(got, "HELLOTS"))
	for _, one := range got {
		if m, ok := one.Message.(*wire.HelloTS); ok {
			p.key, p.greeted = m.Key(), true
		}
	}
}

// enter signs in, if that is not done.
func (p *player) enter(t *rapid.T) {
	p.ready()
	p.hello(t)
	if p.signed {
		return
	}
	got := p.line("READY key=%s", wire.ResponseKey(p.key, reference.SampleProductKey))
	p.want(count(got, "AUTH") == 1 && count(got, "NOTREADY") == 0, "a right signature is answered by %d AUTH, %d NOTREADY", count(got, "AUTH"), count(got, "NOTREADY"))
	p.signed = true
}

// sign signs rightly or wrongly.
func (p *player) sign(t *rapid.T) {
	p.hello(t)
	if p.signed || rapid.Bool().Draw(t, "right") {
		p.enter(t)
		return
	}
	got := p.line("READY key=%s", wire.ResponseKey(p.key, "wrong-key"))
	p.want(count(got, "NOTREADY") == 1 && count(got, "AUTH") == 0, "a wrong signature is answered by %d NOTREADY, %d AUTH", count(got, "NOTREADY"), count(got, "AUTH"))
}

// ask is a synchronous command.
func (p *player) ask(t *rapid.T) {
	p.ready()
	f := rapid.SampledFrom(corpus.Fixtures()).Draw(t, "fixture")
	got := p.line("GETPID %x 0 0 0", f.InfoHash())
	if p.signed {
		p.want(count(got, "##") == 1, "%d ## for one GETPID", count(got, "##"))
	} else {
		p.want(count(got, "##") == 0, "an answer to a client that has not signed")
	}
}

func (p *player) load(t *rapid.T) {
	p.enter(t)
	f := rapid.SampledFrom(corpus.Fixtures()).Draw(t, "fixture")
	hash := fmt.Sprintf("%x", f.InfoHash())
	known := rapid.Bool().Draw(t, "known")
	if !known {
		hash = "00000000000000000000000000000000000000ff"
	}
	p.id++
	p.Send(fmt.Appendf(nil, "LOADASYNC %d INFOHASH %s 0 0 0\r\n", p.id, hash))
	one := p.await(5*time.Minute, "LOADRESP").Message.(*wire.LoadResp)
	p.want(string(one.RequestID) == fmt.Sprint(p.id), "LOADRESP %s for LOADASYNC %d", one.RequestID, p.id)
	p.want(known == !one.Failed() || p.troubled, "LOADRESP %s, and the torrent is known: %v", one, known)
	p.want(count(p.drain(p.quiet), "LOADRESP") == 0, "a second LOADRESP")
}

func (p *player) start(t *rapid.T) {
	p.enter(t)
	f := conformance.Fixture("single")
	got := p.line("START INFOHASH %x 0 0 0 0", f.InfoHash())
	p.want(count(got, "NOTREADY") == 0, "NOTREADY for one who has signed")
	p.playing = true
}

// stop stops, also what does not play: the state is idle then.
func (p *player) stop(t *rapid.T) {
	p.enter(t)
	was := p.playing
	p.playing = false
	states := 0
	for _, one := range p.line("STOP") {
		if m, ok := one.Message.(*wire.State); ok {
			states++
			p.want(m.ID == 0 || was, "state %d behind STOP", m.ID)
		}
	}
	p.want(states <= 2, "%d STATE behind STOP", states)
}

// playback tells of a player that may not be there.
func (p *player) playback(t *rapid.T) {
	p.ready()
	p.line(rapid.SampledFrom([]string{"DUR http://127.0.0.1/x 60000", "PLAYBACK http://127.0.0.1/x 25", "PLAYBACK http://127.0.0.1/x 100", "EVENT pause", "EVENT seek position=10", "SETOPTIONS use_stop_notifications=1", `USERDATA [{"gender": 1}, {"age": 3}]`}).Draw(t, "line"))
}

func (p *player) illegal(t *rapid.T) {
	p.ready()
	p.line("%s", rapid.SampledFrom([]string{"", "NOSUCHWORD", "LOAD", "LOADASYNC", "START", "START PID", "DUR", "\x00", "LOADASYNC x TORRENT y 0 0 0", "USERDATA [", "READY key=", "HELLOBG version=x"}).Draw(t, "line"))
	p.reach("illegal")
	p.hang(t) // what an illegal line makes of the session is not said: LOAD without arguments may have a reply
}

func (p *player) shutdown(*rapid.T) {
	p.ready()
	p.line("SHUTDOWN")
	for range 100 {
		if p.ended {
			return
		}
		p.drain(time.Second)
	}
	p.want(p.ended, "it does not close behind SHUTDOWN")
}

func (p *player) cut(t *rapid.T) {
	p.hang(t)
	p.reach("cut")
}
