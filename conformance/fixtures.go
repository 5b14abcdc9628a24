package conformance

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"enginespec/corpus"
)

// fixtureServer serves the metainfo of the corpus's fixtures over HTTP while a run
// lasts, and has each seeded when it is first asked for.
type fixtureServer struct {
	base string
	env  *Env
	srv  *http.Server

	announced sync.Map // by path: http.Handler, of what a session serves

	mu       sync.Mutex
	announce map[string][]string // by fixture, once seeded
	failed   map[string]error
	ctx      context.Context
	dir      string // of files and sockets, made when it is first needed
	sockets  int
}

// folder makes the run's folder. The caller holds f.mu.
func (f *fixtureServer) folder() (string, error) {
	if f.dir != "" {
		return f.dir, nil
	}
	dir, err := os.MkdirTemp("", "enginespec-")
	f.dir = dir
	return dir, err
}

// socketPath is a path for another unix socket of the suite's own.
func (e *Env) socketPath() string {
	f := e.fixtures
	f.mu.Lock()
	defer f.mu.Unlock()
	dir, err := f.folder()
	if err != nil {
		return "" // Listen says what is wrong
	}
	f.sockets++
	return filepath.Join(dir, fmt.Sprintf("s%d", f.sockets))
}

// Folder returns a new folder that exists as long as the run.
func (s *Session) Folder() (string, error) {
	f := s.Env.fixtures
	f.mu.Lock()
	defer f.mu.Unlock()
	dir, err := f.folder()
	if err != nil {
		return "", err
	}
	return os.MkdirTemp(dir, "d")
}

// file writes a fixture's metainfo and returns its absolute path.
func (f *fixtureServer) file(name string) (string, error) {
	fx, err := corpus.FixtureNamed(name)
	if err != nil {
		return "", &Harness{err}
	}
	b, err := f.metainfo(fx)
	if err != nil {
		return "", &Harness{err}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	dir, err := f.folder()
	if err != nil {
		return "", &Harness{err}
	}
	path := filepath.Join(dir, name+".torrent")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return "", &Harness{err}
	}
	return path, nil
}

func (e *Env) start(ctx context.Context) error {
	e.fill()
	l, err := e.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serving the fixtures: %w", err)
	}
	f := &fixtureServer{base: "http://" + l.Addr().String(), env: e, ctx: ctx, announce: map[string][]string{}, failed: map[string]error{}}
	f.srv = &http.Server{Handler: f}
	e.fixtures = f
	go f.srv.Serve(l)
	return nil
}

func (e *Env) stop() {
	if e.fixtures != nil {
		e.fixtures.srv.Close()
		if e.fixtures.dir != "" {
			os.RemoveAll(e.fixtures.dir)
		}
	}
}

// ServeHTTP answers /NAME.torrent with the fixture's metainfo, /media/NAME with the
// bytes of its first media file, and the paths that sessions have announced with what
// they serve there.
func (f *fixtureServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if name, ok := strings.CutPrefix(r.URL.Path, "/media/"); ok {
		if fx, err := corpus.FixtureNamed(name); err == nil && len(fx.Media()) > 0 {
			first := fx.Media()[0]
			http.ServeContent(w, r, fx.Files[first].Path, time.Time{}, fx.Content(first))
			return
		}
	}
	if a, ok := f.announced.Load(r.URL.Path); ok {
		a.(http.Handler).ServeHTTP(w, r)
		return
	}
	name, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".torrent")
	fx, err := corpus.FixtureNamed(name)
	if !ok || err != nil {
		http.NotFound(w, r)
		return
	}
	b, err := f.metainfo(fx)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/x-bittorrent")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	w.Write(b)
}

func (f *fixtureServer) metainfo(fx *corpus.Fixture) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, done := f.announce[fx.Name]; !done && f.env.Seed != nil {
		if err := f.failed[fx.Name]; err != nil {
			return nil, err
		}
		urls, err := f.env.Seed(f.ctx, fx.Name)
		if err != nil {
			f.failed[fx.Name] = err
			return nil, err
		}
		f.announce[fx.Name] = urls
	}
	return fx.Metainfo(f.announce[fx.Name]...), nil
}

// Fixture returns a fixture; it panics if the corpus has none of that name, which
// is a mistake in a case.
func Fixture(name string) *corpus.Fixture {
	f, err := corpus.FixtureNamed(name)
	if err != nil {
		panic(err)
	}
	return f
}

// fixtureVars are the variables that name the fixtures in every session:
// {torrent:NAME} and {media:NAME}, which are URLs, {hash:NAME}, {pid:NAME}, {cid:NAME}.
// {nowhere} is a URL that answers 404.
func (s *Session) fixtureVars() {
	f := s.Env.fixtures
	for _, fx := range corpus.Fixtures() {
		s.Vars["torrent:"+fx.Name] = f.base + "/" + fx.Name + ".torrent"
		s.Vars["media:"+fx.Name] = f.base + "/media/" + fx.Name
		s.Vars["hash:"+fx.Name] = fx.Hash()
		s.Vars["pid:"+fx.Name] = fx.PlayerID
		s.Vars["cid:"+fx.Name] = fx.ContentID
	}
	s.Vars["nowhere"] = f.base + "/nowhere.torrent"
}

// RawFixture returns the base64 of a fixture's metainfo, seeded if the run seeds.
func (s *Session) RawFixture(name string) (string, error) {
	b, err := s.Env.fixtures.metainfo(Fixture(name))
	if err != nil {
		return "", &Harness{err}
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

// Metainfo returns a fixture's .torrent file, seeded if the run seeds.
func (s *Session) Metainfo(name string) ([]byte, error) {
	b, err := s.Env.fixtures.metainfo(Fixture(name))
	if err != nil {
		return nil, &Harness{err}
	}
	return b, nil
}
