package pagesum_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"dateline/store/pagesum"
)

// A copy that is larger than SQLite's memory for pages has sums on all of them: the
// first pages are written to it before its header.
func TestLargeCopyHasSums(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, copied := filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db")
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=cache_size(-8000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"CREATE TABLE a (id INTEGER PRIMARY KEY, body BLOB)",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) INSERT INTO a SELECT i, randomblob(1000) FROM n",
		fmt.Sprintf("VACUUM INTO 'file:%s?reserve=%d'", copied, pagesum.Reserve),
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%.40s: %v", statement, err)
		}
	}
	read, err := sql.Open("sqlite", "file:"+copied+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	var n, size int
	if err := read.QueryRow("SELECT count(*), sum(length(body)) FROM a").Scan(&n, &size); err != nil || n != 40000 {
		t.Errorf("of a large copy %d rows can be read: %v", n, err)
	}
}
