package ts

import (
	"bytes"
	"io"

	"enginespec/codec"
)

// firstBuffer is what a Reader begins with, and what an idle connection holds;
// busyBuffer is what it grows to when more comes at once, and goes back to after a long
// line.
const (
	firstBuffer = 512
	busyBuffer  = 8 << 10
)

// Reader reads the messages that one party writes. It keeps one buffer and one value
// of each message type, so that it does not allocate once it is warm.
type Reader struct {
	r          io.Reader
	from       codec.Party
	o          codec.Options
	buf        []byte
	start, end int   // of what has been read and not yet used
	seen       int   // bytes from start without an LF
	raw        int   // bytes of the last line, which ends at start
	offset     int64 // of buf[start] in the stream
	err        error // of r, or a lost stream
	commands   *commands
	status     *Status // nil if from is a controller
	slots      []slot
	limit      int  // the greatest index of the LF of a line
	split      bool // a LOADRESP may be two lines
	unknown    Unknown
}

// A slot is the value of one message type, as what it can do and as what Next returns: to
// make one of the other takes time for every line.
type slot struct {
	in  message
	out codec.Message
}

// NewReader returns a Reader of what a party writes. It copies o; nil is strict.
func NewReader(r io.Reader, from codec.Party, o *codec.Options) *Reader {
	d := &Reader{r: r, from: from, commands: commandsOf(from), slots: make([]slot, len(kindsOf(from)))}
	if from == codec.Engine {
		d.status = new(Status)
	}
	if o != nil {
		d.o = *o
	}
	d.limit = lineLimit(&d.o) + 1
	d.split = from == codec.Engine && d.o.Accept.Has(SplitLoadResp)
	return d
}

// SetVersion sets the API level for the messages that follow.
func (d *Reader) SetVersion(version int) { d.o.Version = version }

// Raw is the last line with its terminator, refused or not. It is a view, good until
// the next call of Next.
func (d *Reader) Raw() []byte { return d.buf[d.start-d.raw : d.start : d.start] }

// Pending reports whether a whole line has been read and not yet used. When none has,
// it is time to flush what was written.
func (d *Reader) Pending() bool { return bytes.IndexByte(d.buf[d.start:d.end], '\n') >= 0 }

// Next reads the next message. It and all its fields are good until the next call;
// Clone keeps them.
//
// A *codec.Error refuses one line, and its Offset counts from the start of the
// stream: call Next again to go on behind it. Only a line over the limit
// (codec.Limit) is final. At the end of the stream the error is io.EOF, or
// codec.Truncated once if the stream ends inside a line. Rules that Options.Report is
// told of count from the start of their line.
func (d *Reader) Next() (codec.Message, error) {
	for {
		b := d.buf[d.start:d.end]
		k := bytes.IndexByte(b[d.seen:], '\n') + d.seen
		if k > d.seen && b[k-1] == '\r' && k <= d.limit && (!d.split || b[0] != 'L') {
			return d.take(b[:k-1], k+1, nil) // nearly all
		}
		d.raw = 0
		if k < d.seen && len(b) < d.limit && d.err == nil {
			d.seen = len(b)
			d.fill()
			continue
		}
		line, n, err := cut(d.from, d.buf[d.start:d.end], d.seen, &d.o, d.err != nil)
		switch {
		case n > 0:
			return d.take(line, n, err)
		case err != nil:
			return nil, d.lost(err)
		case d.err == nil:
			if d.seen = d.end - d.start; line != nil {
				d.seen = 0
			}
			d.fill()
			continue
		case d.err == io.EOF && d.end > d.start:
			d.pass(d.end - d.start)
			return nil, &codec.Error{Code: codec.Truncated, Offset: d.offset, Field: "line"}
		}
		return nil, d.err
	}
}

// pass moves behind n bytes, which Raw returns from now on.
func (d *Reader) pass(n int) {
	d.raw = n
	d.start += n
	d.offset += int64(n)
	d.seen = 0
}

// take decodes a line of n bytes at the start of the buffer.
func (d *Reader) take(line []byte, n int, err error) (codec.Message, error) {
	at := d.offset
	d.pass(n)
	m := slot{&d.unknown, &d.unknown}
	switch {
	case err != nil:
	case d.status != nil && bytes.HasPrefix(line, []byte("STATUS ")): // what an engine writes most
		if err = d.status.Decode(line, &d.o); err == nil {
			return d.status, nil
		}
	default:
		k := d.commands.find(line)
		if k < 0 {
			k = findOdd(d.from, line, &d.o)
		}
		if k >= 0 {
			if m = d.slots[k]; m.in == nil {
				m.in = d.commands.kinds[k].make()
				m.out = m.in
				d.slots[k] = m
			}
		}
		err = m.in.Decode(line, &d.o)
	}
	if err != nil {
		if e, ok := err.(*codec.Error); ok {
			e.Offset += at
		}
		return nil, err
	}
	return m.out, nil
}

// lost ends the stream with an error.
func (d *Reader) lost(err error) error {
	if e, ok := err.(*codec.Error); ok && d.err == nil {
		e.Offset += d.offset
	}
	d.err = err
	d.start, d.end, d.seen = 0, 0, 0
	d.buf = nil
	return err
}

// fill reads more. It makes room first: by moving, by growing, or by giving a large
// buffer back.
func (d *Reader) fill() {
	if d.start == d.end {
		full := d.buf != nil && d.end == len(d.buf)
		d.start, d.end = 0, 0
		switch {
		case d.buf == nil:
			d.buf = make([]byte, firstBuffer)
		case len(d.buf) > 8*busyBuffer, full && len(d.buf) < busyBuffer:
			d.buf = make([]byte, busyBuffer)
		}
	}
	if d.end == len(d.buf) {
		if d.start > 0 {
			d.end = copy(d.buf, d.buf[d.start:d.end])
			d.start = 0
		} else {
			d.buf = append(d.buf, make([]byte, len(d.buf))...)
		}
	}
	for range 100 {
		n, err := d.r.Read(d.buf[d.end:])
		d.end += n
		if d.err = err; n > 0 || err != nil {
			return
		}
	}
	d.err = io.ErrNoProgress
}
