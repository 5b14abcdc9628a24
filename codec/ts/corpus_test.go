package ts_test

import (
	"testing"

	"enginespec/codec/ts"
	"enginespec/corpus/corpustest"
)

// The vectors are written from the specification, by others than this codec.
func TestCorpus(t *testing.T) { corpustest.Run(t, ts.Protocol) }
