package fault_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance/memnet"
	"enginespec/reference/fault"
)

// A CR that ends a line of CTCS passes at once, and an LF behind it when it comes.
func TestLoneCRPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, toEngine := memnet.Pipe()
		c, toController := memnet.Pipe()
		fault.NewWire(ctcs.Protocol, toEngine, toController, &fault.Fault{Party: codec.Engine}, fault.NewShared(1), codec.Options{Accept: ctcs.AllRules})
		engine, controller := &end{Conn: e}, &end{Conn: c}
		defer engine.Close()
		defer controller.Close()
		go engine.listen()
		go controller.listen()
		said := ""
		for _, s := range []string{"SENDPEERS\r", "\n", "SENDSTATUS\rSENDCONF\r", "SENDPEERS\r", "\r", "\nSENDSTATUS\r\n", "\n"} {
			controller.say(t, s)
			said += s
			assert.Equal(t, said, engine.text())
		}
		controller.say(t, "SENDP")
		assert.Equal(t, said, engine.text(), "half a line waits")
		controller.say(t, "EERS\r")
		assert.Equal(t, said+"SENDPEERS\r", engine.text())
	})
}
