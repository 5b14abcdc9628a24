package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/replay"
	"enginespec/corpus"
)

// live is the party to which a session is replayed.
type live struct {
	*replayFlags
	protocol *protocol
	party    codec.Party
	params   map[string]string
	pairs    [][2]string
	target   *conformance.Target // one that listens, or is launched
	network  string              // where one that dials will dial
	address  string
	where    string
	closers  []func() error
}

// live checks the flags. Who is live follows from who listens in the protocol.
func (a *app) live(f *replayFlags, p *protocol, s *corpus.Session) (*live, error) {
	l := &live{replayFlags: f, protocol: p, params: map[string]string{}}
	given := 0
	for _, v := range []string{f.target, f.listen, f.exec} {
		given += b2i(v != "")
	}
	if given != 1 {
		return nil, usagef("say to whom: exactly one of --target (who listens), --listen (who dials) and --exec")
	}
	if f.role != "" && f.exec == "" {
		return nil, usagef("--role is for --exec: with --target the live party is who listens, with --listen who dials")
	}
	if f.scale < 1 || f.timeout <= 0 || f.gap < 0 {
		return nil, usagef("--scale must be 1 or more, --timeout above zero, --gap not negative")
	}
	for _, text := range f.params {
		name, value, ok := strings.Cut(text, "=")
		if !ok || !slices.ContainsFunc(p.Params, func(x param) bool { return x.Name == name }) {
			var names []string
			for _, x := range p.Params {
				names = append(names, x.Name)
			}
			return nil, usagef("--param %q: expected name=value with a name of %s: %s%s", text, p.Name(), strings.Join(names, ", "), conformance.DidYouMean(name, names))
		}
		l.params[name] = value
	}
	for _, text := range f.replace {
		old, now, ok := strings.Cut(text, "=")
		if !ok || old == "" {
			return nil, usagef("--replace %q: expected OLD=NEW", text)
		}
		l.pairs = append(l.pairs, [2]string{old, now})
	}
	var err error
	switch {
	case f.target != "":
		l.party, l.where = p.Listens, "to the "+p.Listens.String()+" at "+f.target
		if l.target, err = conformance.ParseTarget(f.target); err != nil {
			return nil, usagef("--target: %w", err)
		}
	case f.listen != "":
		l.party = p.Listens.Other()
		l.network, l.address, err = p.listening(f.listen, f.allow)
	default:
		l.party, l.where = p.Listens, "to a program"
		if s.Finding != nil {
			l.party = s.Finding.Role
		}
		if f.role != "" {
			if l.party, err = codec.ParseParty(f.role); err != nil {
				return nil, oneOf("role", f.role, "engine", "controller")
			}
		}
		l.target, err = l.program()
	}
	if err != nil {
		return nil, err
	}
	if l.target != nil {
		l.target.Params, l.target.Scale = l.params, f.scale
		if f.scale > 1 {
			l.target.Slack = conformance.ScaledSlack
		}
	}
	return l, nil
}

// program is the target of --exec.
func (l *live) program() (*conformance.Target, error) {
	if l.party != l.protocol.Listens {
		t, err := conformance.ExecDialer(l.exec, l.protocol.Vars...)
		if err != nil {
			return nil, usagef("--exec: %w", err)
		}
		return t, nil
	}
	t, err := conformance.ExecListener(l.exec, 0, l.protocol.Vars...)
	if err != nil {
		return nil, usagef("--exec: %w", err)
	}
	l.closers = append(l.closers, t.Close)
	return &t.Target, nil
}

// forCase is the target for a case, which must be of the role under test.
func (l *live) forCase(f *corpus.Finding) (*conformance.Target, error) {
	switch {
	case l.target == nil:
		return nil, usagef("--listen: case %s launches the program that dials: say --exec", f.Case)
	case l.party != f.Role:
		return nil, usagef("--target: case %s tests the %s, which dials: say --exec", f.Case, f.Role)
	}
	return l.target, nil
}

