// Package relay stands between a party that dials and a target that listens. It passes
// on what both write, as it comes and unchanged, tells in order what passes, and lets
// lies be told on the way:
//
//	dialer == lies of the dialer == tap == lies of the target == target
//
// So what is told is what each party says after it has lied. Bytes are told before they
// are passed on: what a recording does not have, nobody has got. Half a message goes on
// at once; the decoding of what is told is the listener's affair. An end in order (FIN)
// is passed on as such, also of one direction alone, and a reset (RST) as a reset.
//
// One relay serves every protocol: over TCP and unix sockets, HTTP with connections
// that are kept, and CTCS, where it is the engine that dials.
package relay
