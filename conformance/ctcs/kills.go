package ctcs

import (
	_ "embed"

	"enginespec/conformance"
)

//go:embed kills.json
var kills []byte

// Kills returns the kill matrix of the suite: which cases find which faults of
// reference/fault. TestKillMatrix makes it.
func Kills() conformance.Kills {
	ks, err := conformance.ParseKills(kills)
	if err != nil {
		panic(err) // embedded, and held by a test
	}
	return ks
}
