package match

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite"

	"dateline/lang"
	"dateline/news"
)

// corpus is a small world in which words meet in many ways and languages.
func corpus(t *testing.T) []news.Report {
	reports := []news.Report{
		{Language: "en", Headline: "Ministers sign harbour agreement", Standfirst: "Talks had lasted a year.", Text: "The foreign ministers signed the agreement on Monday.\n\nPresident Arel Tovin called it a beginning. Fires at the harbour delayed the signing.", Section: []string{"World", "Northern Coast"}, Place: "Port Ester", Outlet: "Ester Herald"},
		{Language: "en", Headline: "Fire at the harbour", Text: "A fire broke out in the old harbour. Nobody was hurt; 12 firefighters came. The minister's car burned.", Section: []string{"Local news"}, Place: "Port Ester", Outlet: "Coast Wire"},
		{Language: "en-GB", Headline: "Elections in 2026", Text: "Elections will be held on 3 May 2026. 1,000 voters and 3.5 per cent. O'Brien won't stand.", Outlet: "Ester Herald"},
		{Language: "de", Headline: "Die Minister unterzeichneten das Abkommen", Text: "Die Außenminister unterzeichneten in Zürich das Abkommen. Die Brände im Hafen waren gelöscht.", Place: "Zürich", Outlet: "Küstenbote"},
		{Language: "es", Headline: "La situación en el puerto", Text: "Los ministros firmaron el acuerdo. Las elecciones serán en mayo.", Outlet: "El Faro"},
		{Language: "fr", Headline: "L’accord est signé", Text: "Les ministres ont signé l’accord à l’Élysée. Un incendie au port.", Outlet: "Le Phare"},
		{Language: "ru", Headline: "Министры подписали соглашение", Text: "Министры иностранных дел подписали соглашение. Ёлка горела в порту, EU молчит.", Outlet: "Маяк"},
		{Language: "zh", Headline: "北京签署协议", Text: "两国外长在北京签署了协议。2026年生效。", Outlet: "海岸报"},
		{Language: "ar", Headline: "توقيع الاتفاق", Text: "وقّع الوزراء الاتفاق في الميناء.", Outlet: "المنارة"},
		{Language: "xx", Headline: "Ministers of nowhere", Text: "harbour harbours minister fire agreement the the the"},
		{Headline: "Fire", Text: ""},
		{Language: "en", Headline: "", Text: "harbour a b c d e f g h fire a b c d e f g h i j k harbour"},
		{Language: "tr", Headline: "İstanbul’da ıssız liman", Text: "Bakanlar anlaşmayı imzaladı."},
		{Language: "th", Headline: "ไฟไหม้ท่าเรือ", Text: "รัฐมนตรีลงนามข้อตกลง"},
		{Language: "en", Headline: strings.Repeat("longword", 40), Text: "½ km² ﬁne 𝒜bc é́ 👩‍🚒 x"},
	}
	for i := range reports {
		reports[i].ID = fmt.Sprintf("own/%02d", i)
	}
	reports = append(reports, demoWorld(t)...)
	return append(reports, shared(t)...)
}

// demoWorld reads the demo's articles as bare texts.
func demoWorld(t *testing.T) []news.Report {
	files, _ := filepath.Glob("../demo/world/articles/*.txtar")
	var reports []news.Report
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(data), "\n-- ")[1:] {
			reports = append(reports, news.Report{ID: fmt.Sprintf("%s/%d", filepath.Base(file), i), Language: "en", Headline: filepath.Base(file), Text: part})
			if i == 1 {
				break
			}
		}
	}
	return reports
}

func shared(t *testing.T) []news.Report {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	data, err := os.ReadFile(filepath.Join(root, "data/stories/meantime.jsonl"))
	if err != nil {
		t.Log("without shared data: ", err)
		return nil
	}
	var reports []news.Report
	for line := range strings.Lines(string(data)) {
		if len(reports) == 60 { // enough to meet every language, few enough for the race detector
			break
		}
		var row struct{ ID, Title, Text, Lang string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, news.Report{ID: row.ID, Headline: row.Title, Text: row.Text, Language: row.Lang})
	}
	return reports
}

