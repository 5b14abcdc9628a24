// Package ts is the codec of the TS Engine / Ace Stream Engine API: lines of text
// over TCP, port 62062. It is pure: bytes to values and back.
//
// Messages are structs, one a message: [HelloBG], [Status], [LoadResp] and so on.
// Their Decode method reads a line without its terminator, resets the value and
// fills it; byte fields alias the line until Clone makes them the caller's own.
// Append writes the canonical line with CR LF, and fails, leaving dst as it was,
// if a field would break the line: a CR, LF or space inside a token, a required
// field that is empty. Size is an upper bound of what Append writes. A value whose
// Decode failed holds nothing of use.
//
// [ConsumeLine] cuts lines, [Decode] picks the type, [Files] walks a long LOADRESP,
// [Reader] and [Writer] work on streams without allocating, [Parse] is for people,
// [Protocol] is for tools.
//
// # Strictness
//
// The zero codec.Options is strict. Departures are the [Rules]; [Lenient] accepts
// what real programs do. A command that the grammar does not name is no departure:
// it is an [Unknown] message and appends byte-equal.
//
// # Versions
//
// codec.Options.Version is the API level of HELLOBG, 0 if it named none. It decides
// the shape of the engine's START: `START url key=value...` below 4, and
// `START url=... key=value...` from 4 on. All else is the same in all versions.
//
// # Limits
//
// Limits.Message bounds a line without its terminator: 1 MiB unless set, 16 MiB at
// most. Limits.Items bounds parameters, file indexes and files, Limits.Depth the
// nesting of JSON. Limits.String is not used: no string is longer than its line.
//
// # Values
//
// Text fields hold the bytes of the wire. Parameters are percent-encoded there:
// [Params.Text] decodes one, [Escape] and [Pairs] encode.
package ts
