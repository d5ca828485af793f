package read

import (
	"strings"
	"testing"

	"dateline/news"
)

// The story of the pages below, of which each test changes one thing.
var weir = []string{
	"The water board of Ossery voted on Thursday to raise the old weir by forty centimetres, after the river had run dry twice within a year.",
	"Masons will begin in the second week of April, and the board expects them to be done before the eels come up the river in June.",
	"Owners of the two mills below had asked the board to wait for a report on the fish ladder, which is due at the end of the winter.",
	"“Nobody has shown me a drop of water that waited for a report,” said the board's chair, Ilse Tamm, after the count of the votes.",
	"A first sum of nine hundred thousand crowns is set aside for the stones, most of which are to come from the quarry at Brennet.",
}

const weirHead = "Ossery raises its old weir"

func weirParagraphs() string { return "<p>" + strings.Join(weir, "</p>\n<p>") + "</p>" }

// weirPage is a page about the weir whose article holds the given mark-up.
func weirPage(article string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>` + weirHead + ` - The Ossery Mail</title></head><body>
<header><a href="/">The Ossery Mail</a><nav><a href="/a">Town</a> <a href="/b">River</a> <a href="/c">Sport</a></nav></header>
<main><article><h1>` + weirHead + `</h1><p class="byline">By Tove Marl</p><time datetime="2026-10-08T09:00:00+02:00">8 October 2026</time>
` + article + `</article></main><footer><a href="/imprint">Imprint</a> © The Ossery Mail</footer></body></html>`
}

func readPageOf(t *testing.T, source string) news.Report {
	t.Helper()
	r, err := Read(Page{URL: "https://mail.example/river/weir", Body: []byte(source), As: FormHTML})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// amid puts mark-up between the second and the third paragraph.
func amid(markup string) string {
	ps := strings.SplitAfterN(weirParagraphs(), "</p>\n", 3)
	return weirPage(ps[0] + ps[1] + markup + ps[2])
}

// A fault is a way in which pages were misread: a page, what its text must say, and what
// it must not.
type fault struct {
	page      string
	must, not []string
}

func checkFaults(t *testing.T, faults map[string]fault) {
	t.Helper()
	for name, f := range faults {
		r := readPageOf(t, f.page)
		if r.Kind != news.KindArticle {
			t.Errorf("%s: the page is %q, want an article", name, r.Kind)
		}
		for _, s := range append(f.must, weir[0], weir[4]) {
			if !strings.Contains(r.Text, s) {
				t.Errorf("%s: the text lacks %q:\n%s", name, s, r.Text)
			}
		}
		for _, s := range f.not {
			if strings.Contains(r.Text, s) {
				t.Errorf("%s: the text has %q:\n%s", name, s, r.Text)
			}
		}
	}
}

// Words stay in their sentences, and what only screen readers get stays out.
func TestNoWordIsLostInASentence(t *testing.T) {
	checkFaults(t, map[string]fault{
		"a class for how a link looks under the pointer": {page: amid(`<p>The engineer <a class="font-bold group-hover:text-green-800" href="/p/1">Nils Orre</a> called it <span class="lg:hover:bg-body">a modest plan</span> on Friday.</p>`), must: []string{"engineer Nils Orre called it a modest plan on"}},
		"a card under the pointer":                       {page: amid(`<p>The engineer <span class="name">Nils Orre<span class="hover-card">Born in Brennet, he has built eleven weirs.</span></span> called it modest.</p>`), must: []string{"Nils Orre called it modest"}, not: []string{"eleven weirs"}},
		"a hint by a class with words around it":         {page: amid(`<p>The <a href="/r">report<span class="Link-module_visuallyHidden__a81"> (opens in a new window)</span></a> is due in winter, the board said.</p>`), must: []string{"The report is due"}, not: []string{"new window"}},
		"a hint that the style sheet clips":              {page: `<style>.q7{position:absolute;clip-path:inset(50%)}</style>` + amid(`<p>The <a href="/r">report<i class="q7"> external link</i></a> is due in winter, the board said.</p>`), must: []string{"The report is due"}, not: []string{"external link"}},
		"a hint moved off the screen":                    {page: amid(`<p>The <a href="/r">report<b style="position: absolute; left: -9999px"> external link</b></a> is due in winter, the board said.</p>`), must: []string{"The report is due"}, not: []string{"external link"}},
		"a first letter set large":                       {page: amid(`<p><span aria-hidden="true">N</span>obody spoke against the plan when it was read out, the clerk noted.</p>`), must: []string{"Nobody spoke against"}},
		"a heading that a style sheet parts":             {page: `<style>.lead-in{display:block}</style>` + amid(`<p><span class="lead-in">How the weir is paid for</span>The county gives a third of the sum, and the town the rest of it.</p>`), must: []string{"paid for"}, not: []string{"forThe"}},
		"a heading in bold type without a space":         {page: amid(`<p><strong>How the weir is paid for</strong>The county gives a third of the sum, and the town the rest of it.</p>`), must: []string{"paid for"}, not: []string{"forThe"}},
		"an empty element that breaks the line":          {page: amid(`<p>The county gives a third of the sum.<span class="line-break"></span>The town pays the rest of it, the clerk said.</p>`), not: []string{"sum.The"}},
		"an empty place":                                 {page: amid(`<div class="ad-placeholder">Placeholder 3</div>`), not: []string{"Placeholder"}},
		"a button that is none by its element":           {page: amid(`<div role="button" tabindex="0">Enlarge the map</div>`), not: []string{"Enlarge"}},
	})
}

// What a page has struck out is not told, and is kept apart.
func TestStruckOutWords(t *testing.T) {
	checkFaults(t, map[string]fault{
		"an element":      {page: amid(`<p>The flood cost <del>three</del> four lives in Ossery, the county said on Friday.</p>`), must: []string{"cost four lives"}, not: []string{"three"}},
		"an old element":  {page: amid(`<p>The flood cost <strike>three</strike> four lives in Ossery, the county said on Friday.</p>`), must: []string{"cost four lives"}, not: []string{"three"}},
		"a class":         {page: amid(`<p>The flood cost <span class="line-through">three</span> four lives in Ossery, the county said on Friday.</p>`), must: []string{"cost four lives"}, not: []string{"three"}},
		"a rule":          {page: `<style>span.old { text-decoration: line-through; }</style>` + amid(`<p>The flood cost <span class="old">three</span> four lives in Ossery, the county said on Friday.</p>`), must: []string{"cost four lives"}, not: []string{"three"}},
		"a whole passage": {page: amid(`<p><s>The chair of the board resigned over the vote on Thursday night.</s></p>`), not: []string{"resigned"}},
	})
	r := readPageOf(t, amid(`<p>The flood cost <del>three</del> four lives in Ossery, the county said on Friday.</p>`))
	if len(r.Withdrawn) != 1 || r.Withdrawn[0] != "three" {
		t.Errorf("withdrawn are %q, want “three”", r.Withdrawn)
	}
}

// Small raised figures are not glued to numbers.
func TestRaisedFigures(t *testing.T) {
	checkFaults(t, map[string]fault{
		"a linked note":       {page: amid(`<p>The masons found 14<sup><a href="#n2">2</a></sup> holes in the old wall.</p><div class="footnotes"><p id="n2">Count of the county's inspector in spring.</p></div>`), must: []string{"found 14 holes"}, not: []string{"142", "inspector in spring"}},
		"a note by its class": {page: amid(`<p>The wall cost 2.5 million<span class="noteref">7</span> crowns in its day, says the board.</p>`), must: []string{"million crowns"}, not: []string{"million7"}},
		"a power":             {page: amid(`<p>Some 10<sup>5</sup> litres pass the old wall in an hour, and 10<sup>-4</sup> grams of lead with each.</p>`), must: []string{"10⁵ litres", "10⁻⁴ grams"}},
		"a fraction":          {page: amid(`<p>The wall is 3<sup>1</sup>/<sub>4</sub> metres high now, says the board of the river.</p>`), must: []string{"3 1/4 metres"}},
		"a unit":              {page: amid(`<p>The basin holds 900 m<sup>3</sup> of water when it is full, says the board.</p>`), must: []string{"900 m3 of water"}},
		"an ordinal":          {page: amid(`<p>On the 2<sup>nd</sup> of June the eels are counted by the board.</p>`), must: []string{"2nd of June"}},
		"a gloss":             {page: amid(`<p>The <ruby>weir<rp>(</rp><rt>dam</rt><rp>)</rp></ruby> is older than the town that stands at it.</p>`), must: []string{"The weir is older"}},
	})
	r := readPageOf(t, amid(`<p>The masons found 14<sup><a href="#n2">2</a></sup> holes in the old wall.</p><ol class="footnotes"><li id="n2">Count of the county's inspector in spring.</li></ol>`))
	if len(r.Notes) != 1 {
		t.Errorf("the notes are %q, want the inspector's count", r.Notes)
	}
}

