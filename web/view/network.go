package view

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"

	"dateline/news"
	"dateline/web/chart"
	"dateline/web/frame/texts"
)

// NetworkOf draws parties on the left and instruments on the right of the
// agreement. Those in the register lead there.
func NetworkOf(a AgreementView, all []AgreementView) chart.Network {
	parties := a.Parties[:min(len(a.Parties), chart.NodesMost)]
	relations := a.Relations[:min(len(a.Relations), chart.NodesMost)]
	n := chart.Network{Width: 760, Height: max(len(parties)*60, len(relations)*84, 120) + 20}
	n.Centre = chart.Node{X: 370, Y: n.Height / 2, Width: 210, Lines: chart.Broken(a.Title, 26, 4), Kind: "agreement"}
	for i, p := range parties {
		name := cmp.Or(p.Name, p.Text)
		at := chart.Node{X: 80, Y: chart.Spread(i, len(parties), n.Height), Width: 150, Lines: chart.Broken(name, 19, 2), Kind: "party", Link: texts.AddressOf("/register", url.Values{"party": {name}}.Encode())}
		n.Nodes = append(n.Nodes, at)
		n.Lines = append(n.Lines, chart.Line{X1: at.Right(), Y1: at.Y, X2: n.Centre.Left(), Y2: n.Centre.Y})
	}
	for i, rel := range relations {
		at := chart.Node{X: 660, Y: chart.Spread(i, len(relations), n.Height), Width: 190, Lines: chart.Broken(texts.InstrumentLabel(rel.Instrument), 24, 3), Kind: "instrument", Link: inRegister(rel.Instrument, all)}
		n.Nodes = append(n.Nodes, at)
		l := chart.Line{X1: n.Centre.Right(), Y1: n.Centre.Y, X2: at.Left(), Y2: at.Y, Act: rel.Act}
		l.LabelX, l.LabelY = (l.X1+l.X2)/2, (l.Y1+l.Y2)/2-6
		n.Lines = append(n.Lines, l)
	}
	return n
}

// RegisterNetwork draws the parties of agreements around an ellipse, those of most
// agreements, and a line between two that have one in common, the thicker the more.
// Each party leads to its agreements.
func RegisterNetwork(agreements []AgreementView) chart.Network {
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
	names = names[:min(len(names), chart.PartiesMost)]
	ties := tiesOf(agreements, names)
	n := chart.Network{Width: 760, Height: 440}
	if len(ties) == 0 {
		return n
	}
	names, ties = chart.Neighbours(names, ties)
	for i, name := range names {
		turn := 2*math.Pi*float64(i)/float64(len(names)) - math.Pi/2
		n.Nodes = append(n.Nodes, chart.Node{X: 380 + int(310*math.Cos(turn)), Y: 220 + int(185*math.Sin(turn)), Width: 118, Lines: chart.Broken(name, 15, 2), Kind: "party",
			Link: texts.AddressOf("/register", url.Values{"party": {name}}.Encode())})
	}
	for _, t := range ties {
		a, b := n.Nodes[t.A], n.Nodes[t.B]
		n.Lines = append(n.Lines, chart.Line{X1: a.X, Y1: a.Y, X2: b.X, Y2: b.Y, Thick: min(1+t.Agreements, 6), Says: names[t.A] + " and " + names[t.B] + ": " + texts.Count(t.Agreements, "agreement", "agreements")})
	}
	return n
}

// partyNames names the parties of an agreement, each once.
func partyNames(a AgreementView) (out []string) {
	for _, p := range a.Parties {
		if name := cmp.Or(p.Name, p.Text); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// tiesOf counts what each two of the parties have in common.
func tiesOf(agreements []AgreementView, names []string) (ties []chart.Tie) {
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
				k := slices.IndexFunc(ties, func(t chart.Tie) bool { return t.A == x && t.B == y })
				if k < 0 {
					k = len(ties)
					ties = append(ties, chart.Tie{A: x, B: y})
				}
				ties[k].Agreements++
			}
		}
	}
	return ties
}

func inRegister(in news.Instrument, all []AgreementView) string {
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
