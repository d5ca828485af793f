package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// aboutName is the file of a backup that says what the backup holds.
const aboutName = "backup.json"

// A BackupAbout is what a backup says of itself, so that whoever restores it can tell
// whether it is whole.
type BackupAbout struct {
	Format     int            `json:"format"` // 1
	Newsroom   string         `json:"newsroom"`
	Generation string         `json:"generation"`
	MadeAt     time.Time      `json:"made_at"`
	Folder     string         `json:"folder"` // the data folder that it is a copy of, on the machine where it was made
	Counts     map[string]int `json:"counts"`
	Files      []FileSum      `json:"files"`
	Damaged    []string       `json:"damaged,omitempty"` // sentences
}

// A FileSum is a file of a backup and the SHA-256 of its bytes.
type FileSum struct {
	Name   string `json:"name"` // with slashes, from the backup's folder
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func (a BackupAbout) file(name string) (FileSum, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return f, true
		}
	}
	return FileSum{}, false
}

// Backup copies a data folder into another, which must not hold a backup yet, while
// everything else goes on: the database as it is at one instant, and what of the
// evidence that copy speaks of. All of it is compared with its sums on the way. What
// is damaged is left as it is and named, and the rest is copied. Nothing in the data
// folder is changed, not even a database of an older version.
func Backup(ctx context.Context, folder, to string, now time.Time) (about BackupAbout, err error) {
	file := filepath.Join(to, FileName)
	if err := vacant(to); err != nil {
		return about, err
	}
	if err := os.MkdirAll(to, privateFolder); err != nil {
		return about, err
	}
	about = BackupAbout{Format: 1, MadeAt: now.UTC()}
	if about.Folder, err = filepath.Abs(folder); err != nil {
		return about, err
	}
	// A connection of its own: readers may not write, not even to another
	// file, and the writer would keep everyone waiting.
	own, err := connect(filepath.Join(folder, FileName), "copy")
	if err != nil {
		return about, fmt.Errorf("copying the database: %w", err)
	}
	defer own.Close()
	part := file + unfinished // so that a copy that was cut off is never taken for a backup
	if err := vacuumInto(ctx, own, part); err != nil {
		if Damaged(err) {
			err = fmt.Errorf("%s: %w", whereDamaged(ctx, own), err)
		}
		return about, errors.Join(fmt.Errorf("copying the database: %w", err), removeUnfinished(to))
	}
	if err := copyBeside(ctx, part, folder, to, &about); err != nil {
		return about, err
	}
	if err := writeAbout(to, about); err != nil {
		return about, err
	}
	if err := os.Rename(part, file); err != nil {
		return about, err
	}
	return about, syncFolder(to)
}

// vacant refuses a folder that holds a backup or a newsroom, and clears what a backup
// left that was cut off.
func vacant(to string) error {
	if _, err := os.Stat(filepath.Join(to, FileName)); err == nil {
		return fmt.Errorf("%s holds a backup or a newsroom already; name an empty folder", to)
	}
	if _, err := os.Stat(filepath.Join(to, FileName+unfinished)); err == nil {
		if err := os.RemoveAll(filepath.Join(to, EvidenceFolder)); err != nil {
			return err
		}
		return removeUnfinished(to)
	}
	left, err := occupied(to)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("%s holds %s already; name an empty folder", to, strings.Join(left, ", "))
	}
	return err
}

// occupied lists what in a folder belongs to a newsroom.
func occupied(folder string) (found []string, err error) {
	if found, err = leftOver(folder); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(folder, FileName)); err == nil {
		found = append(found, FileName)
	}
	evidence, err := os.ReadDir(filepath.Join(folder, EvidenceFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if len(evidence) > 0 {
		found = append(found, EvidenceFolder)
	}
	return found, err
}

// whereDamaged says which pages of a database are damaged.
func whereDamaged(ctx context.Context, database *sql.DB) string {
	c, err := checkPages(ctx, database, 1, -1)
	if err != nil || len(c.Damaged) == 0 {
		return "it is damaged, so no backup was made; keep the last good one"
	}
	return fmt.Sprintf("its pages %s are damaged, so no backup was made; keep the last good one", shortList(c.Damaged))
}

// shortList names the first of some numbers.
func shortList(all []int) string {
	const most = 20
	var words []string
	for _, n := range all[:min(len(all), most)] {
		words = append(words, fmt.Sprint(n))
	}
	said := strings.Join(words, ", ")
	if len(all) > most {
		said += fmt.Sprintf(" and %d more", len(all)-most)
	}
	return said
}

// copyBeside examines the copied database and copies what belongs to it.
func copyBeside(ctx context.Context, part, folder, to string, about *BackupAbout) error {
	copied, err := connect(part, "ro")
	if err != nil {
		return fmt.Errorf("reading the copied database: %w", err)
	}
	defer copied.Close()
	if err := sound(ctx, copied); err != nil {
		return fmt.Errorf("the copied database: %w", err)
	}
	if err := about.describe(ctx, copied); err != nil {
		return fmt.Errorf("reading the copied database: %w", err)
	}
	files, damaged, err := copyEvidence(ctx, copied, folder, to)
	if err != nil {
		return fmt.Errorf("copying the evidence: %w", err)
	}
	if err := copied.Close(); err != nil {
		return err
	}
	sum, err := sumFile(part)
	if err != nil {
		return fmt.Errorf("reading the copied database: %w", err)
	}
	sum.Name = FileName
	about.Files, about.Damaged = append([]FileSum{sum}, files...), damaged
	return nil
}

// sound says what is wrong with a database, first with its pages and then with how
// they hang together.
func sound(ctx context.Context, database *sql.DB) error {
	c, err := checkPages(ctx, database, 1, -1)
	if err != nil {
		return err
	}
	if len(c.Damaged) > 0 {
		return fmt.Errorf("its pages %s are damaged", shortList(c.Damaged))
	}
	wrong, err := checkStructure(ctx, pool{database})
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("it is damaged: %s", strings.Join(wrong, "; "))
	}
	return err
}

// describe notes which newsroom a database is and how much it holds. One of an older
// version may not say.
func (a *BackupAbout) describe(ctx context.Context, database *sql.DB) error {
	who, err := identity(ctx, pool{database})
	if err != nil {
		return err
	}
	a.Newsroom, a.Generation = who[settingNewsroom], who[settingGeneration]
	a.Counts, err = countsOf(ctx, pool{database})
	return err
}

func writeAbout(folder string, about BackupAbout) error {
	said, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	file := filepath.Join(folder, aboutName)
	if err := os.WriteFile(file, append(said, '\n'), privateFile); err != nil {
		return err
	}
	return syncFile(file)
}

// readAbout reads what a backup says of itself; ok is false for one that an older
// version made, which says nothing.
func readAbout(folder string) (about BackupAbout, ok bool, err error) {
	said, err := os.ReadFile(filepath.Join(folder, aboutName))
	if errors.Is(err, fs.ErrNotExist) {
		return about, false, nil
	}
	if err == nil {
		err = json.Unmarshal(said, &about)
	}
	if err != nil {
		return about, false, fmt.Errorf("reading what the backup says of itself, %s: %w", aboutName, err)
	}
	return about, true, nil
}
