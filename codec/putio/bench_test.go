package putio_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"testing"

	"enginespec/codec/putio"
)

// file is the n-th file of a made-up folder, with a name that needs an escape.
func file(n int) putio.Item {
	id := fmt.Sprint(n + 13)
	return putio.Item{
		ID: putio.ID(n + 13), Name: "clip \u00e9 number " + id + ".avi", Type: putio.Movie, Size: putio.Size(n) * 4321, ParentID: 11,
		ContentType: "video/x-msvideo", ScreenshotURL: "http://files.example/screenshots/b" + id + ".jpg",
		ThumbURL: "http://files.example/screenshots/s" + id + ".jpg", FileIconURL: "http://files.example/images/file_types/movie.png",
		DownloadURL: "http://files.example/download-file/7/" + id, StreamURL: "http://s01.files.example/stream-file/7/" + id + "/",
	}
}

func envelopeOf(files int) *putio.Envelope {
	items := make(putio.Items, files)
	for i := range items {
		items[i] = file(i)
	}
	return &putio.Envelope{Method: putio.MethodFilesList, Results: &items, UserName: "ada", UserID: 7}
}

// stdEnvelope is the same for encoding/json: numbers in strings by its own option.
type stdEnvelope struct {
	Response struct {
		Total   int64     `json:"total"`
		Results []stdItem `json:"results"`
	} `json:"response"`
	Error        bool    `json:"error"`
	ErrorMessage *string `json:"error_message"`
	UserName     string  `json:"user_name"`
	UserID       int64   `json:"user_id"`
	ID           int64   `json:"id"`
}

type stdItem struct {
	ID            int64  `json:"id,string"`
	Name          string `json:"name"`
	Type          string `json:"type"`
	Size          int64  `json:"size,string"`
	IsDir         bool   `json:"is_dir"`
	ParentID      int64  `json:"parent_id,string"`
	ContentType   string `json:"content_type,omitempty"`
	ScreenshotURL string `json:"screenshot_url"`
	ThumbURL      string `json:"thumb_url"`
	FileIconURL   string `json:"file_icon_url"`
	DownloadURL   string `json:"download_url,omitempty"`
	StreamURL     string `json:"stream_url,omitempty"`
}

// BenchmarkDecode reads 1,000 files into values that own their memory, nothing
// reused; encoding/json does the same in the same run.
func BenchmarkDecode(b *testing.B) {
	data, err := envelopeOf(1000).Append(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("putio", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			var e putio.Envelope
			if err := e.Decode(data, putio.MethodFilesList, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("putio-view", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		var v putio.View
		for b.Loop() {
			if err := v.Decode(data, putio.MethodFilesList, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			var e stdEnvelope
			if err := json.Unmarshal(data, &e); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkEncode writes the same, into a new slice and into one that is reused.
// Half the time of the first is the allocator's, for both.
func BenchmarkEncode(b *testing.B) {
	e := envelopeOf(1000)
	data, err := e.Append(nil)
	if err != nil {
		b.Fatal(err)
	}
	var std stdEnvelope
	if err := json.Unmarshal(data, &std); err != nil {
		b.Fatal(err)
	}
	b.Run("putio", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Append(make([]byte, 0, e.Size())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("putio-reused", func(b *testing.B) {
		buf := make([]byte, 0, e.Size())
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if buf, err = e.Append(buf[:0]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json-reused", func(b *testing.B) {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			buf.Reset()
			if err := enc.Encode(&std); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(&std); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkList reads 100,000 files as a stream; B/op is what it takes, not what
// it holds.
func BenchmarkList(b *testing.B) {
	const n = 100_000
	data, err := io.ReadAll(listOf(n)())
	if err != nil {
		b.Fatal(err)
	}
	for name, each := range map[string]func(*putio.ListReader[putio.Item]) iter.Seq2[*putio.Item, error]{
		"owned": (*putio.ListReader[putio.Item]).All, "views": (*putio.ListReader[putio.Item]).Views,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				got := 0
				for _, err := range each(putio.NewListReader[putio.Item](bytes.NewReader(data), nil)) {
					if err != nil {
						b.Fatal(err)
					}
					got++
				}
				if got != n {
					b.Fatal(got)
				}
			}
		})
	}
}
