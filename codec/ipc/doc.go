// Package ipc is the codec of Transmission's IPC protocol, versions 1 and 2, as
// daemons and remotes 0.8x to 1.2x spoke it over a unix socket.
//
//	frame     = length payload          length = 8 hex digits in any case, of the payload
//	handshake = {"version": {"min": 1, "max": 2, "label": "..."}}, from both, at once
//	version 1 = {key: value, ...}       every pair a message, in order
//	version 2 = (key, value) or (key, value, tag)
//
// The document (misc/ipcproto.txt of 0.80 and 0.82) is the grammar; S:20 in these
// comments is its line 20, IPC-011 a clause of the suite. Two things in
// it are not what bencode readers expect: the keys of a dictionary may come in any
// order, since the document's own greeting has min before max, and they are
// written sorted unless [Document] order is asked for. A key may come only once.
//
// Everything that a table can say stands in one table: [Keys] for the messages,
// [InfoTypes] and [StatusTypes] for what is told of a torrent. Decoder, encoder,
// the suite and the corpus read the same rows.
//
// # Ownership
//
// Decode fills the caller's value; every [codec.Bytes] and [bencode.Value] in it
// aliases the frame until Clone, and the slices of a message that is decoded into
// again are used again. [Message.DecodeOwned] makes one copy of the frame behind all
// of it, which any part of the message keeps alive. A message is not for use by
// two goroutines at once.
package ipc
