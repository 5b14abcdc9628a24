package ipc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// statusReply is a reply of n torrents with every status type.
func statusReply(n int) *ipc.Message {
	m := ipc.New(ipc.KeyStatus).Tagged(5)
	for i := range n {
		v := int64(i) * 1_234_567
		m.Statuses = append(m.Statuses, ipc.Status{
			Fields: ipc.Fields{Has: 1<<22 - 1}, ID: int64(i + 1), Completed: v, DownloadTotal: v, UploadTotal: v, DownloadValid: v,
			DownloadSpeed: v % 5000, UploadSpeed: v % 700, SwarmSpeed: v % 9, Error: codec.Bytes(""), ErrorMessage: codec.Bytes("none"),
			ETA: -1, PeersDownloading: 3, PeersUploading: 4, PeersTotal: 7, PeersMax: 60, Running: i%2 == 0, State: codec.Bytes("seeding"),
			PeersFrom: ipc.PeersFrom{Fields: ipc.Fields{Has: ipc.FromAll}, Cache: 1, PEX: 2},
			Tracker: ipc.Tracker{Fields: ipc.Fields{Has: ipc.TrackerAddress | ipc.TrackerAnnounce | ipc.TrackerPort},
				Address: codec.Bytes(fmt.Sprintf("t%d.example.org", i)), Announce: codec.Bytes("/announce"), Port: 6969},
			ScrapeCompleted: -1, ScrapeLeechers: -1, ScrapeSeeders: 5,
		})
	}
	return m
}

func TestAllocations(t *testing.T) {
	m := statusReply(1000)
	buf, err := m.Append(nil)
	require.NoError(t, err)
	var view ipc.Message
	for name, c := range map[string]struct {
		most float64
		op   func() error
	}{
		"status, view":  {0, func() error { return view.Decode(buf, nil) }},
		"status, owned": {20, func() error { return new(ipc.Message).DecodeOwned(buf, nil) }},
		"status, one by one": {3, func() (err error) {
			for _, err = range ipc.EachStatus(buf, nil) {
			}
			return err
		}},
		"status, written":       {0, func() (err error) { buf, err = m.Append(buf[:0]); return err }},
		"status, written sized": {1, func() error { _, err := m.Append(make([]byte, 0, m.Size())); return err }},
	} {
		require.NoError(t, c.op())
		assert.LessOrEqual(t, testing.AllocsPerRun(20, func() { _ = c.op() }), c.most, name)
	}
	var h ipc.Handshake
	var r ipc.Message
	hello, request := frame("d7:versiond3:maxi2e3:mini1eee"), frame("l5:startli8eei15ee")
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = h.Decode(hello, nil) }))
	require.NoError(t, r.Decode(request, nil))
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = r.Decode(request, nil) }))
	assert.Zero(t, testing.AllocsPerRun(20, func() { buf, _ = r.Append(buf[:0]) }))
}

// What a frame announces costs nothing before it is there.
func TestHugeClaims(t *testing.T) {
	for _, in := range []string{"7FFFFFF8l", "0000001El12:get-info-alll4:hashee", "00000014l6:statusl9999999999e"} {
		b := []byte(in)
		n := testing.AllocsPerRun(10, func() {
			var m ipc.Message
			_ = m.Decode(b, nil)
			_, _, _ = ipc.ConsumeFrame(b, nil)
		})
		assert.LessOrEqual(t, n, 3.0, in)
	}
}
