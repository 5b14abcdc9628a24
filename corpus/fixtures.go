package corpus

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

const (
	kib = 1 << 10
	mib = 1 << 20
)

// buildFixtures is the table of all fixtures. Names and sizes are part of the
// info hashes: a change here changes what exports and recordings refer to.
func buildFixtures() []*Fixture {
	list := []*Fixture{
		{
			Name: "single", About: "one small media file, no folder",
			Title: "single.mp4", PieceSize: 32 * kib,
			Files: []FixtureFile{media("single.mp4", 1*mib, 60*time.Second)},
		},
		{
			Name: "multi", About: "media files at the sparse indexes 1 and 3, sizes that no piece border fits, a folder inside",
			Title: "multi", Multi: true, PieceSize: 16 * kib,
			Files: []FixtureFile{
				{Path: "readme.txt", Size: 1501},
				media("part one.mp4", 300*kib+7, 20*time.Second),
				{Path: "extras/cover.jpg", Size: 40_001},
				media("extras/part two.mkv", 200*kib+13, 15*time.Second),
				{Path: "extras/empty.srt", Size: 0},
			},
		},
		{
			Name: "nomedia", About: "nothing to play, and no player id",
			Title: "nomedia", Multi: true, PieceSize: 16 * kib,
			Files: []FixtureFile{{Path: "notes.txt", Size: 17}, {Path: "data.bin", Size: 50_000}},
		},
		{
			Name: "unicode", About: "names with letters of several scripts, spaces, quotes, backslash, percent, plus and equals signs",
			Title: "Юникод ☃", Multi: true, PieceSize: 16 * kib,
			Files: []FixtureFile{
				media("Матч ТВ HD.mp4", 64*kib+1, 8*time.Second),
				media(`the "quoted" one.mkv`, 64*kib+2, 8*time.Second),
				media(`back\slash.avi`, 64*kib+3, 8*time.Second),
				media("100% a+b=c&d;e|f.mp3", 64*kib+4, 8*time.Second),
				{Path: "説明.txt", Size: 333},
			},
		},
		{
			Name: "live", About: "a broadcast: engines that know live content announce it as a stream",
			Title: "live.ts", PieceSize: 16 * kib, Live: true,
			Files: []FixtureFile{media("live.ts", 2*mib, 30*time.Minute)},
		},
		{
			Name: "ad", About: "content with two clips before it, the first of which cannot be skipped",
			Title: "ad.mp4", PieceSize: 32 * kib,
			Files: []FixtureFile{media("ad.mp4", 512*kib, 30*time.Second)},
			Ads: []Ad{
				{Name: "clip-1.mp4", Size: 48*kib + 5, Duration: 10 * time.Second},
				{Name: "clip-2.mp4", Size: 32*kib + 9, Duration: 5 * time.Second, Interruptible: true},
			},
		},
		{
			Name: "big", About: "long enough that a seek leaves bytes behind",
			Title: "big.mkv", PieceSize: 64 * kib,
			Files: []FixtureFile{media("big.mkv", 8*mib+123, 10*time.Minute)},
		},
		{
			Name: "slow", About: "content that its seeder gives more slowly than it plays, once a quarter is given",
			Title: "slow.mkv", PieceSize: 16 * kib, SeedRate: 64 * kib,
			Files: []FixtureFile{media("slow.mkv", 4*mib, 20*time.Second)},
		},
		{
			Name: "many", About: "500 media files: a list of files that takes more than 8192 bytes to send",
			Title: "many", Multi: true, PieceSize: 32 * kib, Files: manyFiles(),
		},
	}
	for _, f := range list {
		if f.Name != "nomedia" {
			f.PlayerID, f.ContentID = opaque("player id", f.Name), opaque("content id", f.Name)
		}
		for i := range f.Ads {
			f.Ads[i].seed = seed(f.Name, f.Ads[i].Name)
		}
		f.meta = sync.OnceValue(f.build)
	}
	return list
}

func media(path string, size int64, d time.Duration) FixtureFile {
	return FixtureFile{Path: path, Size: size, Media: IsMedia(path), Duration: d}
}

func manyFiles() []FixtureFile {
	files := make([]FixtureFile, 500)
	for i := range files {
		files[i] = media(fmt.Sprintf("track %03d.mp3", i+1), 1000+int64(i), 3*time.Second)
	}
	return files
}

// opaque returns an id that says nothing: 40 hex digits.
func opaque(what, name string) string {
	h := sha1.Sum([]byte(what + " of " + name))
	return hex.EncodeToString(h[:])
}
