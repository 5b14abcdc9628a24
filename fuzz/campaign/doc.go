// Package campaign is the network fuzzer: it makes and mutates whole dialogues of a
// protocol, plays them to a real program through the conformance suite, and keeps what
// brought the program into a state that none before it had.
//
// The oracle is the suite's own: the monitors watch every dialogue, a program may not
// die, hang, spin or grow, and behind the dialogues it gets through the sanity dialogue
// as before. A finding is told from others by its diagnosis and by what was said last, is
// shrunk to its shortest dialogue, and is written as a session that replays.
//
// A campaign lives in a folder: the corpus, the findings, the report, and how far it is,
// so that it can be stopped and taken up again.
package campaign
