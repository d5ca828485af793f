package read

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/plain"
)

// hostile are patterns that cost a careless reader quadratic time or many times
// their size in memory: each is an opening, then a pattern repeated until the
// page is as large as asked for.
var hostile = map[string]struct{ opening, pattern string }{
	"nested div":            {"<html>", "<div>"},
	"nested b":              {"<html>", "<b>"},
	"nested a":              {"<html>", "<a href=x>"},
	"nested table":          {"<html>", "<table><tr><td>"},
	"nested font":           {"<html>", "<font color=a><p>x"},
	"nested lists":          {"<html>", "<dl><dd>x"},
	"nested unknown":        {"<html>", "<x-y>a"},
	"nested hidden":         {"<html>", "<div style='display:none'>"},
	"nested svg":            {"<html>", "<svg>"},
	"nested select":         {"<html>", "<select><option>a"},
	"nested nav":            {"<html>", "<nav><a href=x>Some words in a link here</a>"},
	"nested json":           {"<html><script type=application/ld+json>", "["},
	"nested json graph":     {"<html><script type=application/ld+json>", `{"@graph":`},
	"nested state":          {`<html><script id=__NEXT_DATA__ type=application/json>{"a":`, `{"b":[`},
	"pushed":                {"<html><script>", `self.__next_f.push([1,"7:[\"$\",\"p\",null,{\"children\":\"x\"}]\n"]);`},
	"pushed by many":        {"<html>", `<script>self.__next_f.push([1,"7:T1f,<p>a</p><p>b</p>\n"])</script>`},
	"pushed in a row":       {`<html><script>self.__next_f.push([1,"`, `7:[\"$\",\"p\",null,{\"children\":\"x\"}]\n`},
	"states":                {"<html><script>", `a={b:"<p>x</p><p>y</p>"};`},
	"rules that hide":       {"<html><style>", ".a{display:none}"},
	"rules that hide some":  {"<html>", "<style>.a{display:none}</style><p class=a>x</p>"},
	"open p":                {"<html>", "<p>x"},
	"stray ends":            {"<html>", "a</q>"},
	"stray unknown ends":    {"<html>", "<x-y></z-z>"},
	"stray ends in a cell":  {"<div><table><tr><td>" + strings.Repeat("<i>", 600), "</div>x"},
	"misnested":             {"<html>", "<div><p>a<span>b</div>"},
	"attributes":            {"<html><div ", "a=b "},
	"class":                 {`<html><div class="`, "a b-c "},
	"style":                 {`<html><div style="`, "display : none;"},
	"marks":                 {"<html>", "<p class='related byline promo caption share nav'>x"},
	"comment":               {"<html><!--", "x"},
	"comments":              {"<html>", "<!---->"},
	"script":                {"<html><script>", "<a "},
	"one paragraph":         {"<html><p>", "word "},
	"one word":              {"<html><p>", "x"},
	"breaks":                {"<html>", "a<br>"},
	"links in one block":    {"<html><p>", "some words and <a href=/x>a link</a> "},
	"entities":              {"<html>", "&amp;"},
	"ampersands":            {"<html>", "&"},
	"headings":              {"<html>", "<h1>some title here</h1>"},
	"paragraphs":            {"<html>", "<p>This is a long paragraph with some words in it, about ten or so of them.</p>"},
	"cards":                 {"<html><h1>some title here</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<div><a href=/x/y>Some link title here now</a>Excerpt</div>"},
	"cards in one block":    {"<html><h1>some title here</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<a href=/x/y>Some link title here now</a>Excerpt"},
	"places of comments":    {"<html><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<p><a name=comments></a>"},
	"link lists":            {"<html>", "<ul><li><a href=/x>Some link title here now</a>"},
	"figures":               {"<html><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<figure><img src=/a.jpg><figcaption>caption"},
	"lazy pictures":         {"<html><figure>", "<noscript><img src=x></noscript>"},
	"breadcrumb":            {"<html><div class=breadcrumb>", "<a href=x>w</a>"},
	"breadcrumbs":           {"<html>", "<div class=breadcrumb><a href=x>w</a></div>"},
	"tags":                  {"<html><div class=tags>", "<a href=x>w</a> "},
	"times":                 {"<html>", "<time datetime=2020>x</time>"},
	"metas":                 {"<html>", "<meta name=a content=b>"},
	"authors":               {"<html>", "<a rel=author href=/x>Some Name</a><br><br>"},
	"author boxes":          {"<html><p>By Some Name</p>", "<div class=author-bio>Some Name is a writer who does many things</div>"},
	"bytes":                 {"<html>", "\xff\xfe\x80"},
	"combining marks":       {"<html>a", "\u0301"},
	"credits in captions":   {"<html><h1>A title of a story</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p><figure><img src=/a.jpg><figcaption>", "<span class='credit caption'>x"},
	"pictures with words":   {"<html><h1>A title of a story</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<div class=photo><img src=/a.jpg>some words here</div>"},
	"dates":                 {"<html><h1>A title of a story</h1>", "<p class=date>3 June 2025 by Ana Pereira</p>"},
	"properties":            {"<html>", "<span itemprop='datePublished author' class='byline date'>x</span>"},
	"next stories":          {"<html><h1>some title here</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<article><h1>some other title here</h1><p>This is a long paragraph with some words in it, about ten.</p></article>"},
	"offers":                {"<html><h1>some title here</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<div><p>Subscribe to our newsletter on all that happens here, every day.</p></div>"},
	"hidden pages":          {"<html>", "<div class=page style='display:none'><p>This is a long paragraph with some words in it, about ten.</p></div>"},
	"raised figures":        {"<html><p>x", "10<sup>6</sup> "},
	"streamed parts":        {"<html>", "<template id='B:1'></template><div hidden id='S:1'>x</div>"},
	"comments one by one":   {"<html><h1>some title here</h1>", "<div class=comments id=comments><div id=comment-1>some words"},
	"pulled quotes":         {"<html><h1>some title here</h1>", "<p>some words that are said here again and again</p><p class=pullquote>words that are said here"},
	"cards' authors":        {"<html><h1>some title here</h1><p>This is a long paragraph with some words in it, about ten or so of them.</p>", "<div><h3><a href=/x/y>Some link title here</a></h3><p>By Some Name</p></div>"},
	"style sheets":          {"<html><style>", ".a{display:block}.b,.c{clip:rect(0 0 0 0)}"},
	"text: speakers":        {"", "Some Name on 12 May 2020 at 10:20 said:\nsome words here\n"},
	"text: related":         {"", "Related\nSome words said here and below\n\n"},
	"labels":                {"<html>", "<a rel=tag href=/x>x</a>"},
	"titles":                {"<html><title>A - B - C", " - D"},
	"broken json":           {`<html><script type=application/ld+json>{"@type":"NewsArticle","headline":"`, `a"b",`},
	"articles in json":      {`<html><script type=application/ld+json>[{}`, `,{"@type":"NewsArticle","headline":"x","url":"https://a.example/b"}`},
	"text: lines":           {"", "a b c\n"},
	"text: paragraphs":      {"", "This is a line of text with words.\n\n"},
	"text: captions":        {"", "Some Caption Here\n"},
	"text: one line":        {"", "word "},
	"text: one word":        {"", "x"},
	"text: capitals":        {"", "A"},
	"text: breadcrumb":      {"", "a > "},
	"text: bylines":         {"", "By Some Name, and "},
	"text: teasers":         {"", "Some title here\n\nAn excerpt of some words that is long enough...\n\n"},
	"text: digits":          {"", "1 "},
	"text: dates":           {"", "12 May 2020 "},
	"text: addresses":       {"", "Aa https://a.b/c\n"},
	"text: credits":         {"", "(Photo: x"},
	"text: nearly the same": {"", "Some words said twice in a row\nSome words said twice in a row (Photo: x)\n"},
}

