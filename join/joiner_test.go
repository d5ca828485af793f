package join

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/lang"
	"dateline/news"
)

var day = time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)

const fishHall = `A fire destroyed the fish hall in the harbour of Port Ester on Thursday. Sixty firefighters fought the blaze for five hours, said fire chief Ilse Brandt. Nobody was hurt.

The hall, built in 1911, was the oldest on the Ester coast. It had been restored for 4 million marks two years ago, and a market was held there each Saturday. Fishermen stood on the quay and watched the roof fall in.`

// stream is a few happenings, copies, a later version and reports of unknown time.
func stream() []news.Report {
	first, rest, _ := strings.Cut(fishHall, "\n\n")
	reports := []news.Report{
		{ID: "a", Headline: "Fire destroys fish hall in Port Ester", Text: fishHall, Published: day},
		{ID: "cut", Headline: "Port Ester fire", Text: first, Published: day},
		{ID: "bank", Headline: "Varland central bank holds its rate", Text: "The Varland central bank kept its rate at 3.5 per cent on Friday. Governor Mats Orring said that prices would rise more slowly.", Published: day.Add(24 * time.Hour)},
		{ID: "longer", Headline: "Hall burns", Text: fishHall + "\n\nThe mayor promised to rebuild it within three years, and thanked everyone who had come to help.", Published: day.Add(time.Hour)},
		{ID: "told", Headline: "Ester's old fish hall burns down", Text: "The fish hall of Port Ester, built in 1911, has burned down. Ilse Brandt, chief of the fire brigade, said that sixty firefighters were in the harbour all day.", Published: day.Add(5 * time.Hour)},
		{ID: "headline", Headline: "Fish hall in Port Ester destroyed by fire"},
		{ID: "a", Headline: "Fire destroys fish hall in Port Ester", Text: fishHall + " One man was treated for smoke.", Published: day},
		{ID: "rate", Headline: "Orring: rate stays at 3.5", Text: "Mats Orring, governor of the Varland central bank, kept the rate at 3.5 per cent.", Language: "en"},
		{ID: "empty"},
		{ID: "rest", Headline: "An old hall", Text: rest, Published: day.Add(48 * time.Hour)},
	}
	for i := range 30 {
		reports = append(reports, news.Report{ID: fmt.Sprint("filler", i), Headline: fmt.Sprintf("Village %c council meets", 'A'+i),
			Text: fmt.Sprintf("The council of village number %d met on the %dth and spoke about its well, its %d sheep and a road.", i*7, i, i*13), Published: day.Add(time.Duration(i) * 24 * time.Hour)})
	}
	return reports
}

func TestAdd(t *testing.T) {
	j := New(Options{})
	got := map[string]news.Link{}
	for _, r := range stream()[:10] {
		l := j.Add(r)
		if l.ReportID != r.ID {
			t.Errorf("the link of %s names %q", r.ID, l.ReportID)
		}
		if l.New == (len(l.Because) > 0) {
			t.Errorf("%s: new %v, because %q", r.ID, l.New, l.Because)
		}
		got[r.ID] = l
	}
	fire, rate := news.StoryID("a"), news.StoryID("bank")
	for id, want := range map[string]news.Link{
		"a": {StoryID: fire}, "cut": {StoryID: fire, DuplicateOf: "a"}, "longer": {StoryID: fire, DuplicateOf: "a"},
		"rest": {StoryID: fire, DuplicateOf: "a"}, "told": {StoryID: fire}, "headline": {StoryID: fire},
		"bank": {StoryID: rate, New: true}, "rate": {StoryID: rate}, "empty": {StoryID: news.StoryID("empty"), New: true},
	} {
		link := got[id]
		if link.StoryID != want.StoryID || link.DuplicateOf != want.DuplicateOf || link.New != want.New {
			t.Errorf("%s: %+v, want %+v", id, link, want)
		}
	}
}

// decide streams reports and settles them; before each report the joiner may be
// thrown away and told again what was decided.
func decide(reports []news.Report, o Options, restarts bool) []string {
	j := New(o)
	latest := map[string]news.Report{}
	for _, r := range reports {
		if restarts {
			again := New(o)
			for _, it := range j.arrived {
				again.Restore(latest[it.id], news.Link{ReportID: it.id, StoryID: it.story.id, DuplicateOf: it.duplicateOf, Bound: it.bound})
			}
			j = again
		}
		j.Add(r)
		latest[r.ID] = r
	}
	j.Settle()
	return partition(j)
}

func TestRestartsChangeNothing(t *testing.T) {
	for _, o := range []Options{{}, {Window: 72 * time.Hour, Spare: 5, Limit: 20}} {
		if want, got := decide(stream(), o, false), decide(stream(), o, true); !slices.Equal(got, want) {
			t.Errorf("options %+v: after restarts\n%s\nwant\n%s", o, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestOldReportsLeave(t *testing.T) {
	j := New(Options{Window: 24 * time.Hour, Spare: 2, Limit: 4})
	for _, r := range stream() {
		j.Add(r)
	}
	if len(j.arrived) > 4 || len(j.byID) != len(j.arrived) {
		t.Errorf("%d reports remembered, %d by id; want at most 4", len(j.arrived), len(j.byID))
	}
	if len(j.stories) > len(j.arrived) || j.words.taken > 4*40 || j.copies.taken > 4*keptShingles {
		t.Errorf("%d stories, %d words and %d keys remain of %d reports", len(j.stories), j.words.taken, j.copies.taken, len(j.arrived))
	}
	if l := j.Add(news.Report{ID: "late", Headline: "Fire destroys fish hall in Port Ester", Text: fishHall}); !l.New {
		t.Errorf("a report joined a story that has left: %+v", l)
	}
}

func FuzzAdd(f *testing.F) {
	f.Add("Fire in Port Ester", fishHall, "en")
	f.Add("", "\xff\xfe 北京 1,000,000", "xx-YY")
	f.Fuzz(func(t *testing.T, headline, text, language string) {
		j := New(Options{Spare: 1, Limit: 2})
		for i, r := range []news.Report{{ID: "a", Headline: headline, Text: text, Language: language}, {ID: "b", Headline: text, Text: headline}, {ID: "a", Text: text}, {ID: "c", Text: text + text}} {
			if l := j.Add(r); l.StoryID == "" {
				t.Fatalf("report %d got no story: %+v", i, l)
			}
		}
	})
}

// BenchmarkCopies is what knowing copies costs above cutting a text into terms.
func BenchmarkCopies(b *testing.B) {
	set := readStories(b, "basil")
	j := New(Options{})
	var terms [][]lang.Term
	for _, r := range set {
		j.Add(r.Report)
		terms = append(terms, lang.Terms(r.Text, r.Language))
	}
	n := 0
	for b.Loop() {
		it := &item{id: "new"}
		it.shingles, it.shingled = j.analyst.shingle(terms[n%len(terms)])
		if j.findCopy(it) == nil {
			b.Fatal("a copy was not known")
		}
		n++
	}
}

func BenchmarkAdd(b *testing.B) {
	set := readStories(b, "ecbplus")
	for b.Loop() {
		joined(set, Options{})
	}
	b.ReportMetric(float64(len(set)*b.N)/b.Elapsed().Seconds(), "reports/s")
}
