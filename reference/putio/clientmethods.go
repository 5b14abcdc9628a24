package putio

import (
	"context"

	wire "enginespec/codec/putio"
)

// UserInfo returns the user's name and quotas.
func (c *Client) UserInfo(ctx context.Context) (*wire.User, error) {
	return one[wire.User](ctx, c, &wire.UserInfo{})
}

// UserFriends returns those who share items with the user.
func (c *Client) UserFriends(ctx context.Context) ([]wire.Friend, error) {
	return list[wire.Friend](ctx, c, &wire.UserFriends{})
}

// UserAcctoken returns the token for stream URLs that is given out now.
func (c *Client) UserAcctoken(ctx context.Context) (string, error) {
	t, err := object[wire.Token](ctx, c, &wire.UserAcctoken{})
	if err != nil {
		return "", err
	}
	return t.Token, nil
}

// FilesList returns items of a folder, or the one that p names.
func (c *Client) FilesList(ctx context.Context, p wire.FilesList) ([]wire.Item, error) {
	return list[wire.Item](ctx, c, &p)
}

// FilesAll returns all items of a folder, page by page, the oldest first.
func (c *Client) FilesAll(ctx context.Context, folder wire.ID) ([]wire.Item, error) {
	const page = 200
	var all []wire.Item
	for {
		offset, limit := wire.Count(len(all)), wire.Count(page)
		items, err := c.FilesList(ctx, wire.FilesList{ParentID: &folder, Offset: &offset, Limit: &limit, OrderBy: wire.IDAsc})
		if err != nil {
			return nil, err
		}
		if all = append(all, items...); len(items) < page {
			return all, nil
		}
	}
}

// FilesCreateDir makes a folder; an empty name is the server's choice.
func (c *Client) FilesCreateDir(ctx context.Context, parent wire.ID, name string) (*wire.Item, error) {
	return one[wire.Item](ctx, c, &wire.FilesCreateDir{ParentID: &parent, Name: name})
}

// FilesInfo returns one item.
func (c *Client) FilesInfo(ctx context.Context, id wire.ID) (*wire.Item, error) {
	return one[wire.Item](ctx, c, &wire.FilesInfo{ID: id})
}

// FilesRename gives an item another name.
func (c *Client) FilesRename(ctx context.Context, id wire.ID, name string) (*wire.Item, error) {
	return one[wire.Item](ctx, c, &wire.FilesRename{ID: id, Name: name})
}

// FilesMove puts an item into another folder; 0 is the root.
func (c *Client) FilesMove(ctx context.Context, id, parent wire.ID) (*wire.Item, error) {
	return one[wire.Item](ctx, c, &wire.FilesMove{ID: id, ParentID: parent})
}

// FilesDelete removes an item and all that it holds.
func (c *Client) FilesDelete(ctx context.Context, id wire.ID) error {
	_, err := c.Call(ctx, &wire.FilesDelete{ID: id})
	return err
}

// FilesSearch returns the items that match; see wire.Query.
func (c *Client) FilesSearch(ctx context.Context, query string) ([]wire.Item, error) {
	return list[wire.Item](ctx, c, &wire.FilesSearch{Query: query})
}

// FilesDirmap returns the tree of folders.
func (c *Client) FilesDirmap(ctx context.Context) (*wire.Dir, error) {
	return object[wire.Dir](ctx, c, &wire.FilesDirmap{})
}

// MessagesList returns the last messages, the newest first; limit 0 is the server's
// choice.
func (c *Client) MessagesList(ctx context.Context, limit int) ([]wire.Message, error) {
	p := &wire.MessagesList{}
	if limit > 0 {
		n := wire.Count(limit)
		p.Limit = &n
	}
	return list[wire.Message](ctx, c, p)
}

// MessagesDelete removes a message.
func (c *Client) MessagesDelete(ctx context.Context, id wire.ID) error {
	_, err := c.Call(ctx, &wire.MessagesDelete{ID: id})
	return err
}

// TransfersList returns the active transfers.
func (c *Client) TransfersList(ctx context.Context) ([]wire.Transfer, error) {
	return list[wire.Transfer](ctx, c, &wire.TransfersList{})
}

// TransfersAdd starts a transfer for each link, and returns them in the same order.
func (c *Client) TransfersAdd(ctx context.Context, links ...string) ([]wire.Transfer, error) {
	return list[wire.Transfer](ctx, c, &wire.TransfersAdd{Links: links})
}

// TransfersCancel takes a transfer off the list.
func (c *Client) TransfersCancel(ctx context.Context, id wire.ID) error {
	_, err := c.Call(ctx, &wire.TransfersCancel{ID: id})
	return err
}

// URLsAnalyze returns what links would cost. It starts nothing.
func (c *Client) URLsAnalyze(ctx context.Context, links ...string) (*wire.Analysis, error) {
	return object[wire.Analysis](ctx, c, &wire.URLsAnalyze{Links: links})
}

// URLsExtracturls returns the links in a text or on a page. Either may be nil.
func (c *Client) URLsExtracturls(ctx context.Context, txt, page *string) ([]wire.ExtractedURL, error) {
	return list[wire.ExtractedURL](ctx, c, &wire.URLsExtracturls{Txt: txt, URL: page})
}

// SubscriptionsList returns all subscriptions.
func (c *Client) SubscriptionsList(ctx context.Context) ([]wire.Subscription, error) {
	return list[wire.Subscription](ctx, c, &wire.SubscriptionsList{})
}

// SubscriptionsCreate subscribes to a feed.
func (c *Client) SubscriptionsCreate(ctx context.Context, p wire.SubscriptionsCreate) (*wire.Subscription, error) {
	return one[wire.Subscription](ctx, c, &p)
}

// SubscriptionsEdit changes what is not nil. Some servers want title and url always.
func (c *Client) SubscriptionsEdit(ctx context.Context, p wire.SubscriptionsEdit) (*wire.Subscription, error) {
	return one[wire.Subscription](ctx, c, &p)
}

// SubscriptionsPause turns paused into its opposite.
func (c *Client) SubscriptionsPause(ctx context.Context, id wire.ID) (*wire.Subscription, error) {
	return one[wire.Subscription](ctx, c, &wire.SubscriptionsPause{ID: id})
}

// SubscriptionsInfo returns one subscription.
func (c *Client) SubscriptionsInfo(ctx context.Context, id wire.ID) (*wire.Subscription, error) {
	return one[wire.Subscription](ctx, c, &wire.SubscriptionsInfo{ID: id})
}

// SubscriptionsDelete ends a subscription.
func (c *Client) SubscriptionsDelete(ctx context.Context, id wire.ID) error {
	_, err := c.Call(ctx, &wire.SubscriptionsDelete{ID: id})
	return err
}
