package chart

import (
	"math"
	"slices"
	"strings"
)

// A Network is the picture of an agreement among its parties and the
// instruments that it replaces, amends or follows. The page says the same as a
// list, which is what those read who cannot see it.
type Network struct {
	Width, Height int
	Centre        Node
	Nodes         []Node
	Lines         []Line
}

// A Node is a box with a label.
type Node struct {
	X, Y, Width int      // X, Y: its middle
	Lines       []string // the label, broken
	Kind        string   // agreement, party, instrument
	Link        string   // path; empty: none
}

const lineHeight = 17

// Height returns how high the box is for its lines.
func (n Node) Height() int { return lineHeight*len(n.Lines) + 20 }

// Left returns the x of the left side.
func (n Node) Left() int { return n.X - n.Width/2 }

// Right returns the x of the right side.
func (n Node) Right() int { return n.X + n.Width/2 }

// Top returns the y of the upper side.
func (n Node) Top() int { return n.Y - n.Height()/2 }

// TextY is where the label's first line stands, so that the label is centred.
func (n Node) TextY() int { return n.Top() + 10 + 13 }

// A Line joins two nodes.
type Line struct {
	X1, Y1, X2, Y2 int
	Act            string // of an instrument: replaces, amends …
	LabelX, LabelY int
	Thick          int    // of the whole register's: how much two have in common
	Says           string // the same in words
}

// NodesMost bounds the picture: more than so many on a side is a hairball, and
// the list tells it better.
const NodesMost = 7

// PartiesMost bounds the picture of the whole register.
const PartiesMost = 14

// A Tie is what two parties have in common.
type Tie struct {
	A, B       int // of the parties that are shown
	Agreements int
}

// Neighbours puts parties that have most in common beside each other, and leaves out
// those that are tied to none of the others.
func Neighbours(names []string, ties []Tie) ([]string, []Tie) {
	between := func(x, y int) int {
		for _, t := range ties {
			if t.A == min(x, y) && t.B == max(x, y) {
				return t.Agreements
			}
		}
		return 0
	}
	tied := map[int]bool{}
	for _, t := range ties {
		tied[t.A], tied[t.B] = true, true
	}
	var order []int
	for len(order) < len(tied) {
		best := -1
		for i := range names {
			if !tied[i] || slices.Contains(order, i) {
				continue
			}
			if best < 0 || len(order) > 0 && between(order[len(order)-1], i) > between(order[len(order)-1], best) {
				best = i
			}
		}
		order = append(order, best)
	}
	var out []string
	for _, i := range order {
		out = append(out, names[i])
	}
	moved := slices.Clone(ties)
	for i, t := range moved {
		moved[i].A, moved[i].B = slices.Index(order, t.A), slices.Index(order, t.B)
	}
	return out, moved
}

// Spread returns where the i-th of several stands when they share a height evenly.
func Spread(i, of, height int) int {
	return int(math.Round(float64(height) * (float64(i) + 0.5) / float64(of)))
}

// Broken breaks a label into lines of about so many characters, the last cut.
func Broken(s string, width, most int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if r := []rune(word); len(r) > width {
			word = string(r[:width-1]) + "…"
		}
		if n := len(lines); n > 0 && len([]rune(lines[n-1]))+1+len([]rune(word)) <= width {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += "…"
	}
	return lines
}