// hostileScripts are short scripts that name one value very often: what they say
// is no larger than what it would take to look at it all is long.
var hostileScripts = map[string]string{
	// a list of two that are one, forty deep
	"doubling":         `a=(function(z){return ` + strings.Repeat(`(function(a){return [a,a]}(`, 40) + `1` + strings.Repeat(`))`, 40) + `}(1))`,
	"paragraphs":       `a=[{text:` + strings.Repeat(`(function(a){return [`+strings.Repeat(`a,`, 200)+`a]}(`, 5) + `"x"` + strings.Repeat(`))`, 5) + `}]`,
	"one long text":    `a=(function(a){return [` + strings.Repeat(`a,`, 1900) + `a]}("` + strings.Repeat(`<p>a</p>`, 20_000) + `"))`,
	"one long name":    `a=(function(a){return [` + strings.Repeat(`{type:a},`, 1900) + `a]}("` + strings.Repeat(`Image`, 20_000) + `"))`,
	"flat and long":    `[["Reactive",1],[` + strings.Repeat(`2,`, 1900) + `2],"` + strings.Repeat(`<p>a</p>`, 20_000) + `"]`,
	"flat and doubled": `[["Reactive",1]` + strings.Repeat(`,[1,1,1,1,1,1,1,1]`, 40) + `]`,
}

