package corpus

import (
	"fmt"
	"io"
)

// SessionWriter writes a session file entry by entry. Behind each entry the file is
// whole and valid: each Append is one write, over the end of the file, so that who is
// killed between two of them has lost nothing. It is not safe for concurrent use.
type SessionWriter struct {
	w    io.WriterAt
	at   int64 // where the next entry goes: over the tail
	last Entry
}

// NewSessionWriter writes the head of s and its entries, at least one, to w, which must
// be empty.
func NewSessionWriter(w io.WriterAt, s *Session) (*SessionWriter, error) {
	if len(s.Entries) == 0 {
		return nil, fmt.Errorf("session %s has 0 entries: expected some", s.ID)
	}
	b := s.Format()
	if _, err := w.WriteAt(b, 0); err != nil {
		return nil, err
	}
	return &SessionWriter{w: w, at: int64(len(b) - len(sessionTail)), last: s.Entries[len(s.Entries)-1]}, nil
}

// Append writes one more entry. An entry that is earlier than the one before gets that
// one's time: entries never go back.
func (w *SessionWriter) Append(e Entry) error {
	e.At = max(e.At, w.last.At)
	b := append([]byte(",\n    "), e.format()...)
	if _, err := w.w.WriteAt(append(b, sessionTail...), w.at); err != nil {
		return err
	}
	w.at += int64(len(b))
	w.last = e
	return nil
}
