package putio_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec/putio"
)

// What an answer takes does not depend on the number of its strings: they share memory.
func TestAllocations(t *testing.T) {
	for name, change := range map[string]func(*putio.Item){
		"plain":   func(*putio.Item) {},
		"escapes": func(i *putio.Item) { i.Name = `The "` + i.Name + `"` },
	} {
		t.Run(name, func(t *testing.T) {
			e := envelopeOf(1000)
			for i := range *e.Results.(*putio.Items) {
				change(&(*e.Results.(*putio.Items))[i])
			}
			data, err := e.Append(nil)
			require.NoError(t, err)
			assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { err = new(putio.Envelope).Decode(data, putio.MethodFilesList, nil) }), 12.0)
			require.NoError(t, err)
			var v putio.View
			assert.Zero(t, testing.AllocsPerRun(10, func() { err = v.Decode(data, putio.MethodFilesList, nil) }))
			require.NoError(t, err)
			assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { data, err = e.Append(data[:0]) }), 1.0)
			require.NoError(t, err)
		})
	}
}

// The scanner takes no more for many strings, either.
func TestScanAllocations(t *testing.T) {
	data, err := envelopeOf(1000).Append(nil)
	require.NoError(t, err)
	data = append(data[:len(data)-1], `,"new":0}`...)                                                                                    // which the quick way does not know
	assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { err = new(putio.Envelope).Decode(data, putio.MethodFilesList, nil) }), 60.0) // of which the library of JSON makes 30
	require.NoError(t, err)
}

// Strings with escapes are their own, whatever comes behind them.
func TestStringsStay(t *testing.T) {
	e := envelopeOf(300)
	items := *e.Results.(*putio.Items)
	for i := range items {
		items[i].Name = strings.Repeat(`"`, i*10)
	}
	data, err := e.Append(nil)
	require.NoError(t, err)
	var got putio.Envelope
	require.NoError(t, got.Decode(data, putio.MethodFilesList, nil))
	clear(data)
	assert.Equal(t, items, *got.Results.(*putio.Items))
}
