package putio

import (
	"slices"
	"sync"

	wire "enginespec/codec/putio"
)

// transfer is a link on its way. Its status is kept at every turn but one: between
// Looking for peers, Downloading and Downloading and seeding a torrent goes back and
// forth, which is in liveTransfers alone, and kept as Downloading.
type transfer struct {
	ID       wire.ID     `json:"id"`
	Link     string      `json:"link"`
	Name     string      `json:"name"`
	Status   wire.Status `json:"status"`
	Parent   wire.ID     `json:"parent,omitempty"` // the folder for its items; the root if that is gone
	Torrent  bool        `json:"torrent,omitempty"`
	Archives bool        `json:"archives,omitempty"`
	Hash     string      `json:"hash,omitempty"`    // of a torrent, once it is known
	Content  wire.ID     `json:"content,omitempty"` // the .torrent file, or what the plain link gave
	Size     int64       `json:"size,omitempty"`    // of the payload, once it is known
	Premium  bool        `json:"premium,omitempty"` // it takes bandwidth
	Percent  int         `json:"percent,omitempty"` // how far it came before an Error
	Why      string      `json:"why,omitempty"`     // of an Error, for people
}

func (t *transfer) traits() wire.Traits { return wire.Traits{Torrent: t.Torrent, Archives: t.Archives} }

// fetching reports whether the payload is on its way.
func (t *transfer) fetching() bool {
	return t.Status == wire.LookingForPeers || t.Status == wire.Downloading || t.Status == wire.DownloadingAndSeeding
}

// liveTransfers is what is known of an account's transfers while they run.
type liveTransfers struct {
	mu   sync.Mutex
	runs map[wire.ID]*run
}

// progress is how a transfer shows while its payload is on its way.
type progress struct {
	status  wire.Status
	percent int
}

func (l *liveTransfers) run(id wire.ID) *run {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.runs[id]
}

// show is the wire's form of a transfer as it stands now.
func (a *account) show(t *transfer) wire.Transfer {
	w := wire.Transfer{ID: t.ID, Name: t.Name, Status: t.Status}
	low, high := t.Status.Percent()
	switch {
	case t.Status == wire.Error:
		w.PercentDone = wire.Percent(t.Percent)
	case t.fetching():
		if r := a.live.run(t.ID); r != nil {
			p := r.progress()
			if p.status != "" {
				w.Status = p.status
			}
			_, high = w.Status.Percent()
			w.PercentDone = min(wire.Percent(p.percent), high)
		}
	default:
		w.PercentDone = max(low, min(high, wire.Percent(t.Percent)))
	}
	return w
}

func (c *call) transfersList() (wire.Results, error) {
	list := wire.Transfers{}
	for _, t := range c.a.view().Transfers {
		list = append(list, c.a.show(t))
	}
	return &list, nil
}

func (c *call) transfersAdd(p *wire.TransfersAdd) (wire.Results, error) {
	if len(p.Links) == 0 {
		return nil, refuse("There are no links: give at least one.")
	}
	if len(p.Links) > c.s.o.MaxLinks {
		return nil, refuse("There are too many links: at most %d at once.", c.s.o.MaxLinks)
	}
	var added []*transfer
	err := c.a.update(func(st *state) (err error) {
		added, err = c.s.queue.add(c.a, st, p.Links, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := wire.Transfers{}
	for _, t := range added {
		list = append(list, c.a.show(t))
	}
	c.s.queue.startAll(c.a, added)
	return &list, nil
}

func (c *call) transfersCancel(p *wire.TransfersCancel) (wire.Results, error) {
	var gone *transfer
	err := c.a.update(func(st *state) error {
		i := st.transferAt(p.ID)
		if i < 0 {
			return refuse("There is no transfer %d.", p.ID)
		}
		gone = st.Transfers[i]
		st.Transfers = slices.Delete(st.Transfers, i, i+1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	shown := c.a.show(gone)
	if r := c.a.live.run(p.ID); r != nil {
		r.cancel() // it cleans up after itself
	} else {
		c.s.content.remove(gone.Content)
	}
	c.s.queue.promote(c.a)
	return &wire.Transfers{shown}, nil
}
