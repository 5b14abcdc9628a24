package putio

import (
	"context"
	"errors"
	"html"
	"io"
	"strings"
	"sync"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

const (
	asked      = 8                // links that are asked about at the same time
	askTime    = 15 * time.Second // real time that one analysis takes at most
	pageLimit  = 1 << 20          // bytes of a page that is looked at for links
	extracted  = 10_000           // links of one text
	paidType   = 1                // Link.DLType
	torrentDLT = 2
	urlType    = 3
	paidSet    = 4
)

// urlsAnalyze asks about each link, and starts nothing.
func (c *call) urlsAnalyze(p *wire.URLsAnalyze) (wire.Results, error) {
	if len(p.Links) > c.s.o.MaxLinks {
		return nil, refuse("There are too many links: at most %d at once.", c.s.o.MaxLinks)
	}
	seen := map[string]bool{}
	var links []string
	for _, l := range p.Links {
		if !seen[l] {
			seen[l], links = true, append(links, l)
		}
	}
	ctx, cancel := context.WithTimeoutCause(c.r.Context(), askTime, errors.New("the source took too long"))
	defer cancel()
	defer context.AfterFunc(c.s.ctx, cancel)()
	found := make([]analysed, len(links))
	places := make(chan struct{}, asked)
	var wg sync.WaitGroup
	for i, l := range links {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			found[i] = c.ask(ctx, l)
		})
	}
	wg.Wait()
	st := c.a.view()
	a := &wire.Analysis{DiskAvail: wire.Size(c.a.diskAvailable(st)), BWAvail: wire.Size(c.a.bandwidthAvailable(st))}
	sets := setsOf(found)
	for i := range found {
		f := &found[i]
		switch {
		case f.Error != nil:
			a.Items.Error = append(a.Items.Error, f.Link)
		case f.torrent:
			a.Items.Torrent = append(a.Items.Torrent, f.Link)
		case sets[f.set] > 1:
			addPart(&a.Items.MultipartURL, f)
		default:
			a.Items.SingleURL = append(a.Items.SingleURL, f.Link)
		}
	}
	return a, nil
}

// analysed is a link and what was found out about it.
type analysed struct {
	wire.Link
	torrent bool
	premium bool
	set     string // of volumes to which it may belong, or empty
}

// ask finds out about one link.
func (c *call) ask(ctx context.Context, text string) analysed {
	l := c.s.classify(text)
	a := analysed{torrent: l.torrent, premium: l.premium}
	a.URL, a.Name, a.Source, a.Type, a.TypeName = text, l.name, l.host, "file", "file"
	why := l.wrong
	if why == "" && !l.magnet {
		if err := c.probe(ctx, &a); err != nil {
			why = err.Error()
		}
	}
	st := c.a.view()
	size := int64(a.Size)
	if a.premium {
		a.PaidBW = a.Size
	}
	switch {
	case why != "":
	case size > c.s.o.MaxFile:
		why = "The file is too large: at most " + humanSize(c.s.o.MaxFile) + "."
	case size > c.a.diskAvailable(st):
		why = "The disk quota does not allow it."
	case int64(a.PaidBW) > c.a.bandwidthAvailable(st):
		why = "The bandwidth quota does not allow it."
	}
	if why != "" {
		a.Error = &why
	}
	a.describe()
	return a
}

// probe begins to fetch a link, to learn its name, size and kind.
func (c *call) probe(ctx context.Context, a *analysed) error {
	resp, err := c.s.get(ctx, a.URL)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return err
	}
	defer resp.Body.Close()
	if a.torrent = a.torrent || isTorrent(resp); a.torrent {
		b, err := readTorrent(resp)
		if err != nil {
			return err
		}
		_, meta, _, err := engine.ParseMetainfo(b)
		if err != nil {
			return err
		}
		a.Name, a.Size = fitName(meta.Name), wire.Size(meta.Size)
		return nil
	}
	a.Name, a.Size = fileName(resp, a.Name), wire.Size(max(resp.ContentLength, 0))
	a.set = volume(a.Name)
	return nil
}

