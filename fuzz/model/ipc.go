package model

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"

	"pgregory.net/rapid"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/conformance"
	"enginespec/conformance/ipc"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine/store"
	"enginespec/reference/ipc/bundle"
)

// IPC is the model of the daemon: what was set is what is got, each tagged message has
// one reply under its tag, and what it lists is what was added and not removed.
func IPC() *Machine {
	return &Machine{
		Suite: ipc.Suite(), Role: codec.Engine, Begin: []conformance.Step{conformance.Connect()},
		Start: func(n *memnet.Network) (*Party, error) {
			o := bundle.Options{Dir: "/state", Listen: func(_, addr string) (net.Listener, error) { return n.Listen(addr) }}
			o.Server.FS = new(store.Mem)
			b, err := bundle.Start(context.Background(), o)
			if err != nil {
				return nil, err
			}
			return &Party{Faults: b.Faults(), Close: func() { b.Close() }, Target: &conformance.Target{
				Name: "daemon", Features: conformance.Features{},
				Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
					return n.DialContext(ctx, "unix", b.Addr)
				},
			}}, nil
		},
		Actions: func(x *Run) map[string]func(*rapid.T) { return (&daemon{Run: x, set: map[string]any{}}).actions() },
	}
}

// daemon is the model's state.
type daemon struct {
	*Run
	greeted bool
	version int
	tag     int64
	set     map[string]any // settings that we have set, by key
	has     map[string]int64
}

func (d *daemon) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"hello": d.hello, "set": d.setting, "get": d.get, "noop": d.noop, "unknown": d.unknown, "bad format": d.badFormat,
		"torn": func(t *rapid.T) { d.ready(); d.torn(t, "00000011l4:noop0:i7") },
		"add":  d.add, "remove": d.remove, "order": d.order, "illegal": d.illegal, "cut": d.cut, "trouble": d.trouble, "time": d.pass,
	}
}

// ready sees to a connection that is greeted in version 2.
func (d *daemon) ready() {
	if d.ended {
		d.redial()
		d.greeted, d.first = false, nil
	}
	if !d.greeted {
		d.greet(2)
	}
	d.reach(fmt.Sprintf("version %d, %d torrents, %d settings", d.version, len(d.has), len(d.set)))
}

func (d *daemon) greet(max int64) {
	got := d.tell(wire.NewHandshake(1, max, "model"))
	greetings := count(got, wire.KeyVersion) + count(d.first, wire.KeyVersion) // a daemon may speak first
	d.first = nil
	d.want(greetings == 1, "%d greetings", greetings)
	d.greeted, d.version = true, int(max)
}

// hello says hello again: behind the handshake it is ignored.
func (d *daemon) hello(t *rapid.T) {
	if d.greeted && !d.ended {
		got := d.tell(wire.NewHandshake(1, 2, "model"))
		d.want(len(got) == 0 || d.ended, "an answer to a second handshake: %v", got)
		return
	}
	if d.ended {
		d.redial()
		d.first = nil
	}
	d.greeted = false
	d.greet(2)
}

// ask sends a message under a new tag and returns its one reply.
func (d *daemon) ask(m *wire.Message) *wire.Message {
	d.tag++
	got := d.tell(m.Tagged(d.tag))
	var reply *wire.Message
	for _, p := range got {
		if r, ok := p.Message.(*wire.Message); ok && r.Tag == d.tag {
			d.want(reply == nil, "two replies to %s: %s and %s", m.Kind(), reply, r)
			reply = r
		}
	}
	d.want(reply != nil, "no reply to %s", m)
	return reply
}

func (d *daemon) succeeds(m *wire.Message) {
	r := d.ask(m)
	d.want(r.Kind() == wire.KeySucceeded, "%s is answered by %s", m, r)
}

func (d *daemon) setting(t *rapid.T) {
	d.ready()
	key := rapid.SampledFrom([]string{wire.KeyAutomap, wire.KeyAutostart, wire.KeyPEX, wire.KeyDownLimit, wire.KeyUpLimit, wire.KeyPort, wire.KeyDirectory}).Draw(t, "key")
	m := wire.New(key)
	switch key {
	case wire.KeyDirectory:
		m.Text = codec.Bytes(rapid.SampledFrom([]string{"/a", "/b/c", "/\u00e9"}).Draw(t, "directory"))
		d.set[key] = string(m.Text)
	case wire.KeyAutomap, wire.KeyAutostart, wire.KeyPEX:
		m.Int = rapid.Int64Range(0, 1).Draw(t, "on")
		d.set[key] = m.Int
	case wire.KeyPort:
		m.Int = rapid.Int64Range(1, wire.MaxPort).Draw(t, "port")
		d.set[key] = m.Int
	default:
		m.Int = rapid.Int64Range(0, 1<<20).Draw(t, "limit")
		d.set[key] = m.Int
	}
	d.succeeds(m)
}

