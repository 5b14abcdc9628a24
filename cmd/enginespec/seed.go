package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"enginespec/corpus"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
)

// seeder serves the content of fixtures to engines that really download, on loopback.
// The zero value seeds nothing yet; a fixture's seeder starts when it is first asked for.
type seeder struct {
	mu      sync.Mutex
	tracker *tracker.Tracker
	seeds   map[string]*swarm.Seeder
}

// Seed sees to it that a fixture is seeded, and returns the announce URLs for its
// metainfo. It is for conformance.Env.
func (s *seeder) Seed(ctx context.Context, fixture string) (announce []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := corpus.FixtureNamed(fixture)
	if err != nil {
		return nil, err
	}
	if s.tracker == nil {
		if s.tracker, err = tracker.New("127.0.0.1:0"); err != nil {
			return nil, err
		}
		s.seeds = map[string]*swarm.Seeder{}
	}
	if s.seeds[fixture] == nil {
		o := swarm.SeedOptions{UpRate: f.SeedRate, Fast: f.Size() / 4}
		one, err := swarm.Seed(ctx, f.Metainfo(), func(file int) io.ReaderAt { return f.Content(file) }, o)
		if err != nil {
			return nil, err
		}
		s.seeds[fixture] = one
		if err := s.tracker.AddPeer(f.InfoHash(), one.Addr(), 0); err != nil {
			return nil, err
		}
	}
	return []string{s.tracker.URL()}, nil
}

// Close ends all seeding. The seeder can be used again.
func (s *seeder) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, one := range s.seeds {
		errs = append(errs, one.Close())
	}
	if s.tracker != nil {
		errs = append(errs, s.tracker.Close())
	}
	s.tracker, s.seeds = nil, nil
	return errors.Join(errs...)
}

// serveFixtures serves NAME.torrent of every fixture below a URL on loopback, and seeds
// each from when it is first asked for.
func serveFixtures(ctx context.Context) (base string, closing io.Closer, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serving the fixtures: %w", err)
	}
	var s seeder
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, isTorrent := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".torrent")
		f, err := corpus.FixtureNamed(name)
		if err != nil || !isTorrent {
			http.NotFound(w, r)
			return
		}
		announce, err := s.Seed(ctx, name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/x-bittorrent")
		w.Write(f.Metainfo(announce...))
	})}
	go srv.Serve(l)
	return "http://" + l.Addr().String(), closer(func() error { return errors.Join(srv.Close(), s.Close()) }), nil
}