// stored puts reports in an FTS5 table as a store would.
func stored(t *testing.T, docs []Doc) (db *sql.DB, folded []string) {
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	_, err = db.Exec(`CREATE VIRTUAL TABLE f USING fts5(headline, body, forms, section, place, actor, outlet, language,
		tokenize = "unicode61 categories 'L* N* M* Co' remove_diacritics 0")`)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range docs {
		r := d.Row()
		folded = append(folded, r.Folded...)
		if _, err := db.Exec(`INSERT INTO f (rowid, headline, body, forms, section, place, actor, outlet, language) VALUES (?,?,?,?,?,?,?,?,?)`,
			i, r.Headline, r.Body, r.Forms, r.Section, r.Place, r.Actor, r.Outlet, r.Language); err != nil {
			t.Fatal(err)
		}
	}
	return db, folded
}

// allReadings are the ways in which a word may be stemmed.
var allReadings = append(lang.StemLanguages(), "")

func searched(t *testing.T, db *sql.DB, folded []string, q *Query) []int {
	rows, err := db.Query(`SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid`, q.FTS(allReadings, folded))
	if err != nil {
		t.Fatalf("%s: FTS5 refuses %.300s: %v", q, q.FTS(allReadings, folded), err)
	}
	defer rows.Close()
	var found []int
	for rows.Next() {
		var i int
		if err := rows.Scan(&i); err != nil {
			t.Fatal(err)
		}
		found = append(found, i)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return found
}

// A search, a single query and the index of standing queries must agree on
// every report for every query.
func TestSearchAndAlertMeanTheSame(t *testing.T) {
	reports := corpus(t)
	rng := rand.New(rand.NewPCG(1, 2))
	docs := make([]Doc, len(reports))
	for i, r := range reports {
		docs[i] = Analyze(r, []string{"Arel Tovin", r.Outlet})
	}
	db, folded := stored(t, docs)
	queries := make([]*Query, 0, 400)
	index := NewIndex()
	for len(queries) < cap(queries) {
		q, err := Parse(randomQuery(rng, reports, 3))
		if err != nil {
			continue // nothing but negations, say
		}
		index.Add(fmt.Sprint(len(queries)), q)
		queries = append(queries, q)
	}
	alerted := make([][]int, len(queries))
	for i, d := range docs {
		for _, id := range index.Match(d) {
			var n int
			fmt.Sscan(id, &n)
			alerted[n] = append(alerted[n], i)
		}
	}
	hits, byStem := 0, 0
	for n, q := range queries {
		if q.FTS(allReadings, folded) != q.FTS(allReadings, q.Forms()) {
			byStem++
		}
		var matched []int
		for i, d := range docs {
			if q.Matches(d) {
				matched = append(matched, i)
			}
		}
		if found := searched(t, db, folded, q); !slices.Equal(found, matched) {
			t.Errorf("%s: search finds %v, Matches is true of %v", q, found, matched)
		}
		if !slices.Equal(alerted[n], matched) {
			t.Errorf("%s: the index finds %v, Matches is true of %v", q, alerted[n], matched)
		}
		if len(matched) > 0 && len(matched) < len(docs) {
			hits++
		}
	}
	if hits < len(queries)/3 {
		t.Errorf("only %d of %d queries tell reports apart; the test says little", hits, len(queries))
	}
	if byStem < len(queries)/3 {
		t.Errorf("only %d of %d queries look up words by their stems alone; the test says little", byStem, len(queries))
	}
	t.Logf("%d queries over %d reports, %d of them match some, %d look up words by their stems alone", len(queries), len(docs), hits, byStem)
}

// Queries come and go while reports are matched.
func TestIndexConcurrently(t *testing.T) {
	index, docs := NewIndex(), []Doc{}
	for _, r := range corpus(t)[:12] {
		docs = append(docs, Analyze(r, nil))
	}
	always, _ := Parse("fire OR minister* OR ministros")
	index.Add("always", always)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(worker), 0))
			for i := range 300 {
				id := fmt.Sprint(worker, "/", i%7)
				if q, err := Parse(randomQuery(rng, corpus(t)[:12], 2)); err == nil {
					index.Add(id, q)
				}
				d := docs[rng.IntN(len(docs))]
				if got, want := slices.Contains(index.Match(d), "always"), always.Matches(d); got != want {
					t.Errorf("found %v, want %v", got, want)
				}
				index.Remove(fmt.Sprint(worker, "/", rng.IntN(7)))
			}
		})
	}
	group.Wait()
}

