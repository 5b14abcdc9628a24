package putio

import "strconv"

// append writes the rows of itemTable by hand: items are the bulk of all answers,
// and a test holds this to what the table writes.
func (v *Item) append(w *writer) {
	w.number(`{"id":`, int64(v.ID))
	w.text(`,"name":`, v.Name)
	w.text(`,"type":`, string(v.Type))
	w.number(`,"size":`, int64(v.Size))
	w.b = append(w.b, `,"is_dir":`...)
	w.b = strconv.AppendBool(w.b, v.IsDir)
	w.number(`,"parent_id":`, int64(v.ParentID))
	if v.ContentType != "" {
		w.text(`,"content_type":`, v.ContentType)
	}
	w.text(`,"screenshot_url":`, v.ScreenshotURL)
	w.text(`,"thumb_url":`, v.ThumbURL)
	w.text(`,"file_icon_url":`, v.FileIconURL)
	if v.DownloadURL != "" {
		w.text(`,"download_url":`, v.DownloadURL)
	}
	if !v.IsDir {
		w.text(`,"stream_url":`, v.StreamURL)
	}
	if v.ZipURL != "" {
		w.text(`,"zip_url":`, v.ZipURL)
	}
	if v.IsDir {
		w.text(`,"folder_icon_url":`, v.FolderIconURL)
	}
	w.b = append(w.b, '}')
}

// number writes a name and a decimal string.
func (w *writer) number(name string, v int64) {
	b := append(w.b, name...)
	if v < 0 {
		w.quoted(v, 0) // fails
		return
	}
	b = append(b, '"')
	b = strconv.AppendInt(b, v, 10)
	w.b = append(b, '"')
}

// text writes a name and a string.
func (w *writer) text(name, s string) {
	b := append(w.b, name...)
	if !plain(s) {
		w.b = b
		w.str(s)
		return
	}
	b = append(b, '"')
	b = append(b, s...)
	w.b = append(b, '"')
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
