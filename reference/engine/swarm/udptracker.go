package swarm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"time"
)

// The actions of BEP 15.
const (
	udpConnect uint32 = iota
	udpAnnounce
	udpScrape
	udpError
)

// udpMagic opens a connection of BEP 15.
const udpMagic = 0x41727101980

var udpEvents = map[string]uint32{"completed": 1, "started": 2, "stopped": 3}

// askUDP announces and scrapes over UDP. The socket is connected, from the
// engine's own address, and the guard has seen where to.
func (e *Engine) askUDP(ctx context.Context, u *url.URL, r announceRequest) (announceReply, error) {
	got := announceReply{seeders: -1, leechers: -1, completed: -1}
	if u.Port() == "" {
		return got, errors.New("udp tracker: the URL has no port")
	}
	conn, err := e.guard.DialContext(ctx, "udp", net.JoinHostPort(u.Hostname(), u.Port()))
	if err != nil {
		return got, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	x := udpExchange{ctx, conn}
	body, err := x.do(binary.BigEndian.AppendUint64(nil, udpMagic), udpConnect, nil)
	if err != nil || len(body) < 8 {
		return got, cmpErr(err, "connect")
	}
	id := body[:8]
	body, err = x.do(id, udpAnnounce, announceBody(r))
	if err != nil || len(body) < 12 {
		return got, cmpErr(err, "announce")
	}
	got.interval = time.Duration(min(binary.BigEndian.Uint32(body), uint32(maxInterval/time.Second))) * time.Second
	got.leechers = count(int64(binary.BigEndian.Uint32(body[4:])))
	got.seeders = count(int64(binary.BigEndian.Uint32(body[8:])))
	got.peers = compact(body[12:], 4)
	if r.event == "stopped" {
		return got, nil
	}
	// A tracker without scrape is no failure.
	if body, err = x.do(id, udpScrape, r.id[:]); err == nil && len(body) >= 12 {
		got.seeders = count(int64(binary.BigEndian.Uint32(body)))
		got.completed = count(int64(binary.BigEndian.Uint32(body[4:])))
		got.leechers = count(int64(binary.BigEndian.Uint32(body[8:])))
	}
	return got, nil
}

func cmpErr(err error, what string) error {
	if err == nil {
		err = fmt.Errorf("udp tracker: the answer to %s is too short", what)
	}
	return err
}

func announceBody(r announceRequest) []byte {
	b := append([]byte{}, r.id[:]...)
	b = append(b, r.peerID...)
	b = binary.BigEndian.AppendUint64(b, uint64(r.down))
	b = binary.BigEndian.AppendUint64(b, uint64(r.left))
	b = binary.BigEndian.AppendUint64(b, uint64(r.up))
	b = binary.BigEndian.AppendUint32(b, udpEvents[r.event])
	b = binary.BigEndian.AppendUint32(b, 0)          // our address: where this comes from
	b = binary.BigEndian.AppendUint32(b, 0)          // key
	b = binary.BigEndian.AppendUint32(b, ^uint32(0)) // peers wanted: as many as it likes
	return binary.BigEndian.AppendUint16(b, uint16(r.port))
}

type udpExchange struct {
	ctx  context.Context
	conn net.Conn
}

// do sends one request and waits for its answer, repeating it after 1, 2 and 4 s:
// a datagram may be lost. It returns what follows the transaction id.
func (x udpExchange) do(connection []byte, action uint32, body []byte) ([]byte, error) {
	tid := rand.Uint32()
	b := append([]byte{}, connection...)
	b = binary.BigEndian.AppendUint32(b, action)
	b = binary.BigEndian.AppendUint32(b, tid)
	b = append(b, body...)
	in := make([]byte, 64<<10)
	for wait := time.Second; wait <= 4*time.Second; wait *= 2 {
		x.conn.SetDeadline(time.Now().Add(wait))
		if err := x.ctx.Err(); err != nil { // after SetDeadline: it may have undone the end
			return nil, err
		}
		if _, err := x.conn.Write(b); err != nil {
			return nil, err
		}
		for {
			n, err := x.conn.Read(in)
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				break
			}
			if err != nil {
				return nil, err
			}
			if n < 8 || binary.BigEndian.Uint32(in[4:]) != tid {
				continue // an answer to an earlier request
			}
			switch binary.BigEndian.Uint32(in) {
			case action:
				return in[8:n], nil
			case udpError:
				return nil, fmt.Errorf("the tracker refuses: %s", text(in[8:n]))
			}
			return nil, errors.New("udp tracker: the answer is not the one asked for")
		}
	}
	return nil, errors.New("udp tracker: no answer")
}