// TestHostileScripts: what is spent on a page's scripts is bounded by what they
// say, however often they say it. Without bounds these take from minutes to ages.
func TestHostileScripts(t *testing.T) {
	for name, script := range hostileScripts {
		t.Run(name, func(t *testing.T) {
			page := "<html><body>" + strings.Repeat("<script>"+script+strings.Repeat(" ", 400)+"</script>", 20)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := Read(Page{URL: "https://courier.example/a", Body: []byte(page)})
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; !raced && taken > 512<<20 {
				t.Errorf("%d MB were taken from memory for a page of %d kB", taken>>20, len(page)>>10)
			}
			if err == nil {
				checkBounds(t, r, claims.MaxState)
			}
		})
	}
}

func hostilePage(name string, size int) []byte {
	h := hostile[name]
	return []byte(h.opening + strings.Repeat(h.pattern, max(1, (size-len(h.opening))/len(h.pattern))))
}

func hostileNames() []string {
	var names []string
	for name := range hostile {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestHostile: a hostile page gives a report within bounds, or an error that
// says what is wrong with it; and no more than a few times its size is taken
// from memory. BenchmarkHostile does the same with pages as large as are taken
// in, and says how long it takes.
func TestHostile(t *testing.T) {
	size := 4 << 20
	switch {
	case raced: // which is about memory that two share, and of which a small page shows as much
		size = 128 << 10
	case testing.Short():
		size = 1 << 20
	}
	for _, name := range hostileNames() {
		t.Run(name, func(t *testing.T) {
			page := hostilePage(name, size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := Read(Page{URL: "https://courier.example/a", Body: page})
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; !raced && taken > mayTake(size) {
				t.Errorf("%d MB were taken from memory for a page of %d MB", taken>>20, size>>20)
			}
			if err != nil {
				if len(err.Error()) > 200 {
					t.Errorf("an error of %d bytes", len(err.Error()))
				}
				return
			}
			checkBounds(t, r, len(page))
		})
	}
}

// mayTake is how much memory may be taken for a page of so many bytes, all together: 32
// times its size, and what its blocks cost. A megabyte can hold as many blocks as are
// kept of any page (20,000), each with some 3 KB of numbers and judgements.
func mayTake(size int) uint64 { return 32*uint64(size) + 64<<20 }

// checkBounds: what holds for the report of any page.
func checkBounds(t *testing.T, r news.Report, size int) {
	t.Helper()
	if len(r.Text) > 4*size || len(r.Paragraphs) > plain.MaxLines || len(r.Figures) > field.MaxFigures || len(r.Teasers) > field.MaxTeasers || len(r.Bylines) > field.MaxBylines || len(r.Tags) > field.MaxTags || len(r.Section) > 12 {
		t.Errorf("out of bounds: %d bytes of text, %d paragraphs, %d figures, %d teasers, %d bylines, %d tags, %d sections",
			len(r.Text), len(r.Paragraphs), len(r.Figures), len(r.Teasers), len(r.Bylines), len(r.Tags), len(r.Section))
	}
	if r.Text != news.JoinParagraphs(r.Paragraphs) {
		t.Error("the text is not the paragraphs")
	}
	if !utf8.ValidString(r.Text) || !utf8.ValidString(r.Headline) || !utf8.ValidString(r.Standfirst) {
		t.Error("what was read is not UTF-8")
	}
	for _, b := range r.Bylines {
		if b.Name == "" {
			t.Errorf("a byline without a name: %+v", b)
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, name := range hostileNames() {
		page := hostilePage(name, dom.MaxPage)
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Read(Page{URL: "https://courier.example/a", Body: page})
			}
		})
	}
}

// TestTooMuch: what is turned away is turned away with the reason.
func TestTooMuch(t *testing.T) {
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"empty":          {nil, "empty"},
		"blank":          {[]byte(" \n\t "), "empty"},
		"too large":      {make([]byte, dom.MaxPage+1), "larger than 16 MiB"},
		"binary":         {[]byte("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01", 100)), "neither HTML nor text"},
		"broken gzip":    {[]byte("\x1f\x8b this is no gzip"), "can't be unpacked"},
		"too many nodes": {[]byte("<html>" + strings.Repeat("<i>a</i>", dom.MaxNodes)), "more than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(Page{Body: c.body})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error that says %q", err, c.want)
			}
		})
	}
}

