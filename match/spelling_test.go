package match

import (
	"slices"
	"testing"

	"dateline/news"
)

// What is written in several ways is found by each of them, and nothing beside it is.
func TestSpellings(t *testing.T) {
	for _, c := range []struct {
		query, language, text string
		want                  bool
	}{
		{"UK", "en", "The U.K. joined the pact.", true},
		{"U.K.", "en", "The UK joined the pact.", true},
		{"U.N.", "en", "The UN sent envoys.", true},
		{`"UK envoy"`, "en", "A U.K. envoy arrived.", true},
		{`"U.K. envoy"`, "en", "A UK envoy arrived.", true},
		{`headline:UK`, "en", "The U.K. joined the pact.", false},
		{"UK", "en", "The king arrived.", false},
		{"uk", "en", "The U.K. joined the pact.", false},
		{"4500", "en", "The city took in 4,500 people.", true},
		{"4,500", "en", "The city took in 4500 people.", true},
		{"1.250.000", "de", "Es kostet 1250000 Euro.", true},
		{"4500", "en", "The score was 4, after 500 minutes.", false},
		{"2026", "en", "In section 2,026 of the law.", false},
		{"F-35", "en", "Three F-35s landed.", true},
		{"F-35", "en", "An F35 landed.", true},
		{"F35", "en", "Three F-35s landed.", true},
		{"A320", "en", "An A-320 landed.", true},
		{"F-35", "en", "Form 35 was filed.", false},
		{"위원회", "ko", "위원회는 회의를 열었다.", true},
		{"회의", "ko", "위원회는 회의를 열었다.", true},
		{"위원회는", "ko", "정부가 위원회를 열었다.", false},
		{"위원회는", "ko", "위원회 회의가 열렸다.", true},
		{"위원", "ko", "위원회는 회의를 열었다.", false},
		{"נמל", "he", "השריפה פרצה בנמל.", true},
		{"הנמל", "he", "נמל חדש נפתח.", true},
		{"נמל", "he", "הספינה יצאה.", false},
		{"fire -drill", "en", "A fire broke out.", true},
		{"fire -drill", "en", "A fire drill was held.", false},
		{`fire -"U.K."`, "en", "A fire broke out in the UK.", false},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.query, err)
			continue
		}
		d := Analyze(news.Report{ID: "r", Language: c.language, Text: c.text}, nil)
		if got := q.Matches(d); got != c.want {
			t.Errorf("%q on %q: %v, want %v", c.query, c.text, got, c.want)
		}
		index := NewIndex()
		index.Add("q", q)
		if got := slices.Equal(index.Match(d), []string{"q"}); got != c.want {
			t.Errorf("%q as an alert on %q: %v, want %v", c.query, c.text, got, c.want)
		}
		db, folded := stored(t, []Doc{d})
		if got := len(searched(t, db, folded, q)) == 1; got != c.want {
			t.Errorf("a search for %q in %q: %v, want %v", c.query, c.text, got, c.want)
		}
	}
}

// However many spellings its words have, a query stays within its bounds.
func TestSpellingsAreBounded(t *testing.T) {
	query := ""
	for range maxPhrases {
		query += "위원회 "
	}
	q, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	leaves := 0
	eachLeaf(q.meant, func(*leaf) { leaves++ })
	if leaves > 2*maxPhrases {
		t.Errorf("%d phrases became %d", maxPhrases, leaves)
	}
	if n := len(spellingsOf(newPhrase("U.S. U.K. U.N. E.U. F-16 F-35 1,200", false))); n > maxSpellings {
		t.Errorf("one phrase has %d spellings, want at most %d", n, maxSpellings)
	}
}
