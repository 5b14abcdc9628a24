package ctcs

import (
	"bytes"
	"io"

	"enginespec/codec"
)

// Reader reads the messages of one party from a stream. It owns one buffer, which
// grows to the limit of a line and no further, and one message of each type, so that
// reading in the long run allocates nothing. It is not safe for concurrent use.
type Reader struct {
	r        io.Reader
	from     codec.Party
	o        codec.Options
	report   func(codec.Use)
	buf      []byte
	pos, end int   // buf[pos:end] is not read yet
	offset   int64 // of buf[pos] in the stream
	line     int64 // of the line being decoded in the stream
	raw      []byte
	err      error // of r
	afterCR  bool  // the last line was ended by a CR; an LF may belong to it
	dropping bool  // the rest of a line that is too long is to be passed over
	messages [slots]Message
	status   *Status // that of messages; nil if from is a controller
}

// NewReader returns a Reader of what from writes on r. The options are copied; the
// offsets that are reported, like those of errors, count from the start of the
// stream.
func NewReader(r io.Reader, from codec.Party, o *codec.Options) *Reader {
	d := &Reader{r: r, from: from}
	if from == codec.Engine {
		d.status = new(Status)
		d.messages[slotStatus] = d.status
	}
	if o != nil {
		d.o, d.report = *o, o.Report
	}
	d.o.Report = func(u codec.Use) { d.use(u.Rule, d.line+u.Offset) }
	return d
}

// SetVersion sets the version in force, from the next message on. Zero means 3.
func (d *Reader) SetVersion(v int) { d.o.Version = v }

// Offset is the place in the stream behind the last message.
func (d *Reader) Offset() int64 { return d.offset }

// Raw is the last line with its terminator, refused or not; an LF that came after the
// CR it belongs to is not in it. It is a view, good until the next call of Next.
func (d *Reader) Raw() []byte { return d.raw }

// Next returns the next message, which is good until the call after it: Clone keeps
// it. Empty lines are passed over if EmptyLine is accepted. An error that is a
// *codec.Error refuses one line, and Next can be called again; a line over the limit
// is dropped to its end. A stream that ends inside a line is codec.Truncated once. Any
// other error is the end of the stream: io.EOF, or what it said.
//
// A CR ends a line at once if BareCR is accepted, without waiting for an LF.
func (d *Reader) Next() (Message, error) {
	for {
		if d.afterCR {
			d.settleCR()
		}
		m, err := d.next()
		if err == nil && m == nil {
			continue
		}
		return m, err
	}
}

// next returns the next message, or nothing at all for an empty line and for input
// that only had to be got.
func (d *Reader) next() (Message, error) {
	if d.dropping {
		return nil, d.drop()
	}
	b := d.buf[d.pos:d.end]
	d.line, d.raw = d.offset, nil
	if k := bytes.IndexByte(b, '\n'); k > 0 && k <= lineLimit(&d.o) {
		// What an engine writes most; then other lines without anything to be settled
		// about their ends.
		status := d.status != nil && d.status.quick(b[:k], version(&d.o))
		if status || b[0] != 0 && bytes.IndexByte(b[:k], '\r') < 0 {
			d.raw = b[: k+1 : k+1]
			d.skip(k + 1)
			if status {
				return d.status, nil
			}
			return d.decode(b[:k])
		}
	}
	eager := d.err != nil || d.o.Accept.Has(BareCR)
	c, n, err := d.cut(b, eager)
	if n == 0 {
		switch {
		case err != nil:
			d.dropping = true
			return nil, d.place(err)
		case d.err == nil:
			return nil, d.fill()
		case len(b) > 0 && d.err == io.EOF:
			d.raw = b
			d.skip(len(b))
			return nil, &codec.Error{Code: codec.Truncated, Offset: d.offset, Field: "line"}
		}
		return nil, d.err
	}
	d.line += int64(c.start)
	line := b[c.start:c.end]
	d.raw = b[:n:n]
	d.skip(n)
	if err != nil {
		d.line -= int64(c.start)
		return nil, d.place(err)
	}
	return d.decode(line)
}

