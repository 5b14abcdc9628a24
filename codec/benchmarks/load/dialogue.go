package load

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"enginespec/reference/putio/bundle"
)

// dialogue is what a client says.
type dialogue struct {
	greet   func(c net.Conn) error // until requests are answered
	request []byte
	answer  func(c net.Conn) (int, error) // reads one answer, octet by octet, and tells its length
	sink    bool                          // requests have no answer; the end of the stream has
}

// dialogues by protocol.
var dialogues = map[string]dialogue{
	"ts": {
		greet: func(c net.Conn) error {
			for _, s := range []string{"HELLOBG version=3\r\n", "READY\r\n"} {
				if _, err := says(c, s, lines(1)); err != nil {
					return err
				}
			}
			return nil
		},
		request: []byte("STATUS\r\n"), // with which clients look whether the engine is there
		answer:  lines(1),
	},
	"ipc": {
		greet: func(c net.Conn) error {
			if _, err := aFrame(c); err != nil {
				return err
			}
			_, err := io.WriteString(c, "0000001Dd7:versiond3:mini1e3:maxi2eee")
			return err
		},
		request: []byte("0000000El4:noop0:i15ee"),
		answer:  aFrame,
	},
	"ctcs": {
		greet: func(c net.Conn) error {
			_, err := says(c, "PROTOCOL 0003\nCTORRENT -CD0303-123456789012 1290000000 1290000001 a.torrent\n", lines(4))
			return err
		},
		request: []byte("CTSTATUS 1:25/3:140/0 120/400/380 102400,51200 83886080,41943040 204800,102400 8192\n"),
		sink:    true,
	},
	"putio": {
		greet:   func(net.Conn) error { return nil },
		request: putioCall(),
		answer:  aResponse,
	},
}

func says(c net.Conn, s string, answer func(net.Conn) (int, error)) (int, error) {
	if _, err := io.WriteString(c, s); err != nil {
		return 0, err
	}
	return answer(c)
}

// lines reads n lines.
func lines(n int) func(c net.Conn) (int, error) {
	return func(c net.Conn) (int, error) {
		return until(c, func(b []byte) bool { return bytes.Count(b, []byte("\n")) == n })
	}
}

// until reads octet by octet.
func until(c net.Conn, done func([]byte) bool) (int, error) {
	var b []byte
	for one := make([]byte, 1); !done(b); {
		if _, err := c.Read(one); err != nil {
			return 0, fmt.Errorf("answer %q: %w", b, err)
		}
		b = append(b, one[0])
	}
	return len(b), nil
}

func aFrame(c net.Conn) (int, error) {
	head := make([]byte, 8)
	if _, err := io.ReadFull(c, head); err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(string(head), 16, 31)
	if err != nil {
		return 0, err
	}
	_, err = io.CopyN(io.Discard, c, int64(n))
	return 8 + int(n), err
}

func aResponse(c net.Conn) (int, error) {
	var head []byte
	n, err := until(c, func(b []byte) bool { head = b; return bytes.HasSuffix(b, []byte("\r\n\r\n")) })
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(head), "Content-Length: ")
	if !ok || !bytes.HasPrefix(head, []byte("HTTP/1.1 200 ")) {
		return 0, fmt.Errorf("answer %q", head)
	}
	size, err := strconv.Atoi(rest[:strings.IndexByte(rest, '\r')])
	if err != nil {
		return 0, err
	}
	_, err = io.CopyN(io.Discard, c, int64(size))
	return n + size, err
}

func putioCall() []byte {
	a := bundle.Accounts()[0]
	form := "request=" + url.QueryEscape(fmt.Sprintf(`{"api_key":%q,"api_secret":%q,"params":{}}`, a.Key, a.Secret))
	return []byte("POST /v1/user?method=info HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
		strconv.Itoa(len(form)) + "\r\n\r\n" + form)
}

const putioAnswer = `{"response":{"total":1,"results":[{"name":"demo","friends_count":1,"bw_avail_last_month":"0","shared_space":0,"shared_items":0,"bw_quota":"161061273600","bw_quota_available":"161061273600","disk_quota":"206115891200","disk_quota_available":"206115885645"}]},"error":false,"error_message":null,"user_name":"demo","user_id":7,"id":7}`

// open dials and greets.
func (d *dialogue) open(network, addr string) (net.Conn, error) {
	c, err := net.Dial(network, addr)
	for try := 0; err != nil && try < 100; try++ {
		// The backlog is full, and to connect to a unix socket does not wait for room in it.
		time.Sleep(time.Millisecond)
		c, err = net.Dial(network, addr)
	}
	if err != nil {
		return nil, err
	}
	if t, ok := c.(*net.TCPConn); ok {
		t.SetLinger(0) // leaves no port waiting
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if err := d.greet(c); err != nil {
		c.Close()
		return nil, fmt.Errorf("greeting: %w", err)
	}
	return c, nil
}

// probe makes one request and tells the length of an answer.
func (d *dialogue) probe(c net.Conn) (int, error) {
	if d.sink {
		return 0, nil
	}
	if _, err := c.Write(d.request); err != nil {
		return 0, err
	}
	return d.answer(c)
}
