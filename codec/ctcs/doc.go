// Package ctcs is the codec of the CTorrent Control Server protocol, versions 1, 2
// and 3: lines of text over TCP, port 2780. The engine dials, the controller
// listens. It is pure: bytes to values and back.
//
// Messages are structs, one a message: [Version] is PROTOCOL, [Torrent] is CTORRENT,
// [Status] is CTSTATUS and so on. Only CTCONFIG is two, because the parties write
// different things under that word: [Config] from the engine, [Change] from the
// controller. Their Decode method reads a line without its terminator, resets the
// value and fills it; byte fields alias the line until Clone makes them the
// caller's own. Append writes the canonical line with LF, and fails, leaving dst as
// it was, if a field would break the line. Size is an upper bound of what it writes.
//
// [ConsumeLine] cuts lines, [Decode] and [Parse] pick the type, [Reader] and
// [Writer] work on streams without allocating, [Protocol] is for tools.
//
// # Families
//
// One file a family, named alike in every layer, after the groups of the clauses:
//
//	line      6.1  terminators, empty lines, limits, unknown words
//	version   6.2  PROTOCOL
//	auth      6.3  AUTH, ERROR
//	status    6.4  CTORRENT, CTSTATUS, CTBW
//	files     6.5  CTDETAIL and the file block; file_list
//	peers     6.6  the peer block; peer ids and choke flags
//	config    6.7  CTCONFIG in its six forms
//	control   6.8  SEND*, SET*, CTUPDATE, CTRESTART, CTQUIT
//	info      6.9  CTINFO
//
// # Strictness
//
// The zero codec.Options is strict. Departures are the [Rules]; [Lenient] accepts
// what the clauses ask every reader to bear. A word that the protocol does not name
// is no departure: the line is an [Unknown] message and appends byte-equal.
//
// # Versions
//
// codec.Options.Version, 1 to 3, is the version in force; zero and whatever is
// above 3 mean 3. Messages whose form differs have a field Version: decoding sets
// it, Append writes that form, zero being 3. Forms that tell themselves apart (every
// name of a block, CTSTATUS, the engine's CTCONFIG) are recognised and, if they are
// not of the version in force, named by [OlderForm] or [NewerForm]. CTFILE and the
// controller's CTCONFIG do not, and are read by the version alone. The decoder of
// [Protocol] follows the PROTOCOL lines.
package ctcs
