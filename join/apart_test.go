package join

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/trees"
)

// always is trees that give one probability whatever they are asked.
func always(probability float32) *trees.Forest {
	var x [][]float32
	var y, weight []float32
	for i := range 200 {
		x, y, weight = append(x, []float32{float32(i)}), append(y, probability), append(weight, 1)
	}
	return trees.Train(x, y, weight, trees.Options{Trees: 1, Leaves: 1, Rate: 0.1, MinWeight: 1, Columns: 1, Rows: 1})
}

// saying is a joiner whose models all give one probability, so that only the rules
// decide.
func saying(probability float32, o Options) *Joiner {
	j := New(o)
	f := always(probability)
	j.modelsOf = func(*item) models { return models{arrival: f, settle: f, short: f, gather: f, pairs: f} }
	return j
}

const quay = "The crane on the Norrby quay fell into the water on Tuesday and took a lorry with it. The driver, Olof Brask, swam ashore. The port is closed until Friday, harbour master Dina Roth said."

// gathered streams reports and returns which stand in the story of the first, on
// arrival and at the end.
func gathered(j *Joiner, reports ...news.Report) (arrival, end []string) {
	var first string
	for i, r := range reports {
		l := j.Add(r)
		if i == 0 {
			first = l.StoryID
		}
		if l.StoryID == first {
			arrival = append(arrival, r.ID)
		}
	}
	j.Settle()
	for _, m := range j.byID[reports[0].ID].story.members {
		end = append(end, m.id)
	}
	return arrival, end
}

func crane(id string, days float64) news.Report {
	texts := map[byte]string{
		'a': quay,
		'b': "A lorry driver, Olof Brask, reached the shore by himself after a crane had toppled from the quay of Norrby. Dina Roth, the harbour master, has closed the port.",
		'c': "Norrby's port stays shut after the crane's fall, said Dina Roth. Divers are looking for the lorry of Olof Brask below the quay.",
	}
	return news.Report{ID: id, Headline: "Crane falls from Norrby quay", Text: texts[id[0]], Language: "en", Published: day.Add(time.Duration(days * 24 * float64(time.Hour)))}
}

// It must be more likely than not that two reports are of one event.
func TestThreshold(t *testing.T) {
	for _, tt := range []struct {
		probability float32
		together    int
	}{{0.47, 1}, {0.53, 2}} {
		arrival, end := gathered(saying(tt.probability, Options{}), crane("a", 0), crane("b", 0.2))
		if len(arrival) != tt.together || len(end) != tt.together {
			t.Errorf("at %.2f %v stand together on arrival and %v at the end, want %d", tt.probability, arrival, end, tt.together)
		}
	}
}

// Reports further apart than the window are never one story, however few reports
// the newsroom has, nor is a story without end.
func TestTimeApart(t *testing.T) {
	for _, tt := range []struct {
		name    string
		window  time.Duration
		days    [3]float64
		arrival []string
	}{
		{"within the window", 0, [3]float64{0, 20, 40}, []string{"a", "b", "c"}},
		{"months later", 0, [3]float64{0, 1, 80}, []string{"a", "b"}},
		{"before it", 0, [3]float64{80, 79, 1}, []string{"a", "b"}},
		{"a shorter window", 24 * time.Hour, [3]float64{0, 0.5, 3}, []string{"a", "b"}},
		{"step by step without end", 24 * time.Hour, [3]float64{0, 0.9, 2.5}, []string{"a", "b"}},
	} {
		arrival, end := gathered(saying(0.99, Options{Window: tt.window}), crane("a", tt.days[0]), crane("b", tt.days[1]), crane("c", tt.days[2]))
		slices.Sort(end)
		if !slices.Equal(arrival, tt.arrival) || !slices.Equal(end, tt.arrival) {
			t.Errorf("%s: %v on arrival, %v at the end; want %v", tt.name, arrival, end, tt.arrival)
		}
	}
	// Where both texts name their day, three weeks are too much.
	first, later := crane("a", -2), crane("b", 19) // of a Tuesday
	first.Text, later.Text = "On Tuesday "+first.Text, "On Tuesday "+later.Text
	if arrival, end := gathered(saying(0.99, Options{}), first, later); len(arrival) != 1 || len(end) != 1 {
		t.Errorf("two acts three weeks apart are one story: %v, %v", arrival, end)
	}
	undated := crane("b", 0)
	undated.Published = time.Time{}
	if arrival, _ := gathered(saying(0.99, Options{}), crane("a", 0), undated); len(arrival) != 2 {
		t.Error("a report of unknown time was kept apart for its time")
	}
}

