package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

var update = flag.Bool("update", false, "write testdata anew")

// golden holds text to a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), text, "go test ./conformance/report -update, and read the diff")
}

func page(t *testing.T, docs ...*report.Document) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.HTML(&b, docs...))
	return b.String()
}

func documents() []*report.Document {
	return []*report.Document{report.NewDocument(world(), nil, true), report.NewDocument(good(), nil, true)}
}

func TestHTML(t *testing.T) {
	style := regexp.MustCompile(`(?s)<style>.*</style>`)
	digest := report.NewDocument(world(), nil, false).Tool.Suite
	text := style.ReplaceAllString(page(t, documents()...), "<style></style>")
	golden(t, "world.html", strings.NewReplacer(digest, "SUITE", digest[:8], "SUITE").Replace(text))
	for name, run := range runs() {
		text := page(t, report.NewDocument(run, nil, false))
		assert.NotContains(t, text, "ZgotmplZ", name)
		assert.NotContains(t, text, "<script", name)
		assert.NotRegexp(t, `(src|srcset|action)=|url\(|@import`, text, name)
	}
	assert.Error(t, report.HTML(&bytes.Buffer{}))
	assert.ErrorContains(t, report.HTML(broken{}, documents()...), "disk full")
}

// Whatever a target says, in any place, it is text.
func TestWhatTargetsSayIsText(t *testing.T) {
	const evil = "</style></pre><script>alert(1)</script>`]](javascript:1)\x00\x1b[2J\u202e|~~~~\n# x @all"
	run := world()
	for _, rep := range run.Reports {
		rep.Target, rep.Problems = evil, []string{evil}
		for i := range rep.Results {
			res := &rep.Results[i]
			res.Reason, res.Waiver = evil, evil
			for j := range res.Findings {
				res.Findings[j].Expected, res.Findings[j].Actual = evil, evil
			}
			for j := range res.Transcript {
				res.Transcript[j].Packet, res.Transcript[j].Note = nil, evil
			}
			if res.Exit != nil {
				res.Exit.Output = evil
			}
		}
		for i := range rep.Waivers {
			rep.Waivers[i].Reason, rep.Waivers[i].Issue = evil, evil
		}
	}
	run.Command = []string{"enginespec", "test", "--exec", evil}
	doc := report.NewDocument(run, nil, true)
	text := page(t, doc, doc)
	assert.NotContains(t, text, "<script")
	assert.NotContains(t, text, "\u202e")
	assert.NotContains(t, text, "\x1b")
	assert.Equal(t, 1, strings.Count(text, "</style>"))
	assert.Greater(t, strings.Count(text, "&lt;script&gt;"), 20)

	var b bytes.Buffer
	require.NoError(t, report.Markdown(&b, doc))
	// What is left outside of code has no markup in it, and no line begins with what it said.
	outside := regexp.MustCompile("(?s)~~~~text\n.*?\n~~~~\n").ReplaceAllString(b.String(), "")
	outside = regexp.MustCompile("`` .*? ``").ReplaceAllString(outside, "")
	assert.NotContains(t, outside, "<script")
	assert.NotContains(t, outside, "@all")
	assert.NotRegexp(t, `(?m)^# x`, b.String())
	assert.NotContains(t, b.String(), "\x1b")
}

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	d := report.NewDocument(world(), nil, false)
	require.NoError(t, report.Markdown(&b, d))
	golden(t, "world.md", strings.ReplaceAll(b.String(), d.Tool.Suite[:8], "SUITE"))
	b.Reset()
	require.NoError(t, report.Markdown(&b, report.NewDocument(gone(), nil, false)))
	assert.Contains(t, b.String(), "- ❔ **ts engine: no verdict (connection refused)**")
	assert.ErrorContains(t, report.Markdown(broken{}, d), "disk full")
}

// A long dialogue is cut in the middle, and the entry that shows the failure stays.
func TestHTMLCutsLongDialogues(t *testing.T) {
	run := world()
	res := &run.Reports[0].Results[2]
	for range 1000 {
		res.Transcript = append(res.Transcript, conformance.Entry{Note: "and so on"})
	}
	res.Findings[0].Entry = 500
	text := page(t, report.NewDocument(run, nil, false))
	assert.Equal(t, 121, strings.Count(text, "and so on</span>")+3)
	assert.Contains(t, text, "460 entries left out")
	assert.Equal(t, 1, strings.Count(text, "▲ here"))
}

// The comparison says where targets differ, and links to what is to be seen.
func TestHTMLComparesTargets(t *testing.T) {
	text := page(t, documents()...)
	assert.Contains(t, text, "ts engine: 2 targets side by side")
	assert.Contains(t, text, "They differ in 2 clauses.")
	assert.NotContains(t, page(t, documents()[0]), "side by side")
	one := report.NewDocument(good(), nil, false)
	assert.Contains(t, page(t, one, one), "They do not differ.")
}
