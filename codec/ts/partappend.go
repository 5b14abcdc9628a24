package ts

import (
	"bytes"
	"math/bits"

	"enginespec/codec"
)

// part appends one description. The caller has made room for it.
func (l *lineBuf) part(p *Part) {
	switch {
	case p.State == 0 || int(p.State) >= len(forms) || p.State == OtherPhase && len(p.Text) == 0:
		l.fail(codec.Missing, "state")
		return
	case p.State == OtherPhase:
		l.descr(p.Text, "state")
		return
	}
	f := &forms[p.State]
	b := append(l.b, phaseWords[p.State]...)
	if p.Progress|p.Time|p.ErrorID < 0 || p.NoTime && !f.time {
		l.fail(codec.Range, "progress, time or error_id")
		return
	}
	if p.State == Err {
		l.b = append(putField(b, p.ErrorID), ';')
		l.descr(p.Text, "error_text")
		return
	}
	if f.progress {
		b = putField(b, p.Progress)
	}
	if f.time && !p.NoTime {
		b = putField(b, p.Time)
	}
	l.b = b
	if f.common && !p.NoCommon && !p.NoTime || p.Data && !f.common && p.State != Check {
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
		return
	}
	b := putField(l.b, c.TotalProgress)
	b = putField(b, c.ImmediateProgress)
	b = putField(b, c.SpeedDown)
	b = putField(b, c.HTTPSpeedDown)
	b = putField(b, c.SpeedUp)
	b = putField(b, c.Peers)
	b = putField(b, c.HTTPPeers)
	b = putField(b, c.Downloaded)
	b = putField(b, c.HTTPDownloaded)
	l.b = putField(b, c.Uploaded)
}

// putField writes ";" and a number that is not negative into the capacity of b, of
// which there must be numberSize bytes.
func putField(b []byte, v int64) []byte {
	n := len(b)
	if uint64(v) < 10 {
		b = b[:n+2]
		b[n], b[n+1] = ';', byte('0'+v)
		return b
	}
	u := uint64(v)
	i := n + decimals(u)
	b = b[:i+1]
	b[n] = ';'
	for u >= 100 {
		q := u / 100
		r := (u - q*100) * 2
		b[i-1], b[i] = pairs[r], pairs[r+1]
		i -= 2
		u = q
	}
	if u >= 10 {
		b[i-1], b[i] = pairs[u*2], pairs[u*2+1]
	} else {
		b[i] = byte('0' + u)
	}
	return b
}

// decimals is how many decimal digits u has.
func decimals(u uint64) int {
	n := bits.Len64(u|1) * 1233 >> 12 // log10(2) is 1233/4096, a little less
	if u >= powers[n] {
		n++
	}
	return n
}

// powers of ten.
var powers = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19}

// pairs are the numbers from 00 to 99.
const pairs = "00010203040506070809" + "10111213141516171819" + "20212223242526272829" + "30313233343536373839" +
	"40414243444546474849" + "50515253545556575859" + "60616263646566676869" + "70717273747576777879" +
	"80818283848586878889" + "90919293949596979899"
