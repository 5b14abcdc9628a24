package conformance

import (
	"fmt"

	"enginespec/codec"
)

// Diagnosis is a stable word for the way in which something went wrong. Waivers,
// faults and reports match on it, so a diagnosis is never renamed.
type Diagnosis string

// The diagnoses, the same for all protocols.
const (
	NoReply      Diagnosis = "no-reply"      // nothing, or not the thing waited for, came in time
	Unasked      Diagnosis = "unasked"       // something came that must not come
	WrongKind    Diagnosis = "wrong-kind"    // another message came in its place
	WrongOrder   Diagnosis = "wrong-order"   // the right messages in the wrong order
	WrongCount   Diagnosis = "wrong-count"   // too many or too few of a message or field
	WrongValue   Diagnosis = "wrong-value"   // a field has a value other than the one it must have
	WrongShape   Diagnosis = "wrong-shape"   // a legal message in the form of another version or situation
	OutOfRange   Diagnosis = "out-of-range"  // a number or word outside its range
	MissingField Diagnosis = "missing-field" // a required field is absent
	Malformed    Diagnosis = "malformed"     // the codec refuses the message
	NotCanonical Diagnosis = "noncanonical"  // readable only by a rule of leniency
	Decreased    Diagnosis = "decreased"     // a counter went back
	TooLate      Diagnosis = "too-late"      // it came, but after its time
	TooOften     Diagnosis = "too-often"     // it came more often than it may
	TooLong      Diagnosis = "too-long"      // longer than a limit
	Closed       Diagnosis = "closed"        // the connection was closed (FIN) where it must stay open
	Reset        Diagnosis = "reset"         // the connection was reset (RST)
	NotClosed    Diagnosis = "not-closed"    // the connection stays open where it must be closed
	Refused      Diagnosis = "refused"       // the target refused what it must accept
	Accepted     Diagnosis = "accepted"      // the target accepted what it must refuse
	WrongContent Diagnosis = "wrong-content" // bytes of a payload differ
	Unreachable  Diagnosis = "unreachable"   // no connection, or no HTTP answer
	Crashed      Diagnosis = "crashed"       // the program died by a signal
	Exited       Diagnosis = "exited"        // the program ended by itself with an error
	Spins        Diagnosis = "spins"         // the program is busy for ever
	Hung         Diagnosis = "hung"          // the program does not end, or does not answer any more
	Grew         Diagnosis = "grew"          // the program takes more and more memory
	GaveUp       Diagnosis = "gave-up"       // the program ended before it did what it does otherwise
	Lost         Diagnosis = "lost"          // something acknowledged is gone
)

// Failure is why a step failed: the diagnosis, what was expected and what came.
// It is an error, so that steps can return it.
type Failure struct {
	Diagnosis Diagnosis
	Clause    *Clause // the clause broken; nil: the first clause of the case
	Expected  string
	Actual    string

	at int // 1 + index of the transcript entry that shows it, 0 if it is the last one taken
}

// Error returns the failure on one line.
func (f *Failure) Error() string {
	return fmt.Sprintf("%s: expected %s, have %s", f.Diagnosis, f.Expected, f.Actual)
}

// Fail makes a Failure. Actual is formatted.
func Fail(d Diagnosis, expected, actual string, args ...any) *Failure {
	return &Failure{Diagnosis: d, Expected: expected, Actual: fmt.Sprintf(actual, args...)}
}

// Blame returns f with its clause set to c, unless it has one. Nil stays nil.
func Blame(c *Clause, f *Failure) *Failure {
	if f != nil && f.Clause == nil {
		f.Clause = c
	}
	return f
}

// Finding is a Failure in its place: where in the transcript it was seen.
type Finding struct {
	Failure
	Entry        int          // index in the transcript of the entry that shows it, -1 if none does
	Segmentation Segmentation // under which it was seen
	Monitor      bool         // seen by a monitor rather than by a step
	Fatal        bool         // the program died of it, or hangs: it fails a run whatever the clause

	of *Case // that saw it
}

// Harness is an error of the suite or its surroundings, not of the target.
type Harness struct{ Err error }

// Error says that the run, not the target, is at fault.
func (h *Harness) Error() string { return "harness: " + h.Err.Error() }

// Unwrap returns the cause.
func (h *Harness) Unwrap() error { return h.Err }

// Show is a packet on one line for people.
func Show(p *codec.Packet) string {
	if p.Err != nil {
		return fmt.Sprintf("%q (%v)", clip(p.Raw, 160), p.Err)
	}
	return string(clip([]byte(p.Message.String()), 400))
}

func clip(b []byte, n int) []byte {
	if len(b) <= n {
		return b
	}
	return append(append([]byte{}, b[:n]...), "..."...)
}
