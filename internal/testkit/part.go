package testkit

// Part returns whether the case of a number is to be worked on: all of them, or every
// few when the race detector is on.
func Part(number, every int) bool { return !Raced || number%every == 0 }
