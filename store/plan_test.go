package store_test

import (
	"strings"
	"testing"

	"dateline/store"
	"dateline/store/storetest"
)

// The plans of what is prepared are those that a table of the archive's size needs;
// these are faults of the kinds that there were.
func TestFaultsOfPlans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, steps, fault string }{
		{"SELECT * FROM report r WHERE r.headline = ?", "SCAN r", "scans report"},
		{"SELECT alert_id FROM alert_hit WHERE report_id = ?", "SCAN alert_hit USING COVERING INDEX sqlite_autoindex_alert_hit_1", "scans alert_hit"},
		{"SELECT * FROM matter m WHERE EXISTS (SELECT 1 FROM story s WHERE s.matter_id = m.id)", "SEARCH m USING INDEX matter_last (last<?)|CORRELATED SCALAR SUBQUERY 1|SCAN s", "scans story"},
		{"SELECT * FROM dispatch WHERE state = ? ORDER BY changed_at LIMIT ?", "SEARCH dispatch USING INDEX dispatch_published (state=?)|USE TEMP B-TREE FOR ORDER BY", "sorts"},
		{"SELECT * FROM fact f WHERE f.kind = 'event'", "SEARCH f USING INDEX fact_kind (kind=?)", "one state or kind"},
		{"SELECT * FROM story a JOIN report b ON a.headline = b.headline", "SEARCH a USING INDEX x (id=?)|SEARCH b USING AUTOMATIC COVERING INDEX (headline=?)", "sorts"},

		{"SELECT * FROM report r WHERE r.story_id = ? ORDER BY published", "SEARCH r USING INDEX report_story (story_id=?)|USE TEMP B-TREE FOR ORDER BY", ""},
		{"SELECT * FROM dispatch WHERE state = ? ORDER BY changed_at LIMIT ?", "SEARCH dispatch USING INDEX dispatch_state (state=?)", ""},
		{"SELECT * FROM user u ORDER BY name", "SCAN u|USE TEMP B-TREE FOR ORDER BY", ""},
		{"SELECT * FROM report WHERE id IN (SELECT value FROM json_each(?))", "SEARCH report USING INDEX i (id=?)|LIST SUBQUERY 1|SCAN json_each VIRTUAL TABLE INDEX 1:", ""},
		{"WITH inside AS MATERIALIZED (SELECT * FROM story WHERE id = ?) SELECT * FROM inside", "MATERIALIZE inside|SEARCH story USING INDEX i (id=?)|SCAN inside", ""},
	} {
		got := storetest.FaultOf(store.Plan{SQL: c.query, Steps: strings.Split(c.steps, "|")})
		if c.fault == "" && got != "" || !strings.Contains(got, c.fault) {
			t.Errorf("%s\n%s\nhas the fault %q, want %q", c.query, c.steps, got, c.fault)
		}
	}
}
