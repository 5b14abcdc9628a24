package ipc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/reference/ipc/bundle"
)

// A daemon greets at once and waits for nothing.
func TestHello(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		h := w.dial().hello()
		require.Equal(t, `{"version": {"label": "enginespec", "max": 2, "min": 1}}`, h.String())
	})
	inWorld(t, bundle.V1(), func(w *world) {
		h := w.dial().hello()
		require.Equal(t, `{"version": {"label": "enginespec", "max": 1, "min": 1}}`, h.String())
	})
}

func TestVersions(t *testing.T) {
	const closes = 0
	for hello, version := range map[string]int{
		"d7:versiond3:maxi1e3:mini1eee":                      1,
		"d7:versiond3:mini1e3:maxi2eee":                      2, // the document's order
		"d7:versiond3:maxi2e3:mini2eee":                      2,
		"d7:versiond3:maxi99e3:mini2eee":                     2,
		"d7:versiond3:maxi2147483647e3:mini1eee":             2,
		"d7:versioni1ee":                                     1,
		"d7:versioni2ee":                                     2,
		"d1:0i1795231538e7:versiond3:maxi2e3:mini2eee":       2, // Clutch
		"d7:versiond5:labeli7e3:maxi2e3:mini1eee":            2,
		"d7:versiond5:label3:\xff\x00\xfe3:maxi2e3:mini1eee": 2,
		"d7:versiond3:maxi2e3:mini1e3:zzzleee":               2,
		"d4:quit0:7:versiond3:maxi2e3:mini1eee":              2, // is not carried out
		"d7:versiond3:maxi2e3:mini1ee4:porti7000ee":          2,
		"d7:versiond3:maxi4e3:mini3eee":                      closes,
		"d7:versioni3ee":                                     closes,
		"d7:versiond3:maxi1e3:mini2eee":                      closes,
		"d7:versiond3:maxi2e3:mini0eee":                      closes,
		"d7:versiond3:maxi-1e3:mini-2eee":                    closes,
		"d7:versiond3:maxi2eee":                              closes,
		"d7:versiond3:mini1eee":                              closes,
		"d7:versiond3:max1:23:mini1eee":                      closes,
		"d7:versiond3:maxi2147483648e3:mini1eee":             closes,
		"d7:version1:2e":                                     closes,
		"d7:versionli1ei2eee":                                closes,
		"de":                                                 closes,
		"d4:noop0:e":                                         closes,
		"l4:noop0:i5ee":                                      closes,
		"i2e":                                                closes,
		"7:version":                                          closes,
	} {
		t.Run(strings.ToValidUTF8(hello, "?"), func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				k := w.dial()
				k.hello()
				switch version {
				case closes:
					k.send(hello, "l4:noop0:i5ee")
					k.eof()
				case 1:
					k.send(hello, "d4:noop0:e", "d8:addfilesl17:/t/single.torrentee", "l4:noop0:i5ee") // the list ends it
					k.eof()
				case 2:
					k.send(hello, "l4:noop0:i5ee")
					k.want(`("succeeded", "", 5)`)
					k.fence()
				}
				// Nothing else is disturbed, and nothing of the handshake was carried out.
				x := w.talk()
				require.EqualValues(t, 9090, x.ask(wire.New("get-port")).Int)
				require.Len(t, x.ask(wire.NewTexts("get-info-all")).Infos, map[int]int{1: 1}[version])
			})
		})
	}
}

// A daemon that speaks one version closes on a client that speaks the other.
func TestNoCommonVersion(t *testing.T) {
	inWorld(t, bundle.Options{MinVersion: 2}, func(w *world) {
		w.enter(1, 1).eof()
		w.enter(1, 2).fence()
	})
	inWorld(t, bundle.V1(), func(w *world) { w.enter(2, 2).eof() })
}

// In version 1 a frame is a dictionary of messages, and nothing is replied.
func TestVersion1(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(1, 1)
		k.send("d4:frobi1e4:porti6000e8:get-port0:7:versioni1ee", "d4:zzzzle8:addfilesl17:/t/single.torrent16:/t/multi.torrentee")
		x := w.talk()
		require.Eventually(t, func() bool { return len(x.ask(wire.NewTexts("get-info-all")).Infos) == 2 }, 10e9, 1e8)
		require.EqualValues(t, 9090, x.ask(wire.New("get-port")).Int)
		k.send("d8:addfilesl18:/t/unicode.torrente4:quit0:9:start-all0:e")
		k.eof()
		x.eof()
		<-w.Done()
	})
}
