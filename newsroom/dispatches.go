package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dateline/brief"
	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

// briefWords is the length of the brief that a draft begins with.
const briefWords = 180

// Begin begins an empty dispatch.
func (n *Newsroom) Begin(ctx context.Context, by news.User) (store.DispatchRow, error) {
	if err := desk.MayBegin(by); err != nil {
		return store.DispatchRow{}, err
	}
	return n.saveNew(ctx, by, desk.New(news.RandomID("dis"), by, n.now()))
}

// Draft begins a dispatch from a story: the sentences of a brief, each with its
// citation.
func (n *Newsroom) Draft(ctx context.Context, by news.User, storyID string) (store.DispatchRow, error) {
	if err := desk.MayBegin(by); err != nil {
		return store.DispatchRow{}, err
	}
	story, err := n.db.Story(ctx, storyID)
	if err != nil {
		return store.DispatchRow{}, err
	}
	reports, err := n.storyReports(ctx, storyID)
	if err != nil {
		return store.DispatchRow{}, err
	}
	b := brief.Write(reports, briefWords)
	headline := b.Headline
	if headline == "" {
		headline = story.Headline
	}
	d := desk.FromSentences(headline, storyID, cite(b, reports), n.now())
	fresh := desk.New(news.RandomID("dis"), by, n.now())
	d.ID, d.AuthorID, d.Byline, d.CommentsOpen = fresh.ID, fresh.AuthorID, fresh.Byline, fresh.CommentsOpen
	if len(n.Site.Sections) > 0 {
		d.Section = n.sectionOf(reports)
	}
	return n.saveNew(ctx, by, d)
}

// AddSentences puts sentences of a report, or a fact's, into a draft with their citations.
func (n *Newsroom) AddSentences(ctx context.Context, by news.User, dispatchID string, citations []news.Citation) (store.DispatchRow, error) {
	row, err := n.db.Dispatch(ctx, dispatchID)
	if err != nil {
		return row, err
	}
	if err := desk.May(by, desk.Save, row.Dispatch); err != nil {
		return row, err
	}
	var sentences []desk.CitedSentence
	for _, c := range citations {
		report, err := n.db.ReportVersion(ctx, c.ReportID, c.Version)
		if err != nil {
			return row, err
		}
		runes := []rune(report.Text)
		if c.Start < 0 || c.End > len(runes) || c.Start >= c.End {
			return row, refuse("The place from %d to %d is not in the report; pick the sentence again.", c.Start, c.End)
		}
		c.Exact = string(runes[c.Start:c.End])
		sentences = append(sentences, desk.CitedSentence{Text: c.Exact, Citations: []news.DispatchCitation{{Citation: c, Outlet: report.Outlet, URL: report.URL}}})
	}
	d, err := desk.AddSentences(row.Dispatch, sentences, n.now())
	if err != nil {
		return row, err
	}
	return n.save(ctx, by, d, row.Revision, desk.Save, "")
}

func (n *Newsroom) saveNew(ctx context.Context, by news.User, d news.Dispatch) (store.DispatchRow, error) {
	if d.Slug == "" {
		d.Slug = d.ID
	}
	return n.save(ctx, by, d, 0, "begin", "")
}

func (n *Newsroom) save(ctx context.Context, by news.User, d news.Dispatch, revision int, act desk.Act, note string) (row store.DispatchRow, err error) {
	err = n.db.WriteUrgent(ctx, "saving a dispatch", func(tx *store.Tx) error {
		if row, err = tx.SaveDispatch(d, revision, n.now()); err != nil {
			return err
		}
		return tx.Decide(by.ID, "dispatch/"+d.ID, string(act), note, n.now())
	})
	return row, err
}

