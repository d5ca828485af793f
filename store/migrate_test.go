package store_test

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"dateline/news"
	"dateline/store"
)

// olderDatabase makes a data folder as it was after a step of the schema.
func olderDatabase(t *testing.T, version int64) (folder string, raw *sql.DB) {
	t.Helper()
	folder = t.TempDir()
	raw, err := sql.Open("sqlite", filepath.Join(folder, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	steps, err := fs.Sub(store.Schema, "schema")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, raw, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return folder, raw
}

// What dispatches cited before there was a table of it is in the table.
func TestOldCitationsAreKept(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125040101)
	const dispatch = `INSERT INTO dispatch(id, slug, state, section, story_id, headline, published_at, changed_at, edition, revision, body) VALUES (?1, ?1, ?2, '', '', '', 1, 1, 1, 1, ?3)`
	insert(t, raw, dispatch, "dis_1", "published", `{"id":"dis_1","state":"published","citations":[{"number":1,"report_id":"rep_1"},{"number":2,"report_id":"rep_1"},{"number":3,"report_id":"rep_2"}]}`)
	insert(t, raw, dispatch, "dis_2", "draft", `{"id":"dis_2","state":"draft"}`)
	insert(t, raw, `INSERT INTO dispatch_edition(dispatch_id, edition, at, body) VALUES ('dis_1', 1, 1, '{"id":"dis_1","citations":[{"number":1,"report_id":"rep_9"}]}')`)
	raw.Close()
	db := openIn(t, folder)
	for report, want := range map[string]int{"rep_1": 1, "rep_2": 1, "rep_9": 0} {
		if got, err := db.Citing(t.Context(), report); err != nil || len(got) != want {
			t.Errorf("%s is cited by %d, %v; want %d", report, len(got), err, want)
		}
	}
	raw = openRaw(t, folder)
	var rows int
	if err := raw.QueryRow("SELECT count(*) FROM dispatch_report").Scan(&rows); err != nil || rows != 3 {
		t.Errorf("%d rows, %v; want one for each report of what stands and of what was released", rows, err)
	}
}

// Of the reports of an older folder it is not known which of their forms are folded:
// all may be, until it is told of each.
func TestFoldedFormsOfAnOlderFolder(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125090004)
	for _, id := range []string{"rep_1", "rep_2", "rep_3"} {
		insert(t, raw, `INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at)
			VALUES (?, 1, '', '', '', '', '', '', '', '', '', '', 0, 0, 0)`, id)
	}
	raw.Close()
	db := openIn(t, folder)
	for _, want := range []struct {
		unfolded, forms []string
	}{
		{[]string{"rep_3", "rep_2"}, []string{"ano", "seran"}},
		{[]string{"rep_1"}, []string{"ano", "seran"}},
		{nil, []string{"seran"}},
	} {
		ids, last, err := db.Unfolded(t.Context(), 2)
		if err != nil || !slices.Equal(ids, want.unfolded) {
			t.Errorf("not known of %v, %v; want %v", ids, err, want.unfolded)
		}
		if forms, err := db.FoldedForms(t.Context(), []string{"ano", "seran"}); err != nil || !slices.Equal(forms, want.forms) {
			t.Errorf("folded are %v, %v; want %v", forms, err, want.forms)
		}
		if len(ids) == 0 {
			continue
		}
		if err := db.Write(t.Context(), "folding", func(tx *store.Tx) error { return tx.SaveFolded([]string{"seran"}, last) }); err != nil {
			t.Fatal(err)
		}
	}
}

// A trace that was of a later capture than its report's is of that again, and
// its page is read anew.
func TestOldTracesMove(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125040102)
	const report = `INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at) VALUES (?1, 1, '', ?2, '', '', '', '', '', '', '', '', 0, 0, 0)`
	const trace = `INSERT INTO page_trace(report_id, site, capture_id, at, trace, advice) VALUES (?1, 'a.example', ?2, 1, x'00', 'b')`
	insert(t, raw, report, "rep_1", "cap_1")
	insert(t, raw, report, "rep_2", "cap_2")
	insert(t, raw, trace, "rep_1", "cap_1")
	insert(t, raw, trace, "rep_2", "cap_later")
	insert(t, raw, trace, "rep_3", "cap_3")
	raw.Close()
	traces, err := openIn(t, folder).Traces(t.Context(), "a.example", 9)
	if err != nil || len(traces) != 2 || traces[0].Advice != "b" || traces[1].CaptureID != "cap_2" || traces[1].Advice == "b" {
		t.Errorf("%+v, %v", traces, err)
	}
}

// A fact of before the second clock was learned when its version came in.
func TestOldFactsWereLearned(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125020001)
	const fact = `INSERT INTO fact(id, report_id, version, kind, type, state, at, body) VALUES (?1, 'rep_1', ?2, 'event', '', 'proposed', 9000, '{"id":"f"}')`
	insert(t, raw, `INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at, story_id) VALUES ('rep_1', 2, '', '', '', '', '', '', '', '', '', '', 0, 1000, 0, 'story_1')`)
	insert(t, raw, `INSERT INTO report_version(report_id, version, capture_id, at, body) VALUES ('rep_1', 2, '', 5000, x'00')`)
	insert(t, raw, fact, "fact_1", 2)
	insert(t, raw, fact, "fact_2", 1) // of a version that is not kept
	raw.Close()
	told, err := openIn(t, folder).StoryTellings(t.Context(), "story_1")
	if err != nil || len(told) != 2 || told[0].LearnedAt.UnixMilli() != 5000 || told[1].LearnedAt.UnixMilli() != 1000 || !told[0].GoneAt.IsZero() {
		t.Errorf("%+v, %v", told, err)
	}
}

