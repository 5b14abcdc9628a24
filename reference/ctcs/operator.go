package ctcs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// OperatorHelp is the grammar of Operate, for help texts.
const OperatorHelp = `list                       all torrents, one line each
detail N                   ask the engine, then print all that it said
files|peers|options|infos N  print that part as it was last said
limit N down|up RATE       give a torrent a limit of its own
limit N down|up shared     give it its part of the total again
total down|up RATE         set the overall limit
set N NAME [VALUE]         change an option; without a value it becomes empty
update N                   contact the tracker
restart N                  leave the swarm and join it again
quit N                     end the engine
state                      print the state as JSON, on one line
wait engine                wait until an engine is registered
wait known|complete|ended N  wait until all is known of it, it is complete, it is gone
wait got N OCTETS          wait until it has downloaded as many
help                       print this
exit                       end, as at the end of the input
N is a torrent's number or * for all; RATE is octets/s, 0 for none; RATE and OCTETS may have K or M`

// maxOrder is the longest order, in octets: an option's value fits.
const maxOrder = 64 << 10

// patience and waitPatience are how long, in the protocol's time, an answer or a wait may take. An engine
// under load answers up to 9 s late.
const (
	patience     = 20 * time.Second
	waitPatience = 10 * time.Minute
)

// Operate reads an operator's orders from r, one a line, see OperatorHelp, and carries
// them out on s one after the other; results go to w. Empty lines and those that begin
// with # are left out. An order that fails is told on w, and those behind it are carried
// out all the same. In the end the failures are returned.
//
// What engines say is printed without anything that a terminal would obey.
func Operate(ctx context.Context, s *Server, r io.Reader, w io.Writer) error {
	o := &operator{s, w}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxOrder)
	var failed error
	for n := 1; lines.Scan() && ctx.Err() == nil; n++ {
		line := strings.TrimLeft(strings.TrimSuffix(lines.Text(), "\r"), " \t")
		word, rest, _ := strings.Cut(line, " ")
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		if word == "exit" {
			return failed
		}
		if err := o.order(ctx, word, rest); err != nil {
			fmt.Fprintf(w, "error: %s: %s\n", plain([]byte(word)), plain([]byte(err.Error())))
			failed = errors.Join(failed, fmt.Errorf("order %d, %s: %w", n, word, err))
		}
	}
	if err := lines.Err(); err != nil {
		return errors.Join(failed, fmt.Errorf("orders: %w", err))
	}
	return errors.Join(failed, ctx.Err())
}

type operator struct {
	s *Server
	w io.Writer
}

// order carries out one order. rest keeps its blanks: a value may need them.
func (o *operator) order(ctx context.Context, word, rest string) error {
	args := strings.Fields(rest)
	want := map[string]int{"list": 0, "detail": 1, "files": 1, "peers": 1, "options": 1, "infos": 1, "limit": 3, "total": 2,
		"update": 1, "restart": 1, "quit": 1, "state": 0, "help": 0}
	if n, ok := want[word]; ok && n != len(args) {
		return fmt.Errorf("expected %d words after it, have %d", n, len(args))
	}
	switch word {
	case "help":
		fmt.Fprintln(o.w, OperatorHelp)
		return nil
	case "list":
		o.list()
		return nil
	case "state":
		return o.state()
	case "total":
		d, err := direction(args[0])
		if err != nil {
			return err
		}
		v, err := parseRate(args[1])
		if err != nil {
			return err
		}
		return o.s.SetTotal(d, v)
	case "wait":
		return o.wait(ctx, args)
	case "detail", "files", "peers", "options", "infos", "limit", "set", "update", "restart", "quit":
	default:
		return errors.New("no such order: help lists them")
	}
	if len(args) == 0 {
		return errors.New("expected the number of a torrent")
	}
	ids, err := o.targets(args[0])
	if err != nil {
		return err
	}
	for _, id := range ids {
		err = errors.Join(err, o.one(ctx, word, id, args, rest))
	}
	return err
}

