package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/desk"
	"dateline/join"
	"dateline/news"
	"dateline/store"
)

// Arrange puts reports of a story into another one, or into a new one if to is
// empty; with no reports named, all of them: then the two stories are one. The
// copies of a text go with it. What a person arranged binds the machine: what
// was moved stays together with what stands where it was moved to, and apart
// from what was left. It gives the story that the reports stand in now.
func (n *Newsroom) Arrange(ctx context.Context, by news.User, from string, reports []string, to string) (string, error) {
	if err := desk.MayBegin(by); err != nil {
		return "", err
	}
	apart := to == ""
	if apart {
		to = news.RandomID("story")
	}
	err := n.db.Write(ctx, "arranging stories", func(tx *store.Tx) error {
		stands, err := tx.StoryReports(from)
		if err != nil {
			return err
		}
		moved, left := parted(stands, reports)
		switch {
		case len(moved) == 0:
			return refuse("None of these reports stands in the story any more; look at it again.")
		case to == from:
			return refuse("The reports stand in that story already.")
		case apart && len(left) == 0:
			return refuse("That would be the same story under another address; choose some of its reports.")
		}
		var there []store.ReportRow
		if !apart {
			if there, err = reportsThere(tx, to); err != nil {
				return err
			}
		}
		now := n.now()
		day := now.Format(time.DateOnly)
		links := slices.Concat(
			bound(moved, to, "put here by "+by.Name+" on "+day),
			bound(there, to, "stays here, beside what "+by.Name+" put here on "+day),
			bound(left, from, "stays here, apart from what "+by.Name+" moved away on "+day),
		)
		if err := tx.BindLinks(links, now); err != nil {
			return err
		}
		if len(left) == 0 {
			if err := tx.LeadTo(to, from, now); err != nil {
				return err
			}
		}
		return decideArranged(tx, by, from, to, moved, len(left) == 0, now)
	})
	return to, err
}

// reportsThere gives the reports of a story into which others may be put.
func reportsThere(tx *store.Tx, story string) ([]store.ReportRow, error) {
	row, err := tx.Story(story)
	if err != nil {
		return nil, err
	}
	if row.MergedInto != "" {
		return nil, refuse("That story became part of another; take its address of today.")
	}
	return tx.StoryReports(story)
}

// decideArranged keeps who put which reports where, at the story that they left
// and at the one in which they stand.
func decideArranged(tx *store.Tx, by news.User, from, to string, moved []store.ReportRow, all bool, now time.Time) error {
	const named = 20 // of a large story the number says enough
	var ids []string
	for _, row := range moved[:min(len(moved), named)] {
		ids = append(ids, row.ID)
	}
	which, act := strings.Join(ids, " "), "move"
	if len(moved) > named {
		which += fmt.Sprintf(" and %d more", len(moved)-named)
	}
	if all {
		act = "merge"
	}
	if err := tx.Decide(by.ID, "story/"+from, act, "into "+to+": "+which, now); err != nil {
		return err
	}
	return tx.Decide(by.ID, "story/"+to, act, "from "+from+": "+which, now)
}

// parted gives the reports that are named, with the copies of their texts, and
// the others. With none named, all are.
func parted(rows []store.ReportRow, named []string) (these, others []store.ReportRow) {
	for _, row := range rows {
		if len(named) == 0 || slices.Contains(named, row.ID) || slices.Contains(named, row.DuplicateOf) {
			these = append(these, row)
		} else {
			others = append(others, row)
		}
	}
	return these, others
}

// bound gives the links that bind reports to a story. Beside what people said
// stays why the machine had put them where they were.
func bound(rows []store.ReportRow, story, because string) []news.Link {
	links := make([]news.Link, len(rows))
	for i, row := range rows {
		links[i] = news.Link{ReportID: row.ID, StoryID: story, DuplicateOf: row.DuplicateOf, Because: []string{because}}
		if row.StoryID == story {
			links[i].New = row.Link.New
			links[i].Because = append(links[i].Because, slices.DeleteFunc(slices.Clone(row.Link.Because), func(s string) bool { return strings.HasPrefix(s, "stays here,") })...)
		}
	}
	return links
}

// bind tells the joiner what a person said of a report.
func (n *Newsroom) bind(ctx context.Context, joiner *join.Joiner, reportID string) error {
	row, err := n.db.ReportRow(ctx, reportID)
	if err != nil {
		return err
	}
	joiner.Bind(reportID, row.StoryID)
	n.joiner.changed = true
	return nil
}