// randomQuery makes a query from the words of a random report, so that it has a
// fair chance to match.
func randomQuery(rng *rand.Rand, reports []news.Report, depth int) string {
	r := reports[rng.IntN(len(reports))]
	text := r.Headline + " " + r.Standfirst + " " + r.Text
	if rng.IntN(4) == 0 {
		text = r.Headline
	}
	switch n := rng.IntN(12); {
	case n < 3 && depth > 0:
		return randomQuery(rng, reports, depth-1) + " AND " + randomQuery(rng, reports, depth-1)
	case n < 5 && depth > 0:
		return "(" + randomQuery(rng, reports, depth-1) + " OR " + randomQuery(rng, reports, depth-1) + ")"
	case n < 7 && depth > 0:
		return randomQuery(rng, reports, depth-1) + " NOT (" + randomQuery(rng, reports, depth-1) + ")"
	case n == 7:
		return `"` + words(rng, text, 1+rng.IntN(4)) + `"`
	case n == 8:
		return words(rng, text, 1) + fmt.Sprintf(" NEAR/%d ", 1+rng.IntN(12)) + words(rng, text, 1)
	case n == 9:
		w := []rune(words(rng, text, 1))
		return string(w[:min(len(w), 1+rng.IntN(5))]) + "*"
	case n == 10:
		field := []string{"headline", "section", "place", "actor", "outlet", "language"}[rng.IntN(6)]
		source := map[string]string{"headline": r.Headline, "section": strings.Join(r.Section, " "), "place": r.Place, "actor": "Arel Tovin", "outlet": r.Outlet, "language": r.Language}[field]
		return field + `:"` + words(rng, source, 1+rng.IntN(2)) + `"` + []string{"", "*"}[rng.IntN(2)]
	case n == 11: // as it is typed on another keyboard
		var forms []string
		for _, t := range lang.Terms(words(rng, text, 1+rng.IntN(2)), "") {
			forms = append(forms, t.Form)
		}
		return []string{"", "headline:"}[rng.IntN(2)] + `"` + strings.Join(forms, " ") + `"`
	}
	return words(rng, text, 1)
}

// words cuts n words side by side out of a text.
func words(rng *rand.Rand, text string, n int) string {
	terms := lang.Terms(text, "")
	if len(terms) == 0 {
		return "nothing"
	}
	at := rng.IntN(len(terms))
	last := min(at+n, len(terms)) - 1
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„‟«»()*:", r) {
			return ' '
		}
		return r
	}, text[terms[at].Start:terms[last].End])
}

// A word is looked up as it stands only where its stem would not find it: in a
// report where it is written otherwise, and has another stem then.
func TestFolded(t *testing.T) {
	reports := []news.Report{
		{Language: "es", Headline: "Serán elecciones en mayo", Text: "Las elecciones serán en mayo. Los jovenes podran votar."},
		{Language: "en", Headline: "Harbour fire", Text: "The houses burned."},
	}
	var docs []Doc
	for _, r := range reports {
		docs = append(docs, Analyze(r, nil))
	}
	db, folded := stored(t, docs)
	if want := []string{"seran"}; !slices.Equal(folded, want) {
		t.Errorf("folded are %q, want %q", folded, want)
	}
	for query, want := range map[string]struct {
		found   []int
		asForms bool
	}{
		"seran":            {[]int{0}, true},
		"serán":            {[]int{0}, true},
		"headline:seran":   {[]int{0}, true},
		`"seran en"`:       {[]int{0}, true},
		"elecciones":       {[]int{0}, false},
		"podran":           {[]int{0}, false},
		"podrán":           {[]int{0}, true}, // it is the query that is folded
		"houses":           {[]int{1}, false},
		`"houses burned"`:  {[]int{1}, false},
		"headline:harbour": {[]int{1}, false},
		"hous*":            {[]int{1}, true},
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if found := searched(t, db, folded, q); !slices.Equal(found, want.found) {
			t.Errorf("%s finds %v, want %v", query, found, want.found)
		}
		expression := q.FTS(allReadings, folded)
		if got := strings.Contains(expression, inHeadlineForm); got != want.asForms {
			t.Errorf("%s: looks for words as they stand is %v, want %v: %s", query, got, want.asForms, expression)
		}
	}
}