// What tells of no event belongs to no story; news that says "you" once does.
func TestEventless(t *testing.T) {
	for _, tt := range []struct {
		headline, text, language string
		want                     bool
	}{
		{"How to oil a crane", "You need a brush and a pot of oil. Climb slowly and hold your rope. If you see rust, scrape it off before you oil it.", "en", true},
		{"Kräne richtig ölen", "Wenn du einen Kran ölst, brauchst du einen Pinsel. Steig langsam und halte dein Seil fest.", "de", true},
		{"Garten im Mai", "Jetzt können Sie Ihre Beete mulchen. Gießen Sie früh, damit Ihre Pflanzen den Tag gut überstehen.", "de", true},
		{"Evening briefing: crane, vote and cup", "A crane fell into the harbour of Norrby. The council of Keldan chose a new mayor by one vote. Redmoor won the cup after penalties. A seal slept in a supermarket all afternoon. Rain will reach the western islands before dawn.", "en", true},
		{"5 things you need to know today", "Good morning. Here is what you should read on Tuesday. A crane fell into the harbour of Norrby, and you may have heard it. The council of Keldan has a mayor.", "en", true},
		{"Crane falls from Norrby quay", quay, "en", false},
		{"Crane falls: \"you could hear it in Keldan\"", quay + " \"You could hear it in Keldan, your ears hurt,\" said Brask.", "en", false},
		{"Why the crane fell", "The crane that fell in Norrby had a cracked bolt, an inspector found. You can see the crack with the naked eye, he said, and nobody had looked since the crane was bought from a yard in Keldan nine years ago for a third of its price.", "en", false},
		{"Three named after crash: Brask, Roth and Lind", "Police named the dead of the crash at Norrby. Olof Brask drove the lorry. Dina Roth sat beside Brask. Anna Lind rode a bicycle when the lorry of Brask met her at the quay of Norrby. The lorry of Brask had no brakes.", "en", false},
	} {
		var a analyst
		it := a.analyse(news.Report{ID: "a", Headline: tt.headline, Text: tt.text, Language: tt.language})
		if it.eventless() != tt.want {
			t.Errorf("%q: eventless %v, want %v (%+v)", tt.headline, !tt.want, tt.want, it.manner)
		}
	}
	guide := crane("b", 0)
	guide.Headline, guide.Text = "How to climb the crane on Norrby quay", "You need a rope to climb the crane on the quay of Norrby. If you fall, Dina Roth, the harbour master, will fine you."
	if arrival, end := gathered(saying(0.99, Options{}), crane("a", 0), guide, crane("c", 0)); slices.Contains(arrival, "b") || slices.Contains(end, "b") || len(end) != 2 {
		t.Errorf("a guide stands in a story: %v, %v", arrival, end)
	}
}

// A template with other values is neither a copy nor the same story, and neither is
// one whose values come again on another day. An update of the day is of the story.
func TestTemplates(t *testing.T) {
	weather := func(id, high, low string, days float64) news.Report {
		return news.Report{ID: id, Headline: "Weather for Norrby", Language: "en", Published: day.Add(time.Duration(days * 24 * float64(time.Hour))),
			Text: "Highs will reach " + high + " degrees in the south of the county. Lows of " + low + " degrees are expected in the hills. Winds will be light and come from the west all day. No warnings were in force at the time of writing, the weather service said."}
	}
	j := saying(0.99, Options{})
	for _, r := range []news.Report{weather("w0", "9", "4", 0), weather("w1", "11", "5", 1), weather("w2", "9", "4", 2)} {
		if l := j.Add(r); !l.New || l.DuplicateOf != "" {
			t.Errorf("%s: %+v", r.ID, l)
		}
	}
	if l := j.Add(weather("w2again", "9", "4", 2.01)); l.DuplicateOf != "w2" {
		t.Errorf("the same forecast of the same day is no copy: %+v", l)
	}
	j.Settle()
	if len(j.stories) != 3 {
		t.Errorf("%d stories of the weather of three days: %v", len(j.stories), partition(j))
	}
}

