// Package codec holds what the codecs of all four protocols share: one error
// type, named rules of leniency, limits, and the view of a protocol that the
// suite, the faults, the command and the fuzzers work through.
//
// A codec is pure: bytes in, values out, values in, bytes out. Nothing below
// this folder opens a socket, starts a goroutine or writes a log.
//
// # Strictness
//
// The zero [Options] is strict: it takes what the protocol's grammar says and
// nothing else. Every departure that some real program makes is a [Rule]. A
// reader tolerates the rules that it puts in [Options.Accept], and learns of
// each use, with its offset, through [Options.Report]. So one decoder serves a
// server that must accept what real clients send, a suite that must refuse it,
// and a linter that must name it.
//
// # Four levels
//
//  1. Framing: ConsumeLine, ConsumeFrame. Pure; n == 0 with a nil error means
//     "need more".
//  2. Messages: (*T).Decode(b, *Options), (*T).Append(dst), (*T).Size(). Decode
//     resets and fills the caller's value; byte fields alias the input until
//     Clone makes them the caller's own.
//  3. Long lists: iter.Seq2 in constant memory.
//  4. Streams: Reader and Writer over one owned buffer.
//
// Beside them each protocol is a [Protocol] value: the same for all four, owned
// memory, made for tools rather than for speed.
package codec
