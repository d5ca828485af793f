package pagesum_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"dateline/store/pagesum"
)

const pageSize = 4096

func connect(t *testing.T, file, options string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// filled makes a database of some pages, of which reserve bytes each are kept free.
func filled(t *testing.T, reserve int) (file string) {
	t.Helper()
	if err := pagesum.Ready(); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "some.db")
	exec(t, connect(t, ":memory:", ""), "VACUUM INTO ?", fmt.Sprintf("file:%s?reserve=%d", file, reserve))
	db := connect(t, file, "?_pragma=journal_mode(WAL)")
	db.SetMaxOpenConns(1)
	exec(t, db, "CREATE TABLE some(n INTEGER PRIMARY KEY, body TEXT); CREATE INDEX of ON some(body)")
	for range 3 {
		exec(t, db, "INSERT INTO some(body) SELECT hex(randomblob(200)) FROM json_each('["+strings.Repeat("0,", 99)+"0]')")
		exec(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	exec(t, db, "DELETE FROM some WHERE n % 7 = 0")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

func pages(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil || len(b) < 10*pageSize {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	return b
}

// Each page that was written has its sum, where the header reserves room for it.
func TestPagesAreWrittenWithSums(t *testing.T) {
	for reserve, want := range map[int]bool{pagesum.Reserve: true, 0: false} {
		right, wrong := 0, 0
		for b := pages(t, filled(t, reserve)); len(b) > 0; b = b[pageSize:] {
			if pagesum.Compute(b[:pageSize-pagesum.Reserve]) == [pagesum.Reserve]byte(b[pageSize-pagesum.Reserve:pageSize]) {
				right++
			} else {
				wrong++
			}
		}
		if want != (wrong == 0) || want != (right > 1) {
			t.Errorf("with %d bytes reserved %d pages have their sum and %d don't", reserve, right, wrong)
		}
	}
}

// A flipped bit is an error for whoever reads its page, and for nobody else; where
// there are no sums it passes.
func TestFlippedBitIsAnError(t *testing.T) {
	for reserve, want := range map[int]bool{pagesum.Reserve: true, 0: false} {
		file := filled(t, reserve)
		b := pages(t, file)
		const page = 9
		b[(page-1)*pageSize+2000] ^= 4
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		db := connect(t, file, "?mode=ro")
		for n := 1; n <= len(b)/pageSize; n++ {
			var length int
			err := db.QueryRow("SELECT length(data) FROM sqlite_dbpage WHERE pgno = ?", n).Scan(&length)
			if got := err != nil && strings.Contains(err.Error(), "8202"); got != (want && n == page) {
				t.Errorf("with %d bytes reserved page %d: %v", reserve, n, err)
			}
		}
		db.Close()
	}
}

// A value is read back wherever it ends on a page. Of a page in which a long row goes
// on SQLite would read past its cache as many bytes as the value has there, and 512 are
// no page.
func TestPartsOfPagesAreNoPages(t *testing.T) {
	const long = 6000
	file := filled(t, pagesum.Reserve)
	db := connect(t, file, "?_pragma=journal_mode(WAL)")
	db.SetMaxOpenConns(1)
	exec(t, db, "CREATE TABLE long(n INTEGER PRIMARY KEY, body BLOB, rest BLOB)")
	// How long the rest is decides where the body ends.
	exec(t, db, `WITH RECURSIVE l(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM l WHERE n < ?)
		INSERT INTO long SELECT n, randomblob(?), zeroblob(n) FROM l`, pageSize, long)
	exec(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = connect(t, file, "?mode=ro")
	for n := 1; n <= pageSize; n++ {
		var body []byte
		if err := db.QueryRow("SELECT body FROM long WHERE n = ?", n).Scan(&body); err != nil || len(body) != long {
			t.Fatalf("before %d bytes: %d bytes, %v", n, len(body), err)
		}
	}
}

// The sum is SQLite's: two words of 32 bits, each added to the other.
func TestSumIsThatOfSQLite(t *testing.T) {
	page := []byte{1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0}
	// s1 = 1, s2 = 2+1 = 3; s1 = 1+3+3 = 7, s2 = 3+4+7 = 14
	if got := pagesum.Compute(page); got != [8]byte{7, 0, 0, 0, 14, 0, 0, 0} {
		t.Errorf("the sum is %v", got)
	}
}

func BenchmarkCompute(b *testing.B) {
	page := make([]byte, pageSize-pagesum.Reserve)
	b.SetBytes(pageSize)
	for b.Loop() {
		pagesum.Compute(page)
	}
}

// What sums cost who writes and who reads: the same rows in a database with them and
// in one without, each on the disk before the next.
func BenchmarkWith(b *testing.B) {
	for name, c := range map[string]struct {
		reserve int
		options string
	}{"sums": {pagesum.Reserve, ""}, "none": {0, "&vfs=unix"}} {
		file := filepath.Join(b.TempDir(), name+".db")
		empty, err := sql.Open("sqlite", ":memory:")
		if err == nil {
			_, err = empty.Exec("VACUUM INTO ?", fmt.Sprintf("file:%s?reserve=%d", file, c.reserve))
		}
		if err != nil {
			b.Fatal(err)
		}
		db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)&_pragma=wal_autocheckpoint(1000)"+c.options)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("CREATE TABLE some(n INTEGER PRIMARY KEY, body TEXT); CREATE INDEX of ON some(body)"); err != nil {
			b.Fatal(err)
		}
		const insert = "INSERT INTO some(body) SELECT hex(randomblob(400)) FROM json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]')"
		b.Run("writing/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Exec(insert); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("reading/"+name, func(b *testing.B) {
			var n int
			for b.Loop() {
				if err := db.QueryRow("SELECT sum(length(body)) FROM some").Scan(&n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
