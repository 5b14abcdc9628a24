package ipc_test

import (
	"fmt"
	"io"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
	"enginespec/corpus"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// recorded returns a torrent file of the names and sizes that the recordings have. Its
// hash is another, because its content is.
func recorded(name string) ([]byte, error) {
	sizes := map[string]int64{"alpha.torrent": 50_000, "beta.torrent": 70_000, "gamma.torrent": 10}
	size, ok := sizes[path.Base(name)]
	if !ok {
		return nil, fmt.Errorf("%s: no such file", name)
	}
	base := path.Base(name)
	var info, top bencode.Pairs
	info.Int("length", size)
	info.String("name", base[:len(base)-len(".torrent")])
	info.Int("piece length", 1<<17)
	info.Bytes("pieces", make([]byte, 20))
	b, err := info.Append(nil)
	if err != nil {
		return nil, err
	}
	top.Raw("info", b)
	return top.Append(nil)
}

// What real remotes said to real daemons is answered by ours as by those: the same
// replies with the same tags, the same torrents under the same IDs with the same names
// and sizes, and the same types of each.
func TestReplay(t *testing.T) {
	all, err := corpus.Sessions("ipc")
	require.NoError(t, err)
	for _, rec := range all {
		t.Run(rec.ID, func(t *testing.T) {
			o := bundle.Options{Server: ipc.Options{Paused: true}}
			inWorldReading(t, o, recorded, func(w *world) {
				replies, quit := 0, false
				for conn := 1; conn <= rec.Conns(); conn++ {
					engine := messages(t, rec.Stream(conn, codec.Engine))
					said := rec.Stream(conn, codec.Controller)
					for _, m := range messages(t, said) {
						quit = quit || m.Kind() == "quit"
					}
					k := w.dial()
					k.hello()
					k.raw(string(said))
					require.NoError(t, k.conn.(interface{ CloseWrite() error }).CloseWrite())
					for _, want := range engine {
						require.Equal(t, outline(want), outline(k.next()))
						replies++
					}
					// Real remotes left without reading the replies to what they said last.
					for {
						if _, err := k.r.Frame(); err != nil {
							require.ErrorIs(t, err, io.EOF)
							break
						}
					}
					k.conn.Close()
				}
				require.Greater(t, replies, 15)
				require.True(t, quit)
				<-w.Done()
			})
		})
	}
}

// messages reads the messages behind the handshake of one direction.
func messages(t *testing.T, stream []byte) (list []*wire.Message) {
	for n := 0; len(stream) > 0; n++ {
		b, size, err := wire.ConsumeFrame(stream, nil)
		require.NoError(t, err)
		require.Positive(t, size)
		stream = stream[size:]
		if n == 0 {
			continue
		}
		m := new(wire.Message)
		require.NoError(t, m.DecodeOwned(b, nil))
		list = append(list, m)
	}
	return list
}

// outline is what must be the same of two replies.
func outline(m *wire.Message) string {
	s := fmt.Sprintf("%s tag %d", m.Key, m.Tag)
	for _, i := range m.Infos {
		s += fmt.Sprintf("; %d %s %d has %b", i.ID, i.Name, i.Size, i.Has)
	}
	for _, i := range m.Statuses {
		s += fmt.Sprintf("; %d has %b", i.ID, i.Has)
	}
	return s
}
