package newsroom

import (
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

// TestDoubtfulSourcesWait: when as many sources as may are slow to fail again,
// another that failed is put off, without that counting as a failure, and one
// that is well is looked at.
func TestDoubtfulSourcesWait(t *testing.T) {
	n, now := corridor(t)
	for range doubtfulAtOnce {
		n.doubtful <- struct{}{}
	}
	writing(t, n, func(tx *store.Tx) error {
		for _, id := range []string{"well", "failed"} {
			s := news.Source{ID: id, Name: id, Feed: "http://127.0.0.1/" + id, Kind: news.SourceFeed, State: news.SourceActive}
			if _, _, err := tx.AddSource(s, *now); err != nil {
				return err
			}
			if err := tx.Plan(StepLook, id, *now); err != nil {
				return err
			}
		}
		return tx.SaveLook(store.SourceLook{SourceID: "failed", At: *now, Error: "no"})
	})
	s := n.stepOf(StepLook)
	taken, err := n.claim(t.Context(), s)
	if err != nil || len(taken) != 2 {
		t.Fatal(taken, err)
	}
	for _, d := range taken {
		if e := n.perform(t.Context(), s, d); e.finish != nil {
			n.write(t.Context(), s, []ending{e})
		}
	}
	failed, err := n.db.Source(t.Context(), "failed")
	if err != nil || failed.Failures != 1 {
		t.Errorf("the one that failed was looked at: %+v, %v", failed, err)
	}
	if next, err := n.db.NextDue(t.Context(), StepLook); err != nil || !next.Equal(now.Add(doubtfulWait)) {
		t.Errorf("the next look is at %v, %v; want the one that was put off, at %v", next, err, now.Add(doubtfulWait))
	}
	if well, err := n.db.Source(t.Context(), "well"); err != nil || well.LastLook.IsZero() {
		t.Errorf("the one that is well was not looked at: %v", err)
	}
	<-n.doubtful
	*now = now.Add(time.Minute)
	taken, err = n.claim(t.Context(), s)
	if err != nil || len(taken) != 1 || taken[0].Tries != 0 {
		t.Errorf("due again: %+v, %v", taken, err)
	}
}
