// Package stream measures what a player sees: ranges of a file that is there, and a
// file that downloads while it is read, from a seeder on loopback.
package stream

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"enginespec/codec/benchmarks/measure"
	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// content is a file as an engine with all of it on disk has it.
type content struct {
	*os.File
	size int64
}

func (c content) SetContext(context.Context) {}
func (c content) Size() int64                { return c.size }
func (c content) Window() (int64, int64)     { return 0, c.size }

type disk string

func (d disk) Open(context.Context, engine.ID, int) (engine.Content, error) {
	f, err := os.Open(string(d))
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	return content{f, st.Size()}, err
}

// web is an HTTP server on loopback.
type web struct {
	*http.Server
	url string
}

func listen(h http.Handler) (*web, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &web{&http.Server{Handler: h}, "http://" + l.Addr().String()}
	go w.Serve(l)
	return w, nil
}

// Ranges writes the table of ranges of a whole file, and returns its bars.
func Ranges(w io.Writer, p measure.Plan) ([]measure.Bar, error) {
	const size = 64 << 20
	p.Wall = true // the server is elsewhere
	dir, err := os.MkdirTemp("", "stream")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "a.mp4")
	if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
		return nil, err
	}
	srv := media.New(media.Options{})
	defer srv.Close()
	link := srv.Publish(disk(name), media.Stream{Name: "a.mp4"})
	ours, err := listen(srv)
	if err != nil {
		return nil, err
	}
	defer ours.Close()
	plain, err := listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Open(name)
		if err != nil {
			return
		}
		defer f.Close()
		w.Header().Set("Content-Type", "video/mp4")
		http.ServeContent(w, r, "", time.Time{}, f)
	}))
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	var bars []measure.Bar
	var rows [][]string
	for _, n := range []int64{64 << 10, 1 << 20, 16 << 20, size} {
		at := int64(0)
		next := func() int64 {
			if at += n; at+n > size {
				at = 0
			}
			return at
		}
		rs, err := p.Run(
			measure.Op{Name: "ours", Bytes: int(n), Do: func() error { return fetch(ours.url+link.Path, next(), n) }},
			measure.Op{Name: "plain", Bytes: int(n), Do: func() error { return fetch(plain.url, next(), n) }})
		if err != nil {
			return nil, err
		}
		a, b := rs.Get("ours"), rs.Get("plain")
		rows = append(rows, []string{measure.Size(float64(n)), fmt.Sprintf("%.0f", b.Rate()), fmt.Sprintf("%.0f", a.Rate()), fmt.Sprintf("%.2f", a.Faster(b))})
		if n >= 1<<20 {
			bars = append(bars, measure.Bar{Goal: "streaming, ranges of " + measure.Size(float64(n)) + " / http.ServeContent of the file", Want: 0.9, Got: a.Faster(b), Unit: "x"})
		}
	}
	fmt.Fprint(w, "\nRanges of a file of 64 MiB that is there, over HTTP:\n\n")
	measure.WriteTable(w, []string{"range", "http.ServeContent MB/s", "reference/media MB/s", "ratio"}, rows)
	held, err := heldBySize(w, dir, srv, ours)
	return append(bars, held...), err
}

// heldBySize compares what serving a small and a large file allocates.
func heldBySize(w io.Writer, dir string, srv *media.Server, ours *web) ([]measure.Bar, error) {
	var took [2]float64
	for i, size := range []int64{1 << 20, 1 << 30} {
		name := filepath.Join(dir, fmt.Sprintf("%d.mp4", size))
		f, err := os.Create(name)
		if err != nil {
			return nil, err
		}
		err = f.Truncate(size) // holes: nothing is on the disk
		f.Close()
		if err != nil {
			return nil, err
		}
		link := srv.Publish(disk(name), media.Stream{Name: "a.mp4"})
		if err := fetch(ours.url+link.Path, 0, size); err != nil { // warm
			return nil, err
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if err := fetch(ours.url+link.Path, 0, size); err != nil {
			return nil, err
		}
		runtime.ReadMemStats(&after)
		took[i] = float64(after.TotalAlloc - before.TotalAlloc)
	}
	fmt.Fprintf(w, "\nServing a file of 1 MiB allocates %s, one of 1 GiB %s, client included.\n", measure.Size(took[0]), measure.Size(took[1]))
	return []measure.Bar{{Goal: "streaming 1 GiB, allocated beyond what 1 MiB takes", Want: 256, Most: true, Got: max(took[1]-took[0], 0) / 1024, Unit: "KiB"}}, nil
}

var buffer = make([]byte, 256<<10)

// fetch takes one range.
func fetch(url string, at, n int64) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", at, at+n-1))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got := int64(0)
	for err == nil {
		var k int
		k, err = resp.Body.Read(buffer)
		got += int64(k)
	}
	if err != io.EOF || got != n || resp.StatusCode != http.StatusPartialContent {
		return fmt.Errorf("%s: %d bytes of %d: %w", resp.Status, got, n, err)
	}
	return nil
}