// decode reads a line into the message of its type.
func (d *Reader) decode(line []byte) (Message, error) {
	s := slotEmpty
	if len(line) > 0 {
		s = slotOf(d.from, word(line))
	}
	m := d.messages[s]
	if m == nil {
		m = empty(s)
		d.messages[s] = m
	}
	if err := m.Decode(line, &d.o); err != nil {
		return nil, d.place(err)
	}
	if s == slotEmpty {
		return nil, nil
	}
	return m, nil
}

// cut is cut, but a CR at the end of b, whose rule depends on what follows, is
// settled when that is known.
func (d *Reader) cut(b []byte, eager bool) (span, int, error) {
	if eager && d.err == nil && len(b) > 0 && b[len(b)-1] == '\r' && bytes.IndexByte(b, '\r') == len(b)-1 && bytes.IndexByte(b, '\n') < 0 {
		o := d.o
		o.Report = nil
		c, n, err := cut(b, &o, true)
		if err == nil && n > 0 {
			d.afterCR = true
			if c.start > 0 {
				d.use(LeadingNUL, d.line)
			}
		}
		return c, n, err
	}
	return cut(b, &d.o, eager && d.err != nil)
}

// settleCR names the CR that ended the last line when what follows is there, and
// passes over the LF that belongs to it.
func (d *Reader) settleCR() {
	switch {
	case d.pos == d.end && d.err == nil:
	case d.pos < d.end && d.buf[d.pos] == '\n' && d.o.Accept.Has(CRLF):
		d.afterCR = false
		d.use(CRLF, d.offset-1)
		d.skip(1)
	default:
		d.afterCR = false
		d.use(BareCR, d.offset-1)
	}
}

func (d *Reader) use(r *codec.Rule, offset int64) {
	if d.report != nil {
		d.report(codec.Use{Rule: r, Offset: offset})
	}
}

// place makes the offset of an error one in the stream.
func (d *Reader) place(err error) error {
	if e, ok := err.(*codec.Error); ok {
		e.Offset += d.line
	}
	return err
}

func (d *Reader) skip(n int) {
	d.pos += n
	d.offset += int64(n)
}

// drop passes over the rest of a line.
func (d *Reader) drop() error {
	b := d.buf[d.pos:d.end]
	k := bytes.IndexByte(b, '\n')
	if d.o.Accept.Has(BareCR) {
		k = bytes.IndexAny(b, "\r\n")
	}
	if k >= 0 {
		d.dropping = false
		d.skip(k + 1)
		d.afterCR = b[k] == '\r'
		return nil
	}
	d.skip(len(b))
	if d.err != nil {
		return d.err
	}
	return d.fill()
}

const (
	idleBuffer = 512     // what an idle connection holds
	busyBuffer = 8 << 10 // what it grows to when more comes at once
)

// fill reads more. The buffer holds a line of the limit and its terminator.
func (d *Reader) fill() error {
	full := d.end > 0 && d.end == len(d.buf) && d.end < busyBuffer
	if d.pos > 0 {
		d.end = copy(d.buf, d.buf[d.pos:d.end])
		d.pos = 0
	}
	if full || d.end == len(d.buf) {
		size := max(2*len(d.buf), idleBuffer)
		if full {
			size = busyBuffer
		}
		size = max(min(size, lineLimit(&d.o)+2), d.end)
		d.buf = append(make([]byte, 0, size), d.buf[:d.end]...)[:size]
	}
	for range 100 {
		n, err := d.r.Read(d.buf[d.end:])
		if n < 0 || n > len(d.buf)-d.end {
			d.err = io.ErrNoProgress
			return nil
		}
		d.end += n
		d.err = err
		if n > 0 || err != nil {
			return nil
		}
	}
	d.err = io.ErrNoProgress
	return nil
}
