package conformance

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"enginespec/corpus"
)

// Announced is content that the suite serves to a controller under test, under a
// URL of its own for each session.
type Announced struct {
	URL  string
	Port string // of the URL

	fixture *corpus.Fixture
	gap     time.Duration
	served  atomic.Int64
}

// pieces is how many pieces a body is served in, so that it takes time.
const pieces = 8

// Announce serves the first media file of a fixture under a new URL, in pieces with
// gap of the target's time between them, until the session ends.
func (s *Session) Announce(fixture string, gap time.Duration) *Announced {
	f, fx := s.Env.fixtures, Fixture(fixture)
	path := fmt.Sprintf("/content/%s/0.%d", fx.Hash(), s.Rand.Int64())
	_, port, _ := net.SplitHostPort(f.base[len("http://"):])
	a := &Announced{URL: f.base + path, Port: port, fixture: fx, gap: s.Real(gap)}
	f.announced.Store(path, a)
	s.Defer(func() { f.announced.Delete(path) })
	return a
}

// Fetched is the percentage of the content that was served, 0 if nobody came.
func (a *Announced) Fetched() int64 {
	return 100 * a.served.Load() / a.fixture.Files[a.fixture.Media()[0]].Size
}

// ServeHTTP serves ranges, and counts what it serves.
func (a *Announced) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	first := a.fixture.Media()[0]
	content := a.fixture.Content(first)
	slow := &paced{ReadSeeker: content, a: a, step: content.Size()/pieces + 1, done: r.Context().Done()}
	http.ServeContent(w, r, a.fixture.Files[first].Path, time.Time{}, slow)
}

// paced lets a gap pass before each piece but the first.
type paced struct {
	io.ReadSeeker
	a     *Announced
	step  int64
	since int64
	done  <-chan struct{}
}

func (p *paced) Read(b []byte) (int, error) {
	if p.since >= p.step {
		p.since = 0
		t := time.NewTimer(p.a.gap)
		defer t.Stop()
		select {
		case <-t.C:
		case <-p.done:
			return 0, io.ErrUnexpectedEOF
		}
	}
	n, err := p.ReadSeeker.Read(b[:min(int64(len(b)), p.step-p.since)])
	p.since += int64(n)
	p.a.served.Add(int64(n))
	return n, err
}
