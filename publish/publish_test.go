package publish

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/news"
)

var (
	noon  = time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
	site  = Site{Name: "The Dateline & Post", Tagline: "News with its sources", BaseURL: "https://news.example.org/", Language: "en-GB", Sections: []Section{{"world", "World"}, {"economy", "Economy"}}}
	meta1 = FeedMeta{Self: "/feeds/rss.xml", Hub: "https://hub.example.org/", Icon: "/icon.png"}
)

func sample() news.Dispatch {
	return news.Dispatch{ID: "dis_1", Slug: "2024-06-19-two-sign-a-pact-k3f8", State: news.Published, Section: "world",
		Headline: "Two sign a pact: 5 < 6 & more", Standfirst: "It replaces three.", Byline: "By Ann Lee", Place: "Port Town",
		Body: "# Signed\n\nThey *signed* it.[^1] It replaces [others](/news/x).[^2][^1]\n\n- one\n- two[^9]",
		Citations: []news.DispatchCitation{
			{Number: 1, Citation: news.Citation{ReportID: "rep_a", Version: 2, Exact: "They signed it.", Start: 10, End: 25}, Outlet: "The Courier", URL: "https://courier.example/a"},
			{Number: 2, Citation: news.Citation{ReportID: "rep_b", Version: 1, Exact: "Three are replaced.", Start: 0, End: 19}, Outlet: "Daily", URL: "javascript:x"},
			{Number: 3, Citation: news.Citation{ReportID: "rep_c", Version: 1, Exact: "Unused."}}},
		Figure: &news.Figure{URL: "/pictures/a.jpg", Caption: "The signing", Credit: "A. Photo"}, Tags: []string{"pact", "treaties"},
		CommentsOpen: true, PublishedAt: noon, UpdatedAt: noon.Add(time.Hour), Edition: 2,
		Corrections: []news.Correction{{At: noon.Add(time.Hour), Note: "There were three.", By: "user_1"}}}
}

