package ipc_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/reference/ipc/bundle"
)

// A fresh daemon has all its settings.
func TestDefaults(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		k.send("l11:get-automap0:e", "l13:get-autostarti1ee", "l13:get-directory0:e", "l13:get-downlimitlee",
			"l11:get-uplimitdee", "l7:get-pex0:e", "l8:get-port0:e", "l14:get-encryption0:e")
		k.want(`("automap", 0)`, `("autostart", 1)`, `("directory", "/state/downloads")`, `("downlimit", -1)`,
			`("uplimit", -1)`, `("pex", 1)`, `("port", 9090)`, `("encryption", "tolerated")`)
	})
}

func TestSettings(t *testing.T) {
	cwd, err := os.Getwd()
	require.NoError(t, err)
	inWorld(t, bundle.Options{}, func(w *world) {
		k, other := w.talk(), w.talk()
		for _, c := range []struct {
			key  string
			set  any
			want any
		}{
			{"automap", 1, 1}, {"automap", 0, 0}, {"automap", 5, 1},
			{"pex", 0, 0}, {"pex", -1, 1},
			{"port", 0, 0}, {"port", 65535, 65535}, {"port", 6881, 6881},
			{"downlimit", 100, 100}, {"downlimit", 0, 0}, {"downlimit", -1, -1}, {"downlimit", -5, -1},
			{"downlimit", math.MaxInt64, math.MaxInt32}, {"downlimit", math.MinInt64, -1}, {"downlimit", 1 << 31, math.MaxInt32},
			{"uplimit", 20, 20}, {"uplimit", -1, -1},
			{"encryption", "required", "required"}, {"encryption", "PREFERRED", "preferred"},
			{"encryption", "plaintext", "tolerated"}, {"encryption", "tolerated", "tolerated"},
			{"directory", "/a/b/", "/a/b"}, {"directory", "x", filepath.Join(cwd, "x")}, {"directory", "/\xff", "/\xff"},
		} {
			if text, ok := c.set.(string); ok {
				k.done(wire.NewText(c.key, text))
				require.Equal(t, c.want, other.ask(wire.New("get-"+c.key)).Text.String(), "%v", c)
				continue
			}
			k.done(wire.NewInt(c.key, int64(c.set.(int))))
			require.EqualValues(t, c.want, other.ask(wire.New("get-"+c.key)).Int, "%v", c)
		}
		require.Equal(t, "failed", k.ask(wire.NewText("directory", "a\x00b")).Kind())
		k.put(wire.NewInt("port", 7000), wire.NewText("directory", "/c"))
		k.fence()
		other.fence() // nobody is told unasked
		require.EqualValues(t, 7000, other.ask(wire.New("get-port")).Int)
		r := k.ask(wire.NewTexts("addfiles", "/t/single.torrent"))
		require.Len(t, r.Infos, 1)
		require.Equal(t, "/c", w.Engine.Snapshot().Torrents[0].Dir)
	})
}

// Limits limit.
func TestLimits(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		k.done(wire.NewInt("downlimit", 50))
		id := k.add("big")
		s := k.until(id, "some speed", func(s *wire.Status) bool { return s.Completed > 1<<20 })
		require.InDelta(t, 50*1024, s.DownloadSpeed, 6*1024)
		k.done(wire.NewInt("downlimit", 0))
		k.until(id, "no speed", func(s *wire.Status) bool { return s.DownloadSpeed == 0 })
		k.done(wire.NewInt("downlimit", -1))
		s = k.until(id, "full speed", func(s *wire.Status) bool { return s.DownloadSpeed > 300*1024 })
		require.Positive(t, s.UploadSpeed)
		k.done(wire.NewInt("uplimit", 0))
		k.until(id, "no upload", func(s *wire.Status) bool { return s.UploadSpeed == 0 })
	})
}
