package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/conformance/replay"
	"enginespec/corpus"
	"enginespec/fuzz/campaign"
)

// replayFlags are those of replay, as given.
type replayFlags struct {
	target, listen, exec, role, portFile, content string
	params, replace                               []string
	timeout, gap                                  time.Duration
	scale                                         int
	strict, allow, quiet                          bool
}

func (a *app) replayCommand() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay FILE (--target ADDR | --listen ADDR | --exec COMMAND) [flags]",
		Short: "Play one side of a recorded session to a live party on the other",
		Long: `replay plays one side of the session in FILE: to a live party that listens at --target, as
who dials; to one that dials --listen, as who listens; or to a program that --exec starts,
as test does. Connections and messages come in the recorded order, each of ours when what
the recording has before it has come. Compared are the kinds of the live party's messages,
their order and their fields; keys, ids, URLs, ports, times, rates, positions and the like
are not, but where the recording repeats one, the live party's is written in its place.
All monitors of the suite watch. Exit code: 0 if it is as recorded, 1 if not or if a clause
that binds is broken, 3 if there was nobody to talk to.

A session that was kept because of a finding shows whether it recurs: if it names a case,
the case's steps run again, else the bytes are sent again and the monitors judge. Exit
code: 1 if the same diagnosis recurs, 0 if not.`,
		Example: `  enginespec replay player.json --target tcp://127.0.0.1:62062
  enginespec replay engine.json --listen 127.0.0.1:62062 --content film.mp4
  enginespec replay fail.json --exec './engine --listen {addr}'
  enginespec replay player.json --role controller --exec './player {addr} {torrent}'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("replay takes one FILE, a session; it has %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.replay(cmd.Context(), &f, args[0]) },
	}
	fs := c.Flags()
	fs.StringVar(&f.target, "target", "", "a live party that listens: tcp://host:port, unix:/path or http://host:port")
	fs.StringVar(&f.listen, "listen", "", "where a live party will dial: host:port or unix:PATH; port 0 is a free one")
	fs.StringVar(&f.exec, "exec", "", "command that starts the live party")
	fs.StringVar(&f.role, "role", "", "who the program of --exec is: engine or controller; default: who the finding is about,\nelse who listens")
	fs.StringVar(&f.portFile, "port-file", "", "write the port of --listen to this file, once it listens")
	fs.StringVar(&f.content, "content", "", "file to serve in the place of the recorded engine's content")
	fs.StringArrayVar(&f.params, "param", nil, "setting of the suite, name=value; may be repeated")
	fs.StringArrayVar(&f.replace, "replace", nil, "OLD=NEW: write NEW where the recording has OLD; may be repeated")
	fs.DurationVar(&f.timeout, "timeout", 5*time.Second, "how long to wait for what was recorded")
	fs.DurationVar(&f.gap, "gap", 200*time.Millisecond, "longest pause of the recording that is kept")
	fs.IntVar(&f.scale, "scale", 1, "how many times faster than real time the live party lives")
	fs.BoolVar(&f.strict, "strict", false, "every broken clause counts, also SHOULD and what no document states")
	fs.BoolVar(&f.allow, "allow-network", false, "let it listen beyond loopback")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "print what differs only")
	a.completeFlags(c)
	return c
}

// replay is enginespec replay.
func (a *app) replay(ctx context.Context, f *replayFlags, file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return usageError{err}
	}
	s, err := corpus.ParseSessionFile(file, b)
	if err != nil {
		return usageError{err}
	}
	p, err := named(a.protocols, s.Protocol)
	if err != nil {
		return usagef("%s: protocol %q: expected ts, ipc, ctcs or putio", file, s.Protocol)
	}
	l, err := a.live(f, p, s)
	if err != nil {
		return err
	}
	defer l.close()
	if s.Finding != nil && s.Finding.Case != "" {
		return a.replayCase(ctx, l, s.Finding)
	}
	if s.Finding != nil && campaign.Made(s) {
		return a.replayMoves(ctx, l, s)
	}
	return a.replayBytes(ctx, l, s)
}

// replayCase runs the steps of a case again.
func (a *app) replayCase(ctx context.Context, l *live, f *corpus.Finding) error {
	t, err := l.forCase(f)
	if err != nil {
		return err
	}
	played, err := replay.Case(ctx, l.protocol.Suite, conformance.Config{Target: t, Strict: l.strict, Timeout: l.timeout}, f)
	if err != nil {
		return usageError{err}
	}
	out := newPrinter(a.stdout, l.protocol.Name(), l.strict)
	for i, e := range played.Transcript {
		one := conformance.Seen{Entry: e}
		for _, found := range played.Findings {
			if found.Entry == i && found.Clause != nil {
				one.Findings = append(one.Findings, found)
			}
		}
		out.print([]conformance.Seen{one})
	}
	if played.Err != nil {
		return exitError{conformance.ExitNoVerdict, fmt.Errorf("case %s: %w", f.Case, played.Err)}
	}
	return a.recurs(f, replay.Same(l.protocol.Suite, f, played.Findings) != nil, "case "+f.Case)
}

// replayMoves sends the fuzzer's bytes again, as it did.
func (a *app) replayMoves(ctx context.Context, l *live, s *corpus.Session) error {
	switch {
	case l.target == nil:
		return usagef("--listen: the fuzzer launches the program that dials: say --exec")
	case l.party != s.Finding.Role:
		return usagef("--target: the finding is about the %s, which dials: say --exec", s.Finding.Role)
	}
	lang, err := campaign.For(l.protocol.Suite, l.party, l.party == l.protocol.Listens)
	if err != nil {
		return usageError{err}
	}
	again, found, err := campaign.Replay(ctx, campaign.Config{Language: lang, Target: l.target, Seed: s.Finding.Seed, Timeout: l.timeout}, s)
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	out := newPrinter(a.stdout, l.protocol.Name(), l.strict)
	fmt.Fprintf(a.stdout, "%s as the %s, %s\n", s.ID, l.party.Other(), l.where)
	for i := range found {
		if found[i].Clause != nil {
			out.finding(&found[i])
		}
	}
	return a.recurs(s.Finding, again, "the recording")
}

// recurs says whether a finding recurs.
func (a *app) recurs(f *corpus.Finding, again bool, what string) error {
	if again {
		fmt.Fprintf(a.stdout, "\nrecurs: %s shows %s of %s again\n", what, f.Diagnosis, f.Clause)
		return exitError{code: conformance.ExitNot}
	}
	fmt.Fprintf(a.stdout, "\ndoes not recur: %s does not show %s of %s any more\n", what, f.Diagnosis, f.Clause)
	return nil
}

// replayBytes plays one side of a recording.
func (a *app) replayBytes(ctx context.Context, l *live, s *corpus.Session) error {
	out := newPrinter(a.stdout, l.protocol.Name(), l.strict)
	out.quiet = l.quiet
	r, err := l.forBytes(ctx, s)
	if err != nil {
		return err
	}
	r.Tell = func(seen []conformance.Seen, d *replay.Difference) {
		out.print(seen)
		if d != nil {
			out.differs(d)
		}
	}
	fmt.Fprintf(a.stdout, "%s as the %s, %s\n", s.ID, r.Ours, l.where)
	play := r.Run
	if r.Dial == nil && r.Listener == nil {
		play = func(ctx context.Context) (*replay.Outcome, error) { return l.launched(ctx, r) }
	}
	o, err := play(ctx)
	if err != nil {
		if errors.Is(err, replay.ErrNoDialogue) && s.Finding != nil && s.Finding.Diagnosis == string(conformance.Unreachable) {
			return a.recurs(s.Finding, true, "the recording")
		}
		return exitError{conformance.ExitNoVerdict, err}
	}
	if s.Finding != nil {
		again := o.Recurs(l.protocol.Suite, s.Finding) || s.Finding.Diagnosis == string(conformance.Crashed) && !l.alive(ctx)
		return a.recurs(s.Finding, again, "the recording")
	}
	return ended(out.outcome(o, l.protocol.Suite))
}

// differs prints a difference under the message that shows it.
func (p *printer) differs(d *replay.Difference) {
	const mark = "          != "
	indent := strings.Repeat(" ", len(mark))
	fmt.Fprintf(p.w, "%srecorded  #%d %s\n%slive      #%d %s\n", mark, d.Conn, p.redact.Text(d.Recorded), indent, d.Conn, p.redact.Text(d.Live))
	for _, f := range d.Fields {
		fmt.Fprintf(p.w, "%sdiffers   %s\n", indent, p.redact.Text(f))
	}
}

// outcome prints what came of a replay and returns the exit code.
func (p *printer) outcome(o *replay.Outcome, suite *conformance.Suite) int {
	broken, binding := conformance.Broken(suite, o.Findings, p.strict)
	fmt.Fprintf(p.w, "\n%s sent, %s compared, %d more come when they come\n", counted(o.Sent, "message"), counted(o.Compared, "message"), o.Free)
	for _, c := range broken {
		fmt.Fprintf(p.w, "broken     %s\n           %s\n", p.clause(c), c.Text)
	}
	if len(o.Differences) > 0 {
		fmt.Fprintf(p.w, "not equal: %s from the recording\n", counted(len(o.Differences), "difference"))
		return conformance.ExitNot
	}
	fmt.Fprintln(p.w, "equal: the live party does what was recorded")
	if binding {
		return conformance.ExitNot
	}
	return conformance.ExitConforming
}
