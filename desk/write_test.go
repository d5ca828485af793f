package desk

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/news"
)

func TestFromSentences(t *testing.T) {
	at := func(report string, start int) news.DispatchCitation {
		return news.DispatchCitation{Citation: news.Citation{ReportID: report, Version: 1, Exact: "x", Start: start, End: start + 1}, Outlet: "The Courier"}
	}
	d := FromSentences(" A  headline ", "story_1", []CitedSentence{
		{"First.", []news.DispatchCitation{at("rep_a", 0), at("rep_b", 4)}},
		{"1. Second *not* [a link](x) <b>.", []news.DispatchCitation{at("rep_a", 0)}},
		{"", nil},
	}, noon)
	if want := "“First,” The Courier reports.[^1][^2]\n\n“1\\. Second \\*not\\* \\[a link\\](x) \\<b\\>,” The Courier reports.[^1]"; d.Body != want {
		t.Errorf("body: got %q, want %q", d.Body, want)
	}
	if d.Headline != "A headline" || d.StoryID != "story_1" || d.State != news.Draft || len(d.Citations) != 2 || d.Citations[1].Outlet != "The Courier" {
		t.Errorf("draft: %+v", d)
	}
	// A removed citation's number is not given away again.
	d.Body = "First.[^1]"
	d, err := AddSentences(d, []CitedSentence{{"Third.", []news.DispatchCitation{at("rep_c", 0)}}}, noon.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if want := "First.[^1]\n\n“Third,” The Courier reports.[^3]"; d.Body != want {
		t.Errorf("body: got %q, want %q", d.Body, want)
	}
}

func TestAddSentences(t *testing.T) {
	before := complete()
	after, err := AddSentences(before, []CitedSentence{{Text: "One more."}}, noon.Add(time.Minute))
	if err != nil || !strings.HasSuffix(after.Body, "One more.") || !after.ChangedAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("added: %+v, %v", after, err)
	}
	// Whoever had the page open before is told so when they save it.
	if _, _, err := Apply(after, Order{Act: Save, Draft: before, Seen: before.ChangedAt}, reporter, noon.Add(2*time.Minute)); !errors.Is(err, ErrStale) {
		t.Errorf("saving over what was added: %v, want ErrStale", err)
	}
	full := complete()
	full.Body = strings.Repeat("x", bodyMax)
	kept, err := AddSentences(full, []CitedSentence{{Text: "One more."}}, noon.Add(time.Minute))
	if !errors.Is(err, ErrContent) || !strings.Contains(err.Error(), "shorten") {
		t.Errorf("a text beyond its bound: %v, want a refusal that says so", err)
	}
	if diff := cmp.Diff(full, kept); diff != "" {
		t.Errorf("what was refused changed the dispatch (-want +got):\n%s", diff)
	}
}

func TestSaveKeepsCitations(t *testing.T) {
	d := complete()
	after, _ := do(t, d, Order{Act: Save, Seen: noon, Draft: news.Dispatch{
		Headline: "New\r\n headline\x00", Section: "world", Body: "a\r\nb", Tags: []string{" x ", "x", ""}, Byline: "By us",
		ID: "dis_evil", Slug: "evil", State: news.Published, AuthorID: "user_evil", Edition: 9,
		Citations: []news.DispatchCitation{{Number: 2, Citation: news.Citation{Exact: "b"}}},
		Figure:    &news.Figure{URL: " "}}}, reporter, noon.Add(1))
	want := complete()
	want.Headline, want.Standfirst, want.Body, want.Tags, want.Byline = "New headline", "", "a\nb", []string{"x"}, "By us"
	want.Citations = append(want.Citations, news.DispatchCitation{Number: 2, Citation: news.Citation{Exact: "b"}})
	want.ChangedAt = noon.Add(1)
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
}

