package newsroom

import (
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// machineSteady is the time since the machine started. It goes on while the
// machine sleeps, so that waking up is no jump of the clock.
func machineSteady() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
			panic("the machine has no CLOCK_BOOTTIME: " + err.Error()) // Linux has had it since 2.6.39
		}
		return time.Duration(t.Nano())
	}
}

// machineBoot names the time since the machine started; empty: it is not known.
func machineBoot() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
