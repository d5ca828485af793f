package view

import (
	"fmt"
	"slices"
	"testing"

	"dateline/news"
	"dateline/web/chart"
)

func TestRegisterNetwork(t *testing.T) {
	agreement := func(parties ...string) (a AgreementView) {
		for _, p := range parties {
			a.Parties = append(a.Parties, news.Actor{Name: p})
		}
		return a
	}
	n := RegisterNetwork([]AgreementView{agreement("A", "B"), agreement("B", "A"), agreement("B", "C", "C"), agreement("Alone"), agreement()})
	var says []string
	for _, l := range n.Lines {
		says = append(says, fmt.Sprint(l.Says, " ", l.Thick))
	}
	slices.Sort(says)
	if fmt.Sprint(says) != "[B and A: 2 agreements 3 B and C: 1 agreement 2]" && fmt.Sprint(says) != "[A and B: 2 agreements 3 B and C: 1 agreement 2]" || len(n.Nodes) != 3 {
		t.Errorf("%d parties, lines %v", len(n.Nodes), says)
	}
	if len(RegisterNetwork([]AgreementView{agreement("A"), agreement("B")}).Lines) != 0 {
		t.Error("who has nothing in common is tied")
	}
	var many []AgreementView
	for i := range 40 {
		many = append(many, agreement(fmt.Sprint("Party ", i), fmt.Sprint("Party ", (i*7+3)%40), fmt.Sprint("Party ", i%5)))
	}
	n = RegisterNetwork(many)
	if len(n.Nodes) > chart.PartiesMost || len(n.Nodes) < 5 {
		t.Errorf("%d parties on the picture", len(n.Nodes))
	}
	for i, a := range n.Nodes {
		if a.Left() < 0 || a.Right() > n.Width || a.Top() < 0 || a.Top()+a.Height() > n.Height {
			t.Errorf("%v is out of the picture", a)
		}
		for _, b := range n.Nodes[i+1:] {
			if a.Left() < b.Right() && b.Left() < a.Right() && a.Top() < b.Top()+b.Height() && b.Top() < a.Top()+a.Height() {
				t.Errorf("%v lies on %v", a.Lines, b.Lines)
			}
		}
	}
}
