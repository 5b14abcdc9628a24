package ipc

import (
	"os"

	"enginespec/codec/ipc"
	"enginespec/conformance"
)

// Cases of the life of the server.
func lifetimeCases() []*kase {
	return []*kase{
		{
			ID: "ipc/lifetime/noop", Role: engine, Clauses: clauses{IPC180}, Given: entered(),
			Steps: []step{tell(list{"noop", "", 5}), reply(5, ipc.KeySucceeded), tell(list{"noop", ""}), silent()},
		},
		{
			ID: "ipc/lifetime/survives", Role: engine, Clauses: clauses{IPC182}, Whole: true,
			Steps: append(append(append(append(entered(), raw("\x00\x01\x02\x03\x04\x05\x06\x07\x08"), closes()),
				append(entered(), raw(framed("d1:ai1e")), closes())...), append(entered(), raw("0000000D"), conformance.Hang(conformance.RST))...),
				check("the server is still there", served)),
		},
		{
			ID: "ipc/lifetime/private-socket", Role: engine, Clauses: clauses{IPC184}, Needs: needs{FeatureSocket},
			Steps: append(entered(), fence(), check("no access for others", func(s *session) *failure {
				info, err := os.Stat(socketFile(s))
				if err != nil {
					return conformance.Fail(conformance.Unreachable, "the socket's file", "%v", err)
				}
				if info.Mode().Perm()&0o077 != 0 {
					return conformance.Fail(conformance.WrongValue, "mode 0600 or 0700", "%v", info.Mode().Perm())
				}
				return nil
			})),
		},
		{ID: "ipc/lifetime/many-clients", Role: engine, Clauses: clauses{IPC187}, Whole: true, Steps: []step{act{"100 connections ping", hundred}}},
		{
			ID: "ipc/lifetime/quit", Role: engine, Clauses: clauses{IPC181}, Alone: true, Needs: needs{FeatureRestart}, Given: append(entered(), entered()...),
			Steps: []step{on(0), tell(list{"quit", ""}), conformance.Ends(soon), on(1), conformance.Ends(soon)},
		},
		{
			ID: "ipc/lifetime/quit-v1", Role: engine, Clauses: clauses{IPC052}, Alone: true, Needs: needs{FeatureRestart}, Given: entered1(),
			Steps: []step{raw("0000000Ad4:quit0:e"), conformance.Ends(soon)},
		},
	}
}

// hundred has a hundred connections open at once, each with its ping.
func hundred(s *session) error {
	const n = 100
	for range n {
		if err := conformance.Steps(connect(), hello(1, 2)).Do(s); err != nil {
			return err
		}
	}
	for i := range n {
		s.On(i)
		if err := conformance.Steps(greeting(), speaking(2)).Do(s); err != nil {
			return err
		}
	}
	for i := range n {
		s.On(i)
		if err := tell(list{"noop", "", i + 1}).Do(s); err != nil {
			return err
		}
	}
	for i := range n {
		s.On(i)
		if err := reply(int64(i+1), ipc.KeySucceeded).Do(s); err != nil {
			return err
		}
	}
	return nil
}
