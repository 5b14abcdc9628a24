package swarm

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/anacrolix/torrent/metainfo"

	"enginespec/reference/engine"
)

// loadInfo gives the library's view of metainfo that engine.ParseMetainfo took.
func loadInfo(b []byte) (*metainfo.MetaInfo, error) {
	mi, err := metainfo.Load(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engine.ErrBadMeta, err)
	}
	info, err := mi.UnmarshalInfo()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engine.ErrBadMeta, err)
	}
	if info.HasV2() {
		return nil, fmt.Errorf("%w: version 2 (BEP 52): expected version 1", engine.ErrBadMeta)
	}
	return mi, nil
}

// wrapInfo makes metainfo of an info dictionary that peers sent.
func wrapInfo(info []byte) []byte {
	return slices.Concat([]byte("d4:info"), info, []byte("e"))
}

// fetch gets a .torrent file through the guard.
func (e *Engine) fetch(ctx context.Context, url string) ([]byte, error) {
	t := &http.Transport{DialContext: e.guard.DialContext, DisableKeepAlives: true}
	f := engine.Fetcher{AllowNetwork: e.o.AllowNetwork, Transport: t}
	return f.Fetch(ctx, url)
}

// tiers joins the metainfo's trackers and the user's, each URL once.
func tiers(meta *engine.Meta, more []string) [][]string {
	var out [][]string
	seen := map[string]bool{}
	add := func(tier []string) {
		var keep []string
		for _, u := range tier {
			if !seen[u] {
				seen[u] = true
				keep = append(keep, u)
			}
		}
		if len(keep) > 0 {
			out = append(out, keep)
		}
	}
	if meta != nil {
		for _, tier := range meta.Trackers {
			add(tier)
		}
	}
	for _, u := range more {
		add([]string{u})
	}
	return out
}
