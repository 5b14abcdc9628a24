package fault

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"enginespec/codec"
)

// Watch finds out which of many faults would lie where the truth is told. Its Fault
// passes everything, and shows it to the lies of all of them, each in surroundings of
// its own where nothing that it says is heard. Up to the first thing that a lie does
// other than to pass a packet at once, a liar and an honest party are the same to
// everybody: a dialogue in which a fault did not lie goes the same way with it.
//
// Who lies about where he listens, who may dial and what reaches other connections is
// taken to lie always: that is not seen on the wire.
type Watch struct {
	faults []*Fault
	lied   []atomic.Bool // by the index in faults

	mu     sync.Mutex
	shared map[*Shared][]*Shared // of each fault, for what a listener's connections have in common
}

// NewWatch watches faults, of which there is at least one. They are of one protocol and
// one party, and told on one variant.
func NewWatch(faults []*Fault) *Watch {
	wa := &Watch{faults: faults, lied: make([]atomic.Bool, len(faults)), shared: map[*Shared][]*Shared{}}
	for i, f := range faults {
		if f.Crosses || f.Alone || f.Addr != nil || f.Mode != 0 {
			wa.lied[i].Store(true)
		}
	}
	return wa
}

// Fault returns the fault that tells the truth.
func (wa *Watch) Fault() *Fault {
	first := wa.faults[0]
	protocol, _, _ := strings.Cut(first.ID, "/")
	return &Fault{ID: protocol + "/honest", Party: first.Party, Variant: first.Variant, Doc: "tells the truth", Lie: wa.lie, HTTP: wa.http}
}

// Lied returns the faults that would have lied so far, in their order.
func (wa *Watch) Lied() (lied []*Fault) {
	for i, f := range wa.faults {
		if wa.lied[i].Load() {
			lied = append(lied, f)
		}
	}
	return lied
}

// http is for lies about content, which would have been told if there was any.
func (wa *Watch) http(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i, f := range wa.faults {
			if f.HTTP != nil {
				wa.lied[i].Store(true)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// apart is what the connections that have s in common have in common in the eyes of
// each fault.
func (wa *Watch) apart(s *Shared) []*Shared {
	wa.mu.Lock()
	defer wa.mu.Unlock()
	all := wa.shared[s]
	if all == nil {
		for range wa.faults {
			one := NewShared(s.seed)
			one.Real = s.Real
			all = append(all, one)
		}
		wa.shared[s] = all
	}
	return all
}

// lie shows what passes a wire to all lies.
func (wa *Watch) lie(w *Wire) Rewriter {
	var all []*shadow
	for i, s := range wa.apart(w.Shared) {
		if f := wa.faults[i]; f.Lie != nil && !wa.lied[i].Load() {
			all = append(all, cast(w, f, s, &wa.lied[i]))
		}
	}
	w.Chunks(func(from codec.Party, b []byte) []byte {
		for _, sh := range all {
			sh.chunk(from, b)
		}
		return b
	})
	w.Ends(func(from codec.Party) bool {
		for _, sh := range all {
			sh.end(from)
		}
		return false
	})
	return func(p *codec.Packet) {
		was := bytes.Clone(p.Raw)
		for _, sh := range all {
			sh.packet(p, was)
		}
		w.Pass(p)
	}
}

// shadow is what a wire would be with another lie on it. What the lie does shows.
type shadow struct {
	wire    *Wire
	rewrite Rewriter
	lied    *atomic.Bool
	p       *codec.Packet // that the lie looks at
	passed  bool          // as it is
}

// cast returns the shadow of w under f.
func cast(w *Wire, f *Fault, s *Shared, lied *atomic.Bool) *shadow {
	sh := &shadow{lied: lied, wire: &Wire{Protocol: w.Protocol, Liar: w.Liar, Shared: s}}
	sh.wire.shadow = sh
	w.shadows = append(w.shadows, sh.wire)
	s.enter(sh.wire)
	sh.rewrite = f.Lie(sh.wire)
	return sh
}

func (sh *shadow) lie() { sh.lied.Store(true) }

// write is what the lie writes.
func (sh *shadow) write(from codec.Party, b []byte) {
	if len(b) == 0 {
		return
	}
	if sh.p == nil || sh.passed || from != sh.p.From || !bytes.Equal(b, sh.p.Raw) {
		sh.lie()
	}
	sh.passed = true
}

// packet shows the lie a packet, which it has to pass. Its bytes were was, if the lie
// edits them where they are.
func (sh *shadow) packet(p *codec.Packet, was []byte) {
	if sh.lied.Load() {
		return
	}
	shown := *p
	sh.p, sh.passed = p, false
	sh.rewrite(&shown)
	sh.p = nil
	if !bytes.Equal(p.Raw, was) {
		copy(p.Raw, was)
		sh.passed = false
	}
	if !sh.passed {
		sh.lie()
	}
}

// chunk shows the lie what was read, which it has to leave.
func (sh *shadow) chunk(from codec.Party, b []byte) {
	if c := sh.wire.chunks; c != nil && !sh.lied.Load() && !bytes.Equal(c(from, bytes.Clone(b)), b) {
		sh.lie()
	}
}

// end tells the lie that a party ends the connection, which the other has to be told.
func (sh *shadow) end(from codec.Party) {
	if ends := sh.wire.ends; ends != nil && !sh.lied.Load() && ends(from) {
		sh.lie()
	}
}

// Lied returns the IDs of the faults of a party that would have lied in what meet does
// with a party that is honest as a Watch's is, variant by variant.
func Lied(faults []*Fault, party codec.Party, meet func(honest *Fault)) (ids []string) {
	variants := map[string][]*Fault{}
	for _, f := range faults {
		if f.Party == party {
			variants[f.Variant] = append(variants[f.Variant], f)
		}
	}
	for _, variant := range slices.Sorted(maps.Keys(variants)) {
		wa := NewWatch(variants[variant])
		meet(wa.Fault())
		for _, f := range wa.Lied() {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
