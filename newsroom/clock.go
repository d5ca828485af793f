package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"dateline/news"
	"dateline/store"
)

const (
	// jumpLeast is from how much on a difference between the wall clock and the
	// time that has really passed is a jump: less is a clock being set right.
	jumpLeast = 2 * time.Minute
	// drifts is how often a smaller difference is taken for the clock's drift.
	drifts = time.Hour
	// downLeast is for how long the newsroom may have been stopped before it
	// wants to be told that the time is right.
	downLeast = time.Hour
	// marksTime is how often the newest time is written down.
	marksTime = time.Minute
	// clampsEvery is how often due times are brought within what is honest.
	clampsEvery = time.Hour
	// jumpSaid is how long a jump of the clock is shown at the desk.
	jumpSaid = 24 * time.Hour
)

// A timekeeper compares the wall clock, which people and machines set, with the
// steady clock, which only runs. Sure time is what both agree on: it is never
// ahead of the wall clock, and a jump ahead doesn't move it until somebody says
// that the time is right. Embargoes end, and evidence is given up, by sure time.
type timekeeper struct {
	wall   func() time.Time
	steady func() time.Duration

	mu      sync.Mutex
	at      time.Duration // by the steady clock, when
	sure    time.Time     // it was sure that it is so late,
	offset  time.Duration // and how far the wall clock was ahead of it when last looked at
	jumps   int
	last    *Doubt        // the last jump
	jumped  time.Duration // by the steady clock, when it jumped last
	marked  time.Duration
	clamped time.Duration
	begun   bool
}

// A Doubt is a jump of the wall clock.
type Doubt struct {
	NoticedAt time.Time     // by the wall clock
	By        time.Duration // ahead; negative: back
	Ahead     time.Duration // how far the wall clock is ahead of what is sure
	Stopped   bool          // it was noticed at a start
}

// Sentence says what happened and what to do.
func (d Doubt) Sentence() string {
	switch {
	case d.Stopped && d.By > 0:
		return fmt.Sprintf("The newsroom was stopped for %s, or its clock is ahead by that much. Embargoes that ended meanwhile are held until an administrator confirms that the time is right.", spell(d.By))
	case d.Ahead > jumpLeast:
		return fmt.Sprintf("The clock jumped ahead by %s (noticed at %s). No embargo ends and no evidence is given up until an administrator confirms that the time is right, or the clock is set back.", spell(d.Ahead), d.NoticedAt.UTC().Format("2 January, 15:04 MST"))
	case d.By < 0:
		return fmt.Sprintf("The clock went back by %s (noticed at %s). What was due later is due again in time.", spell(-d.By), d.NoticedAt.UTC().Format("2 January, 15:04 MST"))
	}
	return fmt.Sprintf("The clock jumped ahead by %s (noticed at %s) and is confirmed.", spell(d.By), d.NoticedAt.UTC().Format("2 January, 15:04 MST"))
}

