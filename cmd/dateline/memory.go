package main

import (
	"os"
	"runtime/debug"
)

// frugal lets garbage be collected twice as often as usual, unless the
// environment says otherwise. A newsroom runs for months beside other programs:
// a third less memory is worth a few percent of a processor that is mostly idle.
func frugal() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}
