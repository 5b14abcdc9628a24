// Package load puts the reference servers under load, each in a process of its own,
// beside a plain server in another: goroutines that read with bufio and answer with
// the same bytes. Loopback and unix sockets only.
package load

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof" // on the address in LOAD_PPROF
	"os"
	"path/filepath"
	"strconv"

	"enginespec/reference/ctcs"
	ipcbundle "enginespec/reference/ipc/bundle"
	putiobundle "enginespec/reference/putio/bundle"
	"enginespec/reference/ts"
	tsbundle "enginespec/reference/ts/bundle"
)

// Serve runs one server, "ts" or "plain-ts", and writes its address on out. It ends
// with in. It is the child process.
func Serve(kind, network string, in io.Reader, out io.Writer) error {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	addr := "127.0.0.1:0"
	if network == "unix" {
		addr = filepath.Join(dir, "socket")
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		return err
	}
	defer l.Close()
	if at := os.Getenv("LOAD_PPROF"); at != "" {
		go http.ListenAndServe(at, nil)
	}
	if plain := plains[kind]; plain != nil {
		go plain(l)
	} else if bundled := bundles[kind]; bundled != nil {
		closer, err := bundled(l)
		if err != nil {
			return err
		}
		defer closer.Close()
	} else {
		return fmt.Errorf("no server is called %q", kind)
	}
	fmt.Fprintln(out, l.Addr())
	io.Copy(io.Discard, in)
	return nil
}

// limits are as wide as the load wants them.
const sessions = 20_000

// bundles start the reference on a listener.
var bundles = map[string]func(l net.Listener) (io.Closer, error){
	"ts": func(l net.Listener) (io.Closer, error) {
		o := tsbundle.Options{Permissive: true, WrapListener: instead(l)}
		o.Server = ts.Options{MaxSessions: sessions, Pace: -1} // a plain server makes no pauses between lines either
		return tsbundle.Start(context.Background(), o)
	},
	"ipc": func(l net.Listener) (io.Closer, error) {
		o := ipcbundle.Options{WrapListener: instead(l)}
		o.Server.MaxSessions = sessions
		return ipcbundle.Start(context.Background(), o)
	},
	"ctcs": func(l net.Listener) (io.Closer, error) {
		s, err := ctcs.New(ctcs.Options{Interval: -1, MaxEngines: sessions})
		if err == nil {
			go s.Serve(context.Background(), l)
		}
		return s, err
	},
	"putio": func(l net.Listener) (io.Closer, error) {
		return putiobundle.Start(context.Background(), putiobundle.Options{WrapListener: instead(l)})
	},
}

// instead gives a bundle another listener than the one it opened.
func instead(l net.Listener) func(net.Listener) net.Listener {
	return func(own net.Listener) net.Listener {
		own.Close()
		return l
	}
}

// plains are the servers to compare with: no protocol, no state.
var plains = map[string]func(l net.Listener){
	"plain-ts":   func(l net.Listener) { accept(l, nil, 0, line, []byte("STATUS main:idle\r\n")) },
	"plain-ctcs": func(l net.Listener) { accept(l, []byte(ctcsGreeting), 2, line, nil) },
	"plain-ipc":  func(l net.Listener) { accept(l, []byte(ipcHello), 1, frame, []byte(ipcAnswer)) },
	"plain-putio": func(l net.Listener) {
		http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Set("Content-Length", strconv.Itoa(len(putioAnswer)))
			io.WriteString(w, putioAnswer)
		}))
	},
}

const (
	ipcHello     = "0000002Bd7:versiond5:label5:plain3:maxi2e3:mini1eee"
	ipcAnswer    = "00000013l9:succeeded0:i15ee"
	ctcsGreeting = "PROTOCOL 0003\nSENDDETAIL\nSENDPEERS\nSENDCONF\n"
)

// accept serves connections: one goroutine each, answers leave when no more requests
// are there. The first so many requests are the client's greeting and have no answer: a
// client that got one would always be an answer ahead and never wait.
func accept(l net.Listener, greeting []byte, greets int, request func(*bufio.Reader) error, answer []byte) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			r, w := bufio.NewReaderSize(c, 4096), bufio.NewWriterSize(c, 4096)
			c.Write(greeting)
			for n := 0; request(r) == nil; n++ {
				if n < greets {
					continue
				}
				w.Write(answer)
				if r.Buffered() == 0 && w.Flush() != nil {
					return
				}
			}
		}()
	}
}

func line(r *bufio.Reader) error {
	_, err := r.ReadSlice('\n')
	return err
}

func frame(r *bufio.Reader) error {
	head, err := r.Peek(8)
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(string(head), 16, 31)
	if err == nil {
		_, err = r.Discard(8 + int(n))
	}
	return err
}
