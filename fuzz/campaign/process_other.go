//go:build !linux

package campaign

import "time"

// memory is 0, unknown: there is no /proc.
func memory(int) int64 { return 0 }

// busy is unknown.
func busy(int) (time.Duration, bool) { return 0, false }
