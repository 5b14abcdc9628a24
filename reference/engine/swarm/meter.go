package swarm

import (
	"math"
	"time"

	"enginespec/reference/engine"
)

// window is the time constant of all rates, in the protocol's time.
const window = 5 * time.Second

// meter turns a byte counter into a rate: an exponential mean over window,
// corrected at the start, when there is less history than that.
type meter struct {
	last   int64
	rate   float64 // bytes per second of the protocol's time
	weight float64 // of the history in rate, 0..1
}

// tick takes the counter after a step of the protocol's time.
func (m *meter) tick(count int64, step time.Duration) {
	if step <= 0 {
		return
	}
	keep := math.Exp(-step.Seconds() / window.Seconds())
	now := float64(max(count-m.last, 0)) / step.Seconds()
	m.last = count
	m.rate = m.rate*keep + now*(1-keep)
	m.weight = m.weight*keep + (1 - keep)
}

// perSec is the rate now.
func (m *meter) perSec() int64 {
	if m.weight == 0 {
		return 0
	}
	return int64(m.rate / m.weight)
}

// traffic is one direction of a torrent: what the counter of the library's
// torrent says, and what was before it was attached.
type traffic struct {
	meter
	total   int64 // of all earlier attachments
	session int64 // of the earlier ones since the torrent was started
	live    int64 // of the one now
}

// detach folds the live count into the sums; the rate falls to nothing at once.
func (t *traffic) detach() {
	t.total += t.live
	t.session += t.live
	t.live = 0
	t.meter = meter{}
}

func (t *traffic) value() engine.Rate {
	return engine.Rate{PerSec: t.perSec(), Session: t.session + t.live, Total: t.total + t.live}
}
