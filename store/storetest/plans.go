package storetest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/store"
)

// small are the tables that do not grow with the archive: looking through them whole
// takes no time.
var small = []string{"user", "setting", "count", "mark", "search_language", "source", "sign_in", "websub", "alert", "endpoint", "evidence_file", "frame_word", "actor_word", "thread_word"}

// few are indexes that hold few rows of a growing table.
var few = []string{"due_leased", "due_failed", "stale_passage_new"}

// ofOne are the columns by which a statement finds what belongs to one thing: that is
// little enough to be sorted.
var ofOne = []string{"story_id", "report_id", "matter_id", "dispatch_id", "fact_id", "site", "became", "id", "rowid", "subject", "user_id", "after_id", "before_id"}

// allowed are statements that look through a growing table or sort what is in it, by
// how they begin or by a part of them, and why that may be.
var allowed = []struct{ part, because string }{
	{"FROM report_search WHERE report_search MATCH", "it sorts the newest matches, of which there are 1,000 at most"},
	{"FROM actor WHERE facts > 0 AND instr(key", "it is a costly read: no index holds parts of names"},
	{"FROM place p WHERE p.facts > 0 AND instr(p.key", "it is a costly read: no index holds parts of names"},
	{"FROM fact_actor m JOIN fact_actor o", "it is a costly read: who stands in facts with an actor"},
	{"FROM fact_place o JOIN fact_actor m", "it is a costly read: who stands in the facts of a place"},
	{"FROM fact_place o JOIN fact f", "it is a costly read: the map"},
	{"(SELECT fact_id, max(day) AS day FROM fact_", "it is a costly read: the facts of an actor or a place by day"},
	{"WHERE f.id IN (SELECT fact_id FROM fact_actor WHERE key = ?)", "it is a costly read: the facts of an actor"},
	{"WHERE f.kind = 'agreement' AND f.state <> 'rejected'", "the register is made of all agreements, and kept"},
	{"FROM imported_agreement ORDER BY", "the register is made of all agreements, and kept"},
	{"FROM fact f INDEXED BY fact_verb", "it sorts the facts of one verb, when an editor asks about it"},
	{"SELECT id FROM capture ORDER BY file, place", "whoever checks the evidence reads all of it"},
	{"FROM subscriber WHERE state = 'confirmed'", "an edition goes to all of them"},
	{"secret <> '' AND (?1 = '' OR substr", "secrets are encrypted anew once, when there is another key"},
	{"FROM thread t ORDER BY t.after_id", "matters are made from all threads, while nothing else waits"},
	{"FROM story_outline o JOIN story s", "matters are made from all outlines, while nothing else waits"},
	{"DELETE FROM story_outline WHERE work = 0", "it bounds how many outlines there are, while nothing else waits"},
	{"FROM failed_sign_in ORDER BY seq DESC LIMIT", "it walks from the newest until the page is full"},
	{"SELECT count(*) FROM unplaced", "it counts work that is to be done, which is none after a while"},
	{"INSERT INTO due(kind, key, at) SELECT ?, capture_id, ? FROM report", "an operator has all read again"},
	{"INSERT INTO due(kind, key, at) SELECT ?, id, ? FROM report", "an operator has all recorded again"},
	{"FROM fact f JOIN fact_actor a ON a.fact_id = f.id WHERE a.key = ?", "the desk names an actor, and all reports of it are recorded again"},
	{"UPDATE story_outline SET work = 1, turn = turn + 1", "it runs once, at the first start of a version that makes other outlines"},
	{"FROM subscriber WHERE ?1 = '' OR instr(fold(address)", "it walks from the newest until the page is full, and is a costly read when it is narrowed"},
	{"DELETE FROM capture_body WHERE digest NOT IN", "it empties a table of older versions, once, at start"},
	{"WHERE c.file = 0 AND c.place = 0", "it empties a table of older versions, once, at start"},
	{"WHERE r.story_id <> '' AND max(r.published, r.arrived_at) >= ?", "it sorts what joining remembers, once, at start"},
	{"FROM dispatch WHERE state = 'embargoed'", "embargoes are few"},
	{"WHERE d.state = 'sending' ORDER BY d.seq", "what is being sent is little"},
	{"last_error = '' WHERE state = ?", "a person counts all that are unsure as sent, which are few"},
	{"FROM thread_word w JOIN became x", "it joins what people said, which is little"},
}

