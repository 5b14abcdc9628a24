// Package ts is both roles of the TS Engine / Ace Stream Engine API: a [Server] that
// engine authors can read and client authors can run, and a [Client] for programs
// that drive an engine.
//
// The server is one state machine a connection on the codec of this protocol
// (codec/ts) and on any engine.Engine; it knows no torrents. The content is served
// by a media.Server that the caller listens for. Package bundle puts all of it
// together in one call.
//
// # Choices where the documents are silent
//
//   - API levels 2 and 3 get `START url key=value`, levels from 4 on
//     `START url=... key=value`; PLAY belongs to the profile V1.
//   - A START that replaces a playback is not preceded by STOP.
//   - A second HELLOBG or READY is ignored; before AUTH a command gets NOTREADY, an
//     unknown word or an empty line gets nothing.
//   - Commands that follow an unanswered LOADASYNC wait for its LOADRESP, but not
//     longer than [Options.Patience]. So nothing but STATUS comes in between.
//   - After main:err there is one main:idle, then silence.
package ts
