package putio

import (
	"context"
	"fmt"
	"io"
	"strings"

	wire "enginespec/codec/putio"
)

// plain are the orders without arguments.
func (r *orders) plain(ctx context.Context, word string) error {
	switch word {
	case "info":
		u, err := r.c.UserInfo(ctx)
		return printOne(r, u, err)
	case "friends":
		list, err := r.c.UserFriends(ctx)
		return printAll(r, err, list...)
	case "token":
		_, err := r.c.UserAcctoken(ctx)
		if err == nil {
			fmt.Fprintln(r.out, "token") // it is not shown: it opens the user's files
		}
		return err
	case "dirmap":
		root, err := r.c.FilesDirmap(ctx)
		if err == nil {
			r.dir(root, 0)
		}
		return err
	case "transfers":
		list, err := r.c.TransfersList(ctx)
		return printAll(r, err, list...)
	case "messages":
		list, err := r.c.MessagesList(ctx, 0)
		return printAll(r, err, list...)
	}
	list, err := r.c.SubscriptionsList(ctx)
	return printAll(r, err, list...)
}

func (r *orders) dir(d *wire.Dir, depth int) {
	fmt.Fprintf(r.out, "dir %s%d %q\n", strings.Repeat("  ", depth), d.ID, d.Name)
	for i := range d.Dirs {
		r.dir(&d.Dirs[i], depth+1)
	}
}

// printOne prints one result.
func printOne[T wire.Record](r *orders, v *T, err error) error {
	if err != nil {
		return err
	}
	return printAll(r, nil, *v)
}

// printAll prints results, one a line. Names come from others, so they are quoted.
func printAll[T wire.Record](r *orders, err error, list ...T) error {
	if err != nil {
		return err
	}
	for _, v := range list {
		switch v := any(v).(type) {
		case wire.Item:
			fmt.Fprintf(r.out, "item %d in %d %s %d %q\n", v.ID, v.ParentID, v.Type, v.Size, v.Name)
		case wire.Transfer:
			status, known := wire.ReadStatus(string(v.Status))
			if !known {
				status = v.Status // active, and of a kind that nobody knows (PUTIO-084)
			}
			fmt.Fprintf(r.out, "transfer %d %q %d%% %q\n", v.ID, status, v.PercentDone, v.Name)
		case wire.Message:
			fmt.Fprintf(r.out, "message %d %q\n", v.ID, v.Text())
		case wire.Friend:
			fmt.Fprintf(r.out, "friend %d shares %d %q\n", v.ID, v.DirID, v.Name)
		case wire.Subscription:
			fmt.Fprintf(r.out, "subscription %d paused %t %q %q\n", v.ID, v.Paused, v.Name, v.URL)
		case wire.ExtractedURL:
			fmt.Fprintf(r.out, "url %q\n", v.URL)
		case wire.User:
			fmt.Fprintf(r.out, "user %q disk %d of %d\n", v.Name, v.DiskQuotaAvailable, v.DiskQuota)
		}
	}
	return nil
}

// wait looks at the transfers until none goes on.
func (r *orders) wait(ctx context.Context) error {
	list, err := r.c.TransfersList(ctx)
	if err != nil {
		return err
	}
	var going []wire.Transfer
	for _, t := range list {
		if s, _ := wire.ReadStatus(string(t.Status)); s != wire.Error {
			going = append(going, t)
		}
	}
	return r.o.wait(ctx, r.c, going)
}

// analyze prints the report of the document.
func (r *orders) analyze(ctx context.Context, links []string) error {
	a, err := r.c.URLsAnalyze(ctx, links...)
	if err != nil {
		return err
	}
	u, err := r.c.UserInfo(ctx)
	if err != nil {
		return err
	}
	rep := wire.NewReport(a, u.DiskQuota)
	b, err := rep.Append(nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "report %s\n", b)
	return nil
}

func (r *orders) stream(ctx context.Context, n wire.ID) error {
	it, err := r.c.FilesInfo(ctx, n)
	if err != nil {
		return err
	}
	body, err := r.c.Stream(ctx, it, 0, -1)
	if err != nil {
		return err
	}
	defer body.Close()
	got, err := io.Copy(r.o.Content, body)
	fmt.Fprintln(r.out, "stream", n, got)
	return err
}

func (r *orders) streamURL(ctx context.Context, n wire.ID) error {
	it, err := r.c.FilesInfo(ctx, n)
	if err != nil {
		return err
	}
	u, err := r.c.StreamURL(ctx, it)
	if err != nil {
		return err
	}
	base, _, _ := wire.CutStreamURL(u)
	fmt.Fprintln(r.out, "streamurl", n, base) // without the token
	return nil
}
