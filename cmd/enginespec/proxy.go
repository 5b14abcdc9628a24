package main

import (
	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/conformance/relay"
)

func (a *app) proxyCommand() *cobra.Command {
	var f relayFlags
	c := &cobra.Command{
		Use:   "proxy --proto P --target ADDR [flags]",
		Short: "Stand between a real engine and a real client, and say what passes and what it breaks",
		Long: `proxy listens, passes each connection on to the target, and prints what passes, one line a
message: milliseconds, connection, direction (>> is the controller's), message. Bytes pass
unchanged and at once; what no codec reads is shown as it is. All monitors of the suite
watch, and each clause that is broken is told under the message that shows it. Secrets are
not shown. For ctcs the target is the control server, for the others the engine.

It ends when it is interrupted, or with --once when the first connection has ended, and
says which clauses were exercised and which broken. Exit code: 0, 1 if a clause that binds
was broken, 3 if nothing passed.

` + faultHelp,
		Example: `  enginespec proxy --proto ts --target tcp://127.0.0.1:62062
  enginespec proxy --proto ts --target tcp://127.0.0.1:62062 --fault 'drop:second STATUS'
  enginespec proxy --proto putio --target http://127.0.0.1:8080 --listen 127.0.0.1:8081 --role engine`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.relayed(&f)
			if err != nil {
				return err
			}
			out, w := newPrinter(a.stdout, r.protocol.Name(), r.strict), r.watcher()
			out.quiet = f.quiet
			if err := r.serve(cmd.Context(), out, func(e relay.Event) { out.print(relay.Watch(w, e)) }); err != nil {
				return err
			}
			return ended(out.summary(w, r.protocol.Suite))
		},
	}
	f.add(c)
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print messages that break a clause only")
	a.completeFlags(c)
	return c
}

// ended is an exit code as an error, nil for 0.
func ended(code int) error {
	if code == conformance.ExitConforming {
		return nil
	}
	return exitError{code: code}
}