// A story is found where scripts, builders and writings without spaces put it.
func TestNoStoryIsLost(t *testing.T) {
	builder := func(class, inner string) string {
		var sb strings.Builder
		for _, p := range weir {
			sb.WriteString(`<div class="` + class + `"><div class="` + inner + `"><p>` + p + `</p></div></div>`)
		}
		return sb.String()
	}
	rest := "<p>" + strings.Join(weir[2:], "</p><p>") + "</p>"
	checkFaults(t, map[string]fault{
		"streamed":                        {page: weirPage(`<!--$?--><template id="B:0"></template><p>Loading …</p><!--/$-->`) + `<div hidden id="S:0">` + weirParagraphs() + `</div><script>$RC("B:0","S:0")</script>`, not: []string{"Loading"}},
		"streamed in two parts":           {page: weirPage(`<template id="B:0"></template><template id="B:1"></template>`) + `<div hidden id="S:1"><p>` + weir[4] + `</p></div><div hidden id="S:0"><p>` + strings.Join(weir[:4], "</p><p>") + `</p></div>`, must: []string{weir[3] + "\n\n" + weir[4]}},
		"in a shadow tree":                {page: weirPage(`<story-body><template shadowrootmode="open"><div>` + weirParagraphs() + `</div></template></story-body>`)},
		"each block is a widget":          {page: weirPage(builder("page-widget widget-text", "widget-inner"))},
		"each block is in a sidebar":      {page: weirPage(builder("panel sidebar-panel", "inner"))},
		"the rest behind a button":        {page: weirPage("<p>" + weir[0] + "</p><p>" + weir[1] + `</p><div id="rest" style="display:none">` + rest + `</div><button aria-controls="rest">Read more</button>`), must: []string{weir[2]}},
		"the rest behind a link in a row": {page: weirPage("<p>" + weir[0] + "</p><p>" + weir[1] + `</p><a href="#">Continue reading</a><div class="folded" hidden>` + rest + `</div>`), must: []string{weir[2]}},
	})
	for name, c := range map[string]struct{ lang, head, text, must string }{
		"Japanese": {"ja", "町議会、堰のかさ上げを可決", "町議会は木曜日、古い堰を四十センチ高くする案を賛成多数で可決した。工事は四月に始まり、六月までに終わる見通し。下流の水車の持ち主は調査の結果を待つよう求めていた。", "四月に始まり"},
		"Chinese":  {"zh", "镇议会通过加高旧堰", "镇议会周四投票决定将旧堰加高四十厘米，此前河流一年内两次断流。工程将于四月开始，预计六月前完工。下游两座磨坊的主人曾要求等待调查报告。", "四月开始"},
		"Thai":     {"th", "เทศบาลลงมติยกฝายเก่าให้สูงขึ้น", "สภาเทศบาลลงมติเมื่อวันพฤหัสบดีให้ยกฝายเก่าสูงขึ้นสี่สิบเซนติเมตร หลังจากแม่น้ำแห้งสองครั้งภายในหนึ่งปี งานจะเริ่มในเดือนเมษายนและคาดว่าจะเสร็จก่อนเดือนมิถุนายน", "เดือนเมษายน"},
		"Korean":   {"ko", "읍의회, 낡은 보 높이기로 의결", "읍의회는 목요일 강이 한 해에 두 번 마른 뒤 낡은 보를 사십 센티미터 높이기로 의결했다. 공사는 사월에 시작해 유월 전에 끝날 전망이다.", "사월에 시작해"},
	} {
		r := readPageOf(t, `<html lang="`+c.lang+`"><head><meta charset="utf-8"><title>`+c.head+`</title></head><body><nav><a href="/a">1</a><a href="/b">2</a></nav><main><h1>`+c.head+`</h1><div class="text"><p>`+c.text+`</p></div></main></body></html>`)
		if r.Kind != news.KindArticle || !strings.Contains(r.Text, c.must) {
			t.Errorf("%s: the page is %q with the text %q, want an article with %q", name, r.Kind, r.Text, c.must)
		}
	}
}