// forBytes is the replay of a recording.
func (l *live) forBytes(ctx context.Context, s *corpus.Session) (*replay.Replay, error) {
	r := &replay.Replay{
		Suite: l.protocol.Suite, Session: s, Ours: l.party.Other(), Params: l.params, Replace: l.pairs,
		Patience: l.timeout, Gap: l.gap, Pace: conformance.Pace{Scale: l.scale},
	}
	if l.scale > 1 {
		r.Pace.Slack = conformance.ScaledSlack
	}
	if l.content != "" {
		if _, err := os.Stat(l.content); err != nil {
			return nil, usagef("--content: %w", err)
		}
		at, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, exitError{conformance.ExitNoVerdict, err}
		}
		h := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { http.ServeFile(w, q, l.content) })}
		go h.Serve(at) // until it is closed
		l.closers = append(l.closers, h.Close)
		r.URL = "http://" + at.Addr().String()
	}
	if l.target != nil && l.target.Dial != nil {
		r.Dial = func(ctx context.Context) (net.Conn, error) { return l.target.Dial(ctx, nil) }
		return r, nil
	}
	if l.target != nil { // a program that dials: see launched
		return r, nil
	}
	at, err := l.open()
	if err != nil {
		return nil, exitError{conformance.ExitNoVerdict, err}
	}
	r.Listener = at
	if l.where == "" {
		l.where = "to the " + l.party.String() + " that dials " + l.protocol.at(at.Addr())
	}
	return r, nil
}

// launched runs a replay for a program that dials, which is started as for a case, with
// all that its command line may name.
func (l *live) launched(ctx context.Context, r *replay.Replay) (o *replay.Outcome, err error) {
	player, err := conformance.NewPlayer(ctx, l.protocol.Suite, conformance.Config{Target: l.target, Role: l.party, Timeout: l.timeout})
	if err != nil {
		return nil, err
	}
	defer player.Close()
	k := l.protocol.Suite.Robust(r.Session.ID, l.party, conformance.Check("the recording", func(s *conformance.Session) *conformance.Failure {
		r.Dial = s.Caller
		o, err = r.Run(s.Context())
		return nil
	}))
	if k.Given = l.protocol.Suite.Replaying.Launch; k.Given == nil {
		k.Given = []conformance.Step{conformance.Start()}
	}
	k.Limit = longest
	played := player.Play(ctx, k, conformance.Whole)
	switch {
	case err != nil:
		return nil, err
	case played.Err != nil:
		return nil, played.Err
	case o == nil:
		return nil, played.Failure
	}
	o.Findings = append(o.Findings, played.Findings...) // that the program crashed
	return o, nil
}

// longest is how long the replay of a recording may take, whose bounds are its own.
const longest = 24 * time.Hour

// open listens for a party that dials.
func (l *live) open() (net.Listener, error) {
	if l.network == "unix" && l.address == "" {
		dir, err := os.MkdirTemp("", "enginespec-")
		if err != nil {
			return nil, err
		}
		l.address = filepath.Join(dir, "socket")
		l.closers = append(l.closers, func() error { return os.RemoveAll(dir) })
	}
	at, err := net.Listen(l.network, l.address)
	if err != nil {
		return nil, err
	}
	l.closers = append(l.closers, at.Close)
	if l.network == "tcp" {
		return at, writePort(l.portFile, at.Addr().String(), at.Close)
	}
	return at, nil
}

// alive reports whether a live party that listens still does.
func (l *live) alive(ctx context.Context) bool {
	if l.target == nil || l.target.Dial == nil {
		return true
	}
	c, err := l.target.Dial(ctx, nil)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func (l *live) close() error {
	var errs []error
	for i := len(l.closers) - 1; i >= 0; i-- {
		errs = append(errs, l.closers[i]())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("ending the live party: %w", err)
	}
	return nil
}
