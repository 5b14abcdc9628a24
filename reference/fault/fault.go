// Package fault holds named lies: rewriters that sit on the wire between a peer
// and a session and make a party break one clause of its protocol.
//
// A fault never lives inside a front end. It sees decoded messages and bytes, in
// both directions, and may drop, change, delay, repeat, reorder, cut or close. So
// one table serves four uses: proving that every case of the suite can fail, a
// reference server that misbehaves on request, a proxy in front of a real engine,
// and fuzzing. Each protocol has its table in files of its own: ts.go, ts_load.go, ipc.go.
//
// A Fault is a value; what it does is made of the words in lies.go:
//
//	{ID: "ts/hello-silent", Party: codec.Engine, Clause: "TS-021", Diagnosis: "no-reply",
//		Doc: "does not answer HELLOBG", Lie: Drop("HELLOTS")}
package fault

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"enginespec/codec"
)

// Fault is one named lie.
type Fault struct {
	ID        string      // "ts/hello-silent": the protocol, a slash, a slug; never renamed
	Party     codec.Party // who lies
	Clause    string      // the clause that is broken
	Diagnosis string      // what a suite should say of it
	Doc       string      // what the party does, in a few words
	// Lie returns the rewriter of one connection. The Wire's Shared state is common to
	// all connections of one listener.
	Lie Lie
	// HTTP wraps the handler that serves the content, for lies that are told there.
	HTTP func(http.Handler) http.Handler
	// Addr changes the address that the listener has in the liar's own eyes, for lies
	// about where he listens.
	Addr func(net.Addr) net.Addr
	// Mode is the mode of the file of the liar's socket, for lies about who may use it.
	Mode fs.FileMode
	// Alone says that the lie holds also where nobody answers the liar's dial: he gets a
	// connection to Nobody.
	Alone bool
	// Crosses says that the lie reaches from one connection to the others: only one case
	// at a time can judge it.
	Crosses bool
	// Variant names the variant of the bundled reference that the lie is told on, if
	// it needs another than the usual one.
	Variant string
}

// Lie makes the rewriter of one connection.
type Lie func(w *Wire) Rewriter

// Rewriter is told of each packet in the order in which it was written. It decides
// what goes on by calling the Wire: what it does not Pass is dropped.
type Rewriter func(p *codec.Packet)

// Chunker is a Rewriter's wish to see the bytes as they were read, before they are
// put together to packets. It returns what goes on; see Wire.Chunks.
type Chunker func(from codec.Party, b []byte) []byte

// Shared is what the connections of one listener have in common.
type Shared struct {
	mu     sync.Mutex
	wires  []*Wire
	seed   uint64
	Values sync.Map // for lies that carry state from one connection to another
	Rand   *rand.Rand
	// Real turns the protocol's time into real time. Nil: they are the same.
	Real func(time.Duration) time.Duration
}

// NewShared returns the state for one listener. seed drives all that is random.
func NewShared(seed uint64) *Shared {
	return &Shared{seed: seed, Rand: rand.New(rand.NewPCG(seed, seed))}
}

// Wires returns the open connections, the oldest first.
func (s *Shared) Wires() []*Wire {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.wires)
}

// enter adds a connection.
func (s *Shared) enter(w *Wire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wires = append(s.wires, w)
}

// leave takes a connection, and its shadows, from those that are open.
func (w *Wire) leave() {
	for _, o := range append(w.shadows, w) {
		o.Shared.mu.Lock()
		o.Shared.wires = slices.DeleteFunc(slices.Clone(o.Shared.wires), func(x *Wire) bool { return x == o })
		o.Shared.mu.Unlock()
	}
}

// All returns the faults of all protocols, each protocol's in its own order.
func All() []*Fault { return slices.Concat(TS(), IPC(), CTCS(), Putio()) }

// Named returns the fault with an ID. Its error names the faults of the same
// protocol.
func Named(id string) (*Fault, error) {
	var near []string
	for _, f := range All() {
		if f.ID == id {
			return f, nil
		}
		if p, _, _ := strings.Cut(id, "/"); strings.HasPrefix(f.ID, p+"/") {
			near = append(near, f.ID)
		}
	}
	return nil, &UnknownError{ID: id, Names: near}
}

// UnknownError says that no fault has an ID.
type UnknownError struct {
	ID    string
	Names []string // the faults of the same protocol
}

// Error names the ID and how to see the list.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("no fault is called %q; enginespec list --faults shows all", e.ID)
}
