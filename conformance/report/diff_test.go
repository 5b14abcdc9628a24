package report_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

// changed is the world after somebody has worked on the target.
func changed() *report.Run {
	run := world()
	rep := run.Reports[0]
	finding := rep.Results[2].Findings
	rep.Results[0].Verdict, rep.Results[0].Findings = conformance.Failed, finding // passes: regression
	rep.Results[2].Verdict, rep.Results[2].Findings = conformance.Pass, nil       // fails: fixed
	rep.Results[3].Verdict, rep.Results[3].Findings = conformance.Failed, finding // stuck: was untestable
	rep.Results[4].Verdict = conformance.Pass                                     // absent: was n/a
	rep.Results = rep.Results[:6]                                                 // loose: gone
	run.Reports = run.Reports[:1]
	return run
}

func TestCompare(t *testing.T) {
	was, is := report.NewDocument(world(), nil, false), report.NewDocument(changed(), nil, false)
	c := report.Compare(was, is)
	have := map[string]report.Change{}
	for _, d := range c.Differences {
		have[d.Case] = d.Change
	}
	assert.Equal(t, map[string]report.Change{
		"ts/handshake/passes": report.Regression, "ts/load/fails": report.Fixed, "ts/load/stuck": report.Diagnosis, "ts/load/absent": report.Other,
		"ts/load/loose": report.Gone, "ts/client/panics": report.Gone,
	}, have)
	assert.Equal(t, 2, c.Same)
	assert.Equal(t, 1, c.Exit())
	assert.Equal(t, []string{"the old run has no verdict"}, c.Notes)
	assert.Equal(t, report.Regression, c.Differences[0].Change, "the worst is first")
	var b bytes.Buffer
	require.NoError(t, c.Text(&b, false, "old.json", "new.json"))
	golden(t, "diff.txt", b.String())

	back := report.Compare(is, was)
	assert.Equal(t, 2, back.Count(report.New))
	assert.Equal(t, 1, back.Count(report.Regression), "what was fixed is broken again")
	same := report.Compare(is, is)
	assert.Empty(t, same.Differences)
	assert.Equal(t, 0, same.Exit(), "nothing has changed, though it does not conform")
	other := *is
	other.Tool.Suite = "0123456789"
	assert.Contains(t, report.Compare(is, &other).Notes[0], "the suites differ")
	assert.Equal(t, 3, report.Compare(is, report.NewDocument(gone(), nil, false)).Exit())
}

// A case that two sections of one name have is compared with itself.
func TestCompareSectionsOfOneName(t *testing.T) {
	run := good()
	second := *run.Reports[0]
	second.Results = world().Reports[0].Results[2:3]
	second.Results[0].Case = run.Reports[0].Results[0].Case
	run.Reports = append(run.Reports, &second)
	d := report.NewDocument(run, nil, false)
	assert.Empty(t, report.Compare(d, d).Differences)
	one := *d
	one.Sections = d.Sections[:1]
	assert.Equal(t, "ts engine 2", report.Compare(d, &one).Differences[0].Report)
}