// Whatever differs in a number, a name, a day or a "not" is an update: of the story,
// and no copy. Other words, cuts and additions are copies.
func TestUpdateIsNoCopy(t *testing.T) {
	base := quay + " Mayor Ruth Okafor thanked the divers for their work in the cold. Workers had warned of the rusty bolts for years, according to a letter that the union showed to reporters. The insurer will not pay."
	for _, tt := range []struct {
		name, headline, old, new string
		copied                   bool
	}{
		{"whole", "", "", "", true},
		{"a number in words", "", "a lorry with it", "two lorries with it", false},
		{"a day", "", "on Tuesday", "on Monday", false},
		{"a name", "", "Olof Brask", "Nils Brask", false},
		{"a not", "", "will not pay", "will pay", false},
		{"another word", "", "thanked the divers", "praised the divers", true},
		{"corrected", "CORRECTED: Crane falls from Norrby quay", "", "", false},
		{"the headline's number", "Crane falls from 2 Norrby quays", "", "", true},
		{"what is about", "Crane falls from Norrby quay: insurer refuses", "The insurer will not pay", "The insurer refuses to pay", true},
		{"cut", "", " The insurer will not pay.", "", true},
		{"extended", "", "The insurer will not pay.", "The insurer will not pay. A new crane will come from Keldan in spring, 40 metres high.", true},
		{"a headline of its own", "Port of Norrby closed", "", "", true},
	} {
		first := crane("a", 0)
		first.Text = base
		second := first
		second.ID, second.Published = "b", first.Published.Add(2*time.Hour)
		if tt.headline != "" {
			second.Headline = tt.headline
		}
		if second.Text = strings.Replace(base, tt.old, tt.new, 1); tt.old != "" && second.Text == base {
			t.Fatalf("%s: the text lacks %q", tt.name, tt.old)
		}
		j := saying(0.99, Options{})
		j.Add(first)
		l := j.Add(second)
		if copied := l.DuplicateOf != ""; copied != tt.copied || l.New {
			t.Errorf("%s: copy %v, new story %v; want a copy: %v, in the story", tt.name, copied, l.New, tt.copied)
		}
		j.Settle()
		if got := j.byID["b"].duplicateOf != "" || j.byID["a"].duplicateOf != ""; got != tt.copied {
			t.Errorf("%s: settled as a copy: %v, want %v", tt.name, got, tt.copied)
		}
	}
	for _, pair := range [][2]string{{"Twelve people were taken to hospital in Keldan", "Fifteen people were taken to hospital in Keldan"}, {"12 people were taken to the hospital", "Thirteen people were taken to the hospital"}} {
		var a analyst
		x, y := a.analyse(news.Report{Text: pair[0], Language: "en"}), a.analyse(news.Report{Text: pair[1], Language: "en"})
		if compareFrames(x, y).changed != 1 {
			t.Errorf("%q and %q: the number isn't seen to differ", pair[0], pair[1])
		}
	}
	var a analyst
	if x, y := a.analyse(news.Report{Text: "The 12 people were taken to hospital", Language: "en"}), a.analyse(news.Report{Text: "The twelve people were taken to hospital", Language: "en"}); compareFrames(x, y).changed != 0 {
		t.Error("12 and twelve differ")
	}
}

const appeal = " The Harbour Courier lives by its readers and by nobody else. Become one for two crowns a week and read the puzzles, the letters and the archive. Write to the desk of the Harbour Courier by day or by night."

// The outlet's own lines count for nothing: not for copies, not for likeness, and
// also not in reports that came before it was known.
func TestOwnLines(t *testing.T) {
	plain, withLines := New(Options{}), New(Options{})
	reports := []news.Report{
		{ID: "a", Headline: "Crane falls from Norrby quay", Text: quay, Language: "en", Published: day},
		{ID: "b", Headline: "Singer remembers her childhood", Text: "The singer Petra Hahn spent six years of her childhood beside a lake, where her mother ran a bakery.", Language: "en", Published: day},
	}
	for _, r := range reports {
		plain.Add(r)
		r.Text += appeal
		if l := withLines.Add(r); !l.New || l.DuplicateOf != "" {
			t.Errorf("%s with the outlet's lines: %+v", r.ID, l)
		}
	}
	for _, r := range reports {
		want, got := plain.byID[r.ID], withLines.byID[r.ID]
		for c := range want.said {
			if len(got.said[c]) != len(want.said[c]) {
				t.Errorf("%s: %d features in channel %d, want %d as without the lines", r.ID, len(got.said[c]), c, len(want.said[c]))
			}
		}
		if math.Abs(dot(got.said[inWords], want.said[inWords])-1) > 0.02 {
			t.Errorf("%s: what it says differs from what it says without the lines", r.ID)
		}
	}
	// Reports of one event that quote the same sentence have openings alike.
	j := New(Options{})
	same := crane("b", 0)
	same.Text = same.Text + " Workers had warned of the rusty bolts for years."
	first := crane("a", 0)
	first.Text += " Workers had warned of the rusty bolts for years."
	j.Add(first)
	j.Add(same)
	if len(j.own) != 0 {
		t.Errorf("%d sentences of one event's reports are taken for the outlet's own", len(j.own))
	}
}

