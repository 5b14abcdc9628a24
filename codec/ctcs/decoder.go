package ctcs

import (
	"bytes"
	"cmp"
	"slices"

	"enginespec/codec"
)

// decoder is the codec.Decoder of one connection.
//
// The two streams are not in step: a PROTOCOL or SENDDETAIL that it has seen may not
// have reached the engine. So forms that tell themselves apart are taken without a
// rule if their version has been possible on the connection, and only others are
// named. CTFILE, which does not, is read in the version that was in force when the
// block was asked for.
type decoder struct {
	options  codec.Options
	offset   [codec.Controller + 1]int64 // of the next line of each party
	highest  [codec.Controller + 1]int   // announced by each party; 0: not yet
	possible uint8                       // versions that may have been in force, bit v
	details  []uint8                     // versions in force at SENDDETAILs that are not answered
	block    int                         // version of the file block; 0: none is open
	uses     []codec.Use
}

// maxDetails bounds what is remembered of an engine that never answers.
const maxDetails = 1024

func newDecoder(o codec.Options) *decoder {
	d := &decoder{options: o}
	d.options.Version = version(&o)
	d.possible = 1 << d.options.Version
	d.options.Report = func(u codec.Use) { d.uses = append(d.uses, u) }
	if o.Report != nil {
		d.options.Report = func(u codec.Use) { d.uses = append(d.uses, u); o.Report(u) }
	}
	return d
}

// inForce is the lower of what the parties announced.
func (d *decoder) inForce() int {
	v := d.options.Version
	for _, h := range d.highest {
		if h > 0 {
			v = min(v, h)
		}
	}
	return v
}

// Consume reads one line. A last line without a terminator is refused as Truncated.
func (d *decoder) Consume(from codec.Party, b []byte, final bool) (codec.Packet, int, error) {
	d.uses = d.uses[:0]
	c, n, err := cut(b, &d.options, final)
	if n == 0 && err != nil {
		return codec.Packet{}, 0, err
	}
	if n == 0 && final && len(b) > 0 {
		n, err = len(b), &codec.Error{Code: codec.Truncated, Offset: int64(len(b)), Field: "line"}
	}
	if n == 0 {
		return codec.Packet{}, 0, nil
	}
	p := codec.Packet{From: from, Offset: d.offset[from], Raw: slices.Clone(b[:n]), Err: err}
	d.offset[from] += int64(n)
	if err == nil {
		d.message(&p, p.Raw[c.start:c.end], c.start)
	}
	return p, n, nil
}

// message decodes the line of a packet, which begins at an offset of its raw bytes.
func (d *decoder) message(p *codec.Packet, line []byte, at int) {
	o := d.options
	o.Version = d.version(p.From, line)
	o.Report = func(u codec.Use) {
		u.Offset += int64(at)
		d.options.Report(u)
	}
	m, err := Decode(p.From, line, &o)
	if err != nil {
		if e, ok := err.(*codec.Error); ok {
			e.Offset += int64(at)
		}
		p.Err = err
		return
	}
	p.Message, p.Rules = m, slices.Clone(d.uses)
	slices.SortStableFunc(p.Rules, func(a, b codec.Use) int { return cmp.Compare(a.Offset, b.Offset) })
	d.follow(p.From, m)
}

// version is the version in which to read a line.
func (d *decoder) version(from codec.Party, line []byte) int {
	v := d.inForce()
	if from != codec.Engine {
		return v
	}
	w := word(line)
	params := bytes.TrimLeft(line[len(w):], " \t")
	switch string(w) {
	case wordFile:
		if d.block > 0 {
			return d.block
		}
	case wordFiles, wordFDone, wordPeers, wordPDone:
		if d.block == 1 {
			return 1
		}
		return d.pick(v, 1, 2)
	case wordFileStart, wordFilesDone, wordPeerStart, wordPeersDone, wordConfigStart, wordConfigDone:
		return d.pick(v, 3, 3)
	case wordStatus:
		if coloned(params) {
			return d.pick(v, 2, 3)
		}
		return d.pick(v, 1, 1)
	case wordConfig:
		if f := shape(params); f != 0 {
			return d.pick(v, f, f)
		}
	}
	return v
}

// pick returns v, or the highest of lo to hi if v is not among them and one of them
// has been possible.
func (d *decoder) pick(v, lo, hi int) int {
	for k := hi; k >= lo && (v < lo || v > hi); k-- {
		if d.possible>>k&1 != 0 {
			return k
		}
	}
	return v
}

// follow keeps account of what a message changes.
func (d *decoder) follow(from codec.Party, m Message) {
	switch m := m.(type) {
	case *Version:
		if from == codec.Engine && d.highest[from] == 0 {
			// What it did not say it can is not possible after all.
			d.possible = 1 << min(m.Version, d.options.Version, Highest)
		}
		d.highest[from] = min(m.Version, Highest)
		if from == codec.Engine {
			d.possible |= 1 << d.highest[from]
		}
		d.possible |= 1 << d.inForce()
	case *SendDetail:
		if len(d.details) < maxDetails {
			d.details = append(d.details, uint8(d.inForce()))
		}
	case *Detail:
		d.block = d.inForce()
		if len(d.details) > 0 {
			d.block = int(d.details[0])
			d.details = d.details[1:]
		}
	case *FileStart:
		// The name is the engine's own word for the version that it is in.
		if d.block == 0 {
			d.block = d.inForce()
		}
		if (m.Version == 3) != (d.block == 3) && d.possible>>m.Version&1 != 0 {
			d.block = m.Version
		}
	case *FilesDone:
		d.block = 0
	}
}
