package report

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"enginespec/conformance"
)

//go:embed html
var pages embed.FS

// HTML writes documents as one page that needs nothing else: no script, no font, no
// image, no network, and a policy in its head that forbids all of them. Sections of
// different documents, or targets, that are about one protocol and role are also set
// side by side. Everything that a target said is escaped, and control characters are
// shown as pictures of themselves.
func HTML(w io.Writer, docs ...*Document) error {
	if len(docs) == 0 {
		return errors.New("no report to show")
	}
	t, err := template.New("page.html").Funcs(template.FuncMap{
		"mark": markOf, "word": wordOf, "short": func(s string) string { return fmt.Sprintf("%.8s", s) },
		"seen": visible, "seconds": func(s float64) string { return fmt.Sprintf("%.2f s", s) },
		"ms": func(ms float64) string { return fmt.Sprintf("%.3f", ms) }, "counted": counted,
		"again": again, "open": func(r *resultView, open bool) *resultView { r.Open = open; return r },
	}).ParseFS(pages, "html/*.html")
	if err != nil {
		return err
	}
	css, err := pages.ReadFile("html/page.css")
	if err != nil {
		return err
	}
	p := newPage(docs)
	p.Style = template.CSS(css)
	b := bufio.NewWriter(w)
	if err := t.Execute(b, p); err != nil {
		return err
	}
	return b.Flush()
}

// state is how a clause, or a case, came off: a verdict's name, or "none" where nothing
// was found out. It is also the CSS class.
type state string

// none is the state of what did not run.
const none state = "none"

func stateOf(v conformance.Verdict) state {
	if v == conformance.NotAvailable {
		return "na"
	}
	return state(v.String())
}

func markOf(s state) string {
	return map[state]string{"pass": "✓", "nonstrict": "~", "fail": "✗", "untestable": "?", "waived": "w", "na": "–", "harness": "!", none: "·"}[s]
}

// wordOf is what a mark means.
func wordOf(s state) string {
	return map[state]string{"pass": "pass", "nonstrict": "nonstrict", "fail": "fail", "untestable": "untestable", "waived": "waived", "na": "n/a", "harness": "harness", none: "not run"}[s]
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if stem, y := strings.CutSuffix(word, "y"); y {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// again is the command of a run.
func again(d *Document) string {
	return visible(Shell(append(slices.Clone(d.Command), d.Select...)...))
}

// visible makes a text harmless and whole: control characters, and marks that turn the
// direction of writing, are written as Go writes them, bytes that are no UTF-8 as U+FFFD.
func visible(s string) string {
	var b strings.Builder
	for _, c := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case c == '\n' || c == '\t':
			b.WriteRune(c)
		case unicode.In(c, unicode.Cc, unicode.Bidi_Control):
			quoted := strconv.QuoteRune(c)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
