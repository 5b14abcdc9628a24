package putio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	wire "enginespec/codec/putio"
)

// OrdersHelp is the grammar of Orders, for help texts.
const OrdersHelp = `play LINK ...        the whole of Play: add, wait, stream, delete
info | friends | token | dirmap | transfers | messages | subscriptions
list [FOLDER]        all items of a folder, page by page
item ID              files.info
search QUERY
mkdir FOLDER NAME
rename ID NAME
move ID FOLDER
delete ID
stream ID            the whole file, with a new token
streamurl ID         the URL only; of a folder it is an error
add LINK ...         transfers.add
wait                 until no transfer is in the list but those in Error
cancel ID
analyze LINK ...     the report of the document
extract TEXT
unmessage ID         messages.delete
subscribe TITLE URL
editsub ID TITLE URL
pause ID
sub ID               subscriptions.info
unsubscribe ID
quit                 the end, as at the end of the input
FOLDER and ID are numbers; a NAME, QUERY or TEXT goes to the end of the line, a TITLE is one word`

// maxOrder is the longest order, in bytes.
const maxOrder = 1 << 20

// Orders is the adapter that makes the client do more than one ordinary thing: it
// reads orders line by line, see OrdersHelp, and carries out each in turn. Empty lines
// and those that begin with # are left out. An order that the server refuses is
// printed as "error" with error_message and is no end; any other failure ends Orders
// with its error. Results are printed on out, one line each; nil: nowhere.
func Orders(ctx context.Context, r io.Reader, out io.Writer, o PlayOptions) error {
	o.fill()
	c, err := NewClient(o.ClientOptions)
	if err != nil {
		return err
	}
	if out == nil {
		out = io.Discard
	}
	run := &orders{o: &o, c: c, out: out}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxOrder)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "quit" {
			return nil
		}
		err := run.order(ctx, word, strings.TrimSpace(rest))
		var refused *CallError
		if errors.As(err, &refused) && !errors.Is(err, ErrLogin) {
			fmt.Fprintln(out, "error", refused.Message)
		} else if err != nil {
			return fmt.Errorf("order %d, %s: %w", n, word, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	return nil
}

type orders struct {
	o   *PlayOptions
	c   *Client
	out io.Writer
}

// id cuts a number off the front of an order.
func id(rest string) (wire.ID, string, error) {
	word, rest, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || n < 0 {
		return 0, "", errors.New("expected a number")
	}
	return wire.ID(n), strings.TrimSpace(rest), nil
}

func (r *orders) order(ctx context.Context, word, rest string) error {
	switch word {
	case "play":
		o := *r.o
		o.Links = strings.Fields(rest)
		return o.play(ctx, r.c)
	case "info", "friends", "token", "dirmap", "transfers", "messages", "subscriptions":
		return r.plain(ctx, word)
	case "list":
		folder := wire.ID(0)
		if rest != "" {
			var err error
			if folder, _, err = id(rest); err != nil {
				return err
			}
		}
		items, err := r.c.FilesAll(ctx, folder)
		return printAll(r, err, items...)
	case "search":
		items, err := r.c.FilesSearch(ctx, rest)
		return printAll(r, err, items...)
	case "add":
		list, err := r.c.TransfersAdd(ctx, strings.Fields(rest)...)
		return printAll(r, err, list...)
	case "wait":
		return r.wait(ctx)
	case "analyze":
		return r.analyze(ctx, strings.Fields(rest))
	case "extract":
		list, err := r.c.URLsExtracturls(ctx, &rest, nil)
		return printAll(r, err, list...)
	case "subscribe":
		title, url, _ := strings.Cut(rest, " ")
		s, err := r.c.SubscriptionsCreate(ctx, wire.SubscriptionsCreate{Title: title, URL: url})
		return printOne(r, s, err)
	}
	return r.byID(ctx, word, rest)
}

// byID are the orders that begin with a number.
func (r *orders) byID(ctx context.Context, word, rest string) error {
	call, ok := map[string]func(n wire.ID, rest string) error{
		"item": func(n wire.ID, _ string) error { it, err := r.c.FilesInfo(ctx, n); return printOne(r, it, err) },
		"mkdir": func(n wire.ID, name string) error {
			it, err := r.c.FilesCreateDir(ctx, n, name)
			return printOne(r, it, err)
		},
		"rename": func(n wire.ID, name string) error {
			it, err := r.c.FilesRename(ctx, n, name)
			return printOne(r, it, err)
		},
		"move": func(n wire.ID, rest string) error {
			to, _, err := id(rest)
			if err != nil {
				return err
			}
			it, err := r.c.FilesMove(ctx, n, to)
			return printOne(r, it, err)
		},
		"delete":      func(n wire.ID, _ string) error { return r.c.FilesDelete(ctx, n) },
		"cancel":      func(n wire.ID, _ string) error { return r.c.TransfersCancel(ctx, n) },
		"unmessage":   func(n wire.ID, _ string) error { return r.c.MessagesDelete(ctx, n) },
		"unsubscribe": func(n wire.ID, _ string) error { return r.c.SubscriptionsDelete(ctx, n) },
		"pause":       func(n wire.ID, _ string) error { s, err := r.c.SubscriptionsPause(ctx, n); return printOne(r, s, err) },
		"sub":         func(n wire.ID, _ string) error { s, err := r.c.SubscriptionsInfo(ctx, n); return printOne(r, s, err) },
		"editsub": func(n wire.ID, rest string) error {
			title, url, _ := strings.Cut(rest, " ")
			s, err := r.c.SubscriptionsEdit(ctx, wire.SubscriptionsEdit{ID: n, Title: &title, URL: &url})
			return printOne(r, s, err)
		},
		"stream":    func(n wire.ID, _ string) error { return r.stream(ctx, n) },
		"streamurl": func(n wire.ID, _ string) error { return r.streamURL(ctx, n) },
	}[word]
	if !ok {
		return fmt.Errorf("no such order: expected one of\n%s", OrdersHelp)
	}
	n, rest, err := id(rest)
	if err != nil {
		return err
	}
	return call(n, rest)
}
