package campaign

import (
	"context"
	"errors"
	"fmt"

	"enginespec/conformance"
	"enginespec/corpus"
)

// Replay plays the fuzzer's side of a session to cfg's target, and returns all that it
// shows. again says whether the finding of the session is among it, by its diagnosis
// and clause. Of cfg it takes Language, Target, Env, Seed and Timeout.
func Replay(ctx context.Context, cfg Config, s *corpus.Session) (again bool, found []conformance.Finding, err error) {
	l := cfg.Language
	switch {
	case s.Finding == nil:
		return false, nil, errors.New("the session has no finding to look for")
	case s.Protocol != l.Suite.Name() || s.Finding.Role != l.Role:
		return false, nil, fmt.Errorf("the session is one of %s and about the %s, not of %s and about the %s", s.Protocol, s.Finding.Role, l.Suite.Name(), l.Role)
	}
	if cfg.Memory <= 0 {
		cfg.Memory = maxOnce
	}
	c := &campaign{Config: cfg}
	if c.play, err = newPlayer(ctx, &cfg); err != nil {
		return false, nil, err
	}
	defer c.play.p.Close()
	if l.Listens {
		if f := c.play.p.Sane(ctx); f != nil {
			return false, nil, f
		}
		c.memory = memory(c.pid())
	}
	out, more := c.look(ctx, c.play.calmly(), FromSession(s, l.Role.Other()), s.Finding.Diagnosis)
	if out.Err != nil {
		return false, nil, out.Err
	}
	found = append(out.Findings, more...)
	for i := range found {
		clause := ""
		if found[i].Clause != nil {
			clause = found[i].Clause.ID
		}
		again = again || string(found[i].Diagnosis) == s.Finding.Diagnosis && clause == s.Finding.Clause
	}
	return again, found, nil
}
