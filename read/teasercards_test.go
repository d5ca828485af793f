package read

import (
	"slices"
	"strings"
	"testing"

	"dateline/news"
	"dateline/read/field"
	"dateline/read/site"
)

const (
	pierStory = `<h1>Storm closes the old pier at Lower Wick for a month</h1>
<p>By <a href="/staff/nell-tarn">Nell Tarn</a> <time datetime="2025-11-04T09:00:00Z">4 November 2025</time></p>
<p>The old pier at Lower Wick will stay closed until December after Sunday's storm tore away forty metres of its planking, the harbour board said on Tuesday.</p>
<p>Divers found that six of the iron legs had been undercut by the waves, and an engineer advised the board that nobody should walk on the deck before they are braced.</p>
<p><a href="/2025/11/03/sunday-storm-damage">The storm that came in on Sunday</a> was the strongest since the pier was built, and it also took the roofs of two boathouses on the northern shore.</p>
<p>Fishermen who sell from the pier were promised stalls on the market square, free of rent, for as long as the work lasts.</p>`
	pierProse = 4
)

// pierPage sets the story in a column, with more in it and beside it.
func pierPage(in, beside string) string {
	return `<!doctype html><html lang="en"><head><title>Storm closes the old pier at Lower Wick for a month | Wick Mail</title></head><body>
<div id="page"><div id="main">` + pierStory + in + `</div><div id="right">` + beside + `</div></div>
<div id="foot"><p>© Wick Mail 2025. All rights reserved.</p></div></body></html>`
}

const (
	bridgeLine, bridgeText = "Ferry to Upper Wick sails again after three weeks", "The engine was mended in a yard that has not built a ship since the war, and passengers cheered."
	schoolLine, schoolText = "Village school finds a teacher on the last day", "Parents had advertised in four countries. She lives in the next street, and had not been asked."
)

var pierTeasers = []news.Teaser{
	{Headline: bridgeLine, Excerpt: bridgeText, URL: "https://mail.example/2025/11/01/ferry-sails"},
	{Headline: schoolLine, Excerpt: schoolText, URL: "https://mail.example/2025/11/02/school-teacher"},
}

// each writes both cards in one form, in which H is the headline, E the excerpt
// and U the address.
func each(form string) string {
	one := strings.NewReplacer("U", "/2025/11/01/ferry-sails", "H", bridgeLine, "E", bridgeText)
	two := strings.NewReplacer("U", "/2025/11/02/school-teacher", "H", schoolLine, "E", schoolText)
	return one.Replace(form) + two.Replace(form)
}

