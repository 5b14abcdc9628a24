package ipc

import (
	"net/url"
	"strconv"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// tiers is the info type trackers: those of the torrent file.
func (c *session) tiers(meta *engine.Meta) [][]wire.Tracker {
	var list [][]wire.Tracker
	for _, tier := range meta.Trackers {
		var row []wire.Tracker
		for _, u := range tier {
			row = append(row, c.tracker(u))
		}
		list = append(list, row)
	}
	return list
}

// current is the status type tracker: the one that answered last, or the first. A
// torrent without any has one without an address.
func (c *session) current(v *view) (wire.Tracker, *engine.Tracker) {
	for i := range v.Trackers {
		if t := &v.Trackers[i]; t.Current {
			return c.tracker(t.URL), t
		}
	}
	if len(v.Trackers) > 0 {
		return c.tracker(v.Trackers[0].URL), &v.Trackers[0]
	}
	return c.tracker(""), nil
}

// tracker describes an announce URL in the shape of the profile.
func (c *session) tracker(announce string) wire.Tracker {
	scrape := scrapeURL(announce)
	if c.o.Profile == Late {
		t := wire.Tracker{Fields: wire.Fields{Has: wire.TrackerAnnounce}, Announce: codec.Bytes(announce)}
		if scrape != "" {
			t.Has |= wire.TrackerScrape
			t.Scrape = codec.Bytes(scrape)
		}
		return t
	}
	t := wire.Tracker{Fields: wire.Fields{Has: wire.TrackerAddress | wire.TrackerAnnounce | wire.TrackerPort}}
	u, err := url.Parse(announce)
	if err != nil || u.Host == "" {
		t.Announce = codec.Bytes(announce)
		return t
	}
	t.Address, t.Port = codec.Bytes(u.Hostname()), port(u)
	t.Announce = codec.Bytes(u.RequestURI())
	if s, err := url.Parse(scrape); err == nil && scrape != "" {
		t.Has |= wire.TrackerScrape
		t.Scrape = codec.Bytes(s.RequestURI())
	}
	return t
}

func port(u *url.URL) int64 {
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return int64(n)
	}
	if u.Scheme == "https" {
		return 443
	}
	return 80
}

// scrapeURL is where a tracker can be asked for its counts: the announce URL with
// "scrape" where its last part begins with "announce"; empty if it does not.
func scrapeURL(announce string) string {
	if !strings.HasPrefix(announce, "http://") && !strings.HasPrefix(announce, "https://") {
		return ""
	}
	base, query, _ := strings.Cut(announce, "?")
	at := strings.LastIndexByte(base, '/')
	rest, ok := strings.CutPrefix(base[at+1:], "announce")
	if !ok {
		return ""
	}
	if scrape := base[:at+1] + "scrape" + rest; query == "" {
		return scrape
	} else {
		return scrape + "?" + query
	}
}
