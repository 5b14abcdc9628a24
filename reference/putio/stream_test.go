package putio_test

import (
	"archive/zip"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio/bundle"
)

func TestStreams(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		it, err := w.FilesInfo(w.ctx(), 12)
		require.NoError(t, err)
		assert.Equal(t, w.Base+"/stream-file/7/12/", it.StreamURL)
		token, err := w.UserAcctoken(w.ctx())
		require.NoError(t, err)
		assert.Regexp(t, "^[0-9a-f]{40}$", token)
		other, err := w.client(bundle.OtherKey, bundle.OtherSecret).UserAcctoken(w.ctx())
		require.NoError(t, err)
		assert.NotEqual(t, token, other)
		want := string(bundle.Sample("notes", 1234))
		for _, u := range []string{it.StreamURL + "atk/" + token, it.StreamURL + "/atk/" + token} {
			a := w.get(u)
			assert.Equal(t, 200, a.StatusCode)
			assert.Equal(t, want, a.body)
			assert.Equal(t, "text/plain; charset=utf-8", a.Header.Get("Content-Type"))
			for r, part := range map[string]string{"bytes=0-0": want[:1], "bytes=100-199": want[100:200], "bytes=1200-": want[1200:], "bytes=-10": want[1224:], "bytes=1000-9999": want[1000:]} {
				a := w.get(u, "Range", r)
				assert.Equal(t, 206, a.StatusCode, r)
				assert.Equal(t, part, a.body, r)
				assert.Contains(t, a.Header.Get("Content-Range"), "/1234")
			}
			a = w.get(u, "Range", "bytes=1234-")
			assert.Equal(t, 416, a.StatusCode)
			assert.Equal(t, "bytes */1234", a.Header.Get("Content-Range"))
		}
		for _, u := range []string{
			it.StreamURL, it.StreamURL + "atk/", it.StreamURL + "atk/" + strings.Repeat("0", 40), it.StreamURL + "atk/" + other, it.StreamURL + "atk/" + token + "/x",
			w.Base + "/stream-file/8/12/atk/" + token, w.Base + "/stream-file/8/79/atk/" + token, w.Base + "/stream-file/7/11/atk/" + token,
			w.Base + "/stream-file/7/x/atk/" + token, w.Base + "/stream-file//atk/" + token, w.Base + "/stream-file/7/-1/atk/" + token, w.Base + "/download-file/7/12/atk/x",
		} {
			a := w.get(u)
			assert.Contains(t, []int{401, 403, 404}, a.StatusCode, u)
			assert.NotContains(t, a.body, want[:20])
		}
		assert.Equal(t, 200, w.get(w.Base+"/stream-file/8/78/atk/"+token).StatusCode, "a friend's share")
		assert.Equal(t, 403, w.get(it.StreamURL, "Authorization", "Basic ZGVtbzpkZW1vLXBhc3N3b3Jk").StatusCode)
	})
}

func TestTokensRotate(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		token := func() string {
			s, err := w.UserAcctoken(w.ctx())
			require.NoError(t, err)
			return s
		}
		works := func(s string) bool { return w.get(w.Base+"/stream-file/7/12/atk/"+s).StatusCode == 200 }
		first := token()
		assert.Equal(t, first, token(), "no new one at each call")
		time.Sleep(time.Hour)
		second := token()
		assert.NotEqual(t, first, second)
		assert.True(t, works(first), "the old one lives on")
		assert.True(t, works(second))
		time.Sleep(time.Hour)
		assert.False(t, works(first))
		assert.True(t, works(second))
		time.Sleep(2 * time.Hour)
		assert.False(t, works(second))
	})
}

func TestDownloadsAndBaskets(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		it, err := w.FilesInfo(w.ctx(), 12)
		require.NoError(t, err)
		const good, bad = "Basic ZGVtbzpkZW1vLXBhc3N3b3Jk", "Basic ZGVtbzp3cm9uZw=="
		a := w.get(it.DownloadURL, "Authorization", good, "Range", "bytes=2-5")
		assert.Equal(t, 206, a.StatusCode)
		assert.Equal(t, string(bundle.Sample("notes", 1234)[2:6]), a.body)
		assert.Equal(t, `attachment; filename*=utf-8''caf%C3%A9%20notes.txt`, a.Header.Get("Content-Disposition"))
		for _, auth := range []string{bad, "", "Basic"} {
			a := w.get(it.DownloadURL, "Authorization", auth)
			assert.Equal(t, 401, a.StatusCode)
			assert.Contains(t, a.Header.Get("WWW-Authenticate"), "Basic")
		}
		_, err = w.FilesMove(w.ctx(), 12, 11)
		require.NoError(t, err)
		sub, err := w.FilesCreateDir(w.ctx(), 11, "sub")
		require.NoError(t, err)
		dir, err := w.FilesInfo(w.ctx(), 11)
		require.NoError(t, err)
		a = w.get(dir.ZipURL, "Authorization", good)
		require.Equal(t, 200, a.StatusCode)
		z, err := zip.NewReader(strings.NewReader(a.body), int64(len(a.body)))
		require.NoError(t, err)
		names := map[string]uint64{}
		for _, f := range z.File {
			names[f.Name] = f.UncompressedSize64
		}
		assert.Equal(t, map[string]uint64{"Films/": 0, "Films/clip.avi": 4321, "Films/caf\u00e9 notes.txt": 1234, "Films/sub/": 0}, names)
		token, err := w.UserAcctoken(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, 200, w.get(fmt.Sprintf("%s/stream-basket/7/%d/atk/%s", w.Base, sub.ID, token)).StatusCode)
		assert.Equal(t, 404, w.get(w.Base+"/stream-basket/7/12/atk/"+token).StatusCode)
		assert.Equal(t, "application/zip", w.get(dir.DownloadURL, "Authorization", good).Header.Get("Content-Type"))
		for _, ty := range wire.ItemTypes() {
			a := w.get(w.Base + "/images/file_types/" + string(ty) + ".png")
			assert.Equal(t, "image/png", a.Header.Get("Content-Type"))
		}
		assert.Equal(t, 404, w.get(w.Base+"/images/file_types/x.png").StatusCode)
	})
}