func TestArticle(t *testing.T) {
	p, err := Article(site, sample())
	if err != nil {
		t.Fatal(err)
	}
	want := `<h2>Signed</h2>
<p>They <em>signed</em> it.<sup><a href="#source-1" id="ref-1">1</a></sup> It replaces <a href="/news/x">others</a>.<sup><a href="#source-2" id="ref-2">2</a></sup><sup><a href="#source-1" id="ref-1-2">1</a></sup></p>
<ul>
<li>one</li>
<li>two</li>
</ul>`
	if diff := cmp.Diff(want, string(p.BodyHTML)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	sources := []Source{
		{1, "source-1", []string{"ref-1", "ref-1-2"}, "They signed it.", "The Courier", "https://courier.example/a", "/evidence/rep_a/2?start=10&end=25#cited"},
		{2, "source-2", []string{"ref-2"}, "Three are replaced.", "Daily", "", "/evidence/rep_b/1?start=0&end=19#cited"}}
	if diff := cmp.Diff(sources, p.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if p.URL != "https://news.example.org/news/2024-06-19-two-sign-a-pact-k3f8" || p.Minutes != 1 || p.Figure.Alt != "The signing" || p.Corrections[0].By != "" {
		t.Errorf("page: %+v", p)
	}
	if strings.ContainsAny(string(p.JSONLD), "<>&") || !strings.Contains(string(p.JSONLD), `"@type":"NewsArticle"`) {
		t.Errorf("json-ld: %s", p.JSONLD)
	}
}

func TestPlainText(t *testing.T) {
	want := `Two sign a pact: 5 < 6 & more

It replaces three.

By Ann Lee

Correction, 19 June 2024, 13:00 UTC: There were three.

PORT TOWN – Signed

They signed it.[1] It replaces others.[2][1]

– one
– two

Sources
[1] The Courier: “They signed it.” https://courier.example/a
[2] Daily: “Three are replaced.”

https://news.example.org/news/2024-06-19-two-sign-a-pact-k3f8
`
	if diff := cmp.Diff(want, PlainText(site, sample())); diff != "" {
		t.Errorf("plain text (-want +got):\n%s", diff)
	}
	for body, want := range map[string]string{
		`1\. Fish \& chips &amp; \[x\]`: "1. Fish & chips & [x]",
		"<b>x</b> y":                    "x y",
		"a  \nb":                        "a\nb",
		"```\ncode\n```":                "code",
	} {
		if got := render(news.Dispatch{Body: body}).text; got != want {
			t.Errorf("text of (%q) = %q, want %q", body, got, want)
		}
	}
}

// Whatever state a dispatch is in, only what is published comes out, and of
// what was killed only the notice, at its own address.
func TestOnlyTheReleasedComesOut(t *testing.T) {
	const secret = "Zanzibar"
	for _, state := range []news.DispatchState{news.Draft, news.Submitted, news.Embargoed, news.Spiked, news.Killed, "", "nonsense"} {
		d := sample()
		d.State, d.Body, d.Standfirst, d.Tags, d.Citations[0].Exact, d.KillNote = state, secret+"[^1]", secret, []string{secret}, secret, "It was wrong."
		if state != news.Killed {
			d.Headline = secret
		}
		outs := map[string]string{"plain": PlainText(site, d)}
		collect := func(name string, b []byte, err error) {
			if err != nil && !errors.Is(err, ErrNotReleased) {
				t.Errorf("%s of %s: %v", name, state, err)
			}
			if err == nil && state != news.Killed && (name == "ninjs" || name == "mail") {
				t.Errorf("%s of %s was not refused", name, state)
			}
			outs[name] = string(b)
		}
		ds := []news.Dispatch{d}
		rss, err := RSS(site, meta1, ds)
		collect("rss", rss, err)
		atom, err := Atom(site, meta1, ds)
		collect("atom", atom, err)
		jf, err := JSONFeed(site, meta1, ds)
		collect("json feed", jf, err)
		sm, err := Sitemap(site, ds)
		collect("sitemap", sm, err)
		ns, err := NewsSitemap(site, ds, noon)
		collect("news sitemap", ns, err)
		nj, err := NINJS(site, d)
		collect("ninjs", nj, err)
		mail, err := EmailHTML(site, d)
		collect("mail", []byte(mail), err)
		for name, out := range outs {
			if strings.Contains(out, secret) {
				t.Errorf("%s of %q shows the text: %s", name, state, out)
			}
			feed := name == "rss" || name == "atom" || name == "json feed"
			listed := (feed || strings.HasSuffix(name, "sitemap")) && strings.Contains(out, d.Slug)
			if tombstone := feed && state == news.Killed; listed != tombstone {
				t.Errorf("%s lists a dispatch that is %q: %v", name, state, listed)
			}
			if state == news.Killed && strings.Contains(out, d.Headline) {
				t.Errorf("%s repeats the headline of a dispatch that was killed:\n%s", name, out)
			}
		}
		if f := Front(site, ds); f.Lead != nil || len(f.Latest) > 0 {
			t.Errorf("the front page shows what is %q", state)
		}
		p, err := Article(site, d)
		if state == news.Killed {
			if err != nil || !p.Killed || p.KillNote != "It was wrong." || p.BodyHTML != "" || len(p.Sources) > 0 || p.Comments {
				t.Errorf("notice: %+v %v", p, err)
			}
		} else if !errors.Is(err, ErrNotReleased) || p.Headline != "" {
			t.Errorf("Article of %q: %v, want ErrNotReleased", state, err)
		}
	}
}

func TestFront(t *testing.T) {
	var ds []news.Dispatch
	for i := range 14 {
		d := sample()
		d.ID, d.Headline, d.Figure = string(rune('a'+i)), string(rune('A'+i)), nil
		if i == 1 {
			d.Figure = sample().Figure
		}
		d.Section = []string{"world", "economy"}[i%2]
		ds = append(ds, d)
	}
	f := Front(site, ds)
	var got []string
	for _, t := range f.Secondary {
		got = append(got, t.ID)
	}
	for _, b := range f.Sections {
		got = append(got, b.Title)
		for _, t := range b.Teasers {
			got = append(got, t.ID)
		}
	}
	want := []string{"a", "c", "d", "e", "World", "g", "i", "k", "m", "Economy", "f", "h", "j", "l", "n"}
	if f.Lead.ID != "b" || !cmp.Equal(got, want) || len(f.Latest) != 10 || f.Lead.Sources != 2 || !f.Lead.Corrected {
		t.Errorf("front: lead %+v, rest %v, want %v", f.Lead, got, want)
	}
	if f := Front(site, nil); f.Lead != nil {
		t.Errorf("empty front: %+v", f)
	}
}

func TestComments(t *testing.T) {
	got := Comments([]news.Comment{{ID: "1", Name: "Ann", Text: "One\ntwo\n\nthree", State: news.CommentApproved}, {ID: "2", State: news.CommentHeld}, {ID: "3", State: news.CommentRejected}})
	want := []CommentView{{ID: "1", Name: "Ann", Paragraphs: []string{"One two", "three"}}}
	if !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?y=1#z": "https://a.example/x?y=1#z", "/x": "/x", "#a": "#a", "mailto:a@b.example": "mailto:a@b.example", "": "",
		"javascript:x": "", "JaVaScRiPt:x": "", " data:text/html,x": "", "java\tscript:x": "", "//evil.example/x": "", "http:x": "", "vbscript:x": "", "/\\evil": "", "file:///etc": "",
	} {
		if got := SafeURL(in); got != want {
			t.Errorf("SafeURL(%q) = %q, want %q", in, got, want)
		}
	}
	under := Site{BaseURL: "https://a.example/paper"}
	if got := under.Abs("/news/x"); got != "https://a.example/paper/news/x" {
		t.Errorf("Abs under a path: %q", got)
	}
}

// What stands for a text in a list has no citation marks.
func TestExcerptHasNoMarks(t *testing.T) {
	d := news.Dispatch{ID: "dis_1", Slug: "pact", State: news.Published, PublishedAt: noon, Headline: "Pact", Body: "A pact was **signed**.[^1] It holds.[^1]\n\nMore.",
		Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: "rep_1", Exact: "A pact was signed."}}}}
	if got := Teasers(Site{}, []news.Dispatch{d}); len(got) != 1 || got[0].Excerpt != "A pact was signed. It holds." {
		t.Errorf("teasers %+v, want the first paragraph without marks", got)
	}
}

// A sentence that ends in an exclamation mark keeps it, and its citation.
func TestCitationAfterAnExclamation(t *testing.T) {
	d := news.Dispatch{ID: "dis_1", Slug: "note", State: news.Published, PublishedAt: noon, Headline: "Note", Body: "What a note![^1] ![a](b) It holds.",
		Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: "rep_1", Exact: "What a note!"}}}}
	if got := Teasers(Site{}, []news.Dispatch{d}); len(got) != 1 || !strings.HasPrefix(got[0].Excerpt, "What a note! ") || strings.Contains(got[0].Excerpt, "[^") {
		t.Errorf("the excerpt is %+v", got)
	}
	html, err := EmailHTML(site, d)
	if err != nil || !strings.Contains(html, "What a note!<sup") || strings.Contains(html, "[^1]") {
		t.Errorf("the mark is lost (%v):\n%s", err, html)
	}
}
