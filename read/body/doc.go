// Package body tells the story of a page from what is around it.
//
// In comes a tree, what the page claims, and its headline; out goes each block of the
// page with a Judgement: how sure it is that the block is body, and the block's one
// role. The blocks themselves don't change.
//
// Describe gives each block the numbers that features.go and markup.go name: its own
// words, how it is set, what is around it. Judges are two forests of decision trees
// that say from the numbers how sure they are (judge.go). Select then runs the passes
// that select.go lists, each with what it needs and what then holds; what they do is in
// passes.go, thread.go (comments), cards.go (teasers), standfirst.go and pictures.go
// (captions).
package body
