package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/corpus"
	"enginespec/fuzz/campaign"
)

// fuzzFlags are the flags of fuzz, as given.
type fuzzFlags struct {
	proto, role, target, exec, out, replay string
	features                               string
	params                                 []string
	duration, timeout, shrink              time.Duration
	memory                                 int64
	dialogues, parallel                    int
	seed                                   uint64
}

func (a *app) fuzzCommand() *cobra.Command {
	var f fuzzFlags
	c := &cobra.Command{
		Use:   "fuzz --proto P (--target ADDR | --exec CMD) --out DIR [flags]",
		Short: "Fuzz an engine or a client over the network",
		Long: `fuzz makes whole dialogues of a protocol, from its grammar, its vectors and recorded sessions,
breaks them, and plays them to a program. The program may not die, hang, spin or grow;
the suite's monitors watch what it says; behind the dialogues it still gets through the
sanity dialogue. What brings it into a state that none had before is kept and changed
further.

A program that listens is started once and again when it has died; one that dials is started
for each dialogue. Its command line may use {addr} and what test --exec has.

Each finding is shrunk to its shortest dialogue and written as a session into DIR/findings;
DIR/report.md lists them. What is found is shrunk at once, for a minute each, and behind the
end of --duration for --shrink in all. Ctrl-C ends it, too: what was found is kept as it is. The same
DIR takes a campaign up where it ended, shrinking and all. --replay plays the session of a
finding again, as enginespec replay does too.

Exit codes: 0 no findings, 1 findings (or it was seen again), 2 usage, 3 no verdict, or
interrupted before there was one.`,
		Example: `  enginespec fuzz --proto ts --target tcp://127.0.0.1:62062 --duration 10m --out campaign
  enginespec fuzz --proto ctcs --duration 10m --out campaign \
    --exec 'ctorrent -S {addr} -s {save} -b {save}.bf -e 1 -D {down} -U {up} {torrent}'
  enginespec fuzz --proto ts --target tcp://127.0.0.1:62062 --replay campaign/findings/crashed-1a2b3c.json`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.fuzz(cmd.Context(), &f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.proto, "proto", "", "protocol")
	fs.StringVar(&f.role, "role", "engine", "who is fuzzed: engine or controller")
	fs.StringVar(&f.target, "target", "", "where it listens: tcp://host:port, unix:/path or http://host:port")
	fs.StringVar(&f.exec, "exec", "", "command that starts it")
	fs.DurationVar(&f.duration, "duration", 0, "how long; default: until --dialogues, or 1m")
	fs.DurationVar(&f.shrink, "shrink", time.Minute, "how long what was found is confirmed and shrunk behind the end")
	fs.IntVar(&f.dialogues, "dialogues", 0, "how many dialogues at most; default: no bound")
	fs.Uint64Var(&f.seed, "seed", 1, "seed of all that is random")
	fs.StringVar(&f.out, "out", "", "folder of the campaign")
	fs.IntVar(&f.parallel, "parallel", 0, "dialogues side by side with a program that dials; default 4")
	fs.DurationVar(&f.timeout, "timeout", 3*time.Second, "how long the sanity dialogue waits for an answer")
	fs.Int64Var(&f.memory, "memory", 256, "how many MiB one dialogue may cost the program")
	fs.StringVar(&f.features, "features", "", "features that the program has, or not: a,-b")
	fs.StringArrayVar(&f.params, "param", nil, "name=value, a setting of the protocol (see test --help)")
	fs.StringVar(&f.replay, "replay", "", "play the session of a finding again, and say whether it still shows it")
	a.completeFlags(c)
	return c
}

// fuzz is enginespec fuzz.
func (a *app) fuzz(ctx context.Context, f *fuzzFlags) error {
	cfg, stop, err := a.fuzzConfig(f)
	if err != nil {
		return err
	}
	defer stop()
	if f.replay != "" {
		return a.fuzzReplay(ctx, f, cfg)
	}
	bar := a.fuzzBar()
	cfg.Progress = bar.show
	rec, err := campaign.Run(ctx, *cfg)
	bar.end()
	if rec != nil {
		a.stdout.Write(rec.Report())
	}
	switch {
	case err != nil && (rec == nil || len(rec.Findings) == 0):
		return exitError{conformance.ExitNoVerdict, err}
	case err != nil:
		return exitError{conformance.ExitNot, err}
	case len(rec.Findings) > 0:
		return exitError{code: conformance.ExitNot}
	case ctx.Err() != nil:
		return exitError{conformance.ExitNoVerdict, fmt.Errorf("interrupted; the same --out %s takes it up again", f.out)}
	}
	return nil
}

// fuzzReplay is fuzz --replay.
func (a *app) fuzzReplay(ctx context.Context, f *fuzzFlags, cfg *campaign.Config) error {
	b, err := os.ReadFile(f.replay)
	if err != nil {
		return usageError{err}
	}
	s, err := corpus.ParseSessionFile(f.replay, b)
	if err != nil {
		return usageError{err}
	}
	again, found, err := campaign.Replay(ctx, *cfg, s)
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	for _, one := range found {
		fmt.Fprintf(a.stdout, "%s (%s): expected %s, have %s\n", one.Diagnosis, one.Clause.ID, one.Expected, one.Actual)
	}
	if again {
		fmt.Fprintf(a.stdout, "seen again: %s of %s\n", s.Finding.Diagnosis, s.Finding.Clause)
		return exitError{code: conformance.ExitNot}
	}
	fmt.Fprintf(a.stdout, "not seen again: %s of %s\n", s.Finding.Diagnosis, s.Finding.Clause)
	return nil
}

// fuzzConfig checks the flags.
func (a *app) fuzzConfig(f *fuzzFlags) (*campaign.Config, func() error, error) {
	p, err := a.wanted(f.proto)
	if err != nil {
		return nil, nil, err
	}
	for _, check := range []error{oneOf("role", f.role, "engine", "controller"), exclusive("--target", f.target != "", "--exec", f.exec != "")} {
		if check != nil {
			return nil, nil, check
		}
	}
	switch {
	case f.target == "" && f.exec == "":
		return nil, nil, usagef("say what to fuzz, with --target or --exec")
	case f.out == "" && f.replay == "":
		return nil, nil, usagef("say where the campaign lives, with --out")
	case f.duration < 0 || f.dialogues < 0 || f.parallel < 0 || f.timeout <= 0 || f.shrink <= 0 || f.memory <= 0:
		return nil, nil, usagef("--duration, --dialogues and --parallel cannot be negative; --timeout, --shrink and --memory must be above zero")
	case f.duration == 0 && f.dialogues == 0:
		f.duration = time.Minute
	}
	role, _ := codec.ParseParty(f.role)
	l, err := campaign.For(p.Suite, role, role == p.Listens)
	if err != nil {
		return nil, nil, err
	}
	t, stop, err := p.fuzzTarget(f, role)
	if err != nil {
		return nil, nil, usageError{err}
	}
	if t.Params, err = p.settings(f.params); err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	for word := range strings.FieldsFuncSeq(f.features, func(c rune) bool { return c == ',' || c == ' ' }) {
		name, no := strings.CutPrefix(word, "-")
		t.Features[strings.TrimPrefix(name, "+")] = !no
	}
	return &campaign.Config{
		Language: l, Target: t, Dir: f.out, Duration: f.duration, Dialogues: f.dialogues, Seed: f.seed, Parallel: f.parallel,
		Timeout: f.timeout, ShrinkTime: f.shrink, Memory: f.memory << 20,
	}, stop, nil
}

// fuzzTarget is what is fuzzed.
func (p *protocol) fuzzTarget(f *fuzzFlags, role codec.Party) (t *conformance.Target, stop func() error, err error) {
	stop = func() error { return nil }
	var names []string
	for _, one := range p.Params {
		names = append(names, one.Name)
	}
	names = append(names, p.Vars...)
	switch {
	case f.target != "":
		t, err = conformance.ParseTarget(f.target)
	case role != p.Listens:
		t, err = conformance.ExecDialer(f.exec, names...)
	default:
		var l *conformance.Listening
		if l, err = conformance.ExecListener(f.exec, 0, names...); err == nil {
			t, stop = &l.Target, l.Close
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if f.target != "" && role != p.Listens {
		return nil, nil, usagef("a %s of %s dials: start it with --exec", role, p.Name())
	}
	t.Features = conformance.Features{}
	if p.Command != nil && f.exec != "" {
		c, err := conformance.ParseCommand(f.exec, names...)
		if err != nil {
			return nil, nil, err
		}
		t.Features = p.Command(c.Uses)
	}
	return t, stop, nil
}

// settings reads --param.
func (p *protocol) settings(params []string) (map[string]string, error) {
	var known []string
	for _, k := range p.Params {
		known = append(known, k.Name)
	}
	set := map[string]string{}
	for _, s := range params {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usagef("--param %q: expected name=value", s)
		}
		if err := oneOf("param", name, known...); err != nil {
			return nil, err
		}
		set[name] = value
	}
	return set, nil
}

// fuzzBar is the line that tells how far a campaign is. Where there is no terminal it is
// a line of a log twice a minute.
type fuzzBar struct {
	a        *app
	terminal bool
	next     time.Duration
}

func (a *app) fuzzBar() *fuzzBar {
	f, ok := a.stderr.(*os.File)
	return &fuzzBar{a: a, terminal: ok && term.IsTerminal(int(f.Fd())), next: perLine}
}

// perLine is how far the lines of a log are apart.
const perLine = 30 * time.Second

func (b *fuzzBar) show(s campaign.Stats) {
	line := fmt.Sprintf("%v: %d dialogues (%.0f/s), %d states, %d steps, %d kept, %d findings",
		s.Elapsed.Round(time.Second), s.Dialogues, s.Rate, s.States, s.Steps, s.Corpus, s.Findings)
	if s.Waiting > 0 {
		line += fmt.Sprintf(", %d to shrink", s.Waiting)
	}
	if s.Left > 0 {
		line += fmt.Sprintf(" (%v left; Ctrl-C keeps them as they are)", s.Left.Round(time.Second))
	}
	switch {
	case b.terminal:
		fmt.Fprint(b.a.stderr, "\r\x1b[K", line)
	case s.Elapsed >= b.next:
		b.next = s.Elapsed + perLine
		fmt.Fprintln(b.a.stderr, line)
	}
}

func (b *fuzzBar) end() {
	if b.terminal {
		fmt.Fprintln(b.a.stderr)
	}
}
