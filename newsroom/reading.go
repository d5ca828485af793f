package newsroom

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// A ReadBlock is a block of a page with its role and why.
type ReadBlock = read.Explained

// BlockRoles are the roles that the desk can give to a block of a page.
var BlockRoles = read.CorrectionRoles

// A Reading is what the reader made of a page: each block with its role and why.
type Reading struct {
	Report      news.Report
	Site        string
	Pages       int // of the site, of which its memory was made
	Blocks      []read.Explained
	Corrections []store.Correction // what the desk said of the page
}

// Reading reads a report's page once more, with what is remembered of its site,
// and says what was made of each block. It is today's reader that answers;
// nothing is changed.
func (n *Newsroom) Reading(ctx context.Context, reportID string) (Reading, error) {
	report, err := n.db.Report(ctx, reportID)
	if err != nil {
		return Reading{}, err
	}
	capture, err := n.db.Capture(ctx, report.CaptureID)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Report: report, Site: read.Site(capture.URL)}
	memory, err := n.memories.of(ctx, n.db, r.Site, n.now())
	if err != nil {
		return Reading{}, err
	}
	if r.Corrections, err = n.db.Corrections(ctx, reportID); err != nil {
		return Reading{}, err
	}
	item, err := n.db.Item(ctx, capture.ItemID)
	if err != nil && !errors.Is(err, ErrNotFound) { // a capture need not come from a feed
		return Reading{}, err
	}
	r.Pages = memory.pages
	r.Blocks, err = memory.Explain(pageOf(capture), item.Item, corrections(r.Corrections)...)
	return r, err
}

// An Outcome is what a correction would change.
type Outcome struct {
	Site    string
	Pages   int               // kept pages of the site that were asked
	Changed []store.ReportRow // the page itself, and those of the site's pages that would be read otherwise
}

// TryCorrection says what would change if the desk said of a block what role it
// has. Nothing is changed.
func (n *Newsroom) TryCorrection(ctx context.Context, reportID, text, role string) (Outcome, error) {
	said, r, err := n.correction(ctx, reportID, text, role)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Site: r.Site}
	changed := []string{reportID}
	if site := r.Site; site != "" {
		now, err := n.learn(ctx, site)
		if err != nil {
			return Outcome{}, err
		}
		then, err := n.learn(ctx, site, said)
		if err != nil {
			return Outcome{}, err
		}
		out.Pages = len(now.pages)
		for i, p := range now.pages {
			if i < len(then.pages) && then.pages[i].ReportID == p.ReportID && now.advice(p) != then.advice(then.pages[i]) && p.ReportID != reportID {
				changed = append(changed, p.ReportID)
			}
		}
	}
	for _, id := range changed {
		row, err := n.db.ReportRow(ctx, id)
		if err != nil {
			return Outcome{}, err
		}
		out.Changed = append(out.Changed, row)
	}
	return out, nil
}

// correction checks what the desk says of a block.
func (n *Newsroom) correction(ctx context.Context, reportID, text, role string) (c store.Correction, r Reading, err error) {
	if !slices.Contains(read.CorrectionRoles, role) {
		return c, r, refuse("Say what the block is: %s.", strings.Join(read.CorrectionRoles, ", "))
	}
	if r, err = n.Reading(ctx, reportID); err != nil {
		return c, r, err
	}
	if !slices.ContainsFunc(r.Blocks, func(b read.Explained) bool { return b.Text == text }) {
		return c, r, refuse("The page has no such block (any more); look at its blocks again.")
	}
	c = store.Correction{ReportID: reportID, Text: text, Role: role, At: n.now()}
	if err := (read.Correction{Text: text, Role: role}).Check(); err != nil {
		return c, r, refuse("This block has no words by which it could be told; it cannot be corrected.")
	}
	return c, r, nil
}

// Correct keeps what the desk says of a block; the page, and what of its site
// follows from it, are read again at once.
func (n *Newsroom) Correct(ctx context.Context, by news.User, reportID, text, role string) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors correct how a page was read; ask one of them.")
	}
	c, r, err := n.correction(ctx, reportID, text, role)
	if err != nil {
		return err
	}
	c.UserID = by.ID
	capture, site := r.Report.CaptureID, r.Site
	return n.db.Write(ctx, "correcting a reading", func(tx *store.Tx) error {
		if err := tx.SaveCorrection(c); err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "report/"+reportID, "correct", role+": "+excerptOf(text), n.now()); err != nil {
			return err
		}
		return n.planReread(tx, capture, site)
	})
}

// TakeBackCorrection takes back what the desk said of a block.
func (n *Newsroom) TakeBackCorrection(ctx context.Context, by news.User, reportID, text string) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors correct how a page was read; ask one of them.")
	}
	report, err := n.db.Report(ctx, reportID)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, "taking back a correction", func(tx *store.Tx) error {
		if err := tx.RemoveCorrection(reportID, text); err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "report/"+reportID, "take back", excerptOf(text), n.now()); err != nil {
			return err
		}
		return n.planReread(tx, report.CaptureID, read.Site(report.URL))
	})
}

// planReread makes due what reads a page again: the study of its site, which
// reads what else follows from the desk's word as well.
func (n *Newsroom) planReread(tx *store.Tx, capture, site string) error {
	if site == "" {
		return tx.Plan(StepRead, capture, n.now())
	}
	return tx.Plan(stepStudy, site, n.now())
}

// excerptOf is enough of a block for people to know it by.
func excerptOf(text string) string {
	const most = 100
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
