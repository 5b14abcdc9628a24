package ipc_test

import (
	"testing"

	witness "github.com/anacrolix/torrent/bencode"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
)

func text() *rapid.Generator[codec.Bytes] {
	return rapid.Custom(func(t *rapid.T) codec.Bytes { return rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "text") })
}

// anyMessage draws a message that is right for its key, with every type somewhere.
func anyMessage() *rapid.Generator[*ipc.Message] {
	return rapid.Custom(func(t *rapid.T) *ipc.Message {
		k := rapid.SampledFrom(ipc.Keys()[1:]).Draw(t, "key")
		m := ipc.New(k.Name).Tagged(rapid.Int64Min(0).Draw(t, "tag"))
		texts := rapid.SliceOfN(text(), 0, 4)
		ids := rapid.SliceOfN(rapid.Int64Min(1), 0, 4)
		switch k.Format {
		case ipc.Boolean:
			m.Int = rapid.Int64Range(0, 1).Draw(t, "bool")
		case ipc.Integer:
			m.Int = rapid.Int64().Draw(t, "int")
			if k.Name == ipc.KeyPort {
				m.Int &= ipc.MaxPort
			}
		case ipc.Text:
			m.Text = text().Draw(t, "text")
			if k.Name == ipc.KeyEncryption {
				m.Text = codec.Bytes(rapid.SampledFrom(ipc.Encryption()).Draw(t, "word"))
			}
		case ipc.Texts:
			m.Texts = texts.Draw(t, "texts")
		case ipc.Hashes:
			for range rapid.IntRange(0, 3).Draw(t, "n") {
				m.Texts = append(m.Texts, codec.Bytes(rapid.StringMatching("[0-9a-fA-F]{40}").Draw(t, "hash")))
			}
		case ipc.IDs:
			m.IDs = ids.Draw(t, "ids")
		case ipc.Asking:
			m.Query = ipc.Query{Fields: ipc.Fields{Has: ipc.QueryID | ipc.QueryType}, IDs: ids.Draw(t, "ids"), Types: texts.Draw(t, "types")}
		case ipc.Adding:
			m.Add = ipc.Add{Fields: ipc.Fields{Has: ipc.AddData | ipc.AddAutostart}, Data: text().Draw(t, "data"), Autostart: rapid.Bool().Draw(t, "start")}
		case ipc.Infos:
			m.Infos = rapid.SliceOfN(rapid.Custom(info), 0, 4).Draw(t, "infos")
		case ipc.Statuses:
			m.Statuses = rapid.SliceOfN(rapid.Custom(status), 0, 4).Draw(t, "statuses")
		}
		return m
	})
}

func unknown(t *rapid.T) []ipc.Pair {
	if rapid.IntRange(0, 3).Draw(t, "unknown") > 0 {
		return nil
	}
	return []ipc.Pair{{Key: codec.Bytes("x" + rapid.StringN(0, 5, -1).Draw(t, "key")), Value: bencode.Value("l4:spami-3ee")}}
}

func tracker(t *rapid.T) ipc.Tracker {
	return ipc.Tracker{
		Fields:  ipc.Fields{Has: ipc.Set(rapid.Uint32Range(0, 15).Draw(t, "has")), Unknown: unknown(t)},
		Address: text().Draw(t, "address"), Announce: text().Draw(t, "announce"), Scrape: text().Draw(t, "scrape"),
		Port: rapid.Int64().Draw(t, "port"),
	}
}

func info(t *rapid.T) ipc.Info {
	n := rapid.Int64()
	return ipc.Info{
		Fields: ipc.Fields{Has: ipc.Set(rapid.Uint32Range(0, 1<<12-1).Draw(t, "has")) | ipc.InfoID, Unknown: unknown(t)},
		ID:     rapid.Int64Min(1).Draw(t, "id"), Hash: text().Draw(t, "hash"), Name: text().Draw(t, "name"), Path: text().Draw(t, "path"),
		Saved: rapid.Bool().Draw(t, "saved"), Private: rapid.Bool().Draw(t, "private"), Comment: text().Draw(t, "comment"),
		Creator: text().Draw(t, "creator"), Date: n.Draw(t, "date"), Size: n.Draw(t, "size"),
		Trackers: rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(tracker), 0, 2), 0, 2).Draw(t, "trackers"),
		Files: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ipc.File {
			return ipc.File{Fields: ipc.Fields{Has: ipc.FileName | ipc.FileSize}, Name: text().Draw(t, "name"), Size: n.Draw(t, "size")}
		}), 0, 2).Draw(t, "files"),
	}
}

func status(t *rapid.T) ipc.Status {
	n := rapid.Int64()
	return ipc.Status{
		Fields: ipc.Fields{Has: ipc.Set(rapid.Uint32Range(0, 1<<22-1).Draw(t, "has")) | ipc.StatusID, Unknown: unknown(t)},
		ID:     rapid.Int64Min(1).Draw(t, "id"), Completed: n.Draw(t, "completed"), ETA: n.Draw(t, "eta"),
		DownloadSpeed: n.Draw(t, "speed"), Error: text().Draw(t, "error"), State: text().Draw(t, "state"), Running: rapid.Bool().Draw(t, "running"),
		PeersFrom: ipc.PeersFrom{Fields: ipc.Fields{Has: ipc.Set(rapid.Uint32Range(0, 15).Draw(t, "from"))}, Cache: n.Draw(t, "cache")},
		Tracker:   tracker(t),
	}
}

// What is written is read back, in both orders and as JSON, and it is canonical
// bencode, by the word of a library that knows no other.
func TestIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage().Draw(t, "message")
		b, err := m.Append(nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, m.Size(), len(b))

		var v any
		require.NoError(t, witness.Unmarshal(b[ipc.HeaderLen:], &v))
		again, err := witness.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, string(b[ipc.HeaderLen:]), string(again))
		require.NoError(t, bencode.Valid(again, nil, nil))

		var back ipc.Message
		require.NoError(t, back.Decode(b, nil))
		same(t, b, &back)
		document, err := m.AppendOrder(nil, ipc.Document)
		require.NoError(t, err)
		require.Len(t, document, len(b))
		require.NoError(t, back.Decode(document, nil))
		same(t, b, &back)
		same(t, b, back.Clone())

		j, err := m.MarshalJSON()
		require.NoError(t, err)
		var fromJSON ipc.Message
		require.NoError(t, fromJSON.UnmarshalJSON(j))
		same(t, b, &fromJSON)
	})
}

func same(t require.TestingT, want []byte, m *ipc.Message) {
	b, err := m.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(want), string(b))
}

// Cut anywhere a message is truncated, at the cut; with any byte changed it is
// read or refused, but never outside itself.
func TestCutAndChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage().Draw(t, "message")
		b, err := m.Append(nil)
		require.NoError(t, err)
		payload := b[ipc.HeaderLen:]
		cut := rapid.IntRange(1, len(payload)-1).Draw(t, "cut")
		var back ipc.Message
		err = back.Decode(frame(string(payload[:cut])), nil)
		var e *codec.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, codec.Truncated, e.Code)
		require.EqualValues(t, ipc.HeaderLen+cut, e.Offset)

		at := rapid.IntRange(0, len(payload)-1).Draw(t, "at")
		payload[at] = rapid.Byte().Draw(t, "byte")
		for _, o := range []*codec.Options{nil, {Accept: codec.Accept(ipc.Rules()...)}, {Version: 1}} {
			if err := back.Decode(b, o); err != nil {
				require.ErrorAs(t, err, &e)
				require.True(t, e.Offset >= 0 && e.Offset <= int64(len(b)), "%v", e)
			}
		}
	})
}
