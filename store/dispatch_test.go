package store

import (
	"database/sql"
	"strings"
	"testing"

	"dateline/news"
)

// The dispatches on a story or a matter are asked for with every page of a dispatch:
// they are found by their stories, whatever else is published, and lists of all by
// their order.
func TestDispatchesAreFoundByTheirStories(t *testing.T) {
	db, err := Open(t.Context(), t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	published := []news.DispatchState{news.Published}
	for name, c := range map[string]struct {
		filter DispatchFilter
		order  string
		want   string
	}{
		"all":                     {DispatchFilter{States: published}, "published_at", "dispatch_published"},
		"of a section":            {DispatchFilter{States: published, Section: "world"}, "published_at", "dispatch_section"},
		"on a story":              {DispatchFilter{States: published, StoryID: "story_1"}, "published_at", "dispatch_story"},
		"on a matter":             {DispatchFilter{States: published, Matter: "matter_1"}, "published_at", "dispatch_story"},
		"on it, in a section":     {DispatchFilter{States: published, Section: "world", Matter: "matter_1"}, "published_at", "dispatch_story"},
		"on a story, by the desk": {DispatchFilter{StoryID: "story_1"}, "changed_at", "dispatch_story"},
	} {
		listed, args := c.filter.listed(c.order, "<")
		plan := planOf(t, db, "SELECT "+dispatchColumns+" FROM dispatch "+listed+" ORDER BY "+c.order+" DESC, seq DESC LIMIT ?", append(args, 1, 1, 10)...)
		if !strings.Contains(plan, "SEARCH dispatch USING INDEX "+c.want+" ") {
			t.Errorf("%s: the dispatches are found by\n%s\nwant by %s", name, plan, c.want)
		}
	}
	counts := planOf(t, db, releasedCounts, `["matter_1"]`, news.Published)
	if !strings.Contains(counts, "SEARCH s USING INDEX story_matter ") || !strings.Contains(counts, "SEARCH d USING INDEX dispatch_story ") {
		t.Errorf("the dispatches on matters are counted by\n%s\nwant by story_matter and dispatch_story", counts)
	}
}

func planOf(t *testing.T, db *DB, query string, args ...any) string {
	t.Helper()
	steps, err := collect(t.Context(), db, func(r *sql.Rows) (step string, err error) {
		var id, parent, unused int
		err = r.Scan(&id, &parent, &unused, &step)
		return step, err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
