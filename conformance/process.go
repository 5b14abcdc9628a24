package conformance

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// kept is how much of the end of a program's output is kept, in bytes.
const kept = 64 << 10

// parting is how long a program may take to end after the polite signal, and how
// long its output may stay open behind its end.
const parting = 500 * time.Millisecond

// program is a launched process and the group that it leads.
type program struct {
	cmd   *exec.Cmd
	dir   string // removed when it is stopped; empty if there is none
	begun time.Time
	out   ring
	in    *orders
	done  chan struct{}
	once  sync.Once

	mu     sync.Mutex
	killed bool
	exit   Exit
}

// start starts a program. Its folder is dir, which becomes the program's to remove;
// env is added to the suite's own environment.
func start(argv []string, dir string, env []string, takesOrders bool) (*program, error) {
	p := &program{cmd: exec.Command(argv[0], argv[1:]...), dir: dir, begun: time.Now(), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.SysProcAttr = ownGroup()
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	p.cmd.Stdout, p.cmd.Stderr = write, write
	if takesOrders {
		stdin, err := p.cmd.StdinPipe()
		if err != nil {
			read.Close()
			return nil, err
		}
		p.in = newOrders(stdin)
	}
	if err := p.cmd.Start(); err != nil {
		read.Close()
		return nil, err
	}
	if p.in != nil {
		go p.in.pump()
	}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		io.Copy(&p.out, read)
	}()
	go p.wait(read, copied)
	return p, nil
}

// wait reaps the process, ends what is left of its group, and notes how it ended.
func (p *program) wait(out *os.File, copied <-chan struct{}) {
	defer close(p.done)
	err := p.cmd.Wait()
	killGroup(p.cmd.Process.Pid) // what it left behind would hold its output and its ports
	if p.in != nil {
		p.in.Close()
	}
	late := time.AfterFunc(parting, func() { out.Close() }) // one who left the group holds it
	<-copied
	late.Stop()
	out.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	state := p.cmd.ProcessState
	p.exit = Exit{Code: -1, Killed: p.killed, Output: p.out.String(), Ran: time.Since(p.begun)}
	if state != nil {
		p.exit.Code, p.exit.Signal = state.ExitCode(), signalOf(state)
		p.exit.CPU = state.UserTime() + state.SystemTime()
	} else if err != nil {
		p.exit.Output += err.Error()
	}
}

// Stdin takes orders without ever blocking; nil if the program reads none.
func (p *program) Stdin() io.Writer {
	if p.in == nil {
		return nil
	}
	return p.in
}

// Done is closed when the program has ended and its output is complete.
func (p *program) Done() <-chan struct{} { return p.done }

// Exit is how it ended, once Done is closed.
func (p *program) Exit() Exit {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.exit
}

// Stop ends the program if it has not ended: politely, then with force.
func (p *program) Stop() {
	p.once.Do(func() {
		select {
		case <-p.done:
		default:
			p.mu.Lock()
			p.killed = true
			p.mu.Unlock()
			endGroup(p.cmd.Process.Pid)
			t := time.NewTimer(parting)
			defer t.Stop()
			select {
			case <-p.done:
			case <-t.C:
				killGroup(p.cmd.Process.Pid)
				<-p.done
			}
		}
		if p.dir != "" {
			os.RemoveAll(p.dir)
		}
	})
}

// ring keeps the end of what is written to it.
type ring struct {
	mu   sync.Mutex
	buf  []byte
	lost bool
}

func (r *ring) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buf = append(r.buf, b...)
	if over := len(r.buf) - kept; over > 0 {
		r.buf, r.lost = slices.Delete(r.buf, 0, over), true
	}
	return len(b), nil
}

func (r *ring) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lost {
		return "...\n" + string(r.buf)
	}
	return string(r.buf)
}

// orders is a program's standard input. It keeps what the program does not read
// yet, so that a program that never reads does not stop the suite.
type orders struct {
	pipe   io.WriteCloser
	mu     sync.Mutex
	change *sync.Cond
	text   []byte
	closed bool
}

func newOrders(pipe io.WriteCloser) *orders {
	o := &orders{pipe: pipe}
	o.change = sync.NewCond(&o.mu)
	return o
}

func (o *orders) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return 0, errors.New("the program's input is closed")
	}
	o.text = append(o.text, b...)
	o.change.Signal()
	return len(b), nil
}

// Close closes the program's input behind what was written.
func (o *orders) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.change.Signal()
	return nil
}

func (o *orders) pump() {
	defer o.pipe.Close()
	for {
		o.mu.Lock()
		for len(o.text) == 0 && !o.closed {
			o.change.Wait()
		}
		b := o.text
		o.text = nil
		o.mu.Unlock()
		if len(b) == 0 {
			return
		}
		if _, err := o.pipe.Write(b); err != nil {
			return // it has ended, or closed its input
		}
	}
}

// environ is a launch's variables as the environment: ENGINESPEC_ADDR and so on.
func environ(vars map[string]string) (env []string) {
	for _, name := range commandVars {
		if v, ok := vars[name]; ok {
			env = append(env, fmt.Sprintf("ENGINESPEC_%s=%s", strings.ToUpper(name), v))
		}
	}
	return env
}