// seen are the statements whose plans were looked at: many tests prepare the same.
var seen sync.Map

// CheckPlans fails for each statement that a test made the store prepare and that
// looks through a table that grows with the archive, or sorts what it finds there,
// unless that is allowed.
func CheckPlans(t testing.TB, db *store.DB) {
	t.Helper()
	plans, err := db.Plans(ctx)
	if err != nil {
		t.Errorf("asking for the plans of statements: %v", err)
		return
	}
	for _, p := range plans {
		if _, known := seen.LoadOrStore(p.SQL, true); known {
			continue
		}
		if fault := FaultOf(p); fault != "" {
			t.Errorf("%s:\n%s\nits plan:\n\t%s\nGive it an index, or allow it in storetest with the reason.", fault, p.SQL, strings.Join(p.Steps, "\n\t"))
		}
	}
}

// FaultOf says what is wrong with a plan; it is empty if nothing is, or if it is allowed.
func FaultOf(p store.Plan) string {
	query := strings.Join(strings.Fields(p.SQL), " ")
	for _, a := range allowed {
		if strings.Contains(query, a.part) {
			return ""
		}
	}
	tables, bounded := tablesOf(query), true
	for _, step := range p.Steps {
		if found := searched.FindStringSubmatch(step); byFew.MatchString(step) && !slices.Contains(small, tables[found[1]]) && !limited.MatchString(query) {
			return "it looks through all rows of one state or kind"
		}
		if found := scanned.FindStringSubmatch(step); found != nil && !viaVirtualIndex.MatchString(step) {
			if table := tables[found[1]]; table != "" && !slices.Contains(small, table) && !slices.Contains(few, found[2]) {
				return "it scans " + table
			}
		}
		if found := searched.FindStringSubmatch(step); found != nil && !slices.Contains(small, tables[found[1]]) {
			bounded = bounded && slices.Contains(ofOne, found[2])
		}
		if strings.Contains(step, "AUTOMATIC") || isSort(step) && !bounded {
			return "it sorts what is in a growing table"
		}
	}
	return ""
}

// isSort reports whether a step sorts rows. Those that are in order but for ties are as
// good as in order.
func isSort(step string) bool {
	return strings.HasPrefix(step, "USE TEMP B-TREE") && !strings.Contains(step, "LAST TERM")
}

var (
	scanned  = regexp.MustCompile(`^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?`)
	searched = regexp.MustCompile(`^SEARCH (\S+) .*\((\w+)[=<>]`)
	// byFew finds rows by a column of few values alone.
	byFew   = regexp.MustCompile(`\((state|kind|stuck|channel)=\?\)`)
	limited = regexp.MustCompile(`LIMIT \S+( OFFSET \S+)?$`)
	// viaVirtualIndex is a table-valued function, a full-text match, or a row by number.
	viaVirtualIndex = regexp.MustCompile(`VIRTUAL TABLE INDEX (1:|\d+:M|0:=)`)

	// named is a table in a statement, with the name that it has there.
	named = regexp.MustCompile(`\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z]\w*))?`)
	// defined is a name of a part of the statement itself.
	defined = regexp.MustCompile(`\b([a-z_]+)(?:\([^()]*\))?\s+AS\s+(?:MATERIALIZED\s+)?\(`)
)

// tablesOf tells of each name that tables have in a statement which table it is.
func tablesOf(query string) map[string]string {
	tables := map[string]string{}
	for _, found := range named.FindAllStringSubmatch(query, -1) {
		tables[found[1]] = found[1]
		if found[2] != "" {
			tables[found[2]] = found[1]
		}
	}
	for _, found := range defined.FindAllStringSubmatch(query, -1) {
		maps.DeleteFunc(tables, func(_, table string) bool { return table == found[1] })
	}
	return tables
}
