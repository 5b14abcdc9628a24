package model

import (
	"time"

	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/reference/engine"
)

// begin reads the greeting of a party that speaks first.
func (x *Run) begin() {
	if x.Process != nil && x.Process.Stdin() != nil {
		if c, ok := x.Process.Stdin().(interface{ Close() error }); ok {
			c.Close()
		}
	}
	x.first = x.drain(x.quiet)
}

// reach notes that the model is in a state.
func (x *Run) reach(state string) { x.stats.States[state]++ }

// say sends bytes and takes what comes until nothing does for a while.
func (x *Run) say(b []byte) []*codec.Packet {
	if x.Send(b) != nil {
		x.ended = true
	}
	return x.drain(x.quiet)
}

// tell sends a message.
func (x *Run) tell(m codec.Message) []*codec.Packet {
	b, err := m.Append(nil)
	if err != nil {
		x.t.Fatalf("%s: %v", m.Kind(), err)
	}
	return x.say(b)
}

// drain takes what comes until nothing does for d.
func (x *Run) drain(d time.Duration) []*codec.Packet {
	from := len(x.got)
	for range 1000 {
		e, f := x.Receive(d)
		if f != nil {
			if f.Diagnosis == conformance.Closed || f.Diagnosis == conformance.Reset {
				x.ended = true
			}
			return x.got[from:]
		}
		if e.Packet.Err != nil {
			x.t.Fatalf("it wrote %s", conformance.Show(e.Packet))
		}
		x.got = append(x.got, e.Packet)
	}
	x.t.Fatalf("it writes without end: %s", conformance.Show(x.got[len(x.got)-1]))
	return nil
}

// await takes what comes until one has one of the kinds, for at most d.
func (x *Run) await(d time.Duration, kinds ...string) *codec.Packet {
	e, f := x.Await(d, kinds...)
	if f != nil {
		x.t.Fatalf("%v", f)
	}
	return e.Packet
}

// count is how many of the packets have a kind.
func count(packets []*codec.Packet, kind string) (n int) {
	for _, p := range packets {
		if p.Kind() == kind {
			n++
		}
	}
	return n
}

// want fails the sequence unless ok.
func (x *Run) want(ok bool, format string, args ...any) {
	if !ok {
		x.t.Fatalf(format, args...)
	}
}

// hang ends the current connection in one of two ways.
func (x *Run) hang(t *rapid.T) {
	end := rapid.SampledFrom([]conformance.End{conformance.FIN, conformance.RST}).Draw(t, "end")
	conformance.Hang(end).Do(x.Session)
	x.ended = true
}

// redial opens another connection in the place of one that has ended.
func (x *Run) redial() {
	if f := x.Dial(); f != nil {
		x.t.Fatalf("%v", f)
	}
	x.ended = false
}

// trouble lets something go wrong in the core: of that no front end may break a clause.
func (x *Run) trouble(t *rapid.T) {
	if x.Party.Faults == nil {
		return
	}
	kind := engine.FaultKind(rapid.IntRange(int(engine.Heal), int(engine.SlowStart)).Draw(t, "trouble"))
	if kind == engine.DiskFull || kind == engine.CorruptPiece { // they end downloads for good
		kind = engine.Stall
	}
	x.troubled = true
	_ = x.Party.Faults.Inject(engine.Fault{Kind: kind, Rate: 1000, For: time.Duration(rapid.IntRange(0, 20).Draw(t, "for")) * time.Second, Text: "trouble"})
	x.reach("trouble " + kind.String())
}

// pass lets time pass.
func (x *Run) pass(t *rapid.T) {
	d := time.Duration(rapid.SampledFrom([]int{1, 100, 1000, 5000, 30000}).Draw(t, "ms")) * time.Millisecond
	until := time.Now().Add(d)
	for time.Now().Before(until) {
		e, f := x.Receive(time.Until(until))
		if f != nil {
			if f.Diagnosis == conformance.Closed || f.Diagnosis == conformance.Reset {
				x.ended = true
				return
			}
			continue
		}
		x.got = append(x.got, e.Packet)
	}
}
