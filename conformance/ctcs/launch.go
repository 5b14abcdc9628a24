package ctcs

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
	"enginespec/corpus"
)

// setting is how an engine is launched. The zero value is one with the fixture "multi",
// without its content, limits or a password, whose tracker names nobody.
type setting struct {
	fixture  string
	complete bool
	down, up int    // KiB/s
	password string // with which it is to greet
	name     string // of the metainfo's file
	peers    []*peer
}

// place is what the suite provides for one launched engine.
type place struct {
	fixture *corpus.Fixture
	tracker *tracker
	peers   []*peer
}

func placeOf(s *session) *place { return s.Data.(*place) }

// Password is what engines are launched with and controllers ask for, unless the
// parameter password says otherwise.
const Password = "open  sesame 7"

// launch launches an engine.
func launch(o setting) step {
	return conformance.Steps(check("prepare a torrent", func(s *session) *failure { return o.prepare(s) }), conformance.Start())
}

func (o setting) prepare(s *session) *failure {
	harness := func(err error) *failure { return fail(conformance.Unreachable, "a torrent to launch with", "%v", err) }
	if o.fixture == "" {
		o.fixture = "multi"
	}
	f := conformance.Fixture(o.fixture)
	pl := &place{fixture: f, peers: o.peers}
	s.Data = pl
	var err error
	if pl.tracker, err = track(s, f); err != nil {
		return harness(err)
	}
	for i, p := range o.peers {
		if err := p.listen(s, f, i); err != nil {
			return harness(err)
		}
		pl.tracker.add(p.addr())
	}
	dir, err := s.Folder()
	if err != nil {
		return harness(err)
	}
	if o.name == "" {
		o.name = o.fixture + ".torrent"
	}
	file, save := filepath.Join(dir, o.name), filepath.Join(dir, "content")
	if err := os.WriteFile(file, f.Metainfo(pl.tracker.url), 0o644); err != nil {
		return harness(err)
	}
	s.Vars["torrent"], s.Vars["save"], s.Vars["content"] = file, save, "none"
	if o.complete {
		s.Vars["content"] = "complete"
		if err := write(f, save); err != nil {
			return harness(err)
		}
	}
	s.Vars["peers"] = fmt.Sprint(len(o.peers))
	s.Vars["down"], s.Vars["up"], s.Vars["password"] = fmt.Sprint(o.down), fmt.Sprint(o.up), o.password
	return nil
}

// write puts a fixture's content where an engine looks for it.
func write(f *corpus.Fixture, save string) error {
	for i, ff := range f.Files {
		path := save
		if f.Multi {
			path = filepath.Join(save, filepath.FromSlash(ff.Path))
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		w, err := os.Create(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, f.Content(i))
		if cerr := w.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Launched are the steps that launch an engine with the fixture "multi", for dialogues
// that are not a case's: what comes next is to accept its connection.
func Launched() []conformance.Step { return []step{launch(setting{})} }

// accept waits for the engine's first connection.
func accept() step { return conformance.Accept(late) }

// again waits for the connection after one that was lost: ctorrent takes 5 s after a
// loss, 15 s after a refusal. Every version is possible on it until the engine says its
// highest.
func again() step { return conformance.Steps(speak(ctcs.Highest), conformance.Accept(2*late)) }

// greeted takes the engine's greeting and keeps what CTORRENT says.
func greeted() step {
	return expect("CTORRENT", func(s *session, p *codec.Packet) *failure {
		m := p.Message.(*ctcs.Torrent)
		s.Vars["peerid"], s.Vars["started"] = string(m.PeerID), fmt.Sprint(m.Start)
		return nil
	})
}

// opened launches an engine and waits until it has greeted; nothing was said to it.
func opened(o setting) []step { return []step{launch(o), accept(), greeted()} }

// entered is the Given of most cases: launched, greeted, and a version agreed on, or
// the highest that the engine speaks.
func entered(version int, o setting) []step {
	return append(opened(o), speak(version), say(fmt.Sprintf("PROTOCOL %04d", version)), expect("CTSTATUS"), fence())
}

// plain is entered with protocol 3 and nothing special.
func plain() []step { return entered(3, setting{}) }

// speaking is entered for what only a version has: n/a if the engine does not speak it.
func speaking(version int) []step { return append(entered(version, setting{}), speaks(version)) }

// seeding is entered with a torrent that is complete.
func seeding() []step { return append(entered(3, setting{complete: true}), complete()) }

// complete waits until the engine says that it has all pieces.
func complete() step {
	return check("wait until it is complete", func(s *session) *failure {
		deadline := time.Now().Add(max(s.Real(time.Minute), s.Patience()))
		for {
			st, f := status(s)
			switch {
			case f != nil:
				return f
			case st.NHave == st.NTotal:
				return nil
			case time.Now().After(deadline):
				return fail(conformance.TooLate, "all pieces", "%s", st)
			}
			if err := s.Wait(s.Real(200 * time.Millisecond)); err != nil {
				return fail(conformance.TooLate, "all pieces", "the case is over")
			}
		}
	})
}

// status asks for the status now.
func status(s *session) (*ctcs.Status, *failure) {
	got, f := exchange(s, "SENDSTATUS\n")
	if f != nil {
		return nil, f
	}
	st, ok := last[*ctcs.Status](got)
	if !ok {
		return nil, fail(conformance.NoReply, "CTSTATUS", "none, only %q", words(s, got))
	}
	return st, nil
}
