package body

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dateline/read/claims"
	"dateline/read/dom"
)

// judged is a page whose blocks the trees have judged, the headline being its h1.
func judged(t *testing.T, source string) *Page {
	t.Helper()
	doc, err := dom.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse("https://mail.example/2025/11/04/pier-closed")
	if err != nil {
		t.Fatal(err)
	}
	p := New(doc, claims.Gather(doc, base))
	for _, b := range p.Blocks {
		if b.Level == 1 && p.Headline == "" {
			p.Headline, b.Role = b.Text, dom.RoleHeadline
		}
	}
	scene, numbers := p.Describe()
	testJudges(t).Judge(scene, numbers)
	for _, b := range p.Blocks {
		if sure, ok := sureOf[b.Text]; ok {
			b.Sure = sure
		}
	}
	return p
}

func testJudges(t *testing.T) Judges {
	t.Helper()
	var files [2][]byte
	for i, name := range []string{"html-first.trees", "html-second.trees"} {
		data, err := os.ReadFile(filepath.Join("..", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		files[i] = data
	}
	return LoadJudges(files[0], files[1])
}

const (
	pierHead  = `<html><head><title>Storm closes the old pier at Lower Wick for a month</title><meta name="description" content="Nobody is to walk on the deck of the old pier before its legs are braced, the board decided."></head><body><div id="c">`
	pierTitle = `<h1>Storm closes the old pier at Lower Wick for a month</h1>`
	pierFirst = `<p>The old pier at Lower Wick will stay closed until December after Sunday's storm tore away forty metres of its planking, the harbour board said on Tuesday.</p>`
	pierThen  = `<p>Divers found that six of the iron legs had been undercut by the waves, and an engineer advised the board that nobody should walk on the deck before they are braced.</p>`
	pierLast  = `<p>Fishermen who sell from the pier were promised stalls on the market square, free of rent, for as long as the work lasts.</p>`
	pierStory = pierFirst + pierThen + pierLast
)

// pierPages give each pass something to do.
var pierPages = map[string]string{
	"a notice above":   pierHead + `<p>On the pier today: rain from the west, and a wind that will not let you hold an umbrella.</p>` + pierTitle + pierStory,
	"a byline":         pierHead + pierTitle + `<p><b>Nobody is to walk on it</b></p><p>By NELL TARN and ODD BRAND, Mail Staff<br>November 4, 2025, 5:50 AM</p>` + pierStory,
	"a short answer":   pierHead + pierTitle + pierFirst + `<p>Will it hold?</p><p>Nobody knows.</p>` + pierThen + `<ul><li>Braces</li><li>Planks</li></ul>` + pierLast,
	"a quotation":      pierHead + pierTitle + pierFirst + `<blockquote class="tweet"><p>The third leg looked wrong to me when I walked there on Saturday with my daughter.</p>— Gannet, 4 November</blockquote>` + pierThen + pierLast,
	"its copy":         pierHead + pierTitle + pierStory + pierStory + pierThen,
	"comments":         pierHead + pierTitle + pierStory + `<a name="comments"></a><p>I walked there on Saturday and thought that the third leg looked wrong to me, Gannet said.</p><p>Stalls on the square are all very well, but who will carry the ice up the hill?</p>`,
	"cards":            pierHead + pierTitle + pierStory + `</div><div><a href="/a">Ferry to Upper Wick sails again</a>After a week in the dock the ferry sails again from Monday on, its owner said.</div><div><a href="/b">Lighthouse keeper sells his lamp</a>The lamp of the old lighthouse was sold to a museum for a small sum.</div>`,
	"a label":          pierHead + pierTitle + pierStory + `<h2>What the board decided on Tuesday</h2>`,
	"a standfirst":     pierHead + pierTitle + `<div class="standfirst"><p>The harbour board closes the deck until its legs are braced.</p></div>` + pierStory,
	"a caption":        pierHead + pierTitle + pierFirst + `<div class="photo"><img src="/p.jpg" width="600">The pier on Sunday. Photo: Odd Brand</div>` + pierThen + pierLast,
	"its description":  pierHead + pierTitle + `<section class="related"><p>Nobody is to walk on the deck of the old pier before its legs are braced, the board decided.</p></section>` + pierStory,
	"marked comments":  pierHead + pierTitle + pierStory + `<div id="comments"><div class="comment"><p>I walked there on Saturday and thought that the third leg looked wrong to me, Gannet said.</p></div><div class="comment"><p>Stalls on the square are all very well, but who will carry the ice up the hill?</p></div></div>`,
	"the next story":   pierHead + `<article>` + pierTitle + pierStory + `</article><article><h1>Ferry to Upper Wick sails again</h1><p>After a week in the dock the ferry sails again from Monday on, its owner said.</p></article>`,
	"an offer":         pierHead + pierTitle + pierFirst + `<div class="box"><h3>Subscribe to our letters</h3><p>Our newsletter on the piers of the coast is sent on each Friday.</p></div>` + pierThen + pierLast,
	"a list of links":  pierHead + pierTitle + pierFirst + `<ul><li><a href="/ferry">Ferry to Upper Wick sails again</a></li><li><a href="/lamp">Lighthouse keeper sells his lamp</a></li></ul>` + pierThen + pierLast,
	"a linked box":     pierHead + pierTitle + pierFirst + `<div><a href="/ferry"><h4>Ferry to Upper Wick sails again</h4><p>After a week in the dock the ferry sails again from Monday on.</p></a></div>` + pierThen + pierLast,
	"a related box":    pierHead + pierTitle + pierFirst + `<div class="related"><h4>Related</h4><p>After a week in the dock the ferry sails again from Monday on.</p></div>` + pierThen + pierLast,
	"a pulled quote":   pierHead + pierTitle + pierFirst + `<div class="pullquote">Nobody should walk on the deck before they are braced</div>` + pierThen + pierLast,
	"notes":            pierHead + pierTitle + pierStory + `<ol class="footnotes"><li id="fn1">Report of the divers, page 8.</li></ol>`,
	"up next":          pierHead + pierTitle + pierFirst + `<p><b>UP NEXT</b></p><p>The board meets again on Monday.</p>` + pierThen + pierLast,
	"entries":          pierHead + pierTitle + `<div><time>14:10</time>` + pierFirst + `</div><div><time>13:10</time>` + pierThen + `</div><div><time>12:10</time>` + pierLast + `</div>`,
	"a copy":           pierHead + pierTitle + `<p class="dek">The harbour board closes the deck until its legs are braced.</p><div><p>The harbour board closes the deck until its legs are braced.</p>` + pierStory + `</div>`,
	"a late copy":      pierHead + pierTitle + `<p class="dek">The harbour board closes the deck until its legs are braced.</p><div>` + pierFirst + `<p>The harbour board closes the deck until its legs are braced.</p>` + pierThen + pierLast + `</div>`,
	"two sentences":    pierHead + pierTitle + pierFirst + `<p>The work begins on Monday.</p>`,
	"a bare place":     pierHead + pierTitle + pierFirst + `<div>Loading …</div>` + pierThen + pierLast,
	"nothing to judge": `<html><body><p>Home</p></body></html>`,
}

// sureOf says how sure the trees shall be of some blocks, where a page is to show what
// a pass does and not what the trees think.
var sureOf = map[string]float32{
	"After a week in the dock the ferry sails again from Monday on, its owner said.":               0.9,
	"After a week in the dock the ferry sails again from Monday on.":                               0.9,
	"I walked there on Saturday and thought that the third leg looked wrong to me, Gannet said.":   0.9,
	"Our newsletter on the piers of the coast is sent on each Friday.":                             0.9,
	"Ferry to Upper Wick sails again":                                                              0.9,
	"Lighthouse keeper sells his lamp":                                                             0.9,
	"Nobody should walk on the deck before they are braced":                                        0.9,
	"Report of the divers, page 8.":                                                                0.9,
	"The harbour board closes the deck until its legs are braced.":                                 0.9,
	"The board meets again on Monday.":                                                             0.9,
	"The work begins on Monday.":                                                                   0.1,
	"Loading …":                                                                                    0.9,
	"Will it hold?":                                                                                0.2,
	"Nobody knows.":                                                                                0.2,
	"— Gannet, 4 November":                                                                         0.01,
	"The third leg looked wrong to me when I walked there on Saturday with my daughter.":           0.9,
	"What the board decided on Tuesday":                                                            0.9,
	"Nobody is to walk on the deck of the old pier before its legs are braced, the board decided.": 0.1,
}

// TestPasses runs the passes one by one: each finds what it needs, changes no role but
// those that it may, and leaves what it promises; and each has something to do.
func TestPasses(t *testing.T) {
	pages := map[string]string{}
	for name, source := range pierPages {
		pages[name] = source
	}
	files, err := filepath.Glob(filepath.Join("..", "testdata", "html", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, path := range files {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[path] = string(source)
	}
	worked := map[string]bool{}
	for name, source := range pages {
		p := judged(t, source)
		for _, x := range passes {
			if x.needs != nil {
				if err := x.needs(p); err != nil {
					t.Errorf("%s: before %q: %v", name, x.name, err)
				}
			}
			before, had := rolesOf(p), len(p.Body)
			x.run(p)
			worked[x.name] = worked[x.name] || len(p.Body) != had
			for i, b := range p.Blocks {
				if b.Role == before[i] {
					continue
				}
				worked[x.name] = true
				if x.from != nil && !slices.Contains(x.from, before[i]) || x.to != nil && !slices.Contains(x.to, b.Role) {
					t.Errorf("%s: %q makes %s of %s: %s", name, x.name, b.Role.Name(), before[i].Name(), b.Text)
				}
			}
			if x.holds != nil {
				if err := x.holds(p); err != nil {
					t.Errorf("%s: after %q: %v", name, x.name, err)
				}
			}
		}
	}
	for _, x := range passes {
		if !worked[x.name] {
			t.Errorf("no page gives %q anything to do", x.name)
		}
	}
}

func rolesOf(p *Page) []dom.Role {
	out := make([]dom.Role, len(p.Blocks))
	for i, b := range p.Blocks {
		out[i] = b.Role
	}
	return out
}
