package putio_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine/store"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

func gz(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(b)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Bytes()
}

func tarOf(t *testing.T, heads ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range heads {
		body := ""
		if h.Typeflag == 0 || h.Typeflag == tar.TypeReg {
			body = "content of " + h.Name
			h.Size = int64(len(body))
		}
		require.NoError(t, w.WriteHeader(&h))
		_, err := io.WriteString(w, body)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// fetchAll adds links and waits; it returns what was seen of the first.
func (w *world) fetchAll(links ...string) []wire.Status {
	w.t.Helper()
	added, err := w.TransfersAdd(w.ctx(), links...)
	require.NoError(w.t, err)
	return w.settle()[added[0].ID]
}

func (w *world) lastMessage() string {
	w.t.Helper()
	m, err := w.MessagesList(w.ctx(), 1)
	require.NoError(w.t, err)
	require.Len(w.t, m, 1)
	return m[0].Text()
}

func TestArchivesAreUnpacked(t *testing.T) {
	dir := func(name string) tar.Header { return tar.Header{Name: name, Typeflag: tar.TypeDir, Mode: 0o755} }
	file := func(name string) tar.Header { return tar.Header{Name: name, Mode: 0o644} }
	tree := tarOf(t, dir("d/"), file("d/a.txt"), dir("empty/"), file("./b.mp3"))
	for name, archive := range map[string][]byte{
		"x.zip":    zipOf(t, "d/", "", "d/a.txt", "content of d/a.txt", "empty/", "", `b.mp3`, "content of ./b.mp3"),
		"x.tar":    tree,
		"x.tar.gz": gz(t, tree),
		"X.TGZ":    gz(t, tree),
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				seen := w.fetchAll(w.put("/"+name, archive))
				legal(t, seen, wire.Traits{Archives: true})
				for _, s := range []wire.Status{wire.InCompleteQueue, wire.InExtractionQueue, wire.Extracting, wire.Completing} {
					assert.Contains(t, seen, s)
				}
				root := w.named(0)
				assert.Equal(t, string(archive), w.content(root[name]), "the archive stays")
				in := w.named(root[name[:1]].ID)
				assert.Len(t, in, 3)
				assert.Empty(t, w.named(in["empty"].ID))
				assert.Equal(t, "content of ./b.mp3", w.content(in["b.mp3"]))
				assert.Equal(t, "content of d/a.txt", w.content(w.named(in["d"].ID)["a.txt"]))
			})
		})
	}
	inWorld(t, bundle.Options{}, func(w *world) {
		w.fetchAll(w.put("/song.mp3.gz", gz(t, []byte("la la"))))
		assert.Equal(t, "la la", w.content(w.named(0)["song.mp3"]))
	})
}

// An archive that breaks a bound, or is broken, stays as it is: nothing of its
// content appears, nothing is left on the disk, and a message says why.
func TestArchivesThatAreRefused(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	many := make([]string, 0, 200)
	for i := range 100 {
		many = append(many, fmt.Sprint(i), "x")
	}
	good := zipOf(t, "a", "some content", "b", "more content")
	lying := bytes.Replace(zipOf(t, "a", zeros), binary32(8<<20), binary32(100), -1)
	locked := bytes.Clone(good)
	for _, sig := range []string{"PK\x03\x04", "PK\x01\x02"} {
		i := bytes.Index(locked, []byte(sig))
		locked[i+6+2*strings.Count(sig, "\x02")] |= 1
	}
	for name, c := range map[string]struct {
		archive []byte
		why     string
	}{
		"bomb.zip":   {zipOf(t, "a", "x", "zeros", zeros), "more than is allowed"},
		"lying.zip":  {lying, "damaged"},
		"bomb.gz":    {gz(t, []byte(zeros)), "more than is allowed"},
		"bomb.tgz":   {gz(t, tarBomb(t, zeros)), "more than is allowed"},
		"slip.zip":   {zipOf(t, "good", "x", "../../evil", "y"), "outside"},
		"win.zip":    {zipOf(t, `..\evil`, "y"), "outside"},
		"drive.zip":  {zipOf(t, `C:\evil`, "y"), "outside"},
		"root.zip":   {zipOf(t, "/etc/evil", "y"), "outside"},
		"slip.tar":   {tarOf(t, tar.Header{Name: "a/../../evil"}), "outside"},
		"deep.zip":   {zipOf(t, strings.Repeat("d/", 40)+"f", "y"), "too deep"},
		"many.zip":   {zipOf(t, many...), "too many"},
		"cut.zip":    {good[:len(good)-10], "damaged"},
		"cut.tgz":    {gz(t, tarOf(t, tar.Header{Name: "a"}))[:60], "damaged"},
		"no.zip":     {[]byte("this is no archive"), "damaged"},
		"no.gz":      {[]byte("this is no archive"), "damaged"},
		"no.tar":     {bytes.Repeat([]byte("no archive"), 200), "damaged"},
		"locked.zip": {locked, "encrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			disk := new(store.Mem)
			o := bundle.Options{Dir: "/s", Server: putio.Options{FS: disk, Extract: putio.ExtractLimits{Bytes: 4 << 20, Entries: 50}}}
			inWorld(t, o, func(w *world) {
				before, err := w.UserInfo(w.ctx())
				require.NoError(t, err)
				seen := w.fetchAll(w.put("/"+name, c.archive))
				assert.Contains(t, seen, wire.Extracting)
				assert.NotContains(t, seen, wire.Error)
				root := w.named(0)
				require.Len(t, root, 3)
				assert.Equal(t, string(c.archive), w.content(root[name]))
				assert.Contains(t, w.lastMessage(), c.why)
				files, err := disk.ReadDir("/s/content")
				require.NoError(t, err)
				assert.Len(t, files, 5, "the archive, and what the accounts began with")
				after, err := w.UserInfo(w.ctx())
				require.NoError(t, err)
				assert.EqualValues(t, len(c.archive), before.DiskQuotaAvailable-after.DiskQuotaAvailable)
			})
		})
	}
}

