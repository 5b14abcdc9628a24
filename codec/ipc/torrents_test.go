package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
	"enginespec/corpus"
)

// Both shapes of the tracker dictionary, all info types, an unknown type.
const infoPayload = "l4:infold7:comment2:hi7:creator1:c4:datei1194000000e5:filesld4:name5:b/x.y4:sizei5000000000eee" +
	"4:hash40:0123456789abcdef0123456789abcdef012345672:idi3e4:name1:b4:path4:/p/b7:privatei0e5:savedi1e4:sizei5000000000e" +
	"8:trackersll" +
	"d7:address5:a.org8:announce9:/announce4:porti6969e6:scrape7:/scrapee" +
	"d8:announce21:http://b.org/announce6:scrape19:http://b.org/scrapeeeleee" +
	"d2:idi4e5:zebral1:aeeei9ee"

func TestInfo(t *testing.T) {
	var m ipc.Message
	require.NoError(t, m.Decode(frame(infoPayload), nil))
	require.Len(t, m.Infos, 2)
	i := &m.Infos[0]
	assert.Equal(t, ipc.Set(1<<12-1), i.Has)
	assert.EqualValues(t, 3, i.ID)
	assert.EqualValues(t, 5_000_000_000, i.Size)
	assert.Equal(t, "b/x.y", i.Files[0].Name.String())
	assert.True(t, i.Saved)
	assert.False(t, i.Private)
	require.Len(t, i.Trackers, 2)
	old, now := i.Trackers[0][0], i.Trackers[0][1]
	assert.Equal(t, ipc.TrackerAddress|ipc.TrackerAnnounce|ipc.TrackerPort|ipc.TrackerScrape, old.Has)
	assert.Equal(t, ipc.TrackerAnnounce|ipc.TrackerScrape, now.Has)
	assert.Equal(t, "http://b.org/announce", now.Announce.String())
	assert.Empty(t, i.Trackers[1])
	assert.Equal(t, []ipc.Pair{{Key: codec.Bytes("zebra"), Value: bencode.Value("l1:ae")}}, m.Infos[1].Unknown)
	assert.EqualValues(t, 9, m.Tag)
	b, err := m.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(frame(infoPayload)), string(b))
	assert.GreaterOrEqual(t, m.Size(), len(b))
	b, err = m.AppendOrder(nil, ipc.Document)
	require.NoError(t, err)
	assert.Contains(t, string(b), "ld2:idi3e4:hash40:")
	assert.Contains(t, string(b), "d7:address5:a.org4:porti6969e8:announce9:/announce6:scrape7:/scrapee")
	var again ipc.Message
	require.NoError(t, again.Decode(b, nil), "any order is legal")
	assert.Equal(t, m.String(), again.String())
}

// The table is the type: every status type has its bit, its place and its format.
func TestStatusTypes(t *testing.T) {
	assert.Len(t, ipc.StatusTypes(), 22)
	assert.Len(t, ipc.InfoTypes(), 12)
	assert.Equal(t, "id", ipc.StatusTypes()[0].Name, "the document's order")
	sample := map[ipc.Format]string{
		ipc.Integer: "i-7e", ipc.Boolean: "i1e", ipc.Text: "2:hi", ipc.Origins: "d8:incomingi2e7:trackeri4e5:cachei1e3:pexi3ee",
		ipc.Tracking: "d8:announce1:xe", ipc.Tiers: "lld8:announce1:xeee", ipc.FileList: "ld4:name1:x4:sizei1eee",
	}
	for key, types := range map[string][]ipc.Type{"status": ipc.StatusTypes(), "info": ipc.InfoTypes()} {
		var all ipc.Set
		for _, ty := range types {
			assert.Zero(t, all&ty.Set, ty.Name)
			all |= ty.Set
			in := string(bencode.AppendString(nil, key)) + "ld2:idi5e" + string(bencode.AppendString(nil, ty.Name)) + sample[ty.Format] + "ee"
			if ty.Name == "id" {
				in = string(bencode.AppendString(nil, key)) + "ld2:idi5eee"
			}
			var m ipc.Message
			require.NoError(t, m.Decode(frame("l"+in+"e"), nil), ty.Name)
			var has ipc.Set
			if key == "status" {
				has = m.Statuses[0].Has
				assert.Equal(t, ty.Set|ipc.StatusID, ipc.StatusSet([]codec.Bytes{codec.Bytes(ty.Name), codec.Bytes("nonsense")}))
				assert.Equal(t, ty.Set|ipc.StatusID, has, ty.Name)
			} else {
				has = m.Infos[0].Has
				assert.Equal(t, ty.Set|ipc.InfoID, ipc.InfoSet([]codec.Bytes{codec.Bytes(ty.Name)}))
				assert.Equal(t, ty.Set|ipc.InfoID, has, ty.Name)
			}
			b, err := m.AppendOrder(nil, ipc.Document)
			require.NoError(t, err)
			assert.Equal(t, string(frame("l"+in+"e")), string(b), "id comes first in the document")
		}
		assert.Equal(t, ipc.Set(1<<len(types)-1), all)
	}
	assert.Equal(t, "status", mustKey(t, "get-status").Reply)
}

