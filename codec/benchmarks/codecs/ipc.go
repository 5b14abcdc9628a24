// Package codecs measures the codecs beside other people's libraries, beside what
// scripts do, and beside what no decoder can beat.
package codecs

import (
	"fmt"
	"io"
	"runtime"
	"strings"

	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
)

// peer reports whether the name of an operation is that of somebody else's library.
func peer(name string) bool {
	return !strings.HasPrefix(name, ours) && !strings.HasPrefix(name, "floor")
}

const ours = "enginespec"

// IPC writes the tables of Transmission IPC and returns its bars.
func IPC(w io.Writer, p measure.Plan) (bars []measure.Bar, err error) {
	for _, step := range []func(io.Writer, measure.Plan) ([]measure.Bar, error){ipcDecode, ipcLarge, ipcSmall, ipcEncode} {
		some, err := step(w, p)
		if err != nil {
			return nil, err
		}
		bars = append(bars, some...)
	}
	return bars, nil
}

// decoders are all that read a status reply of n torrents. Peers that reflect read it
// into structs, which no peer does faster than its tree, unless tree is set.
func decoders(n int, trees bool) []measure.Op {
	frame := gen.Frame(gen.Status(n))
	payload := frame[ipc.HeaderLen:]
	view := new(ipc.Message)
	ops := []measure.Op{
		{Name: "floor: a walk that only validates", Do: func() error { return bencode.Valid(payload, nil, nil) }},
		{Name: "enginespec, view", Do: func() error { return view.Decode(frame, nil) }},
		{Name: "enginespec, one by one", Do: func() (err error) { return each(frame, n) }},
		{Name: "enginespec, owned", Do: func() error { return new(ipc.Message).DecodeOwned(frame, nil) }},
	}
	for _, p := range peers.Bencodes {
		if p.Typed != nil {
			in := payload
			if p.NeedsList {
				in, _ = peers.InnerList(payload)
			}
			ops = append(ops, measure.Op{Name: p.Name + ", structs", Do: func() error { _, err := p.Typed(in); return err }})
		}
		if trees {
			in := payload
			if p.DictOnly {
				in = append(append([]byte("d1:x"), payload...), 'e')
			}
			ops = append(ops, measure.Op{Name: p.Name + ", tree", Do: func() error { _, err := p.Any(in); return err }})
		}
	}
	for i := range ops {
		ops[i].Bytes = len(payload)
	}
	return ops
}

func each(frame []byte, n int) (err error) {
	k := 0
	for _, err = range ipc.EachStatus(frame, nil) {
		k++
	}
	if err == nil && k != n {
		err = fmt.Errorf("%d torrents, expected %d", k, n)
	}
	return err
}

func ipcDecode(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	rs, err := p.Run(decoders(1000, true)...)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(w, "\nIPC, status reply of 1,000 torrents, decoded:\n\n")
	rs.Write(w, "enginespec, view")
	view, owned, fastest := rs.Get("enginespec, view"), rs.Get("enginespec, owned"), rs.Fastest(peer)
	return []measure.Bar{
		{Goal: "IPC status, 1,000 torrents, decoded as views / fastest peer (" + fastest.Name + ")", Want: 4, Got: view.Faster(fastest), Unit: "x"},
		{Goal: "... time / a walk that only validates", Want: 1.1, Most: true, Got: 1 / view.Faster(rs.Get("floor: a walk that only validates")), Unit: "x"},
		{Goal: "... allocations", Want: 0, Most: true, Got: float64(int(view.Allocs))},
		{Goal: "... owned, nothing reused / fastest peer", Want: 2.2, Got: owned.Faster(fastest), Unit: "x"},
		{Goal: "... owned: allocations", Want: 20, Most: true, Got: owned.Allocs},
	}, nil
}

func ipcLarge(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	var ops []measure.Op
	for _, op := range decoders(100_000, false) {
		if name, _, _ := strings.Cut(op.Name, ","); name == ours || name == "trim21" {
			ops = append(ops, op)
		}
	}
	// The fastest tree: no peer's structs are faster.
	payload := gen.Frame(gen.Status(100_000))[ipc.HeaderLen:]
	for _, p := range peers.Bencodes {
		if p.Name == "incsw" {
			ops = append(ops, measure.Op{Name: p.Name + ", tree", Bytes: len(payload), Do: func() error { _, err := p.Any(payload); return err }})
		}
	}
	p.Slice /= 4 // each takes longer than that
	rs, err := p.Run(ops...)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(w, "\nIPC, status reply of 100,000 torrents, decoded:\n\n")
	rs.Write(w, "enginespec, one by one")
	took, err := heldBy(100_000)
	one := rs.Get("enginespec, one by one")
	return []measure.Bar{
		{Goal: "IPC status, 100,000 torrents one by one / fastest peer", Want: 3.5, Got: one.Faster(rs.Fastest(peer)), Unit: "x"},
		{Goal: "... allocated above the input", Want: 1024, Most: true, Got: took / 1024, Unit: "KiB"},
	}, err
}

