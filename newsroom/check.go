package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dateline/news"
	"dateline/store"
)

// All that is kept is read again in the background, a little at a time, so that damage
// is known before somebody needs what is damaged: one pass a day at most, of which a
// gigabyte of the database takes three quarters of an hour.
const (
	checkedEvery    = 24 * time.Hour
	checkPause      = 10 * time.Second // between two parts of a pass
	pagesAtOnce     = 1000             // of 4 KiB
	capturesAtOnce  = 200
	damagedRecorded = 50 // sentences; more than a person reads
)

// settingCheck is where it is kept how far the reading has come.
const settingCheck = "check"

// A Check is what the reading in the background found.
type Check struct {
	Done     time.Time `json:"done,omitzero"` // when the last whole pass ended; zero: none has
	Pages    int       `json:"pages"`         // that were read in this pass so far, or in the last
	Captures int       `json:"captures"`
	Damaged  []string  `json:"damaged,omitempty"` // sentences, of this pass so far or of the last
	Found    int       `json:"found"`             // how many parts are damaged, which may be more

	Page  int    `json:"page"`  // the next to read; 0: the pages are done
	After string `json:"after"` // the last capture that was read
	Begun bool   `json:"begun"` // a pass is under way

	Last     []string `json:"last,omitempty"` // what the last whole pass found
	LastTime int      `json:"last_found"`
}

// Wrong says how many parts are known to be damaged, and which: what the last whole
// pass found holds until another ends.
func (c Check) Wrong() (n int, which []string) {
	if c.Found >= c.LastTime {
		return c.Found, c.Damaged
	}
	return c.LastTime, c.Last
}

func (c *Check) add(damaged ...string) {
	c.Found += len(damaged)
	c.Damaged = append(c.Damaged, damaged[:min(len(damaged), damagedRecorded-len(c.Damaged))]...)
}

// Checked gives what the reading in the background found.
func (n *Newsroom) Checked(ctx context.Context) (c Check, err error) {
	said, err := n.db.Setting(ctx, settingCheck)
	if err != nil {
		return c, err
	}
	return stateOf[Check](n, "the check of what is kept", said), nil
}

// check reads the next part of what is kept.
func (n *Newsroom) check(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	c, err := n.Checked(ctx)
	if err != nil {
		return nil, err
	}
	if !c.Begun {
		c = Check{Begun: true, Page: 1, Done: c.Done, Last: c.Damaged, LastTime: c.Found}
	}
	if c.Page > 0 {
		err = n.checkPages(ctx, &c)
	} else {
		err = n.checkCaptures(ctx, &c)
	}
	if err != nil {
		return nil, err
	}
	next := n.now().Add(checkPause)
	if !c.Begun {
		next = n.now().Add(checkedEvery)
		c.Done, c.Last, c.LastTime = n.now(), nil, 0
	}
	said, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if wrong, _ := c.Wrong(); wrong > 0 {
		n.log.Error("parts of what is kept are damaged; dateline doctor names them all", "damaged", wrong)
	}
	n.checked.Store(&c)
	return func(tx *store.Tx) error {
		if err := tx.SaveSetting(settingCheck, string(said)); err != nil {
			return err
		}
		return tx.Later(d, next)
	}, nil
}

func (n *Newsroom) checkPages(ctx context.Context, c *Check) error {
	part, err := n.db.CheckPages(ctx, c.Page, pagesAtOnce)
	if err != nil {
		return err
	}
	c.Pages, c.Page = c.Pages+part.Read, part.Next
	for _, page := range part.Damaged {
		c.add(damagedPage(page))
	}
	return nil
}

func (n *Newsroom) checkCaptures(ctx context.Context, c *Check) error {
	part, err := n.db.CheckSomeCaptures(ctx, c.After, capturesAtOnce)
	if err != nil {
		return err
	}
	c.Captures, c.After, c.Begun = c.Captures+part.Read, part.After, part.After != ""
	c.add(part.Damaged...)
	return nil
}

func damagedPage(page int) string {
	return fmt.Sprintf("page %d of the database doesn't have the sum that it was written with", page)
}

// loadChecked makes known what was found before the start.
func (n *Newsroom) loadChecked(ctx context.Context) error {
	c, err := n.Checked(ctx)
	if err == nil {
		n.checked.Store(&c)
	}
	return err
}

// sayDamage says in a condition that something is damaged.
func (n *Newsroom) sayDamage(c *Condition) {
	found := n.checked.Load()
	if found == nil {
		return
	}
	if wrong, which := found.Wrong(); wrong > 0 {
		c.say("%d parts of what is kept are damaged, such as: %s. Run dateline doctor, and restore a backup; look at the disk.", wrong, which[0])
	}
}

// examineDatabase reads every page of the database and then how they hang together.
func (n *Newsroom) examineDatabase(ctx context.Context, say func(wrong bool, format string, args ...any)) error {
	damaged := 0
	for next := 1; next > 0; {
		part, err := n.db.CheckPages(ctx, next, pagesAtOnce)
		if err != nil {
			return fmt.Errorf("checking the database: %w", err)
		}
		for _, page := range part.Damaged {
			damaged++
			say(true, "The database %s is damaged (%s). Restore a backup.", n.db.File(), damagedPage(page))
		}
		next = part.Next
	}
	if summed, err := n.db.Summed(ctx); err == nil && !summed {
		say(true, "The pages of the database %s have no sums, so lost bits can't be seen. Make a backup and restore it.", n.db.File())
	}
	wrong, err := n.db.Check(ctx)
	if err != nil {
		return fmt.Errorf("checking the database: %w", err)
	}
	for _, w := range wrong {
		say(true, "The database %s is damaged (%s). Restore a backup.", n.db.File(), w)
	}
	if len(wrong)+damaged == 0 {
		say(false, "The database %s is sound.", n.db.File())
	}
	return nil
}

// examineRights says what other users of the machine can read.
func (n *Newsroom) examineRights(say func(wrong bool, format string, args ...any)) error {
	open, err := store.OpenToOthers(n.config.Data)
	if err != nil {
		return fmt.Errorf("looking at who can read the data folder: %w", err)
	}
	if len(open) > 0 {
		say(true, "Other users of this machine can read %s (%d in all). Run: chmod -R go-rwx %s", open[0], len(open), n.config.Data)
	}
	return nil
}

// examineTroubles says what failed and waits, or needs a person.
func (n *Newsroom) examineTroubles(ctx context.Context, say func(wrong bool, format string, args ...any)) error {
	for after := ""; ; {
		page, err := n.db.Troubles(ctx, news.Paging{After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, d := range page.Rows {
			if d.Stuck {
				say(true, "%s of %s needs a person: %s. The desk's page Troubles tries it again.", d.Kind, d.Key, d.LastError)
			} else {
				say(false, "%s of %s failed %d times and will be tried again at %s: %s.", d.Kind, d.Key, d.Tries, d.At.Format(time.RFC3339), d.LastError)
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}