// What the desk had judged before its word had a table is stale if it was gone, and
// kept facts are found by their verbs.
func TestOldWordsAreStale(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125050002)
	const fact = `INSERT INTO fact(id, report_id, version, kind, type, state, at, body, gone_at) VALUES (?1, 'rep_1', 1, 'event', '', 'approved', 9000, ?3, ?2)`
	const word = `INSERT INTO fact_word(fact_id, report_id, state, body, user_id, at, stale_at) VALUES (?1, 'rep_1', 'approved', '{}', '', 9000, 0)`
	insert(t, raw, `INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at) VALUES ('rep_1', 1, '', '', '', '', '', '', '', '', '', '', 0, 0, 0)`)
	insert(t, raw, fact, "fact_told", 0, `{"id":"fact_told","predicate":"Were not killed today"}`)
	insert(t, raw, fact, "fact_gone", 5000, `{"id":"fact_gone","predicate":"met"}`)
	insert(t, raw, word, "fact_told")
	insert(t, raw, word, "fact_gone")
	raw.Close()
	db := openIn(t, folder)
	if _, err := db.StaleFact(t.Context(), "fact_told"); err == nil {
		t.Error("what the page says is stale")
	}
	if f, err := db.StaleFact(t.Context(), "fact_gone"); err != nil || f.GoneAt.UnixMilli() != 5000 {
		t.Errorf("gone at 5000 ms, stale at %v, %v", f.GoneAt, err)
	}
	if counts, err := db.Counts(t.Context()); err != nil || counts[store.FactsStale] != 1 {
		t.Errorf("%d are counted as stale, %v", counts[store.FactsStale], err)
	}
	var found []string
	if err := db.VerbFacts(t.Context(), []string{"killed"}, func(f store.FactRow) { found = append(found, f.ID) }); err != nil || len(found) != 1 || found[0] != "fact_told" {
		t.Errorf("killed: %v, %v", found, err)
	}
}

// Of facts that were kept before, what the desk rejected and what names nobody counts
// nowhere, and of which reports the places are not known yet is said until they are
// recorded again.
func TestOldMentions(t *testing.T) {
	folder, raw := olderDatabase(t, 20261125070002)
	insert(t, raw, `INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at) VALUES ('rep_1', 1, '', '', '', '', '', '', '', '', '', '', 0, 0, 0)`)
	const fact = `INSERT INTO fact(id, report_id, version, kind, type, state, at, body) VALUES (?1, 'rep_1', 1, 'event', '', ?2, 9000, ?3)`
	insert(t, raw, fact, "fact_told", "proposed", `{"id":"fact_told","source":[{"text":"He"},{"text":"Lund","name":"Ada Lund"}],"target":[{"text":"Officials","code":"FRA"}],"speaker":{"text":"she"},"place":{"text":"Berlin"}}`)
	insert(t, raw, fact, "fact_bad", "rejected", `{"id":"fact_bad","source":[{"text":"Ada Lund","name":"Ada Lund"}],"place":{"text":"Paris"}}`)
	insert(t, raw, fact, "fact_other", "proposed", `{"id":"fact_other","source":[{"text":"officials"}],"place":{"text":"Kyiv"}}`)
	const actor, spoke = `INSERT INTO actor(key, name, code, sector, facts) VALUES (?1, ?1, '', '', ?2)`, `INSERT INTO fact_actor(key, fact_id, side) VALUES (?1, ?2, 'source')`
	for key, n := range map[string]int{"he": 1, "she": 1, "ada lund": 2, "officials": 2} {
		insert(t, raw, actor, key, n)
	}
	for _, row := range [][]any{{"he", "fact_told"}, {"she", "fact_told"}, {"ada lund", "fact_told"}, {"officials", "fact_told"}, {"ada lund", "fact_bad"}, {"officials", "fact_other"}} {
		insert(t, raw, spoke, row...)
	}
	const place, was = `INSERT INTO place(id, key, name, country, located, lat, lon, facts) VALUES (?1, ?1, ?1, '', 0, 0, 0, 1)`, `INSERT INTO fact_place(place_id, day, fact_id) VALUES (?1, '', ?2)`
	insert(t, raw, place, "paris")
	insert(t, raw, was, "paris", "fact_bad")
	insert(t, raw, place, "berlin")
	insert(t, raw, was, "berlin", "fact_told")
	insert(t, raw, "INSERT INTO count(name, n) VALUES ('facts', 3)")
	raw.Close()
	db := openIn(t, folder)
	if kept, err := db.Counts(t.Context()); err != nil || kept["facts"] != 2 {
		t.Errorf("%d facts are counted, %v; want 2 without the rejected", kept["facts"], err)
	}
	actors, err := db.Actors(t.Context(), "", news.Paging{})
	if err != nil || len(actors.Rows) != 2 || actors.Rows[0].Key != "ada lund" || actors.Rows[0].Facts != 1 || actors.Rows[1].Key != "officials" || actors.Rows[1].Facts != 1 {
		t.Errorf("actors %+v, %v; want Ada Lund and the officials of France with 1 fact each", actors.Rows, err)
	}
	places, err := db.Places(t.Context(), "", "", news.Paging{})
	if err != nil || len(places.Rows) != 1 || places.Rows[0].Name != "berlin" {
		t.Errorf("places %+v, %v; want Berlin alone", places.Rows, err)
	}
	for _, want := range []int{1, 0} {
		if n, err := db.Unplaced(t.Context()); err != nil || n != want {
			t.Errorf("of %d reports the places are not known, %v; want %d", n, err, want)
		}
		err := db.Write(t.Context(), "recording", func(tx *store.Tx) error {
			return tx.SaveRecord(news.Record{ID: "rep_1", At: time.Unix(9, 0)}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