// describe fills in what follows from the rest.
func (a *analysed) describe() {
	a.HumanSize = humanSize(int64(a.Size))
	code, _ := typeOf(a.Name).Code()
	handler, dl := wire.HandlerSingleURL, wire.Count(urlType)
	switch {
	case a.torrent:
		handler, dl, code = wire.HandlerTorrent, torrentDLT, 1
	case a.premium:
		handler, dl = wire.HandlerRapid, paidType
	}
	fileType, size, pass := wire.Count(code), a.Size, wire.Switch(false)
	a.FileType, a.FileSize, a.DLHandler, a.DLType, a.NeedsPass = &fileType, &size, &handler, &dl, &pass
}

// volume returns the set that a name like abc.part1.rar or abc.avi.001 belongs to.
func volume(name string) string {
	lower := strings.ToLower(name)
	if base, ok := strings.CutSuffix(lower, ".rar"); ok {
		if i := strings.LastIndex(base, ".part"); i > 0 && digits(base[i+len(".part"):]) {
			return name[:i]
		}
		return ""
	}
	if i := strings.LastIndexByte(lower, '.'); i > 0 && len(lower)-i-1 == 3 && digits(lower[i+1:]) {
		return name[:i]
	}
	return ""
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// setsOf counts the volumes of each set.
func setsOf(found []analysed) map[string]int {
	n := map[string]int{}
	for _, f := range found {
		if f.set != "" && f.Error == nil && !f.torrent {
			n[f.set]++
		}
	}
	return n
}

// addPart adds a volume to its set. Sets are named in capitals, as the document does.
func addPart(sets *wire.Sets, f *analysed) {
	name := strings.ToUpper(f.set)
	var set *wire.Set
	for i := range *sets {
		if (*sets)[i].Name == name {
			set = &(*sets)[i]
		}
	}
	if set == nil {
		*sets = append(*sets, wire.Set{Name: name})
		set = &(*sets)[len(*sets)-1]
	}
	handler, dl := wire.HandlerMultipart, wire.Count(urlType)
	if f.premium {
		dl = paidSet
	}
	f.DLHandler, f.DLType = &handler, &dl
	set.Parts = append(set.Parts, f.Link)
	set.Size += wire.Count(f.Size)
	set.PaidBW += wire.Count(f.PaidBW)
	set.HumanSize = humanSize(int64(set.Size))
}

func (c *call) urlsExtracturls(p *wire.URLsExtracturls) (wire.Results, error) {
	list := wire.ExtractedURLs{}
	if p.Txt != nil {
		list = extractURLs(list, *p.Txt, false)
	}
	if p.URL == nil || *p.URL == "" {
		return &list, nil
	}
	if l := c.s.classify(*p.URL); l.wrong != "" || l.magnet {
		return nil, refuse("The page cannot be read: %s", orElse(l.wrong, "it is a magnet link."))
	}
	ctx, cancel := context.WithTimeoutCause(c.r.Context(), askTime, errors.New("the source took too long"))
	defer cancel()
	resp, err := c.s.get(ctx, *p.URL)
	if err != nil {
		return nil, refuse("The page cannot be read: %v.", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, pageLimit))
	if err != nil {
		return nil, refuse("The page cannot be read: %v.", err)
	}
	list = extractURLs(list, strings.ToValidUTF8(string(b), "\uFFFD"), true)
	return &list, nil
}

// extractURLs appends the links in a text, which may be HTML, in order.
func extractURLs(list wire.ExtractedURLs, text string, page bool) wire.ExtractedURLs {
	for len(list) < extracted {
		i := strings.Index(text, "://")
		if i < 0 {
			break
		}
		scheme := ""
		for _, s := range []string{"https", "http", "ftp"} {
			if i >= len(s) && strings.EqualFold(text[i-len(s):i], s) {
				scheme = text[i-len(s) : i]
				break
			}
		}
		rest := text[i+3:]
		end := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("\"'<>`\u00a0", r) })
		if end < 0 {
			end = len(rest)
		}
		if host := strings.TrimRight(rest[:end], ".,;:!?)]}"); scheme != "" && host != "" {
			u := scheme + "://" + host
			if page {
				u = html.UnescapeString(u)
			}
			list = append(list, wire.ExtractedURL{URL: u})
			rest = rest[end:]
		}
		text = rest
	}
	return list
}
