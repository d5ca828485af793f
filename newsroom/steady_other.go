//go:build !linux

package newsroom

import (
	"time"

	"dateline/news"
)

// machineSteady is the time since the program started, by its monotonic clock.
func machineSteady() func() time.Duration {
	started := time.Now()
	return func() time.Duration { return time.Since(started) }
}

// machineBoot names the time since the program started.
func machineBoot() string { return news.RandomID("boot") }
