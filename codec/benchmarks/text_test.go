package benchmarks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mailru/easyjson"

	"enginespec/codec/benchmarks/gen"
	"enginespec/codec/benchmarks/peers"
	"enginespec/codec/benchmarks/peers/listing"
	"enginespec/codec/ctcs"
	"enginespec/codec/ts"
)

func TestScriptsAgree(t *testing.T) {
	for line := range strings.Lines(string(gen.StatusLines(1000))) {
		var s ts.Status
		if err := s.Decode([]byte(strings.TrimSuffix(line, "\r\n")), nil); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		n, err := peers.SplitStatus(line)
		if err != nil || fmt.Sprint(*n) != fmt.Sprint(s) || peers.SprintfStatus(&s) != line {
			t.Fatalf("%s: %v %v %v", line, *n, s, err)
		}
	}
	for line := range strings.Lines(string(gen.CTStatusLines(1000))) {
		var s ctcs.Status
		if err := s.Decode([]byte(strings.TrimSuffix(line, "\n")), nil); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		n, err := peers.SplitCTStatus(line)
		if err != nil || *n != s || peers.SprintfCTStatus(&s) != line {
			t.Fatalf("%s: %v %v %v", line, *n, s, err)
		}
	}
	engine, controller := gen.MixedLines(1000)
	for line := range strings.Lines(string(append(engine, controller...))) {
		if _, err := peers.SplitLine(strings.TrimSuffix(line, "\r\n")); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

func TestJSONLibrariesAgree(t *testing.T) {
	e := gen.Listing(20)
	data, err := e.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	var easy listing.Envelope
	if err := easyjson.Unmarshal(data, &easy); err != nil || len(easy.Response.Results) != 20 {
		t.Fatal(err)
	}
	var std struct{ Response, Other any }
	if err := json.Unmarshal(data, &std); err != nil {
		t.Fatal(err)
	}
	back, err := easyjson.Marshal(&easy)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(data, &a) != nil || json.Unmarshal(back, &b) != nil || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Fatalf("easyjson writes %s of %s", back, data)
	}
	if bytes.Count(data, []byte(`\"`)) != 10 {
		t.Fatal("five names have a pair of quotation marks")
	}
}
