package ts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"enginespec/codec"
)

// statusLines are n STATUS lines as an engine writes them while it prebuffers and
// plays, a quarter of them with an ad part: 63 bytes on average.
func statusLines(n int) (lines [][]byte) {
	r := rand.New(rand.NewPCG(1, 2))
	common := func(b []byte) []byte {
		return fmt.Appendf(b, ";0;%d;%d;0;%d;%d;0;%d;0;%d", r.IntN(101), r.IntN(5000), r.IntN(500), r.IntN(99), r.IntN(1<<31), r.IntN(1<<27))
	}
	for i := range n {
		var b []byte
		if i%3 == 0 {
			b = common(fmt.Appendf(nil, "STATUS main:prebuf;%d;%d", r.IntN(101), r.IntN(3000)))
		} else {
			b = common([]byte("STATUS main:dl"))
		}
		if i%4 == 0 {
			b = common(append(b, "|ad:dl"...))
		}
		lines = append(lines, b)
	}
	return lines
}

// splitStatus is how most programs read STATUS. It checks nothing but numbers.
func splitStatus(line string) (*Status, error) {
	f := strings.Fields(line)
	if len(f) != 2 || f[0] != "STATUS" {
		return nil, errors.New("bad line")
	}
	s := &Status{}
	for _, part := range strings.Split(f[1], "|") {
		name, descr, _ := strings.Cut(part, ":")
		p := &s.Main
		if name == "ad" {
			p = &s.Ad
		}
		v := strings.Split(descr, ";")
		n := make([]int64, 0, len(v))
		for _, x := range v[1:] {
			i, err := strconv.ParseInt(x, 10, 64)
			if err != nil {
				return nil, err
			}
			n = append(n, i)
		}
		switch v[0] {
		case "prebuf":
			p.State, p.Progress, p.Time = Prebuf, n[0], n[1]
			n = n[2:]
		case "dl":
			p.State = DL
		}
		if len(n) == 10 {
			p.Common = Common{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]}
		}
	}
	return s, nil
}

// sprintfStatus is how most programs write STATUS.
func sprintfStatus(s *Status) string {
	part := func(p *Part) string {
		c := &p.Common
		own := p.State.String()
		if p.State == Prebuf {
			own = fmt.Sprintf("prebuf;%d;%d", p.Progress, p.Time)
		}
		return fmt.Sprintf("%s;%d;%d;%d;%d;%d;%d;%d;%d;%d;%d", own, c.TotalProgress, c.ImmediateProgress, c.SpeedDown,
			c.HTTPSpeedDown, c.SpeedUp, c.Peers, c.HTTPPeers, c.Downloaded, c.HTTPDownloaded, c.Uploaded)
	}
	line := "STATUS main:" + part(&s.Main)
	if s.HasAd() {
		line += "|ad:" + part(&s.Ad)
	}
	return line + "\r\n"
}

// The yardsticks say the same as the codec: what is measured is the same work.
func TestYardsticksAgree(t *testing.T) {
	for _, line := range statusLines(1000) {
		var s Status
		if err := s.Decode(line, nil); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		n, err := splitStatus(string(line))
		if err != nil || fmt.Sprint(*n) != fmt.Sprint(s) {
			t.Fatalf("%s: %v %v %v", line, *n, s, err)
		}
		if b, err := s.Append(nil); err != nil || sprintfStatus(&s) != string(b) {
			t.Fatalf("%s: %v", b, err)
		}
	}
}

func perLine(b *testing.B, n int, f func()) {
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
}

// BenchmarkStatus sets Decode and Append against the yardsticks in the same run:
// decode at least 6 times strings.Split, encode at least 5 times fmt.Sprintf.
func BenchmarkStatus(b *testing.B) {
	const n = 10000
	lines := statusLines(n)
	text := make([]string, n)
	values := make([]Status, n)
	for i, l := range lines {
		text[i] = string(l)
		if err := values[i].Decode(l, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("decode", func(b *testing.B) {
		var s Status
		perLine(b, n, func() {
			for _, l := range lines {
				if err := s.Decode(l, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("split", func(b *testing.B) {
		perLine(b, n, func() {
			for _, l := range text {
				if _, err := splitStatus(l); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("append", func(b *testing.B) {
		var buf []byte
		perLine(b, n, func() {
			for i := range values {
				buf, _ = values[i].Append(buf[:0])
			}
		})
	})
	b.Run("sprintf", func(b *testing.B) {
		size := 0
		perLine(b, n, func() {
			for i := range values {
				size += len(sprintfStatus(&values[i]))
			}
		})
	})
}

// BenchmarkReader is a whole session, as an engine writes it, through a Reader.
func BenchmarkReader(b *testing.B) {
	var in []byte
	count := 0
	for i, l := range statusLines(10000) {
		in = append(append(in, l...), crlf...)
		if count++; i%5 == 0 {
			in = append(in, "EVENT livepos last=1538932299 live_first=1538930499 pos=1538932299 first_ts=1538930499 last_ts=1538932299 is_live=1 live_last=1538932299 buffer_pieces=15\r\nSTATE 2\r\nINFO 1;Cannot find active peers\r\n"...)
			count += 3
		}
	}
	src := bytes.NewReader(in)
	r := NewReader(src, codec.Engine, nil)
	b.SetBytes(int64(len(in)))
	perLine(b, count, func() {
		src.Reset(in)
		r.err = nil
		for {
			if _, err := r.Next(); err == io.EOF {
				return
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
}
