package putio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	wire "enginespec/codec/putio"
)

const (
	feedLimit   = 4 << 20 // bytes of a feed
	feedEntries = 500     // entries of a feed that are looked at, the first
	feedLinks   = 50      // transfers of one reading
	seenLimit   = 2000    // entries of a feed that are remembered
	feedsAtOnce = 4
)

// feeds reads the subscriptions that are due.
type feeds struct {
	s    *Server
	wake chan struct{}
}

func newFeeds(s *Server) *feeds { return &feeds{s: s, wake: make(chan struct{}, 1)} }

// stir has the subscriptions looked at now.
func (f *feeds) stir() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// due is one subscription to be read.
type due struct {
	a   *account
	sub *subscription
}

func (f *feeds) run() {
	for f.s.ctx.Err() == nil {
		list, wait := f.due(f.s.o.Clock.Now())
		places := make(chan struct{}, feedsAtOnce)
		var wg sync.WaitGroup
		for _, d := range list {
			places <- struct{}{}
			wg.Go(func() {
				defer func() { <-places }()
				f.read(d)
			})
		}
		wg.Wait()
		if len(list) > 0 {
			continue
		}
		t := f.s.o.Clock.Timer(wait)
		select {
		case <-t.C:
		case <-f.wake:
		case <-f.s.ctx.Done():
		}
		t.Stop()
	}
}

// due lists what is to be read now, and how long it is until the next is.
func (f *feeds) due(now time.Time) (list []due, wait time.Duration) {
	wait = f.s.o.FeedEvery
	for _, a := range f.s.accounts {
		for _, s := range a.view().Subscriptions {
			// A clock that was set back must not silence a feed.
			left := min(s.Next.Sub(now), f.s.o.FeedEvery)
			switch {
			case s.Paused:
			case left <= 0:
				list = append(list, due{a, s})
			default:
				wait = min(wait, left)
			}
		}
	}
	return list, wait
}

// read reads one feed: what is new in it and passes the filters becomes transfers, in
// the same step in which it is remembered.
func (f *feeds) read(d due) {
	entries, err := f.fetch(d.sub.URL)
	if err != nil {
		f.s.o.Log.Info("feed not read", "user", d.a.ID, "subscription", d.sub.ID, "error", err)
	}
	var added []*transfer
	_, err = d.a.editSubscription(d.sub.ID, func(st *state, s *subscription) error {
		now := f.s.o.Clock.Now()
		s.Last, s.Next = now, now.Add(f.s.o.FeedEvery)
		links := s.fresh(entries)
		if len(links) == 0 {
			return nil
		}
		parent := s.Parent
		if _, err := st.folder(parent); err != nil {
			parent = 0
		}
		added, err = f.s.queue.add(d.a, st, links, parent)
		return err
	})
	var why refusal
	switch {
	case err == nil:
		f.s.queue.startAll(d.a, added)
	case errors.As(err, &why):
		// It is gone, or there are too many transfers: later.
		d.a.editSubscription(d.sub.ID, func(_ *state, s *subscription) error {
			s.Next = f.s.o.Clock.Now().Add(f.s.o.FeedEvery)
			return nil
		})
	default:
		f.s.o.Log.Error("feed not kept", "user", d.a.ID, "subscription", d.sub.ID, "error", err)
		t := f.s.o.Clock.Timer(f.s.o.Stage) // not at once, for the disk may be full
		defer t.Stop()
		select {
		case <-t.C:
		case <-f.s.ctx.Done():
		}
	}
}

// fresh returns the links to fetch, and remembers all entries.
func (s *subscription) fresh(entries []feedEntry) []string {
	var links []string
	seen := slices.Clone(s.Seen)
	for _, e := range entries {
		h := sha256.Sum256([]byte(orElse(e.GUID, e.Link)))
		digest := hex.EncodeToString(h[:8])
		if e.Link == "" || slices.Contains(seen, digest) {
			continue
		}
		wanted := passes(e.Title, s.Do, s.Dont)
		if wanted && len(links) == feedLinks {
			continue // the next reading takes it
		}
		seen = append(seen, digest)
		if wanted {
			links = append(links, e.Link)
		}
	}
	if over := len(seen) - seenLimit; over > 0 {
		seen = slices.Delete(seen, 0, over)
	}
	s.Seen = seen
	return links
}

// passes reports whether a title holds one of the words of do, if there are any, and
// none of those of dont.
func passes(title, do, dont string) bool {
	title = strings.ToLower(title)
	holds := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(title, strings.ToLower(w)) })
	}
	want := wire.Filters(do).Words()
	return (len(want) == 0 || holds(want)) && !holds(wire.Filters(dont).Words())
}

// feedEntry is one entry of a feed.
type feedEntry struct{ Title, GUID, Link string }

func (f *feeds) fetch(rawURL string) ([]feedEntry, error) {
	if l := f.s.classify(rawURL); l.wrong != "" {
		return nil, errors.New(l.wrong)
	}
	ctx, cancel := context.WithTimeout(f.s.ctx, 2*f.s.o.Idle)
	defer cancel()
	resp, err := f.s.get(ctx, rawURL)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return parseFeed(io.LimitReader(resp.Body, feedLimit))
}

// xmlEntry is an item of RSS or an entry of Atom.
type xmlEntry struct {
	Title     string `xml:"title"`
	GUID      string `xml:"guid"`
	ID        string `xml:"id"`
	Enclosure struct {
		URL string `xml:"url,attr"`
	} `xml:"enclosure"`
	Links []struct {
		Text string `xml:",chardata"`
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
	} `xml:"link"`
}

// parseFeed reads RSS or Atom: the entries, wherever they stand.
func parseFeed(r io.Reader) ([]feedEntry, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) { return in, nil } // only ASCII matters in links
	var list []feedEntry
	for len(list) < feedEntries {
		t, err := d.Token()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "item" && start.Name.Local != "entry" {
			continue
		}
		var e xmlEntry
		if err := d.DecodeElement(&e, &start); err != nil {
			return list, err
		}
		list = append(list, e.entry())
	}
	return list, nil
}

func (e *xmlEntry) entry() feedEntry {
	out := feedEntry{Title: strings.TrimSpace(e.Title), GUID: strings.TrimSpace(orElse(e.GUID, e.ID)), Link: strings.TrimSpace(e.Enclosure.URL)}
	for _, l := range e.Links {
		if url := strings.TrimSpace(orElse(l.Href, l.Text)); out.Link == "" || l.Rel == "enclosure" {
			out.Link = url
		}
	}
	return out
}
