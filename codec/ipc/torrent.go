package ipc

import "enginespec/codec"

// Query is the value of get-info and get-status: which torrents, and which types.
// A missing Types, which the document allows and every real daemon refuses, asks
// for the ID alone.
type Query struct {
	Fields
	IDs   []int64
	Types []codec.Bytes
}

// The keys of a query as bits of Query.Has.
const (
	QueryID Set = 1 << iota
	QueryType
)

var queryFields = newSchema(hintQuery, func(q *Query) *Fields { return &q.Fields },
	field[Query]{name: "id", format: IDs, note: "torrents", ids: func(q *Query) *[]int64 { return &q.IDs }},
	field[Query]{name: "type", format: Texts, note: "info or status types; may be missing", texts: func(q *Query) *[]codec.Bytes { return &q.Types }},
)

func (q *Query) reset() {
	q.Has, q.Unknown = 0, q.Unknown[:0]
	q.IDs, q.Types = q.IDs[:0], q.Types[:0]
}

// Add is the value of addfile-detailed. Exactly one of File and Data is given.
type Add struct {
	Fields
	File      codec.Bytes // path of a torrent file on the server's disk
	Data      codec.Bytes // content of a torrent file
	Directory codec.Bytes // for the torrent's data, instead of the default
	Autostart bool        // instead of the default
}

// The keys of an add as bits of Add.Has.
const (
	AddAutostart Set = 1 << iota
	AddData
	AddDirectory
	AddFile
)

var addFields = newSchema(hintAdd, func(a *Add) *Fields { return &a.Fields },
	field[Add]{name: "file", format: Text, note: "path on the server's disk", text: func(a *Add) *codec.Bytes { return &a.File }},
	field[Add]{name: "data", format: Text, note: "content of a torrent file", text: func(a *Add) *codec.Bytes { return &a.Data }},
	field[Add]{name: "directory", format: Text, note: "for the data", text: func(a *Add) *codec.Bytes { return &a.Directory }},
	field[Add]{name: "autostart", format: Boolean, boolean: func(a *Add) *bool { return &a.Autostart }},
)

func (a *Add) reset() {
	a.Has, a.Unknown = 0, a.Unknown[:0]
	a.File, a.Data, a.Directory, a.Autostart = nil, nil, nil, false
}

// NewQuery returns a get-info or get-status for some torrents.
func NewQuery(key string, ids []int64, types ...string) *Message {
	return &Message{Key: codec.Bytes(key), Query: Query{
		Fields: Fields{Has: QueryID | QueryType}, IDs: ids, Types: texts(types),
	}}
}

// NewTexts returns a message whose value is a list of strings: addfiles,
// get-info-all, get-status-all, get-supported, supported, lookup.
func NewTexts(key string, list ...string) *Message {
	return &Message{Key: codec.Bytes(key), Texts: texts(list)}
}

// NewIDs returns a message whose value is a list of torrents: start, stop, remove,
// verify.
func NewIDs(key string, ids ...int64) *Message { return &Message{Key: codec.Bytes(key), IDs: ids} }

// NewAdd returns an addfile-detailed. Unset fields of a are left out by Has, which
// the caller sets.
func NewAdd(a Add) *Message { return &Message{Key: codec.Bytes(KeyAddFileDetailed), Add: a} }

func texts(list []string) []codec.Bytes {
	b := make([]codec.Bytes, len(list))
	for i, s := range list {
		b[i] = codec.Bytes(s)
	}
	return b
}
