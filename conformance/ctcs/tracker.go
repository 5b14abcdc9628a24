package ctcs

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"enginespec/conformance"
	"enginespec/corpus"
)

// announce is what an engine has told its tracker.
type announce struct {
	event, peerID string
	at            time.Time
}

// tracker is the HTTP tracker of one session's torrent.
type tracker struct {
	url string

	mu    sync.Mutex
	peers []netip.AddrPort
	log   []announce
}

// track starts the session's tracker.
func track(s *session, f *corpus.Fixture) (*tracker, error) {
	l, err := s.Env.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &tracker{url: "http://" + l.Addr().String() + "/announce"}
	srv := &http.Server{Handler: t}
	go srv.Serve(l)
	s.Defer(func() { srv.Close() })
	return t, nil
}

func (t *tracker) add(addr net.Addr) {
	if ap, err := netip.ParseAddrPort(addr.String()); err == nil {
		t.peers = append(t.peers, ap)
	}
}

// ServeHTTP answers an announce with the peers, in the compact form.
func (t *tracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.log) < 1000 {
		t.log = append(t.log, announce{q.Get("event"), q.Get("peer_id"), time.Now()})
	}
	var peers []byte
	for _, p := range t.peers {
		ip := p.Addr().As4()
		peers = append(append(peers, ip[:]...), byte(p.Port()>>8), byte(p.Port()))
	}
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "d8:completei%de10:incompletei1e8:intervali1800e5:peers%d:%se", len(t.peers), len(peers), peers)
}

// heard returns what was announced from the i-th announce on.
func (t *tracker) heard(i int) []announce {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]announce(nil), t.log[min(i, len(t.log)):]...)
}

// told waits until what was announced from the i-th announce on satisfies ok, at most d
// of the target's time.
func told(s *session, i int, d time.Duration, expected string, ok func([]announce) bool) *failure {
	t := placeOf(s).tracker
	deadline := time.Now().Add(max(s.Bound(d), s.Patience()))
	for {
		log := t.heard(i)
		if ok(log) {
			return nil
		}
		if time.Now().After(deadline) || s.Wait(max(s.Real(100*time.Millisecond), time.Millisecond)) != nil {
			return fail(conformance.NoReply, expected, "%s", events(t.heard(0)))
		}
	}
}

// events is what a tracker has heard, for messages.
func events(log []announce) string {
	text := "nothing"
	for i, a := range log {
		if i == 0 {
			text = ""
		} else {
			text += ", "
		}
		if a.event == "" {
			text += "no event"
		} else {
			text += a.event
		}
	}
	return "the tracker heard " + text
}
