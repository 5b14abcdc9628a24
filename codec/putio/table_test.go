package putio

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func size(v *Item) string { return fmt.Sprint(v) }

// TestItemAppend holds the hand-written encoder to the table.
func TestItemAppend(t *testing.T) {
	for bits := range 64 {
		v := Item{ID: 1, Name: "n \u00e9\n", Type: File, Size: 1<<63 - 1, ParentID: ID(bits), IsDir: bits&1 != 0}
		for i, p := range []*string{&v.ContentType, &v.DownloadURL, &v.StreamURL, &v.ZipURL, &v.FolderIconURL} {
			if bits>>(i+1)&1 != 0 {
				*p = fmt.Sprint("text ", i)
			}
		}
		var byHand, byTable writer
		v.append(&byHand)
		itemTable.append(&byTable, &v)
		require.NoError(t, byHand.err)
		require.Equal(t, string(byTable.b), string(byHand.b))
	}
	for _, v := range []Item{{ID: -1}, {Size: -1}, {ParentID: -1}, {Name: "\xff"}} {
		var w writer
		v.append(&w)
		assert.Error(t, w.err, size(&v))
	}
}

// TestItemSize: the estimate is enough, and not much more.
func TestItemSize(t *testing.T) {
	for _, v := range []Item{
		{ID: 123456789, Name: "a", Type: Movie, Size: 1234567890123, ParentID: 12345, StreamURL: "s", ContentType: "c", DownloadURL: "d"},
		{ID: 1, Name: "a", Type: Folder, IsDir: true, ZipURL: "/z"},
	} {
		var w writer
		v.append(&w)
		assert.GreaterOrEqual(t, v.size(), len(w.b))
		assert.Less(t, v.size(), len(w.b)+96)
	}
}
