package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	ctcsbundle "enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
	"enginespec/reference/putio"
	putiobundle "enginespec/reference/putio/bundle"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// The programs under test of the scripts.

func program(f func(ctx context.Context, args []string) error) func() {
	return func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		if err := f(ctx, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// tsClientProgram plays a torrent: tsclient ADDR URL.
func tsClientProgram(ctx context.Context, args []string) error {
	fmt.Println("playing", args[1])
	return ts.Play(ctx, ts.PlayOptions{
		ClientOptions: ts.ClientOptions{Version: 4, ProductKey: ts.SampleProductKey}, Source: ts.TorrentURL(args[1]),
		Dial: func(ctx context.Context) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", args[0])
		},
	})
}

// ipcClientProgram carries out orders, or lists the torrents: ipcclient PATH [ORDER]...
func ipcClientProgram(ctx context.Context, args []string) error {
	return ipc.Run(ctx, ipc.RunOptions{Out: os.Stdout, Dial: func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", args[0])
	}}, args[1:]...)
}

// putioClientProgram fetches a link, 100 times as fast as real time: putioclient ADDR URL.
func putioClientProgram(ctx context.Context, args []string) error {
	return putio.Play(ctx, putio.PlayOptions{
		ClientOptions: putio.ClientOptions{Base: "http://" + args[0], Key: putiobundle.Key, Secret: putiobundle.Secret},
		Links:         []string{args[1]},
		Clock:         engine.NewClock(fast),
	})
}

// ctcsEngineProgram reports a torrent that has no peers to a control server, 100 times
// as fast as real time: ctcsengine ADDR TORRENT.
func ctcsEngineProgram(ctx context.Context, args []string) error {
	o := ctcsbundle.Options{Server: args[0], Scale: 100}
	o.Sim.Swarm = sim.Swarm{Down: -1, Up: -1, Seeds: -1, Leechers: -1}
	o.Client.Filename = args[1]
	var err error
	if o.Metainfo, err = os.ReadFile(args[1]); err != nil {
		return err
	}
	b, err := ctcsbundle.Start(ctx, o)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-b.Done():
	}
	return b.Close()
}

// rude is a client that does not greet: rude ADDR.
func rude(_ context.Context, args []string) error {
	c, err := net.Dial("tcp", args[0])
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprint(c, "READY\r\nSHUTDOWN\r\n")
	_, err = io.Copy(io.Discard, c)
	return err
}

// deaf listens, writes its port to one file, and "dialed" to another when somebody
// dials; it says nothing: deaf PORTFILE DIALEDFILE.
func deaf(ctx context.Context, args []string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { l.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := os.WriteFile(args[0], []byte(port), 0o666); err != nil {
		return err
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return nil
		}
		defer c.Close()
		if err := os.WriteFile(args[1], []byte("dialed"), 0o666); err != nil {
			return err
		}
	}
}

// crashing is the bundled engine, 100 times as fast, that dies of a word: crashing ADDR WORD.
func crashing(ctx context.Context, args []string) error {
	o := bundle.Options{Addr: args[0], Scale: 100}
	o.WrapListener = func(l net.Listener) net.Listener { return &dying{l, []byte(args[1])} }
	b, err := bundle.Start(ctx, o)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return b.Close()
}

type dying struct {
	net.Listener
	word []byte
}

func (d *dying) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &mortal{Conn: c, word: d.word}, nil
}

type mortal struct {
	net.Conn
	word, seen []byte
}

func (m *mortal) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	if m.seen = append(m.seen, b[:n]...); bytes.Contains(m.seen, m.word) {
		fmt.Println("out of cheese")
		os.Exit(9)
	}
	return n, err
}
