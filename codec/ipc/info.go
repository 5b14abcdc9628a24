package ipc

import (
	"iter"

	"enginespec/codec"
)

// Info is one torrent of an "info" message, which answers get-info, lookup and the
// adding of torrents. Which fields it holds is in Has; ID is always there.
type Info struct {
	Fields
	ID               int64
	Hash             codec.Bytes // 40 hex digits
	Name, Path       codec.Bytes // Path: the server's own copy of the torrent file
	Saved, Private   bool        // Saved: 0.80 and 0.82 only
	Trackers         [][]Tracker // by tier
	Comment, Creator codec.Bytes
	Date             int64 // seconds since 1970
	Size             int64 // bytes
	Files            []File
}

// The info types as bits of Info.Has.
const (
	InfoComment Set = 1 << iota
	InfoCreator
	InfoDate
	InfoFiles
	InfoHash
	InfoID
	InfoName
	InfoPath
	InfoPrivate
	InfoSaved
	InfoSize
	InfoTrackers
)

// infoFields is the table of info types in the document's order.
var infoFields = newSchema(hintInfo, func(i *Info) *Fields { return &i.Fields },
	field[Info]{name: "id", format: Integer, note: "always present", integer: func(i *Info) *int64 { return &i.ID }},
	field[Info]{name: "hash", format: Text, note: "40 hex digits", text: func(i *Info) *codec.Bytes { return &i.Hash }},
	field[Info]{name: "name", format: Text, text: func(i *Info) *codec.Bytes { return &i.Name }},
	field[Info]{name: "path", format: Text, note: "the server's copy of the torrent file", text: func(i *Info) *codec.Bytes { return &i.Path }},
	field[Info]{name: "saved", format: Boolean, note: "gone since 0.90", boolean: func(i *Info) *bool { return &i.Saved }},
	field[Info]{name: "private", format: Boolean, boolean: func(i *Info) *bool { return &i.Private }},
	field[Info]{name: "trackers", format: Tiers, note: "tiers of trackers", tiers: func(i *Info) *[][]Tracker { return &i.Trackers }},
	field[Info]{name: "comment", format: Text, text: func(i *Info) *codec.Bytes { return &i.Comment }},
	field[Info]{name: "creator", format: Text, text: func(i *Info) *codec.Bytes { return &i.Creator }},
	field[Info]{name: "date", format: Integer, note: "seconds since 1970; 0.82 and 1.06 omit it when not positive", integer: func(i *Info) *int64 { return &i.Date }},
	field[Info]{name: "size", format: Integer, note: "bytes", integer: func(i *Info) *int64 { return &i.Size }},
	field[Info]{name: "files", format: FileList, note: "name, with the torrent's directory in front, and size", files: func(i *Info) *[]File { return &i.Files }},
)

// InfoTypes returns the table of info types.
func InfoTypes() []Type { return infoFields.types() }

// InfoSet returns the info types among the names of a get-info or get-info-all,
// without those that no table has, and with the ID, which is always told.
func InfoSet(names []codec.Bytes) Set { return infoFields.setOf(names) | InfoID }

// Clone returns a copy that owns its memory.
func (i *Info) Clone() *Info {
	c := *i
	infoFields.clone(&c)
	return &c
}

// Tracker is one tracker. Up to 1.11 Announce and Scrape are paths on Address and
// Port; in 1.20 they are whole URLs and the others are absent.
type Tracker struct {
	Fields
	Address          codec.Bytes
	Announce, Scrape codec.Bytes
	Port             int64
}

// The keys of a tracker as bits of Tracker.Has.
const (
	TrackerAddress Set = 1 << iota
	TrackerAnnounce
	TrackerPort
	TrackerScrape
)

var trackerFields = newSchema(hintTracker, func(t *Tracker) *Fields { return &t.Fields },
	field[Tracker]{name: "address", format: Text, note: "up to 1.11", text: func(t *Tracker) *codec.Bytes { return &t.Address }},
	field[Tracker]{name: "port", format: Integer, note: "up to 1.11", integer: func(t *Tracker) *int64 { return &t.Port }},
	field[Tracker]{name: "announce", format: Text, note: "path up to 1.11, URL in 1.20", text: func(t *Tracker) *codec.Bytes { return &t.Announce }},
	field[Tracker]{name: "scrape", format: Text, note: "as announce; optional", text: func(t *Tracker) *codec.Bytes { return &t.Scrape }},
)

// File is one file of a torrent.
type File struct {
	Fields
	Name codec.Bytes // "beta/sub/y.txt": the torrent's directory in front
	Size int64       // bytes
}

// The keys of a file as bits of File.Has.
const (
	FileName Set = 1 << iota
	FileSize
)

var fileFields = newSchema(hintFile, func(f *File) *Fields { return &f.Fields },
	field[File]{name: "name", format: Text, text: func(f *File) *codec.Bytes { return &f.Name }},
	field[File]{name: "size", format: Integer, integer: func(f *File) *int64 { return &f.Size }},
)

// EachInfo decodes the torrents of an info message one by one, as [EachStatus]
// does those of a status message.
func EachInfo(frame []byte, o *codec.Options) iter.Seq2[*Info, error] {
	return each(frame, o, KeyInfo, infoFields, (*Info).reset)
}

func (i *Info) reset() {
	u, tiers, files := i.Unknown[:0], i.Trackers[:0], i.Files[:0]
	*i = Info{}
	i.Unknown, i.Trackers, i.Files = u, tiers, files
}