// What other people wrote is not the story.
func TestOtherPeoplesText(t *testing.T) {
	long := `<p>I have fished below that weir since I was a boy, and I can tell you that forty centimetres are either far too much or not nearly enough for anybody.</p>`
	checkFaults(t, map[string]fault{
		"comments one by one":       {page: weirPage(weirParagraphs() + `</article><section id="comments"><ol class="thread"><li id="comment-7">` + long + `</li><li id="comment-8">` + long + strings.Replace(long, "boy", "girl", 1) + `</li></ol></section><article>`), not: []string{"fished below"}},
		"comments by their class":   {page: weirPage(weirParagraphs() + `<div class="comments-area"><div class="comment"><b>Eel</b>` + long + `</div><div class="comment"><b>Heron</b>` + strings.Replace(long, "boy", "child", 1) + `</div></div>`), not: []string{"fished below"}},
		"a list of links":           {page: amid(`<ul><li>River: <a href="/river/eels">Eels are late for the third year</a></li><li><a href="/river/mill">Mill at Brennet gets a new wheel</a></li></ul>`), not: []string{"Eels are late", "new wheel"}},
		"an offer":                  {page: amid(`<div class="promo-box"><h3>Read on with a subscription</h3><p>Subscribe now and read all that happens along the river.</p><ul><li>Every page of the paper on the evening before it is printed.</li><li>Puzzles from all forty years.</li></ul></div>`), not: []string{"forty years", "evening before"}},
		"a newsletter":              {page: amid(`<aside><h4>River letter</h4><p>Sign up for our weekly letter on the river and its people.</p><form><input type="email"><button>OK</button></form></aside>`), not: []string{"weekly letter"}},
		"what a browser would load": {page: amid(`<div class="embed-consent"><p><b>External content</b></p><p>Here stands a map of Mapgrid, which may set cookies on your device.</p><label><input type="checkbox"> Show external content</label></div>`), not: []string{"Mapgrid"}},
		"a German notice":           {page: amid(`<div class="x"><h3>Empfohlener redaktioneller Inhalt</h3><p>An dieser Stelle finden Sie einen externen Inhalt von Mapgrid, der den Artikel ergänzt.</p><button>Anzeigen</button></div>`), not: []string{"Mapgrid"}},
		"the next story":            {page: weirPage(weirParagraphs() + `</article><article><h1>Brennet quarry hires thirty masons</h1><p class="byline">By Arne Holt</p><p>The quarry at Brennet said on Friday that it would hire thirty masons in the spring, for the weir and for a church.</p></article><article>`), not: []string{"thirty masons in"}},
		"the next story, smaller":   {page: weirPage(weirParagraphs() + `</article><section><article><h2>Brennet quarry hires thirty masons</h2><p>The quarry at Brennet said on Friday that it would hire thirty masons in the spring, for the weir and for a church.</p></article></section><article>`), not: []string{"thirty masons in"}},
		"a card that is a link":     {page: amid(`<div class="card"><a href="/quarry"><h4>Brennet quarry hires masons</h4><p>The quarry at Brennet said on Friday that it would hire thirty masons in the spring.</p></a></div>`), not: []string{"thirty masons"}},
		"a box on related matters":  {page: amid(`<div class="related-box"><h4>More on this</h4><p>Two anglers drowned below the weir in the great flood of 2011.</p></div>`), not: []string{"Two anglers"}},
		"a quotation pulled out":    {page: amid(`<div class="pullquote">“Nobody has shown me a drop of water that waited for a report”</div>`), must: []string{weir[3]}, not: []string{"report”\n"}},
	})
}

