// Command enginespec tests the control protocols of torrent engines: it talks to a
// real engine, or to a real client of engines, and says which sentence of the protocol
// it breaks, with the bytes that prove it.
//
//	enginespec test                                       the bundled reference
//	enginespec test --target tcp://127.0.0.1:62062 ts     an engine
//	enginespec test --role controller --exec 'play {addr} {torrent}' ts
//
// Run enginespec help for all commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends us at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
