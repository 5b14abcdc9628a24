// Package tracker is a small HTTP tracker (BEP 3, 23, 48) on loopback for tests and
// for the suite: it answers announce and scrape, remembers what it was told, and
// says what it is asked to say.
package tracker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Announce is what a peer told the tracker.
type Announce struct {
	ID                         [20]byte // info hash
	PeerID                     string   // 20 bytes
	Addr                       netip.AddrPort
	Event                      string // "", started, completed or stopped
	Uploaded, Downloaded, Left int64
	At                         time.Time
}

// Behaviour is how a tracker answers. The zero value is an honest tracker.
type Behaviour struct {
	Failure  string        // refuse every announce with this reason
	Warning  string        // answer, and add this
	Interval time.Duration // between announces, whole seconds; zero: 30 minutes
	Latency  time.Duration // before each answer
	Status   int           // HTTP status of each answer instead of 200, without a body
	NoScrape bool          // answer scrapes with 404
	// Counts are said instead of the real ones.
	Counts *Counts
}

// Counts are the numbers of a scrape.
type Counts struct{ Seeders, Leechers, Completed int }

// Tracker is a running tracker.
type Tracker struct {
	ln  net.Listener
	srv *http.Server

	mu     sync.Mutex
	how    Behaviour
	swarms map[[20]byte]*swarm
	log    []Announce
	news   chan struct{} // closed and replaced with each announce
}

type swarm struct {
	peers     map[netip.AddrPort]int64 // bytes left
	completed int
}

// maxLog bounds what is remembered of announces, and maxPeers a swarm.
const (
	maxLog   = 10_000
	maxPeers = 1_000
)

// New starts a tracker on addr, a loopback "ip:port"; empty: any port of 127.0.0.1.
func New(addr string) (*Tracker, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	ap, err := netip.ParseAddrPort(addr)
	if err != nil || !ap.Addr().IsLoopback() {
		return nil, fmt.Errorf("tracker address %q: expected a loopback ip:port", addr)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	t := &Tracker{ln: ln, swarms: map[[20]byte]*swarm{}, news: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /announce", t.announce)
	mux.HandleFunc("GET /scrape", t.scrape)
	t.srv = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go t.srv.Serve(ln)
	return t, nil
}

// URL is the announce URL.
func (t *Tracker) URL() string { return "http://" + t.ln.Addr().String() + "/announce" }

// Set changes how the tracker answers from now on.
func (t *Tracker) Set(b Behaviour) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.how = b
}

// AddPeer puts a peer into a swarm as if it had announced itself, so that a seeder
// needs to know nothing of trackers. left 0 makes it a seeder.
func (t *Tracker) AddPeer(id [20]byte, addr string, left int64) error {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.swarm(id).peers[ap] = left
	return nil
}

// Announces returns what the tracker was told about a torrent, oldest first.
func (t *Tracker) Announces(id [20]byte) []Announce {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(t.log), func(a Announce) bool { return a.ID != id })
}

// Wait returns the first announce about a torrent, past or to come, that ok accepts.
func (t *Tracker) Wait(ctx context.Context, id [20]byte, ok func(Announce) bool) (Announce, error) {
	for {
		t.mu.Lock()
		news := t.news
		t.mu.Unlock()
		for _, a := range t.Announces(id) {
			if ok(a) {
				return a, nil
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return Announce{}, fmt.Errorf("tracker: no such announce: %w", ctx.Err())
		}
	}
}

// Close ends the tracker and the answers it was giving.
func (t *Tracker) Close() error {
	err := t.srv.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}

// swarm returns a torrent's swarm. mu must be held.
func (t *Tracker) swarm(id [20]byte) *swarm {
	s := t.swarms[id]
	if s == nil {
		s = &swarm{peers: map[netip.AddrPort]int64{}}
		t.swarms[id] = s
	}
	return s
}

// counts are the real numbers of a swarm, or those that are to be said.
func (s *swarm) counts(how Behaviour) Counts {
	if how.Counts != nil {
		return *how.Counts
	}
	c := Counts{Completed: s.completed}
	for _, left := range s.peers {
		if left == 0 {
			c.Seeders++
		} else {
			c.Leechers++
		}
	}
	return c
}