func (d *daemon) get(t *rapid.T) {
	d.ready()
	for _, key := range slices.Sorted(maps.Keys(d.set)) {
		want := d.set[key]
		r := d.ask(wire.New("get-" + key))
		var have any = r.Int
		if key == wire.KeyDirectory {
			have = string(r.Text)
		}
		d.want(r.Kind() == key && have == want, "%s was set to %v and is %s", key, want, r)
	}
}

func (d *daemon) noop(*rapid.T) {
	d.ready()
	d.succeeds(wire.New(wire.KeyNoop))
	d.want(len(d.tell(wire.New(wire.KeyNoop))) == 0, "a reply to a message without a tag")
}

func (d *daemon) unknown(*rapid.T) {
	d.ready()
	r := d.ask(wire.New("no-such-key"))
	d.want(r.Kind() == wire.KeyNotSupported, "an unknown key is answered by %s", r)
}

func (d *daemon) badFormat(*rapid.T) {
	d.ready()
	d.tag++
	payload := fmt.Sprintf("l4:port3:abci%dee", d.tag)
	got := d.say(fmt.Appendf(nil, "%08X%s", len(payload), payload))
	d.want(len(got) == 1 && got[0].Kind() == wire.KeyBadFormat, "a port that is text is answered by %v", got)
}

func (d *daemon) add(t *rapid.T) {
	d.ready()
	f := rapid.SampledFrom(corpus.Fixtures()).Draw(t, "fixture")
	m := wire.New(wire.KeyAddFileDetailed)
	m.Add = wire.Add{Fields: wire.Fields{Has: wire.AddData | wire.AddAutostart}, Data: codec.Bytes(f.Metainfo()), Autostart: rapid.Bool().Draw(t, "start")}
	r := d.ask(m)
	hash := fmt.Sprintf("%x", f.InfoHash())
	if _, there := d.has[hash]; there {
		d.want(r.Kind() == wire.KeyFailed || r.Kind() == wire.KeyInfo || r.Kind() == wire.KeySucceeded, "what is there is added: %s", r)
	} else {
		d.want(r.Kind() == wire.KeyInfo || r.Kind() == wire.KeySucceeded, "it is not added: %s", r)
	}
	if d.has == nil {
		d.has = map[string]int64{}
	}
	d.has[hash] = 0
	d.list()
}

// list compares the torrents, and learns their ids.
func (d *daemon) list() {
	m := wire.New(wire.KeyGetInfoAll)
	m.Texts = []codec.Bytes{codec.Bytes("id"), codec.Bytes("hash")}
	r := d.ask(m)
	d.want(len(r.Infos) == len(d.has), "%d torrents are listed, %d were added", len(r.Infos), len(d.has))
	for _, i := range r.Infos {
		was, there := d.has[string(i.Hash)]
		d.want(there, "%s is listed and was not added", i.Hash)
		d.want(was == 0 || was == i.ID, "%s had the id %d and has %d", i.Hash, was, i.ID)
		d.has[string(i.Hash)] = i.ID
	}
}

func (d *daemon) remove(t *rapid.T) {
	d.ready()
	d.list()
	for _, hash := range slices.Sorted(maps.Keys(d.has)) {
		id := d.has[hash]
		m := wire.New(wire.KeyRemove)
		m.IDs = []int64{id}
		d.succeeds(m)
		delete(d.has, hash)
		break
	}
	d.list()
}

// order starts and stops what is there and what is not.
func (d *daemon) order(t *rapid.T) {
	d.ready()
	m := wire.New(rapid.SampledFrom([]string{wire.KeyStart, wire.KeyStop, wire.KeyStartAll, wire.KeyStopAll, wire.KeyVerify, wire.KeyGetStatusAll}).Draw(t, "order"))
	switch m.Kind() {
	case wire.KeyStart, wire.KeyStop, wire.KeyVerify:
		m.IDs = rapid.SliceOfN(rapid.Int64Range(1, 9), 0, 3).Draw(t, "ids")
	case wire.KeyGetStatusAll:
		m.Texts = []codec.Bytes{codec.Bytes("state"), codec.Bytes("running")}
	}
	r := d.ask(m)
	d.want(wire.Answers(m.Kind(), r.Kind()), "%s is answered by %s", m, r)
	d.list()
}

// illegal sends what no grammar allows: the connection may end, and no other.
func (d *daemon) illegal(t *rapid.T) {
	d.ready()
	d.say([]byte(rapid.SampledFrom([]string{"zzzzzzzz", "00000002xx", "00000000", "00000004i-0e", "FFFFFFFF"}).Draw(t, "bytes")))
	d.reach("illegal")
	d.hang(t)
}

func (d *daemon) cut(t *rapid.T) {
	d.hang(t)
	d.reach("cut")
}
