package join

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

// Short texts go, with their copies, to the group that says most of what they
// say, out of small groups and out of large ones; what a person put somewhere
// and what is long stays.
func TestGather(t *testing.T) {
	j := New(Options{})
	reports := map[string]news.Report{}
	add := func(id, text string) {
		reports[id] = news.Report{ID: id, Text: text, Language: "en"}
		j.Add(reports[id])
	}
	for i := range 12 {
		add(fmt.Sprintf("fire%d", i), fmt.Sprintf("warehouse blaze harbour crew%d hose%d smoke%d", i, i, i))
		add(fmt.Sprintf("vote%d", i), fmt.Sprintf("ballot recount senate clerk%d county%d lawyer%d", i, i, i))
	}
	add("stray", "blaze neighbours watched night kettle biscuits")
	add("straycopy", "blaze neighbours watched night kettle biscuits")
	add("misfit", "recount anger outside town hall umbrella singing children")
	add("bound", "blaze harbour people decided otherwise long ago")
	j.Bind("bound", news.StoryID("bound"))
	add("long", strings.Repeat("a blaze in the harbour warehouse is told of at length here and nothing else ", 12))
	add("elsewhere", "orchestra rehearses quartet violin cello premiere")

	of := j.groupCopies(slices.SortedFunc(slices.Values(j.arrived), canonical))
	groups := []*group{}
	whole := map[string]*group{}
	for _, it := range slices.SortedFunc(slices.Values(j.arrived), canonical) {
		g := of[it]
		if it != g.members[0] {
			continue
		}
		kind := strings.TrimRight(it.id, "0123456789")
		if kind == "misfit" {
			kind = "fire"
		}
		if whole[kind] == nil {
			g.place = len(groups)
			whole[kind] = g
			groups = append(groups, g)
			continue
		}
		whole[kind].take(g)
	}
	var asked []string
	groups = j.gather(groups, newView(j.arrived), func(r removal, x []float32) bool {
		if len(x) != homeNumbers {
			t.Errorf("%d numbers describe a stray, want %d", len(x), homeNumbers)
		}
		asked = append(asked, r.stray.texts[0].id)
		return true
	})
	if want := []string{"misfit", "stray"}; !slices.Equal(slices.Sorted(slices.Values(asked)), want) {
		t.Errorf("asked about %v, want %v", asked, want)
	}
	for _, g := range groups {
		var ids []string
		for _, m := range g.members {
			ids = append(ids, m.id)
		}
		holds := func(id string) bool { return slices.Contains(ids, id) }
		if holds("fire0") != holds("stray") || holds("stray") != holds("straycopy") || holds("vote0") != holds("misfit") {
			t.Errorf("a group of %v", ids)
		}
		if len(ids) > 1 && (holds("bound") || holds("long") || holds("elsewhere")) {
			t.Errorf("what is to stay was moved: %v", ids)
		}
		want := &bundle{}
		for _, it := range g.texts {
			want = want.and(bundleOf(it))
		}
		if g.bundle.texts != want.texts || g.bundle.length != want.length || len(g.bundle.sum[inWords]) != len(want.sum[inWords]) {
			t.Errorf("the bundle of %v is of %d texts, want %d", ids, g.bundle.texts, want.texts)
		}
	}
}
