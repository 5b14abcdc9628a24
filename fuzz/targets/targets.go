// Package targets has what fuzzers call that know nothing but bytes: Go's own, and those
// of a service, which build with libFuzzer. One target a decoder, and one for each thing
// that another library can be the witness of.
//
// A target takes its choices from the first bytes of its input, see Pack, and panics when
// something is wrong: that is how such fuzzers are told.
package targets

import (
	"encoding/binary"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
	"enginespec/corpus"
	"enginespec/fuzz"
)

// Target is one of them.
type Target struct {
	Name     string // of the function here: "TS"
	Protocol string // whose corpus it begins with
	Run      func(data []byte) int
	Seeds    func() ([][]byte, error)
}

// All returns all targets.
func All() []Target {
	return []Target{
		{"TS", "ts", TS, packed("ts")},
		{"IPC", "ipc", IPC, packed("ipc")},
		{"CTCS", "ctcs", CTCS, packed("ctcs")},
		{"Putio", "putio", Putio, packed("putio")},
		{"Percent", "ts", Percent, plain("ts")},
		{"JSON", "ts", JSON, plain("ts")},
		{"Form", "putio", Form, plain("putio")},
	}
}

// The choices in front of a stream: one byte of flags and two of the cut.
const (
	header     = 3
	fromEngine = 1
	strict     = 2
)

// Pack puts the choices in front of a stream: who wrote it, whether it is read strictly,
// and where it is cut.
func Pack(from codec.Party, isStrict bool, cut int, b []byte) []byte {
	flags := byte(0)
	if from == codec.Engine {
		flags |= fromEngine
	}
	if isStrict {
		flags |= strict
	}
	return append(binary.BigEndian.AppendUint16([]byte{flags}, uint16(cut)), b...)
}

// stream is the target of a protocol's decoder.
func stream(p codec.Protocol, lenient codec.RuleSet, data []byte) int {
	if len(data) < header {
		return 0
	}
	from, o := codec.Controller, codec.Options{Accept: lenient}
	if data[0]&fromEngine != 0 {
		from = codec.Engine
	}
	if data[0]&strict != 0 {
		o.Accept = 0
	}
	if err := fuzz.Stream(p, o, from, data[header:], int(binary.BigEndian.Uint16(data[1:]))); err != nil {
		panic(err)
	}
	return 1
}

// TS reads what either party of TS writes.
func TS(data []byte) int { return stream(ts.Protocol, ts.Lenient.Without(ts.SplitLoadResp), data) }

// IPC reads what either party of IPC writes.
func IPC(data []byte) int { return stream(ipc.Protocol, codec.Accept(ipc.Rules()...), data) }

// CTCS reads what either party of CTCS writes.
func CTCS(data []byte) int { return stream(ctcs.Protocol, ctcs.Lenient, data) }

// Putio reads what either party of put.io writes.
func Putio(data []byte) int { return stream(putio.Protocol, putio.All(), data) }

// each calls add with everything that a party wrote in the corpus of a protocol.
func each(protocol string, add func(from codec.Party, b []byte)) error {
	vectors, err := corpus.Vectors(protocol)
	if err != nil {
		return err
	}
	for _, v := range vectors {
		add(v.From, v.Input)
	}
	sessions, err := corpus.Sessions(protocol)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		for _, e := range s.Entries {
			if len(e.Bytes) > 0 {
				add(e.From, e.Bytes)
			}
		}
	}
	return nil
}

// packed are the seeds of a decoder's target, strict and lenient by turns.
func packed(protocol string) func() ([][]byte, error) {
	return func() (seeds [][]byte, err error) {
		err = each(protocol, func(from codec.Party, b []byte) {
			seeds = append(seeds, Pack(from, len(seeds)%2 == 0, len(seeds)*7%(len(b)+1), b))
		})
		return seeds, err
	}
}

// plain are the seeds of a target without choices.
func plain(protocol string) func() ([][]byte, error) {
	return func() (seeds [][]byte, err error) {
		err = each(protocol, func(_ codec.Party, b []byte) { seeds = append(seeds, b) })
		return seeds, err
	}
}
