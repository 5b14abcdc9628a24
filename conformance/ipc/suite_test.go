package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance/ipc"
)

func TestSuiteIsSound(t *testing.T) { assert.Empty(t, ipc.Suite().Check()) }
