package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ipc/bundle"
)

func TestHandshake(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.dial()
		h := k.hello() // before we said anything
		require.Equal(t, `{"version": {"label": "enginespec", "max": 2, "min": 1}}`, h.String())
		k.send("d7:versiond3:maxi2e3:mini1eee", "l4:noop0:i5ee")
		k.want(`("succeeded", "", 5)`)
		k.add("single")
		k.send("l14:get-status-alll5:statee4:noopi7ee")
		k.eof()
	})
}
