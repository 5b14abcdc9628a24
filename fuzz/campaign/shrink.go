package campaign

import (
	"bytes"
	"context"
	"slices"
)

// shrinker makes a dialogue shorter while it still shows what it showed.
type shrinker struct {
	holds func(Dialogue) bool // plays it
	times int                 // how often what is shorter must show it, so that it is not shown by luck
	plays int
}

// try reports whether d shows it too, false when ctx, which bounds the time, is over.
func (s *shrinker) try(ctx context.Context, d Dialogue) bool {
	if ctx.Err() != nil {
		return false
	}
	if d.size() == 0 && len(d) == 0 {
		return false // nothing at all shows nothing
	}
	for range s.times {
		if s.plays++; !s.holds(d) {
			return false
		}
	}
	return true
}

// shrink returns the shortest dialogue that it finds: fewer moves, then fewer bytes in
// each message, runs of equal bytes to the byte.
func (s *shrinker) shrink(ctx context.Context, d Dialogue) Dialogue {
	for {
		before := [2]int{len(d), d.size()}
		d = s.moves(ctx, d)
		for i := range d {
			if i < len(d) && d[i].Op == Send {
				d = s.bytes(ctx, d, i)
			}
		}
		if before == [2]int{len(d), d.size()} || ctx.Err() != nil {
			return d
		}
	}
}

// moves drops pieces of d, the large ones first.
func (s *shrinker) moves(ctx context.Context, d Dialogue) Dialogue {
	for n := max(len(d)/2, 1); ; n /= 2 {
		for at := 0; at < len(d); {
			less := slices.Concat(d[:at], d[min(at+n, len(d)):]).valid()
			if len(less) < len(d) && s.try(ctx, less) {
				d = less
				continue
			}
			at += n
		}
		if n <= 1 {
			return d
		}
	}
}

// bytes shortens the message of move i.
func (s *shrinker) bytes(ctx context.Context, d Dialogue, i int) Dialogue {
	with := func(b []byte) Dialogue {
		out := d.clone()
		out[i].Bytes = b
		return out
	}
	b := d[i].Bytes
	for n := max(len(b)/2, 1); n > 0; n /= 2 {
		if len(b) > 400 && n < len(b)/64 {
			break // what is long is mostly one run, see below
		}
		for at := 0; at < len(b); {
			less := slices.Concat(b[:at], b[min(at+n, len(b)):])
			if len(less) > 0 && s.try(ctx, with(less)) {
				b = less
				continue
			}
			at += n
		}
	}
	b = s.plain(ctx, b, with)
	b = s.runs(ctx, b, with)
	return with(b)
}

// plain makes words that do not matter for what they say into runs of one letter.
func (s *shrinker) plain(ctx context.Context, b []byte, with func([]byte) Dialogue) []byte {
	for at := 0; at < len(b); {
		end := at
		for end < len(b) && b[end] > ' ' {
			end++
		}
		if end-at > 8 {
			a := slices.Concat(b[:at], bytes.Repeat([]byte("a"), end-at), b[end:])
			if !bytes.Equal(a, b) && s.try(ctx, with(a)) {
				b = a
			}
		}
		at = end + 1
	}
	return b
}

// runs finds for each run of equal bytes the shortest that does it.
func (s *shrinker) runs(ctx context.Context, b []byte, with func([]byte) Dialogue) []byte {
	for at := 0; at < len(b); {
		end := at + 1
		for end < len(b) && b[end] == b[at] {
			end++
		}
		if end-at > 8 {
			low, high := 0, end-at // it holds with high, and is not known to with less
			for low < high {
				mid := (low + high) / 2
				if s.try(ctx, with(slices.Concat(b[:at+mid], b[end:]))) {
					high = mid
				} else {
					low = mid + 1
				}
			}
			b = slices.Concat(b[:at+high], b[end:])
			end = at + high
		}
		at = max(end, at+1)
	}
	return b
}
