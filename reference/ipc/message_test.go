package ipc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/ipc/bundle"
)

func newMessage(key string) *wire.Message { return wire.New(key) }

// One message each, and the replies to it.
func TestMessages(t *testing.T) {
	for payload, reply := range map[string]string{
		"l4:noop0:e":                      "",
		"l4:noopi7ei5ee":                  `("succeeded", "", 5)`,
		"l4:noop0:i0ee":                   "",
		"l4:noop0:i-5ee":                  "",
		"l4:noop0:i5e0:e":                 `("succeeded", "", 5)`,
		"l4:noop0:i5ei6ee":                `("succeeded", "", 5)`,
		"l4:noop0:i1795231538ee":          `("succeeded", "", 1795231538)`,
		"l4:noop0:i2147483648ee":          `("succeeded", "", 2147483648)`,
		"l4:noop0:i9223372036854775807ee": `("succeeded", "", 9223372036854775807)`,
		// Keys that are not known, or not for clients to send.
		"l4:frob0:e":               "",
		"l4:frob0:i8ee":            `("not-supported", "", 8)`,
		"l4:NOOP0:i8ee":            `("not-supported", "", 8)`,
		"l0:0:i8ee":                `("not-supported", "", 8)`,
		"l5:noop\x000:i8ee":        `("not-supported", "", 8)`,
		"l2:\xff\xfe0:i8ee":        `("not-supported", "", 8)`,
		"l9:succeeded0:i8ee":       `("not-supported", "", 8)`,
		"l9:succeeded0:e":          "",
		"l4:infolei8ee":            `("not-supported", "", 8)`,
		"l6:status1:xi8ee":         `("not-supported", "", 8)`,
		"l9:supportedlei8ee":       `("not-supported", "", 8)`,
		"l6:failed0:i8ee":          `("not-supported", "", 8)`,
		"l13:not-supported0:i8ee":  `("not-supported", "", 8)`,
		"l10:bad-format0:i8ee":     `("not-supported", "", 8)`,
		"l8:peer-maxi9ei8ee":       `("not-supported", "", 8)`,
		"l17:addfiles-detailed0:e": "",
		"l7:versioni2ei8ee":        `("not-supported", "", 8)`,
		"l7:versiond3:maxi2eee":    "",
		// Values of the wrong kind.
		"l9:autostart1:1i8ee":                          `("bad-format", "", 8)`,
		"l9:autostart1:1e":                             "",
		"l4:port1:xi8ee":                               `("bad-format", "", 8)`,
		"l4:porti65536ei8ee":                           `("bad-format", "", 8)`,
		"l4:porti-1ei8ee":                              `("bad-format", "", 8)`,
		"l4:porti1099511627776ei8ee":                   `("bad-format", "", 8)`,
		"l5:starti1ei8ee":                              `("bad-format", "", 8)`,
		"l5:starti1ee":                                 "",
		"l6:lookup1:xi8ee":                             `("bad-format", "", 8)`,
		"l6:lookupl3:abcei8ee":                         `("bad-format", "", 8)`,
		"l6:lookupli1eei8ee":                           `("bad-format", "", 8)`,
		"l8:get-info1:xi8ee":                           `("bad-format", "", 8)`,
		"l8:get-infod4:typeleei8ee":                    `("bad-format", "", 8)`,
		"l8:get-infod2:idi1eei8ee":                     `("bad-format", "", 8)`,
		"l12:get-info-all1:xi8ee":                      `("bad-format", "", 8)`,
		"l8:addfiles1:xi8ee":                           `("bad-format", "", 8)`,
		"l9:directoryi5ei8ee":                          `("bad-format", "", 8)`,
		"l10:encryption5:bogusi8ee":                    `("bad-format", "", 8)`,
		"l16:addfile-detaileddei8ee":                   `("bad-format", "", 8)`,
		"l16:addfile-detailedd4:data1:x4:file1:yei8ee": `("bad-format", "", 8)`,
		"l9:downlimit2:-1i8ee":                         `("bad-format", "", 8)`,
		// Values that are ignored, and lists with things that mean nothing.
		"l8:stop-all5:fnordi8ee":           `("succeeded", "", 8)`,
		"l9:start-allli1eei8ee":            `("succeeded", "", 8)`,
		"l10:remove-alldei8ee":             `("succeeded", "", 8)`,
		"l5:startlei8ee":                   `("succeeded", "", 8)`,
		"l5:startli0ei-1e1:xi99eei8ee":     `("succeeded", "", 8)`,
		"l8:get-port1:1e":                  `("port", 9090)`,
		"l8:get-infod2:idli99eei8eei8ee":   "EOF",
		"l8:get-infod2:idli99eeei8ee":      `("info", (), 8)`,
		"l8:get-infod2:idlee4:zzzz0:ee":    "EOF",
		"l8:get-infod4:type1:x2:idleei8ee": `("info", (), 8)`,
		"l10:get-statusd2:idle4:typeleee":  `("status", ())`,
		"l15:get-status-all":               "EOF",
		"l14:get-status-alllee":            `("status", ())`,
		"l6:lookuplei8ee":                  `("info", (), 8)`,
		"l13:get-supportedlei8ee":          `("supported", (), 8)`,
		"l13:get-supportedl4:frob4:noop4:info8:peer-max4:quit7:version4:portee": `("supported", ("noop", "quit", "port"))`,
		"l8:addfilesl8:/nowhereei8ee":                                           `("info", (), 8)`,
		"l8:addfilesl8:/nowhereee":                                              `("info", ())`,
	} {
		t.Run(strings.ToValidUTF8(payload, "?"), func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				k := w.talk()
				k.send(payload)
				if reply == "EOF" {
					k.eof()
					return
				}
				if reply != "" {
					k.want(reply)
				}
				k.fence()
			})
		})
	}
}

