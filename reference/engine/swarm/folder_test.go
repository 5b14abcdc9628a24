package swarm

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

func TestFolder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := folder(rapid.SliceOf(rapid.Byte()).Draw(t, "name"))
		b, err := json.Marshal(f)
		require.NoError(t, err)
		var back folder
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, f, back)
	})
	var f folder
	require.Error(t, json.Unmarshal([]byte(`7`), &f))
}

// TestFolderSurvives restarts an engine whose folder has a name that is not UTF-8.
func TestFolderSurvives(t *testing.T) {
	o := Options{FS: &store.Mem{}, State: "/state", Host: "127.0.0.2"}
	e := open(t, o)
	_, err := e.Configure(t.Context(), engine.Patch{Dir: ptr("/d\xe4ta")})
	require.NoError(t, err)
	require.NoError(t, e.Close())
	require.Equal(t, "/d\xe4ta", open(t, o).Snapshot().Settings.Dir)
}