// A later version is what its story tells from then on.
func TestReplaceRenewsStory(t *testing.T) {
	j := saying(0.99, Options{})
	j.Add(crane("a", 0))
	j.Add(crane("b", 0))
	before := j.byID["a"].story.texts().sum[inWords]
	later := crane("b", 0)
	later.Text = "Nothing of what was written here before was right; a swan had landed on the roof of the brewery in Keldan."
	j.Add(later)
	want := bundleOf(j.byID["a"]).and(bundleOf(j.byID["b"])).sum[inWords]
	if got := j.byID["a"].story.texts().sum[inWords]; len(got) != len(want) || len(got) == len(before) {
		t.Errorf("the story tells %d words after a later version, want %d", len(got), len(want))
	}
}

// A story that a person chose keeps its name, though more of its reports stood in
// another one.
func TestPersonsStoryIsNamed(t *testing.T) {
	j := saying(0.99, Options{})
	for _, id := range []string{"a", "b", "c"} {
		j.Add(crane(id, 0))
	}
	j.Bind("c", "chosen")
	j.Settle()
	for _, id := range []string{"a", "b", "c"} {
		if got := j.byID[id].story.id; got != "chosen" {
			t.Errorf("%s stands in %q, want the story that a person chose", id, got)
		}
	}
}

// The numbers that describe two groups mean what the trees learned of them.
func TestNumbers(t *testing.T) {
	j := New(Options{})
	j.Add(crane("a", 0))
	j.Add(crane("b", 1))
	a, b := bundleOf(j.byID["a"]), bundleOf(j.byID["b"])
	x := compare(a, b, nil)
	if len(x) != numbers {
		t.Fatalf("%d numbers, want %d", len(x), numbers)
	}
	same := compare(a, a, nil)
	near := func(what string, got float32, want float64) {
		t.Helper()
		if math.Abs(float64(got)-want) > 1e-3 {
			t.Errorf("%s is %.4f, want %.4f", what, got, want)
		}
	}
	near("the likeness of a report's words with itself", same[0], 1)
	near("their cosine", same[1], 1)
	near("the cosine of two reports", x[1], dot(a.sum[inWords], b.sum[inWords]))
	near("days apart, as a logarithm", x[21], math.Log1p(1))
	near("words of the shorter, as a logarithm", x[24], math.Log1p(math.Min(a.length, b.length)))
	raw := dot(a.sum[inWords], b.sum[inWords]) * j.byID["a"].norms[inWords] * j.byID["b"].norms[inWords]
	near("what both say, unweighed by length", x[27], math.Log1p(raw))
	n := 0.0
	for _, f := range a.sum[inNames] {
		if _, found := j.byID["b"].find(inNames, f.id); found {
			n++
		}
	}
	near("names in common, as a logarithm", x[27+channels], math.Log1p(n))
}

// Two stories follow from one another only if each names a good part of what the
// other names.
func TestLeastCovered(t *testing.T) {
	name := func(text string) OutlineName {
		return OutlineName{Text: text, Words: []uint32{wordID(text)}, Share: 1, Wide: 1}
	}
	outline := func(id string, days int, names ...string) Outline {
		o := Outline{StoryID: id, Key: id, First: day.AddDate(0, 0, days), Last: day.AddDate(0, 0, days), Texts: 1}
		for _, n := range names {
			o.Names = append(o.Names, name(n))
		}
		for _, w := range []string{"talks", "treaty", "border", "river", "bridge"} {
			o.Words = append(o.Words, OutlineWord{ID: wordID(w), Share: 1})
		}
		for _, p := range []string{"border treaty", "river bridge", "treaty talks"} {
			o.Phrases = append(o.Phrases, OutlinePhrase{ID: wordID(p), Text: p, Share: 1})
		}
		return o
	}
	for _, tt := range []struct {
		own  int // names that only one of them has
		want int
	}{{0, 1}, {5, 0}} {
		a, b := outline("a", 0, "brask", "roth"), outline("b", 3, "brask", "roth")
		for i := range tt.own {
			b.Names = append(b.Names, name("other"+string(rune('a'+i))))
		}
		for i := range b.Words { // done otherwise
			if i > 1 {
				b.Words[i].ID++
			}
		}
		if got := len(Matters([]Outline{a, b}, nil)); got != tt.want {
			t.Errorf("with %d names of its own: %d storylines, want %d", tt.own, got, tt.want)
		}
	}
}
