package fuzz_test

import (
	"testing"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
	"enginespec/corpus"
	"enginespec/corpus/corpustest"
	"enginespec/fuzz"
)

func FuzzTS(f *testing.F)    { stream(f, ts.Protocol, ts.Lenient.Without(ts.SplitLoadResp), vectors) }
func FuzzCTCS(f *testing.F)  { stream(f, ctcs.Protocol, ctcs.Lenient, vectors) }
func FuzzIPC(f *testing.F)   { stream(f, ipc.Protocol, codec.Accept(ipc.Rules()...), sessions) }
func FuzzPutio(f *testing.F) { stream(f, putio.Protocol, putio.All(), vectors) }

// vectors are the corpus's vectors and the pieces of its sessions.
func vectors(f *testing.F, protocol string, add func(codec.Party, []byte)) {
	corpustest.Each(f, protocol, add)
}

// sessions are what each party wrote in the corpus's sessions.
func sessions(f *testing.F, protocol string, add func(codec.Party, []byte)) {
	list, err := corpus.Sessions(protocol)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range list {
		for conn := range s.Conns() {
			for _, from := range []codec.Party{codec.Engine, codec.Controller} {
				add(from, s.Stream(conn+1, from)) // they count from 1
			}
		}
	}
}

// stream is the target of one protocol: both parties, strict and lenient, any cut.
func stream(f *testing.F, p codec.Protocol, lenient codec.RuleSet, seed func(*testing.F, string, func(codec.Party, []byte))) {
	f.Helper()
	seeds := 0
	seed(f, p.Name(), func(from codec.Party, b []byte) {
		seeds++
		f.Add(b, uint16(seeds*7), from == codec.Engine, seeds%2 == 0)
	})
	if seeds == 0 {
		f.Fatalf("no seed of %s", p.Name())
	}
	f.Fuzz(func(t *testing.T, b []byte, cut uint16, engine, strict bool) {
		from, o := codec.Controller, codec.Options{Accept: lenient}
		if engine {
			from = codec.Engine
		}
		if strict {
			o.Accept = 0
		}
		if err := fuzz.Stream(p, o, from, b, int(cut)); err != nil {
			t.Error(err)
		}
	})
}
