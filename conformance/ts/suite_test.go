package ts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance/ts"
)

func TestSuiteIsSound(t *testing.T) { assert.Empty(t, ts.Suite().Check()) }
