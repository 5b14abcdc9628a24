// Package redact takes secrets out of recorded traffic: keys of READY, passwords of
// AUTH, keys and secrets of put.io's API, tokens, cookies, and passwords in URLs, in
// all protocols.
//
// A secret is replaced by as many bytes, so that lengths in frames and heads stay
// right, and messages stay readable: letters and digits become "x", or "0" where all
// of them are hexadecimal, and the last says which of the secrets it is. Equal secrets
// stay equal, different ones different up to 36.
package redact

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// Redactor remembers the secrets that it has seen, so that it knows them again in
// another place. It is not safe for concurrent use.
type Redactor struct {
	patterns []*regexp.Regexp
	known    map[string]string
	seen     []string // the keys of known, the longest first
}

// mostKnown bounds what a Redactor remembers. Beyond it secrets are still replaced where
// the protocol says that they stand, but not known again elsewhere.
const mostKnown = 1 << 10

// Patterns: each group is a secret.
var (
	inURL      = regexp.MustCompile(`://[^/\s:@"]*:([^/\s@"]+)@`)
	inCodedURL = regexp.MustCompile(`(?i)%3A%2F%2F[^&\s%]*%3A((?:[^%&\s]|%[013-9A-F][0-9A-F]|%2[0-9A-E])+?)%40`)
	inQuery    = regexp.MustCompile(`(?i)[?&](?:passkey|token|oauth_token|access_token|api_key|api_secret|password)=([^&\s"#]+)`)
	inReady    = regexp.MustCompile(`\bREADY key=([^\s-]+)(?:-(\S+))?`)
	inAuth     = regexp.MustCompile(`(?m)^AUTH ([^\r\n]+)`)
	inJSON     = regexp.MustCompile(`"(?:api_key|api_secret|token|password)"\s*:\s*"((?:[^"\\]|\\.)+)"`)
	inForm     = regexp.MustCompile(`(?i)%22(?:api_key|api_secret|token|password)%22(?:%20|\+)*(?:%3A|:)(?:%20|\+)*%22([^&\s]*?)%22`)
	inHead     = regexp.MustCompile(`(?im)^(?:Proxy-)?Authorization: *[A-Za-z]+ +([^\s]+)`)
	inCookie   = regexp.MustCompile(`(?im)^(?:Set-)?Cookie: *([^\r\n]+)`)
)

// For returns a Redactor for the traffic of a protocol.
func For(protocol string) *Redactor {
	r := &Redactor{known: map[string]string{}, patterns: []*regexp.Regexp{inURL, inCodedURL, inQuery}}
	switch protocol {
	case "ts":
		r.patterns = append(r.patterns, inReady)
	case "ctcs":
		r.patterns = append(r.patterns, inAuth)
	case "putio":
		r.patterns = append(r.patterns, inJSON, inForm, inHead, inCookie)
	}
	return r
}

// Bytes returns b, one message or what there is of it, without its secrets: as many
// bytes. It does not change b.
func (r *Redactor) Bytes(b []byte) []byte {
	out := bytes.Clone(b)
	for _, p := range r.patterns {
		for _, m := range p.FindAllSubmatchIndex(out, -1) {
			for i := 2; i+1 < len(m); i += 2 {
				if m[i] >= 0 {
					copy(out[m[i]:m[i+1]], r.mask(string(out[m[i]:m[i+1]])))
				}
			}
		}
	}
	return out
}

// Text returns text for people about messages that Bytes has seen, without their
// secrets.
func (r *Redactor) Text(s string) string {
	s = string(r.Bytes([]byte(s)))
	for _, secret := range r.seen {
		s = strings.ReplaceAll(s, secret, r.known[secret])
	}
	return s
}

// mask returns what stands in the place of a secret.
func (r *Redactor) mask(secret string) string {
	if m, ok := r.known[secret]; ok {
		return m
	}
	for _, m := range r.known {
		if m == secret {
			return secret // redacted before
		}
	}
	n := len(r.known) + 1
	m := masked(secret, n)
	if len(r.known) < mostKnown {
		r.known[secret] = m
		if len(secret) > 3 { // shorter ones are everywhere
			r.seen = append(r.seen, secret)
			slices.SortFunc(r.seen, func(a, b string) int { return len(b) - len(a) })
		}
	}
	return m
}

// masked is the n-th secret's mask.
func masked(secret string, n int) string {
	const hex, all = "0123456789abcdefABCDEF", "0123456789abcdefghijklmnopqrstuvwxyz"
	fill, last := byte('x'), all[n%36]
	if strings.Trim(secret, hex) == "" {
		fill, last = '0', all[n%16]
	}
	b, end := []byte(secret), -1
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '%' && i+2 < len(b) && strings.IndexByte(hex, b[i+1]) >= 0 && strings.IndexByte(hex, b[i+2]) >= 0:
			b[i+1], b[i+2] = '7', '8' // an x in percent-encoding
			i += 2
		case strings.IndexByte("=+/- ", b[i]) >= 0:
		default:
			b[i], end = fill, i
		}
	}
	if end > 0 {
		b[end] = last
	}
	return string(b)
}