func readPier(t *testing.T, page string) news.Report {
	t.Helper()
	r, err := Read(Page{URL: "https://mail.example/2025/11/04/pier-closed", Body: []byte(page), As: FormHTML})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCardsAreTeasers(t *testing.T) {
	for name, page := range map[string]string{
		"excerpt glued, beside":        pierPage("", each(`<div><a href="U">H</a><small>E</small></div>`)),
		"excerpt on a line, beside":    pierPage("", each(`<p><a href="U">H</a><br>E</p>`)),
		"excerpt glued, in the column": pierPage(each(`<div><a href="U">H</a><span>E</span></div>`), ""),
		"headline and excerpt apart":   pierPage("", each(`<div class="c"><h3><a href="U">H</a></h3><p>E</p></div>`)),
		"under a label, in the column": pierPage(`<div><h4>Related stories</h4><ul>`+each(`<li><a href="U">H</a><p>E</p></li>`)+`</ul></div>`, ""),
		"all glued, in the column":     pierPage(`<div>`+each(`<a href="U">H</a><span>E</span>`)+`</div>`, ""),
	} {
		r := readPier(t, page)
		if len(r.Paragraphs) != pierProse {
			t.Errorf("%s: %d paragraphs, want the story's %d; the last is %q", name, len(r.Paragraphs), pierProse, r.Paragraphs[len(r.Paragraphs)-1].Text)
		}
		if !slices.Equal(r.Teasers, pierTeasers) {
			t.Errorf("%s: teasers %+v, want %+v", name, r.Teasers, pierTeasers)
		}
	}
}

func TestOneCardBesideIsATeaser(t *testing.T) {
	r := readPier(t, pierPage("", `<p><a href="/2025/11/01/ferry-sails">`+bridgeLine+`</a><br>`+bridgeText+`</p>`))
	if len(r.Paragraphs) != pierProse || !slices.Equal(r.Teasers, pierTeasers[:1]) {
		t.Errorf("%d paragraphs, teasers %+v; want %d and %+v", len(r.Paragraphs), r.Teasers, pierProse, pierTeasers[:1])
	}
}

// What a story itself leads to stays in it.
func TestLinksOfTheStoryAreNoCards(t *testing.T) {
	p, err := field.Open(pierPage(`
<p><a href="/2025/11/01/ferry-sails">The ferry's captain told the Wick Mail</a> Tuesday that he had seen it coming.</p>
<p><a href="/2025/11/01/ferry-sails">A ferry ran aground on Sunday night.</a>Nobody was hurt.</p>
<p><a href="https://harbour.example/report">The engineer's report on the pier</a><br>Forty pages, with drawings of every leg.</p>
<p><a href="/staff/nell-tarn">Nell Tarn</a><br>Writes of the sea, and of those who live by it.</p>
<p>See also: <a href="/2025/11/01/ferry-sails">Ferry to Upper Wick sails again</a><br>It had been three weeks.</p>
<p><a href="#legs">What is wrong with the legs</a><br>They stand in sand.</p>
<p><a href="/2025/11/04/pier-closed?page=1#top">What is wrong with the deck</a></p>`, ""), address("https://mail.example/2025/11/04/pier-closed"))
	if err != nil {
		t.Fatal(err)
	}
	linked := 0
	for _, b := range p.Blocks {
		if len(b.Anchors) > 0 {
			linked++
		}
		if cards := p.Cards(b); cards != nil {
			t.Errorf("%q: cards %+v, want none", b.Text, cards)
		}
	}
	if linked < 8 {
		t.Errorf("%d blocks hold links, want at least 8", linked)
	}
}

// What is mostly cards in the story's own column is a story that lists them.
func TestAListOfCardsIsAStory(t *testing.T) {
	var list strings.Builder
	for _, walk := range []string{"Over the cliffs to Upper Wick", "Round the lake at Little Tarn", "Along the ditches to Dunmere", "Up the Hundred Steps at dawn"} {
		list.WriteString(`<p><a href="/walks/` + strings.ToLower(strings.ReplaceAll(walk, " ", "-")) + `">` + walk + `</a><br>It takes three hours at an easy pace, and there is an inn half way where the soup is hot at any time of the day.</p>`)
	}
	r := readPier(t, `<html><body><div id="main"><h1>Four walks for a wet November</h1><p>None of these four needs more than boots, a coat and a morning without plans, and each begins at a bus stop.</p>`+list.String()+`</div></body></html>`)
	if !strings.Contains(r.Text, "Little Tarn") || len(r.Paragraphs) < 5 {
		t.Errorf("the body is %q, want the four walks in it", r.Text)
	}
}

// A heading that leads on to nothing but the story is none of a card.
func TestASectionOfTheStoryIsNoExcerpt(t *testing.T) {
	r := readPier(t, pierPage(`<div class="part"><h3><a href="/2025/11/03/sunday-storm-damage">What the storm of Sunday took</a></h3><p>Forty metres of planking, six lamps and the bench on which the mayor proposed to his wife.</p><p>The storm also tore the flag from the pole at the end of the deck, where it had flown on each Sunday since the pier was opened, the board said.</p></div>`, ""))
	if !strings.Contains(r.Text, "Forty metres of planking") {
		t.Errorf("the body is %q, want the section on the storm in it", r.Text)
	}
}

// The desk's word that a card is body stands.
func TestTheDeskKeepsACard(t *testing.T) {
	page := Page{URL: "https://mail.example/2025/11/04/pier-closed", Body: []byte(pierPage("", each(`<p><a href="U">H</a><br>E</p>`))), As: FormHTML}
	r, err := new(SiteProfile).Read(page, news.Item{}, site.Correction{Text: bridgeLine + bridgeText, Body: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Text, bridgeText) || strings.Contains(r.Text, schoolText) {
		t.Errorf("the body is %q, want the card in it of which the desk said so, and no other", r.Text)
	}
}