func mustKey(t *testing.T, name string) ipc.Key {
	k, ok := ipc.Lookup(name)
	require.True(t, ok)
	return k
}

// The constants count on the tables being sorted.
func TestBits(t *testing.T) {
	for name, bit := range map[string]ipc.Set{
		"completed": ipc.StatusCompleted, "download-speed": ipc.StatusDownloadSpeed, "download-total": ipc.StatusDownloadTotal,
		"download-valid": ipc.StatusDownloadValid, "error": ipc.StatusError, "error-message": ipc.StatusErrorMessage, "eta": ipc.StatusETA,
		"id": ipc.StatusID, "peers-downloading": ipc.StatusPeersDownloading, "peers-from": ipc.StatusPeersFrom, "peers-max": ipc.StatusPeersMax,
		"peers-total": ipc.StatusPeersTotal, "peers-uploading": ipc.StatusPeersUploading, "running": ipc.StatusRunning,
		"scrape-completed": ipc.StatusScrapeCompleted, "scrape-leechers": ipc.StatusScrapeLeechers, "scrape-seeders": ipc.StatusScrapeSeeders,
		"state": ipc.StatusState, "swarm-speed": ipc.StatusSwarmSpeed, "tracker": ipc.StatusTracker, "upload-speed": ipc.StatusUploadSpeed,
		"upload-total": ipc.StatusUploadTotal,
	} {
		assert.Equal(t, bit|ipc.StatusID, ipc.StatusSet([]codec.Bytes{codec.Bytes(name)}), name)
	}
	for name, bit := range map[string]ipc.Set{
		"comment": ipc.InfoComment, "creator": ipc.InfoCreator, "date": ipc.InfoDate, "files": ipc.InfoFiles, "hash": ipc.InfoHash,
		"id": ipc.InfoID, "name": ipc.InfoName, "path": ipc.InfoPath, "private": ipc.InfoPrivate, "saved": ipc.InfoSaved,
		"size": ipc.InfoSize, "trackers": ipc.InfoTrackers,
	} {
		assert.Equal(t, bit|ipc.InfoID, ipc.InfoSet([]codec.Bytes{codec.Bytes(name)}), name)
	}
}

