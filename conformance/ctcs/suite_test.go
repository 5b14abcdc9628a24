package ctcs_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance/ctcs"
)

func TestSuiteIsSound(t *testing.T) { assert.Empty(t, ctcs.Suite().Check()) }
