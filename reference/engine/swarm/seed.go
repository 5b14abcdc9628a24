package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"

	"github.com/anacrolix/torrent"
	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/storage"

	"enginespec/reference/engine"
)

// SeedOptions say where and how fast a Seeder serves.
type SeedOptions struct {
	Addr   string // "ip:port" on loopback to listen on; port 0: any; empty: 127.0.0.1:0
	UpRate int64  // bytes per second, to all peers together; 0: no limit
	// Fast is how many bytes each connection gets at full speed before UpRate holds, for
	// it alone: a seeder that becomes slow. 0: UpRate holds from the first byte.
	Fast int64
}

// Seeder serves the content of one torrent to peers on this machine.
type Seeder struct {
	client *torrent.Client
	ln     net.Listener
}

// Seed starts to serve a torrent. content returns the bytes of a file, at most
// its length in the metainfo is read; it is called once a file, and its ReaderAt
// must be safe for concurrent use. Nothing is verified: wrong content is sent as
// it is, which is a test of its own. ctx bounds the start only.
func Seed(ctx context.Context, metainfoBytes []byte, content func(file int) io.ReaderAt, o SeedOptions) (*Seeder, error) {
	_, meta, hashes, err := engine.ParseMetainfo(metainfoBytes)
	if err != nil {
		return nil, err
	}
	mi, err := loadInfo(metainfoBytes)
	if err != nil {
		return nil, err
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	ap, err := netip.ParseAddrPort(o.Addr)
	if err != nil || !ap.Addr().IsLoopback() {
		return nil, fmt.Errorf("seeder address %q: expected a loopback ip:port", o.Addr)
	}
	opts := Options{Host: ap.Addr().String(), PeerID: "-ESSEED-"}
	if err := opts.defaults(); err != nil {
		return nil, err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return nil, err
	}
	l := newLimiters()
	l.set(-1, -1)
	if o.UpRate > 0 && o.Fast == 0 {
		l.set(-1, o.UpRate)
		l.up.SetBurst(downBurst) // before any request: tight from the first byte
	}
	c := config(&guard{local: ap.Addr()}, l, engine.Settings{MaxPeers: 100}, opts.PeerID, slog.New(slog.DiscardHandler))
	c.DialForPeerConns = false
	cl, err := torrent.NewClient(c)
	if err != nil {
		ln.Close()
		return nil, err
	}
	if o.UpRate > 0 && o.Fast > 0 {
		ln = pacedListener{ln, o.Fast, o.UpRate}
	}
	cl.AddListener(limitedListener{ln, l})
	src := &seedStore{meta: meta, n: len(hashes)}
	for i := range meta.Files {
		src.files = append(src.files, content(i))
	}
	_, _ = cl.AddTorrentOpt(torrent.AddTorrentOpts{
		InfoHash: mi.HashInfoBytes(), InfoBytes: mi.InfoBytes, Storage: src, DisableInitialPieceCheck: true,
	})
	return &Seeder{cl, ln}, nil
}

// Addr is the "ip:port" where peers find the seeder.
func (s *Seeder) Addr() string { return s.ln.Addr().String() }

// Uploaded returns the content bytes sent so far.
func (s *Seeder) Uploaded() int64 {
	st := s.client.ConnStats()
	return st.BytesWrittenData.Int64()
}

// Close stops serving.
func (s *Seeder) Close() error {
	errs := s.client.Close()
	return errors.Join(append(errs, s.ln.Close())...)
}

// seedStore reads the torrent's stream of bytes from the files' readers.
type seedStore struct {
	meta  *engine.Meta
	files []io.ReaderAt
	n     int
}

// OpenTorrent is part of storage.ClientImpl.
func (s *seedStore) OpenTorrent(context.Context, *metainfo.Info, metainfo.Hash) (storage.TorrentImpl, error) {
	return storage.TorrentImpl{Piece: func(p metainfo.Piece) storage.PieceImpl { return seedPiece{s, p} }}, nil
}

type seedPiece struct {
	s *seedStore
	p metainfo.Piece
}

func (p seedPiece) ReadAt(b []byte, off int64) (n int, err error) {
	end := p.p.Offset() + p.p.Length()
	for pos := p.p.Offset() + off; n < len(b) && pos < end; pos = p.p.Offset() + off + int64(n) {
		i := fileAt(p.s.meta.Files, pos)
		f := p.s.meta.Files[i]
		k := min(int64(len(b)-n), end-pos, f.Offset+f.Size-pos)
		m, err := p.s.files[i].ReadAt(b[n:n+int(k)], pos-f.Offset)
		n += m
		if int64(m) < k {
			return n, err
		}
	}
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}

func (p seedPiece) WriteAt([]byte, int64) (int, error) {
	return 0, errors.New("a seeder writes nothing")
}
func (p seedPiece) MarkComplete() error    { return nil }
func (p seedPiece) MarkNotComplete() error { return nil }
func (p seedPiece) Completion() storage.Completion {
	return storage.Completion{Ok: true, Complete: true}
}

// fileAt returns the file that holds a byte of the torrent's stream.
func fileAt(files []engine.FileMeta, pos int64) int {
	for i, f := range files {
		if pos < f.Offset+f.Size {
			return i
		}
	}
	return len(files) - 1
}
