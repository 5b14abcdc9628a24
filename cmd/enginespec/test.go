package main

import (
	"time"

	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

// testFlags are the flags of test, as given.
type testFlags struct {
	proto, role, target, exec string
	profile, features         string
	params                    []string
	strict, failfast, allow   bool
	segment                   string
	seed                      uint64
	parallel, scale           int
	timeout                   time.Duration
	waivers, color            string
	json, tap, quiet, verbose bool
	runFlags
	fileFlags
}

func (a *app) testCommand() *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use:   "test [flags] [selector ...]",
		Short: "Test an engine or a client; without a target, the bundled reference",
		Long: `test runs the cases that the selectors name against a target and says which clauses it
breaks. A selector is a protocol (ts), a group (ts/handshake), a case
(ts/handshake/hello-first) or a clause (TS-021); without any, everything runs.

The target is one of:

  (none)           the bundled reference in both roles, over TCP on loopback
  --target ADDR    an engine that listens: tcp://host:port, unix:/path, http://host:port
  --exec COMMAND   a program that is started and stopped: an engine (--role engine), which
                   listens where {addr}, {port} or {path} says, once for the run and again
                   after a crash; or a client (--role controller), which dials {addr}, once
                   for each dialogue, does one ordinary thing, such as playing {torrent},
                   and ends.

In COMMAND words are quoted as in a shell, and these names are filled in: {addr} {host}
{port} {path} {dir} {case} {torrent} {hash} {pid} {cid} {media}, {torrent:NAME} and so on
for another fixture (enginespec corpus export shows them), and those of --param. They are
in the environment too, as ENGINESPEC_ADDR and so on. A client with the feature "orders"
gets orders on its standard input, one a line.

MUST clauses that a document states fail a run; others warn, unless --strict. What cannot
be brought about is untestable, and an untestable MUST fails. What the target is not able
to do (a feature it does not have) is n/a, and counted.`,
		Example: `  enginespec test
  enginespec test --target tcp://127.0.0.1:62062 ts/handshake TS-041
  enginespec test --role engine --exec './engine --listen {addr} --data {dir}' ts
  enginespec test --role controller --exec './play {addr} {torrent}' --junit out.xml ts
  enginespec test --target tcp://127.0.0.1:62062 --profile ts/v1 --waivers known.txt`,
		ValidArgsFunction: a.completeSelectors,
		RunE: func(cmd *cobra.Command, args []string) error {
			args, err := a.configure(cmd, f.config, args)
			if err != nil {
				return err
			}
			return a.test(cmd, &f, args)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.proto, "proto", "", "protocol; default: what the selectors name, or all")
	fs.StringVar(&f.role, "role", "", "who is under test: engine or controller; default: both for the bundled reference,\nwho listens for --target")
	fs.StringVar(&f.target, "target", "", "address of a target that listens")
	fs.StringVar(&f.exec, "exec", "", "command that starts the target")
	fs.StringVar(&f.profile, "profile", "", "what the target claims to be (enginespec list --features)")
	fs.StringVar(&f.features, "features", "", "what it can (+a) and cannot (-b) do, separated by commas")
	fs.StringArrayVar(&f.params, "param", nil, "setting of the suite, name=value; may be repeated")
	fs.BoolVar(&f.strict, "strict", false, "every broken clause fails, also SHOULD and what no document states")
	fs.StringVar(&f.segment, "segment", "all", "how the suite cuts what it writes: all or whole")
	fs.Uint64Var(&f.seed, "seed", 1, "seed of all that is random; 0: a new one")
	fs.IntVar(&f.parallel, "parallel", 0, "sessions side by side; default 8, for the bundled reference 32")
	fs.DurationVar(&f.timeout, "timeout", 5*time.Second, "how long to wait for what no clause bounds")
	fs.BoolVar(&f.failfast, "failfast", false, "stop at the first failure")
	f.runFlags.add(fs)
	fs.StringVar(&f.waivers, "waivers", "", "file of known failures")
	fs.IntVar(&f.scale, "scale", 0, "how many times faster than real time the target lives; default 1, for the bundled\nreference 100")
	fs.BoolVar(&f.allow, "allow-network", false, "follow what the target announces beyond loopback")
	fs.BoolVar(&f.json, "json", false, "print the events of go test -json instead of text")
	fs.BoolVar(&f.tap, "tap", false, "print TAP instead of text")
	f.fileFlags.add(fs)
	fs.StringVar(&f.color, "color", "auto", "auto, always or never; NO_COLOR counts too")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "print failures and claims only")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "print every case, and whole transcripts")
	a.completeFlags(c)
	return c
}

// test is enginespec test.
func (a *app) test(cmd *cobra.Command, f *testFlags, selectors []string) error {
	ctx := cmd.Context()
	p, err := a.plan(f, selectors)
	if err != nil {
		return err
	}
	out, err := a.openOutputs(f)
	if err != nil {
		return err
	}
	run := &report.Run{
		Version: version(), Digest: conformance.Digest(suites(a.protocols)...), Command: commandLine(cmd, p.seed), Args: selectors, Started: time.Now(),
	}
	out.begin(run, p.seed)
	err = a.runPlan(ctx, p, run, out)
	run.Duration = time.Since(run.Started)
	if failed := out.end(run); err == nil {
		err = failed
	}
	if err == nil {
		err = a.waiveAll(p, run)
	}
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	if code := run.Exit(); code != conformance.ExitConforming {
		return exitError{code: code}
	}
	return nil
}
