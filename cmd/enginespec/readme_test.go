package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

var update = flag.Bool("update", false, "write the tables of the README anew")

// The tables of the README are made of the values that the command runs on.
func TestReadme(t *testing.T) {
	const file = "../../README.md"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	fresh := string(text)
	for name, table := range map[string]string{"protocols": protocolTable(), "commands": commandTable()} {
		block := regexp.MustCompile(`(?s)(<!-- generated: ` + name + ` -->\n).*?(<!-- end -->)`)
		require.Regexp(t, block, fresh)
		fresh = block.ReplaceAllStringFunc(fresh, func(old string) string {
			m := block.FindStringSubmatch(old)
			return m[1] + table + m[2]
		})
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(fresh), 0o666))
		return
	}
	assert.Equal(t, fresh, string(text), "README.md is stale: go test ./cmd/enginespec -run TestReadme -update")
}

func protocolTable() string {
	var b strings.Builder
	b.WriteString("| protocol | | who is dialed | clauses | cases for an engine, a client | faults told |\n|---|---|---|--:|--:|--:|\n")
	for _, p := range protocols() {
		where := "`" + p.Addr + "`"
		if p.Socket {
			where = "a unix socket"
		}
		engines := 0
		for _, k := range p.Suite.Cases {
			engines += b2i(k.Role == codec.Engine)
		}
		fmt.Fprintf(&b, "| `%s` | %s | the %s, %s | %d | %d, %d | %d |\n", p.Name(), p.Suite.Title, p.Listens, where,
			len(p.Suite.Clauses), engines, len(p.Suite.Cases)-engines, len(p.Faults))
	}
	return b.String()
}

func commandTable() string {
	var b strings.Builder
	b.WriteString("| command | |\n|---|---|\n")
	for _, c := range (&app{protocols: protocols()}).root().Commands() {
		if c.Name() != "help" && c.Name() != "completion" {
			fmt.Fprintf(&b, "| `enginespec %s` | %s |\n", c.Name(), c.Short)
		}
	}
	b.WriteString("| `enginespec completion` | Completion for bash, zsh, fish and PowerShell |\n")
	return b.String()
}
