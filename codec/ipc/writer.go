package ipc

import (
	"io"

	"enginespec/codec"
)

// Writer gathers frames and writes them in one go. The protocol's clients of old
// read a frame with one call of recv, so what belongs together leaves together. A
// Writer is not for use by two goroutines at once.
type Writer struct {
	w   io.Writer
	buf []byte
	err error
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write appends the frame of a *[Message] or *[Handshake]. Nothing leaves before
// Flush. If the message cannot be written the Writer is as before.
func (w *Writer) Write(m codec.Message) error {
	if w.err != nil {
		return w.err
	}
	b, err := m.Append(w.buf)
	if err == nil {
		w.buf = b
	}
	return err
}

// Buffered is the number of bytes that wait for Flush.
func (w *Writer) Buffered() int { return len(w.buf) }

// Flush writes what waits, in one Write. The first error of the writer below stays.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	_, w.err = w.w.Write(w.buf)
	if w.buf = w.buf[:0]; cap(w.buf) > keepSize {
		w.buf = nil
	}
	return w.err
}