// What get-supported names works, and what it does not name is not supported.
func TestSupported(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		var names []string
		for _, key := range wire.Keys() {
			names = append(names, key.Name)
		}
		r := k.ask(wire.NewTexts("get-supported", names...))
		supported := map[string]bool{}
		for _, name := range r.Texts {
			supported[name.String()] = true
		}
		require.Len(t, supported, 33)
		for _, key := range wire.Keys() {
			if key.Name == "quit" {
				require.True(t, supported["quit"])
				continue
			}
			m := &wire.Message{Key: codec.Bytes(key.Name), Query: wire.Query{Fields: wire.Fields{Has: wire.QueryID}}}
			if key.Name == "encryption" {
				m.Text = codec.Bytes("Preferred")
			}
			if key.Name == "addfile-detailed" {
				m = wire.NewAdd(wire.Add{Fields: wire.Fields{Has: wire.AddFile}, File: codec.Bytes("/nowhere")})
			}
			got := k.ask(m).Kind()
			if supported[key.Name] {
				require.True(t, wire.Answers(key.Name, got) && got != "not-supported" && got != "bad-format", "%s: %s", key.Name, got)
			} else {
				require.Equal(t, "not-supported", got, key.Name)
			}
		}
	})
}

// Each of many pipelined messages has its one reply, in order, whether tags repeat or
// not, though the client reads only when it has written all.
func TestPipelining(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		const n = 100_000 // the replies are more than the network holds
		var b strings.Builder
		for i := range n {
			b.WriteString(frame(fmt.Sprintf("l4:noop0:i%dee", i%1000+1)))
		}
		k.raw(b.String())
		for i := range n {
			if m := k.next(); m.Tag != int64(i%1000+1) || m.Kind() != "succeeded" {
				t.Fatalf("reply %d is %s", i, m)
			}
		}
		k.fence()
	})
}

func TestQuit(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k, x := w.talk(), w.talk()
		k.put(wire.New("get-port"), wire.New("quit").Tagged(4), wire.New("noop").Tagged(5))
		k.want(`("port", 9090)`, `("succeeded", "", 4)`)
		k.eof()
		x.eof()
		<-w.Done()
		require.NoError(t, w.Close())
		_, err := w.net.DialContext(w.t.Context(), "mem", w.Addr)
		require.Error(t, err)
	})
}
