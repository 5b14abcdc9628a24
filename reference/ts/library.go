package ts

import (
	"crypto/sha1"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"enginespec/corpus"
	"enginespec/reference/engine"
)

// Title is what is known of one torrent besides its metainfo.
type Title struct {
	ID engine.ID
	// PlayerID and ContentID are its names: 40 hex digits, or empty if it has none.
	PlayerID, ContentID string
	// Checksum is the SHA-1 of its .torrent file as 40 hex digits, said of it when it is
	// loaded without that file; empty: made up.
	Checksum string
	// Metainfo, if set, is used when the torrent is asked for by hash or player id;
	// without it the metadata comes from peers.
	Metainfo []byte
	// Live makes its content a broadcast: its bytes over and over.
	Live bool
	// Ads are the clips to be shown before it.
	Ads []Clip
	// Durations are the playing times of its files, by index; zero or missing: unknown.
	Durations []time.Duration
}

// Clip is an advertising clip.
type Clip struct {
	Name          string // "clip.mp4": gives the MIME type
	Size          int64  // bytes
	Content       io.ReaderAt
	Duration      time.Duration
	Interruptible bool // PLAYBACK 101 ends it
}

// Library is a collection of titles. It is read-only; its zero value is empty.
type Library struct {
	byID  map[engine.ID]Title
	byPID map[string]engine.ID
}

// NewLibrary returns a library of titles.
func NewLibrary(titles ...Title) *Library {
	l := &Library{map[engine.ID]Title{}, map[string]engine.ID{}}
	for _, t := range titles {
		l.byID[t.ID] = t
		if t.PlayerID != "" {
			l.byPID[strings.ToLower(t.PlayerID)] = t.ID
		}
	}
	return l
}

// Fixtures returns a library of the corpus's fixtures.
func Fixtures() *Library {
	var titles []Title
	for _, f := range corpus.Fixtures() {
		t := Title{ID: f.InfoHash(), PlayerID: f.PlayerID, ContentID: f.ContentID, Checksum: f.Checksum(), Live: f.Live}
		for _, ff := range f.Files {
			t.Durations = append(t.Durations, ff.Duration)
		}
		for i := range f.Ads {
			a := &f.Ads[i]
			t.Ads = append(t.Ads, Clip{a.Name, a.Size, a.Content(), a.Duration, a.Interruptible})
		}
		titles = append(titles, t)
	}
	return NewLibrary(titles...)
}

// Title returns what is known of a torrent, and whether anything is.
func (l *Library) Title(id engine.ID) (Title, bool) { t, ok := l.byID[id]; return t, ok }

// duration is the playing time of a file, 0 if unknown.
func (t *Title) duration(file int) time.Duration {
	if file < len(t.Durations) {
		return t.Durations[file]
	}
	return 0
}

// opaque makes an id that says nothing: 40 hex digits. It is the same for the same
// torrent on every engine, so that ids outlive a restart.
func opaque(what string, id engine.ID) string {
	h := sha1.Sum(append([]byte(what+"\x00"), id[:]...))
	return hex.EncodeToString(h[:])
}
