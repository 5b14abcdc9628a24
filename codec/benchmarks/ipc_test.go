package benchmarks

import (
	"fmt"
	"runtime"
	"testing"

	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
)

// Before anything is timed: all libraries read the same and write the same.
func TestBencodePeersAgree(t *testing.T) {
	m := gen.Status(3)
	frame := gen.Frame(m)
	payload := frame[ipc.HeaderLen:]
	want := fmt.Sprint(peers.Structs(m)[1])
	for _, p := range peers.Bencodes {
		if p.Typed != nil {
			in := payload
			if p.NeedsList {
				in, _ = peers.InnerList(payload)
			}
			got, err := p.Typed(in)
			if err != nil || fmt.Sprint(got) != want {
				t.Errorf("%s reads %v: %v", p.Name, got, err)
			}
		}
		if p.FromTyped != nil {
			got, err := p.FromTyped(peers.Structs(m))
			if err != nil || string(got) != string(payload) {
				t.Errorf("%s writes %q: %v", p.Name, got, err)
			}
		}
		got, err := p.FromAny(make([]byte, 0, 1<<16), peers.Tree(m))
		if err != nil || string(got) != string(payload) {
			t.Errorf("%s writes %q: %v", p.Name, got, err)
		}
	}
}

func run(b *testing.B, name string, bytes int, op func() error) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(bytes))
		b.ReportAllocs()
		for b.Loop() {
			if err := op(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkIPCDecodeSmall(b *testing.B) {
	for _, in := range []struct{ name, payload string }{{"handshake", gen.Handshake}, {"request", gen.Request}} {
		payload := []byte(in.payload)
		frame, err := ipc.AppendFrame(nil, payload)
		if err != nil {
			b.Fatal(err)
		}
		var m ipc.Message
		var h ipc.Handshake
		if in.name == "handshake" {
			run(b, in.name+"/enginespec", len(payload), func() error { return h.Decode(frame, nil) })
		} else {
			run(b, in.name+"/enginespec", len(payload), func() error { return m.Decode(frame, nil) })
		}
		run(b, in.name+"/enginespec-walk", len(payload), func() error { return bencode.Valid(payload, nil, nil) })
		for _, p := range peers.Bencodes {
			if p.DictOnly && in.name != "handshake" {
				continue
			}
			run(b, in.name+"/"+p.Name, len(payload), func() error { _, err := p.Any(payload); return err })
		}
	}
}

func BenchmarkIPCDecodeStatus(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		frame := gen.Frame(gen.Status(n))
		payload := frame[ipc.HeaderLen:]
		pre := fmt.Sprintf("n=%d/", n)
		var m ipc.Message
		run(b, pre+"enginespec/walk", len(payload), func() error { return bencode.Valid(payload, nil, nil) })
		run(b, pre+"enginespec/view", len(payload), func() error { return m.Decode(frame, nil) })
		m = ipc.Message{}
		run(b, pre+"enginespec/owned", len(payload), func() error { return new(ipc.Message).DecodeOwned(frame, nil) })
		run(b, pre+"enginespec/each", len(payload), func() (err error) {
			k := 0
			for _, err = range ipc.EachStatus(frame, nil) {
				k++
			}
			if k != n {
				return fmt.Errorf("%d torrents: %v", k, err)
			}
			return err
		})
		for _, p := range peers.Bencodes {
			if p.Typed != nil {
				in := payload
				if p.NeedsList {
					in, _ = peers.InnerList(payload)
				}
				run(b, pre+p.Name+"/typed", len(payload), func() error { _, err := p.Typed(in); return err })
			}
			in := payload
			if p.DictOnly {
				in = append(append([]byte("d1:x"), payload...), 'e')
			}
			run(b, pre+p.Name+"/any", len(payload), func() error { _, err := p.Any(in); return err })
		}
	}
}

func BenchmarkIPCEncodeStatus(b *testing.B) {
	for _, n := range []int{10, 1000} {
		m := gen.Status(n)
		frame := gen.Frame(m)
		pre := fmt.Sprintf("n=%d/", n)
		dst := make([]byte, 0, len(frame))
		run(b, pre+"enginespec/warm", len(frame), func() (err error) { dst, err = m.Append(dst[:0]); return })
		run(b, pre+"enginespec/sized", len(frame), func() error { _, err := m.Append(make([]byte, 0, m.Size())); return err })
		structs, tree := peers.Structs(m), peers.Tree(m)
		for _, p := range peers.Bencodes {
			if p.FromTyped != nil {
				run(b, pre+p.Name+"/typed", len(frame), func() error { _, err := p.FromTyped(structs); return err })
			}
			var buf []byte
			run(b, pre+p.Name+"/any", len(frame), func() (err error) { buf, err = p.FromAny(buf, tree); return })
		}
	}
}

// Streaming holds nothing: 100,000 torrents pass in less than 1 MiB over the input.
func TestIPCEachInConstantMemory(t *testing.T) {
	frame := gen.Frame(gen.Status(100_000))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for s, err := range ipc.EachStatus(frame, nil) {
		if err != nil {
			t.Fatal(err)
		}
		n += int(s.Has & 1)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; n != 100_000 || took > 1<<20 {
		t.Fatalf("%d torrents took %d bytes, expected 100,000 in less than 1 MiB", n, took)
	}
}
