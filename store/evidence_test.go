package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/nlnwa/gowarc/v3"

	"dateline/news"
	"dateline/store"
)

func saveCapture(t *testing.T, db *store.DB, c news.Capture) store.PackedCapture {
	t.Helper()
	packed := db.Pack(c)
	if err := db.Write(t.Context(), "capture", func(tx *store.Tx) error { return tx.SaveCapture(packed) }); err != nil {
		t.Fatal(err)
	}
	return packed
}

func pageCapture(n int) news.Capture {
	return news.Capture{SourceID: "src_1", ItemID: "item", URL: fmt.Sprintf("https://x.example/%d", n), FinalURL: fmt.Sprintf("https://x.example/%d?all=1", n),
		FetchedAt: time.Date(2026, 6, 1, 12, n, 0, 0, time.UTC), Status: 200,
		Header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}, "Set-Cookie": {"a=b", "c=d"}},
		Body:   []byte(strings.Repeat(fmt.Sprintf("<p>evidence %d</p>\n", n), 50))}
}

// warcFiles gives the names of the WARC files of a data folder.
func warcFiles(t *testing.T, db *store.DB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(db.File()), store.EvidenceFolder, "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// records reads a WARC file as strictly as the library can, and gives the
// addresses and bodies of its responses.
func records(t *testing.T, name string) (addresses, bodies []string) {
	t.Helper()
	in, err := gowarc.NewWarcFileReader(name, 0, gowarc.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for {
		record, err := in.Next()
		if errors.Is(err, io.EOF) {
			return addresses, bodies
		}
		if err != nil || len(record.Validation) > 0 {
			t.Fatalf("%s: %v, %v", name, err, record.Validation)
		}
		if record.WarcRecord.Type() != gowarc.Response {
			continue
		}
		block, ok := record.WarcRecord.Block().(gowarc.HttpResponseBlock)
		if !ok {
			t.Fatalf("%s: a response without HTTP", name)
		}
		payload, err := block.PayloadBytes()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(payload)
		if err != nil {
			t.Fatal(err)
		}
		addresses, bodies = append(addresses, record.WarcRecord.WarcHeader().Get(gowarc.WarcTargetURI)), append(bodies, string(body))
	}
}

func TestOthersReadOurWARC(t *testing.T) {
	db := open(t)
	var want []string
	for n := range 3 {
		c := saveCapture(t, db, pageCapture(n))
		want = append(want, string(c.Body))
		got, err := db.Capture(t.Context(), c.ID)
		if err != nil || got.Header.Get("Content-Encoding") != "gzip" || len(got.Header["Set-Cookie"]) != 2 || len(got.Header) != 3 {
			t.Errorf("the headers came back as %v, %v", got.Header, err)
		}
	}
	var all bytes.Buffer
	if n, err := db.WriteWARC(t.Context(), &all, ""); err != nil || n != 3 {
		t.Fatalf("wrote %d captures, %v; want 3", n, err)
	}
	export := filepath.Join(t.TempDir(), "all.warc.gz")
	if err := os.WriteFile(export, all.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(warcFiles(t, db), export) {
		addresses, bodies := records(t, name)
		if fmt.Sprint(bodies) != fmt.Sprint(want) || len(addresses) != 3 || addresses[2] != "https://x.example/2?all=1" {
			t.Errorf("%s holds %v with %d bodies", name, addresses, len(bodies))
		}
	}
	if n, err := db.WriteWARC(t.Context(), io.Discard, "src_none"); err != nil || n != 0 {
		t.Errorf("of a source without captures: %d, %v", n, err)
	}
}

func TestFlippedBitIsReported(t *testing.T) {
	db := open(t)
	c := saveCapture(t, db, pageCapture(1))
	name := warcFiles(t, db)[0]
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(whole) * 8 {
		bad := bytes.Clone(whole)
		bad[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if found, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(found) != 1 || !strings.Contains(found[0], "damaged") {
			t.Fatalf("bit %d flipped: the check says %v, %v; want one that is damaged", bit, found, err)
		}
	}
	for _, cut := range [][]byte{whole[:len(whole)-5], nil} {
		if err := os.WriteFile(name, cut, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Capture(t.Context(), c.ID); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("of %d bytes: %v", len(cut), err)
		}
	}
}

func TestFilesAreFilledAndContinued(t *testing.T) {
	folder := t.TempDir()
	for range 3 {
		db, err := store.Open(t.Context(), folder, store.Options{FullFile: 2000})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Own(t.Context()); err != nil {
			t.Fatal(err)
		}
		had := len(warcFiles(t, db))
		for n := range 12 {
			saveCapture(t, db, pageCapture(had*12+n))
		}
		if names := warcFiles(t, db); had == 0 && len(names) < 2 {
			t.Errorf("12 captures filled %v; want more files", names)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db := openIn(t, folder)
	if bad, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) > 0 {
		t.Errorf("damaged: %v, %v", bad, err)
	}
	names, captures := warcFiles(t, db), 0
	for _, name := range names {
		addresses, _ := records(t, name)
		captures += len(addresses)
	}
	if captures != 36 || len(names) > 9 {
		t.Errorf("%d captures in %d files; want 36 in 9 at most: a file is filled before the next is begun", captures, len(names))
	}
}

// A write that fails, or a process that dies, leaves bytes that no row speaks
// of. Nothing is written behind them, and nothing of theirs is ever read.
func TestEvidenceOfAFailedWrite(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	if err := db.Own(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept := saveCapture(t, db, pageCapture(1))
	failed := errors.New("no")
	lost := db.Pack(pageCapture(2))
	err := db.Write(t.Context(), "failing", func(tx *store.Tx) error { return errors.Join(tx.SaveCapture(lost), failed) })
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if _, err := db.Capture(t.Context(), lost.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a capture whose write failed: %v, want ErrNotFound", err)
	}
	again := saveCapture(t, db, pageCapture(2))
	db.Close()
	// As a power cut leaves it: half a record at the end.
	names := warcFiles(t, db)
	file, err := os.OpenFile(names[len(names)-1], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte{0x1f, 0x8b, 8, 0})
	file.Close()
	db = openIn(t, folder)
	if err := db.Own(t.Context()); err != nil {
		t.Fatal(err)
	}
	later := saveCapture(t, db, pageCapture(3))
	for _, c := range []store.PackedCapture{kept, again, later} {
		if got, err := db.Capture(t.Context(), c.ID); err != nil || !bytes.Equal(got.Body, c.Body) {
			t.Errorf("%s: %v", c.URL, err)
		}
	}
}

func TestBackupHoldsTheEvidence(t *testing.T) {
	db := open(t)
	c := saveCapture(t, db, pageCapture(1))
	backup, folder := t.TempDir(), filepath.Join(t.TempDir(), "new")
	if _, err := store.Backup(t.Context(), filepath.Dir(db.File()), backup, time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	saveCapture(t, db, pageCapture(2)) // is not in the backup, nor may it hurt it
	if _, err := store.Restore(t.Context(), backup, folder, "", time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	restored := openIn(t, folder)
	if got, err := restored.Capture(t.Context(), c.ID); err != nil || !bytes.Equal(got.Body, c.Body) {
		t.Errorf("after restoring: %v", err)
	}
	if bad, err := restored.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) > 0 {
		t.Errorf("damaged after restoring: %v, %v", bad, err)
	}
}

func TestEvidenceIsGivenUpByRule(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), store.Options{FullFile: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cited, page := saveCapture(t, db, pageCapture(1)), saveCapture(t, db, pageCapture(2))
	feed := pageCapture(3)
	feed.ItemID = ""
	old := saveCapture(t, db, feed)
	last := saveCapture(t, db, pageCapture(4))
	now := last.FetchedAt.Add(time.Minute)
	drop := func(kind store.EvidenceKind) (dropped int) {
		t.Helper()
		for more := true; more; {
			n, again, err := db.DropEvidence(t.Context(), kind, last.FetchedAt, now)
			if err != nil {
				t.Fatal(err)
			}
			dropped, more = dropped+n, again
		}
		return dropped
	}
	if err := db.Write(t.Context(), "report", func(tx *store.Tx) error {
		_, _, err := tx.SaveReport(news.Report{ID: "rep", CaptureID: cited.ID, Text: "x"}, now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n := drop(store.EvidencePages); n != 1 {
		t.Errorf("%d captures of pages were given up; want the one that nothing stands on", n)
	}
	for _, c := range []store.PackedCapture{cited, last, old} {
		if got, err := db.Capture(t.Context(), c.ID); err != nil || !bytes.Equal(got.Body, c.Body) {
			t.Errorf("%s: %v; want it kept", c.URL, err)
		}
	}
	if _, err := db.Capture(t.Context(), page.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a page that was given up: %v", err)
	}
	before := len(warcFiles(t, db))
	for _, at := range []time.Time{now, now.Add(time.Second)} { // the first is too soon
		if err := db.Write(t.Context(), "removing", func(tx *store.Tx) error { return tx.RemoveDropped(at) }); err != nil {
			t.Fatal(err)
		}
	}
	if after := len(warcFiles(t, db)); after >= before {
		t.Errorf("%d files before, %d after", before, after)
	}
	if bad, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) > 0 {
		t.Errorf("damaged: %v, %v", bad, err)
	}
}

// A database of an older version has bodies in it; they move, and read the same.
func TestOldCapturesAreMoved(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	raw := openRaw(t, folder)
	zipper, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		c := db.Pack(pageCapture(n))
		packed := zipper.EncodeAll(c.Body, nil)
		if n == 2 {
			packed[len(packed)-1] ^= 1
		}
		insert(t, raw, "INSERT INTO capture_body(digest, zstd) VALUES (?, ?)", c.Digest, packed)
		insert(t, raw, `INSERT INTO capture(id, source_id, item_id, url, final_url, fetched_at, seen_at, status, content_type, digest, size, file, place, length, sum, old_header)
			VALUES (?, 'src_1', 'item', ?, ?, 1, 1, 200, 'text/html', ?, ?, 0, 0, 0, 0, '{"Content-Type":["text/html"]}')`, c.ID, c.URL, c.FinalURL, c.Digest, c.Size)
	}
	read := func(want int) {
		t.Helper()
		sound := 0
		for n := range 3 {
			c := db.Pack(pageCapture(n))
			if got, err := db.Capture(t.Context(), c.ID); err == nil && bytes.Equal(got.Body, c.Body) && got.Header.Get("Content-Type") == "text/html" {
				sound++
			}
		}
		if sound != want {
			t.Errorf("%d captures can be read, want %d", sound, want)
		}
	}
	read(2)
	if err := db.MoveCaptures(t.Context()); err != nil {
		t.Fatal(err)
	}
	read(2)
	var left int
	if err := raw.QueryRow("SELECT count(*) FROM capture_body").Scan(&left); err != nil || left != 1 {
		t.Errorf("%d bodies are left in the database, %v; want the damaged one", left, err)
	}
	if bad, err := db.CheckCaptures(t.Context(), func(int) {}); err != nil || len(bad) != 1 {
		t.Errorf("damaged: %v, %v; want one", bad, err)
	}
}

func insert(t *testing.T, raw *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := raw.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// What is needed moves once at most: giving up evidence comes to an end, however
// many files what is kept fills.
func TestGivingUpEvidenceEnds(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), store.Options{FullFile: 3000})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const pages = 40
	var cited []store.PackedCapture
	for i := range pages {
		c := saveCapture(t, db, pageCapture(i+1))
		if i%3 == 0 {
			continue // nothing stands on it
		}
		cited = append(cited, c)
		if err := db.Write(t.Context(), "report", func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(news.Report{ID: fmt.Sprint("rep_", i), CaptureID: c.ID, Text: "x"}, c.FetchedAt)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	now := cited[len(cited)-1].FetchedAt.Add(24 * time.Hour)
	files, turns := len(warcFiles(t, db)), 0
	for more := true; more; turns++ {
		if turns > 2*pages {
			t.Fatalf("it goes on after %d turns, over %d files", turns, len(warcFiles(t, db)))
		}
		if _, more, err = db.DropEvidence(t.Context(), store.EvidencePages, now, now); err != nil {
			t.Fatal(err)
		}
	}
	if files < 4 {
		t.Errorf("only %d files were full; the test needs several", files)
	}
	for _, c := range cited {
		if _, err := db.Capture(t.Context(), c.ID); err != nil {
			t.Error(err)
		}
	}
}

// A capture from which its report has moved is given up, the one to which it has
// moved is not.
func TestCaptureThatIsLeftIsGivenUp(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), store.Options{FullFile: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	left, stands, last := saveCapture(t, db, pageCapture(1)), saveCapture(t, db, pageCapture(2)), saveCapture(t, db, pageCapture(3))
	for _, c := range []store.PackedCapture{left, stands} {
		if err := db.Write(t.Context(), "reading", func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(news.Report{ID: "rep_1", CaptureID: c.ID, Text: "x"}, c.FetchedAt)
			return errors.Join(err, tx.SaveTrace(store.PageTrace{ReportID: "rep_1", Site: "a.example", CaptureID: c.ID, At: c.FetchedAt, Trace: []byte{1}}))
		}); err != nil {
			t.Fatal(err)
		}
	}
	now := last.FetchedAt.Add(24 * time.Hour)
	for more := true; more; {
		if _, more, err = db.DropEvidence(t.Context(), store.EvidencePages, now, now); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Capture(t.Context(), left.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what nothing stands on: %v", err)
	}
	if _, err := db.Capture(t.Context(), stands.ID); err != nil {
		t.Errorf("what the report and the memory of its site stand on: %v", err)
	}
}

// What is needed of a file that is written to is not given up with it, when the
// newsroom starts again after a long time.
func TestFileThatIsWrittenToIsKept(t *testing.T) {
	folder := t.TempDir()
	own := func() *store.DB {
		t.Helper()
		db, err := store.Open(t.Context(), folder, store.Options{})
		if err == nil {
			err = db.Own(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := own()
	needed := saveCapture(t, db, pageCapture(1))
	saveCapture(t, db, pageCapture(2))
	last := saveCapture(t, db, pageCapture(3))
	if err := db.Write(t.Context(), "report", func(tx *store.Tx) error {
		_, _, err := tx.SaveReport(news.Report{ID: "rep_1", CaptureID: needed.ID, Text: "x"}, needed.FetchedAt)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = own()
	defer db.Close()
	now := last.FetchedAt.AddDate(1, 0, 0)
	for more := true; more; {
		var err error
		if _, more, err = db.DropEvidence(t.Context(), store.EvidencePages, now, now); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Capture(t.Context(), needed.ID); err != nil {
		t.Errorf("what a report stands on: %v", err)
	}
}

// More evidence than is moved in one write is moved whole.
func TestMuchEvidenceMoves(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), store.Options{FullFile: 12 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	noise := rand.NewChaCha8([32]byte{})
	var kept []store.PackedCapture
	for i := range 16 {
		c := pageCapture(i)
		c.Body, c.Digest = make([]byte, 1<<20), ""
		noise.Read(c.Body)
		packed := saveCapture(t, db, c)
		if i%2 > 0 {
			continue
		}
		kept = append(kept, packed)
		if err := db.Write(t.Context(), "report", func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(news.Report{ID: fmt.Sprint("rep_", i), CaptureID: packed.ID, Text: "x"}, c.FetchedAt)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	now := kept[len(kept)-1].FetchedAt.Add(24 * time.Hour)
	dropped, _, err := db.DropEvidence(t.Context(), store.EvidencePages, now, now)
	if err != nil || dropped != 6 {
		t.Fatalf("%d captures were given up, %v; want 6", dropped, err)
	}
	for _, c := range kept {
		if got, err := db.Capture(t.Context(), c.ID); err != nil || news.Digest(got.Body) != c.Digest {
			t.Errorf("%s: %v", c.ID, err)
		}
	}
}
