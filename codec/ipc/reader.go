package ipc

import (
	"io"

	"enginespec/codec"
)

// Reader reads frames from a stream through one buffer of its own. A frame's memory
// grows as its bytes come, not as its length announces, and is given back after an
// uncommonly large one. A Reader is not for use by two goroutines at once.
type Reader struct {
	r          io.Reader
	o          codec.Options
	buf        []byte
	from, to   int   // what was read and not consumed is buf[from:to]
	offset     int64 // of buf[from] in the stream
	err        error // of r, to be told after the bytes that came with it
	emptyReads int
}

const (
	bufferSize = 512      // what an idle connection holds
	busySize   = 8 << 10  // what it grows to when more comes at once
	keepSize   = 64 << 10 // a larger buffer is dropped when it is empty
)

// NewReader returns a Reader. Options.Version may be set later by
// [Reader.SetVersion], when the handshakes have settled it.
func NewReader(r io.Reader, o *codec.Options) *Reader {
	x := &Reader{r: r}
	if o != nil {
		x.o = *o
	}
	return x
}

// SetVersion says how [Reader.Next] reads.
func (r *Reader) SetVersion(v int) { r.o.Version = v }

// Buffered is the number of bytes that are read and not consumed. When it holds no
// whole frame, it is time to flush what was written.
func (r *Reader) Buffered() int { return r.to - r.from }

// Pending reports whether the next frame can be had without reading, or refused.
func (r *Reader) Pending() bool {
	o := r.o
	o.Report = nil
	_, n, err := ConsumeFrame(r.buf[r.from:r.to], &o)
	return n > 0 || err != nil
}

// Offset is where the next frame begins in the stream.
func (r *Reader) Offset() int64 { return r.offset }

// Frame returns the next frame with its header, good until the next call. The error
// is io.EOF only between frames; a stream that ends inside one is
// [codec.Truncated]. Offsets of errors count from the start of the stream.
func (r *Reader) Frame() ([]byte, error) {
	o := r.o
	o.Report = nil // a header that comes in parts is one use, told by Decode
	for {
		frame, n, err := ConsumeFrame(r.buf[r.from:r.to], &o)
		if err != nil {
			return nil, r.at(err, r.offset)
		}
		if n > 0 {
			r.from += n
			r.offset += int64(n)
			return frame, nil
		}
		if r.err != nil {
			if r.err == io.EOF && r.to > r.from {
				return nil, &codec.Error{Code: codec.Truncated, Offset: r.offset + int64(r.to-r.from), Field: "frame"}
			}
			return nil, r.err
		}
		r.fill()
	}
}

// Handshake reads the next frame as a handshake. All of h is good until the next call.
func (r *Reader) Handshake(h *Handshake) error {
	start := r.offset
	frame, err := r.Frame()
	if err != nil {
		return err
	}
	return r.at(h.Decode(frame, &r.o), start)
}

// Next reads the next frame as a message. All of m is good until the next call.
func (r *Reader) Next(m *Message) error {
	start := r.offset
	frame, err := r.Frame()
	if err != nil {
		return err
	}
	return r.at(m.Decode(frame, &r.o), start)
}

// at moves an error from the frame to the stream.
func (r *Reader) at(err error, start int64) error {
	if e, ok := err.(*codec.Error); ok {
		e.Offset += start
	}
	return err
}

// fill reads once, after making room.
func (r *Reader) fill() {
	if r.from == r.to {
		switch {
		case len(r.buf) > keepSize:
			r.buf = nil
		case r.to > 0 && r.to == len(r.buf) && r.to < busySize:
			r.buf = make([]byte, busySize)
		}
		r.from, r.to = 0, 0
	}
	if r.from > 0 && r.to == len(r.buf) {
		r.to = copy(r.buf, r.buf[r.from:r.to])
		r.from = 0
	}
	if r.to == len(r.buf) {
		grown := make([]byte, max(bufferSize, 2*len(r.buf)))
		copy(grown, r.buf[:r.to])
		r.buf = grown
	}
	n, err := r.r.Read(r.buf[r.to:])
	r.to += n
	r.err = err
	if n > 0 || err != nil {
		r.emptyReads = 0
		return
	}
	if r.emptyReads++; r.emptyReads > 100 {
		r.err = io.ErrNoProgress
	}
}
