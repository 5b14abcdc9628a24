package report_test

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance/report"
)

// chromium runs headless Chromium on an address and returns what it prints.
func chromium(t *testing.T, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed, and this is CI: apt-get install chromium")
		}
		t.Skip("chromium is not installed: the page is not opened (apt-get install chromium)")
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--user-data-dir=" + t.TempDir(),
	}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return string(out)
}

// measured is what testdata/harness.html says of the page at one width in one scheme.
type measured struct {
	Width, Texts, Closed, Overflow, Scripts, Fetched, Broken, Stacked int
	Scheme, Title                                                     string
	Dark                                                              bool
	Failures, Wide, Dim, Claims, Copy                                 []string
}

// The page is opened for real: on a phone and on a desk, light and dark. It needs no
// script and fetches nothing, nothing sticks out, and every text can be read.
func TestHTMLInChromium(t *testing.T) {
	var page bytes.Buffer
	require.NoError(t, report.HTML(&page, report.NewDocument(world(), nil, true), report.NewDocument(good(), nil, true)))
	mux := http.NewServeMux()
	mux.HandleFunc("/report.html", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write(page.Bytes())
	})
	mux.Handle("/", http.FileServer(http.Dir("testdata")))
	s := httptest.NewServer(mux)
	defer s.Close()

	dom := chromium(t, "--virtual-time-budget=20000", "--dump-dom", s.URL+"/harness.html")
	found := regexp.MustCompile(`(?s)<pre id="out">(.*?)</pre>`).FindStringSubmatch(dom)
	require.NotNil(t, found, dom)
	var all []measured
	require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(found[1])), &all), found[1])
	require.Len(t, all, 4)
	for _, m := range all {
		t.Run(m.Scheme, func(t *testing.T) {
			assert.Equal(t, m.Scheme == "dark", m.Dark)
			assert.Zero(t, m.Overflow, "at %d the page scrolls sideways", m.Width)
			assert.Empty(t, m.Wide, "at %d", m.Width)
			assert.Empty(t, m.Dim, "contrast below 4.5")
			assert.Greater(t, m.Texts, 200)
			assert.Zero(t, m.Scripts)
			assert.Zero(t, m.Fetched)
			assert.Zero(t, m.Broken, "links that lead nowhere")
			assert.Positive(t, m.Closed, "details are folded")
			assert.Equal(t, map[bool]int{true: 1, false: 2}[m.Width < 700], m.Stacked)
			assert.Equal(t, "enginespec: no verdict", m.Title)
			assert.Equal(t, []string{"all"}, m.Copy)
			assert.Equal(t, []string{"2 failures", "1 failure"}, m.Failures)
			assert.Equal(t, "ts/modern engine: NOT conforming (0 of 1 binding clauses held, 1 cases n/a)", m.Claims[0])
		})
	}
}

// On paper the page is whole: what is folded away on a screen is printed.
func TestHTMLPrinted(t *testing.T) {
	dir := t.TempDir()
	var page bytes.Buffer
	require.NoError(t, report.HTML(&page, report.NewDocument(world(), nil, true)))
	file := filepath.Join(dir, "report.html")
	require.NoError(t, os.WriteFile(file, page.Bytes(), 0o666))
	folded := strings.Replace(page.String(), "details::details-content { content-visibility: visible; block-size: auto; }", "", 1)
	require.NotEqual(t, folded, page.String())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "folded.html"), []byte(folded), 0o666))
	size := func(name string) int {
		pdf := filepath.Join(dir, name+".pdf")
		chromium(t, "--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+filepath.Join(dir, name+".html"))
		b, err := os.ReadFile(pdf)
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(b, []byte("%PDF-")))
		return bytes.Count(b, []byte("/Type /Page\n"))
	}
	assert.Greater(t, size("report"), size("folded"))
}
