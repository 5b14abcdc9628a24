package fault_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/corpus"
	"enginespec/reference/fault"
)

func TestTheTableIsWhole(t *testing.T) {
	ids, docs := map[string]bool{}, map[string]string{}
	for _, f := range fault.TS() {
		assert.Regexp(t, regexp.MustCompile(`^ts/[a-z0-9]+(-[a-z0-9]+)*$`), f.ID)
		assert.Regexp(t, regexp.MustCompile(`^TS-\d{3}$`), f.Clause, f.ID)
		assert.NotEmpty(t, f.Diagnosis, f.ID)
		assert.False(t, ids[f.ID], "%s is there twice", f.ID)
		ids[f.ID] = true
		does := f.Party.String() + " " + f.Doc
		assert.Empty(t, docs[does], "%s is %s: %s", f.ID, docs[does], f.Doc)
		docs[does] = f.ID
		assert.NotEmpty(t, f.Doc, f.ID)
		assert.True(t, f.Lie != nil || f.HTTP != nil || f.Addr != nil, "%s does nothing", f.ID)
		assert.Contains(t, []codec.Party{codec.Engine, codec.Controller}, f.Party, f.ID)
	}
	for i, f := range fault.All() {
		_, err := fault.Named(f.ID)
		assert.NoError(t, err, "%d", i)
	}
}

// tells has a fault lie on what two parties say. In the end both close.
func tells(t *testing.T, f *fault.Fault, asks, says []byte) (read, heard string) {
	synctest.Test(t, func(t *testing.T) {
		engine, controller := joined(f, fault.NewShared(1))
		for _, half := range []int{2, 1} {
			controller.Write(asks[:len(asks)/half])
			engine.Write(says[:len(says)/half])
			time.Sleep(time.Second)
		}
		read, heard = engine.text(), controller.text()
		engine.Close()
		controller.Close()
	})
	return read, heard
}

// The lines of the corpus, which are all there are, in the order of its files.
func spoken(from codec.Party) (all []byte) {
	vectors, _ := corpus.Vectors("ts")
	for _, v := range vectors {
		if v.From == from && len(v.Input) < 4<<10 && bytes.HasSuffix(v.Input, []byte("\n")) {
			all = append(all, v.Input...)
		}
	}
	return all
}

// No lie panics on any line that the corpus has, and most lie about some of them; those
// that need an order of lines of their own are left to the kill matrix.
func TestNoLiePanicsOnTheCorpus(t *testing.T) {
	asks, says := spoken(codec.Controller), spoken(codec.Engine)
	changed := 0
	for _, f := range fault.TS() {
		if f.Lie == nil {
			continue
		}
		read, heard := tells(t, f, asks, says)
		if !strings.HasSuffix(read, string(asks)) || !strings.HasSuffix(heard, string(says)) {
			changed++
		}
	}
	assert.Greater(t, changed, 200)
}

// No lie panics or hangs, whatever passes: a proxy tells them on any traffic.
func FuzzTS(f *testing.F) {
	f.Add(uint16(0), []byte("HELLOBG version=4\r\nREADY\r\nLOADASYNC 1 PID x\r\nSTART PID x 0\r\nPLAYBACK http://x/ 0\r\nSTOP\r\n"),
		[]byte("HELLOTS key=191f7f55a9 version=3.1\r\nAUTH 0\r\nLOADRESP 1 {\"status\": 1, \"files\": [[\"a%22\", 0]]}\r\nSTATUS main:prebuf;0;0\r\nSTART url=x infohash=y stream=1\r\n##{}\r\n##\r\n"))
	f.Add(uint16(99), []byte("\r\n \r\nSTATUS\r\nREADY key=-\r\nSTART\r\nDUR\r\n"), []byte("INFO\r\nSTATUS main:\r\nSTATUS\r\nHELLOTS key=\r\nSTART\r\nLOADRESP {}\r\nSTATUS main:err\r\nEVENT cansave\r\n"))
	all := fault.TS()
	f.Fuzz(func(t *testing.T, n uint16, asks, says []byte) { tells(t, all[int(n)%len(all)], asks, says) })
}

// The lies over HTTP, on a server that serves 50000 bytes and knows nothing of /gone.
func TestHTTP(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 5000)
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			http.Error(w, "gone", http.StatusGone)
			return
		}
		http.ServeContent(w, r, "film.mp4", time.Time{}, bytes.NewReader(content))
	})
	get := func(id, path, rng string) (rec *httptest.ResponseRecorder, hung bool) {
		f, err := fault.Named("ts/" + id)
		if !assert.NoError(t, err) || !assert.NotNil(t, f.HTTP) {
			t.FailNow()
		}
		rec = httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if rng != "" {
			r.Header.Set("Range", rng)
		}
		defer func() { hung = recover() == http.ErrAbortHandler }()
		f.HTTP(inner).ServeHTTP(rec, r)
		return rec, false
	}
	rec, hung := get("body-cut-off", "/", "")
	assert.True(t, hung)
	assert.Equal(t, content[:20000], rec.Body.Bytes())

	rec, hung = get("body-corrupted", "/", "")
	assert.False(t, hung)
	differ := 0
	for i, b := range rec.Body.Bytes() {
		if b != content[i] {
			differ++
		}
	}
	assert.Equal(t, 13, differ, "one in 4096")

	rec, _ = get("range-shifted", "/", "bytes=100-199")
	assert.Equal(t, content[101:200], rec.Body.Bytes())
	rec, _ = get("range-without-size", "/", "bytes=100-199")
	assert.Equal(t, http.StatusPartialContent, rec.Code)
	assert.Empty(t, rec.Header().Get("Content-Range"))
	rec, _ = get("old-url-serves", "/gone", "")
	assert.Equal(t, http.StatusOK, rec.Code)
	rec, _ = get("old-url-serves", "/", "")
	assert.Equal(t, content, rec.Body.Bytes())
	_, hung = get("url-hangs-up", "/", "")
	assert.True(t, hung)
}