// Unknown pairs keep their places, whatever order they came in.
func TestUnknownPairs(t *testing.T) {
	var m ipc.Message
	require.NoError(t, m.Decode(frame("l6:statusld4:zeta1:z2:idi1e3:abci7e7:trackerd8:announce1:a3:newleeeee"), nil))
	b, err := m.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(frame("l6:statusld3:abci7e2:idi1e7:trackerd8:announce1:a3:newlee4:zeta1:zeee")), string(b))
	for in, offset := range map[string]int64{
		"l6:statusld2:idi1e1:x0:1:x0:eee": 31, "l6:statusld1:x0:2:idi1e1:y0:1:x0:eee": 36, "l6:statusld2:idi1e2:idi1eeee": 26,
		"l6:statusld3:eta0:3:etai1e2:idi1eeee": 26,
	} {
		err := m.Decode(frame(in), &codec.Options{Accept: codec.Accept(ipc.BadField)})
		var e *codec.Error
		require.ErrorAs(t, err, &e, in)
		assert.Equal(t, ipc.DuplicateKeys, e.Rule, in)
		assert.Equal(t, offset, e.Offset, in)
		assert.NoError(t, m.Decode(frame(in), &codec.Options{Accept: codec.Accept(ipc.Rules()...)}))
	}
}

func TestEachStatus(t *testing.T) {
	in := frame("l6:statusld2:idi1e5:state6:pausedeld2:idi2eeeei5ee")
	o := &codec.Options{Accept: ipc.Served()}
	var ids []int64
	for s, err := range ipc.EachStatus(in, o) {
		require.NoError(t, err)
		ids = append(ids, s.ID)
	}
	assert.Equal(t, []int64{1}, ids, "a list among the torrents is passed")

	in = frame("l6:statusld2:idi1e5:state6:pauseded2:idi2eeei5ee")
	for _, c := range []struct {
		payload string
		code    codec.Code
		offset  int64
		before  int
	}{
		{"l4:infoleei5ee", codec.Unknown, 9, 0},
		{"l6:statusle1:xe", codec.Syntax, 19, 0},
		{"l6:statusle", codec.Truncated, 19, 0},
		{"l6:statusleei", codec.NonCanonical, 20, 0},
		{"l6:statuse", codec.Missing, 17, 0},
		{"l6:statusld2:idi1eed2:idi02eeee", codec.NonCanonical, 33, 1},
		{"l6:statusld2:idi1eedeee", codec.NonCanonical, 27, 1},
	} {
		n := 0
		var last error
		for s, err := range ipc.EachStatus(frame(c.payload), nil) {
			if last = err; err == nil {
				n++
				assert.NotNil(t, s)
			}
		}
		refused(t, last, c.code, c.offset)
		assert.Equal(t, c.before, n, c.payload)
	}
	for range ipc.EachStatus(in, nil) {
		break // and nothing is left behind
	}
	for i, err := range ipc.EachInfo(frame("l4:infold2:idi7e4:name1:xeee"), nil) {
		require.NoError(t, err)
		assert.Equal(t, "x", i.Name.String())
		assert.Equal(t, i, i.Clone())
	}
}

// Views follow the frame, clones and owned messages do not.
func TestOwnership(t *testing.T) {
	in := "l4:infold5:filesld4:name1:x4:sizei1eee2:idi7e4:name3:abc8:trackersll" + "d8:announce1:qee" + "e3:zzz1:ueei3ee"
	payloads := []string{in, "l6:statusld2:idi1e7:trackerd8:announce1:qe3:zzzleeee"}
	others := vectors(t, corpus.Valid, true)
	for _, v := range others {
		payloads = append(payloads, string(v.Input[ipc.HeaderLen:]))
	}
	for _, payload := range payloads {
		b := frame(payload)
		var view, owned ipc.Message
		require.NoError(t, view.Decode(b, nil), payload)
		require.NoError(t, owned.DecodeOwned(b, nil))
		want := view.String()
		clone := view.Clone()
		for i := range b {
			b[i] = 'X'
		}
		assert.Equal(t, want, clone.String())
		assert.Equal(t, want, owned.String())
		assert.NotEqual(t, want, view.String())
		for _, other := range others { // nor does a clone share the slices that are used again
			require.NoError(t, view.Decode(other.Input, nil))
		}
		assert.Equal(t, want, clone.String())
	}
	b := frame("l6:statusld5:state6:paused2:idi1eeee")
	for s := range ipc.EachStatus(b, nil) {
		c := s.Clone()
		clear(b)
		assert.Equal(t, "paused", c.State.String())
		break
	}
}
