package read

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/read/phrase"

	"github.com/google/go-cmp/cmp"
)

// story is a body that every reader takes for one, in three paragraphs.
const story = `<div class="article-body"><p>The ferries between Selden and Aster sail again after a strike of nine days, the company said on Monday morning, and tickets are sold from noon.</p>
<p>The crews had asked for fewer night sailings. They will get two nights off in every week from September on, and a payment for each night beyond that.</p>
<p>Parliament will debate the law on coastal shipping next week, which may change the rules for all crews on the coast again, a spokesman said.</p></div>`

// readFields reads a page that has this head and this before its body.
func readFields(t testing.TB, head, before string) news.Report {
	t.Helper()
	return readWhole(t, "<!doctype html><html><head>"+head+"</head><body><article>"+before+story+"</article></body></html>")
}

func readWhole(t testing.TB, page string) news.Report {
	t.Helper()
	r, err := Read(Page{URL: "https://courier.example/ferry", Body: []byte(page)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func linkedData(s string) string { return `<script type="application/ld+json">` + s + `</script>` }

func namesOf(bylines []news.Byline) string {
	var names []string
	for _, b := range bylines {
		name := b.Name
		if b.Role != "" {
			name += " (" + b.Role + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}

// TestLinkedAuthors: the forms in which JSON-LD gives authors.
func TestLinkedAuthors(t *testing.T) {
	for name, c := range map[string]struct{ author, want string }{
		"a string":              {`"Ana Pereira"`, "Ana Pereira"},
		"several in a string":   {`"By Ana Pereira, Jo Lindqvist and Emil Stern"`, "Ana Pereira; Jo Lindqvist; Emil Stern"},
		"a list of strings":     {`["Ana Pereira","Jo Lindqvist"]`, "Ana Pereira; Jo Lindqvist"},
		"an object":             {`{"@type":"Person","name":"Ana Pereira","jobTitle":"Editor"}`, "Ana Pereira (Editor)"},
		"a list of objects":     {`[{"@type":"Person","name":"Ana Pereira"},{"@type":"Person","name":"Jo Lindqvist"}]`, "Ana Pereira; Jo Lindqvist"},
		"names in an object":    {`{"@type":"Person","name":["Ana Pereira","Jo Lindqvist"]}`, "Ana Pereira; Jo Lindqvist"},
		"a name in a name":      {`{"@type":"Person","name":{"@type":"Person","name":"Ana Pereira"}}`, "Ana Pereira"},
		"given and family name": {`{"@type":"Person","givenName":"Ana","familyName":"Pereira"}`, "Ana Pereira"},
		"a list in an object":   {`{"@list":[{"name":"Ana Pereira"}]}`, "Ana Pereira"},
		"with house and degree": {`{"@type":"Person","name":"Ana Pereira, PhD, Courier News"}`, "Ana Pereira"},
		"with office":           {`{"@type":"Person","name":"Ana Pereira | Chief Political Correspondent"}`, "Ana Pereira (Chief Political Correspondent)"},
		"with handle":           {`{"@type":"Person","name":"Ana Pereira (@anap) ana@courier.example"}`, "Ana Pereira"},
		"two family names":      {`{"@type":"Person","name":"Lucía Ferro y Salas"}`, "Lucía Ferro y Salas"},
		"two persons":           {`"Por Lucía Ferro y Bruno Salas"`, "Lucía Ferro; Bruno Salas"},
		"an agency":             {`{"@type":"Organization","name":"Reuters"}`, "Reuters (agency)"},
		"person and agency":     {`[{"@type":"Person","name":"Ana Pereira"},{"@type":"Organization","name":"Coast Wire"}]`, "Ana Pereira; Coast Wire (agency)"},
		"a house's people":      {`"Newsroom"`, "Newsroom (staff)"},
		"an address":            {`"https://social.example/courier"`, ""},
		"nobody":                {`{}`, ""},
		"whoever typed it":      {`"admin"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFields(t, linkedData(`{"@type":"NewsArticle","headline":"Ferry strike ends in Selden","author":`+c.author+`}`), "<h1>Ferry strike ends in Selden</h1>")
			if got := namesOf(r.Bylines); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestBrokenLinkedData: JSON-LD that no parser takes, as pages write it.
func TestBrokenLinkedData(t *testing.T) {
	const whole = `{"@type":"NewsArticle","headline":"Strike ends","datePublished":"2025-06-03T08:00:00+02:00","author":{"name":"Ana Pereira"}}`
	for name, source := range map[string]string{
		"sound":              whole,
		"in a list":          "[" + whole + "]",
		"in a graph":         `{"@graph":[{"@type":"WebSite","name":"x"},` + whole + "]}",
		"twice in a row":     whole + "\n" + whole,
		"a comma too many":   strings.Replace(whole, `"}}`, `",},}`, 1),
		"bare quotes":        strings.Replace(whole, "Strike ends", `"Strike" ends`, 1),
		"a raw line break":   strings.Replace(whole, "Strike ends", "Strike\n\tends", 1),
		"a wrong escape":     strings.Replace(whole, "Strike ends", `Strike\'s end`, 1),
		"comments":           "/* made by hand */\n" + strings.Replace(whole, ",", ", // the next\n", 1),
		"an HTML comment":    "<!-- " + whole + " -->",
		"CDATA":              "//<![CDATA[\n" + whole + "\n//]]>",
		"a semicolon":        whole + ";",
		"escaped for HTML":   strings.ReplaceAll(whole, `"`, "&quot;"),
		"a schema's address": strings.Replace(whole, `"NewsArticle"`, `"https://schema.org/NewsArticle"`, 1),
		"cut off":            `{"@type":"NewsArticle","headline":"Strike ends","datePublished":"2025-06-03T08:00:00+02:00","author":{"@type":"Person","name":"Ana Pereira"},"articleBody":"The ferr`,
	} {
		t.Run(name, func(t *testing.T) {
			r := readFields(t, linkedData(source), "<h1>A strike on the coast is at its end</h1>")
			if got := r.Published.Format(time.RFC3339); got != "2025-06-03T08:00:00+02:00" || namesOf(r.Bylines) != "Ana Pereira" {
				t.Errorf("published %s by %q", got, namesOf(r.Bylines))
			}
			if r.Evidence["published"] != "JSON-LD datePublished" || r.Evidence["bylines"] != "JSON-LD author" {
				t.Errorf("evidence %v", r.Evidence)
			}
		})
	}
}

// TestLinkedArticle: of several articles the page's own counts, and what another
// description of it adds.
func TestLinkedArticle(t *testing.T) {
	r := readFields(t, linkedData(`[
		{"@type":"NewsArticle","headline":"Eels return to the river","url":"https://courier.example/eels","datePublished":"2025-01-01","author":"Somebody Else"},
		{"@type":"NewsArticle","headline":"Ferry strike ends in Selden","url":"https://www.courier.example/ferry?from=home"},
		{"@type":"Article","headline":"Ferry strike ends in Selden","datePublished":"2025-06-03","author":"Ana Pereira"}]`), "<h1>Ferry strike ends in Selden</h1>")
	if r.Published.Format(time.DateOnly) != "2025-06-03" || namesOf(r.Bylines) != "Ana Pereira" {
		t.Errorf("published %v by %q", r.Published, namesOf(r.Bylines))
	}
}

// TestShownBylines: the lines in which pages show who wrote a story.
func TestShownBylines(t *testing.T) {
	for name, c := range map[string]struct{ head, line, want string }{
		"by":                    {"", `<p>By Ana Pereira</p>`, "Ana Pereira"},
		"by two":                {"", `<p class="byline">By Ana Pereira and Jo van Lindqvist</p>`, "Ana Pereira; Jo van Lindqvist"},
		"with a date":           {"", `<p>By Ana Pereira on Tuesday, June 3rd, 2025 at 11:04 a.m.</p>`, "Ana Pereira"},
		"with an office":        {"", `<div class="author">Ana Pereira, Senior Reporter</div>`, "Ana Pereira (Senior Reporter)"},
		"German, three":         {"", `<p class="autor">Von Ana Pereira, Jo Lindqvist und Emil Stern</p>`, "Ana Pereira; Jo Lindqvist; Emil Stern"},
		"French":                {"", `<p class="auteur">Par Ana Pereira et Jo Lindqvist</p>`, "Ana Pereira; Jo Lindqvist"},
		"a label before":        {"", `<div>By</div><div><a href="/people/ana">Ana Pereira</a></div>`, "Ana Pereira"},
		"an agency":             {"", `<p class="byline">By Reuters</p>`, "Reuters (agency)"},
		"a name beside the day": {"", `<p class="meta">03.06.2025 18:05 von Ana</p>`, "Ana"},
		"more than the data":    {linkedData(`{"@type":"NewsArticle","headline":"Ferry strike ends in Selden","author":"Ana Pereira"}`), `<p class="byline">By Ana Pereira, Jo Lindqvist</p>`, "Ana Pereira; Jo Lindqvist"},
		"other than the meta":   {`<meta name="author" content="Web Producer"><meta property="og:site_name" content="The Courier">`, `<p class="byline">By Ana Pereira</p>`, "Ana Pereira"},
		"behind a user's name":  {`<meta name="author" content="apereira2">`, `<p class="byline">By Ana Pereira</p>`, "Ana Pereira"},
		"a library's order":     {`<meta name="citation_author" content="Pereira, Ana"><meta name="citation_author" content="Lindqvist, Jo">`, "", "Ana Pereira; Jo Lindqvist"},
		"Chinese":               {"", `<p class="author">作者：王小明</p>`, "王小明"},
		"Russian":               {"", `<p class="author">Автор: Иван Петров</p>`, "Иван Петров"},
		"the house alone":       {`<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">`, "", "The Courier (staff)"},
		"behind the house":      {`<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">`, `<p class="byline">By Ana Pereira</p>`, "Ana Pereira"},
		"names and an agency":   {"", `<p class="byline">By Ana Pereira and Jo Lindqvist, AFP</p>`, "Ana Pereira; Jo Lindqvist; AFP (agency)"},
		"a name and an agency":  {"", `<p class="byline">Von Ana Pereira und dpa</p>`, "Ana Pereira; dpa (agency)"},
		"an office glued on":    {`<meta name="author" content="Ana Pereira Foreign editor">`, "", "Ana Pereira (Foreign editor)"},
		"a name shown alone":    {`<meta name="author" content="Ana Pereira Schach">`, `<div><span class="author-name">Ana Pereira</span></div>`, "Ana Pereira (Schach)"},
		"behind the hour":       {"", `<div class="info">Tue 03.06.25 | 18:05 | By <span>Ana Pereira-Lund</span></div>`, "Ana Pereira-Lund"},
		"a card's author":       {"", `<p>The strike of the ferries ended in Selden on Tuesday after four days, the company said.</p><p>Boats will leave again on the hour from Wednesday on, it said in the evening.</p></main><div class="more"><div><h4><a href="/n/4">Museum buys a lighthouse and its lamp</a></h4><p>By Emil Stern</p></div></div>`, ""},
		"no name":               {"", `<p class="byline">3 min read</p>`, ""},
		"thanks for a picture":  {"", `<p class="byline">Cortesía</p>`, ""},
		"a picture agency":      {"", `<p class="author">Getty Images</p>`, ""},
		"a photographer":        {"", `<p class="byline">Photographer</p><p class="byline">Jo Lindqvist</p>`, ""},
		"words and pictures":    {"", `<p class="byline">Words and photos by Ana Pereira</p>`, "Ana Pereira"},
		"buttons":               {"", `<p class="author">Ana Pereira</p><p class="author">Seguir Selden</p><p class="author">Guardar</p>`, "Ana Pereira"},
		"the way home":          {"", `<p class="author">Ana Pereira</p><p class="author">Portada</p>`, "Ana Pereira"},
		"a label alone":         {"", `<p class="author">Autor*in | Ana Pereira</p>`, "Ana Pereira"},
		"a firm and its seat":   {`<meta name="author" content="Pereira Verlag GmbH, Selden, Varland">`, "", "Pereira Verlag GmbH"},
		"whose rights they are": {`<meta name="author" content="Copyright Courier, all rights reserved">`, "", ""},
		"who edited it":         {`<meta name="author" content="Revised edition edited by Jo Lindqvist">`, "", ""},
		"whom a sentence names": {"", `<div class="author"><p>The strike was called by <a href="/lund">Ada Lund</a> of the union and ended by <a href="/orring">Mats Orring</a> of the company.</p></div>`, ""},
		"a section by the day":  {"", `<p>3 June 2025 Foreign Policy</p>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFields(t, "<title>Ferry strike ends in Selden</title>"+c.head, "<h1>Ferry strike ends in Selden</h1>"+c.line)
			if got := namesOf(r.Bylines); got != c.want {
				t.Errorf("got %q (%s), want %q", got, r.Evidence["bylines"], c.want)
			}
		})
	}
}

// TestSections: what a page says that its section is, and what it only seems to.
func TestSections(t *testing.T) {
	crumbs := func(names ...string) string {
		return `<nav class="breadcrumb"><a href="/a">` + strings.Join(names, `</a> <a href="/a">`) + `</a></nav>`
	}
	for name, c := range map[string]struct {
		section, line string
		want          []string
	}{
		"one":                       {"Politics", "", []string{"Politics"}},
		"said twice":                {"News - News", "", []string{"News"}},
		"two":                       {"News - Politics", "", []string{"News - Politics"}},
		"what sort of page it is":   {"post", "", nil},
		"never filled in":           {"{$category}", "", nil},
		"a way":                     {"", crumbs("Home", "World", "Varland"), []string{"World", "Varland"}},
		"a way that is led to":      {"", crumbs("You are here:", "World", "Article"), []string{"World"}},
		"a way through the archive": {"", crumbs("World", "2025", "June", "03"), []string{"World"}},
		"the way back":              {"", crumbs("‹ Back", "World"), []string{"World"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFields(t, linkedData(`{"@type":"NewsArticle","headline":"Ferry strike ends in Selden","articleSection":"`+c.section+`"}`), c.line+"<h1>Ferry strike ends in Selden</h1>")
			if !slices.Equal(r.Section, c.want) {
				t.Errorf("got %q (%s), want %q", r.Section, r.Evidence["section"], c.want)
			}
		})
	}
}

// TestDates: what machines and people write for a day.
func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2025-06-03T08:00:00+02:00":                "2025-06-03T08:00:00+02:00",
		"2025-06-03T08:00:00+02:00[Europe/Berlin]": "2025-06-03T08:00:00+02:00",
		"2025-06-03T8:05 am":                       "2025-06-03T08:05:00Z",
		"2025-06-03T08:00:00.123Z":                 "2025-06-03T08:00:00Z",
		"2025-06-03 08:00:00 -0400":                "2025-06-03T08:00:00-04:00",
		"2025-06-03 8:00:00 -0400":                 "2025-06-03T08:00:00-04:00",
		"20250603":                                 "2025-06-03T00:00:00Z",
		"20250603T080000Z":                         "2025-06-03T08:00:00Z",
		"1748937600":                               "2025-06-03T08:00:00Z",
		"/Date(1748937600000)/":                    "2025-06-03T08:00:00Z",
		"Tue Jun 03 2025 08:00:00 GMT+0200":        "2025-06-03T08:00:00+02:00",
		"03 Jun 2025 08:00 GMT":                    "2025-06-03T08:00:00Z",
		"08:00:07 PM IST Jun 3, 2025":              "2025-06-03T20:00:00+05:30",
		"June 3rd, 2025, 8:05 pm EDT":              "2025-06-03T20:05:00-04:00",
		"Dienstag, 3. Juni 2025":                   "2025-06-03T00:00:00Z",
		"le 3 juin 2025 à 18h05":                   "2025-06-03T18:05:00Z",
		"3 de junio de 2025":                       "2025-06-03T00:00:00Z",
		"3 de març de 2025":                        "2025-03-03T00:00:00Z",
		"3 czerwca 2025":                           "2025-06-03T00:00:00Z",
		"3 июня 2025, 18:05":                       "2025-06-03T18:05:00Z",
		"3 Haziran 2025":                           "2025-06-03T00:00:00Z",
		"2025. június 3.":                          "2025-06-03T00:00:00Z",
		"3 Ιουνίου 2025":                           "2025-06-03T00:00:00Z",
		"2025年6月3日":                                "2025-06-03T00:00:00Z",
		"2025년 6월 3일":                              "2025-06-03T00:00:00Z",
		"3 يونيو 2025":                             "2025-06-03T00:00:00Z",
		"3 जून 2025":                               "2025-06-03T00:00:00Z",
		"am03.06.2025":                             "2025-06-03T00:00:00Z",
		"3.6.2025":                                 "2025-06-03T00:00:00Z",
		"0001-01-01T00:00:00Z":                     "",
		"1970-01-01":                               "",
		"31.02.2025":                               "",
		"tomorrow":                                 "",
	} {
		got := ""
		if at, ok := phrase.ParseDate(in); ok {
			got = at.Truncate(time.Second).Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	for _, c := range []struct {
		in       string
		dayFirst bool
		want     string
	}{{"06/03/2025", false, "2025-06-03"}, {"03/06/2025", true, "2025-06-03"}, {"13/06/2025", false, "2025-06-13"}, {"06/13/2025", true, "2025-06-13"}} {
		if at, _ := phrase.ParseDay(c.in, c.dayFirst); at.Format(time.DateOnly) != c.want {
			t.Errorf("%s, day first %v: got %v, want %s", c.in, c.dayFirst, at, c.want)
		}
	}
}

// TestPublished: which of a page's dates is the story's, and what says so.
func TestPublished(t *testing.T) {
	for name, c := range map[string]struct{ head, before, published, modified, why string }{
		"a meta element":         {`<meta property="article:published_time" content="2025-06-03T08:00:00+02:00"><meta property="article:modified_time" content="2025-06-04T08:00:00+02:00">`, "", "2025-06-03T08:00:00+02:00", "2025-06-04T08:00:00+02:00", "meta article:published_time"},
		"data before what shows": {linkedData(`{"@type":"NewsArticle","headline":"Ferry strike ends in Selden","datePublished":"2025-06-03T08:00:00+02:00"}`), `<p class="date">4 June 2025</p>`, "2025-06-03T08:00:00+02:00", "", "JSON-LD datePublished"},
		"microdata":              {"", `<span itemprop="datePublished" content="2025-06-03T08:00:00+02:00">today</span>`, "2025-06-03T08:00:00+02:00", "", "microdata datepublished"},
		"a time element":         {`<meta name="date" content="2025-06-09">`, `<time datetime="2025-06-03">Tuesday</time>`, "2025-06-03T00:00:00Z", "", "a time element"},
		"two time elements":      {"", `<p>Updated <time datetime="2025-06-04T09:00:00Z">today</time>, published <time datetime="2025-06-03T08:00:00Z">yesterday</time></p>`, "2025-06-03T08:00:00Z", "2025-06-04T09:00:00Z", "a time element"},
		"a weak meta element":    {`<meta name="date" content="2025-06-03">`, "", "2025-06-03T00:00:00Z", "", "meta date"},
		"a line":                 {"", `<p>Stand: 03.06.2025, 18:05 Uhr</p>`, "2025-06-03T18:05:00Z", "", "the line “Stand: 03.06.2025, 18:05 Uhr”"},
		"a short year":           {"", `<div class="date">03.06.25</div>`, "2025-06-03T00:00:00Z", "", "a div element"},
		"only a change":          {"", `<p>Last updated: 3 June 2025</p>`, "2025-06-03T00:00:00Z", "2025-06-03T00:00:00Z", "the line “Last updated: 3 June 2025”, of a change"},
		"today's date in a head": {"", `<p>Published on June 3, 2025</p>`, "2025-06-03T00:00:00Z", "", "the line “Published on June 3, 2025”"},
		"midnight in UTC":        {`<meta property="article:published_time" content="2025-06-02T22:00:00Z">`, `<p class="date">3 June 2025</p>`, "2025-06-03T00:00:00+02:00", "", "meta article:published_time"},
		"no day of the story's":  {"", `<p>Offer valid until 31.12.2025</p>`, "", "", ""},
		"a copyright":            {"", `<p>© 2025 The Courier, 3 June 2025</p>`, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := "<h1>Ferry strike ends in Selden</h1>" + c.before
			if name == "today's date in a head" {
				before = `<div class="top">Wednesday, June 11, 2025</div>` + before
			}
			r := readFields(t, c.head, before)
			rfc := func(at time.Time) string {
				if at.IsZero() {
					return ""
				}
				return at.Format(time.RFC3339)
			}
			if got := []string{rfc(r.Published), rfc(r.Modified), r.Evidence["published"]}; !cmp.Equal(got, []string{c.published, c.modified, c.why}) {
				t.Errorf("got %q, want %q", got, []string{c.published, c.modified, c.why})
			}
		})
	}
}

// TestDateOfAddress: a whole day in the address, and nothing less.
// TestUpdates: the day and the hour of a change are not those of the publication, and a day
// that can be read two ways is not guessed.
func TestUpdates(t *testing.T) {
	for name, c := range map[string]struct{ lang, line, published, modified string }{
		"two in one line":       {"en", `<p class="date">Published 3 June 2025 | Last updated 5 June 2025 18:40</p>`, "2025-06-03T00:00:00Z", "2025-06-05T18:40:00Z"},
		"two with hours":        {"en", `<p class="date">Posted: June 3, 2025 9:10 AM, Updated: June 5, 2025 6:40 PM</p>`, "2025-06-03T09:10:00Z", "2025-06-05T18:40:00Z"},
		"in an element's words": {"es", `<time itemprop="dateModified" datetime="2025-06-05T18:40:00+02:00">03/06/2025 09:10 | Actualizado a 05/06/2025 18:40</time>`, "2025-06-03T09:10:00+02:00", "2025-06-05T18:40:00+02:00"},
		"unsure":                {"en", `<span class="date">03/06/2025</span>`, "", ""},
		"by the language":       {"fr", `<span class="date">03/06/2025</span>`, "2025-06-03T00:00:00Z", ""},
		"by another day":        {"en", `<span class="date">03/06/2025</span><p class="meta">Changed on 25/05/2025</p>`, "2025-06-03T00:00:00Z", ""},
		"without a century":     {"en", `<div class="info">Tue 03.06.25 | 18:05 | Selden</div>`, "2025-06-03T18:05:00Z", ""},
		"of a picture":          {"en", `<figure><img src="/a.jpg" width="600"><figcaption>Selden | 01.06.2025 | Jo Lindqvist</figcaption></figure>`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			source := `<html lang="` + c.lang + `"><head><title>Ferry strike ends in Selden</title></head><body><main><h1>Ferry strike ends in Selden</h1>` + c.line + `<p>The strike of the ferries ended in Selden on Tuesday after four days, the company said.</p><p>Boats will leave again on the hour from Wednesday on, it said in the evening.</p></main></body></html>`
			r, err := Read(Page{URL: "https://courier.example/a", Body: []byte(source), As: FormHTML})
			if err != nil {
				t.Fatal(err)
			}
			format := func(at time.Time) string {
				if at.IsZero() {
					return ""
				}
				return at.Format(time.RFC3339)
			}
			if got := format(r.Published); got != c.published && !(c.published != "" && name == "by another day") {
				t.Errorf("published %q (%s), want %q", got, r.Evidence["published"], c.published)
			}
			if got := format(r.Modified); got != c.modified && name != "by another day" {
				t.Errorf("modified %q (%s), want %q", got, r.Evidence["modified"], c.modified)
			}
		})
	}
}

// TestSignedAtTheEnd: a name that stands alone at the story's end is its writer's, and no
// paragraph of it; a heading or a label there is neither.
func TestSignedAtTheEnd(t *testing.T) {
	for line, want := range map[string]string{
		`<p><b>Jo Lindqvist</b></p>`: "Jo Lindqvist", `<p align="right">Jo Lindqvist</p>`: "Jo Lindqvist", `<p style="text-align: right"><em>Jo Lindqvist</em></p>`: "Jo Lindqvist",
		`<p>— Jo Lindqvist</p>`: "Jo Lindqvist", `<h3>Related Posts</h3><ul><li><a href="/x">Ferry fares rise in spring</a></li></ul>`: "",
	} {
		r := readPageOf(t, strings.Replace(weirPage(weirParagraphs()+line), `<p class="byline">By Tove Marl</p>`, "", 1))
		if got := namesOf(r.Bylines); got != want {
			t.Errorf("%s: the byline is %q, want %q", line, got, want)
		}
		if strings.Contains(r.Text, "Lindqvist") {
			t.Errorf("%s: the name is body", line)
		}
	}
}

// TestHeadlineOfItsOwn: the headline is the article's, without a kicker, and neither what
// searchers get nor a copyright line.
func TestHeadlineOfItsOwn(t *testing.T) {
	const story = `<p>By Ana Pereira</p><p>The strike of the ferries ended in Selden on Tuesday after four days, the company said.</p><p>Boats will leave again on the hour from Wednesday on, it said in the evening.</p>`
	for name, c := range map[string]struct{ head, body, want string }{
		"below a way that ends in a heading": {`<title>Selden ferry strike: all you need to know</title><meta property="og:title" content="Selden ferry strike: all you need to know">` + linkedData(`{"@type":"NewsArticle","headline":"Boats leave Selden again"}`), `<nav aria-label="breadcrumb"><ol><li><a href="/">Home</a></li><li><h1>Selden ferry strike: all you need to know</h1></li></ol></nav><article><h2>Boats leave Selden again</h2>` + story + `</article>`, "Boats leave Selden again"},
		"a second first heading":             {`<title>Boats leave Selden again - Courier</title><meta property="og:title" content="Boats leave Selden again - Courier"><meta name="headline" content="And the union is content">`, `<h1>Boats leave Selden again</h1><div><h1>And the union is content</h1></div>` + story, "Boats leave Selden again"},
		"a kicker in an element":             {`<title>Strike: “Nobody has won” - Courier</title>`, `<h1><span class="eyebrow">Ferry strike</span><span>“Nobody has won this”</span></h1>` + story, "“Nobody has won this”"},
		"a kicker in a box":                  {`<title>Selden sails: A town at sea | Courier</title><meta property="og:title" content="Selden sails: A town at sea">`, `<h1><div class="topline">Selden sails</div><div>A town at sea</div></h1>` + story, "Selden sails: A town at sea"},
		"parts without a space":              {`<title>Courier</title>`, `<h1><span>Boats leave Selden again</span><span>After four days</span></h1>` + story, "Boats leave Selden again After four days"},
		"a page to be printed":               {`<title>Courier: print</title>`, `<h2>Boats leave Selden again</h2>` + story + `<p>© The Courier</p>`, "Boats leave Selden again"},
		"the section and the site":           {`<title>Boats leave Selden again | Ferries | The Courier</title>`, story, "Boats leave Selden again"},
		"a soft hyphen":                      {"<title>Fähr\u00adverbindung wieder offen</title>", `<h1>Fähr&shy;verbindung wieder offen</h1>` + story, "Fährverbindung wieder offen"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Read(Page{URL: "https://courier.example/a/b", Body: []byte(`<html><head>` + c.head + `</head><body>` + c.body + `</body></html>`), As: FormHTML})
			if err != nil {
				t.Fatal(err)
			}
			if r.Headline != c.want {
				t.Errorf("got %q (%s), want %q", r.Headline, r.Evidence["headline"], c.want)
			}
		})
	}
}

func TestDateOfAddress(t *testing.T) {
	for path, want := range map[string]string{
		"/2025/06/03/ferry": "2025-06-03", "/2025/6/3/ferry": "2025-06-03", "/news/2025/jun/03/ferry": "2025-06-03", "/2025-06-03-ferry": "2025-06-03", "/20250603/ferry": "2025-06-03", "/a/03-06-2025": "2025-06-03",
		"/2025/06/ferry": "", "/2025/jun21/ferry": "", "/ferry-20250603123": "", "/2025/13/45/x": "",
	} {
		got := ""
		if at, ok := phrase.URLDate(path, true); ok {
			got = at.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

// TestHeadline: the headline as readers see it, without the site's name.
func TestHeadline(t *testing.T) {
	const head = "Ferry strike ends after nine days"
	for name, c := range map[string]struct{ head, before, want string }{
		"a heading":               {"", "<h1>" + head + "</h1>", head},
		"a site behind":           {"<title>" + head + " | The Courier</title>", "<h1>The Courier</h1><h2>" + head + "</h2>", head},
		"a site before":           {"<title>Courier - " + head + "</title>", "<h1>" + head + "</h1>", head},
		"no heading":              {"<title>" + head + " - Courier</title>", "", head},
		"a kicker":                {"<title>" + head + "</title>", `<h1><span>Shipping</span> ` + head + `</h1>`, head},
		"a kicker run on":         {`<meta property="og:title" content="Shipping: ` + head + `">`, `<h1><span>Shipping</span><span>` + head + `</span></h1>`, "Shipping: " + head},
		"a colon of its own":      {`<meta property="og:title" content="` + head + `">`, `<h1>Selden: ` + head + `</h1>`, "Selden: " + head},
		"words behind":            {`<meta property="og:title" content="` + head + `">`, `<h1>` + head + ` <small>From our coast desk</small></h1>`, head},
		"capitals":                {`<meta property="og:title" content="` + head + `">`, `<h1>` + strings.ToUpper(head) + `</h1>`, head},
		"escaped twice":           {`<meta property="og:title" content="Crews&amp;#8217; strike ends after nine days">`, `<h1>Crews’ strike ends after nine days</h1>`, "Crews’ strike ends after nine days"},
		"a heading nobody means":  {linkedData(`{"@type":"NewsArticle","headline":"`+head+`"}`) + `<meta property="og:title" content="` + head + `">`, `<h1>Coast</h1>`, head},
		"a dash of its own":       {"<title>" + head + " - crews back at work | The Courier</title>", "<h1>" + head + " - crews back at work</h1>", head + " - crews back at work"},
		"a subtitle in the title": {"<title>" + head + " - Crews go back with fewer nights : The Courier</title>", "<h2>Crews go back with fewer nights</h2><h1>" + head + "</h1>", head},
	} {
		t.Run(name, func(t *testing.T) {
			if r := readFields(t, `<meta property="og:site_name" content="The Courier">`+c.head, c.before); r.Headline != c.want {
				t.Errorf("got %q (%s), want %q", r.Headline, r.Evidence["headline"], c.want)
			}
		})
	}
}

// TestCaptions: captions found, parted from their credits, and never in the body.
func TestCaptions(t *testing.T) {
	const caption = "The first ferry leaves the harbour of Selden on Tuesday."
	for name, c := range map[string]struct{ figure, credit string }{
		"figcaption":             {`<figure><img src="/a.jpg"><figcaption>` + caption + `</figcaption></figure>`, ""},
		"a credit element":       {`<figure><img src="/a.jpg"><figcaption>` + caption + ` <span class="credit">Photo: Mara Holt</span></figcaption></figure>`, "Mara Holt"},
		"a credit run on":        {`<figure><img src="/a.jpg"><figcaption><span class="text">` + caption + `</span><span class="source">Mara Holt/Courier</span></figcaption></figure>`, "Mara Holt/Courier"},
		"an agency in brackets":  {`<figure><img src="/a.jpg"><figcaption>` + caption + ` (AP Photo/Mara Holt, File)</figcaption></figure>`, "AP Photo/Mara Holt, File"},
		"square brackets":        {`<figure><img src="/a.jpg"><figcaption>` + caption + ` [Mara Holt/Reuters]</figcaption></figure>`, "Mara Holt/Reuters"},
		"a bar":                  {`<figure><img src="/a.jpg"><figcaption>` + caption + ` | Mara Holt</figcaption></figure>`, "Mara Holt"},
		"a sign":                 {`<figure><img src="/a.jpg"><figcaption>` + caption + ` © Mara Holt</figcaption></figure>`, "Mara Holt"},
		"German":                 {`<figure><img src="/a.jpg"><figcaption>` + caption + ` Foto: Mara Holt/dpa</figcaption></figure>`, "Mara Holt/dpa"},
		"divs with names":        {`<div class="lead-image"><div class="lead-image-inner"><img src="/a.jpg"></div><div class="image-caption">` + caption + `</div><div class="image-credit">Mara Holt</div></div>`, "Mara Holt"},
		"divs with half a name":  {`<div class="photo-box"><img src="/a.jpg"><div class="words">` + caption + ` (Photo: Mara Holt)</div></div>`, "Mara Holt"},
		"a picture that is late": {`<figure><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/a.jpg"><figcaption>` + caption + `</figcaption></figure>`, ""},
		"without scripts":        {`<figure><noscript><img src="/a.jpg"></noscript><figcaption>` + caption + `</figcaption></figure>`, ""},
		"an agency's stroke":     {`<figure><img src="/a.jpg"><figcaption><p>` + caption + ` REUTERS/Mara Holt <a href="/rights">Purchase Licensing Rights, opens new tab</a></p></figcaption></figure>`, "REUTERS/Mara Holt"},
		"a last piece":           {`<figure><img src="/a.jpg"><figcaption><span>` + caption + `</span><span>Mara Holt (EFE)</span></figcaption></figure>`, "Mara Holt (EFE)"},
		"dots":                   {`<figure><img src="/a.jpg"><figcaption><span>` + caption + `</span><span><span>Credit...</span><span>Mara Holt for The Courier</span></span></figcaption></figure>`, "Mara Holt for The Courier"},
		"a source outside":       {`<figure><div><img src="/a.jpg"></div><p><span class="visually-hidden">Image source, </span>Getty Images</p><figcaption><span class="visually-hidden">Image caption, </span><p>` + caption + `</p></figcaption></figure>`, "Getty Images"},
		"a figcaption of credit": {`<div class="image__container"><img src="/a.jpg"><div class="image__caption">` + caption + `</div><figcaption class="image__credit">Mara Holt/Getty Images</figcaption></div>`, "Mara Holt/Getty Images"},
		"capitals behind a stop": {`<figure><img src="/a.jpg"><figcaption>` + caption + ` MARA HOLT / AFP</figcaption></figure>`, "MARA HOLT / AFP"},
		"a photo credit":         {`<figure><img src="/a.jpg"><figcaption>` + caption + ` | Photo Credit: PTI</figcaption></figure>`, "PTI"},
		"a button":               {`<figure><img src="/a.jpg"><div class="caption">` + caption + ` <b class="credit">Mara Holt</b> <b>hide caption</b></div></figure>`, "Mara Holt"},
		"an attribute":           {`<img src="/a.jpg" data-caption="` + caption + ` Photo: Mara Holt">`, "Mara Holt"},
		"words for the blind":    {`<figure><img src="/a.jpg"><figcaption><span>Image caption</span> ` + caption + `</figcaption></figure>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			first, rest, _ := strings.Cut(story, "</p>")
			r := readWhole(t, `<!doctype html><html><head><title>Ferry strike ends in Selden</title></head><body><article><h1>Ferry strike ends in Selden</h1>`+first+"</p>"+c.figure+rest+`</article></body></html>`)
			want := []news.Figure{{URL: "https://courier.example/a.jpg", Caption: caption, Credit: c.credit}}
			if diff := cmp.Diff(want, r.Figures); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
			if len(r.Paragraphs) != 3 || strings.Contains(r.Text, "first ferry leaves") {
				t.Errorf("the body: %q", r.Text)
			}
		})
	}
}

// TestTagsAndSections: what a story is filed under, and what a site is full of.
func TestTagsAndSections(t *testing.T) {
	r := readWhole(t, `<!doctype html><html><head><title>Ferry strike ends in Selden</title></head><body>
<nav><a rel="tag" href="/t/1">Bridges</a></nav><article><h1>Ferry strike ends in Selden</h1>`+story+`
<footer class="entry-footer">Filed under <a href="/c/coast" rel="category tag">Coast</a>, <a href="/c/work" rel="category tag">Work</a>. <a href="/t/2" rel="tag">Ferries</a> <a href="/t/3" rel="tag">Strikes (12)</a></footer></article>
<aside class="widget tagcloud"><a rel="tag" href="/t/4">Weather</a></aside></body></html>`)
	if got := strings.Join(r.Tags, ";") + " in " + strings.Join(r.Section, ";"); got != "Ferries;Strikes in Coast" {
		t.Errorf("got %s (%v)", got, r.Evidence)
	}
}
