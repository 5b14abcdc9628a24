package sim

import (
	"math"

	"enginespec/reference/engine"
)

// meter counts one direction of traffic. Its rate is an exponentially weighted
// mean with a time constant of 2 s, corrected for the start, so that a torrent that
// takes one second shows its true rate all the same.
type meter struct {
	session, total int64
	pending        int64 // in the step that runs
	mean, weight   float64
}

var decay = 1 - math.Exp(-step.Seconds()/2)

func (m *meter) add(n int64) {
	m.pending += n
	m.session += n
	m.total += n
}

// tick ends a step.
func (m *meter) tick() {
	m.mean += decay * (float64(m.pending*stepsPerSec) - m.mean)
	m.weight += decay * (1 - m.weight)
	m.pending = 0
}

// stop makes the rate zero at once.
func (m *meter) stop() { m.pending, m.mean, m.weight = 0, 0, 0 }

func (m *meter) rate() engine.Rate {
	r := engine.Rate{Session: m.session, Total: m.total}
	if m.weight > 0 {
		r.PerSec = int64(m.mean / m.weight)
	}
	if r.PerSec < 64 { // the tail of the mean, minutes after the last byte
		r.PerSec = 0
	}
	return r
}

// flow turns a rate into whole bytes a step without losing the rest.
type flow struct{ rest int64 }

func (f *flow) take(rate int64) int64 {
	f.rest += rate
	n := f.rest / stepsPerSec
	f.rest %= stepsPerSec
	return n
}

// bucket is a limit for the whole engine. It holds at most two steps' worth.
type bucket struct {
	flow   flow
	tokens int64
}

// fill returns what may pass in this step out of want.
func (b *bucket) fill(limit, want int64) int64 {
	if limit < 0 {
		b.tokens = 0
		return want
	}
	n := b.flow.take(limit)
	b.tokens = min(b.tokens+n, 2*n+1)
	return min(b.tokens, want)
}

func (b *bucket) spend(limit, n int64) {
	if limit >= 0 {
		b.tokens -= n
	}
}
