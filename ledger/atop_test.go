package ledger

import (
	"strings"
	"testing"
	"time"

	"dateline/news"
)

func TestReadATOP(t *testing.T) {
	var got []RegisterEntry
	read := func(s string) (int, error) {
		got = nil
		return ReadATOP(strings.NewReader(s), func(id string, a news.Agreement) error {
			got = append(got, ImportedEntry("ATOP", id, a))
			return nil
		})
	}
	n, err := read("\ufeffatopid,begyr,begmo,begday,endyr,endmo,endday,defense,offense,neutral,nonagg,consul,mem1,mem2,mem3\n" +
		"9001.0,1961,7,6,1996,9,0,1,0,0,1,1,365,731,\n9002,1950,0,0,0,0,0,0,0,0,1,0,2,9999,0\n")
	if err != nil || n != 2 || len(got) != 2 {
		t.Fatalf("%d alliances, %v", n, err)
	}
	first := got[0]
	if len(first.Parties) != 2 || first.Parties[0].Code != "RUS" || first.Parties[1].Code != "PRK" || len(first.Provisions) != 3 || first.Provisions[0].Class != "defence" || len(first.Milestones) != 2 {
		t.Errorf("the first is %+v", first)
	}
	if m := first.Milestones[1]; m.Act != "ended" || m.Time.From != "1996-09-01" || m.Time.Precision != "month" {
		t.Errorf("it ended %+v", m.Time)
	}
	if first.Imported != "ATOP 9001.0" || got[1].Parties[1].Name != "COW 9999" {
		t.Errorf("imported as %q, with %+v", first.Imported, got[1].Parties)
	}
	day := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	if bound := Binding(got, "RUS", "PRK", day); len(bound) != 1 {
		t.Errorf("in 1970 they were bound by %d", len(bound))
	}
	if bound := Binding(got, "RUS", "PRK", day.AddDate(40, 0, 0)); len(bound) != 0 {
		t.Errorf("in 2010 they were bound by %d", len(bound))
	}
	if defend := Defending(got, "PRK", day); len(defend) != 1 {
		t.Errorf("in 1970 %d obliged others to defend it", len(defend))
	}
	for _, bad := range []string{"", "a,b\n1,2\n", "atopid,begyr\n1,1950\n", "atopid,begyr,mem1\n,1950,2\n"} {
		if _, err := read(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
