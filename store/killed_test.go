package store_test

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"dateline/store"
)

// upgradeIn names the folder that this process is to bring up to date, and then to
// end, when it was started to be killed.
const upgradeIn = "DATELINE_TEST_UPGRADE"

func TestMain(m *testing.M) {
	folder := os.Getenv(upgradeIn)
	if folder == "" {
		os.Exit(m.Run())
	}
	db, err := store.Open(context.Background(), folder, store.Options{Work: true, Readers: 1})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// upgrading starts a process that brings a folder up to date.
func upgrading(t *testing.T, folder string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), upgradeIn+"="+folder)
	c.Stderr = os.Stderr
	return c
}

// An upgrade that is killed at any moment leaves a database that is wholly as it was
// or wholly of this version, and that can be brought up to date with one copy kept.
func TestKilledWhileUpgrading(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	const rows = `INSERT INTO setting(name, value) SELECT 'row ' || a.value || b.value, hex(randomblob(400))
		FROM json_each('[0,1,2,3,4,5,6,7,8,9]') a, json_each('["a","b","c","d","e","f","g","h","i","j"]') b, json_each('[1,2,3,4,5,6,7,8,9]') c
		WHERE true ON CONFLICT(name) DO UPDATE SET value = setting.value || excluded.value`
	fresh := func() string {
		folder := olderFolder(t, false)
		raw := openRaw(t, folder)
		insert(t, raw, rows)
		raw.Close()
		return folder
	}
	folder := fresh()
	began := time.Now()
	if err := upgrading(t, folder).Run(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began)
	before, after := 0, 0
	for range 15 {
		folder := fresh()
		for range 3 { // on what the last one left
			c := upgrading(t, folder)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Duration(r.Int64N(int64(whole)*3/2)), func() { c.Process.Kill() })
			c.Wait() // the error is that it was killed, or none
			timer.Stop()
			age, err := store.AgeOf(t.Context(), folder)
			if err != nil || len(age.Missing) > 0 || age.Has != anOlderStep && age.Has != age.Latest {
				t.Fatalf("after a kill the database is of %+v, %v", age, err)
			}
			if settingIn(t, filepath.Join(folder, store.FileName)) != "b" {
				t.Error("after a kill the setting is another")
			}
			if age.Has == age.Latest {
				after++
			} else {
				before++
			}
		}
		db := openIn(t, folder)
		if v, err := db.Setting(t.Context(), "a"); err != nil || v != "b" {
			t.Errorf("at the end the setting is %q, %v", v, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if bad := damagedPages(t, folder); len(bad) > 0 {
			t.Errorf("at the end the pages %v are damaged", bad)
		}
		copies, _ := filepath.Glob(filepath.Join(folder, "*.before-*"))
		if len(copies) != 1 || settingIn(t, copies[0]) != "b" {
			t.Errorf("copies kept: %q, want one of what was there", copies)
		}
	}
	t.Logf("killed %d times before the switch, %d times after; an upgrade takes %v", before, after, whole)
}