func TestValidate(t *testing.T) {
	with := func(change func(*news.Dispatch)) news.Dispatch {
		d := complete()
		change(&d)
		return d
	}
	for name, c := range map[string]struct {
		d     news.Dispatch
		field string
		stops bool
		says  string
	}{
		"complete":     {complete(), "", false, ""},
		"no headline":  {with(func(d *news.Dispatch) { d.Headline = " " }), "headline", true, "headline"},
		"no section":   {with(func(d *news.Dispatch) { d.Section = "" }), "section", true, "section"},
		"no text":      {with(func(d *news.Dispatch) { d.Body = "\n"; d.Citations = nil }), "body", true, "text"},
		"unknown mark": {with(func(d *news.Dispatch) { d.Body += "[^7][^7]" }), "body", true, "[^7]"},
		"footnote":     {with(func(d *news.Dispatch) { d.Body += "\n\n[^1]: https://a.example" }), "body", true, "footnote"},
		"no caption":   {with(func(d *news.Dispatch) { d.Figure = &news.Figure{URL: "/a.jpg", Alt: "a", Credit: "c"} }), "figure", true, "caption"},
		"picture of js": {with(func(d *news.Dispatch) {
			d.Figure = &news.Figure{URL: "javascript:alert(1)", Caption: "a", Alt: "a", Credit: "c"}
		}), "figure", true, "address"},
		"no alt": {with(func(d *news.Dispatch) {
			d.Figure = &news.Figure{URL: "https://a.example/b.jpg", Caption: "a", Credit: "c"}
		}), "figure", false, "description"},
		"no credit": {with(func(d *news.Dispatch) {
			d.Figure = &news.Figure{URL: "https://a.example/b.jpg", Caption: "a", Alt: "c"}
		}), "figure", false, "credit"},
		"uncited": {with(func(d *news.Dispatch) { d.Body += "\n\n## Heading\n\nJust so.\n\n```\ncode\n\ncode\n```" }), "body", false, "Paragraph 2"},
		"unused": {with(func(d *news.Dispatch) {
			d.Body = "Said.[^1]"
			d.Citations = append(d.Citations, news.DispatchCitation{Number: 2})
		}), "citations", false, "Citation 2"},
		"html":          {with(func(d *news.Dispatch) { d.Body += "<b>bold</b>" }), "body", false, "HTML"},
		"bare picture":  {with(func(d *news.Dispatch) { d.Body += " ![](https://a.example/b.jpg)" }), "body", false, "no description"},
		"no standfirst": {with(func(d *news.Dispatch) { d.Standfirst = "" }), "standfirst", false, "standfirst"},
	} {
		ps := Validate(c.d)
		if c.field == "" {
			if len(ps) != 0 {
				t.Errorf("%s: got %v, want nothing", name, ps)
			}
			continue
		}
		if len(ps) != 1 || ps[0].Field != c.field || ps[0].Stops != c.stops || !strings.Contains(ps[0].Sentence, c.says) {
			t.Errorf("%s: got %+v, want one of %s, stops %v, saying %q", name, ps, c.field, c.stops, c.says)
		}
	}
}

func TestSlug(t *testing.T) {
	for headline, want := range map[string]string{
		"Russia and North Korea sign pact": "2024-06-19-russia-and-north-korea-sign-pact",
		"Élysée: « Non » – à l’accord":     "2024-06-19-elysee-non-a-laccord",
		"Договор подписан":                 "2024-06-19-dogovor-podpisan",
		"条約に署名":                            "2024-06-19-tiao-yue-nishu-ming",
		"":                                 "2024-06-19",
		"😀":                                "2024-06-19",
		strings.Repeat("long ", 40):        "2024-06-19-long-long-long-long-long-long-long-long-long-long-long-long",
		"Donaudampf" + strings.Repeat("schiff", 20): "2024-06-19-donaudampf" + strings.Repeat("schiff", 8) + "s",
	} {
		if got := Slug(headline, noon); got != want {
			t.Errorf("Slug(%q) = %q, want %q", headline, got, want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Two sign a pact")
	f.Add("../../etc/passwd?x=<script>")
	safe := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	f.Fuzz(func(t *testing.T, headline string) {
		got := Slug(headline, time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC))
		if !safe.MatchString(got) || len(got) > 80 {
			t.Errorf("Slug(%q) = %q", headline, got)
		}
	})
}

// Whatever is typed, saving twice is saving once, and no field holds what XML
// cannot say.
func FuzzSave(f *testing.F) {
	f.Add("Headline", "Body [^1]\r\n\r\nmore")
	f.Add("\x00\xff", "\x0b\uFFFE")
	f.Fuzz(func(t *testing.T, headline, body string) {
		d := complete()
		once, _, err := Apply(d, Order{Act: Save, Draft: news.Dispatch{Headline: headline, Body: body, Tags: []string{headline}}}, reporter, noon)
		if err != nil {
			return
		}
		twice, _, err := Apply(once, Order{Act: Save, Draft: once}, reporter, noon)
		if err != nil || !cmp.Equal(once, twice) {
			t.Errorf("saved again: %v %s", err, cmp.Diff(once, twice))
		}
		for _, r := range once.Headline + once.Body {
			if r < ' ' && !slices.Contains([]rune("\n\t"), r) {
				t.Errorf("control character %q stayed", r)
			}
		}
		Validate(once)
	})
}
