package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/store"
)

// Every bit of the database file that flips is found, wherever it is.
func TestFlippedBitsAreFound(t *testing.T) {
	folder := t.TempDir()
	db := openIn(t, folder)
	err := db.Write(t.Context(), "filling", func(tx *store.Tx) error {
		for i := range 300 {
			if err := tx.SaveSetting(fmt.Sprint(i), strings.Repeat(fmt.Sprint(i, " "), 200)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if summed, err := db.Summed(t.Context()); err != nil || !summed {
		t.Errorf("a new database has sums: %v, %v", summed, err)
	}
	db.Close()
	if bad := damagedPages(t, folder); len(bad) > 0 {
		t.Fatalf("a sound database is said to be damaged at %v", bad)
	}
	file := filepath.Join(folder, store.FileName)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const seed = 15
	r := rand.New(rand.NewPCG(seed, 0))
	for range 60 {
		at, bit := r.IntN(len(whole)), byte(1)<<r.IntN(8)
		whole[at] ^= bit
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if bad := damagedPages(t, folder); len(bad) != 1 || bad[0] != at/4096+1 && bad[0] != 1 {
			t.Errorf("byte %d of page %d lost a bit; damaged are said to be %v", at, at/4096+1, bad)
		}
		whole[at] ^= bit
	}
}

// damagedPages gives the pages that are damaged; if the database can't be looked into
// at all, the first.
func damagedPages(t *testing.T, folder string) (bad []int) {
	t.Helper()
	db, err := store.Look(t.Context(), folder, store.Options{Readers: 1})
	if store.Damaged(err) {
		return []int{1}
	}
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for next := 1; next > 0; {
		c, err := db.CheckPages(t.Context(), next, 50)
		if err != nil {
			t.Fatal(err)
		}
		bad, next = append(bad, c.Damaged...), c.Next
	}
	return bad
}