// Order does what a user wants done to a dispatch: save, submit, publish,
// correct, kill … Revision is that of the page they were looking at. What must
// follow is owed in the same transaction.
func (n *Newsroom) Order(ctx context.Context, by news.User, dispatchID string, revision int, o desk.Order) (store.DispatchRow, error) {
	row, err := n.db.Dispatch(ctx, dispatchID)
	if err != nil {
		return row, err
	}
	if revision != row.Revision {
		return row, ErrConflict
	}
	if o.Act == desk.Save || o.Act == desk.Correct {
		if why := publish.TooComplex(o.Draft.Body); why != "" {
			return row, refuse("%s", why)
		}
	}
	changed, owed, err := desk.Apply(row.Dispatch, o, by, n.now())
	if err != nil {
		return row, err
	}
	if err := n.mayGoOut(ctx, row.Dispatch, changed, o); err != nil {
		return row, err
	}
	err = n.db.WriteUrgent(ctx, "carrying out an order", func(tx *store.Tx) error {
		if row, err = tx.SaveDispatch(changed, revision, n.now()); err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "dispatch/"+dispatchID, string(o.Act), noteOf(o), n.now()); err != nil {
			return err
		}
		return n.owed(tx, row.Dispatch, owed)
	})
	return row, err
}

// owed makes due what an order has as its consequence.
func (n *Newsroom) owed(tx *store.Tx, d news.Dispatch, consequences []desk.Consequence) error {
	for _, c := range consequences {
		var err error
		switch c.Kind {
		case desk.DeliverEdition:
			if d.State == news.Killed {
				if err := dropKilled(tx, d); err != nil {
					return err
				}
			}
			err = tx.Plan(StepEdition, fmt.Sprintf("%s/%d/%s", d.ID, c.Edition, c.DecidedBy), n.now())
		case desk.WakeAt:
			err = tx.Plan(StepRelease, d.ID, c.At)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dropKilled cancels what is still owed of a dispatch that was killed.
func dropKilled(tx *store.Tx, d news.Dispatch) error {
	dropped, err := tx.DropOwed("dispatch/"+d.ID+"/", "Not sent, because the dispatch was killed before it could be.")
	if err != nil {
		return err
	}
	for _, id := range dropped {
		if err := unplanDelivery(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// releaseEmbargo publishes a dispatch whose embargo ends.
func (n *Newsroom) releaseEmbargo(ctx context.Context, due store.Due) (func(*store.Tx) error, error) {
	row, err := n.db.Dispatch(ctx, due.Key)
	if err != nil {
		return nil, err
	}
	sure := n.clock.now()
	if row.State == news.Embargoed && row.EmbargoUntil.After(sure) && !row.EmbargoUntil.After(n.now()) {
		// Only the wall clock says that it has ended, and that has jumped ahead.
		n.log.Warn("an embargo is held until the time is confirmed", "dispatch", row.ID, "until", row.EmbargoUntil)
		return nil, putOff{n.now().Add(heldWait)}
	}
	released, owed, err := desk.Apply(row.Dispatch, desk.Order{Act: desk.Release}, desk.Program, sure)
	if errors.Is(err, desk.ErrState) {
		// The embargo was taken back or moved meanwhile; a move made its own wake.
		if row.State == news.Embargoed && row.EmbargoUntil.After(n.now()) {
			return func(tx *store.Tx) error { return tx.Later(due, row.EmbargoUntil) }, nil
		}
		return func(tx *store.Tx) error { return tx.Done(due) }, nil
	}
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		if _, err := tx.SaveDispatch(released, row.Revision, n.now()); err != nil {
			return err
		}
		if err := tx.Decide(desk.Program.ID, "dispatch/"+row.ID, string(desk.Release), "", n.now()); err != nil {
			return err
		}
		if err := n.owed(tx, released, owed); err != nil {
			return err
		}
		return tx.Done(due)
	}, nil
}

// edition writes down what is owed of an edition to each subscriber. One that
// another has overtaken is owed to nobody.
func (n *Newsroom) edition(ctx context.Context, due store.Due) (func(*store.Tx) error, error) {
	parts := strings.SplitN(due.Key, "/", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q is no edition", due.Key)
	}
	row, err := n.db.Dispatch(ctx, parts[0])
	if err != nil {
		return nil, err
	}
	if fmt.Sprint(row.Edition) != parts[1] {
		return func(tx *store.Tx) error { return tx.Done(due) }, nil // it was corrected or killed meanwhile
	}
	editions, err := n.db.Editions(ctx, parts[0])
	if err != nil {
		return nil, err
	}
	subscribers, err := n.db.Confirmed(ctx)
	if err != nil {
		return nil, err
	}
	holders, err := n.db.Holders(ctx, "dispatch/"+parts[0]+"/")
	if err != nil {
		return nil, err
	}
	var owedNow []news.Delivery
	var message news.Message
	for _, e := range editions {
		if fmt.Sprint(e.Edition) != parts[1] {
			continue
		}
		if owedNow, message, err = n.compose(e.Dispatch, subscribers, holders, parts[2]); err != nil {
			return nil, err
		}
	}
	return func(tx *store.Tx) error {
		for _, d := range owedNow {
			if err := owe(tx, d, message, n.now()); err != nil {
				return err
			}
		}
		return tx.Done(due)
	}, nil
}

// compose makes what is sent of an edition, once, and the rows of who gets it.
func (n *Newsroom) compose(d news.Dispatch, subscribers []news.Subscriber, holders []store.Holder, decidedBy string) ([]news.Delivery, news.Message, error) {
	html, err := publish.EmailHTML(n.Site, d)
	if err != nil {
		return nil, news.Message{}, fmt.Errorf("composing the e-mail of %s: %w", d.ID, err)
	}
	item, err := publish.NINJS(n.Site, d)
	if err != nil {
		return nil, news.Message{}, fmt.Errorf("composing the message of %s: %w", d.ID, err)
	}
	m := news.Message{Title: deliver.DispatchTitle(d), Text: publish.PlainText(n.Site, d), HTML: html,
		Payload: deliver.DispatchPayload(editionKind(d), n.now(), item)}
	subject := deliver.DispatchSubject(d.ID, d.Edition)
	if d.State == news.Killed {
		told := make([]deliver.Holder, len(holders))
		for i, h := range holders {
			told[i] = deliver.Holder(h)
		}
		return deliver.Withdraw(subject, told, decidedBy, n.now()), m, nil
	}
	content := deliver.Content{Message: m, Section: d.Section}
	for _, h := range holders {
		content.Told = append(content.Told, h.Recipient)
	}
	return deliver.Compose(subject, content, subscribers, decidedBy, n.now()), m, nil
}

// editionKind is what happened to a dispatch, as webhooks are told.
func editionKind(d news.Dispatch) string {
	switch {
	case d.State == news.Killed:
		return "dispatch.killed"
	case d.Edition > 1:
		return "dispatch.corrected"
	}
	return "dispatch.published"
}

func (n *Newsroom) storyReports(ctx context.Context, storyID string) ([]news.Report, error) {
	rows, err := n.db.StoryReports(ctx, storyID)
	if err != nil {
		return nil, err
	}
	var reports []news.Report
	for _, row := range rows {
		if row.DuplicateOf != "" {
			continue // it says nothing of its own
		}
		r, err := n.db.Report(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// cite gives a brief's sentences with full citations.
func cite(b brief.Brief, reports []news.Report) []desk.CitedSentence {
	byID := map[string]news.Report{}
	for _, r := range reports {
		byID[r.ID] = r
	}
	var out []desk.CitedSentence
	for _, s := range b.Sentences {
		cited := desk.CitedSentence{Text: s.Text}
		for _, c := range s.Citations {
			r := byID[c.ID]
			cited.Citations = append(cited.Citations, news.DispatchCitation{
				Citation: news.Citation{ReportID: r.ID, Version: r.Version, Exact: string([]rune(r.Text)[c.Start:c.End]), Start: c.Start, End: c.End},
				Outlet:   r.Outlet, URL: r.URL,
			})
		}
		out = append(out, cited)
	}
	return out
}

// sectionOf is the site's section that most of the reports stood in, or its first.
func (n *Newsroom) sectionOf(reports []news.Report) string {
	best, most := n.Site.Sections[0].Key, 0
	for _, s := range n.Site.Sections {
		count := 0
		for _, r := range reports {
			for _, name := range r.Section {
				if strings.EqualFold(name, s.Title) || strings.EqualFold(name, s.Key) {
					count++
					break
				}
			}
		}
		if count > most {
			best, most = s.Key, count
		}
	}
	return best
}
