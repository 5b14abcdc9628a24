package swarm

import (
	"context"
	"io"

	"github.com/anacrolix/torrent/metainfo"
	"github.com/anacrolix/torrent/storage"
)

// libStore shows a torrent's data to the library for one stay in the swarm.
type libStore struct {
	d       *data
	onError func(error)
	ended   bool // guarded by d.marking
}

// end makes the store deaf: the library does not wait for its hashers when a
// torrent is dropped, and after a stop nothing may change.
func (s *libStore) end() {
	s.d.marking.Lock()
	defer s.d.marking.Unlock()
	s.ended = true
}

// OpenTorrent is part of storage.ClientImpl.
func (s *libStore) OpenTorrent(context.Context, *metainfo.Info, metainfo.Hash) (storage.TorrentImpl, error) {
	return storage.TorrentImpl{
		Piece: func(p metainfo.Piece) storage.PieceImpl { return libPiece{s, s.d, p.Index()} },
		Close: func() error { return nil }, // data outlives the library's torrent
	}, nil
}

type libPiece struct {
	s *libStore
	d *data
	i int
}

func (p libPiece) off() int64 { return int64(p.i) * p.d.meta.PieceSize }

// ReadAt reads within the piece.
func (p libPiece) ReadAt(b []byte, off int64) (int, error) {
	left := p.d.pieceLen(p.i) - off
	if left <= 0 {
		return 0, io.EOF
	}
	if int64(len(b)) <= left {
		return p.d.readAt(b, p.off()+off)
	}
	n, err := p.d.readAt(b[:left], p.off()+off)
	if err == nil {
		err = io.EOF
	}
	return n, err
}

// WriteAt writes within the piece.
func (p libPiece) WriteAt(b []byte, off int64) (int, error) {
	if off < 0 || off+int64(len(b)) > p.d.pieceLen(p.i) {
		return 0, io.ErrShortWrite
	}
	return p.d.writeAt(b, p.off()+off)
}

// MarkComplete is the library's word that the piece's hash fits.
func (p libPiece) MarkComplete() error { return p.mark(verified) }

// MarkNotComplete is the library's word that it does not.
func (p libPiece) MarkNotComplete() error { return p.mark(missing) }

func (p libPiece) mark(state pieceState) error {
	p.d.marking.Lock()
	var err error
	if !p.s.ended {
		err = p.d.markLocked(p.i, state)
	}
	p.d.marking.Unlock()
	if err != nil {
		p.s.onError(err)
	}
	return err
}

// Completion is called with the library's lock held.
func (p libPiece) Completion() storage.Completion {
	return storage.Completion{Ok: true, Complete: p.d.piece(p.i) == verified}
}

// noStore is for a torrent of which only the metadata is wanted.
type noStore struct{}

// OpenTorrent is part of storage.ClientImpl.
func (noStore) OpenTorrent(context.Context, *metainfo.Info, metainfo.Hash) (storage.TorrentImpl, error) {
	return storage.TorrentImpl{Piece: func(metainfo.Piece) storage.PieceImpl { return noPiece{} }}, nil
}

type noPiece struct{}

func (noPiece) ReadAt([]byte, int64) (int, error)      { return 0, io.EOF }
func (noPiece) WriteAt(b []byte, _ int64) (int, error) { return 0, io.ErrShortWrite }
func (noPiece) MarkComplete() error                    { return nil }
func (noPiece) MarkNotComplete() error                 { return nil }
func (noPiece) Completion() storage.Completion         { return storage.Completion{Ok: true} }
