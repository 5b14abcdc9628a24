package ipc_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/corpus"
	"enginespec/corpus/corpustest"
)

// The vectors are written from the specification, by others than this codec.
func TestCorpus(t *testing.T) { corpustest.Run(t, ipc.Protocol) }

// vectors are those of a verdict; the messages of version 2 among them, without
// handshakes, if messages is set.
func vectors(t testing.TB, verdict corpus.Verdict, messages bool) (list []corpus.Vector) {
	t.Helper()
	all, err := corpus.Vectors("ipc")
	require.NoError(t, err)
	for _, v := range all {
		if v.Verdict == verdict && (!messages || v.Version == 2) {
			list = append(list, v)
		}
	}
	require.NotEmpty(t, list)
	return list
}

// A frame is refused as soon as it is there. One that lacks its end is waited for: the
// rest may still come.
func TestRefusedWithoutWaiting(t *testing.T) {
	for _, v := range vectors(t, corpus.Invalid, false) {
		d := ipc.Protocol.Decoder(v.Options(codec.Accept(ipc.Rules()...)))
		for _, m := range v.Before {
			_, _, err := d.Consume(m.From, m.Input, false)
			require.NoError(t, err)
		}
		p, n, err := d.Consume(v.From, v.Input, false)
		if waits := v.Error.Code == codec.Truncated && int(v.Error.Offset) == len(v.Input); waits && n == 0 {
			assert.NoError(t, err, v.ID)
			continue
		}
		refused(t, errors.Join(err, p.Err), v.Error.Code, v.Error.Offset)
	}
}

// A peer in service reads what it can answer or ignore, and knows what it would have to
// call bad-format.
func TestServed(t *testing.T) {
	served := ipc.Served()
	read, bad := 0, 0
	for _, v := range vectors(t, corpus.NonCanonical, false) {
		within, wrong := true, false
		for _, u := range v.Rules {
			r := rule(t, u.Rule)
			within, wrong = within && served.Has(r), wrong || r == ipc.BadFormat
		}
		p, err := v.Decode(ipc.Protocol, served)
		if !within {
			assert.Error(t, err, v.ID)
			continue
		}
		require.NoError(t, err, v.ID)
		read++
		if m, ok := p.Message.(*ipc.Message); ok {
			assert.Equal(t, wrong, m.Bad, v.ID)
			if m.Bad {
				bad++
			}
		}
	}
	assert.Greater(t, read, 40)
	assert.Greater(t, bad, 20)
}

func rule(t *testing.T, name string) *codec.Rule {
	for _, r := range ipc.Rules() {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no rule is called %s", name)
	return nil
}

func refused(t *testing.T, err error, code codec.Code, offset int64) {
	t.Helper()
	var e *codec.Error
	require.True(t, errors.As(err, &e), "got %v, expected a *codec.Error", err)
	assert.Equal(t, code, e.Code, "%v", err)
	assert.Equal(t, offset, e.Offset, "%v", err)
}

// frame puts a payload in a frame.
func frame(payload string) []byte {
	b, err := ipc.AppendFrame(nil, []byte(payload))
	if err != nil {
		panic(err)
	}
	return b
}
