package newsroom

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"dateline/join"
	"dateline/store"
)

// What is new is settled with the stories around it when no report waits to be
// joined, and all stories together in a quiet moment. Each of the two takes a
// fortieth of the time at most.
const (
	settleShare = 40
	settleWait  = 500 * time.Millisecond // before it asks again whether it is quiet
)

// neverSettled is the mark that makes all stories be settled anew.
const neverSettled = 0

// settle mends what the order of arrival made of stories, so that the same
// reports end in the same stories whatever happened on the way. It says how
// long nothing more of it is due.
func (n *Newsroom) settle(ctx context.Context) (time.Duration, error) {
	joined, err := n.db.Mark(ctx, followJoin)
	if err != nil {
		return 0, err
	}
	mark, err := n.db.Mark(ctx, followSettle)
	if err != nil || mark >= joined {
		return time.Minute, err
	}
	quiet, err := n.quiet(ctx)
	if err != nil {
		return 0, err
	}
	began := n.steady()
	joiner, err := n.joiner.remembered(ctx)
	if err != nil {
		return 0, err
	}
	all := quiet && (n.once || began >= n.joiner.mayRest) // somebody waits for the end of once, when all is settled
	if fresh, _ := joiner.Unsettled(); !all && (fresh == 0 || n.once || began < n.joiner.mayFresh) {
		return settleWait / 10, nil
	}
	var s join.Settlement
	switch {
	case !all:
		s, err = settled(joiner.SettleFresh)
	case n.joiner.changed || mark == neverSettled:
		s, err = settled(joiner.Settle)
	}
	if err != nil { // the stories stay as they were put on arrival; trying again would give the same
		n.log.Error("settling stories", "error", err)
		n.joiner.forget()
		all = true
	}
	now := n.now()
	err = n.db.Write(ctx, "settling stories", func(tx *store.Tx) error {
		if err := saveSettlement(tx, s, now); err != nil || !all {
			return err
		}
		return tx.MoveMark(followSettle, joined)
	})
	if err != nil {
		return 0, fmt.Errorf("settling stories: %w", err)
	}
	n.log.Debug("stories settled", "all", all, "merged", len(s.Merges), "moved", len(s.Moves))
	took := settleShare * (n.steady() - began)
	if !all {
		n.joiner.mayFresh = n.steady() + took
		return settleWait / 10, nil
	}
	n.joiner.changed = false
	n.joiner.mayRest = n.steady() + took
	return time.Minute, nil
}

func saveSettlement(tx *store.Tx, s join.Settlement, now time.Time) error {
	if err := saveMerges(tx, s.Merges, now); err != nil {
		return err
	}
	for _, l := range append(s.Moves, s.Copies...) {
		if err := tx.SaveLink(l, now); err != nil {
			return err
		}
	}
	for _, l := range s.Leads {
		if err := tx.SetLead(l.StoryID, l.ReportID, now); err != nil {
			return err
		}
	}
	return nil
}

// settled keeps a panic in the stage from taking the newsroom down.
func settled(settle func() join.Settlement) (s join.Settlement, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = join.Settlement{}, fmt.Errorf("the program failed on it (%v)\n%s", p, debug.Stack())
		}
	}()
	return settle(), nil
}

// quiet says that no report is on its way to being joined.
func (n *Newsroom) quiet(ctx context.Context) (bool, error) {
	return n.noneOf(ctx, StepLook, StepPage, StepRead, stepStudy)
}

// noneOf says that nothing of some kinds is to be done now.
func (n *Newsroom) noneOf(ctx context.Context, kinds ...string) (bool, error) {
	for _, kind := range kinds {
		pending, err := n.db.Pending(ctx, kind, n.until(kind))
		if err != nil || pending > 0 {
			return false, err
		}
	}
	return true, nil
}
