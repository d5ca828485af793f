package newsroom

import (
	"context"
	"fmt"
	"time"

	"dateline/collect"
	"dateline/deliver"
	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// planAgain makes a page that was just fetched due to be looked at again, unless
// it is too old to change.
func (n *Newsroom) planAgain(tx *store.Tx, item news.Item, c news.Capture) error {
	visit := collect.FirstVisit(item, c)
	at, ok := collect.NextAgain(visit, n.now())
	if !ok {
		return nil
	}
	said, err := encodeState(visit)
	if err != nil {
		return err
	}
	if err := tx.SaveRevisit(item.ID, said); err != nil {
		return err
	}
	return tx.Plan(stepAgain, item.ID, at)
}

// again looks whether an item's page still says what it said. A page that says
// something else is kept and read; one that is gone is noted. What cannot be told
// now is left to the next look.
func (n *Newsroom) again(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	item, err := n.db.Item(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("item %s: %w", d.Key, err)
	}
	said, err := n.db.Revisit(ctx, item.ID)
	if err != nil {
		return nil, err
	}
	report, err := n.db.Report(ctx, news.ReportID(item.URL))
	if n.faultOf(err) != "" {
		return nil, err
	}
	if err != nil || report.Kind != news.KindArticle { // nothing of it could change what is told
		return func(tx *store.Tx) error { return tx.Done(d) }, nil
	}
	visit := stateOf[collect.Revisit](n, "item "+item.ID, said)
	began := n.steady()
	look, err := n.collector.PageAgain(ctx, item.Item, visit)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err = n.fetched(began, err); n.faultOf(err) != "" {
		return nil, err
	}
	if err != nil {
		n.log.Info("a page could not be looked at again", "item", item.URL, "error", err)
	}
	now := n.now()
	soonest, watched, err := n.watchReport(ctx, report.ID, now)
	if err != nil {
		return nil, err
	}
	var changed *store.PackedCapture
	if look.Capture != nil {
		if changed, err = n.changedText(ctx, report, *look.Capture); err != nil {
			return nil, err
		}
	}
	if changed != nil || look.Back {
		look.Revisit.Since = now
	}
	return func(tx *store.Tx) error {
		if changed != nil {
			if err := tx.SaveCapture(*changed); err != nil {
				return err
			}
			if err := tx.Plan(StepRead, changed.ID, now); err != nil {
				return err
			}
		}
		if err := noteGone(tx, report, look, now); err != nil {
			return err
		}
		visited, err := encodeState(look.Revisit)
		if err != nil {
			return err
		}
		if err := tx.SaveRevisit(item.ID, visited); err != nil {
			return err
		}
		at, ok := collect.NextAgain(look.Revisit, now)
		if watched && (!ok || soonest.Before(at)) {
			at, ok = soonest, true
		}
		if !ok {
			return tx.Done(d)
		}
		return tx.Later(d, at)
	}, nil
}

// noteGone keeps that a page is gone or back, and has alerts checked for it.
func noteGone(tx *store.Tx, report news.Report, look collect.PageLook, now time.Time) error {
	e := news.ReportEvent{ReportID: report.ID, Version: report.Version, At: now, Kind: news.PageGone, Note: look.Gone}
	switch {
	case look.Back:
		e.Kind, e.Note = news.PageBack, ""
	case look.Gone == "":
		return nil
	}
	if err := tx.Event(e); err != nil {
		return err
	}
	return tx.Plan(StepMatch, report.ID, now)
}

// changedText gives the capture to be kept of a page that says something else
// than the one that its report stands on; nil when only what surrounds the story
// changed. Both are read by the same reader now, so that what it has learned
// meanwhile is not taken for a change of the page.
func (n *Newsroom) changedText(ctx context.Context, report news.Report, c news.Capture) (*store.PackedCapture, error) {
	memory, err := n.memories.of(ctx, n.db, read.Site(c.URL), n.now())
	if err != nil {
		return nil, err
	}
	said, err := n.db.Corrections(ctx, report.ID)
	if err != nil {
		return nil, err
	}
	kept, err := n.db.Capture(ctx, report.CaptureID)
	if n.faultOf(err) != "" {
		return nil, err
	}
	if err == nil {
		before, err1 := n.readPage(ctx, kept, memory.SiteProfile, said)
		after, err2 := n.readPage(ctx, c, memory.SiteProfile, said)
		b, a := before.Report, after.Report
		if err2 != nil || err1 == nil && a.Text == b.Text && a.Headline == b.Headline && a.Standfirst == b.Standfirst {
			return nil, nil
		}
		if a.Kind != news.KindArticle {
			return nil, nil // an error page, or a wall in its place
		}
	}
	packed := n.db.Pack(c)
	return &packed, nil
}

// changeNotices says what is owed because of what became of a report since
// alerts found it. That it is owed once is seen to by the identity of what is
// owed: alert, report, event.
func (n *Newsroom) changeNotices(ctx context.Context, report news.Report) ([]notice, error) {
	events, err := n.db.Events(ctx, report.ID)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	hits, err := n.db.HitsOf(ctx, report.ID)
	if err != nil {
		return nil, err
	}
	var out []notice
	for id, since := range hits {
		a, owner, ok, err := n.tellable(ctx, id)
		if err != nil {
			return nil, err
		}
		if !ok || !a.Changes || !goesOut(a, owner) {
			continue
		}
		for _, e := range events {
			if e.At.After(since) {
				d, m := deliver.ChangeMail(a.Alert, owner, report, e, n.Site.BaseURL+"/desk/reports/"+report.ID, n.now())
				out = append(out, notice{alertID: id, delivery: &d, message: m})
			}
		}
	}
	return out, nil
}
