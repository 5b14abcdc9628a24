package engine

import "time"

// Clock is the pace at which a core and its front end live. Scale is how much
// faster than real time it runs: with 100, a second of the protocol passes in
// 10 ms. Zero means 1. It uses package time, so it is virtual inside a
// testing/synctest bubble.
type Clock struct {
	Scale int
	Epoch time.Time // when scaled time began; zero: Now is wall time
}

// NewClock returns a clock that runs scale times faster from now on.
func NewClock(scale int) Clock { return Clock{scale, time.Now()} }

// Real returns the real duration of d of the protocol's time.
func (c Clock) Real(d time.Duration) time.Duration {
	if c.Scale > 1 {
		return d / time.Duration(c.Scale)
	}
	return d
}

// Now is the protocol's time: it starts at Epoch and runs Scale times faster.
func (c Clock) Now() time.Time {
	now := time.Now()
	if c.Scale > 1 && !c.Epoch.IsZero() {
		return c.Epoch.Add(now.Sub(c.Epoch) * time.Duration(c.Scale))
	}
	return now
}

// Timer returns a timer that fires after d of the protocol's time.
func (c Clock) Timer(d time.Duration) *time.Timer { return time.NewTimer(c.Real(d)) }

// Ticker returns a ticker with a period of d of the protocol's time.
func (c Clock) Ticker(d time.Duration) *time.Ticker { return time.NewTicker(max(c.Real(d), 1)) }
