package ts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func TestFilesOneByOne(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, `, ["file%%20%d.mp4", %d]`, i, 2*i)
	}
	object := []byte(`{"status": 2, "x": [1], "files": [` + b.String()[2:] + `], "infohash": "ab"}`)
	var all Response
	require.NoError(t, all.Decode(object, nil))
	n := 0
	for f, err := range Files(object, nil) {
		require.NoError(t, err)
		require.Equal(t, all.Files[n], f)
		n++
	}
	assert.Equal(t, 1000, n)
	for range Files(object, nil) {
		n++
		break
	}
	assert.Equal(t, 1001, n)
	o := &codec.Options{Limits: codec.Limits{Items: 1}}
	assert.Less(t, testing.AllocsPerRun(10, func() {
		for range Files(object, o) {
		}
	}), 10.0)
	for k := range len(object) {
		var last error
		for _, err := range Files(object[:k], nil) {
			last = err
		}
		require.ErrorIs(t, last, codec.Truncated, "%s", object[:k])
		if k > 200 {
			break
		}
	}
}
