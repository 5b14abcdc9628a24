//go:build race

package ts_test

// raceDetector makes all ten times slower.
const raceDetector = true
