package actor

import (
	"strings"
	"testing"

	"dateline/lang"
)

// TestChains reads made-up texts: each line says which mention has the chain of which
// other, or of none.
func TestChains(t *testing.T) {
	for _, c := range []struct{ text, mention, same string }{
		{"Prime Minister Nora Lund met President Oleg Petrov on Monday. Lund flew home.", "Lund flew", "Nora Lund"},
		{"Prime Minister Nora Lund spoke in Harvel. The prime minister then flew home.", "The prime minister", "Nora Lund"},
		{"Prime Minister Nora Lund met Prime Minister Karl Holm. The prime minister flew home.", "The prime minister", ""},
		{"Nora Lund opened the bridge on Monday. She praised the engineers.", "She", "Nora Lund"},
		{"Nora Lund met Oleg Petrov on Monday. She praised the engineers.", "She", "Nora Lund"},
		{"Anna Holt and Mary Quinn sang on Monday. Her voice broke.", "Her", ""},
		{"Karl Dube met the suspect on Monday. He said he was sorry.", "He", ""},
		{"Karl Dube saw him on Monday.", "him", ""},
		{"His father Karl Dube built the mill.", "His", ""},
		{"The clerk praised Karl Dube. A woman thanked her.", "her", ""},
		{"The World Health Organization met on Monday. WHO sent doctors.", "WHO", "World Health Organization"},
		{"The Harding Foundation paid. Paul Harding was glad.", "Paul Harding", ""},
		{"Dr. Lena Brandt spoke first. Brandt, a surgeon, was clear.", "Brandt, a", "Lena Brandt"},
	} {
		mentions := Chains(Read(c.text, lang.Sentences(c.text)))
		at := func(words string) Mention {
			i := strings.Index(c.text, words)
			for _, m := range mentions {
				if m.Start <= i && i < m.End {
					return m
				}
			}
			t.Errorf("%q: no mention at %q", c.text, words)
			return Mention{}
		}
		m := at(c.mention)
		switch {
		case c.same != "" && (m.Chain == 0 || m.Chain != at(c.same).Chain):
			t.Errorf("%q: %q has chain %d, want that of %q (%d)", c.text, c.mention, m.Chain, c.same, at(c.same).Chain)
		case c.same == "" && m.Chain != 0 && alone(mentions, m) == false:
			t.Errorf("%q: %q is taken for another mention; nothing tells whom it means", c.text, c.mention)
		}
	}
}

// alone reports whether a mention shares its chain with no other.
func alone(mentions []Mention, m Mention) bool {
	n := 0
	for _, other := range mentions {
		if other.Chain == m.Chain {
			n++
		}
	}
	return n == 1
}

func FuzzChains(f *testing.F) {
	f.Add("Nora Lund met Oleg Petrov. She said he was late. The president left.")
	f.Add("“He”, his HER himself")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			t.Skip()
		}
		at := 0
		for _, m := range Chains(Read(text, lang.Sentences(text))) {
			if m.Start < at || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("mention %d to %d behind %d in %q", m.Start, m.End, at, text)
			}
			at = m.Start
		}
	})
}
