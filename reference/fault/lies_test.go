package fault_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/reference/fault"
)

// A script is told line by line: "E STATE 1" is the engine's, "C STOP" the
// controller's, "+1s" lets a second pass.
func script(t *testing.T, engine, controller *end, lines string) {
	t.Helper()
	for _, l := range strings.Split(lines, "|") {
		switch l = strings.TrimSpace(l); l[0] {
		case 'E':
			engine.say(t, l[2:]+"\r\n")
		case 'C':
			controller.say(t, l[2:]+"\r\n")
		default:
			d, err := time.ParseDuration(l[1:])
			require.NoError(t, err)
			time.Sleep(d)
			synctest.Wait()
		}
	}
}

// The words that lies are made of, on an engine that lies.
func TestWords(t *testing.T) {
	for name, c := range map[string]struct {
		lie                fault.Lie
		script             string
		engine, controller string // what each reads; a | stands for the end of a line
	}{
		"Drop":     {fault.Drop("STATE"), "E STATE 1|E AUTH 0|C STOP", "STOP|", "AUTH 0|"},
		"Ignore":   {fault.Ignore("STOP"), "E STATE 1|C STOP|C SHUTDOWN", "SHUTDOWN|", "STATE 1|"},
		"Put":      {fault.Put("STATE", "STATE 5\r\n", "STATE 6\r\n"), "E STATE 1", "", "STATE 5|STATE 6|"},
		"Map":      {fault.Map("STATE", strings.ToLower), "E STATE 1|E AUTH 1", "", "state 1|AUTH 1|"},
		"Twice":    {fault.Twice("STATE"), "E STATE 1|E AUTH 0", "", "STATE 1|STATE 1|AUTH 0|"},
		"Before":   {fault.Before("AUTH", "STATE 0\r\n"), "E AUTH 0", "", "STATE 0|AUTH 0|"},
		"After":    {fault.After("AUTH", "STATE 0\r\n"), "E AUTH 0", "", "AUTH 0|STATE 0|"},
		"Late":     {fault.Late(time.Second, "AUTH"), "E AUTH 0|E STATE 0|+1s", "", "STATE 0|AUTH 0|"},
		"Answer":   {fault.Answer("STOP", false, "NOTREADY\r\n"), "C STOP|C SHUTDOWN", "SHUTDOWN|", "NOTREADY|"},
		"passing":  {fault.Answer("STOP", true, "NOTREADY\r\n"), "C STOP", "STOP|", "NOTREADY|"},
		"Greet":    {fault.Greet("INFO 0;hi\r\n"), "E AUTH 0", "", "INFO 0;hi|AUTH 0|"},
		"Nth":      {fault.Nth(2, "STATE", func(*fault.Wire, *codec.Packet) [][]byte { return nil }), "E STATE 1|E STATE 2|E STATE 3", "", "STATE 1|STATE 3|"},
		"Once":     {fault.Once([]string{"STOP"}, fault.Drop("STATE")), "E STATE 1|C STOP|E STATE 2", "STOP|", "STATE 1|"},
		"Unless":   {fault.Unless([]string{"STOP"}, fault.Drop("STATE")), "E STATE 1|C STOP|E STATE 2", "STOP|", "STATE 2|"},
		"Between":  {fault.Between(fault.Like("^STATE 1"), fault.Like("^STATE 3"), fault.Drop("STATE")), "E STATE 1|E STATE 2|E STATE 3|E STATE 4", "", "STATE 1|STATE 4|"},
		"Behind":   {fault.Behind(fault.Kind("PAUSE"), fault.Kind("STATE")), "E PAUSE|E AUTH 0|E STATE 3|E STATE 2", "", "AUTH 0|STATE 3|PAUSE|STATE 2|"},
		"Then":     {fault.Then(fault.With("STATE", " 1"), "PAUSE\r\n"), "E STATE 1|E STATE 2", "", "STATE 1|PAUSE|STATE 2|"},
		"First":    {fault.First(fault.With("STATE", " 1"), "PAUSE\r\n"), "E STATE 1|E STATE 2", "", "PAUSE|STATE 1|STATE 2|"},
		"Echoed":   {fault.Echoed(fault.Not(fault.Kind("AUTH"))), "E AUTH 0|E PAUSE", "", "AUTH 0|PAUSE|PAUSE|"},
		"And":      {fault.Lose(fault.And(fault.Kind("STATE"), fault.Like("[12]\r"))), "E STATE 1|E STATE 3|E AUTH 1", "", "STATE 3|AUTH 1|"},
		"Rarely":   {fault.Rarely(3*time.Second, fault.Kind("STATE")), "E STATE 1|+1s|E STATE 2|+2s|E STATE 3|E AUTH 0", "", "STATE 1|STATE 3|AUTH 0|"},
		"Beats":    {fault.Beats(time.Second, fault.Kind("PAUSE"), fault.Kind("RESUME"), "INFO 0;x\r\n"), "E PAUSE|+2500ms|E RESUME|+5s", "", "PAUSE|INFO 0;x|INFO 0;x|RESUME|"},
		"Answered": {fault.Answered("GETPID", fault.Kind("##"), "##x\r\n"), "E ##a|C GETPID " + strings.Repeat("0", 40) + " 0 0 0|E ##b|E ##c", "GETPID " + strings.Repeat("0", 40) + " 0 0 0|", "##a|##x|##c|"},
	} {
		t.Run(name, func(t *testing.T) {
			lying(t, codec.Engine, c.lie, func(t *testing.T, engine, controller *end) {
				synctest.Wait()
				script(t, engine, controller, c.script)
				assert.Equal(t, strings.ReplaceAll(c.engine, "|", "\r\n"), engine.text(), "what the engine reads")
				assert.Equal(t, strings.ReplaceAll(c.controller, "|", "\r\n"), controller.text(), "what the controller reads")
			})
		})
	}
}

// What a lie remembers is of one connection, unless it crosses them.
func TestConnectionsAreApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := fault.NewShared(1)
		f := &fault.Fault{Party: codec.Engine, Lie: fault.Nth(1, "STATE", func(*fault.Wire, *codec.Packet) [][]byte { return nil })}
		for range 2 {
			engine, controller := joined(f, shared)
			script(t, engine, controller, "E STATE 1|E STATE 2")
			assert.Equal(t, "STATE 2\r\n", controller.text())
			defer engine.Close()
			defer controller.Close()
		}
	})
}

func TestEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := fault.NewShared(1)
		f := &fault.Fault{Party: codec.Engine, Lie: fault.Everywhere(fault.Kind("STOP"))}
		e1, c1 := joined(f, shared)
		e2, c2 := joined(f, shared)
		script(t, e1, c1, "C STOP|C SHUTDOWN")
		assert.Equal(t, "STOP\r\nSHUTDOWN\r\n", e1.text())
		assert.Equal(t, "STOP\r\n", e2.text())
		for _, e := range []*end{e1, c1, e2, c2} {
			e.Close()
		}
	})
}

// A controller's lie is told on his lines.
func TestControllersLie(t *testing.T) {
	lying(t, codec.Controller, fault.Drop("STOP"), func(t *testing.T, engine, controller *end) {
		script(t, engine, controller, "C STOP|E STOP|C SHUTDOWN")
		assert.Equal(t, "SHUTDOWN\r\n", engine.text())
		assert.Equal(t, "STOP\r\n", controller.text())
	})
}
