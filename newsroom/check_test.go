package newsroom

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// flip turns a bit of a file, behind some text or in its middle.
func flip(t *testing.T, file, text string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := len(b) / 2
	if text != "" {
		if at = bytes.LastIndex(b, []byte(text)); at < 0 {
			t.Fatalf("%s doesn't hold %q", file, text)
		}
		at += len(text) // which stays to be found
	}
	b[at] ^= 2
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// All that is kept is read through in the background, and what is damaged is said
// wherever somebody looks, until another pass finds it whole.
func TestDamageIsFoundInTheBackground(t *testing.T) {
	o := openOutbox(t)
	c := o.n.db.Pack(news.Capture{URL: "https://a.example/1", ItemID: "item", Body: []byte(strings.Repeat("a page ", 500)), FetchedAt: o.now})
	writing(t, o.n, func(tx *store.Tx) error {
		// A comment, because nothing at the start reads one. A long setting wouldn't do: each
		// search of that table reads the whole rows that it passes.
		long := news.Comment{ID: "long", Text: strings.Repeat("nobody looks here ", 20_000), State: news.CommentRejected, At: o.now}
		if err := tx.AddComment(long); err != nil {
			return err
		}
		return tx.SaveCapture(c)
	})
	folder, config := filepath.Dir(o.n.db.File()), o.n.config
	reopen := func(change func()) {
		t.Helper()
		if err := o.n.Close(); err != nil {
			t.Fatal(err)
		}
		change()
		room, err := Claim(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		o.n = room
		if err := o.n.recover(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	pass := func() Check {
		t.Helper()
		for range 20 {
			o.passes(checkPause)
			o.walk(stepCheck)
		}
		found, err := o.n.Checked(t.Context())
		if err != nil || found.Begun || found.Pages < 80 || found.Captures != 1 {
			t.Fatalf("after a pass: %+v, %v", found, err)
		}
		return found
	}
	reopen(func() {})
	if found := pass(); found.Found != 0 || len(o.n.Condition().Says) > 0 {
		t.Fatalf("of what is whole it is said %+v, %q", found, o.n.Condition().Says)
	}

	warc, err := filepath.Glob(filepath.Join(folder, store.EvidenceFolder, "*.warc.gz"))
	if err != nil || len(warc) != 1 {
		t.Fatalf("%q, %v", warc, err)
	}
	damage := func() {
		flip(t, filepath.Join(folder, store.FileName), "nobody looks here")
		flip(t, warc[0], "")
	}
	reopen(damage)
	o.passes(checkedEvery)
	if found := pass(); found.Found != 2 {
		t.Errorf("found %+v, want a page and a capture", found)
	}
	if says := o.n.Condition().Sentence(); !strings.Contains(says, "2 parts of what is kept are damaged") || !strings.Contains(says, "dateline doctor") {
		t.Errorf("the condition is %q", says)
	}
	var wrong []string
	if err := o.n.Examine(t.Context(), func(f Finding) {
		if f.Wrong {
			wrong = append(wrong, f.Sentence)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"of the database doesn't have the sum", "capture " + c.ID + " is damaged"} {
		if !slices.ContainsFunc(wrong, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("the examination says %q, want %q", wrong, want)
		}
	}

	reopen(damage) // the same bits once more: all is as it was
	if says := o.n.Condition().Sentence(); !strings.Contains(says, "2 parts") {
		t.Errorf("after a start and before another pass the condition is %q", says)
	}
	o.passes(checkedEvery + time.Hour)
	if found := pass(); found.Found != 0 || len(o.n.Condition().Says) > 0 {
		t.Errorf("of what is whole again it is said %+v, %q", found, o.n.Condition().Says)
	}
}
