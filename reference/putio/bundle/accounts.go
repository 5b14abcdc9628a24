package bundle

import (
	"fmt"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio"
)

// The sample credentials. They open nothing but a stand-in.
const (
	Name     = "demo"
	Password = "demo-password"
	Key      = "demo-key"
	Secret   = "demo-secret"

	OtherName     = "sam"
	OtherPassword = "sam-password"
	OtherKey      = "sam-key"
	OtherSecret   = "sam-secret"
)

// Accounts are the two sample accounts: demo, with the items of the recorded session,
// and sam, who shares a folder with demo. They are the caller's to change.
func Accounts() []putio.Account {
	return []putio.Account{
		{
			ID: 7, Name: Name, Password: Password, Key: Key, Secret: Secret, Friends: []wire.ID{8},
			Files: []putio.File{
				{ID: 11, Path: "Films", Folder: true},
				{ID: 12, Path: "caf\u00e9 notes.txt", Content: Sample("notes", 1234)},
				{ID: 13, Path: "Films/clip.avi", Content: Sample("clip", 4321)},
			},
		},
		{
			ID: 8, Name: OtherName, Password: OtherPassword, Key: OtherKey, Secret: OtherSecret, Friends: []wire.ID{7},
			Share: "Shared",
			Files: []putio.File{
				{ID: 77, Path: "Shared", Folder: true},
				{ID: 78, Path: "Shared/song.mp3", Content: Sample("song", 3210)},
				{ID: 79, Path: "private.txt", Content: Sample("private", 100)},
			},
		},
	}
}

// Sample is the content of a sample file: lines that tell where they stand, so that
// a wrong range shows.
func Sample(name string, size int) []byte {
	var b []byte
	for len(b) < size {
		b = fmt.Appendf(b, "%s %d\n", name, len(b))
	}
	return b[:size]
}
