package ts

import (
	"strconv"

	"enginespec/codec"
)

// StateID is what the engine is doing, in STATE.
type StateID int64

// The states. OFF also names -1 and 7 to 9, which are its own; they are read under
// OtherState.
const (
	StateIdle         StateID = iota
	StatePrebuffering         // filling the buffer before playback
	StateDownloading          // playing
	StateBuffering            // an underrun; between PAUSE and RESUME
	StateCompleted            // fully downloaded
	StateChecking             // hashing
	StateError
)

// String returns the state's name in lower case.
func (id StateID) String() string {
	switch id {
	case StateIdle:
		return "idle"
	case StatePrebuffering:
		return "prebuffering"
	case StateDownloading:
		return "downloading"
	case StateBuffering:
		return "buffering"
	case StateCompleted:
		return "completed"
	case StateChecking:
		return "checking"
	case StateError:
		return "error"
	}
	return "state(" + strconv.FormatInt(int64(id), 10) + ")"
}

// State tells the controller of a change of state: `STATE SP int`.
type State struct {
	ID StateID `json:"state_id"`
}

// Failed reports whether the state is a failure. STATUS main:err is the other way to
// tell (A11).
func (m *State) Failed() bool { return m.ID == StateError }

// Kind returns "STATE".
func (*State) Kind() string { return "STATE" }

// Decode reads a line without its terminator.
func (m *State) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "STATE")
	m.ID = 0
	w := s.word("state_id")
	at := s.i - len(w)
	if len(w) > 1 && w[0] == '-' {
		m.ID = StateID(-s.number(w[1:], at+1, "state_id"))
	} else {
		m.ID = StateID(s.number(w, at, "state_id"))
	}
	if s.err == nil && (w[0] == '-' || m.ID > StateError) {
		s.allow(OtherState, at, "state_id")
	}
	return s.end()
}

// Append appends the line with CR LF.
func (m *State) Append(dst []byte) ([]byte, error) {
	dst = strconv.AppendInt(append(dst, "STATE "...), int64(m.ID), 10)
	return append(dst, crlf...), nil
}

// Size is an upper bound of what Append writes.
func (m *State) Size() int { return len("STATE\r\n") + numberSize }

// Clone returns a copy.
func (m *State) Clone() *State { c := *m; return &c }

// String is the line without its terminator.
func (m *State) String() string { return show(m) }
