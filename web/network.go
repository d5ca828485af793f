package web

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/news"
)

// A network is the picture of an agreement among its parties and the
// instruments that it replaces, amends or follows. The page says the same as a
// list, which is what those read who cannot see it.
type network struct {
	Width, Height int
	Centre        node
	Nodes         []node
	Lines         []line
}

type node struct {
	X, Y, Width int      // X, Y: its middle
	Lines       []string // the label, broken
	Kind        string   // agreement, party, instrument
	Link        string   // path; empty: none
}

const lineHeight = 17

func (n node) Height() int { return lineHeight*len(n.Lines) + 20 }
func (n node) Left() int   { return n.X - n.Width/2 }
func (n node) Right() int  { return n.X + n.Width/2 }
func (n node) Top() int    { return n.Y - n.Height()/2 }

// TextY is where the label's first line stands, so that the label is centred.
func (n node) TextY() int { return n.Top() + 10 + 13 }

type line struct {
	X1, Y1, X2, Y2 int
	Act            string // of an instrument: replaces, amends …
	LabelX, LabelY int
	Thick          int    // of the whole register's: how much two have in common
	Says           string // the same in words
}

// nodesMost bounds the picture: more than so many on a side is a hairball, and
// the list tells it better.
const nodesMost = 7

// networkOf draws parties on the left and instruments on the right of the
// agreement. Those in the register lead there.
func networkOf(a agreementView, all []agreementView) network {
	parties := a.Parties[:min(len(a.Parties), nodesMost)]
	relations := a.Relations[:min(len(a.Relations), nodesMost)]
	n := network{Width: 760, Height: max(len(parties)*60, len(relations)*84, 120) + 20}
	n.Centre = node{X: 370, Y: n.Height / 2, Width: 210, Lines: broken(a.Title, 26, 4), Kind: "agreement"}
	for i, p := range parties {
		name := cmp.Or(p.Name, p.Text)
		at := node{X: 80, Y: spread(i, len(parties), n.Height), Width: 150, Lines: broken(name, 19, 2), Kind: "party", Link: addressOf("/register", url.Values{"party": {name}}.Encode())}
		n.Nodes = append(n.Nodes, at)
		n.Lines = append(n.Lines, line{X1: at.Right(), Y1: at.Y, X2: n.Centre.Left(), Y2: n.Centre.Y})
	}
	for i, rel := range relations {
		at := node{X: 660, Y: spread(i, len(relations), n.Height), Width: 190, Lines: broken(instrumentLabel(rel.Instrument), 24, 3), Kind: "instrument", Link: inRegister(rel.Instrument, all)}
		n.Nodes = append(n.Nodes, at)
		l := line{X1: n.Centre.Right(), Y1: n.Centre.Y, X2: at.Left(), Y2: at.Y, Act: rel.Act}
		l.LabelX, l.LabelY = (l.X1+l.X2)/2, (l.Y1+l.Y2)/2-6
		n.Lines = append(n.Lines, l)
	}
	return n
}

// partiesMost bounds the picture of the whole register.
const partiesMost = 14

// A tie is what two parties have in common.
type tie struct {
	a, b       int // of the parties that are shown
	agreements int
}

// registerNetwork draws the parties of agreements around an ellipse, those of most
// agreements, and a line between two that have one in common, the thicker the more.
// Each party leads to its agreements.
func registerNetwork(agreements []agreementView) network {
	names, counts := []string{}, map[string]int{}
	for _, a := range agreements {
		for _, name := range partyNames(a) {
			if counts[name] == 0 {
				names = append(names, name)
			}
			counts[name]++
		}
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	names = names[:min(len(names), partiesMost)]
	ties := tiesOf(agreements, names)
	n := network{Width: 760, Height: 440}
	if len(ties) == 0 {
		return n
	}
	names, ties = neighbours(names, ties)
	for i, name := range names {
		turn := 2*math.Pi*float64(i)/float64(len(names)) - math.Pi/2
		n.Nodes = append(n.Nodes, node{X: 380 + int(310*math.Cos(turn)), Y: 220 + int(185*math.Sin(turn)), Width: 118, Lines: broken(name, 15, 2), Kind: "party",
			Link: addressOf("/register", url.Values{"party": {name}}.Encode())})
	}
	for _, t := range ties {
		a, b := n.Nodes[t.a], n.Nodes[t.b]
		n.Lines = append(n.Lines, line{X1: a.X, Y1: a.Y, X2: b.X, Y2: b.Y, Thick: min(1+t.agreements, 6), Says: names[t.a] + " and " + names[t.b] + ": " + count(t.agreements, "agreement", "agreements")})
	}
	return n
}

// partyNames names the parties of an agreement, each once.
func partyNames(a agreementView) (out []string) {
	for _, p := range a.Parties {
		if name := cmp.Or(p.Name, p.Text); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// tiesOf counts what each two of the parties have in common.
func tiesOf(agreements []agreementView, names []string) (ties []tie) {
	for _, a := range agreements {
		var at []int
		for _, name := range partyNames(a) {
			if i := slices.Index(names, name); i >= 0 {
				at = append(at, i)
			}
		}
		slices.Sort(at)
		for i, x := range at {
			for _, y := range at[i+1:] {
				k := slices.IndexFunc(ties, func(t tie) bool { return t.a == x && t.b == y })
				if k < 0 {
					k = len(ties)
					ties = append(ties, tie{a: x, b: y})
				}
				ties[k].agreements++
			}
		}
	}
	return ties
}

// neighbours puts parties that have most in common beside each other, and leaves out
// those that are tied to none of the others.
func neighbours(names []string, ties []tie) ([]string, []tie) {
	between := func(x, y int) int {
		for _, t := range ties {
			if t.a == min(x, y) && t.b == max(x, y) {
				return t.agreements
			}
		}
		return 0
	}
	tied := map[int]bool{}
	for _, t := range ties {
		tied[t.a], tied[t.b] = true, true
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
		moved[i].a, moved[i].b = slices.Index(order, t.a), slices.Index(order, t.b)
	}
	return out, moved
}

func spread(i, of, height int) int {
	return int(math.Round(float64(height) * (float64(i) + 0.5) / float64(of)))
}

func instrumentLabel(in news.Instrument) string {
	label := cmp.Or(in.Title, "an agreement without a name")
	if in.Year > 0 && !strings.Contains(label, strconv.Itoa(in.Year)) {
		label += " (" + strconv.Itoa(in.Year) + ")"
	}
	return label
}

func inRegister(in news.Instrument, all []agreementView) string {
	if in.Title == "" {
		return ""
	}
	for _, a := range all {
		if strings.EqualFold(a.Title, in.Title) {
			return "/register/" + a.ID
		}
	}
	return ""
}

// broken breaks a label into lines of about so many characters, the last cut.
func broken(s string, width, most int) []string {
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
