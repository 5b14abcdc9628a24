// Package conformance is the suite: it talks to a real engine, or a real
// controller, over a real connection, and says which clause of the protocol it
// breaks, with the bytes that prove it.
//
// # The parts
//
//   - A [Clause] is one numbered sentence of a protocol, with its level and with
//     the evidence that it is law at all: these protocols have no RFC.
//   - A [Case] is a dialogue that can show a clause kept or broken: a value made
//     of [Step]s. Its ID is a slug that never changes.
//   - A [Monitor] is a clause check that watches every dialogue, recording and
//     proxy session, and needs no dialogue of its own.
//   - A [Session] is one run of a case: connections, variables, transcript.
//   - A [Suite] is all of that for one protocol; [Run] runs suites against a
//     [Target] and gives a [Report].
//
// # Verdicts
//
// A clause that a document states with MUST fails a case when it is broken. One
// that no document states, or that is not a MUST, makes the case nonstrict, and
// fails it only in a strict run. A case whose Given steps cannot be brought about
// is untestable, and an untestable MUST is not green. A feature that the target
// does not have makes a case n/a, which is counted and printed, never silent.
//
// # Judging fairly
//
// A step judges by the clause that it names and accepts every legal reading: lines
// that may come at any time are skipped, numbers may be anything in their range,
// and a FIN, an RST and silence are three different ends.
package conformance
