package putio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/putio"
)

// Errors that callers of a Client test for with errors.Is.
var (
	ErrLogin         = errors.New("the server does not know this key and secret")
	ErrUnknownMethod = errors.New("the server does not know this method") // HTTP 404
	ErrServerFault   = errors.New("the server has failed")                // HTTP 500
	ErrUnavailable   = errors.New("the server is not available")          // any other status but 2xx
	ErrNotJSON       = errors.New("the answer is not the API's")          // not JSON, or JSON of another shape
)

// CallError is the server's answer to a call that failed. Message is error_message,
// verbatim. If the credentials were wrong it is ErrLogin.
type CallError struct {
	Method  wire.Method
	Message string
	login   bool
}

func (e *CallError) Error() string { return fmt.Sprintf("%s: %s", e.Method, e.Message) }

// Is makes a failed login ErrLogin.
func (e *CallError) Is(target error) bool { return e.login && target == ErrLogin }

// StatusError is an answer that is no envelope: HTTP itself says no.
type StatusError struct {
	Method wire.Method
	Status int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: HTTP status %d, expected 200: %v", e.Method, e.Status, e.Unwrap())
}

// Unwrap tells the three kinds apart.
func (e *StatusError) Unwrap() error {
	switch e.Status {
	case http.StatusNotFound:
		return ErrUnknownMethod
	case http.StatusInternalServerError:
		return ErrServerFault
	}
	return ErrUnavailable
}

// ClientOptions say whom to call, and as whom.
type ClientOptions struct {
	// Base is where the API is: "http://127.0.0.1:8080". The paths follow it.
	Base        string
	Key, Secret string
	// HTTP carries the calls; nil: a client of loopback addresses only, see Transport.
	HTTP *http.Client
	// Timeout is how long one call may take, in real time; default 30 s. Streams are not
	// bounded by it.
	Timeout time.Duration
	// MaxAnswer is the largest answer that is read, in bytes; default 16 MiB.
	MaxAnswer int64
}

// Client is a controller's side: it calls all 24 methods. It is safe for concurrent
// use. It reads what servers are known to send: numbers as text or not, error as null
// or absent, ids under either name, any Content-Type, members that it does not know.
type Client struct {
	o ClientOptions
}

// NewClient returns a client. It calls nobody yet.
func NewClient(o ClientOptions) (*Client, error) {
	u, err := url.Parse(o.Base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("putio: the base is not a URL: expected http://host:port")
	}
	o.Base = strings.TrimSuffix(strings.TrimRight(o.Base, "/"), "/v1")
	if o.HTTP == nil {
		o.HTTP = &http.Client{Transport: Transport(false)}
	}
	or(&o.Timeout, 30*time.Second)
	or(&o.MaxAnswer, 16<<20)
	return &Client{o}, nil
}

// Transport returns a transport that reaches loopback addresses only, without DNS and
// proxies, unless allowNetwork lifts the guard. It keeps no connections.
func Transport(allowNetwork bool) http.RoundTripper {
	return (&Options{AllowNetwork: allowNetwork}).transport()
}

// Call carries out any method. Its results are of the type that the method has:
// *wire.Items, *wire.Token and so on. An error is a *CallError, a *StatusError,
// ErrNotJSON, or one of the transport, which never shows the credentials.
func (c *Client) Call(ctx context.Context, p wire.Params) (*wire.Envelope, error) {
	m := p.Method()
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	text, err := (&wire.Request{Key: c.o.Key, Secret: c.o.Secret, Params: p}).AppendJSON(nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m, err)
	}
	form := "request=" + url.QueryEscape(string(text))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.Base+"/v1/"+m.Class()+"?method="+m.Name(), strings.NewReader(form))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := c.o.HTTP.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return nil, &StatusError{m, resp.StatusCode}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.o.MaxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s: the answer is cut off: %w", m, err)
	}
	return c.read(m, body)
}

// read reads an answer with all that servers are known to depart in.
func (c *Client) read(m wire.Method, body []byte) (*wire.Envelope, error) {
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	o := codec.Options{Accept: wire.All(), Limits: codec.Limits{Message: int(c.o.MaxAnswer)}}
	e := new(wire.Envelope)
	if err := e.Decode(body, m, &o); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", m, ErrNotJSON, err)
	}
	if e.Outcome != wire.Success {
		return nil, &CallError{m, e.ErrorMessage, e.Outcome == wire.LoginFailure}
	}
	return e, nil
}

// list carries out a method that answers with a list.
func list[T wire.Record](ctx context.Context, c *Client, p wire.Params) ([]T, error) {
	e, err := c.Call(ctx, p)
	if err != nil {
		return nil, err
	}
	l, ok := e.Results.(*wire.List[T])
	if !ok {
		return nil, fmt.Errorf("%s: %w: the results are of another method", p.Method(), ErrNotJSON)
	}
	return *l, nil
}

// one carries out a method that answers with a list of one.
func one[T wire.Record](ctx context.Context, c *Client, p wire.Params) (*T, error) {
	l, err := list[T](ctx, c, p)
	if err != nil {
		return nil, err
	}
	if len(l) != 1 {
		return nil, fmt.Errorf("%s: %w: %d results, expected one", p.Method(), ErrNotJSON, len(l))
	}
	return &l[0], nil
}

// object carries out a method that answers with an object.
func object[T any](ctx context.Context, c *Client, p wire.Params) (*T, error) {
	e, err := c.Call(ctx, p)
	if err != nil {
		return nil, err
	}
	v, ok := e.Results.(any).(*T)
	if !ok {
		return nil, fmt.Errorf("%s: %w: the results are of another method", p.Method(), ErrNotJSON)
	}
	return v, nil
}
