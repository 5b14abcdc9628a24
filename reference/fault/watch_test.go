package fault_test

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance/memnet"
	"enginespec/reference/fault"
)

// Who watches passes everything, and tells who would have done anything else.
func TestWatch(t *testing.T) {
	edits := func(w *fault.Wire) fault.Rewriter {
		return func(p *codec.Packet) {
			p.Raw[0] = 'X'
			w.Pass(p)
		}
	}
	chunks := func(f fault.Chunker) fault.Lie {
		return func(w *fault.Wire) fault.Rewriter { w.Chunks(f); return w.Pass }
	}
	remembers := func(w *fault.Wire) fault.Rewriter { // lies on the second connection only
		if _, again := w.Shared.Values.LoadOrStore("met", true); again {
			w.Post(w.Close)
		}
		return w.Pass
	}
	var faults []*fault.Fault
	row := func(id string, lie fault.Lie) {
		faults = append(faults, &fault.Fault{ID: "ts/" + id, Party: codec.Engine, Lie: lie})
	}
	row("drops", fault.Drop("HELLOTS"))
	row("drops-another", fault.Drop("STATUS"))
	row("late", fault.Late(time.Second, "HELLOTS"))
	row("twice", fault.Twice("HELLOTS"))
	row("greets", fault.Greet("HELLOTS"))
	row("deaf", fault.Ignore("HELLOBG"))
	row("resets", fault.Hang(true, "HELLOBG"))
	row("closes", fault.Hang(false, "HELLOBG"))
	row("honest", func(w *fault.Wire) fault.Rewriter { return w.Pass })
	row("no-change", fault.Map("HELLOTS", func(raw string) string { return raw }))
	row("edits-in-place", edits)
	row("chunks", chunks(func(_ codec.Party, b []byte) []byte { return nil }))
	row("no-chunks", chunks(func(_ codec.Party, b []byte) []byte { return b }))
	row("later", remembers)
	row("stays", func(w *fault.Wire) fault.Rewriter { w.Ends(func(codec.Party) bool { return true }); return w.Pass })
	faults = append(faults, &fault.Fault{ID: "ts/crosses", Party: codec.Engine, Crosses: true})

	met := func(times int) []string {
		var lied []string
		synctest.Test(t, func(t *testing.T) {
			lied = fault.Lied(faults, codec.Engine, func(honest *fault.Fault) {
				shared := fault.NewShared(1)
				for range times {
					dialled, accepted := memnet.Pipe()
					client := &end{Conn: dialled}
					engine := &end{Conn: fault.Conn(accepted, ts.Protocol, honest, shared, codec.Options{Accept: ts.Lenient})}
					go client.listen()
					go engine.listen()
					client.Write([]byte("HELLOBG\r\n"))
					assert.Equal(t, "HELLOBG\r\n", engine.text())
					engine.Write([]byte("HELLOTS version=1\r\n"))
					assert.Equal(t, "HELLOTS version=1\r\n", client.text())
					for _, c := range []net.Conn{client, engine} {
						c.Close()
						synctest.Wait()
					}
					time.Sleep(time.Minute) // of the bubble, until nobody lingers
					assert.Empty(t, shared.Wires())
				}
			})
		})
		return lied
	}
	once := []string{"ts/drops", "ts/late", "ts/twice", "ts/greets", "ts/deaf", "ts/resets", "ts/closes", "ts/edits-in-place", "ts/chunks", "ts/stays", "ts/crosses"}
	assert.ElementsMatch(t, once, met(1))
	assert.ElementsMatch(t, append(once, "ts/later"), met(2))
}
