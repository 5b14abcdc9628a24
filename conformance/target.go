package conformance

import (
	"context"
	"io"
	"net"
	"time"
)

// Target is the program under test: one that listens and is dialed, or one that
// is launched and dials us.
type Target struct {
	Name string // as the user gave it: "tcp://127.0.0.1:62062"
	// Dial opens a connection to a target that listens. needs are the features of
	// the case, for targets that have them on different ports.
	Dial func(ctx context.Context, needs []*Feature) (net.Conn, error)
	// Launch starts a target that dials: one process for one case.
	Launch func(ctx context.Context, l Launch) (Process, error)
	// Program is the process of a target that listens and was launched, nil before its
	// first start. When it ends in the middle of a run, Dial starts another. Optional.
	Program func() Process
	// Deaths are the ends of such programs that nobody asked for, so far. Optional.
	Deaths func() []Exit
	// Order hands a target that listens one order of its operator, in the words of the
	// protocol's suite. What it does shows on the wire. Nil: it takes none.
	Order func(ctx context.Context, order string) error
	// Features are declared present or absent; what is not named is probed or assumed.
	Features Features
	// Scale is how many times faster than real time the target lives. Zero means 1.
	Scale int
	// Params are settings of the protocol's suite, such as a product key.
	Params map[string]string
	// Slack is the allowance for the machine in upper bounds of time. Zero: 250 ms, or
	// ScaledSlack for a target that lives faster than real time.
	Slack time.Duration
}

func (t *Target) slack() time.Duration {
	switch {
	case t.Slack != 0:
		return t.Slack
	case t.Scale > 1:
		return ScaledSlack
	}
	return 250 * time.Millisecond
}

// ScaledSlack is the usual allowance for the machine for targets that live faster than
// real time. It is wide: a hundredth of a second is less than what a busy machine takes
// to switch to another program.
const ScaledSlack = 2 * time.Second

// Launch says how to start a program that dials us.
type Launch struct {
	Network string            // "tcp", "unix"
	Addr    string            // where we listen: host:port or a path
	Vars    map[string]string // what {name} in a command line stands for
}

// Process is a launched program.
type Process interface {
	// Stdin takes orders, one a line, if the program reads any; it may be nil.
	Stdin() io.Writer
	// Done is closed when the program has ended.
	Done() <-chan struct{}
	// Exit is how it ended, once Done is closed.
	Exit() Exit
	// Stop ends it if it has not ended, and waits.
	Stop()
}

// Exit is how a program ended.
type Exit struct {
	Code   int    // exit status; -1 if a signal ended it
	Signal string // the signal's name, if one did
	Killed bool   // the suite stopped it
	Output string // the end of what it printed, both streams
	Ran    time.Duration
	CPU    time.Duration // that it used meanwhile, 0 if unknown
}

// Spun reports whether a program that had to be stopped was busy rather than waiting
// for something: it need not have had a processor to itself.
func (e Exit) Spun() bool { return e.Killed && e.Ran > time.Second && e.CPU > e.Ran*3/10 }

// OK reports whether the program ended by itself with status 0.
func (e Exit) OK() bool { return e.Code == 0 && e.Signal == "" && !e.Killed }
