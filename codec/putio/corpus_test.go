package putio_test

import (
	"testing"

	"enginespec/codec/putio"
	"enginespec/corpus/corpustest"
)

func TestCorpus(t *testing.T) { corpustest.Run(t, putio.Protocol) }
