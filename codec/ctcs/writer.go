package ctcs

import (
	"io"

	"enginespec/codec"
)

// Writer writes messages to a stream over one buffer. It writes whole lines only,
// and allocates nothing in the long run. It is not safe for concurrent use.
type Writer struct {
	w   io.Writer
	buf []byte
	err error
}

// maxBuffered is how much waits for a Flush before it is written without one.
const maxBuffered = 32 << 10

// NewWriter returns a Writer on w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write appends a message to the buffer. An error that is a *codec.Error means that
// the message cannot be written, and nothing is; any other is the stream's and stays.
func (w *Writer) Write(m codec.Message) error {
	if w.err != nil {
		return w.err
	}
	b, err := m.Append(w.buf)
	if err != nil {
		return err
	}
	w.buf = b
	if len(b) >= maxBuffered {
		return w.Flush()
	}
	return nil
}

// Buffered is the number of octets that wait for a Flush.
func (w *Writer) Buffered() int { return len(w.buf) }

// Flush writes what is buffered.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	n, err := w.w.Write(w.buf)
	if err == nil && n < len(w.buf) {
		err = io.ErrShortWrite
	}
	w.buf, w.err = w.buf[:0], err
	return err
}
