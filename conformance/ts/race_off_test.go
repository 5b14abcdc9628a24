//go:build !race

package ts_test

const raceDetector = false
