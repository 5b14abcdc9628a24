package putio_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

func TestAnalyze(t *testing.T) {
	o := bundle.Options{Server: putio.Options{PremiumHosts: []string{"127.0.0.1"}, MaxFile: 2 << 20}}
	inWorld(t, o, func(w *world) {
		links := []string{
			w.put("/x.mp4", bundle.Sample("x", 92014)), torrentURL("multi"),
			w.put("/abcde.part1.rar", bundle.Sample("1", 1000)), w.put("/abcde.part2.rar", bundle.Sample("2", 2000)),
			w.put("/other.avi.001", bundle.Sample("o", 10)), w.put("/lone.part1.rar", bundle.Sample("l", 10)), w.put("/other.avi.002", bundle.Sample("o", 10)),
			site + "/none", "ftp://127.0.0.1/x", "words", torrentURL("big"), site + "/x.mp4",
			"magnet:?xt=urn:btih:0123456789012345678901234567890123456789&dn=m",
		}
		a, err := w.URLsAnalyze(w.ctx(), links...)
		require.NoError(t, err)
		assert.EqualValues(t, 206115885645, a.DiskAvail)
		assert.EqualValues(t, 161061273600, a.BWAvail)
		names := func(l wire.Links) (s []string) {
			for _, x := range l {
				s = append(s, x.Name)
			}
			return s
		}
		assert.Equal(t, []string{"x.mp4", "lone.part1.rar"}, names(a.Items.SingleURL))
		assert.Equal(t, []string{"multi", "m"}, names(a.Items.Torrent))
		require.Len(t, a.Items.MultipartURL, 2)
		set := a.Items.MultipartURL[0]
		assert.Equal(t, "ABCDE", set.Name)
		assert.EqualValues(t, 3000, set.Size)
		assert.Equal(t, "2.9K", set.HumanSize)
		assert.Equal(t, []string{"abcde.part1.rar", "abcde.part2.rar"}, names(set.Parts))
		assert.Equal(t, "OTHER.AVI", a.Items.MultipartURL[1].Name)
		require.Len(t, a.Items.Error, 4)
		for _, l := range a.Items.Error {
			assert.NotEmpty(t, *l.Error)
		}
		x := a.Items.SingleURL[0]
		assert.EqualValues(t, 92014, x.Size)
		assert.EqualValues(t, 92014, x.PaidBW, "a premium host")
		assert.Equal(t, wire.HandlerRapid, *x.DLHandler)
		assert.Equal(t, "89.9K", x.HumanSize)
		seen := map[string]int{}
		for _, l := range append(append(a.Items.SingleURL, a.Items.Torrent...), a.Items.Error...) {
			seen[l.URL]++
		}
		for _, s := range a.Items.MultipartURL {
			for _, l := range s.Parts {
				seen[l.URL]++
			}
		}
		assert.Len(t, seen, len(links)-1)
		for l, n := range seen {
			assert.Equal(t, 1, n, l)
		}
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.Empty(t, list, "nothing was started")
		// What a premium host gave is taken off the bandwidth.
		w.fetchAll(links[0])
		u, err := w.UserInfo(w.ctx())
		require.NoError(t, err)
		assert.EqualValues(t, 161061273600-92014, u.BWQuotaAvailable)
		empty := w.call("urls.analyze", as(`{"urls":[]}`))
		assert.Contains(t, empty.body, `"items":{"singleurl":[],"torrent":[],"multiparturl":[],"error":[]}`)
	})
}

func TestExtracturls(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		got := func(args string) (urls []string) {
			var e wire.Envelope
			require.NoError(t, e.Decode([]byte(w.call("urls.extracturls", as(args)).body), wire.MethodURLsExtracturls, nil))
			require.Equal(t, wire.Success, e.Outcome, e.ErrorMessage)
			for _, u := range *e.Results.(*wire.ExtractedURLs) {
				urls = append(urls, u.URL)
			}
			return urls
		}
		page := w.put("/page", []byte(`<a href="http://h/a?x=1&amp;y=2">one</a> <a href='/rel'>two</a>`))
		for args, want := range map[string][]string{
			`{"txt":"see http://a/x.torrent, (https://b/y) and ftp://c/z. End","url":null}`: {"http://a/x.torrent", "https://b/y", "ftp://c/z"},
			`{"txt":"HTTP://A/b?c=d&e=f#g \"http://q\" <http://r>"}`:                        {"HTTP://A/b?c=d&e=f#g", "http://q", "http://r"},
			`{"txt":"nothing http:// gopher://x :// xhttp:/y"}`:                             nil,
			`{}`:                      nil,
			`{"txt":null,"url":null}`: nil,
			`{"txt":"http://one/","url":"` + page + `"}`:                   {"http://one/", "http://h/a?x=1&y=2"},
			`{"txt":"http://f.example/a.bin\nhttp://t.example/b.torrent"}`: {"http://f.example/a.bin", "http://t.example/b.torrent"},
		} {
			assert.Equal(t, want, got(args), args)
		}
		assert.Contains(t, w.call("urls.extracturls", as(`{"url":"`+site+`/none"}`)).body, `"error":true`)
	})
}

// A link that leads off the machine is refused before anybody is asked for it.
func TestNetworkIsNotAllowed(t *testing.T) {
	defer goleak.VerifyNone(t)
	b, err := bundle.Start(t.Context(), bundle.Options{Scale: 100})
	require.NoError(t, err)
	defer b.Close()
	c, err := putio.NewClient(putio.ClientOptions{Base: b.Base, Key: bundle.Key, Secret: bundle.Secret})
	require.NoError(t, err)
	for _, host := range []string{"files.example", "10.0.0.1", "127.0.0.1.example", "[::2]", "169.254.1.1", "0.0.0.0", "127.1"} {
		added, err := c.TransfersAdd(t.Context(), fmt.Sprintf("http://%s/a.bin", host))
		require.NoError(t, err)
		assert.Equal(t, wire.Error, added[0].Status, host)
		a, err := c.URLsAnalyze(t.Context(), fmt.Sprintf("http://%s/a.bin", host))
		require.NoError(t, err)
		require.Len(t, a.Items.Error, 1)
		assert.Contains(t, *a.Items.Error[0].Error, "cannot be reached")
	}
}
