// Package gen makes messages of every kind of every protocol, for property tests, state
// machines and fuzzing: valid ones as values, and bytes that are nearly valid or hostile.
//
// One generator serves all protocols. It begins with a message of the corpus, or an empty
// one, and draws other values for some of its fields; what the codec then refuses to
// write is not a message. So whatever a field's type can hold is tried, and what a
// document or a program has once written is never far.
//
// Generators are rapid's: what fails shrinks towards the corpus. The same choices can be
// made by a plain random source, for those who need millions a minute.
package gen
