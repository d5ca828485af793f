package read

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/site"
)

// courierPage is a page of a made-up paper: number tells its story, letter is
// what the paper says on every page, set as its paragraphs are.
func courierPage(number int, letter string) Page {
	var sb strings.Builder
	fmt.Fprintf(&sb, `<!doctype html><html lang=en><title>Harbour works, part %d | The Courier</title><body><nav><a href=/>Home</a> <a href=/world>World</a></nav><main><h1>Harbour works, part %d</h1><div class=text>`, number, number)
	for i := range 5 {
		fmt.Fprintf(&sb, `<p>On day %d of stage %d the engineers moved %d tonnes of stone to the outer wall, which they say will hold the spring tides for years to come.</p>`, i+1, number, 100*number+i)
		if i == 2 {
			fmt.Fprintf(&sb, `<p>%s</p>`, letter)
		}
	}
	sb.WriteString(`</div></main></body></html>`)
	return Page{URL: fmt.Sprintf("https://courier.example/%d", number), Body: []byte(sb.String())}
}

const courierLetter = "Every evening our editors choose what mattered in the harbour towns, and the letter is read by more people than the paper itself ever was."

// TestMemory: what a site says on page after page is no part of its stories.
func TestMemory(t *testing.T) {
	m := &SiteProfile{}
	for number := 1; number <= 4; number++ {
		r, err := m.Read(courierPage(number, courierLetter), news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Contains(r.Text, courierLetter), number == 1; got != want {
			t.Errorf("page %d: the letter is in the body: %v, want %v", number, got, want)
		}
		if n := strings.Count(r.Text, "On day"); n != 5 {
			t.Errorf("page %d: %d of its 5 paragraphs were read", number, n)
		}
		m = throughJSON(t, m)
	}
	if m.Pages != 4 || len(m.Templates) != 1 {
		t.Errorf("%d pages and %d templates remembered, want 4 and 1", m.Pages, len(m.Templates))
	}
	again, err := m.Read(courierPage(4, courierLetter), news.Item{})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(again.Text, "On day"); n != 5 {
		t.Errorf("read again, a page lost paragraphs: %d of 5 are left", n)
	}
}

// TestCorrection: a word of the desk on one page holds for that page when it is
// read again.
func TestCorrection(t *testing.T) {
	m := &SiteProfile{}
	if _, err := m.Read(courierPage(1, courierLetter), news.Item{}, site.Correction{Text: courierLetter}); err != nil {
		t.Fatal(err)
	}
	m = throughJSON(t, m)
	for _, number := range []int{1, 2} {
		r, err := m.Read(courierPage(number, courierLetter), news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.Text, courierLetter) || strings.Count(r.Text, "On day") != 5 {
			t.Errorf("page %d, after the desk's word: %s", number, r.Text)
		}
	}
	r, err := m.Read(courierPage(2, courierLetter), news.Item{}, site.Correction{Text: courierLetter, Body: true})
	if err != nil || !strings.Contains(r.Text, courierLetter) {
		t.Errorf("the desk's later word was not heard: %v\n%s", err, r.Text)
	}
}

// TestMemoryIsBounded: a site with endless texts and templates costs no more.
func TestMemoryIsBounded(t *testing.T) {
	m := &SiteProfile{}
	for number := range 120 {
		var sb strings.Builder
		for i := range 60 {
			fmt.Fprintf(&sb, "<p class=k%d-%d>Text %d of page %d says nothing that was said before.</p>", number, i, i, number)
		}
		if _, err := m.Read(Page{URL: "https://courier.example/", Body: []byte("<html>" + sb.String())}, news.Item{}); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(m)
	if err != nil || len(data) > 200_000 {
		t.Errorf("a memory of %d bytes, want at most 200,000: %v", len(data), err)
	}
	if len(m.Templates) > site.MaxTemplates || len(m.Texts) > site.MaxTexts {
		t.Errorf("%d templates and %d texts are kept, want at most %d and %d", len(m.Templates), len(m.Texts), site.MaxTemplates, site.MaxTexts)
	}
}

// TestMemoryKeepsStories: what speaks against a text that the site repeats is
// not held against a story that is read again under another headline or address,
// nor against a paragraph that a site of many pages says twice.
func TestMemoryKeepsStories(t *testing.T) {
	m := &SiteProfile{}
	read := func(p Page) string {
		t.Helper()
		r, err := m.Read(p, news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		m = throughJSON(t, m)
		return r.Text
	}
	for number := 1; number <= 3; number++ {
		read(courierPage(number, courierLetter))
	}
	renamed := courierPage(3, courierLetter)
	renamed.Body = []byte(strings.ReplaceAll(string(renamed.Body), "Harbour works, part 3", "Stones for the outer wall"))
	for range 3 {
		if got := read(renamed); strings.Count(got, "On day") != 5 || strings.Contains(got, courierLetter) {
			t.Errorf("under another headline, the story reads\n%s", got)
		}
		if got := read(courierPage(3, courierLetter)); strings.Count(got, "On day") != 5 || strings.Contains(got, courierLetter) {
			t.Errorf("under its old headline, the story reads\n%s", got)
		}
	}
	const background = "The harbour was built by the grandfathers of the fishermen who sail from it now, and it has been flooded seven times since then."
	for number := 4; number <= 60; number++ {
		said := fmt.Sprintf("In stage %d nobody was hurt, the harbour master said, and the work went on as it had been planned in the spring.", number)
		if number > 58 {
			said = background
		}
		if got := read(courierPage(number, said)); number > 58 && !strings.Contains(got, background) {
			t.Errorf("page %d lost the paragraph of background", number)
		}
	}
}

// TestMemoryIsSteady: the pages of a site, read again with what was learned of
// them, read the same from then on.
func TestMemoryIsSteady(t *testing.T) {
	m := &SiteProfile{}
	var before []string
	for round := range 4 {
		var texts []string
		for number := 1; number <= 6; number++ {
			r, err := m.Read(courierPage(number, courierLetter), news.Item{})
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, r.Text)
		}
		if round > 1 && !slices.Equal(texts, before) {
			t.Errorf("in round %d the pages read otherwise", round+1)
		}
		before = texts
	}
}

// TestRedesign: a site that sets its pages in another way has another template,
// and the old one's pages are still read by the old one.
func TestRedesign(t *testing.T) {
	redesigned := func(number int) Page {
		p := courierPage(number, courierLetter)
		p.Body = []byte(strings.NewReplacer("<div class=text>", "<section class=story-column><div class=chunks>", "</div></main>", "</div></section></main>", "<p>", "<p class=chunk>", "<nav>", "<nav class=top>", "<h1>", "<h1 class=head>").Replace(string(p.Body)))
		return p
	}
	m := &SiteProfile{}
	for number := 1; number <= 8; number++ {
		p := courierPage(number, courierLetter)
		if number > 4 {
			p = redesigned(number)
		}
		r, err := m.Read(p, news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(r.Text, "On day"); n != 5 || number > 1 && strings.Contains(r.Text, courierLetter) {
			t.Errorf("page %d: %d of 5 paragraphs, and the letter: %v", number, n, strings.Contains(r.Text, courierLetter))
		}
	}
	if len(m.Templates) != 2 || m.Templates[0].Pages != 4 || m.Templates[1].Pages != 4 {
		t.Errorf("%d templates, want 2 of 4 pages each", len(m.Templates))
	}
}

// TestFeedText: where the feed gives the whole text, what it leaves out of the
// middle is no part of the story, on the first page already.
func TestFeedText(t *testing.T) {
	var content strings.Builder
	for i := range 5 {
		fmt.Fprintf(&content, "<p>On day %d of stage 1 the engineers moved %d tonnes of stone to the outer wall, which they say will hold the spring tides for years to come.</p>", i+1, 100+i)
	}
	for what, content := range map[string]string{"the whole": content.String(), "an excerpt": content.String()[:160] + "…", "another text": "<p>" + strings.Repeat("Quite another story stands here by mistake. ", 20)} {
		r, err := new(SiteProfile).Read(courierPage(1, courierLetter), news.Item{Content: content})
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(r.Text, "On day"); n != 5 {
			t.Errorf("%s: %d of 5 paragraphs were read", what, n)
		}
		if got, want := strings.Contains(r.Text, courierLetter), what != "the whole"; got != want {
			t.Errorf("%s: the letter is in the body: %v, want %v", what, got, want)
		}
	}
}

// TestBrokenMemory: a memory that someone else wrote breaks nothing.
func TestBrokenMemory(t *testing.T) {
	for _, data := range []string{`{}`, `{"templates":[null]}`, `{"templates":[{"styles":null}],"texts":null}`, `{"pages":-5,"templates":[{"styles":{"7":null}}],"texts":{"7":null}}`} {
		m := &SiteProfile{}
		if err := json.Unmarshal([]byte(data), m); err != nil {
			t.Fatal(err)
		}
		for number := range 2 {
			if _, err := m.Read(courierPage(number, courierLetter), news.Item{}); err != nil {
				t.Errorf("%s: %v", data, err)
			}
		}
	}
}

func throughJSON(t *testing.T, m *SiteProfile) *SiteProfile {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back := &SiteProfile{}
	if err := json.Unmarshal(data, back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestSite(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.courier.example/a": "courier.example",
		"https://news.bbc.co.uk/":       "bbc.co.uk",
		"http://localhost:8080/x":       "localhost",
		"no address":                    "",
		"":                              "",
	} {
		if got := claims.Site(address); got != want {
			t.Errorf("claims.Site(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	blocks, err := Explain(courierPage(1, courierLetter))
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]int{}
	for _, b := range blocks {
		roles[b.Role]++
	}
	if roles["headline"] != 1 || roles["body"] < 5 {
		t.Errorf("roles %v, want one headline and at least five of body", roles)
	}
}

// TestTraces: traces alone make the same memory as reading did, and a page is
// read the same by any two memories that advise the same.
func TestTraces(t *testing.T) {
	read := &SiteProfile{}
	var traces []site.PageProfile
	for number := 1; number <= 5; number++ {
		alone, err := new(SiteProfile).Recall(courierPage(number, courierLetter), news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		if alone.Hints.Key() != "" {
			t.Errorf("page %d: a memory that knows nothing has advice", number)
		}
		data, err := alone.Profile.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back site.PageProfile
		if err := back.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		traces = append(traces, back)
		for _, cut := range []int{0, 3, len(data) - 1} {
			if err := new(site.PageProfile).UnmarshalBinary(data[:cut]); err == nil {
				t.Errorf("%d bytes of a trace were taken for one", cut)
			}
		}
		if _, err := read.Read(courierPage(number, courierLetter), news.Item{}); err != nil {
			t.Fatal(err)
		}
	}
	made := &SiteProfile{}
	for _, trace := range traces {
		made.Learn(trace)
	}
	want, _ := json.Marshal(read)
	if got, _ := json.Marshal(made); string(got) != string(want) {
		t.Errorf("traces made another memory than reading:\n%s\n%s", got, want)
	}
	for number := 1; number <= 5; number++ {
		got, err := made.Recall(courierPage(number, courierLetter), news.Item{})
		if err != nil {
			t.Fatal(err)
		}
		if told := made.HintsFor(traces[number-1]); told.Key() == "" || told.Key() != got.Hints.Key() {
			t.Errorf("page %d: the trace brings the advice %q, the page %q", number, told.Key(), got.Hints.Key())
		}
		if strings.Contains(got.Report.Text, courierLetter) {
			t.Errorf("page %d still has the letter in its body", number)
		}
	}
}

// TestCorrectedFields: the desk says where a field stands, and pages that are
// set alike follow.
func TestCorrectedFields(t *testing.T) {
	page := func(number int) Page {
		p := courierPage(number, courierLetter)
		p.Body = []byte(strings.Replace(string(p.Body), "<div class=text>", fmt.Sprintf("<p class=x1>Harbour and coast &gt; Works</p><p class=x2>Old Hand %c</p><div class=text>", 'A'+number), 1))
		return p
	}
	m := &SiteProfile{}
	said := []site.Correction{{Text: "Harbour and coast > Works", Role: "section"}, {Text: "Old Hand B", Role: "byline"}}
	for _, c := range said {
		if err := c.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []site.Correction{{Text: " ", Role: "byline"}, {Text: "x", Role: "king"}} {
		if c.Check() == nil {
			t.Errorf("%+v was taken for a correction", c)
		}
	}
	if _, err := m.Read(page(1), news.Item{}, said...); err != nil {
		t.Fatal(err)
	}
	m = throughJSON(t, m)
	for number, corrections := range map[int][]site.Correction{1: said, 2: nil} {
		r, err := m.Recall(page(number), news.Item{}, corrections...)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("Old Hand %c", 'A'+number)
		if len(r.Report.Bylines) != 1 || r.Report.Bylines[0].Name != want {
			t.Errorf("page %d: bylines %v, want %s", number, r.Report.Bylines, want)
		}
		if got := strings.Join(r.Report.Section, "/"); got != "Harbour and coast/Works" {
			t.Errorf("page %d: section %s", number, got)
		}
		if strings.Contains(r.Report.Text, "Old Hand") {
			t.Errorf("page %d: the byline is in the body", number)
		}
	}
}
