package ts

import (
	"io"

	"enginespec/codec"
)

// flushAt is how much a Writer holds before it writes without being asked.
const flushAt = 64 << 10

// Writer writes messages through one buffer. Flush when the peer has nothing more to
// say: many small writes cost more than all the rest.
type Writer struct {
	w   io.Writer
	buf []byte
	err error
}

// NewWriter returns a Writer.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write appends a message to the buffer. A message that cannot be written is an
// error, and nothing of it is. An error of the underlying writer is final.
func (w *Writer) Write(m codec.Message) error {
	if w.err != nil {
		return w.err
	}
	b, err := m.Append(w.buf)
	if w.buf = b; err != nil {
		return err
	}
	if len(w.buf) >= flushAt {
		return w.Flush()
	}
	return nil
}

// Buffered is how many bytes wait for Flush.
func (w *Writer) Buffered() int { return len(w.buf) }

// Flush writes all that waits.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	_, w.err = w.w.Write(w.buf)
	if w.buf = w.buf[:0]; cap(w.buf) > 2*flushAt {
		w.buf = nil
	}
	return w.err
}
