package tracker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"enginespec/codec/ipc/bencode"
)

// defaultInterval is said when nothing else is asked for.
const defaultInterval = 30 * time.Minute

// delay waits for the latency and reports whether the client is still there.
func (t *Tracker) delay(r *http.Request) (Behaviour, bool) {
	t.mu.Lock()
	how := t.how
	t.mu.Unlock()
	if how.Latency > 0 {
		timer := time.NewTimer(how.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return how, false
		}
	}
	return how, true
}

func (t *Tracker) announce(w http.ResponseWriter, r *http.Request) {
	how, ok := t.delay(r)
	if !ok {
		return
	}
	a, err := parse(r)
	if err != nil {
		answer(w, failure(err.Error()))
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.log) == maxLog {
		t.log = t.log[maxLog/2:]
	}
	t.log = append(t.log, a)
	close(t.news)
	t.news = make(chan struct{})
	switch {
	case how.Status != 0:
		w.WriteHeader(how.Status)
		return
	case how.Failure != "":
		answer(w, failure(how.Failure))
		return
	}
	s := t.swarm(a.ID)
	s.note(a)
	answer(w, s.reply(a, how))
}

// note changes the swarm by an announce.
func (s *swarm) note(a Announce) {
	switch {
	case a.Event == "stopped":
		delete(s.peers, a.Addr)
		return
	case a.Event == "completed":
		s.completed++
	}
	if _, known := s.peers[a.Addr]; known || len(s.peers) < maxPeers {
		s.peers[a.Addr] = a.Left
	}
}

// reply is the answer to an announce, keys in bencode's order. Peers are compact
// (BEP 23), without the one that asks.
func (s *swarm) reply(a Announce, how Behaviour) []byte {
	c := s.counts(how)
	interval := how.Interval
	if interval == 0 {
		interval = defaultInterval
	}
	var peers []byte
	for ap := range s.peers {
		if ip := ap.Addr().Unmap(); ip.Is4() && ap != a.Addr && a.Event != "stopped" {
			peers = append(peers, ip.AsSlice()...)
			peers = binary.BigEndian.AppendUint16(peers, ap.Port())
		}
	}
	var d bencode.Pairs
	d.Int("complete", int64(c.Seeders))
	d.Int("incomplete", int64(c.Leechers))
	d.Int("interval", int64(interval/time.Second))
	d.Bytes("peers", peers)
	if how.Warning != "" {
		d.String("warning message", how.Warning)
	}
	b, _ := d.Append(nil) // the keys differ
	return b
}

func (t *Tracker) scrape(w http.ResponseWriter, r *http.Request) {
	how, ok := t.delay(r)
	if !ok {
		return
	}
	if how.NoScrape {
		http.NotFound(w, r)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var files bencode.Pairs
	for _, h := range r.URL.Query()["info_hash"] {
		if len(h) != 20 {
			continue
		}
		s := t.swarms[[20]byte([]byte(h))]
		if s == nil {
			continue
		}
		c := s.counts(how)
		var f bencode.Pairs
		f.Int("complete", int64(c.Seeders))
		f.Int("downloaded", int64(c.Completed))
		f.Int("incomplete", int64(c.Leechers))
		b, _ := f.Append(nil)
		files.Raw(h, b)
	}
	b, err := files.Append(nil)
	if err != nil { // one hash asked for twice
		b = bencode.End(bencode.BeginDict(nil))
	}
	var d bencode.Pairs
	d.Raw("files", b)
	b, _ = d.Append(nil)
	answer(w, b)
}

func answer(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "text/plain")
	w.Write(b)
}

func failure(reason string) []byte {
	var d bencode.Pairs
	d.String("failure reason", reason)
	b, _ := d.Append(nil)
	return b
}

// parse reads an announce. The address is the one that the connection comes from:
// a tracker that believes an ip parameter can be turned against others.
func parse(r *http.Request) (a Announce, err error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return a, errors.New("the query cannot be parsed")
	}
	hash, id := q.Get("info_hash"), q.Get("peer_id")
	if len(hash) != 20 || len(id) != 20 {
		return a, fmt.Errorf("info_hash and peer_id: expected 20 bytes each, have %d and %d", len(hash), len(id))
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return a, err
	}
	port, err := strconv.ParseUint(q.Get("port"), 10, 16)
	if err != nil {
		return a, errors.New("port: expected 0 to 65535")
	}
	a = Announce{ID: [20]byte([]byte(hash)), PeerID: id, Event: q.Get("event"), At: time.Now()}
	a.Addr = netip.AddrPortFrom(from.Addr().Unmap(), uint16(port))
	for _, n := range []struct {
		name string
		to   *int64
	}{{"uploaded", &a.Uploaded}, {"downloaded", &a.Downloaded}, {"left", &a.Left}} {
		if *n.to, err = strconv.ParseInt(q.Get(n.name), 10, 64); err != nil || *n.to < 0 {
			return a, fmt.Errorf("%s: expected a number of bytes", n.name)
		}
	}
	switch a.Event {
	case "", "started", "completed", "stopped":
		return a, nil
	}
	return a, errors.New("event: expected started, completed or stopped")
}
