package putio_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance/putio"
)

func TestSuiteIsSound(t *testing.T) { assert.Empty(t, putio.Suite().Check()) }
