package stream

import (
	"bytes"
	"context"
	"crypto/sha1"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"enginespec/codec/benchmarks/measure"
	"enginespec/codec/ipc/bencode"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/media"
)

// torrent is one with a file whose bytes are known.
type torrent struct {
	metainfo, content []byte
}

func torrentOf(size, piece int) (torrent, error) {
	t := torrent{content: make([]byte, size)}
	rand.NewChaCha8([32]byte{8}).Read(t.content)
	var pieces []byte
	for off := 0; off < size; off += piece {
		h := sha1.Sum(t.content[off:min(off+piece, size)])
		pieces = append(pieces, h[:]...)
	}
	var info, top bencode.Pairs
	info.Int("length", int64(size))
	info.String("name", "stream.mp4")
	info.Int("piece length", int64(piece))
	info.Bytes("pieces", pieces)
	b, err := info.Append(nil)
	if err != nil {
		return t, err
	}
	top.Raw("info", b)
	t.metainfo, err = top.Append(nil)
	return t, err
}

// swarming is an engine that knows nothing yet, with a seeder, and its web server.
type swarming struct {
	t      torrent
	seeder *swarm.Seeder
	core   *swarm.Engine
	media  *media.Server
	web    *web
	url    string
	id     engine.ID
	stops  []func()
}

func begin(t torrent, upRate int64) (s *swarming, err error) {
	s = &swarming{t: t}
	defer func() {
		if err != nil {
			s.end()
		}
	}()
	dir, err := os.MkdirTemp("", "swarm")
	if err != nil {
		return s, err
	}
	s.stops = append(s.stops, func() { os.RemoveAll(dir) })
	s.seeder, err = swarm.Seed(context.Background(), t.metainfo, func(int) io.ReaderAt { return bytes.NewReader(t.content) }, swarm.SeedOptions{UpRate: upRate})
	if err != nil {
		return s, err
	}
	s.stops = append(s.stops, func() { s.seeder.Close() })
	if s.core, err = swarm.New(swarm.Options{FS: store.OS{}, Host: "127.0.0.2"}); err != nil {
		return s, err
	}
	s.stops = append(s.stops, func() { s.core.Close() })
	s.media = media.New(media.Options{FirstByte: time.Minute})
	if s.web, err = listen(s.media); err != nil {
		return s, err
	}
	s.stops = append(s.stops, func() { s.web.Close() }, func() { s.media.Close() })
	s.id, err = s.core.Add(context.Background(), engine.Source{Metainfo: t.metainfo, Peers: []string{s.seeder.Addr()}}, engine.AddOptions{Dir: dir, Files: []int{}})
	if err == nil {
		s.url = s.web.url + s.media.Publish(s.core, media.Stream{ID: s.id, Name: "stream.mp4"}).Path
	}
	return s, err
}

func (s *swarming) end() {
	for _, f := range slices.Backward(s.stops) {
		f()
	}
}

// take takes one range, checks it, and tells when its first byte came.
func (s *swarming) take(at, n int64) (first time.Duration, err error) {
	req, err := http.NewRequest(http.MethodGet, s.url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", at, at+n-1))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	asked := time.Now()
	resp, err := http.DefaultClient.Do(req.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	got := make([]byte, n)
	if _, err = io.ReadFull(resp.Body, got[:1]); err == nil {
		first = time.Since(asked)
		_, err = io.ReadFull(resp.Body, got[1:])
	}
	if err == nil && !bytes.Equal(got, s.t.content[at:at+n]) {
		err = fmt.Errorf("other bytes")
	}
	return first, err
}

// Swarm measures a file that downloads while it is read, and returns its bars.
func Swarm(w io.Writer, p measure.Plan) (bars []measure.Bar, err error) {
	t, err := torrentOf(32<<20, 256<<10)
	if err != nil {
		return nil, err
	}
	var firsts []float64
	for range max(p.Passes, 5) {
		s, err := begin(t, 0)
		if err != nil {
			return nil, err
		}
		first, err := s.take(0, 64<<10)
		s.end()
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, float64(first))
	}
	seeks, err := seek(t)
	if err != nil {
		return nil, err
	}
	extra, err := many(t)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "\nA swarm of one seeder on loopback, 32 MiB in pieces of 256 KiB: the first byte of a torrent that was just added comes after %s (median of %d). "+
		"200 seeks for 64 KiB while the seeder gives 8 MB/s: median %s, p90 %s, longest %s. Eight readers of all of it download %.2f times its size.\n",
		measure.Duration(measure.Median(firsts)), len(firsts), measure.Duration(measure.Median(seeks)), measure.Duration(measure.Quantile(seeks, 0.9)),
		measure.Duration(slices.Max(seeks)), extra)
	return []measure.Bar{
		{Goal: "streaming, first byte of a cold swarm", Want: 50, Most: true, Got: measure.Median(firsts) / 1e6, Unit: "ms"},
		{Goal: "streaming, longest of 200 seeks against a seeder of 8 MB/s", Want: 5, Most: true, Got: slices.Max(seeks) / 1e9, Unit: "s"},
		{Goal: "streaming, downloaded for eight readers of one file / its size", Want: 1.05, Most: true, Got: extra, Unit: "x"},
	}, nil
}

// seek takes 200 ranges of a cold file from a slow seeder.
func seek(t torrent) (took []float64, err error) {
	const n = 64 << 10
	s, err := begin(t, 8e6)
	if err != nil {
		return nil, err
	}
	defer s.end()
	r := rand.New(rand.NewPCG(7, 9))
	for i := range 200 {
		asked := time.Now()
		if _, err := s.take(r.Int64N(int64(len(t.content))-n), n); err != nil {
			return nil, fmt.Errorf("seek %d: %w", i, err)
		}
		took = append(took, float64(time.Since(asked)))
	}
	return took, nil
}

// many lets eight clients read all of a file, and tells how often it was downloaded.
func many(t torrent) (float64, error) {
	s, err := begin(t, 0)
	if err != nil {
		return 0, err
	}
	defer s.end()
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = s.take(0, int64(len(t.content))) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	snap := s.core.Snapshot(s.id)
	return float64(snap.Torrents[0].Down.Session) / float64(len(t.content)), nil
}
