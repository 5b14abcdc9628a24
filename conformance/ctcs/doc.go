// Package ctcs is the conformance suite of CTCS, the CTorrent Control Server's
// protocol, versions 1, 2 and 3: its clauses, and for both roles the cases that can
// show them broken.
//
// The engine is a program that the suite launches: it dials the suite, which is the
// control server. Each case launches another, with a torrent, a tracker and if need be
// peers of its own, all on loopback. The controller listens: the suite dials it as one
// engine or as several. What a controller has understood shows in its model, which it
// may give as JSON under /state.json on the same port, see [Model], and what its
// operator wants it is told by orders, see [Orders].
package ctcs