// targets reads a number, or * for all whose engines are connected.
func (o *operator) targets(s string) ([]int, error) {
	if s != "*" {
		id, err := strconv.Atoi(s)
		if err != nil {
			return nil, fmt.Errorf("%q: expected the number of a torrent, or *", s)
		}
		return []int{id}, nil
	}
	var ids []int
	for _, t := range o.s.State().Torrents {
		if t.Live() {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) == 0 {
		return nil, errors.New("no engine is connected")
	}
	return ids, nil
}

// one carries out an order for one torrent.
func (o *operator) one(ctx context.Context, word string, id int, args []string, rest string) error {
	switch word {
	case "update":
		return o.s.Update(id)
	case "restart":
		return o.s.Restart(id)
	case "quit":
		return o.s.Quit(id)
	case "limit":
		d, err := direction(args[1])
		if err != nil {
			return err
		}
		if args[2] == "shared" {
			return o.s.ShareLimit(id, d)
		}
		v, err := parseRate(args[2])
		if err != nil {
			return err
		}
		return o.s.SetLimit(id, d, v)
	case "set":
		if len(args) < 2 {
			return errors.New("expected a torrent, the name of an option and a value")
		}
		_, rest, _ = strings.Cut(strings.TrimLeft(rest, " \t"), " ")
		name, value, _ := strings.Cut(strings.TrimLeft(rest, " \t"), " ")
		return o.s.SetOption(id, name, value)
	case "detail":
		if err := o.ask(ctx, id); err != nil {
			return err
		}
	}
	t, err := o.s.Torrent(id)
	if err != nil {
		return err
	}
	o.show(word, &t)
	return nil
}

// ask asks the engine for all and waits for the answers, if it is there.
func (o *operator) ask(ctx context.Context, id int) error {
	before, err := o.s.Torrent(id)
	if err != nil || !before.Live() {
		return err
	}
	if err := o.s.Ask(id); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, atLeast(o.s.o.Clock, patience, 2*time.Second), errors.New("the engine has not answered in time"))
	defer cancel()
	b := before.Blocks
	return o.until(ctx, id, func(t *Torrent) bool {
		n := t.Blocks
		return !t.Live() || n.Status > b.Status && n.Files > b.Files && n.Peers > b.Peers && n.Config > b.Config
	})
}

func (o *operator) until(ctx context.Context, id int, ok func(*Torrent) bool) error {
	return o.s.Wait(ctx, func(st State) bool {
		for i := range st.Torrents {
			if st.Torrents[i].ID == id {
				return ok(&st.Torrents[i])
			}
		}
		return false
	})
}

// wait waits for what a script needs to know.
func (o *operator) wait(ctx context.Context, args []string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, atLeast(o.s.o.Clock, waitPatience, 10*time.Second), errors.New("waited in vain"))
	defer cancel()
	if len(args) == 1 && args[0] == "engine" {
		return o.s.Wait(ctx, func(st State) bool {
			for i := range st.Torrents {
				if st.Torrents[i].Live() {
					return true
				}
			}
			return false
		})
	}
	ok := map[string]func(*Torrent) bool{
		"complete": (*Torrent).Complete,
		"ended":    func(t *Torrent) bool { return !t.Live() },
		"known": func(t *Torrent) bool {
			b := t.Blocks
			return b.Status > 0 && b.Files > 0 && b.Peers > 0 && b.Config > 0
		},
	}
	if len(args) == 3 && args[0] == "got" {
		octets, err := parseRate(args[2])
		if err != nil {
			return err
		}
		args = args[:2]
		ok["got"] = func(t *Torrent) bool { return t.Status != nil && t.Status.DLTotal >= uint64(octets) }
	}
	if len(args) != 2 || ok[args[0]] == nil {
		return errors.New("expected engine; known, complete or ended and the number of a torrent; or got, a number and octets")
	}
	ids, err := o.targets(args[1])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := o.s.Torrent(id); err != nil {
			return err
		}
		if err := o.until(ctx, id, ok[args[0]]); err != nil {
			return err
		}
	}
	return nil
}

func direction(s string) (Direction, error) {
	switch s {
	case "down":
		return Download, nil
	case "up":
		return Upload, nil
	}
	return false, fmt.Errorf("%q: expected down or up", s)
}

// parseRate reads octets/s, or KiB/s and MiB/s with K and M.
func parseRate(s string) (int64, error) {
	unit, digits := int64(1), s
	if n := len(s) - 1; n > 0 && (s[n] == 'K' || s[n] == 'k') {
		unit, digits = 1<<10, s[:n]
	} else if n > 0 && (s[n] == 'M' || s[n] == 'm') {
		unit, digits = 1<<20, s[:n]
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || v < 0 || v > MaxLimit/unit {
		return 0, fmt.Errorf("%q: expected octets/s up to %d, or a number with K or M", s, MaxLimit)
	}
	return v * unit, nil
}
