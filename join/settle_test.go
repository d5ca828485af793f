package join

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

// partition gives the stories of a joiner as lists of reports.
func partition(j *Joiner) []string {
	var out []string
	for _, s := range j.stories {
		var ids []string
		for _, m := range s.members {
			ids = append(ids, m.id)
		}
		slices.Sort(ids)
		out = append(out, strings.Join(ids, " "))
	}
	slices.Sort(out)
	return out
}

// copiesIn gives of which report each is a copy.
func copiesIn(j *Joiner) map[string]string {
	out := map[string]string{}
	for _, it := range j.arrived {
		out[it.id] = it.duplicateOf
	}
	return out
}

// The same reports end in the same stories, and the same copies of the same
// originals, in whatever order they came and whatever restarts were between.
func TestSettledWhateverTheOrder(t *testing.T) {
	set := readWorld(t)
	for i, r := range stream() {
		if i != 6 { // the later version: which one is the later depends on the order
			set = append(set, labelled{Report: r})
		}
	}
	var want *Joiner
	for seed := range uint64(orders) {
		j := New(Options{})
		for i, r := range shuffled(set, seed+1) {
			j.Add(r.Report)
			if i == 40 {
				j.SettleFresh() // in the middle changes nothing in the end
			}
			if i == len(set)/2 {
				j = retold(j, set)
			}
		}
		j.Settle()
		if want == nil {
			want = j
			continue
		}
		if got, want := partition(j), partition(want); !slices.Equal(got, want) {
			t.Errorf("order %d gives other stories:\n%s\nwant:\n%s", seed+1, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if got, want := copiesIn(j), copiesIn(want); !maps.Equal(got, want) {
			t.Errorf("order %d: copies %v, want %v", seed+1, got, want)
		}
	}
}

// retold is a joiner after a restart.
func retold(j *Joiner, set []labelled) *Joiner {
	texts := map[string]news.Report{}
	for _, r := range set {
		texts[r.ID] = r.Report
	}
	again := New(j.options)
	for _, it := range j.arrived {
		again.Restore(texts[it.id], news.Link{ReportID: it.id, StoryID: it.story.id, DuplicateOf: it.duplicateOf, Bound: it.bound})
	}
	return again
}

// What Settle says, carried out by whoever keeps the links, gives what it remembers.
func TestSettlementSaysAll(t *testing.T) {
	for _, set := range [][]labelled{readWorld(t), shuffled(readWorld(t), 7)} {
		j := New(Options{})
		stands, copyOf := map[string]string{}, map[string]string{}
		keep := func(l news.Link) { stands[l.ReportID], copyOf[l.ReportID] = l.StoryID, l.DuplicateOf }
		merge := func(ms []Merge) {
			for _, m := range ms {
				for id, s := range stands {
					if s == m.Gone {
						stands[id] = m.Kept
					}
				}
			}
		}
		changes := 0
		for i, r := range set {
			l := j.Add(r.Report)
			keep(l)
			if i%50 == 49 || i == len(set)-1 {
				s := j.SettleFresh()
				if i == len(set)-1 {
					last := j.Settle()
					s = Settlement{Merges: append(s.Merges, last.Merges...), Moves: append(s.Moves, last.Moves...), Copies: append(s.Copies, last.Copies...)}
				}
				merge(s.Merges)
				for _, l := range slices.Concat(s.Moves, s.Copies) {
					if len(l.Because) == 0 {
						t.Errorf("%s was moved to %s without a reason", l.ReportID, l.StoryID)
					}
					keep(l)
					changes++
				}
			}
		}
		for _, it := range j.arrived {
			if stands[it.id] != it.story.id || copyOf[it.id] != it.duplicateOf {
				t.Errorf("%s: kept in %s as a copy of %q, remembered in %s as a copy of %q", it.id, stands[it.id], copyOf[it.id], it.story.id, it.duplicateOf)
			}
		}
		if changes == 0 {
			t.Error("settling changed nothing; the set is too easy to test it")
		}
		if again := j.Settle(); !reflect.DeepEqual(again, Settlement{}) {
			t.Errorf("settling twice changes something: %+v", again)
		}
	}
}

// What a person put into stories stays there, whatever else comes and however
// often all is settled, also after a restart and when a report is read again.
func TestPeopleBind(t *testing.T) {
	reports := stream()
	put := map[string]string{"a": "fire", "told": "apart", "bank": "fire", "cut": "apart"}
	j := New(Options{})
	for _, r := range reports[:6] {
		j.Add(r)
	}
	for id, s := range put {
		j.Bind(id, s)
	}
	check := func(when string) {
		t.Helper()
		for id, s := range put {
			if got := j.byID[id].story.id; got != s {
				t.Errorf("%s: %s stands in %s, want %s", when, id, got, s)
			}
		}
	}
	check("at once")
	j.SettleFresh()
	check("after settling what is new")
	for _, r := range reports[6:] { // with a later version of a
		j.Add(r)
	}
	j.Settle()
	check("after settling all")
	var set []labelled
	for _, r := range reports {
		set = append(set, labelled{Report: r})
	}
	j = retold(j, set)
	j.Settle()
	check("after a restart")
}

// The report whose headline stands for a story is no odd one out, and no copy.
func TestLead(t *testing.T) {
	j := New(Options{})
	for _, r := range stream() {
		j.Add(r)
	}
	for _, l := range j.Settle().Leads {
		if l.StoryID == j.byID["a"].story.id && l.ReportID != "told" && l.ReportID != "a" {
			t.Errorf("%s leads the story of the fire", l.ReportID)
		}
		if lead := j.byID[l.ReportID]; lead.duplicateOf != "" || lead.story.id != l.StoryID {
			t.Errorf("%s leads %s: a copy of %q in %s", l.ReportID, l.StoryID, lead.duplicateOf, lead.story.id)
		}
	}
	if j.byID["a"].story.lead == "" {
		t.Error("the story of the fire has no lead")
	}
}

func BenchmarkSettle(b *testing.B) {
	j := New(Options{})
	set := readStories(b, "ecbplus")
	for _, r := range set {
		j.Add(r.Report)
	}
	for b.Loop() {
		j.Settle()
	}
	b.ReportMetric(float64(len(set)*b.N)/b.Elapsed().Seconds(), "reports/s")
}
