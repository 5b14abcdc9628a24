// Package peers puts other people's libraries behind one shape of call each.
package peers

import (
	"bytes"
	"fmt"

	incsw "github.com/IncSW/go-bencode"
	anacrolix "github.com/anacrolix/torrent/bencode"
	cristalhq "github.com/cristalhq/bencode"
	jackpal "github.com/jackpal/bencode-go"
	marksamman "github.com/marksamman/bencode"
	trim21 "github.com/trim21/go-bencode"
	zeebo "github.com/zeebo/bencode"

	"enginespec/codec/ipc"
)

// Torrent is a torrent of a status reply as a program with a reflecting library
// would declare it.
type Torrent struct {
	Completed        int64     `bencode:"completed"`
	DownloadSpeed    int64     `bencode:"download-speed"`
	DownloadTotal    int64     `bencode:"download-total"`
	Error            string    `bencode:"error"`
	ETA              int64     `bencode:"eta"`
	ID               int64     `bencode:"id"`
	PeersDownloading int64     `bencode:"peers-downloading"`
	PeersFrom        PeersFrom `bencode:"peers-from"`
	PeersTotal       int64     `bencode:"peers-total"`
	PeersUploading   int64     `bencode:"peers-uploading"`
	State            string    `bencode:"state"`
	Tracker          Tracker   `bencode:"tracker"`
	UploadSpeed      int64     `bencode:"upload-speed"`
	UploadTotal      int64     `bencode:"upload-total"`
}

// PeersFrom is the dictionary of that name.
type PeersFrom struct {
	Cache    int64 `bencode:"cache"`
	Incoming int64 `bencode:"incoming"`
	PEX      int64 `bencode:"pex"`
	Tracker  int64 `bencode:"tracker"`
}

// Tracker is the dictionary of that name.
type Tracker struct {
	Address  string `bencode:"address"`
	Announce string `bencode:"announce"`
	Port     int64  `bencode:"port"`
	Scrape   string `bencode:"scrape"`
}

// Bencode is a library: what it can do is set.
type Bencode struct {
	Name      string
	Any       func(payload []byte) (any, error)       // to a tree
	Typed     func(payload []byte) ([]Torrent, error) // a status reply to structs
	FromAny   func(dst []byte, v any) ([]byte, error)
	FromTyped func(v any) ([]byte, error)
	DictOnly  bool // reads no list at the top
	NeedsList bool // Typed reads only the inner list, which is cut out for it
}

// Bencodes are the libraries.
var Bencodes = []Bencode{
	{
		Name:    "anacrolix",
		Any:     func(b []byte) (v any, err error) { err = anacrolix.Unmarshal(b, &v); return },
		FromAny: func(_ []byte, v any) ([]byte, error) { return anacrolix.Marshal(v) }, FromTyped: func(v any) ([]byte, error) { return anacrolix.Marshal(v) },
		Typed: func(b []byte) (ts []Torrent, err error) {
			var m []anacrolix.Bytes
			if err = anacrolix.Unmarshal(b, &m); err == nil {
				err = anacrolix.Unmarshal(m[1], &ts)
			}
			return
		},
	},
	{
		Name:    "cristalhq",
		Any:     func(b []byte) (v any, err error) { err = cristalhq.Unmarshal(b, &v); return },
		FromAny: func(dst []byte, v any) ([]byte, error) { return cristalhq.MarshalTo(dst[:0], v) },
	},
	{
		Name:    "incsw",
		Any:     func(b []byte) (any, error) { return incsw.Unmarshal(b) },
		FromAny: func(dst []byte, v any) ([]byte, error) { return incsw.MarshalTo(dst[:0], v) },
	},
	{
		Name: "jackpal",
		Any:  func(b []byte) (any, error) { return jackpal.Decode(bytes.NewReader(b)) },
		FromAny: func(_ []byte, v any) ([]byte, error) {
			var w bytes.Buffer
			err := jackpal.Marshal(&w, v)
			return w.Bytes(), err
		},
		FromTyped: func(v any) ([]byte, error) {
			var w bytes.Buffer
			err := jackpal.Marshal(&w, v)
			return w.Bytes(), err
		},
		NeedsList: true,
		Typed:     func(b []byte) (ts []Torrent, err error) { err = jackpal.Unmarshal(bytes.NewReader(b), &ts); return },
	},
	{
		Name:     "marksamman",
		Any:      func(b []byte) (any, error) { return marksamman.Decode(bytes.NewReader(b)) },
		FromAny:  func(_ []byte, v any) ([]byte, error) { return marksamman.Encode(v), nil },
		DictOnly: true,
	},
	{
		Name:    "trim21",
		Any:     func(b []byte) (v any, err error) { err = trim21.Unmarshal(b, &v); return },
		FromAny: func(_ []byte, v any) ([]byte, error) { return trim21.Marshal(v) }, FromTyped: func(v any) ([]byte, error) { return trim21.Marshal(v) },
		Typed: func(b []byte) (ts []Torrent, err error) {
			var m []trim21.RawBytes
			if err = trim21.Unmarshal(b, &m); err == nil {
				err = trim21.Unmarshal(m[1], &ts)
			}
			return
		},
	},
	{
		Name:    "zeebo",
		Any:     func(b []byte) (v any, err error) { err = zeebo.DecodeBytes(b, &v); return },
		FromAny: func(_ []byte, v any) ([]byte, error) { return zeebo.EncodeBytes(v) }, FromTyped: func(v any) ([]byte, error) { return zeebo.EncodeBytes(v) },
		Typed: func(b []byte) (ts []Torrent, err error) {
			var m []zeebo.RawMessage
			if err = zeebo.DecodeBytes(b, &m); err == nil {
				err = zeebo.DecodeBytes(m[1], &ts)
			}
			return
		},
	},
}

