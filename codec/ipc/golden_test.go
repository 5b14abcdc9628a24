package ipc_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// golden are the document's frames, the wrong ones corrected, and its examples in
// frames; S: the line in the document.
var golden = []struct{ s, frame, text string }{
	{"48", "00000019l12:get-info-alll4:hashee", `("get-info-all", ("hash"))`},
	{"53", "0000001Cl12:get-info-alll4:hashei5ee", `("get-info-all", ("hash"), 5)`},
	{"97", "00000012l5:startli8eei15ee", `("start", (8), 15)`},
	{"99", "00000013l9:succeeded0:i15ee", `("succeeded", "", 15)`},
	{"128", "0000003Dl8:addfilesl21:/torrents/foo.torrent20:/home/me/bar.torrentee", `("addfiles", ("/torrents/foo.torrent", "/home/me/bar.torrent"))`},
	{"140", "00000033l16:addfile-detailedd4:file19:/tor/wooble.torrentee", `("addfile-detailed", {"file": "/tor/wooble.torrent"})`},
	{"154", "0000000El7:automapi1ee", `("automap", 1)`},
	{"162", "00000010l9:autostarti0ee", `("autostart", 0)`},
	{"171", "00000011l10:bad-format0:e", `("bad-format", "")`},
	{"181", "00000025l9:directory21:/home/roger/downloadse", `("directory", "/home/roger/downloads")`},
	{"198", "0000001El6:failed17:permission deniede", `("failed", "permission denied")`},
	{"206", "00000012l11:get-automap0:e", `("get-automap", "")`},
	{"238", "00000031l8:get-infod2:idli4ei7ei2ee4:typel4:hash4:nameeee", `("get-info", {"id": (4, 7, 2), "type": ("hash", "name")})`},
	{"276", "0000003Al10:get-statusd2:idli4ei7ei2ee4:typel5:state9:completedeee", `("get-status", {"id": (4, 7, 2), "type": ("state", "completed")})`},
	{"293", "00000039l13:get-supportedl6:lookup8:get-port16:addfile-detailedee", `("get-supported", ("lookup", "get-port", "addfile-detailed"))`},
	{"330", "0000000Al4:noop0:e", `("noop", "")`},
	{"374", "00000015l6:removeli3ei8ei6eee", `("remove", (3, 8, 6))`},
	{"541", "0000000Al4:quit0:e", `("quit", "")`},
	{"552", "00000013l8:stop-all5:fnorde", `("stop-all", "fnord")`},
	{"560", "00000016l9:downlimiti100ei47ee", `("downlimit", 100, 47)`},
	{"562", "00000013l7:uplimiti20ei48ee", `("uplimit", 20, 48)`},
	{"577", "00000013l11:get-uplimiti0ee", `("get-uplimit", 0)`},
	{"580", "0000000Fl7:uplimiti20ee", `("uplimit", 20)`},
	{"later", "00000019l10:encryption8:requirede", `("encryption", "required")`},
	{"later", "00000016l14:get-encryptioni0ee", `("get-encryption", 0)`},
	{"later", "00000012l6:verifyli1eei3ee", `("verify", (1), 3)`},
	{"-", "0000000Dl4:frobli1eee", `("frob", (1))`},
}

func TestGolden(t *testing.T) {
	for _, g := range golden {
		var m ipc.Message
		require.NoError(t, m.Decode([]byte(g.frame), nil), g.s)
		assert.Equal(t, g.text, m.String())
		b, err := m.Append([]byte("x"))
		require.NoError(t, err)
		assert.Equal(t, "x"+g.frame, string(b))
	}
}

// wrong are the document's frames and examples as printed.
var wrong = []struct {
	s, frame string
	code     codec.Code
	offset   int64
	waits    bool // until the stream ends, the rest may still come
}{
	{"48", "0000001El12:get-info-alll4:hashee", codec.Truncated, 33, true},
	{"53", "00000021l12:get-info-alll4:hashei5ee", codec.Truncated, 36, true},
	{"97", "00000010l5:startli8eei15ee", codec.Truncated, 24, false},
	{"99", "00000011l8:succeeded0:i15ee", codec.Truncated, 25, false},
	{"541", "0000000Bd4:quit0:e", codec.Truncated, 18, true},
	{"552", "0000000El8:stop-all5:fnorde", codec.Truncated, 22, false},
	{"560", "00000017l9:downlimiti100ei47el", codec.Truncated, 30, true},
	{"562", "00000017l9:uplimiti20ei48ee", codec.Truncated, 27, true},
	{"564", "00000014l8:succeeded0:i47ee", codec.Truncated, 27, true},
	{"566", "00000014l8:succeeded0:i48ee", codec.Truncated, 27, true},
	{"577", "00000013l13:get-uplimiti0ee", codec.Missing, 25, false},
	{"580", "0000000Fl9:uplimiti20ee", codec.Syntax, 21, false},
	{"374", "00000015l5:removeli3ei8ei6eee", codec.Missing, 16, false},
	{"434", "0000000Fl8:succeeded0:e", codec.Syntax, 22, false},
}

func TestWrongInTheDocument(t *testing.T) {
	for _, w := range wrong {
		o := codec.Options{Version: 2, Accept: codec.Accept(ipc.Rules()...)}
		p, n, err := ipc.Protocol.Decoder(o).Consume(codec.Controller, []byte(w.frame), false)
		if w.waits {
			assert.Zero(t, n, w.s)
			require.NoError(t, err, w.s)
		} else {
			refused(t, p.Err, w.code, w.offset)
		}
		p, _, err = ipc.Protocol.Decoder(o).Consume(codec.Controller, []byte(w.frame), true)
		refused(t, errors.Join(err, p.Err), w.code, w.offset)
	}
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
