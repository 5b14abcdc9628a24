package ts

import (
	"bytes"

	"enginespec/codec"
	"enginespec/codec/internal/text"
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
		return append(b, ';', byte('0'+v))
	}
	b = b[:cap(b)]
	b[n] = ';'
	return b[:text.Put(b, n+1, uint64(v))]
}
