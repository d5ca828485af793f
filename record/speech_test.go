package record

import (
	"testing"

	"dateline/news"
)

// TestWhoSays reads made-up sentences: who is taken for the speaker of which words.
// An empty quote: nothing may be taken for somebody's words; an empty speaker: nobody
// may be named.
func TestWhoSays(t *testing.T) {
	for _, c := range []struct{ text, quote, speaker string }{
		{"Brandt did not say “the dam will hold” on Monday, her lawyer said.", "", ""},
		{"Asked about it, Brandt would have said: “The dam will hold.”", "", ""},
		{"Brandt never told parliament: “The dam will hold.”", "", ""},
		{"In the series “The Dam”, Brandt says: “The water is coming.”", "", ""},
		{"Brandt, played by Ida Moss, says: “The water is coming.”", "", ""},
		{"“Will the dam hold?” Ida Moss asked Helga Brandt. “Yes,” came the reply.", "Yes,", "Helga Brandt"},
		{"“The dam will hold”, minister Helga Brandt, whose brother Karl Moss built it, told parliament.", "The dam will hold", "Helga Brandt"},
		{"Mayor Helga Brandt says the Varland government is “deaf to every warning”.", "deaf to every warning", "Helga Brandt"},
		{"12. Office of Dams. “How Long Will the Dams Hold?” March 2025.", "", ""},
		{"“The dam will hold for years,” says Brandt.\n\nWhat if it rains?\n\n“It has rained before.”", "It has rained before.", "Brandt"},
		{"“The dam will hold for years,” says Brandt.\n\nWhat did Moss answer?\n\n“It has rained before.”", "It has rained before.", ""},
	} {
		var found *news.Fact
		for _, f := range Record(news.Report{ID: "x", Text: c.text, Language: "en"}).Facts {
			if f.Kind == news.FactQuote && (c.quote == "" || f.Quote == c.quote) {
				found = &f
			}
		}
		switch {
		case c.quote == "" && found != nil:
			t.Errorf("%q: the quote %q was never said", c.text, found.Quote)
		case c.quote != "" && found == nil:
			t.Errorf("%q: the quote %q is missing", c.text, c.quote)
		case c.quote != "" && nameOf(found.Speaker) != c.speaker:
			t.Errorf("%q: said by %q, want %q", c.text, nameOf(found.Speaker), c.speaker)
		}
	}
}

func nameOf(a *news.Actor) string {
	if a == nil {
		return ""
	}
	return a.Name
}

// TestWhatIsStated reads made-up sentences: what is stated, empty for nothing.
func TestWhatIsStated(t *testing.T) {
	for _, c := range []struct{ text, stated string }{
		{"Having said that, a dam should never be built on sand.", ""},
		{"Moss's Law states that water finds its way through every wall.", ""},
		{"Engineer Ida Moss explained that the wall had been checked, but had cracked in the frost.", "the wall had been checked, but had cracked in the frost"},
		{"Engineer Ida Moss explained that the wall had been checked, but the town closed the road.", "the wall had been checked"},
	} {
		stated := ""
		for _, f := range Record(news.Report{ID: "x", Text: c.text, Language: "en"}).Facts {
			if f.Kind == news.FactStatement {
				stated = f.Object
			}
		}
		if stated != c.stated {
			t.Errorf("%q: stated %q, want %q", c.text, stated, c.stated)
		}
	}
}
