package load

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// child is a server in a process of its own.
type child struct {
	kind, network, addr string

	cmd   *exec.Cmd
	stdin io.Closer
}

// start starts this program again, as a server: "serve KIND NETWORK".
func start(kind, network string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{kind: kind, network: network, cmd: exec.Command(self, "serve", kind, network)}
	c.cmd.Stderr = os.Stderr
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.addr, err = bufio.NewReader(out).ReadString('\n')
	c.addr = strings.TrimSpace(c.addr)
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("%s on %s did not start: %w", kind, network, err)
	}
	return c, nil
}

func (c *child) stop() {
	c.stdin.Close()
	c.cmd.Wait()
}

func (c *child) dialogue() *dialogue {
	d := dialogues[strings.TrimPrefix(c.kind, "plain-")]
	return &d
}

// cpu is the processor time that the process has taken, in nanoseconds, as Linux tells it.
func (c *child) cpu() (float64, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", c.cmd.Process.Pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("no schedstat: %w", err)
	}
	sum := 0.0
	for _, name := range tasks {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // a thread that ended
		}
		n, err := strconv.ParseFloat(strings.Fields(string(b))[0], 64)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// rss is the resident memory of the process in bytes, as Linux tells it.
func (c *child) rss() (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(b)) {
		if f := strings.Fields(l); f[0] == "VmRSS:" {
			n, err := strconv.Atoi(f[1])
			return float64(n) * 1024, err
		}
	}
	return 0, fmt.Errorf("no VmRSS")
}
