package redact_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"enginespec/conformance/redact"
)

func TestBytes(t *testing.T) {
	for _, c := range []struct{ protocol, in, out string }{
		{"ts", "READY key=abcxyz-00ff11\r\n", "READY key=xxxxx1-000002\r\n"},
		{"ts", "READY key=abcxyz", "READY key=xxxxx1"},
		{"ts", "LOADASYNC 1 TORRENT http://me:hidden@h/x.torrent?passkey=aZ9 0 0 0\r\n", "LOADASYNC 1 TORRENT http://me:xxxxx1@h/x.torrent?passkey=xx2 0 0 0\r\n"},
		{"ts", "AUTH 1\r\n", "AUTH 1\r\n"},
		{"ctcs", "AUTH pass word-1\n", "AUTH xxxx xxxx-1\n"},
		{"ctcs", "CTSTATUS AUTH 5\n", "CTSTATUS AUTH 5\n"},
		{"ipc", "30:http://u:pw@tracker/announceee", "30:http://u:x1@tracker/announceee"},
		{"putio", `{"api_key":"k1","api_secret": "s\"2"}`, `{"api_key":"x1","api_secret": "xxx2"}`},
		{"putio", "request=%7B%22api_key%22%3A+%22k%7E1%22%2C%22api_secret%22%3A%22s2%22%7D", "request=%7B%22api_key%22%3A+%22x%781%22%2C%22api_secret%22%3A%22x2%22%7D"},
		{"putio", "GET / HTTP/1.1\r\nAuthorization: Basic ZGVtbzpk=\r\nCookie: a=b\r\n\r\n", "GET / HTTP/1.1\r\nAuthorization: Basic xxxxxxx1=\r\nCookie: x=2\r\n\r\n"},
		{"putio", `{"token":"00aa"}`, `{"token":"0001"}`},
		{"putio", "url=http%3A%2F%2Fme%3Ahidden%40host%3A80%2Fx%40y", "url=http%3A%2F%2Fme%3Axxxxx1%40host%3A80%2Fx%40y"},
	} {
		in := []byte(c.in)
		r := redact.For(c.protocol)
		assert.Equal(t, c.out, string(r.Bytes(in)))
		assert.Equal(t, c.in, string(in), "the input is not changed")
		assert.Equal(t, c.out, string(r.Bytes(r.Bytes(in))), "what is redacted stays as it is")
	}
}

// A secret is known again where no pattern looks for it.
func TestText(t *testing.T) {
	r := redact.For("putio")
	r.Bytes([]byte(`{"api_secret":"hidden"}`))
	assert.Equal(t, "the secret xxxxx1 in the path", r.Text("the secret hidden in the path"))
}

// Lengths never change, or frames would not fit any more.
func TestLengthStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		protocol := rapid.SampledFrom([]string{"ts", "ipc", "ctcs", "putio"}).Draw(t, "protocol")
		parts := rapid.SliceOf(rapid.OneOf(rapid.SampledFrom([]string{"READY key=", "AUTH ", `"token":"`, `"`, "%22api_key%22:%22", "%22", "://", ":", "@", "\n", "%", "?token=", "-"}), rapid.String())).Draw(t, "parts")
		r := redact.For(protocol)
		for _, p := range parts {
			in := p
			for _, q := range parts {
				in += q
			}
			if got := r.Bytes([]byte(in)); len(got) != len(in) {
				t.Fatalf("%q became %q", in, got)
			}
		}
	})
}
