package join

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"dateline/news"
)

// alone is the matter of stories that follow from nothing.
const alone = "alone"

// A toldStory is a story of the invented matters.
type toldStory struct {
	id, matter string
	texts      []news.Report
}

// readMatters reads the stories of testdata/matters.txtar, in its order.
func readMatters(t testing.TB) []toldStory {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "matters.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var out []toldStory
	for _, f := range archive.Files {
		parts := strings.Split(f.Name, "/")
		if len(parts) != 3 {
			t.Fatalf("%s: want MATTER/STORY/NUMBER", f.Name)
		}
		head, body, _ := strings.Cut(string(f.Data), "\n\n")
		r := news.Report{ID: f.Name, Text: strings.TrimSpace(body), Language: "en"}
		for line := range strings.Lines(head) {
			switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
			case "headline":
				r.Headline = value
			case "at":
				if r.Published, err = time.Parse(time.RFC3339, value); err != nil {
					t.Fatalf("%s: %v", f.Name, err)
				}
			}
		}
		id := parts[0] + "/" + parts[1]
		if len(out) == 0 || out[len(out)-1].id != id {
			out = append(out, toldStory{id: id, matter: parts[0]})
		}
		out[len(out)-1].texts = append(out[len(out)-1].texts, r)
	}
	return out
}

func outlinesOf(stories []toldStory) (out []Outline) {
	for _, s := range stories {
		out = append(out, Outlined(s.id, s.texts, nil))
	}
	return out
}

// threadScores is how many of the threads join stories of one matter, and how
// many of the stories that follow from another have one.
func threadScores(stories []toldStory, matters []Matter) (right, threads, found, follow int, wrong []Thread, missed []string) {
	of := map[string]string{}
	seen := map[string]bool{}
	for _, s := range stories {
		of[s.id] = s.matter
	}
	has := map[string]bool{}
	for _, m := range matters {
		for _, t := range m.Threads {
			threads++
			if of[t.Before] == of[t.After] && of[t.Before] != alone {
				right++
				has[t.After] = true
			} else {
				wrong = append(wrong, t)
			}
		}
	}
	for _, s := range stories {
		if s.matter != alone && seen[s.matter] {
			follow++
			if has[s.id] {
				found++
			} else {
				missed = append(missed, s.id)
			}
		}
		seen[s.matter] = true
	}
	return right, threads, found, follow, wrong, missed
}

