package ts

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"enginespec/codec"
)

// part reads one description of STATUS from s.i and moves behind it.
func (s *scan) part(p *Part, adFirst bool) {
	b, start := s.b, s.i
	state, i := phase(b, start)
	*p = Part{State: state}
	if state == 0 || state == Err {
		s.textPart(p, start, i, adFirst)
		return
	}
	var v [12]int64
	f := &forms[state]
	n := 0
	for n < f.own+10 && i < len(b) && b[i] == ';' {
		// Eight bytes at a time: the numbers are short and of all lengths, and a branch
		// for each digit would be mispredicted. Behind the end of b come zero bytes.
		var x uint64
		if rest := len(b) - i - 1; rest >= 8 {
			x = binary.LittleEndian.Uint64(b[i+1:])
		} else {
			x = binary.LittleEndian.Uint64(b[len(b)-8:]) >> (uint(8-rest) * 8)
		}
		x ^= 0x3030303030303030
		if x>>8&0xff == ';'^'0' && x&0xff <= 9 {
			// Most are one digit, nearly always in the same fields: where the next number
			// begins is then guessed, not waited for.
			v[n] = int64(x & 0xff)
			i += 2
			n++
			continue
		}
		// The high bit of each byte that is not 0..9; the lowest of them is exact.
		k := bits.TrailingZeros64((x|(x+0x7676767676767676))&0x8080808080808080) >> 3
		if uint(k-1) >= 7 || x&0xff == 0 && k > 1 {
			u, next, ok := digits(b, i+1)
			if !ok || next == i+1 || b[i+1] == '0' && next > i+2 {
				if s.oddNumber(i+1, next, ok); s.err != nil {
					return
				}
			}
			v[n], i = u, next
			n++
			continue
		}
		x <<= uint(8-k) & 7 * 8
		x = x*10 + x>>8
		x = ((x&0x000000FF000000FF)*0x000F424000000064 + (x>>16&0x000000FF000000FF)*0x0000271000000001) >> 32
		v[n] = int64(x & 0xFFFFFFFF)
		i += 1 + k
		n++
	}
	s.i = i
	if n != f.own && !f.common || n != f.own+10 && f.common {
		if s.shortPart(p, f, start, n); s.err != nil {
			return
		}
	}
	if f.progress {
		p.Progress = v[0]
	}
	if f.time && !p.NoTime {
		p.Time = v[f.own-1]
	}
	if n > f.own {
		c := (*[10]int64)(v[f.own:])
		p.Common = Common{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]}
	}
	if p.Progress > 100 || p.Common.TotalProgress > 100 || p.Common.ImmediateProgress > 100 || p.Time > UnknownTime {
		s.ranges(p, start, f.own)
	}
}

// A form is what stands behind a state word.
type form struct {
	own      int  // fields before the common data
	progress bool // the first of them is a progress
	time     bool // the last of them is a time
	common   bool // common data follow
}

var forms = [...]form{
	Check:      {1, true, false, false},
	Prebuf:     {2, true, true, true},
	Buf:        {2, true, true, true},
	Wait:       {1, false, true, true},
	SeekPrebuf: {1, true, false, true},
	DL:         {0, false, false, true},
	OtherPhase: {},
}

// phase returns the phase of the word at b[i:], 0 if no document knows it, and the
// index behind the word.
func phase(b []byte, i int) (Phase, int) {
	if len(b)-i >= 8 {
		// The word is what comes before the first byte below "@", such as a semicolon.
		// The first letters differ in their low four bits.
		x := binary.LittleEndian.Uint64(b[i:])
		n := bits.TrailingZeros64(^x&0x4040404040404040) >> 3
		if e := &phases[x&15]; e.word == x&(1<<(n*8)-1) {
			return e.phase, i + n
		}
	}
	end := i
	for end < len(b) && b[end]-'a' < 26 {
		end++
	}
	for p, w := range phaseWords {
		if string(b[i:end]) == w && Phase(p) < OtherPhase {
			return Phase(p), end
		}
	}
	return 0, end
}

// phases are the words of at most seven letters by the low bits of the first, eight bytes
// as they stand in memory.
var phases = func() (t [16]struct {
	word  uint64
	phase Phase
}) {
	for p, w := range phaseWords {
		if n := len(w); 0 < n && n < 8 && Phase(p) < OtherPhase {
			e := &t[w[0]&15]
			e.word, e.phase = binary.LittleEndian.Uint64(append([]byte(w), make([]byte, 8-n)...)), Phase(p)
		}
	}
	return t
}()

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
func (s *scan) shortPart(p *Part, f *form, start, n int) {
	switch {
	case !f.common && n == f.own+10 && p.State != Check:
		p.Data = s.allow(LoadingData, semicolon(s.b, start, 1)-1, "common")
	case !f.common && n > f.own:
		s.fail(codec.Trailing, semicolon(s.b, start, f.own+1)-1, p.State.String())
	case f.common && n == f.own && p.State == DL:
		p.NoCommon = s.allow(BareDL, s.i, "common")
	case f.common && n == f.own:
		p.NoCommon = s.allow(NoCommonData, s.i, "common")
	case f.time && n == f.own-1:
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
