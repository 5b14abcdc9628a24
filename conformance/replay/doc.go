// Package replay plays one side of a recorded session to a live party on the other: a
// controller's to an engine, an engine's to a controller. Connections begin and end, and
// messages are written, in the recorded order; each of ours waits for what the recording
// has before it of the live party.
//
// What the live party says is compared with the recording: the kinds of its messages and
// their order, the fields that each has, and the values of those that are the same each
// time. Which are not, the suite of the protocol says in [conformance.Replaying]: keys,
// ids, URLs and ports, times, rates, positions. Ids and the like are bound: where the
// recording says again what it said before, what the live party said is written in its
// place. The suite's monitors watch.
package replay
