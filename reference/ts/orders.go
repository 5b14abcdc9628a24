package ts

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	wire "enginespec/codec/ts"
)

// The grammar of Orders, for help texts.
const OrdersHelp = `play SOURCE       LOADASYNC, START, fetch the url, DUR, PLAYBACK, STOP
load SOURCE       LOADASYNC
loadsync SOURCE   LOAD
getpid HASH       GETPID; an empty answer is no error
stop              STOP
shutdown          SHUTDOWN; the next order connects anew
quit              SHUTDOWN and the end, as at the end of the input
SOURCE is torrent URL, infohash HEX, pid ID or raw BASE64`

// maxOrder is the longest order, in bytes: a torrent in base64.
const maxOrder = 32 << 20

// Orders is the adapter that makes the client do more than one ordinary thing: it
// reads orders line by line, see OrdersHelp, and carries out each in turn on one
// connection, which the first of them opens. Empty lines and those that begin with #
// are left out. It returns the error of the first order that fails. Results are
// printed on out, one line an order; nil: nowhere.
func Orders(ctx context.Context, r io.Reader, out io.Writer, o PlayOptions) error {
	defer o.fill()()
	if out == nil {
		out = io.Discard
	}
	run := &orders{o: o, out: out}
	defer run.close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxOrder)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if words[0] == "quit" {
			break
		}
		if err := run.order(ctx, words[0], words[1:]); err != nil {
			return fmt.Errorf("order %d, %s: %w", n, words[0], err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	return run.shutdown(ctx)
}

type orders struct {
	o   PlayOptions
	out io.Writer
	c   *Client
}

func (r *orders) order(ctx context.Context, word string, args []string) error {
	if word == "shutdown" {
		return r.shutdown(ctx)
	}
	var src wire.Source
	var err error
	switch word {
	case "play", "load", "loadsync":
		src, err = parseSource(args)
	case "getpid":
		if len(args) != 1 {
			err = fmt.Errorf("expected an info hash")
		}
	case "stop":
	default:
		err = fmt.Errorf("no such order: expected one of\n%s", OrdersHelp)
	}
	if err != nil {
		return err
	}
	if r.c == nil {
		if r.c, err = r.o.connect(ctx); err != nil {
			return err
		}
	}
	switch word {
	case "getpid":
		pid, err := r.c.GetPID(ctx, args[0])
		fmt.Fprintln(r.out, "getpid", pid)
		return err
	case "stop":
		return r.c.Stop(ctx)
	case "loadsync":
		resp, err := r.c.Load(ctx, src)
		return r.print(word, resp, err)
	}
	o := r.o
	o.Source = src
	resp, err := o.load(ctx, r.c)
	if err := r.print(word, resp, err); err != nil || word == "load" {
		return err
	}
	return o.play(ctx, r.c, resp)
}

func (r *orders) print(word string, resp *wire.Response, err error) error {
	if err == nil {
		fmt.Fprintln(r.out, word, resp.InfoHash, len(resp.Files), "files")
	}
	return err
}

func (r *orders) shutdown(ctx context.Context) error {
	if r.c == nil {
		return nil
	}
	err := r.c.Shutdown(ctx)
	r.c = nil
	return err
}

func (r *orders) close() {
	if r.c != nil {
		r.c.Close()
	}
}

// parseSource reads `torrent URL`, `infohash HEX`, `pid ID` or `raw BASE64`.
func parseSource(args []string) (wire.Source, error) {
	if len(args) == 2 {
		switch args[0] {
		case "torrent":
			return TorrentURL(args[1]), nil
		case "infohash":
			return InfoHash(args[1]), nil
		case "pid":
			return PlayerID(args[1]), nil
		case "raw":
			return wire.Source{Type: wire.Raw, Value: []byte(args[1])}, nil
		}
	}
	return wire.Source{}, fmt.Errorf("expected torrent URL, infohash HEX, pid ID or raw BASE64")
}