// The invented matters: hardly a thread is wrong, and most that follow are found,
// whatever the order and the names of the stories.
func TestMatters(t *testing.T) {
	stories := readMatters(t)
	matters := Matters(outlinesOf(stories), nil)
	right, threads, found, follow, wrong, missed := threadScores(stories, matters)
	t.Logf("%d stories: %d of %d threads right, %d of %d that follow are found", len(stories), right, threads, found, follow)
	for _, w := range wrong {
		t.Logf("wrong: %s → %s %.2f %q", w.Before, w.After, w.Score, w.Because)
	}
	t.Logf("missed: %s", strings.Join(missed, " "))
	if float64(right) < 0.95*float64(threads) {
		t.Errorf("%d of %d threads are right, want 95%%", right, threads)
	}
	if float64(found) < 0.85*float64(follow) {
		t.Errorf("%d of %d stories that follow are found, want 85%%", found, follow)
	}
	want := membersOf(matters)
	for seed := range uint64(3) {
		other := slices.Clone(stories)
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(len(other), func(i, k int) { other[i], other[k] = other[k], other[i] })
		for i := range other {
			other[i].texts = slices.Clone(other[i].texts)
			r.Shuffle(len(other[i].texts), func(a, b int) { other[i].texts[a], other[i].texts[b] = other[i].texts[b], other[i].texts[a] })
		}
		if got := membersOf(Matters(outlinesOf(other), nil)); !slices.Equal(got, want) {
			t.Errorf("another order gives\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func membersOf(matters []Matter) (out []string) {
	for _, m := range matters {
		out = append(out, strings.Join(m.Stories, " "))
	}
	slices.Sort(out)
	return out
}

// byStory gathers reports into their stories.
func byStory(set []labelled) (out []toldStory) {
	at := map[string]int{}
	for _, r := range set {
		i, known := at[r.story]
		if !known {
			i = len(out)
			at[r.story] = i
			out = append(out, toldStory{id: r.story, matter: alone})
		}
		out[i].texts = append(out[i].texts, r.Report)
	}
	return out
}

// Like happenings of one kind, often of the same people, do not follow from each
// other: of ECB+ those of one topic, with the times that their pages tell, and as
// if a week lay between them, which is as hard as it can be.
func TestLikeHappeningsDoNotFollow(t *testing.T) {
	set := readStories(t, "ecbplus")
	topic := map[string]string{}
	order := map[string]int{}
	perTopic := map[string]int{}
	for _, r := range set {
		if _, known := order[r.story]; !known {
			order[r.story] = perTopic[r.topic]
			perTopic[r.topic]++
		}
		topic[r.story] = r.topic
	}
	for _, tt := range []struct {
		name        string
		weekly      bool
		most, cross int // threads between like happenings, and between others
	}{{"as dated", false, 0, 0}, {"a week apart", true, 6, 0}} {
		stories := byStory(set)
		for i := range stories {
			for k := range stories[i].texts {
				if tt.weekly {
					stories[i].texts[k].Published = time.Date(2026, 3, 1+7*order[stories[i].id], 9, k, 0, 0, time.UTC)
				}
			}
		}
		alike, cross := 0, 0
		for _, m := range Matters(outlinesOf(stories), nil) {
			for _, th := range m.Threads {
				if topic[th.Before] == topic[th.After] {
					alike++
				} else {
					cross++
				}
				t.Logf("%s: %s → %s %.2f %q", tt.name, th.Before, th.After, th.Score, th.Because)
			}
		}
		t.Logf("%s: of %d topics %d are wrongly threads, %d threads cross topics", tt.name, len(perTopic), alike, cross)
		if alike > tt.most || cross > tt.cross {
			t.Errorf("%s: %d threads between like happenings, want at most %d; %d between others, want at most %d", tt.name, alike, tt.most, cross, tt.cross)
		}
	}
}

// What people say stands above it, and a matter keeps its name.
func TestPeoplesWordOnMatters(t *testing.T) {
	stories := readMatters(t)
	outlines := outlinesOf(stories)
	of := func(matters []Matter, story string) (found Matter) {
		for _, m := range matters {
			if slices.Contains(m.Stories, story) {
				found = m
			}
		}
		return found
	}
	before := of(Matters(outlines, nil), "tug/strike")
	words := []ThreadWord{
		{A: "tug/strike", B: "alone/ghent-tram", Linked: true, Because: "linked by Edda"},
		{A: "tug/strike", B: "tug/talks-fail"},
	}
	for i := range outlines {
		if slices.Contains(before.Stories, outlines[i].StoryID) {
			outlines[i].Matter = before.ID
		}
	}
	after := Matters(outlines, words)
	strike := of(after, "tug/strike")
	if !slices.Contains(strike.Stories, "alone/ghent-tram") || slices.Contains(strike.Stories, "tug/talks-fail") {
		t.Errorf("the matter of the strike holds %v; want the tram, which a person linked, and not the talks, which they parted", strike.Stories)
	}
	said := slices.ContainsFunc(strike.Threads, func(th Thread) bool { return th.Said && th.Because[0] == "linked by Edda" })
	if !said {
		t.Errorf("no thread of %+v says who linked it", strike.Threads)
	}
	kept := 0
	for _, m := range after {
		if m.ID == before.ID {
			kept++
			stay := 0
			for _, id := range m.Stories {
				if slices.Contains(before.Stories, id) {
					stay++
				}
			}
			if 2*stay < len(before.Stories) {
				t.Errorf("%s goes on with %v, want most of %v", m.ID, m.Stories, before.Stories)
			}
		}
	}
	if kept != 1 {
		t.Errorf("%d matters are %s, want one", kept, before.ID)
	}
	for i := range outlines {
		if outlines[i].StoryID == "tug/talks-fail" {
			outlines[i].Matter, outlines[i].Named = "matter_named", true
		}
	}
	if got := of(Matters(outlines, nil), "tug/strike"); got.ID != "matter_named" {
		t.Errorf("the matter is %s, want the one that a person named", got.ID)
	}
}

func TestContradicts(t *testing.T) {
	words := []ThreadWord{{A: "a", B: "b", Linked: true}, {A: "b", B: "c", Linked: true}, {A: "c", B: "x"}, {A: "y", B: "x", Linked: true}, {A: "a", B: "z"}}
	for pair, want := range map[[2]string]bool{{"a", "x"}: true, {"y", "b"}: true, {"c", "x"}: false, {"a", "z"}: false, {"b", "z"}: true, {"a", "new"}: false, {"x", "z"}: false} {
		if got := Contradicts(words, pair[0], pair[1]); got != want {
			t.Errorf("linking %s and %s contradicts: %v, want %v", pair[0], pair[1], got, want)
		}
	}
}

// Who parts two stories that hold together by a third is told of it, and of the
// last word on two stories alone.
func TestStillLinked(t *testing.T) {
	words := []ThreadWord{{A: "b", B: "x", Linked: true}, {A: "a", B: "c", Linked: true}, {A: "c", B: "b", Linked: true}, {A: "a", B: "b"}, {A: "b", B: "d", Linked: true}, {A: "x", B: "b"}}
	for _, c := range []struct {
		story  string
		others []string
		by     string
	}{{"a", []string{"b"}, "c"}, {"b", []string{"a"}, "c"}, {"a", []string{"c"}, ""}, {"a", []string{"d"}, "c"}, {"a", []string{"b", "c"}, ""}, {"a", []string{"x"}, ""}, {"d", []string{"a"}, "b"}, {"new", []string{"a"}, ""}} {
		if by, linked := StillLinked(words, c.story, c.others); by != c.by || linked != (c.by != "") {
			t.Errorf("parting %s from %v: held by %q, %v, want %q", c.story, c.others, by, linked, c.by)
		}
	}
	parted := []ThreadWord{{A: "b", B: "x", Linked: true}, {A: "x", B: "b"}, {A: "b", B: "c", Linked: true}}
	if !Contradicts(parted, "x", "c") || Contradicts(append(parted, ThreadWord{A: "b", B: "x", Linked: true}), "x", "c") {
		t.Error("of several words on two stories the last is not what counts")
	}
}

// Stories of which no text says when it was published follow from nothing.
func TestMattersWithoutTimes(t *testing.T) {
	stories := readMatters(t)
	for i := range stories {
		for k := range stories[i].texts {
			stories[i].texts[k].Published = time.Time{}
		}
	}
	if got := Matters(append(outlinesOf(stories), Outlined("story_none", nil, nil)), nil); len(got) != 0 {
		t.Errorf("matters %+v, want none", got)
	}
}

// BenchmarkMatters finds the matters of 20,000 stories.
func BenchmarkMatters(b *testing.B) {
	stories := readMatters(b)
	base := outlinesOf(stories)
	var outlines []Outline
	for i := range 20_000 {
		o := base[i%len(base)]
		round := uint32(i / len(base))
		o.StoryID, o.Key = fmt.Sprintf("%s/%d", o.StoryID, round), fmt.Sprintf("%s/%d", o.Key, round)
		o.First, o.Last = o.First.Add(time.Duration(round)*time.Hour), o.Last.Add(time.Duration(round)*time.Hour)
		o.Names = slices.Clone(o.Names)
		for k := range o.Names { // a third of the names are those of all
			o.Names[k].Words = slices.Clone(o.Names[k].Words)
			for n := range o.Names[k].Words {
				if k%3 > 0 {
					o.Names[k].Words[n] += round
				}
			}
			slices.Sort(o.Names[k].Words)
		}
		outlines = append(outlines, o)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.ReportMetric(float64(len(Matters(outlines, nil))), "matters")
	}
}

// BenchmarkOutlined makes the outline of a story of twelve full-length reports.
func BenchmarkOutlined(b *testing.B) {
	var texts []news.Report
	for _, r := range readStories(b, "basil")[:12] {
		texts = append(texts, r.Report)
	}
	b.ReportAllocs()
	for b.Loop() {
		Outlined("story", texts, nil)
	}
}

func FuzzOutlined(f *testing.F) {
	f.Add("Talks fail", "Talks in Port Ester failed on Monday, a week after “the storm”.\n\nMayor Ilse Brandt left.", "de", int64(1780000000))
	f.Add("", "\xff\xfe Нет. 北京 2026年", "zh", int64(0))
	f.Fuzz(func(t *testing.T, headline, text, language string, at int64) {
		published := time.Unix(at%4_000_000_000, 0)
		a := Outlined("a", []news.Report{{ID: "1", Headline: headline, Text: text, Language: language, Published: published}}, []string{headline})
		b := Outlined("b", []news.Report{{ID: "2", Headline: headline, Text: text, Published: published.AddDate(0, 0, 3)}}, []string{headline})
		if len(a.Names) > outlineNames || len(a.Words) > outlineWords || len(a.Backs) > outlineBacks {
			t.Errorf("the outline is too large: %+v", a)
		}
		for _, m := range Matters([]Outline{a, b}, nil) {
			for _, th := range m.Threads {
				if th.Before != "a" || th.After != "b" || len(th.Because) == 0 {
					t.Errorf("thread %+v", th)
				}
			}
		}
	})
}
