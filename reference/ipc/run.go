package ipc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

// RunOptions say how an ordinary controller behaves.
type RunOptions struct {
	ClientOptions
	// Dial connects to the daemon. It is required.
	Dial func(ctx context.Context) (net.Conn, error)
	// Out gets the results, a line each; nil: nowhere.
	Out io.Writer
	// ReadFile reads the torrent files whose content is sent; nil: os.ReadFile.
	ReadFile func(path string) ([]byte, error)
}

func (o *RunOptions) fill() {
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
}

// Run does the ordinary thing of a controller: it connects, shakes hands, carries out
// orders in turn, see [OrdersHelp], and closes the connection. Without orders it lists
// the torrents. It fails as soon as anything of that does.
func Run(ctx context.Context, o RunOptions, list ...string) error {
	if len(list) == 0 {
		list = []string{"list"}
	}
	return Orders(ctx, strings.NewReader(strings.Join(list, "\n")), o)
}

// maxOrder is the longest order, in bytes.
const maxOrder = 1 << 20

// Orders is the adapter that makes the client do more than one ordinary thing: it
// reads orders line by line, see [OrdersHelp], and carries out each in turn on one
// connection, which the first of them opens. Empty lines and those that begin with #
// are left out. It returns the error of the first order that fails.
func Orders(ctx context.Context, r io.Reader, o RunOptions) error {
	o.fill()
	run := &orders{o: o, ctx: ctx}
	defer run.close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxOrder)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := run.order(words[0], words[1:]); err != nil {
			return fmt.Errorf("order %d, %s: %w", n, words[0], err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	return nil
}

// orders is a run of orders.
type orders struct {
	o   RunOptions
	ctx context.Context
	c   *Client
}

// client connects if there is no connection.
func (r *orders) client() (*Client, error) {
	if r.c != nil {
		return r.c, nil
	}
	conn, err := r.o.Dial(r.ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the daemon: %w", err)
	}
	c, err := NewClient(r.ctx, conn, r.o.ClientOptions)
	if err == nil {
		r.c = c
	}
	return c, err
}

func (r *orders) close() {
	if r.c != nil {
		r.c.Close()
		r.c = nil
	}
}

// order carries out one line.
func (r *orders) order(word string, args []string) error {
	if word == "close" {
		r.close()
		return nil
	}
	for _, w := range words() {
		if w.name != word {
			continue
		}
		if len(args) < w.least || w.most >= 0 && len(args) > w.most {
			return fmt.Errorf("expected %s", strings.Join(strings.Fields(w.name+" "+w.args), " "))
		}
		c, err := r.client()
		if err != nil {
			return err
		}
		return w.do(r, c, args)
	}
	return errors.New("no such order: expected one of\n" + OrdersHelp())
}