// spell writes a length of time as people say it.
func spell(d time.Duration) string {
	switch d = d.Round(time.Minute); {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Round(time.Hour)/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%d min", int(d/time.Minute))
}

// A timeMark is the newest time that was sure, as the database keeps it.
type timeMark struct {
	Time   time.Time     `json:"time"`
	Steady time.Duration `json:"steady"` // by the steady clock,
	Boot   string        `json:"boot"`   // which goes on until the machine starts anew
}

// begin starts from the newest time that the database has seen; nil: it has seen
// none, and the wall clock is believed. While the machine has not been started
// anew its steady clock tells how long the newsroom was stopped; else up to
// downLeast is believed.
func (k *timekeeper) begin(mark *timeMark, boot string) (jump time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.wall()
	k.at, k.sure, k.offset, k.begun = k.steady(), now, 0, true
	k.marked, k.clamped, k.jumped = k.at-marksTime, k.at-clampsEvery, k.at
	if mark == nil {
		return 0
	}
	expected, most := mark.Time, downLeast
	if stopped := k.at - mark.Steady; mark.Boot == boot && stopped >= 0 {
		expected, most = mark.Time.Add(stopped), jumpLeast+stopped/500 // a clock that nobody sets may drift so much
	}
	ahead := now.Sub(expected)
	if ahead >= -jumpLeast && ahead <= most {
		return 0
	}
	k.sure, k.offset = expected, ahead
	k.note(ahead, now, true)
	return ahead
}

// mark gives what is to be kept of the time.
func (k *timekeeper) mark(boot string) timeMark {
	return timeMark{Time: k.now().UTC(), Steady: k.steady(), Boot: boot}
}

func (k *timekeeper) note(by time.Duration, now time.Time, stopped bool) {
	k.jumps++
	k.jumped = k.steady()
	k.last = &Doubt{NoticedAt: now, By: by, Stopped: stopped}
}

// look compares the clocks and gives by how much the wall clock has jumped since
// it was last looked at; 0: it has not.
func (k *timekeeper) look() (jump time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.begun {
		return 0
	}
	now, at := k.wall(), k.steady()
	sure := k.sure.Add(at - k.at)
	offset := now.Sub(sure)
	if jump = offset - k.offset; jump <= jumpLeast && jump >= -jumpLeast {
		jump = 0
	} else {
		k.offset = offset
		k.note(jump, now, false)
	}
	// What an unjumped clock drifts is followed, but not in so small steps that
	// a jump could hide in them.
	drifted := offset <= jumpLeast && offset >= -jumpLeast && at-k.at >= drifts
	if stays := offset < -jumpLeast && at-k.jumped >= drifts; drifted || stays { // that it is earlier does no harm
		k.at, k.sure, k.offset = at, now, 0
	}
	return jump
}

// now is the time that is sure: not later than the wall clock says, and not
// later than the time that has passed allows.
func (k *timekeeper) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	wall := k.wall()
	if !k.begun {
		return wall
	}
	if sure := k.sure.Add(k.steady() - k.at); wall.Sub(sure) > jumpLeast {
		return sure
	}
	return wall
}

// confirm believes the wall clock.
func (k *timekeeper) confirm() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at, k.sure, k.offset = k.steady(), k.wall(), 0
	k.last = nil
}

// doubted gives the last jump while it matters; nil: there is nothing to say.
func (k *timekeeper) doubted() *Doubt {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last == nil {
		return nil
	}
	d := *k.last
	wall := k.wall()
	if ahead := wall.Sub(k.sure.Add(k.steady() - k.at)); ahead > jumpLeast {
		d.Ahead = ahead
		return &d
	}
	if since := wall.Sub(d.NoticedAt); since > jumpSaid || since < -jumpSaid {
		return nil
	}
	return &d
}

// Unsure reports whether embargoes are held because the clock jumped ahead.
func (d *Doubt) Unsure() bool { return d != nil && d.Ahead > jumpLeast }

// told gives how often the wall clock jumped, and by how much it is ahead of
// what is sure.
func (k *timekeeper) told() (jumps int, ahead time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.begun {
		return 0, 0
	}
	return k.jumps, k.wall().Sub(k.sure.Add(k.steady() - k.at))
}

// due reports whether something that is done every so often is to be done now.
func (k *timekeeper) due(last *time.Duration, every time.Duration) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.steady()
	if !k.begun || now-*last < every {
		return false
	}
	*last = now
	return true
}

// newestTime is the setting that keeps the newest time that was sure.
const newestTime = "newest time"

// beginClock starts the timekeeper from what the database has seen.
func (n *Newsroom) beginClock(ctx context.Context) error {
	text, err := n.db.Setting(ctx, newestTime)
	if err != nil {
		return err
	}
	var mark *timeMark
	if text != "" {
		if err := json.Unmarshal([]byte(text), &mark); err != nil {
			return fmt.Errorf("reading the newest time that was seen: %w", err)
		}
	}
	if jump := n.clock.begin(mark, n.boot); jump != 0 {
		n.log.Warn("the clock is not where it was left", "by", jump, "left", mark.Time, "says", n.clock.doubted().Sentence())
		n.afterJump(ctx, jump)
	}
	return nil
}

// lookAtClock notices jumps of the wall clock, and keeps due times honest. Who
// asks while a jump is being followed waits until it has been.
func (n *Newsroom) lookAtClock(ctx context.Context) {
	n.looking.Lock()
	defer n.looking.Unlock()
	if jump := n.clock.look(); jump != 0 {
		n.log.Warn("the clock jumped", "by", jump, "says", n.clock.doubted().Sentence())
		n.afterJump(ctx, jump)
	}
	if n.clock.due(&n.clock.clamped, clampsEvery) {
		n.clampDue(ctx)
	}
	every := marksTime
	if n.Paused() {
		every = 10 * time.Second // it also tells whether the disk can be written to again
	}
	if n.clock.due(&n.clock.marked, every) {
		n.markTime(ctx)
	}
}

