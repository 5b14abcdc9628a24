package gen

import (
	"fmt"

	"enginespec/codec/putio"
)

// Listing is the answer to files.list with n files, about 440 bytes each: names with
// an accent, and each fourth one with a quotation mark.
func Listing(n int) *putio.Envelope {
	r := Sequence(88172645463325252)
	items := make(putio.Items, n)
	for i := range items {
		id := 4_701_235 + i
		name := fmt.Sprintf("Sérial S%02dE%02d number %d.mkv", r.Below(20), r.Below(30), id)
		if i%4 == 0 {
			name = `The "` + name + `"`
		}
		items[i] = putio.Item{
			ID: putio.ID(id), Name: name, Type: putio.Movie, Size: putio.Size(r.Below(1 << 34)), ParentID: putio.ID(r.Below(1e6)),
			ContentType:   "video/x-matroska",
			ScreenshotURL: fmt.Sprintf("http://files.example/screenshots/b%d.jpg", id),
			ThumbURL:      fmt.Sprintf("http://files.example/screenshots/s%d.jpg", id),
			FileIconURL:   "http://files.example/images/file_types/movie.png",
			DownloadURL:   fmt.Sprintf("http://files.example/download-file/7/%d", id),
			StreamURL:     fmt.Sprintf("http://s%02d.files.example/stream-file/7/%d/", r.Below(9), id),
		}
	}
	return &putio.Envelope{Method: putio.MethodFilesList, Results: &items, UserName: "ada", UserID: 7}
}
