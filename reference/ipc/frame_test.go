package ipc_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ipc/bundle"
)

// What is no frame, no bencode, or not the right kind of payload closes the connection
// without a reply; the replies to the good frames before it are delivered, and nobody
// else notices.
func TestBadInput(t *testing.T) {
	deep := func(n int) string { return frame("l4:noop" + strings.Repeat("l", n) + strings.Repeat("e", n) + "e") }
	for name, bytes := range map[string]string{
		"not hex":            "ZZZZZZZZ1",
		"not hex at the end": "0000000G",
		"blank":              "       Dl4:noop0:i5ee",
		"plus":               "+000000Dl4:noop0:i5ee",
		"0x":                 "0x00000Dl4:noop0:i5ee",
		"minus":              "-0000001",
		"zero":               "00000000",
		"above the limit":    "7FFFFFF9",
		"sign bit":           "80000000",
		"largest":            "FFFFFFFF",
		"legal, above ours":  "7FFFFFF8",
		"text":               frame("hello world"),
		"trailing":           "0000000Fl4:noop0:i5eeXY",
		"two values":         frame("l4:noop0:i5eel4:noop0:i6ee"),
		"unterminated":       frame("l4:noop0:i5e"),
		"string too long":    frame("l9:noop0:e"),
		"string negative":    frame("l-4:noop0:e"),
		"string huge":        frame("l99999999999999999999:noop0:e"),
		"integer above 64":   frame("l4:noop0:i9223372036854775808ee"),
		"empty list":         frame("le"),
		"one element":        frame("l4:noope"),
		"key not a string":   frame("li5e0:i5ee"),
		"tag a string":       frame("l4:noop0:1:5e"),
		"tag a list":         frame("l4:noop0:lee"),
		"tag a dict":         frame("l4:noop0:dee"),
		"dict in version 2":  frame("d7:versiond3:maxi2e3:mini1eee"),
		"a string":           frame("4:noop"),
		"an integer":         frame("i5e"),
		"deep":               deep(10_000),
		"very deep":          deep(200_000),
		"S:48":               "0000001El12:get-info-alll4:hashee",
		"S:53":               "00000021l12:get-info-alll4:hashei5ee",
		"S:97":               "00000010l5:startli8eei15ee",
		"S:552":              "0000000El8:stop-all5:fnorde",
		"S:560":              "00000017l9:downlimiti100ei47el",
		"S:562":              "00000017l9:uplimiti20ei48ee",
		"S:577":              "00000013l13:get-uplimiti0ee",
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				other := w.talk()
				k := w.talk()
				good := frame("l4:noop0:i1ee") + frame("l8:get-porti0ei2ee")
				k.raw(good + bytes + frame("l8:stop-all0:i3ee"))
				k.want(`("succeeded", "", 1)`, `("port", 9090, 2)`)
				k.eof()
				other.fence()
			})
		})
	}
}

// Whatever a frame is cut into, it is put together.
func TestSegmentation(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		all := frame("l4:noop0:i1ee") + strings.ToLower(frame("l4:noop6:fnorddi2ee")) + "0000001al4:noop12:abcdefghijkli3ee" + frame("l4:noop0:i4ee")
		for _, n := range []int{1, 2, 7, 8, 9, 30, len(all)} {
			for rest := all; len(rest) > 0; {
				part := rest[:min(n, len(rest))]
				k.raw(part)
				rest = rest[len(part):]
			}
			for tag := 1; tag <= 4; tag++ {
				k.want(fmt.Sprintf(`("succeeded", "", %d)`, tag))
			}
		}
		k.fence()
	})
}

// A frame that is not whole is waited for in silence; its end makes it count, the end
// of the stream does not.
func TestTruncated(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k, other := w.talk(), w.talk()
		k.raw("0000000Dl4:noop0:i5e")
		other.fence()
		k.raw("e")
		k.want(`("succeeded", "", 5)`)
		k.raw("00000012l4:porti7000e")
		require.NoError(t, k.conn.(interface{ CloseWrite() error }).CloseWrite())
		k.eof()
		require.EqualValues(t, "port", other.ask(newMessage("get-port")).Kind())
	})
}

// A client that has said all it wants to say still gets its replies.
func TestHalfClose(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		k.raw(strings.Repeat(frame("l4:noop0:i5ee"), 3000))
		require.NoError(t, k.conn.(interface{ CloseWrite() error }).CloseWrite())
		for range 3000 {
			k.want(`("succeeded", "", 5)`)
		}
		k.eof()
	})
}

// Large frames are legal, up to the daemon's own limit.
func TestLargeFrame(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		value := bytes.Repeat([]byte{0, 0xff, 'e'}, 3<<20)
		k.raw(frame(fmt.Sprintf("l4:noop%d:%si5ee", len(value), value)))
		k.want(`("succeeded", "", 5)`)
		k.raw("02000001") // 32 MiB and one byte: refused before anything is waited for
		k.eof()
	})
}