// markTime writes down the newest time that is sure.
func (n *Newsroom) markTime(ctx context.Context) {
	text, err := json.Marshal(n.clock.mark(n.boot))
	if err == nil {
		err = n.db.Write(ctx, "writing down the time", func(tx *store.Tx) error { return tx.SaveSetting(newestTime, string(text)) })
	}
	if err != nil && ctx.Err() == nil && n.faultOf(err) == "" {
		n.log.Error("writing down the time", "error", err)
	}
}

// afterJump moves what counts from the time before a jump: leases in hand in any
// case, and what is due later after a jump back, so that it still comes as soon
// as it was to come.
func (n *Newsroom) afterJump(ctx context.Context, jump time.Duration) {
	err := n.db.WriteUrgent(ctx, "following a jump of the clock", func(tx *store.Tx) error { return tx.ShiftDue(jump, n.now(), StepRelease) })
	if err != nil && ctx.Err() == nil {
		n.log.Error("following a jump of the clock", "error", err)
	}
	if jump < 0 {
		n.clampDue(ctx)
	}
	n.wakeAll()
}

// Longest honest intervals from now to when something is due, by kind. What is
// due later was planned by a clock that was wrong.
var longestDue = map[string]time.Duration{
	StepPage: 26 * time.Hour, StepRead: 26 * time.Hour, stepStudy: 26 * time.Hour, StepRecord: 26 * time.Hour,
	StepMatch: 26 * time.Hour, StepEdition: 26 * time.Hour, StepDeliver: 26 * time.Hour, StepWithdraw: 26 * time.Hour, stepRetain: 26 * time.Hour, stepCheck: 26 * time.Hour, stepFollow: 26 * time.Hour,
	stepAgain: 31 * 24 * time.Hour, stepHub: 90 * 24 * time.Hour,
}

// longestLook and longestFailing bound a source's next check, of one that
// answers and of one that fails.
const (
	longestLook    = 26 * time.Hour
	longestFailing = 34 * 24 * time.Hour
)

// clampDue brings due times within the longest honest interval of their kind.
func (n *Newsroom) clampDue(ctx context.Context) {
	var moved int64
	err := n.db.Write(ctx, "bringing due times within reason", func(tx *store.Tx) error {
		moved = 0
		for kind, longest := range longestDue {
			m, err := tx.ClampDue(kind, n.now().Add(longest))
			if err != nil {
				return err
			}
			moved += m
		}
		m, err := tx.ClampLooks(StepLook, n.now(), longestLook, longestFailing)
		if err != nil {
			return err
		}
		moved += m
		m, err = tx.ClampReleases(StepRelease, n.now())
		moved += m
		return err
	})
	switch {
	case err == nil && moved > 0:
		n.log.Warn("due times lay too far ahead and were brought nearer; was the clock wrong?", "moved", moved)
	case err != nil && ctx.Err() == nil && n.faultOf(err) == "":
		n.log.Error("bringing due times within reason", "error", err)
	}
}

// ConfirmTime is an administrator's word that the clock is right.
func (n *Newsroom) ConfirmTime(ctx context.Context, by news.User) error {
	if by.Role != news.Administrator {
		return refuse("Only administrators confirm the time; ask one of them.")
	}
	n.lookAtClock(ctx)
	now := n.now()
	text, err := json.Marshal(timeMark{Time: now.UTC(), Steady: n.steady(), Boot: n.boot})
	if err != nil {
		return err
	}
	err = n.db.WriteUrgent(ctx, "confirming the time", func(tx *store.Tx) error {
		if err := tx.SaveSetting(newestTime, string(text)); err != nil {
			return err
		}
		if _, err := tx.ClampReleases(StepRelease, now); err != nil {
			return err
		}
		return tx.Decide(by.ID, "clock", "confirm", now.UTC().Format(time.RFC3339), now)
	})
	if err != nil {
		return err
	}
	n.clock.confirm()
	n.log.Info("the time was confirmed", "by", by.Name, "time", now)
	n.wakeAll()
	return nil
}

// heldWait is how soon an embargo that is held is looked at again.
const heldWait = 15 * time.Second

// steady is the time that only runs.
func (n *Newsroom) steady() time.Duration { return n.clock.steady() }
