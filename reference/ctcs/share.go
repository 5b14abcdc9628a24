package ctcs

import (
	"time"

	wire "enginespec/codec/ctcs"
)

// Use is what one torrent does with its bandwidth in one direction, octets/s.
type Use struct {
	Rate  int64
	Limit int64 // in force; 0 or less: none, or unknown
}

// A torrent that uses nine tenths of its limit would use more; one that does not is
// given a quarter more than it uses, and no less than room to begin with.
const room = 1024

func (u Use) want(total int64) int64 {
	if u.Limit <= 0 || u.Rate >= u.Limit-u.Limit/10 {
		return total
	}
	return min(max(u.Rate, 0)+max(u.Rate, 0)/4+room, total)
}

// Share shares out a total among torrents as the original server did: each has a right
// to the average and is not limited below it, so that an idle one can begin at once;
// what it does not use is lent to those that use all they have. So what they use
// together stays within the total, but for one interval in which an idle one began.
// Limits are at least 1, since 0 is none.
func Share(total int64, use []Use) []int64 {
	if len(use) == 0 {
		return nil
	}
	fair := max(total/int64(len(use)), 1)
	limits := make([]int64, len(use))
	wants := make([]int64, len(use))
	for i, u := range use {
		wants[i] = u.want(total)
	}
	// Whoever wants less than an equal part of what is left gets that; then all others
	// share what is left again.
	left, hungry := total, len(use)
	for again := true; again && hungry > 0; {
		again = false
		part := left / int64(hungry)
		for i, w := range wants {
			if limits[i] == 0 && w <= part {
				limits[i] = max(w, 1)
				left -= w
				hungry--
				again = true
			}
		}
	}
	for i := range limits {
		if limits[i] == 0 {
			limits[i] = left / int64(hungry)
		}
		limits[i] = max(limits[i], fair)
	}
	return limits
}

const (
	// A client that became a seed still gets what is in flight (version 1.3 of the
	// original waits a few minutes too); then it needs no download.
	inFlight  = 3 * time.Minute
	seedLimit = 1024
)

// share tells each torrent its part of the total. mu must be held.
func (s *Server) share() {
	s.shareOne(s.total.Down, true)
	s.shareOne(s.total.Up, false)
}

func (s *Server) shareOne(total int64, down bool) {
	var members []*torrent
	var use []Use
	next := map[*torrent]int64{}
	for _, t := range s.torrents {
		own := t.Own.Up
		if down {
			own = t.Own.Down
		}
		switch {
		case t.session == nil || own != nil:
		case total == 0:
			if *t.gave(down) > 0 {
				next[t] = 0
			}
		case down && !t.seed.IsZero() && s.o.Clock.Now().Sub(t.seed) > inFlight:
			next[t] = min(seedLimit, total)
		default:
			members = append(members, t)
			u := Use{Limit: *t.gave(down)}
			if st := t.Status; st != nil && down {
				u.Rate = st.DLRate
			} else if st != nil {
				u.Rate = st.ULRate
			}
			use = append(use, u)
		}
	}
	for i, v := range Share(total, use) {
		next[members[i]] = v
	}
	// Who gets less is told first.
	for _, less := range []bool{true, false} {
		for _, t := range s.torrents {
			v, ok := next[t]
			was := *t.gave(down)
			if ok && less == (v < was || was < 0) && worth(was, v) {
				t.give(down, v)
			}
		}
	}
}

// worth reports whether a new limit is worth a line: small changes oscillate.
func worth(was, v int64) bool {
	d := max(was, v) - min(was, v)
	return d > 0 && (was <= 0 || v == 0 || d > was/20)
}

// gave is the limit that the engine was last told by us, below zero for none.
func (t *torrent) gave(down bool) *int64 {
	if down {
		return &t.given.Down
	}
	return &t.given.Up
}

// give tells the engine a limit.
func (t *torrent) give(down bool, v int64) {
	*t.gave(down) = v
	if down {
		t.session.say(&wire.SetDLimit{Limit: v})
	} else {
		t.session.say(&wire.SetULimit{Limit: v})
	}
}

// own tells the engine the limits that are its own. mu must be held.
func (s *Server) own(t *torrent) {
	if t.session == nil {
		return
	}
	if v := t.Own.Down; v != nil && *v != t.given.Down {
		t.give(true, *v)
	}
	if v := t.Own.Up; v != nil && *v != t.given.Up {
		t.give(false, *v)
	}
}
