// Package listing is an answer of put.io as a program with a library would declare it.
// What easyjson makes of it is in listing_easyjson.go.
package listing

//go:generate go run github.com/mailru/easyjson/easyjson@v0.9.2 listing.go

// Envelope is the answer.
//
//easyjson:json
type Envelope struct {
	Response     Response `json:"response"`
	Error        bool     `json:"error"`
	ErrorMessage *string  `json:"error_message"`
	UserName     string   `json:"user_name"`
	UserID       int64    `json:"user_id"`
	ID           int64    `json:"id"`
}

// Response is what it is about.
//
//easyjson:json
type Response struct {
	Results []Item `json:"results"`
	Total   int64  `json:"total"`
}

// Item is one file.
//
//easyjson:json
type Item struct {
	ID            int64  `json:"id,string"`
	Name          string `json:"name"`
	Type          string `json:"type"`
	Size          int64  `json:"size,string"`
	IsDir         bool   `json:"is_dir"`
	ParentID      int64  `json:"parent_id,string"`
	ScreenshotURL string `json:"screenshot_url"`
	ThumbURL      string `json:"thumb_url"`
	FileIconURL   string `json:"file_icon_url"`
	DownloadURL   string `json:"download_url,omitempty"`
	StreamURL     string `json:"stream_url,omitempty"`
	ContentType   string `json:"content_type,omitempty"`
}
