package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const settingsText = `# our engine
role: engine
exec: "./engine --listen {addr}"
features: {live: true, ads: false}
params:
  product-key: |
    K
select: [ts/handshake, 'TS-021']
reports: &a
  json: r.json
timeout: 1m30s # long
`

// Settings that are cut or spoilt anywhere are read or refused, with their place.
func TestConfigOfAnyText(t *testing.T) {
	a := &app{protocols: protocols()}
	cmd := a.testCommand()
	try := func(text string) {
		_, err := a.parseConfig(cmd, "f.yaml", []byte(text))
		var usage usageError
		if err != nil && (!errors.As(err, &usage) || !strings.HasPrefix(err.Error(), "f.yaml")) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for i := range settingsText {
		try(settingsText[:i])
		for _, c := range "\x00:[*\"\t" {
			try(settingsText[:i] + string(c) + settingsText[i+1:])
		}
	}
	for _, text := range []string{
		"- - - -", "? a\n: b", "a: *a", "&a a: *a", "<<: {role: engine}", "!!map {}", "{", "[", "---\n---\n", "role: engine\n---\nrole: engine", "role: !!str engine",
		"%YAML 1.2\n---\nrole: engine", strings.Repeat("[", 10000), strings.Repeat("{a: ", 3000), strings.Repeat("- ", 10000), strings.Repeat("a:\n ", 100), "\ufeffrole: engine", "role: \u202eengine",
	} {
		try(text)
	}
	_, err := a.parseConfig(cmd, "f.yaml", make([]byte, mostConfig+1))
	assert.ErrorContains(t, err, "settings have at most")
}
