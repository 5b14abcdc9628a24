package putio

import (
	"strconv"

	"enginespec/codec"
)

// append writes the rows of itemTable by hand: items are the bulk of all answers,
// and a test holds this to what the table writes. The bytes stay in registers until
// the item is whole.
func (v *Item) append(w *writer) {
	if v.ID < 0 || v.Size < 0 || v.ParentID < 0 {
		w.fail(codec.Range, "number")
		return
	}
	b := strconv.AppendInt(append(w.b, `{"id":"`...), int64(v.ID), 10)
	b = text(b, `","name":"`, v.Name, w)
	b = text(b, `","type":"`, string(v.Type), w)
	b = strconv.AppendInt(append(b, `","size":"`...), int64(v.Size), 10)
	b = strconv.AppendBool(append(b, `","is_dir":`...), v.IsDir)
	b = strconv.AppendInt(append(b, `,"parent_id":"`...), int64(v.ParentID), 10)
	if v.ContentType != "" {
		b = text(b, `","content_type":"`, v.ContentType, w)
	}
	b = text(b, `","screenshot_url":"`, v.ScreenshotURL, w)
	b = text(b, `","thumb_url":"`, v.ThumbURL, w)
	b = text(b, `","file_icon_url":"`, v.FileIconURL, w)
	if v.DownloadURL != "" {
		b = text(b, `","download_url":"`, v.DownloadURL, w)
	}
	if !v.IsDir {
		b = text(b, `","stream_url":"`, v.StreamURL, w)
	}
	if v.ZipURL != "" {
		b = text(b, `","zip_url":"`, v.ZipURL, w)
	}
	if v.IsDir {
		b = text(b, `","folder_icon_url":"`, v.FolderIconURL, w)
	}
	w.b = append(b, `"}`...)
}

// text appends what ends the member before it, a name, and a string without the quote
// behind it, which the next one writes.
func text(b []byte, name, s string, w *writer) []byte {
	b = append(b, name...)
	if asItIs(s) {
		return append(b, s...)
	}
	b = w.quote(b[:len(b)-1], s)
	return b[:len(b)-1]
}

// size is the length of an item's JSON, or a little more, if no text needs escapes
// and its numbers are of usual length.
func (v *Item) size() int {
	const names, numbers = 176, 9 + 13 + 9
	n := names + numbers + len(v.Name) + len(v.Type) + len(v.ContentType) + len(v.ScreenshotURL) + len(v.ThumbURL) +
		len(v.FileIconURL) + len(v.DownloadURL) + len(v.StreamURL) + len(v.ZipURL) + len(v.FolderIconURL)
	if v.IsDir {
		n += len(`,"zip_url":"","folder_icon_url":""`)
	}
	return n
}
