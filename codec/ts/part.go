package ts

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"

	"enginespec/codec"
)

// part reads one description of STATUS from s.i and moves behind it.
func (s *scan) part(p *Part, adFirst bool) {
	b, i := s.b, s.i
	start := i
	for i < len(b) && b[i]-'a' < 26 {
		i++
	}
	*p = Part{State: phase(b[start:i])}
	if p.State == 0 || p.State == Err {
		s.textPart(p, start, i, adFirst)
		return
	}
	var v [12]int64
	own, progress, time, common := p.State.own()
	n := 0
	for n < own+10 && i < len(b) && b[i] == ';' {
		u, next, ok := fastDigits(b, i+1)
		if !ok || next == i+1 || b[i+1] == '0' && next > i+2 {
			if s.oddNumber(i+1, next, ok); s.err != nil {
				return
			}
		}
		v[n], i = u, next
		n++
	}
	s.i = i
	if common && n == own+10 || !common && n == own {
		// The usual line: nothing is missing.
	} else if s.shortPart(p, start, n, own, time, common); s.err != nil {
		return
	}
	if progress {
		p.Progress = v[0]
	}
	if time && !p.NoTime {
		p.Time = v[own-1]
	}
	if n > own {
		c := v[own:]
		p.Common = Common{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]}
	}
	if p.Progress > 100 || p.Common.TotalProgress > 100 || p.Common.ImmediateProgress > 100 || p.Time > UnknownTime {
		s.ranges(p, start, own)
	}
}

// phase returns the phase of a word, 0 if no document knows it.
func phase(w []byte) Phase {
	switch string(w) {
	case "dl":
		return DL
	case "prebuf":
		return Prebuf
	case "buf":
		return Buf
	case "idle":
		return Idle
	case "err":
		return Err
	case "wait":
		return Wait
	case "check":
		return Check
	case "loading":
		return Loading
	case "starting":
		return Starting
	case "seekprebuf":
		return SeekPrebuf
	}
	return 0
}

// fastDigits is digits, eight bytes at a time: the numbers of STATUS are short and of
// all lengths, and a branch for each digit would be mispredicted.
func fastDigits(b []byte, i int) (v int64, next int, ok bool) {
	if len(b)-i >= 8 {
		x := binary.LittleEndian.Uint64(b[i:]) ^ 0x3030303030303030
		// The high bit of each byte that is not 0..9; the lowest of them is exact.
		if n := bits.TrailingZeros64((x|(x+0x7676767676767676))&0x8080808080808080) >> 3; n != 0 && n != 8 {
			x <<= uint(8-n) * 8
			x = x*10 + x>>8
			x = ((x&0x000000FF000000FF)*0x000F424000000064 + (x>>16&0x000000FF000000FF)*0x0000271000000001) >> 32
			return int64(x & 0xFFFFFFFF), i + n, true
		}
	}
	return digits(b, i)
}

// oddNumber judges a number that is none, too large, or has leading zeros.
func (s *scan) oddNumber(at, next int, ok bool) {
	switch {
	case !ok:
		s.fail(codec.Range, at, "number")
	case next == at && at == len(s.b):
		s.fail(codec.Truncated, at, "number")
	case next == at:
		s.fail(codec.Syntax, at, "number")
	default:
		s.allow(LeadingZero, at, "number")
	}
}

// shortPart judges a part that has n numbers where it should have others.
func (s *scan) shortPart(p *Part, start, n, own int, time, common bool) {
	switch {
	case !common && n == own+10 && p.State != Check:
		p.Data = s.allow(LoadingData, semicolon(s.b, start, 1)-1, "common")
	case !common && n > own:
		s.fail(codec.Trailing, semicolon(s.b, start, own+1)-1, p.State.String())
	case common && n == own && p.State == DL:
		p.NoCommon = s.allow(BareDL, s.i, "common")
	case common && n == own:
		p.NoCommon = s.allow(NoCommonData, s.i, "common")
	case time && n == own-1:
		p.NoCommon = s.allow(NoTime, s.i, "time")
		p.NoTime, p.Time = p.NoCommon, UnknownTime
	case s.i == len(s.b):
		s.fail(codec.Truncated, s.i, "common")
	default:
		s.fail(codec.Missing, s.i, "common")
	}
}