// Structs is the reply for the libraries that reflect.
func Structs(m *ipc.Message) []any {
	list := make([]Torrent, len(m.Statuses))
	for i := range list {
		s := &m.Statuses[i]
		list[i] = Torrent{s.Completed, s.DownloadSpeed, s.DownloadTotal, s.Error.String(), s.ETA, s.ID, s.PeersDownloading,
			PeersFrom{s.PeersFrom.Cache, s.PeersFrom.Incoming, s.PeersFrom.PEX, s.PeersFrom.Tracker}, s.PeersTotal,
			s.PeersUploading, s.State.String(),
			Tracker{s.Tracker.Address.String(), s.Tracker.Announce.String(), s.Tracker.Port, s.Tracker.Scrape.String()},
			s.UploadSpeed, s.UploadTotal}
	}
	return []any{ipc.KeyStatus, list, m.Tag}
}

// Tree is the reply as a tree of the types that every library takes.
func Tree(m *ipc.Message) []any {
	list := make([]any, len(m.Statuses))
	for i := range list {
		s := &m.Statuses[i]
		list[i] = map[string]any{
			"completed": s.Completed, "download-speed": s.DownloadSpeed, "download-total": s.DownloadTotal,
			"error": s.Error.String(), "eta": s.ETA, "id": s.ID, "peers-downloading": s.PeersDownloading,
			"peers-from": map[string]any{"cache": s.PeersFrom.Cache, "incoming": s.PeersFrom.Incoming,
				"pex": s.PeersFrom.PEX, "tracker": s.PeersFrom.Tracker},
			"peers-total": s.PeersTotal, "peers-uploading": s.PeersUploading, "state": s.State.String(),
			"tracker": map[string]any{"address": s.Tracker.Address.String(), "announce": s.Tracker.Announce.String(),
				"port": s.Tracker.Port, "scrape": s.Tracker.Scrape.String()},
			"upload-speed": s.UploadSpeed, "upload-total": s.UploadTotal,
		}
	}
	return []any{ipc.KeyStatus, list, m.Tag}
}

// InnerList cuts the list of torrents out of a status reply with a tag of one digit.
func InnerList(payload []byte) ([]byte, error) {
	const head, tail = "l6:status", "i5ee"
	if !bytes.HasPrefix(payload, []byte(head)) || !bytes.HasSuffix(payload, []byte(tail)) {
		return nil, fmt.Errorf("not a status reply with tag 5")
	}
	return payload[len(head) : len(payload)-len(tail)], nil
}
