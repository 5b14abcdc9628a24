package ctcs

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"enginespec/codec"
)

// The usual code for CTSTATUS, to measure against in the same run.

func splitStatus(line string) (*Status, error) {
	f := strings.Fields(line)
	if len(f) != 7 || f[0] != wordStatus {
		return nil, fmt.Errorf("bad line")
	}
	var n []uint64
	for _, x := range f[1:] {
		for _, y := range strings.FieldsFunc(x, func(r rune) bool { return r == ':' || r == '/' || r == ',' }) {
			v, err := strconv.ParseUint(y, 10, 64)
			if err != nil {
				return nil, err
			}
			n = append(n, v)
		}
	}
	if len(n) != 15 {
		return nil, fmt.Errorf("bad count")
	}
	s := new(Status)
	s.set(3, (*[15]uint64)(n))
	return s, nil
}

func sprintfStatus(s *Status) string {
	return fmt.Sprintf("CTSTATUS %d:%d/%d:%d/%d %d/%d/%d %d,%d %d,%d %d,%d %d\n",
		s.Seeders, s.TotalSeeders, s.Leechers, s.TotalLeechers, s.Connecting, s.NHave, s.NTotal, s.NAvail,
		s.DLRate, s.ULRate, s.DLTotal, s.ULTotal, s.DLLimit, s.ULLimit, s.CacheUsed)
}

// benchLines are CTSTATUS lines as of a busy torrent, in a fixed pseudo-random order.
func benchLines() (lines [][]byte, messages []Status) {
	x := uint64(88172645463325252)
	n := func(limit uint64) int64 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int64(x % limit)
	}
	for range 1000 {
		s := Status{
			Version: 3, Seeders: n(20), TotalSeeders: n(500), Leechers: n(20), TotalLeechers: n(500), Connecting: n(5),
			NHave: n(400), NTotal: 400, NAvail: n(400), DLRate: n(1 << 20), ULRate: n(1 << 20),
			DLTotal: uint64(n(1 << 36)), ULTotal: uint64(n(1 << 36)), DLLimit: n(1 << 20), ULLimit: n(1 << 20), CacheUsed: n(16384),
		}
		messages = append(messages, s)
		lines = append(lines, []byte(strings.TrimSuffix(sprintfStatus(&s), "\n")))
	}
	return lines, messages
}

func BenchmarkStatus(b *testing.B) {
	lines, messages := benchLines()
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		var s Status
		for i := 0; b.Loop(); i++ {
			if err := s.Decode(lines[i%len(lines)], nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode-split", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := splitStatus(string(lines[i%len(lines)])); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for i := 0; b.Loop(); i++ {
			dst, _ = messages[i%len(messages)].Append(dst[:0])
		}
	})
	b.Run("append-sprintf", func(b *testing.B) {
		b.ReportAllocs()
		var n int
		for i := 0; b.Loop(); i++ {
			n += len(sprintfStatus(&messages[i%len(messages)]))
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		stream := append(bytes.Join(lines, []byte{'\n'}), '\n')
		src := bytes.NewReader(stream)
		r := NewReader(src, codec.Engine, nil)
		for b.Loop() {
			if _, err := r.Next(); err != nil {
				src.Reset(stream)
				r.err = nil
			}
		}
	})
}
