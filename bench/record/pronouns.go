package main

import (
	"dateline/lang"
	"dateline/record/actor"
)

// A gapText has one ambiguous pronoun and two names that it may mean (GAP).
type gapText struct {
	ID, Text      string
	Pronoun, A, B struct {
		Text  string
		Start int
		Same  bool
	}
}

// pronouns are GAP's: of each text one pronoun is judged against two names. Right is a
// name that is in the pronoun's chain in the gold and in ours. The trees have learned
// from these very texts, so the rows flatter them; docs/quality.md has the figures of
// cross-validation, which go test ./record/actor -train prints.
func pronouns() []row {
	precision := row{name: "pronouns of GAP: precision of those resolved (learned from these)", must: "0.93", aim: "0.95"}
	recall := row{name: "pronouns of GAP: recall (learned from these)", must: "0.50", aim: "0.65"}
	eachLine(shared("gap.jsonl"), func(g gapText) {
		runes := []rune(g.Text)
		mentions := actor.Chains(actor.Read(g.Text, lang.Sentences(g.Text)))
		chain := chainAt(mentions, len(string(runes[:g.Pronoun.Start])), len(g.Pronoun.Text))
		for _, name := range []struct {
			Text  string
			Start int
			Same  bool
		}{g.A, g.B} {
			if name.Same {
				recall.of++
			}
			if chain == 0 || chainAt(mentions, len(string(runes[:name.Start])), len(name.Text)) != chain {
				continue
			}
			precision.of++
			if name.Same {
				precision.got++
				recall.got++
			} else {
				miss("pronouns", "%s: %q at %d isn't %q in %s", g.ID, g.Pronoun.Text, g.Pronoun.Start, name.Text, g.Text)
			}
		}
	})
	if recall.of == 0 {
		return nil
	}
	return []row{precision, recall}
}

// chainAt is the chain of the mention at a place of the text, 0 for none.
func chainAt(mentions []actor.Mention, start, length int) int {
	for _, m := range mentions {
		if m.Start < start+length && m.End > start {
			return m.Chain
		}
	}
	return 0
}