func TestMatches(t *testing.T) {
	doc := Analyze(corpus(t)[0], []string{"Arel Tovin"})
	german := Analyze(corpus(t)[3], nil)
	for _, tt := range []struct {
		query string
		doc   Doc
		want  bool
	}{
		{"minister sign", doc, true},
		{"signing", doc, true},
		{`"foreign ministers signed"`, doc, true},
		{`"foreign minister signs"`, doc, true},
		{`"ministers foreign"`, doc, false},
		{`"a year the foreign"`, doc, false}, // not across the standfirst's end
		{`"agreement talks"`, doc, false},    // nor from the headline into the body
		{"talks NEAR/1 year", doc, false},
		{"talks NEAR/3 year", doc, true},
		{"year NEAR/3 talks", doc, true},
		{"headline:fires", doc, false},
		{"fire", doc, true},
		{"harb*", doc, true},
		{"headline:harb* NOT headline:fire*", doc, true},
		{"actor:Tovin", doc, true},
		{`actor:"arel tovin"`, doc, true},
		{`section:"northern coast"`, doc, true},
		{`section:"world northern"`, doc, false},
		{"place:ester language:en", doc, true},
		{"outlet:wire", doc, false},
		{"zurich", german, true},
		{"Abkommens", german, true},
		{"aussenminister", german, true},
		{"Brand", german, true},
	} {
		q, err := Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Matches(tt.doc); got != tt.want {
			t.Errorf("%s matches = %v, want %v", tt.query, got, tt.want)
		}
	}
}

// So many queries lie under few words that their lists are long, and each is
// placed in the ways that there are.
func TestIndexOfMany(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		const words = 40
		return fmt.Sprintf("w%c%c", 'a'+rng.IntN(words)/8, 'a'+rng.IntN(8))
	}
	index, queries := NewIndex(), []*Query{}
	for len(queries) < 40_000 {
		a, b, c := word(), word(), word()
		text := [...]string{a, a + " " + b, a + " " + b + " " + c, `"` + a + " " + b + `"`, a + " OR " + b, a + " AND (" + b + " OR " + c + ")",
			a + " " + b + " NOT " + c, "(" + a + " OR " + b + ") NOT " + c, "(" + a + " " + b + ") OR " + c, a + ` NOT (NOT ` + b + ` AND NOT ` + c + `)`,
			"NOT (NOT " + a + " OR " + b + ")", `"` + a + " " + b + `" OR ` + c, a + " NEAR/2 " + b}[rng.IntN(13)]
		q, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		index.Add(fmt.Sprint(len(queries)), q)
		queries = append(queries, q)
	}
	for i := range 20_000 { // one list needs a piece of its own
		q, _ := Parse("crowd")
		index.Add(fmt.Sprint(len(queries)+i), q)
	}
	for range 8 {
		words := make([]string, 12)
		for i := range words {
			words[i] = word()
		}
		d := Analyze(news.Report{Language: "en", Headline: words[0], Text: strings.Join(words[1:], " ")}, nil)
		var want []string
		for i, q := range queries {
			if q.Matches(d) {
				want = append(want, fmt.Sprint(i))
			}
		}
		if got := index.Match(d); !slices.Equal(got, want) {
			t.Fatalf("%q: %d queries are found, want %d", words, len(got), len(want))
		}
	}
	crowd := Analyze(news.Report{Language: "en", Text: "A crowd."}, nil)
	if got := index.Match(crowd); len(got) != 20_000 || got[0] != "40000" {
		t.Errorf("%d queries are found in a crowd, want 20000", len(got))
	}
}

func TestIndexForgets(t *testing.T) {
	index, doc := NewIndex(), Analyze(news.Report{Headline: "Fire at the harbour", Language: "en"}, nil)
	fire, _ := Parse("fire")
	flood, _ := Parse("flood")
	index.Add("a", fire)
	index.Add("b", fire)
	index.Add("b", flood)
	index.Remove("none")
	if got := index.Match(doc); !slices.Equal(got, []string{"a"}) {
		t.Errorf("after b was replaced: %v, want [a]", got)
	}
	index.Remove("a")
	if got := index.Match(doc); len(got) != 0 {
		t.Errorf("after a was removed: %v, want none", got)
	}
	for i := range 5000 { // more is removed than stays
		index.Add(fmt.Sprint("passing", i), flood)
		index.Remove(fmt.Sprint("passing", i-1))
	}
	index.Add("c", fire)
	if got := index.Match(doc); !slices.Equal(got, []string{"c"}) {
		t.Errorf("after many came and went: %v, want [c]", got)
	}
	if len(index.at) > 2500 {
		t.Errorf("two queries take the room of %d", len(index.at))
	}
}
