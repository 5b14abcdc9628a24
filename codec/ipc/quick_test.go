package ipc

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// quickFrames are payloads that are read in the quick way.
var quickFrames = []string{
	"d7:versiond3:maxi2e3:mini1eee", "d7:versiond3:mini1e3:maxi2147483647eee", "d7:versiond5:label4:test3:maxi2e3:mini1eee",
	"l5:startli3ei8ei6eei15ee", "l4:stoplee", "l4:noop0:e", "l4:quit5:latere", "l9:succeeded0:i999999999999999999ee",
	"l9:downlimiti0ee", "l4:porti65535ee", "l3:pexi1ei7ee", "l9:directory12:/tmp/torrenti1ee", "l10:encryption9:preferrede",
	"l14:get-status-alll2:id3:etaei4ee", "l12:get-info-alllee",
}

// Whatever a frame holds, the quick way and the decoder find the same in it. Limits turn
// the quick way off.
func TestQuickAgreesWithTheDecoder(t *testing.T) {
	taken := 0
	agree := func(frame []byte) {
		for _, accept := range []codec.RuleSet{0, ^codec.RuleSet(0)} {
			var m, n Message
			var g, h Handshake
			o := codec.Options{Accept: accept}
			slow := codec.Options{Accept: accept, Limits: codec.Limits{Depth: bencode.MaxDepth}}
			err, want := m.Decode(frame, &o), n.Decode(frame, &slow)
			if !reflect.DeepEqual(err, want) || err == nil && !reflect.DeepEqual(m, n) {
				t.Fatalf("%q: %v %+v, expected %v %+v", frame, err, m, want, n)
			}
			err, want = g.Decode(frame, &o), h.Decode(frame, &slow)
			if !reflect.DeepEqual(err, want) || err == nil && !reflect.DeepEqual(g, h) {
				t.Fatalf("%q: %v %+v, expected %v %+v", frame, err, g, want, h)
			}
		}
		if new(Message).quick(frame, nil) || new(Handshake).quick(frame, nil) {
			taken++
		}
	}
	for _, payload := range quickFrames {
		frame, err := AppendFrame(nil, []byte(payload))
		require.NoError(t, err)
		agree(frame)
		for i := range frame {
			agree(frame[:i])
			for _, c := range "\x000129:;deilfFxz-\xff" {
				changed := append([]byte(nil), frame...)
				changed[i] = byte(c)
				agree(changed)
			}
			if i >= HeaderLen {
				cut, err := AppendFrame(nil, append(append([]byte(nil), frame[HeaderLen:i]...), frame[i+1:]...))
				if err == nil {
					agree(cut)
				}
			}
		}
	}
	assert.Greater(t, taken, 500, "most changes of a digit or a letter are quick too")
}

// What every program writes is read in the quick way.
func TestQuickFrames(t *testing.T) {
	for _, payload := range quickFrames {
		frame, err := AppendFrame(nil, []byte(payload))
		require.NoError(t, err)
		for _, limits := range []codec.Limits{{}, {Message: len(frame)}} { // servers limit messages
			o := &codec.Options{Limits: limits}
			assert.True(t, new(Message).quick(frame, o) || new(Handshake).quick(frame, o), payload)
		}
		for _, limits := range []codec.Limits{{Message: 1}, {Message: len(frame) - 1}, {Message: len(frame), Items: 9}, {String: 9}, {Depth: 9}} {
			o := &codec.Options{Limits: limits}
			assert.False(t, new(Message).quick(frame, o) || new(Handshake).quick(frame, o), payload)
		}
	}
}
