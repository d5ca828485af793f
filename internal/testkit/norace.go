//go:build !race

package testkit

// Raced reports whether the race detector is on, which makes a computation ten times
// slower. Tests that measure whole sets then work on a part of them, and leave the
// figures to the run without it (see .ci/run).
const Raced = false
