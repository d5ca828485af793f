package newsroom

import (
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// clocked is an outbox whose wall clock and steady clock are both set by the test,
// and whose newsroom has begun to look at them.
func clocked(t *testing.T) *outbox {
	t.Helper()
	o := openOutboxWith(t, func(o *outbox, c *Config) {
		c.Steady = func() time.Duration { o.mu.Lock(); defer o.mu.Unlock(); return o.steady }
	})
	o.begins()
	return o
}

func (o *outbox) begins() {
	o.t.Helper()
	if err := o.n.beginClock(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// jumps sets the wall clock, while no time passes.
func (o *outbox) jumps(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// restarts closes the newsroom and opens it again after a while by each clock. A
// machine that was started anew counts from another moment.
func (o *outbox) restarts(wall, steady time.Duration, machineToo bool) {
	o.t.Helper()
	o.n.markTime(o.t.Context())
	if err := o.n.Close(); err != nil {
		o.t.Fatal(err)
	}
	o.jumps(wall)
	o.mu.Lock()
	o.steady += steady
	if machineToo {
		o.steady = time.Minute
	}
	o.mu.Unlock()
	n, err := Open(o.t.Context(), o.config)
	if err != nil {
		o.t.Fatal(err)
	}
	o.n = n
	o.begins()
}

// embargoed is a dispatch that is released when its embargo ends.
func (o *outbox) embargoed(until time.Time) store.DispatchRow {
	o.t.Helper()
	return o.order(o.draft("world"), desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: until})
}

func (o *outbox) wantDispatch(id string, want news.DispatchState) {
	o.t.Helper()
	o.walkOnce(StepRelease)
	row, err := o.n.db.Dispatch(o.t.Context(), id)
	if err != nil || row.State != want {
		o.t.Errorf("the dispatch is %s (%v), want %s", row.State, err, want)
	}
}

// walkOnce does what is due of a kind, once.
func (o *outbox) walkOnce(kind string) {
	o.t.Helper()
	s := o.n.stepOf(kind)
	taken, err := o.n.claim(o.t.Context(), s)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, d := range taken {
		if e := o.n.perform(o.t.Context(), s, d); e.finish != nil {
			o.n.write(o.t.Context(), s, []ending{e})
		}
	}
}

// TestEmbargoAndJumps: a clock that jumps ahead ends no embargo, whatever is
// restarted, until the time that has really passed or an administrator says so.
func TestEmbargoAndJumps(t *testing.T) {
	boss := news.User{ID: "user_boss", Name: "Bea", Role: news.Administrator}
	for name, test := range map[string]struct {
		moves func(o *outbox)
		want  news.DispatchState
	}{
		"time passes":               {func(o *outbox) { o.passes(7 * time.Hour) }, news.Published},
		"too little time passes":    {func(o *outbox) { o.passes(5 * time.Hour) }, news.Embargoed},
		"a jump ahead":              {func(o *outbox) { o.jumps(24 * time.Hour) }, news.Embargoed},
		"a jump ahead, time passes": {func(o *outbox) { o.jumps(24 * time.Hour); o.passes(7 * time.Hour) }, news.Published},
		"many small jumps ahead":    {manySmallJumps, news.Embargoed},
		"a jump ahead and back":     {func(o *outbox) { o.jumps(24 * time.Hour); o.walkOnce(StepRelease); o.jumps(-24 * time.Hour) }, news.Embargoed},
		"ahead and back, time passes": {func(o *outbox) {
			o.jumps(24 * time.Hour)
			o.walkOnce(StepRelease)
			o.jumps(-24 * time.Hour)
			o.passes(7 * time.Hour)
		}, news.Published},
		"a jump back, time passes":     {func(o *outbox) { o.jumps(-24 * time.Hour); o.passes(7 * time.Hour) }, news.Embargoed},
		"a jump ahead while stopped":   {func(o *outbox) { o.restarts(24*time.Hour, time.Minute, false) }, news.Embargoed},
		"stopped for long":             {func(o *outbox) { o.restarts(24*time.Hour, 24*time.Hour, false) }, news.Published},
		"the machine off for long":     {func(o *outbox) { o.restarts(24*time.Hour, 0, true) }, news.Embargoed},
		"a jump ahead, then a restart": {func(o *outbox) { o.jumps(24 * time.Hour); o.walkOnce(StepRelease); o.restarts(time.Minute, 0, true) }, news.Embargoed},
		"a jump ahead, confirmed": {func(o *outbox) {
			o.jumps(24 * time.Hour)
			o.walkOnce(StepRelease)
			if err := o.n.ConfirmTime(o.t.Context(), o.editor); err == nil {
				o.t.Error("an editor may confirm the time")
			}
			if err := o.n.ConfirmTime(o.t.Context(), boss); err != nil {
				o.t.Error(err)
			}
		}, news.Published},
	} {
		t.Run(name, func(t *testing.T) {
			o := clocked(t)
			row := o.embargoed(o.now.Add(6 * time.Hour))
			test.moves(o)
			o.wantDispatch(row.ID, test.want)
		})
	}
}

// manySmallJumps moves the clock a day ahead in an hour, each step less than is noticed at once.
func manySmallJumps(o *outbox) {
	for range 24 * 60 {
		o.jumps(time.Minute)
		o.passes(2500 * time.Millisecond)
		o.n.clock.look()
	}
}

// dueIn says in how long something is due.
func (o *outbox) dueIn(kind, key string) time.Duration {
	o.t.Helper()
	var at time.Time
	writing(o.t, o.n, func(tx *store.Tx) (err error) { at, err = tx.Due(kind, key); return err })
	return at.Sub(o.now)
}

// TestDueAndJumps: after a jump ahead and back everything is due again as soon as
// it was to be, in this process and after a restart.
func TestDueAndJumps(t *testing.T) {
	for name, back := range map[string]func(o *outbox){
		"in one process": func(o *outbox) { o.jumps(-24 * time.Hour); o.n.lookAtClock(o.t.Context()) },
		"while stopped":  func(o *outbox) { o.restarts(-24*time.Hour, time.Minute, false) },
		"machine too":    func(o *outbox) { o.restarts(-24*time.Hour, 0, true) },
	} {
		t.Run(name, func(t *testing.T) {
			o := clocked(t)
			o.jumps(24 * time.Hour)
			o.n.lookAtClock(t.Context())
			if err := o.n.ConfirmTime(t.Context(), news.User{ID: "user_boss", Role: news.Administrator}); err != nil { // somebody was fooled, too
				t.Fatal(err)
			}
			writing(t, o.n, func(tx *store.Tx) error {
				if _, _, err := tx.AddSource(news.Source{ID: "src_1", Feed: "https://pub.example/topic", Kind: news.SourceFeed, State: news.SourceActive}, o.now); err != nil {
					return err
				}
				for kind, in := range map[string]time.Duration{StepLook: 5 * time.Hour, StepDeliver: 10 * time.Minute, stepAgain: 48 * time.Hour} {
					if err := tx.Plan(kind, "src_1", o.now.Add(in)); err != nil {
						return err
					}
				}
				return nil
			})
			back(o)
			for kind, most := range map[string]time.Duration{StepLook: 5 * time.Hour, StepDeliver: 10 * time.Minute, stepAgain: 48 * time.Hour} {
				if in := o.dueIn(kind, "src_1"); in > most || in < most-2*time.Minute {
					t.Errorf("%s is due in %s after the clock went back, want %s", kind, in, most)
				}
			}
			if is := o.n.Condition(); !strings.Contains(is.Sentence(), "went back by 24.0 h") {
				t.Errorf("the desk reads %q", is.Sentence())
			}
		})
	}
}

// TestClampsHourly: what is due too far ahead, for whatever reason, is brought
// nearer at a start and once an hour; a failing source may wait longer than one
// that answers, and an embargo is due when it ends.
func TestClampsHourly(t *testing.T) {
	o := clocked(t)
	row := o.embargoed(o.now.Add(60 * 24 * time.Hour))
	plan := func() {
		writing(t, o.n, func(tx *store.Tx) error {
			for _, id := range []string{"src_1", "src_2"} {
				s := news.Source{ID: id, Feed: "https://" + id + ".example/feed", Kind: news.SourceFeed, State: news.SourceActive}
				if _, _, err := tx.AddSource(s, o.now); err != nil {
					return err
				}
			}
			if err := tx.SaveLook(store.SourceLook{SourceID: "src_2", At: o.now, Next: o.now.Add(20 * 24 * time.Hour), Error: "gone"}); err != nil {
				return err
			}
			for key, in := range map[string]time.Duration{"src_1": 29 * time.Hour, "src_2": 20 * 24 * time.Hour} {
				if err := tx.Plan(StepLook, key, o.now.Add(in)); err != nil {
					return err
				}
			}
			return tx.Plan(StepRelease, row.ID, row.EmbargoUntil.Add(24*time.Hour))
		})
	}
	o.n.lookAtClock(t.Context())
	plan()
	o.n.lookAtClock(t.Context())
	if in := o.dueIn(StepLook, "src_1"); in != 29*time.Hour {
		t.Errorf("it was brought nearer before the hour, to %s", in)
	}
	o.passes(time.Hour)
	o.n.lookAtClock(t.Context())
	if in := o.dueIn(StepLook, "src_1"); in > 0 {
		t.Errorf("a source that answers is due in %s, want now", in)
	}
	if in := o.dueIn(StepLook, "src_2"); in != 20*24*time.Hour-time.Hour {
		t.Errorf("a source that fails is due in %s, want as planned", in)
	}
	if in, want := o.dueIn(StepRelease, row.ID), row.EmbargoUntil.Sub(o.now); in != want {
		t.Errorf("the embargo is looked at in %s, want %s", in, want)
	}
}

// TestLeasesAndJumps: a jump ahead ends no lease, so nothing that is in hand is
// taken twice or counted as tried.
func TestLeasesAndJumps(t *testing.T) {
	o := clocked(t)
	writing(t, o.n, func(tx *store.Tx) error { return tx.Plan(StepEdition, "x/1/y", o.now) })
	s := o.n.stepOf(StepEdition)
	taken, err := o.n.claim(t.Context(), s)
	if err != nil || len(taken) != 1 {
		t.Fatalf("took %v, %v", taken, err)
	}
	o.jumps(24 * time.Hour)
	again, err := o.n.claim(t.Context(), s)
	if err != nil || len(again) != 0 {
		t.Errorf("after a jump ahead %v was taken while it is in hand, %v", again, err)
	}
	o.jumps(-24 * time.Hour)
	o.n.lookAtClock(t.Context())
	o.passes(s.lease + time.Second)
	if again, err = o.n.claim(t.Context(), s); err != nil || len(again) != 1 {
		t.Errorf("a lease that has really ended is not given to another: %v, %v", again, err)
	}
}

// TestNothingGivenUpByJump: sessions, sign-ins and evidence outlast a jump ahead.
func TestNothingGivenUpByJump(t *testing.T) {
	o := clocked(t)
	if err := o.n.Sessions().Commit("token", []byte("who"), o.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	o.jumps(40 * 24 * time.Hour)
	o.n.lookAtClock(t.Context())
	if err := o.n.Sessions().Commit("other", []byte("else"), o.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := o.n.Sessions().Find("token"); !found || err != nil {
		t.Errorf("a jump ahead ended a session: %v, %v", found, err)
	}
	o.passes(61 * time.Minute)
	if _, found, _ := o.n.Sessions().Find("token"); found {
		t.Error("a session outlasts its time")
	}
	is := o.n.Condition()
	if !is.Doubt.Unsure() || !strings.Contains(is.Sentence(), "jumped ahead by 40 days") {
		t.Errorf("the desk reads %q", is.Sentence())
	}
}