func FuzzHTML(f *testing.F) {
	for _, name := range hostileNames() {
		f.Add(hostilePage(name, 300))
	}
	f.Add([]byte(`<!doctype html><title>Ferry strike ends | The Courier</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry strike ends","author":[{"name":"Ana Pereira"}],"datePublished":"2025-06-03"}</script><h1>Ferry strike ends</h1><p class=byline>By Ana Pereira<p>SELDEN — The ferries sail again, <a href=/x>the company said</a> on Monday.<figure><img src=a.jpg><figcaption>A ferry. Photo: J. Lind</figcaption></figure><blockquote>It is over.</blockquote><table><tr><th>a<th>b<tr><td>1<td>2</table>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		checkFuzzed(t, Page{URL: "https://courier.example/a", Body: page, As: FormHTML})
	})
}

func FuzzText(f *testing.F) {
	for _, name := range hostileNames() {
		f.Add(hostilePage(name, 300))
	}
	f.Add([]byte("HomeWorldFerry strike ends\n\nFerry strike ends\n\nBy Ana Pereira\n3 June 2025\n\nA ferry\nA ferry (Photo: J. Lind)\n\nSELDEN — The ferries sail again, the company said on Monday.\n\nLeave a reply\n"))
	f.Fuzz(func(t *testing.T, page []byte) {
		checkFuzzed(t, Page{Body: page, As: FormText})
	})
}

// checkFuzzed: any bytes give a report within bounds that can be written in each
// form, and the same one again.
func checkFuzzed(t *testing.T, p Page) {
	r, err := Read(p)
	if err != nil {
		return
	}
	checkBounds(t, r, len(p.Body))
	if _, err := NINJS(r); err != nil {
		t.Error(err)
	}
	if md := Markdown(r); !utf8.ValidString(md) {
		t.Errorf("Markdown that is not UTF-8: %q", md)
	}
	again, _ := Read(p)
	if got, want := fmt.Sprintf("%+v", again), fmt.Sprintf("%+v", r); r.Comments == nil && got != want {
		t.Errorf("read twice, the page gave\n%s\nand then\n%s", want, got)
	}
}
