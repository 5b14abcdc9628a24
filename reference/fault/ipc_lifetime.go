package fault

import (
	"strings"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// ipcLifetime are a daemon's lies about its life: IPC-180 to IPC-187.
func ipcLifetime() []*Fault {
	return []*Fault{
		daemon("noop-silent", "IPC-180", "no-reply", "does not answer noop", Ignore(ipc.KeyNoop)),
		daemon("noop-fails", "IPC-180", "refused", "says failed to noop", turns(ipc.KeySucceeded, ipc.KeyFailed, Kind(ipc.KeyNoop))),
		daemon("noop-answered", "IPC-180", "unasked", "answers noop without a tag", Say(untagged(ipc.KeyNoop), true, framed("l9:succeeded0:e"))),
		daemon("quit-unheard", "IPC-181", "not-closed", "does not know quit", Ignore(ipc.KeyQuit)),
		daemon("quit-leaves-others", "IPC-181", "not-closed", "closes only the connection that says quit", Hang(false, ipc.KeyQuit)),
		crossing(daemon("dies-of-zeros", "IPC-182", "closed", "dies of zeros in the place of a length", dies(func(b string) bool { return strings.HasPrefix(b, "\x00") }))),
		crossing(daemon("dies-of-half-a-value", "IPC-182", "closed", "dies of a dictionary without an end", dies(having("d1:ai1e")))),
		{
			ID: "ipc/socket-for-all", Party: codec.Engine, Clause: "IPC-184", Diagnosis: "wrong-value",
			Doc: "lets all users open its socket", Mode: 0o666,
		},
		{
			ID: "ipc/socket-for-the-group", Party: codec.Engine, Clause: "IPC-184", Diagnosis: "wrong-value",
			Doc: "lets its group open its socket", Mode: 0o660,
		},
		crossing(daemon("fifty-clients", "IPC-187", "closed", "closes what is above 50 connections", func(w *Wire) Rewriter {
			if len(w.Shared.Wires()) > 50 {
				w.Post(w.Close)
			}
			return w.Pass
		})),
	}
}
