package swarm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"sort"
	"strings"
	"time"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// maxRecord bounds a state file that is read.
const maxRecord = 64 << 20

// record is STATE/<hash>.json.
type record struct {
	Number   int               `json:"number"`
	Run      bool              `json:"run"`
	Dir      folder            `json:"dir"`
	Priority []engine.Priority `json:"priority"`
	Trackers []string          `json:"trackers,omitempty"`
	Peers    []netip.AddrPort  `json:"peers,omitempty"`
	Down     int64             `json:"down"`
	Up       int64             `json:"up"`
	Added    time.Time         `json:"added"`
	Done     time.Time         `json:"done,omitzero"`
	SeedTime time.Duration     `json:"seed_time"`
	Have     []byte            `json:"have,omitempty"` // verified pieces, when Stamps are true
	Stamps   []stamp           `json:"stamps,omitempty"`
}

// settingsRecord is STATE/engine.json.
type settingsRecord struct {
	Down     int64         `json:"down"`
	Up       int64         `json:"up"`
	Port     int           `json:"port"` // the wish; 0 for any
	PEX      bool          `json:"pex"`
	PortMap  bool          `json:"port_map"`
	Crypto   engine.Crypto `json:"crypto"`
	Dir      folder        `json:"dir"`
	MaxPeers int           `json:"max_peers"`
}

func recorded(s engine.Settings) settingsRecord {
	return settingsRecord{s.Down, s.Up, s.Port, s.PEX, s.PortMap, s.Crypto, folder(s.Dir), s.MaxPeers}
}

func (r settingsRecord) settings() engine.Settings {
	return engine.Settings{Down: r.Down, Up: r.Up, Port: r.Port, PEX: r.PEX, PortMap: r.PortMap, Crypto: r.Crypto, Dir: string(r.Dir), MaxPeers: r.MaxPeers}
}

func encode(v any) []byte {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		panic(err) // plain values only
	}
	return append(b, '\n')
}

func (t *transfer) path(e *Engine, ext string) string { return e.statePath(t.id.String() + ext) }

// keepNew writes a new transfer: the metainfo first, because the record is what
// makes it known. op must be held.
func (e *Engine) keepNew(t *transfer, raw []byte) error {
	if e.o.State == "" {
		return nil
	}
	if err := store.WriteFile(e.o.FS, t.path(e, ".torrent"), raw, 0o600); err != nil {
		return err
	}
	return e.keep(t, false)
}

// keep writes a transfer's record; with pieces also which are verified, which
// syncs the content. op must be held, or the engine be ending.
func (e *Engine) keep(t *transfer, pieces bool) error {
	if e.o.State == "" {
		return nil
	}
	var have []byte
	var stamps []stamp
	var syncErr error
	if pieces && t.data != nil {
		have, stamps, syncErr = t.data.record()
	}
	e.mu.Lock()
	if t.gone || t.meta == nil {
		e.mu.Unlock()
		return nil
	}
	if t.lt != nil {
		t.live(t.lt)
	}
	r := record{
		Number: t.number, Run: t.run, Dir: folder(t.dir), Priority: t.prio, Trackers: t.extra,
		Down: t.down.value().Total, Up: t.up.value().Total,
		Added: t.addedAt, Done: t.doneAt, SeedTime: t.seedTime,
		Have: t.kept.Have, Stamps: t.kept.Stamps,
	}
	for _, p := range t.known {
		if len(r.Peers) < maxCached {
			r.Peers = append(r.Peers, p.addr)
		}
	}
	if pieces && syncErr == nil {
		r.Have, r.Stamps = have, stamps
	}
	t.dirty = false
	e.mu.Unlock()
	sort.Slice(r.Peers, func(i, k int) bool { return r.Peers[i].Compare(r.Peers[k]) < 0 })
	if err := store.WriteFile(e.o.FS, t.path(e, ".json"), encode(r), 0o600); err != nil {
		e.mu.Lock()
		t.dirty = true
		e.mu.Unlock()
		return err
	}
	e.mu.Lock()
	t.kept = r
	e.mu.Unlock()
	return syncErr
}

// keepDirty writes what changed without a command: counters and pieces.
func (e *Engine) keepDirty() {
	e.mu.Lock()
	all := append([]*transfer{}, e.transfers...)
	e.mu.Unlock()
	for _, t := range all {
		e.mu.Lock()
		dirty := t.dirty
		e.mu.Unlock()
		if !dirty || !t.lock(e.ctx.Done()) {
			continue
		}
		if err := e.keep(t, true); err != nil {
			e.log.Error("state not kept", "torrent", t.id.String(), "err", err)
		}
		<-t.op
	}
}

// unkeep forgets a transfer: the record first.
func (e *Engine) unkeep(t *transfer) error {
	if e.o.State == "" {
		return nil
	}
	if err := store.RemoveFile(e.o.FS, t.path(e, ".json")); err != nil {
		return err
	}
	return store.RemoveFile(e.o.FS, t.path(e, ".torrent"))
}

// load restores the settings and the transfers.
func (e *Engine) load() error {
	if e.o.State == "" {
		return nil
	}
	if err := e.o.FS.MkdirAll(e.o.State, 0o700); err != nil {
		return err
	}
	if err := store.Sweep(e.o.FS, e.o.State); err != nil {
		return err
	}
	var s settingsRecord
	switch err := e.decode(e.statePath("engine.json"), &s); {
	case err == nil:
		e.settings = s.settings()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	entries, err := e.o.FS.ReadDir(e.o.State)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), ".json")
		id, perr := engine.ParseID(name)
		if !ok || perr != nil {
			continue
		}
		if err := e.restore(id); err != nil {
			return fmt.Errorf("torrent %s: %w", id, err)
		}
	}
	sort.Slice(e.transfers, func(i, k int) bool { return e.transfers[i].number < e.transfers[k].number })
	return nil
}

func (e *Engine) decode(name string, v any) error {
	b, err := store.ReadFile(e.o.FS, name, maxRecord)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (e *Engine) restore(id engine.ID) error {
	t := newTransfer(id)
	var r record
	if err := e.decode(t.path(e, ".json"), &r); err != nil {
		return err
	}
	raw, err := store.ReadFile(e.o.FS, t.path(e, ".torrent"), engine.MaxMetainfo)
	if err != nil {
		return err
	}
	t.shown = true
	t.dir, t.extra, t.run, t.number, t.kept = string(r.Dir), r.Trackers, r.Run, r.Number, r
	t.down.total, t.up.total = r.Down, r.Up
	t.addedAt, t.doneAt, t.seedTime = r.Added, r.Done, r.SeedTime
	if err := e.fill(t, raw, r.Priority); err != nil {
		return err
	}
	t.data.restore(r.Have, r.Stamps)
	t.count()
	e.seq = max(e.seq, r.Number)
	e.addPeers(t, r.Peers, engine.FromCache)
	e.transfers = append(e.transfers, t)
	return nil
}
