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
//
// The suite speaks version 3, and in many cases the older ones too. With the profiles
// ctcs/1 and ctcs/2 it is itself a server, or an engine, of that version: all that is not
// about a higher one is judged in the forms of that one, and the rest is n/a. A target
// must announce the version of its profile.
package ctcs
