package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	wire "enginespec/codec/putio"
)

// ErrFolder says that a folder has no stream.
var ErrFolder = errors.New("a folder has no stream")

// StreamURL is where an item can be streamed, with a token that is given out now
// (PUTIO-059). For a folder it is ErrFolder (PUTIO-065).
func (c *Client) StreamURL(ctx context.Context, it *wire.Item) (string, error) {
	if it.IsDir || it.StreamURL == "" {
		return "", fmt.Errorf("item %d: %w", it.ID, ErrFolder)
	}
	token, err := c.UserAcctoken(ctx)
	if err != nil {
		return "", err
	}
	return wire.StreamURL(it.StreamURL, token)
}

// Stream opens an item for reading from a position on: n bytes, or to the end if n is
// negative. Close what it returns.
func (c *Client) Stream(ctx context.Context, it *wire.Item, from, n int64) (io.ReadCloser, error) {
	u, err := c.StreamURL(ctx, it)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, fmt.Errorf("item %d: the stream_url cannot be parsed", it.ID)
	}
	want := http.StatusOK
	if from != 0 || n >= 0 {
		want = http.StatusPartialContent
		r := "bytes=" + strconv.FormatInt(from, 10) + "-"
		if n >= 0 {
			r += strconv.FormatInt(from+n-1, 10)
		}
		req.Header.Set("Range", r)
	}
	resp, err := c.o.HTTP.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // the URL holds the token
		}
		return nil, fmt.Errorf("item %d: stream: %w", it.ID, err)
	}
	if resp.StatusCode != want {
		resp.Body.Close()
		return nil, fmt.Errorf("item %d: stream: HTTP status %d, expected %d", it.ID, resp.StatusCode, want)
	}
	return resp.Body, nil
}