// heldBy is what reading n torrents one by one allocates, in bytes.
func heldBy(n int) (float64, error) {
	frame := gen.Frame(gen.Status(n))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := each(frame, n)
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc), err
}

func ipcSmall(w io.Writer, p measure.Plan) (bars []measure.Bar, err error) {
	var m ipc.Message
	var h ipc.Handshake
	for _, in := range []struct {
		name, payload string
		decode        func(frame []byte) error
	}{
		{"handshake", gen.Handshake, func(b []byte) error { return h.Decode(b, nil) }},
		{"tagged request", gen.Request, func(b []byte) error { return m.Decode(b, nil) }},
	} {
		payload := []byte(in.payload)
		frame, err := ipc.AppendFrame(nil, payload)
		if err != nil {
			return nil, err
		}
		ops := []measure.Op{
			{Name: "floor: a walk that only validates", Do: func() error { return bencode.Valid(payload, nil, nil) }},
			{Name: ours, Do: func() error { return in.decode(frame) }},
		}
		for _, p := range peers.Bencodes {
			if !p.DictOnly || payload[0] == 'd' {
				ops = append(ops, measure.Op{Name: p.Name + ", tree", Do: func() error { _, err := p.Any(payload); return err }})
			}
		}
		for i := range ops {
			ops[i].Bytes = len(payload)
		}
		rs, err := measure.Plan{Passes: p.Passes, Slice: p.Slice / 4}.Run(ops...)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "\nIPC, %s, %d bytes, decoded:\n\n", in.name, len(payload))
		rs.Write(w, ours)
		we, fastest := rs.Get(ours), rs.Fastest(peer)
		bars = append(bars, measure.Bar{Goal: "IPC " + in.name + " / fastest peer (" + fastest.Name + ")", Want: 5, Got: we.Faster(fastest), Unit: "x"},
			measure.Bar{Goal: "... allocations", Most: true, Got: float64(int(we.Allocs))})
	}
	return bars, nil
}

func ipcEncode(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	m := gen.Status(1000)
	frame := gen.Frame(m)
	dst := make([]byte, 0, len(frame))
	ops := []measure.Op{
		{Name: "enginespec, warm", Do: func() (err error) { dst, err = m.Append(dst[:0]); return }},
		{Name: "enginespec, sized", Do: func() error { _, err := m.Append(make([]byte, 0, m.Size())); return err }},
	}
	structs, tree := peers.Structs(m), peers.Tree(m)
	for _, p := range peers.Bencodes {
		if p.FromTyped != nil {
			ops = append(ops, measure.Op{Name: p.Name + ", structs", Do: func() error { _, err := p.FromTyped(structs); return err }})
		}
		var buf []byte
		ops = append(ops, measure.Op{Name: p.Name + ", tree", Do: func() (err error) { buf, err = p.FromAny(buf, tree); return }})
	}
	for i := range ops {
		ops[i].Bytes = len(frame)
	}
	rs, err := p.Run(ops...)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(w, "\nIPC, status reply of 1,000 torrents, encoded:\n\n")
	rs.Write(w, "enginespec, warm")
	warm, sized, fastest := rs.Get("enginespec, warm"), rs.Get("enginespec, sized"), rs.Fastest(peer)
	return []measure.Bar{
		{Goal: "IPC status, 1,000 torrents, encoded into a warm buffer / fastest peer (" + fastest.Name + ")", Want: 3, Got: warm.Faster(fastest), Unit: "x"},
		{Goal: "... allocations", Most: true, Got: float64(int(warm.Allocs))},
		{Goal: "... into a new buffer of the right size / fastest peer", Want: 2, Got: sized.Faster(fastest), Unit: "x"},
		{Goal: "... allocations", Want: 1, Most: true, Got: float64(int(sized.Allocs))},
	}, nil
}
