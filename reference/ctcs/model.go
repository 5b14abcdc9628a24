package ctcs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
)

// State is all that a server knows, at one moment. It shares no memory that changes.
type State struct {
	At       time.Time `json:"at"`
	Total    Limits    `json:"total_limits"` // octets/s for all together, 0 is none
	Torrents []Torrent `json:"torrents"`     // in the order they registered
}

// Limits are in octets/s, 0 is none.
type Limits struct {
	Down int64 `json:"down"`
	Up   int64 `json:"up"`
}

// Torrent is one engine's torrent as it was last told. Numbers of messages are as on
// the wire; lists are complete blocks.
type Torrent struct {
	ID         int            `json:"id"`       // the server's number for it, from 1
	PeerID     codec.Bytes    `json:"peerid"`   // text form
	Filename   codec.Bytes    `json:"filename"` // as the engine was given it
	Address    string         `json:"address"`  // of the engine
	Version    int            `json:"version"`  // in force
	Start      time.Time      `json:"start"`    // of the engine, by its clock
	Skew       time.Duration  `json:"skew_ns"`  // how far its clock is ahead of ours
	Registered time.Time      `json:"registered"`
	Ended      time.Time      `json:"ended,omitzero"` // when it left; what it last said is kept
	Status     *wire.Status   `json:"status"`         // nil until it said so; CTBW changes it too
	Heard      time.Time      `json:"heard"`          // when it last said anything
	Detail     *wire.Detail   `json:"detail"`
	Files      []wire.File    `json:"files"`
	Peers      []wire.Peer    `json:"peers"`
	Options    []wire.Config  `json:"options"`  // protocol 3
	Settings   *wire.Settings `json:"settings"` // protocols 1 and 2
	Infos      []Info         `json:"infos"`    // the last of CTINFO, oldest first
	Own        OwnLimits      `json:"own_limits"`
	Dropped    int            `json:"dropped"` // lines that were refused, each alone
	Why        string         `json:"why"`     // the last of them
	Blocks     Blocks         `json:"blocks"`
}

// Info is one CTINFO.
type Info struct {
	At       time.Time   `json:"at"`
	Severity int         `json:"severity"` // 1 urgent, 2 less important, 3 no problem
	Text     codec.Bytes `json:"text"`
}

// OwnLimits are limits that an operator gave to one torrent: it has no part in the
// total. Nil means that it has.
type OwnLimits struct {
	Down *int64 `json:"down"`
	Up   *int64 `json:"up"`
}

// Blocks count what was told whole, so that an answer can be waited for.
type Blocks struct {
	Status int `json:"status"`
	Files  int `json:"files"`
	Peers  int `json:"peers"`
	Config int `json:"config"`
}

// Live reports whether the engine is connected.
func (t *Torrent) Live() bool { return t.Ended.IsZero() }

// Complete reports whether the engine has all pieces, as far as is known.
func (t *Torrent) Complete() bool {
	return t.Status != nil && t.Status.NTotal > 0 && t.Status.NHave >= t.Status.NTotal
}

// torrent is an entry of the model. The server's mu guards it. Lists and what pointers
// point to are replaced, never changed, so a State may share them; but Status, which
// comes all the time, is only replaced when it was shown.
type torrent struct {
	Torrent
	shown   bool      // Status is shared
	session *session  // nil when it has ended
	seed    time.Time // when it became complete; zero: it is not
	given   Limits    // told by us; below zero: not yet
}

// maxInfos and maxText bound what is remembered of one engine's chatter.
const (
	maxInfos = 50
	maxText  = 4096
)

func (t *torrent) view() Torrent {
	t.shown = true
	v := t.Torrent
	v.Infos = slices.Clone(t.Infos)
	return v
}

// State returns the model.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := State{At: s.o.Clock.Now(), Total: s.total, Torrents: make([]Torrent, 0, len(s.torrents))}
	for _, t := range s.torrents {
		v.Torrents = append(v.Torrents, t.view())
	}
	return v
}

// Torrent returns one torrent.
func (s *Server) Torrent(id int) (Torrent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.find(id)
	if err != nil {
		return Torrent{}, err
	}
	return t.view(), nil
}

// Wait returns when ok accepts the model, now or later, or with ctx.
func (s *Server) Wait(ctx context.Context, ok func(State) bool) error {
	for {
		s.mu.Lock()
		if s.news == nil {
			s.news = make(chan struct{})
		}
		news := s.news
		s.mu.Unlock()
		if ok(s.State()) {
			return nil
		}
		select {
		case <-news:
		case <-s.done:
			return ErrServerClosed
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// find returns a torrent. mu must be held.
func (s *Server) find(id int) (*torrent, error) {
	for _, t := range s.torrents {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no torrent %d", id)
}

// register makes an engine known. One that comes back, told by its peer id and start,
// takes the place of its ended entry, with the limits it was given (CTCS-052).
func (s *Server) register(c *session, m *wire.Torrent) *torrent {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Clock.Now()
	t := &torrent{session: c, given: Limits{-1, -1}, Torrent: Torrent{
		PeerID: m.PeerID.Clone(), Filename: m.Filename.Clone(), Address: c.conn.RemoteAddr().String(), Version: c.version,
		Start: stamp(m.Start), Skew: skew(m.Current, now), Registered: now, Heard: now,
	}}
	for i, old := range s.torrents {
		if old.session == nil && string(old.PeerID) == string(t.PeerID) && old.Start.Equal(t.Start) {
			t.ID, t.Own, t.Infos = old.ID, old.Own, old.Infos
			s.torrents[i] = t
			s.changed()
			return t
		}
	}
	s.lastID++
	t.ID = s.lastID
	s.torrents = append(s.torrents, t)
	s.changed()
	return t
}

// stamp is a time that an engine told. JSON ends with the year 9999.
func stamp(seconds int64) time.Time { return time.Unix(min(max(seconds, 0), 253402300799), 0).UTC() }

// skew is how far an engine's clock is ahead. A time out of this world says nothing.
func skew(current int64, now time.Time) time.Duration {
	d := current - now.Unix()
	if d > 1e9 || d < -1e9 {
		return 0
	}
	return time.Duration(d) * time.Second
}

// leave keeps what an engine last said (CTCS-123), and forgets the oldest of too many.
func (s *Server) leave(t *torrent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.session, t.Ended = nil, s.o.Clock.Now()
	ended := 0
	for _, o := range s.torrents {
		if o.session == nil {
			ended++
		}
	}
	s.torrents = slices.DeleteFunc(s.torrents, func(o *torrent) bool {
		if o.session == nil && ended > s.o.MaxEnded {
			ended--
			return true
		}
		return false
	})
	s.share()
	s.changed()
}

// update changes a torrent by f, which its session has from its engine.
func (s *Server) update(t *torrent, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.Heard = t.session.heard
	f()
	s.changed()
}
