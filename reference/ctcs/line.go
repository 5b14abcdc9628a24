package ctcs

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// Where control servers listen. DefaultAddr is loopback: the protocol has no secrets
// (CTCS-002, CTCS-127).
const (
	Port        = 2780
	DefaultAddr = "127.0.0.1:2780"
)

// reading are the options of both roles' readers: whatever the clauses ask a reader to
// bear, in a version.
func reading(version, maxLine int, report func(codec.Use)) *codec.Options {
	return &codec.Options{Accept: wire.Lenient, Version: version, Limits: codec.Limits{Message: maxLine}, Report: report}
}

// refused returns the error of a line that the reader dropped alone. nil means that
// the stream is over.
func refused(err error) *codec.Error {
	var e *codec.Error
	if errors.As(err, &e) && e.Code != codec.Truncated {
		return e
	}
	return nil
}

// atLeast is the real duration of d of the protocol's time, but not less than floor: a
// fast clock makes no machine answer faster.
func atLeast(c engine.Clock, d, floor time.Duration) time.Duration { return max(c.Real(d), floor) }

// lost says how a connection ended, in words for a log.
func lost(err error) string {
	switch {
	case errors.Is(err, codec.Truncated):
		return "closed inside a line"
	case err == nil || errors.Is(err, io.EOF):
		return "closed"
	}
	return err.Error()
}

// clean makes text fit for a line: octets that would break it become underscores
// (CTCS-016), all others stay as they are.
func clean(s string) codec.Bytes {
	b := codec.Bytes(s)
	for i, c := range b {
		if c == 0 || c == '\r' || c == '\n' {
			b[i] = '_'
		}
	}
	return b
}

// plain makes octets of an engine fit for a terminal (CTCS-118): one line of UTF-8
// without anything that moves a cursor, changes a colour or the direction of writing.
func plain(b []byte) string {
	var w strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&w, `\x%02x`, b[0])
		case unicode.IsPrint(r):
			w.WriteRune(r)
		default:
			fmt.Fprintf(&w, `\u{%x}`, r)
		}
		b = b[n:]
	}
	return w.String()
}

// loopback refuses an address that is not on this machine, without asking DNS.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("control server %q: expected host:port: %w", addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("control server %q: not a loopback address; allow the network to reach it", addr)
	}
	return nil
}
