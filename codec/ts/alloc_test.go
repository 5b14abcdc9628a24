package ts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

// hasJSON reports whether a line carries JSON, which may allocate.
func hasJSON(line string) bool {
	return strings.HasPrefix(line, "LOADRESP")
}

// A warm value decodes and appends without allocating: every message but LOADRESP.
func TestNoAllocations(t *testing.T) {
	eachClean(func(from codec.Party, line string) {
		if hasJSON(line) {
			return
		}
		b := []byte(line)
		o := &codec.Options{Version: version(line), Accept: Lenient}
		m, err := Decode(from, b, o)
		require.NoError(t, err, line)
		buf := make([]byte, 0, 2*m.(message).Size())
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			if m.(message).Decode(b, o) != nil {
				panic("refused")
			}
		}), "decode %s", line)
		assert.Zero(t, testing.AllocsPerRun(100, func() { buf, _ = m.Append(buf[:0]) }), "append %s", line)
	})
}

// A warm Reader does not allocate either, whatever the mix.
func TestReaderDoesNotAllocate(t *testing.T) {
	var in strings.Builder
	for _, line := range clean[codec.Engine] {
		if !hasJSON(line) && version(line) == 0 {
			in.WriteString(line + "\r\n")
		}
	}
	for range 2 {
		in.WriteString(`LOADRESP 12 {"status": 2, "files": [["Prey%202.mp4", 0], ["b", 1]], "infohash": "4c78e1cf0df23b4f5a16a106829ebed710cb52e0"}` + "\r\n")
	}
	src := strings.NewReader(in.String())
	r := NewReader(src, codec.Engine, nil)
	n := 0
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		src.Reset(in.String())
		r.err = nil
		for n = 0; ; n++ {
			if _, err := r.Next(); err != nil {
				return
			}
		}
	}))
	assert.Greater(t, n, 40)
}

// Clones are the caller's own: they survive the line that they came from. Values are
// views: they do not.
func TestClonesOwnTheirMemory(t *testing.T) {
	eachClean(func(from codec.Party, line string) {
		b := []byte(line)
		m, err := Decode(from, b, &codec.Options{Version: version(line)})
		require.NoError(t, err, line)
		c := clone(m)
		require.NotNil(t, c, "%T has no Clone", m)
		for i := range b {
			b[i] = '#'
		}
		assert.Equal(t, line, c.String())
	})
}

func clone(m codec.Message) codec.Message {
	switch m := m.(type) {
	case *HelloBG:
		return m.Clone()
	case *HelloTS:
		return m.Clone()
	case *Ready:
		return m.Clone()
	case *Auth:
		return m.Clone()
	case *NotReady:
		return m.Clone()
	case *Shutdown:
		return m.Clone()
	case *State:
		return m.Clone()
	case *Status:
		return m.Clone()
	case *Play:
		return m.Clone()
	case *Start:
		return m.Clone()
	case *StartRequest:
		return m.Clone()
	case *Stop:
		return m.Clone()
	case *Pause:
		return m.Clone()
	case *Resume:
		return m.Clone()
	case *Load:
		return m.Clone()
	case *LoadAsync:
		return m.Clone()
	case *LoadResp:
		return m.Clone()
	case *Reply:
		return m.Clone()
	case *GetPID:
		return m.Clone()
	case *GetCID:
		return m.Clone()
	case *GetAdURL:
		return m.Clone()
	case *LoadURL:
		return m.Clone()
	case *Dur:
		return m.Clone()
	case *Playback:
		return m.Clone()
	case *LiveSeek:
		return m.Clone()
	case *UserData:
		return m.Clone()
	case *Save:
		return m.Clone()
	case *SetOptions:
		return m.Clone()
	case *ClientEvent:
		return m.Clone()
	case *Event:
		return m.Clone()
	case *Info:
		return m.Clone()
	case *Unknown:
		return m.Clone()
	}
	return nil
}
