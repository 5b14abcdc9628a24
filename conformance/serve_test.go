package conformance_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
)

// What a session serves is there under its own URL, with the name that it was given.
func TestASessionServes(t *testing.T) {
	serves := conformance.Check("serve", func(s *conformance.Session) *conformance.Failure {
		link := s.Serve("a.txt", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "hello "+r.URL.Path[len(r.URL.Path)-6:])
		}))
		resp, err := s.HTTP().Get(link)
		if err != nil {
			return conformance.Fail(conformance.Unreachable, link, "%v", err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		if string(b) != "hello /a.txt" || s.Remote().String() != "127.0.0.1:1" || s.Local() == nil {
			return conformance.Fail(conformance.WrongContent, "hello /a.txt", "%q at %v", b, s.Remote())
		}
		return nil
	})
	rep := run(t, toySuite(toyCase("serves", toyGreets, conformance.Connect(), serves)), conformance.Config{}, serveWith(polite))
	require.Len(t, rep.Results, 1)
	assert.Equal(t, conformance.Pass, rep.Results[0].Verdict, rep.Results[0].Explain(false))
}

// A suite that has no use for a segmentation does not run under it, but always whole.
func TestOnlyTheSuitesSegmentations(t *testing.T) {
	suite := toySuite(greets)
	suite.Segments = map[conformance.Segmentation]*conformance.Clause{conformance.Before: toyCuts}
	rep := run(t, suite, conformance.Config{}, serveWith(polite))
	require.Len(t, rep.Results, 1)
	assert.Equal(t, []conformance.Segmentation{conformance.Whole, conformance.Before}, rep.Results[0].Segmentations)
}