// What is small and becomes large is refused long before the bound on bytes.
func TestRatio(t *testing.T) {
	bomb := zipOf(t, "zeros", strings.Repeat("\x00", 3<<20))
	for ratio, in := range map[int64]bool{10: false, 1000: true} {
		o := bundle.Options{Server: putio.Options{Extract: putio.ExtractLimits{Ratio: ratio}}}
		inWorld(t, o, func(w *world) {
			w.fetchAll(w.put("/bomb.zip", bomb))
			assert.Equal(t, in, len(w.names(0)["bomb"]) == 1, "%d bytes, ratio %d", len(bomb), ratio)
		})
	}
}

func binary32(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }

func tarBomb(t *testing.T, zeros string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: "zeros", Size: int64(len(zeros))}))
	_, err := io.WriteString(w, zeros)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// Links and devices are left out; what stands beside them is not.
func TestLinksInArchives(t *testing.T) {
	archive := tarOf(t, tar.Header{Name: "a.txt"}, tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		tar.Header{Name: "hard", Typeflag: tar.TypeLink, Linkname: "a.txt"}, tar.Header{Name: "pipe", Typeflag: tar.TypeFifo})
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "link"}
	h.SetMode(0o777 | 1<<27) // fs.ModeSymlink
	f, err := z.CreateHeader(h)
	require.NoError(t, err)
	io.WriteString(f, "/etc/passwd")
	f, err = z.Create("a.txt")
	require.NoError(t, err)
	io.WriteString(f, "content of a.txt")
	require.NoError(t, z.Close())
	inWorld(t, bundle.Options{}, func(w *world) {
		w.fetchAll(w.put("/t.tar", archive), w.put("/z.zip", b.Bytes()))
		for _, name := range []string{"t", "z"} {
			in := w.named(w.named(0)[name].ID)
			assert.Len(t, in, 1)
			assert.Equal(t, "content of a.txt", w.content(in["a.txt"]))
		}
	})
}

func TestQuota(t *testing.T) {
	o := bundle.Options{}
	o.Server.Accounts = bundle.Accounts()
	o.Server.Accounts[0].DiskQuota = 100_000
	o.Server.Extract.Ratio = 1 << 20
	inWorld(t, o, func(w *world) {
		w.put("/big", bundle.Sample("big", 95_000))
		w.put("/some", bundle.Sample("some", 50_000))
		link := w.put("/zeros.zip", zipOf(t, "a", strings.Repeat("\x00", 60_000)))
		seen := w.fetchAll(site + "/big")
		assert.Equal(t, wire.Error, seen[len(seen)-1])
		assert.NotContains(t, seen, wire.Downloading, "it is not even begun")
		w.fetchAll(torrentURL("single"))
		w.fetchAll(site + "/some")
		u, err := w.UserInfo(w.ctx())
		require.NoError(t, err)
		assert.EqualValues(t, 100_000-50_000-1234-4321, u.DiskQuotaAvailable)
		w.fetchAll(link)
		root := w.named(0)
		assert.NotContains(t, root, "big")
		assert.NotContains(t, root, "single.mp4")
		assert.NotContains(t, root, "zeros", "its content does not fit")
		assert.Contains(t, root, "zeros.zip")
		a, err := w.URLsAnalyze(w.ctx(), site+"/big", torrentURL("single"), link)
		require.NoError(t, err)
		assert.Len(t, a.Items.Error, 2)
		assert.Len(t, a.Items.SingleURL, 1)
		// Two that fit alone, but not together.
		for _, under := range []string{"/unsized/", "/slow/"} {
			added, err := w.TransfersAdd(w.ctx(), w.put(under+"one", bundle.Sample("one", 30_000)), w.put(under+"two", bundle.Sample("two", 30_000)))
			require.NoError(t, err)
			ends := w.settle()
			failed := 0
			for _, tr := range added {
				s := ends[tr.ID]
				if s[len(s)-1] == wire.Error {
					failed++
				}
			}
			assert.Equal(t, 1, failed, under)
			for _, name := range []string{"one", "two"} {
				if it, ok := w.named(0)[name]; ok {
					require.NoError(t, w.FilesDelete(w.ctx(), it.ID))
				}
			}
		}
	})
}
