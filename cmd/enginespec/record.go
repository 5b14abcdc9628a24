package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/redact"
	"enginespec/conformance/relay"
	"enginespec/corpus"
)

// recordFlags are those of record, as given.
type recordFlags struct {
	relayFlags
	id, engine, controller, note, from string
	force                              bool
}

func (a *app) recordCommand() *cobra.Command {
	var f recordFlags
	c := &cobra.Command{
		Use:   "record --proto P --target ADDR [flags] FILE",
		Short: "Stand between a real engine and a real client, and write what passes to a session file",
		Long: `record does what proxy does, and writes what passes to FILE, a session that replay plays
again: every piece as it was written, the messages in it, begins and ends. Secrets are
replaced by as many letters: keys of READY, passwords of AUTH, keys and secrets of put.io's
API, tokens, cookies, and passwords in URLs. Each entry is in FILE before the bytes are
passed on, and FILE is whole at any time: who kills record loses nothing.

Exit code: 0, or 3 if nothing passed. Clauses that were broken are told, and do not change
it.`,
		Example: `  enginespec record --proto ts --target tcp://127.0.0.1:62062 player.json
  enginespec record --proto ipc --target unix:/run/transmission.sock --listen unix:/tmp/s.sock \
      --engine 'transmission-daemon 0.82' --controller transmission-remote daemon.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("record takes one FILE, to write the session to; it has %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.record(cmd, &f, args[0]) },
	}
	f.add(c)
	fs := c.Flags()
	fs.StringVar(&f.id, "id", "", "name of the session, P/slug; default: after FILE")
	fs.StringVar(&f.engine, "engine", "an engine", "which program the engine is")
	fs.StringVar(&f.controller, "controller", "a controller", "which program the controller is")
	fs.StringVar(&f.note, "note", "Recorded by enginespec record; secrets were replaced.", "what to say of the recording")
	fs.StringVar(&f.from, "from", "", "record only what this party writes: engine or controller; default: both")
	fs.BoolVar(&f.force, "force", false, "overwrite FILE")
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "print messages that break a clause only")
	a.completeFlags(c)
	return c
}

var notInSlug = regexp.MustCompile(`[^a-z0-9.-]+`)

// slug makes a name of a session of a file's name.
func slug(file string) string {
	s := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	if s = strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(s), "-"), "-."); s == "" {
		s = "session"
	}
	return s
}

var sessionName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

// record is enginespec record.
func (a *app) record(cmd *cobra.Command, f *recordFlags, file string) error {
	r, err := a.relayed(&f.relayFlags)
	if err != nil {
		return err
	}
	from, err := codec.ParseParty(f.from)
	if f.from != "" && err != nil {
		return oneOf("from", f.from, "engine", "controller")
	}
	head := corpus.Session{ID: f.id, Protocol: r.protocol.Name(), Version: f.version, Engine: f.engine, Controller: f.controller, Note: f.note}
	if head.ID == "" {
		head.ID = r.protocol.Name() + "/" + slug(file)
	}
	if name, ok := strings.CutPrefix(head.ID, r.protocol.Name()+"/"); !ok || !sessionName.MatchString(name) {
		return usagef("--id %q: expected %s/ and a name of a-z, 0-9, dots and hyphens", f.id, r.protocol.Name())
	}
	if f.engine == "" || f.controller == "" || f.note == "" {
		return usagef("--engine, --controller and --note cannot be empty")
	}
	flags := os.O_RDWR | os.O_CREATE | os.O_TRUNC
	if !f.force {
		flags |= os.O_EXCL
	}
	to, err := os.OpenFile(file, flags, 0o666)
	if err != nil {
		return usagef("%w (--force overwrites)", err)
	}
	defer to.Close()
	out, w := newPrinter(a.stdout, r.protocol.Name(), r.strict), r.watcher()
	out.quiet = f.quiet
	rec, err := relay.NewRecorder(to, head, w, redact.For(r.protocol.Name()))
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	rec.Only = from
	if err := r.serve(cmd.Context(), out, func(e relay.Event) { out.print(rec.Tell(e)) }); err != nil {
		return err
	}
	if err := rec.Err(); err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	code := out.summary(w, r.protocol.Suite)
	fmt.Fprintf(a.stdout, "written    %s\n", file)
	if code == conformance.ExitNot {
		code = conformance.ExitConforming
	}
	return ended(code)
}
