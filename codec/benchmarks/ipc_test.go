// Package benchmarks tests that what is compared does the same work.
package benchmarks

import (
	"fmt"
	"runtime"
	"testing"

	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/ipc"
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
