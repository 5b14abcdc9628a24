// Package report writes what a run has found, one file a format:
//
//   - text for people, with a tree of ticks and crosses, every failure with the
//     dialogue that proves it, and the claim;
//   - a versioned JSON document with a JSON Schema, for tools and for comparing runs;
//   - one HTML page made of such documents, of several targets side by side, and a
//     summary in Markdown;
//   - the event stream of go test -json, while the run goes on;
//   - JUnit XML and TAP for continuous integration.
//
// All say the same. What fails a run is red in each of them: a broken binding clause,
// an untestable one, and everything that is wrong with the run itself (a stale waiver,
// a target that is gone). What is neither good nor bad, n/a and waived, is skipped where
// a format has such a word, and never counted as passed.
package report
