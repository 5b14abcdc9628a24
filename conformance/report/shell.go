package report

import "strings"

// Shell is a command with its words quoted as a POSIX shell wants them.
func Shell(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = shellWord(w)
	}
	return strings.Join(quoted, " ")
}
