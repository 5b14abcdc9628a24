package corpus

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fixture is a small torrent with deterministic content. All programs of the
// project, and everybody who reads an export, have the same bytes under the same
// info hash. A Fixture is read-only and may be shared by goroutines.
type Fixture struct {
	// Name is how cases call it: "single", "multi".
	Name string
	// About says what it is for.
	About string
	// Title is the name in the metainfo: of the file, or of the folder if Multi.
	Title string
	// Multi says that the torrent has a folder of its own.
	Multi bool
	// Files in torrent order. A file's position is its index in all protocols.
	Files []FixtureFile
	// PieceSize is bytes a piece, a power of two.
	PieceSize int64
	// Live says that engines that know live content treat it as a broadcast.
	Live bool
	// Ads are the clips that an engine with advertising shows before the content.
	Ads []Ad
	// SeedRate is how fast its only seeder gives it, bytes a second, once a quarter of
	// it is given; 0 for no limit. Below the file's bitrate, a player must run dry.
	SeedRate int64
	// PlayerID and ContentID are the names by which TS engines know it: 40 hex
	// digits, or empty if it has none.
	PlayerID, ContentID string

	meta func() meta
}

// FixtureFile is one file of a fixture.
type FixtureFile struct {
	Path     string        // with "/" between parts, below the torrent's folder
	Size     int64         // bytes
	Media    bool          // IsMedia(Path)
	Duration time.Duration // nominal playing time, zero if not media
}

// Ad is an advertising clip. It is no part of the torrent.
type Ad struct {
	Name          string // "clip-1.mp4"
	Size          int64  // bytes
	Duration      time.Duration
	Interruptible bool // the viewer may skip it

	seed uint64
}

// Content returns the bytes of the clip.
func (a *Ad) Content() *io.SectionReader { return io.NewSectionReader(noise(a.seed), 0, a.Size) }

// mediaExts are the extensions of the files that engines of all protocols play.
const mediaExts = " .3gp .aac .ac3 .asf .avi .flac .flv .m2ts .m4a .m4v .mka .mkv .mov .mp3 .mp4 .mpeg .mpg .ogg .ogm .ogv .opus .ts .vob .wav .webm .wma .wmv "

// IsMedia reports whether a file is media, which engines tell by its extension.
func IsMedia(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext != "" && strings.Contains(mediaExts, " "+ext+" ")
}

// Content returns the bytes of one file, readable at any place. It panics if there
// is no such file.
func (f *Fixture) Content(file int) *io.SectionReader {
	ff := f.Files[file]
	return io.NewSectionReader(noise(seed(f.Name, ff.Path)), 0, ff.Size)
}

// Size is the length of all files together.
func (f *Fixture) Size() int64 {
	var n int64
	for _, ff := range f.Files {
		n += ff.Size
	}
	return n
}

// Media returns the indexes of the media files.
func (f *Fixture) Media() []int {
	var idx []int
	for i, ff := range f.Files {
		if ff.Media {
			idx = append(idx, i)
		}
	}
	return idx
}

// InfoHash is the SHA-1 of the info dictionary. It does not depend on announce
// URLs.
func (f *Fixture) InfoHash() [20]byte { return f.meta().hash }

// Hash is InfoHash as 40 lower-case hex digits.
func (f *Fixture) Hash() string { h := f.meta().hash; return hex.EncodeToString(h[:]) }

// Checksum is the SHA-1 of Metainfo() as 40 lower-case hex digits: what TS engines
// call the checksum of a torrent.
func (f *Fixture) Checksum() string {
	h := sha1.Sum(f.Metainfo())
	return hex.EncodeToString(h[:])
}

// Fixtures returns all fixtures, simple ones first. The slice is the caller's own.
func Fixtures() []*Fixture { return slices.Clone(fixtures()) }

// FixtureNamed returns the fixture with a name.
func FixtureNamed(name string) (*Fixture, error) {
	var names []string
	for _, f := range fixtures() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("no fixture is called %q: expected one of %s", name, strings.Join(names, ", "))
}

// FixtureByHash returns the fixture with an info hash.
func FixtureByHash(hash [20]byte) (*Fixture, bool) {
	for _, f := range fixtures() {
		if f.InfoHash() == hash {
			return f, true
		}
	}
	return nil, false
}

var fixtures = sync.OnceValue(buildFixtures)