// ranges judges a part with a number above its range.
func (s *scan) ranges(p *Part, start, own int) {
	if p.Progress > 100 {
		s.allow(OtherProgress, semicolon(s.b, start, 1), "progress")
	}
	if p.Time > UnknownTime {
		s.allow(OtherTime, semicolon(s.b, start, own), "time")
	}
	if p.Common.TotalProgress > 100 {
		s.allow(OtherProgress, semicolon(s.b, start, own+1), "total_progress")
	}
	if p.Common.ImmediateProgress > 100 {
		s.allow(OtherProgress, semicolon(s.b, start, own+2), "immediate_progress")
	}
}

// semicolon returns the offset behind the nth ";" from start.
func semicolon(b []byte, start, n int) int {
	for ; n > 0; n-- {
		start += bytes.IndexByte(b[start:], ';') + 1
	}
	return start
}

// textPart reads err and unknown words: text up to the other part or the end.
func (s *scan) textPart(p *Part, start, i int, adFirst bool) {
	end := len(s.b)
	if k := bytes.Index(s.b[start:], []byte(separator(adFirst))); k >= 0 {
		end = start + k
	}
	s.i = end
	if p.State == 0 {
		if p.State = OtherPhase; i == start {
			s.fail(codec.Missing, start, "state")
		} else if s.allow(UnknownState, start, "state") {
			p.Text = s.b[start:end]
			s.text(p.Text, start, "state")
		}
		return
	}
	if i == len(s.b) || s.b[i] != ';' {
		s.fail(codec.Missing, i, "error_id")
		return
	}
	v, next, ok := digits(s.b, i+1)
	if !ok || next == i+1 || s.b[i+1] == '0' && next > i+2 {
		s.oddNumber(i+1, next, ok)
	}
	if p.ErrorID = v; s.err == nil && (next >= end || s.b[next] != ';') {
		s.fail(codec.Missing, next, "error_text")
	}
	if s.err != nil {
		return
	}
	p.Text = s.b[next+1 : end]
	if k := bytes.IndexByte(p.Text, ';'); k >= 0 {
		s.allow(ErrSemicolon, next+1+k, "error_text")
	}
	if k := bytes.IndexByte(p.Text, '|'); k >= 0 {
		s.allow(ErrPipe, next+1+k, "error_text")
	}
	s.text(p.Text, next+1, "error_text")
}

// part appends one description.
func (l *lineBuf) part(p *Part) {
	own, progress, time, common := p.State.own()
	switch p.State {
	case 0:
		l.fail(codec.Missing, "state")
		return
	case OtherPhase:
		if len(p.Text) == 0 {
			l.fail(codec.Missing, "state")
		}
		l.descr(p.Text, "state")
		return
	}
	b := append(l.b, p.State.String()...)
	if p.State == Err {
		l.b = append(strconv.AppendInt(append(b, ';'), p.ErrorID, 10), ';')
		l.descr(p.Text, "error_text")
		return
	}
	if progress {
		b = appendField(b, p.Progress)
	}
	if time && !p.NoTime {
		b = appendField(b, p.Time)
	}
	if l.b = b; p.Progress|p.Time < 0 || own == 0 && p.NoTime {
		l.fail(codec.Range, "progress or time")
	}
	if common && !p.NoCommon && !p.NoTime || p.Data && !common && p.State != Check {
		l.common(&p.Common)
	}
}

// descr appends free text that may not hold the beginning of another part.
func (l *lineBuf) descr(w []byte, field string) {
	if bytes.Contains(w, []byte("|ad:")) || bytes.Contains(w, []byte("|main:")) {
		l.fail(codec.Syntax, field)
	}
	l.text(w, field)
}

func (l *lineBuf) common(c *Common) {
	if c.TotalProgress|c.ImmediateProgress|c.SpeedDown|c.HTTPSpeedDown|c.SpeedUp|
		c.Peers|c.HTTPPeers|c.Downloaded|c.HTTPDownloaded|c.Uploaded < 0 {
		l.fail(codec.Range, "common")
	}
	b := appendField(l.b, c.TotalProgress)
	b = appendField(b, c.ImmediateProgress)
	b = appendField(b, c.SpeedDown)
	b = appendField(b, c.HTTPSpeedDown)
	b = appendField(b, c.SpeedUp)
	b = appendField(b, c.Peers)
	b = appendField(b, c.HTTPPeers)
	b = appendField(b, c.Downloaded)
	b = appendField(b, c.HTTPDownloaded)
	l.b = appendField(b, c.Uploaded)
}

// appendField appends ";" and a number.
func appendField(b []byte, v int64) []byte {
	if uint64(v) < 10 {
		return append(b, ';', byte('0'+v))
	}
	return strconv.AppendInt(append(b, ';'), v, 10)
}
