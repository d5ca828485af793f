//go:build race

package read

// raced: the race detector makes everything slower by an order, and takes
// memory of its own (sync.Pool forgets on purpose).
const raced = true
