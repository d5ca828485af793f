package web

import (
	"cmp"
	"math"
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
		at := node{X: 80, Y: spread(i, len(parties), n.Height), Width: 150, Lines: broken(cmp.Or(p.Name, p.Text), 19, 2), Kind: "party"}
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
