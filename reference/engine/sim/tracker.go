package sim

import (
	"time"

	"enginespec/reference/engine"
)

const announceInterval = 30 * time.Minute

// tracker is one simulated announce URL. The first of all answers, the others are
// never asked.
type tracker struct {
	engine.Tracker
	asked time.Time // when an answer is due; zero: none
}

func newTrackers(tiers [][]string, more []string) []tracker {
	var list []tracker
	seen := map[string]bool{}
	add := func(url string, tier int) {
		if !seen[url] {
			seen[url] = true
			list = append(list, tracker{Tracker: engine.Tracker{URL: url, Tier: tier, Seeders: -1, Leechers: -1, Completed: -1}})
		}
	}
	for i, tier := range tiers {
		for _, u := range tier {
			add(u, i)
		}
	}
	for _, u := range more {
		add(u, len(tiers))
	}
	return list
}

// announce asks the tracker. The answer takes the swarm's latency.
func (t *torrent) announce(now time.Time) {
	if len(t.trackers) > 0 {
		t.trackers[0].asked = now.Add(t.e.o.Swarm.Latency)
	}
}

// hear takes the tracker's answer when it is due.
func (t *torrent) hear(now time.Time) {
	if len(t.trackers) == 0 {
		return
	}
	tr := &t.trackers[0]
	if tr.asked.IsZero() && !tr.NextAnnounce.IsZero() && !now.Before(tr.NextAnnounce) {
		tr.asked = now.Add(t.e.o.Swarm.Latency)
	}
	if tr.asked.IsZero() || now.Before(tr.asked) {
		return
	}
	tr.asked = time.Time{}
	tr.LastAnnounce, tr.NextAnnounce = now, now.Add(announceInterval)
	tr.Current, tr.Warning, tr.Failure = true, "", ""
	var trouble *engine.Failure
	if f := t.fault(engine.TrackerError); f != nil {
		tr.Failure, tr.Current = or(f.Text, "torrent not registered with this tracker"), false
		tr.NextAnnounce = now.Add(time.Minute)
		trouble = &engine.Failure{Kind: engine.FailTracker, Text: tr.Failure}
	} else {
		tr.Seeders, tr.Leechers, tr.Completed = t.e.o.Swarm.Seeds, t.e.o.Swarm.Leechers, 10*t.e.o.Swarm.Seeds
		if t.fault(engine.NoPeers) != nil {
			tr.Seeders, tr.Leechers = 0, 0
		}
		if f := t.fault(engine.TrackerWarning); f != nil {
			tr.Warning = or(f.Text, "the tracker is overloaded")
			trouble = &engine.Failure{Kind: engine.FailTrackerWarning, Text: tr.Warning}
		}
	}
	if same := (trouble == nil) == (t.warned == nil) && (trouble == nil || *trouble == *t.warned); !same {
		t.warned = trouble
		t.e.emit(engine.Changed, t.id)
	}
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