// A label of the story's own stays, and so does what stands between its paragraphs.
func TestLabelsOfTheStoryStay(t *testing.T) {
	checkFaults(t, map[string]fault{
		"up next":   {page: weirPage(weirParagraphs() + `<p><b>NEXT</b></p><p>Brennet: the quarry's council meets on Monday evening.</p><p>Ostel: a hearing on the bridge is held on Tuesday.</p>`), must: []string{"Brennet: the quarry's"}},
		"a subhead": {page: amid(`<h2>More on the cost</h2>`), must: []string{"More on the cost"}},
	})
}

// Entries of a live report keep their hours.
func TestLiveEntriesKeepTheirHours(t *testing.T) {
	entry := func(hour, head, text string) string {
		return `<div class="entry"><time>` + hour + `</time><h3>` + head + `</h3><p>` + text + `</p></div>`
	}
	r := readPageOf(t, weirPage(`<p>`+weir[0]+`</p>`+entry("16:20", "The count begins", "The clerk is counting the votes of the board one by one.")+entry("15:05", "The mills speak", "The owners of the two mills have asked the board to wait.")+entry("14:30", "The doors open", "Some sixty people have come to the session of the board.")))
	for _, hour := range []string{"16:20", "15:05", "14:30"} {
		if !strings.Contains(r.Text, hour) {
			t.Errorf("the text lacks %s:\n%s", hour, r.Text)
		}
	}
}

// A page that holds a part of the story says so.
func TestTruncated(t *testing.T) {
	for markup, want := range map[string]bool{
		`<p>Page 1 of 3</p>`:   true,
		`<p>Seite 3 von 3</p>`: false,
		`<p><a href="/river/weir?part=2">Read the full story</a></p>`: true,
		`<p><a href="#more">Read more</a></p>`:                        false,
		``:                                                            false,
	} {
		if r := readPageOf(t, weirPage(weirParagraphs()+markup)); r.Truncated != want {
			t.Errorf("behind the body stands %q: truncated %v, want %v", markup, r.Truncated, want)
		}
	}
}
