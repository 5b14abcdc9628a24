package gen

import (
	"math/bits"
	"math/rand/v2"

	"pgregory.net/rapid"
)

// Source is where choices come from: a rapid test, which can shrink them, or a plain random
// source, which is faster. Zero is the simplest choice.
type Source struct {
	t    *rapid.T
	r    *rand.Rand
	pool uint64
	have int // bits in the pool
}

// Rapid returns the source that draws from t.
func Rapid(t *rapid.T) *Source { return &Source{t: t} }

// Random returns a plain source.
func Random(seed uint64) *Source { return &Source{r: rand.New(rand.NewPCG(seed, 1))} }

// drawn is how many bits one draw of rapid gives. Its other generators prefer small
// numbers, which is no use for a pool of bits.
const drawn = 16

var words = rapid.SampledFrom(func() []uint16 {
	all := make([]uint16, 1<<drawn)
	for i := range all {
		all[i] = uint16(i)
	}
	return all
}())

// take returns n bits, at most 16.
func (s *Source) take(n int) uint64 {
	if s.r != nil {
		if s.have < n {
			s.pool, s.have = s.r.Uint64(), 64
		}
	} else if s.have < n {
		s.pool |= uint64(words.Draw(s.t, "bits")) << s.have
		s.have += drawn
	}
	v := s.pool & (1<<n - 1)
	s.pool >>= n
	s.have -= n
	return v
}

// N returns a number from 0 to n-1. n is at most 65536.
func (s *Source) N(n int) int {
	if n <= 1 {
		return 0
	}
	return int(s.take(bits.Len(uint(n-1)))) % n
}

// Chance is true once in n times; the simplest choice is false.
func (s *Source) Chance(n int) bool { return s.N(n) == n-1 }

// Uint64 returns any number, small ones and those at the edges of types more often.
func (s *Source) Uint64() uint64 {
	if s.N(4) == 3 {
		return edges[s.N(len(edges))]
	}
	n := s.N(65)
	v := uint64(0)
	for at := 0; at < n; at += drawn {
		v |= s.take(min(drawn, n-at)) << at
	}
	return v
}

var edges = []uint64{
	1<<7 - 1, 1 << 8, 1<<16 - 1, 1 << 16, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<53 + 1, 1<<63 - 1, 1 << 63, 1<<64 - 1, 100, 101, 999999999999,
}

// one is any of a list; the first is the simplest.
func one[T any](s *Source, list []T) T { return list[s.N(min(len(list), 1<<drawn))] }
