// Package measure runs operations side by side, so that a busy machine slows all of
// them alike, and compares what came of it: processor time where the system tells it.
// Only numbers of one run can be compared.
package measure

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Op is something to measure.
type Op struct {
	Name  string
	Bytes int // that one call of Do works on
	Do    func() error
}

// Result is what came of an Op. Nanos has the time of one call in each pass.
type Result struct {
	Name   string
	Bytes  int
	Nanos  []float64
	Allocs float64 // of one call, median
	Alloc  float64 // bytes of one call, median
}

// Plan says how long to measure.
type Plan struct {
	Passes int           // at least 5
	Slice  time.Duration // of one operation in one pass
	Wall   bool          // by the clock on the wall: for operations that wait for other goroutines
}

var started = time.Now()

// wall is the time since the program began.
func wall() time.Duration { return time.Since(started) }

// Run measures all operations in each pass, one after the other, every second pass
// backwards.
func (p Plan) Run(ops ...Op) (Results, error) {
	results := make(Results, len(ops))
	allocs := make([][2][]float64, len(ops))
	order := make([]int, len(ops))
	for i, op := range ops {
		results[i] = Result{Name: op.Name, Bytes: op.Bytes}
		order[i] = i
		if err := op.Do(); err != nil { // warm
			return nil, fmt.Errorf("%s: %w", op.Name, err)
		}
	}
	for range max(p.Passes, 5) {
		for _, i := range order {
			nanos, count, size, err := p.one(ops[i].Do)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", ops[i].Name, err)
			}
			results[i].Nanos = append(results[i].Nanos, nanos)
			allocs[i][0], allocs[i][1] = append(allocs[i][0], count), append(allocs[i][1], size)
		}
		slices.Reverse(order)
	}
	for i := range results {
		results[i].Allocs, results[i].Alloc = Median(allocs[i][0]), Median(allocs[i][1])
	}
	return results, nil
}

// one calls do for a while, at least once. What others left behind is collected
// first, so that nobody pays for it.
func (p Plan) one(do func() error) (nanos, allocs, alloc float64, err error) {
	clock := now
	if p.Wall {
		clock = wall
	} else {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n, batch := 0, 1
	start := clock()
	for {
		for range batch {
			if err := do(); err != nil {
				return 0, 0, 0, err
			}
		}
		n += batch
		took := clock() - start
		if took >= p.Slice {
			runtime.ReadMemStats(&after)
			per := 1 / float64(n)
			return float64(took) * per, float64(after.Mallocs-before.Mallocs) * per, float64(after.TotalAlloc-before.TotalAlloc) * per, nil
		}
		if took < p.Slice/4 {
			batch *= 2
		}
	}
}

// Results are what came of one run.
type Results []Result

// Get returns the result of a name; it panics if there is none, which is a mistake in
// the program.
func (rs Results) Get(name string) *Result {
	for i := range rs {
		if rs[i].Name == name {
			return &rs[i]
		}
	}
	panic("measure: no operation is called " + name)
}

// Fastest returns the fastest of those whose name is chosen.
func (rs Results) Fastest(choose func(name string) bool) *Result {
	var best *Result
	for i := range rs {
		if choose(rs[i].Name) && (best == nil || rs[i].Median() < best.Median()) {
			best = &rs[i]
		}
	}
	return best
}

// Median is that of the time of one call, in nanoseconds.
func (r *Result) Median() float64 { return Median(r.Nanos) }

// Faster is how many times as fast as other r is: the median of the passes' ratios.
func (r *Result) Faster(other *Result) float64 {
	ratios := make([]float64, len(r.Nanos))
	for i := range ratios {
		ratios[i] = other.Nanos[i] / r.Nanos[i]
	}
	return Median(ratios)
}

// Rate is in MB/s.
func (r *Result) Rate() float64 { return float64(r.Bytes) / r.Median() * 1000 }

// Median returns the middle of some numbers, 0 of none.
func Median(v []float64) float64 { return Quantile(v, 0.5) }

// Quantile returns the value below which the part q of the numbers lies.
func Quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Clone(v)
	slices.Sort(v)
	at := q * float64(len(v)-1)
	low := int(at)
	if low+1 == len(v) {
		return v[low]
	}
	return v[low] + (at-float64(low))*(v[low+1]-v[low])
}
