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
	stands, err := n.Store.StoryReports(ctx, from)
	if err != nil {
		return "", err
	}
	moved, left := parted(stands, reports)
	switch {
	case len(moved) == 0:
		return "", refuse("None of these reports stands in the story any more; look at it again.")
	case to == from:
		return "", refuse("The reports stand in that story already.")
	case to == "" && len(left) == 0:
		return "", refuse("That would be the same story under another address; choose some of its reports.")
	}
	var there []store.ReportRow
	if to == "" {
		to = news.RandomID("story")
	} else {
		story, err := n.Store.Story(ctx, to)
		if err != nil {
			return "", err
		}
		if story.MergedInto != "" {
			return "", refuse("That story became part of another; take its address of today.")
		}
		if there, err = n.Store.StoryReports(ctx, to); err != nil {
			return "", err
		}
	}
	now := n.now()
	err = n.Store.Write(ctx, "arranging stories", func(tx *store.Tx) error {
		for _, part := range []struct {
			rows  []store.ReportRow
			story string
			words string
		}{
			{moved, to, "put here by %s on %s"},
			{there, to, "stays here, beside what %s put here on %s"},
			{left, from, "stays here, apart from what %s moved away on %s"},
		} {
			if err := bindAll(tx, part.rows, part.story, fmt.Sprintf(part.words, by.Name, now.Format(time.DateOnly)), now); err != nil {
				return err
			}
		}
		if len(left) > 0 {
			return nil
		}
		return tx.LeadTo(to, from, now)
	})
	return to, err
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

// bindAll binds reports to a story. Beside what people said stays why the
// machine had put them where they were.
func bindAll(tx *store.Tx, rows []store.ReportRow, story, because string, now time.Time) error {
	for _, row := range rows {
		link := news.Link{ReportID: row.ID, StoryID: story, DuplicateOf: row.DuplicateOf, Because: []string{because}}
		if row.StoryID == story {
			link.New = row.Link.New
			link.Because = append(link.Because, slices.DeleteFunc(slices.Clone(row.Link.Because), func(s string) bool { return strings.HasPrefix(s, "stays here,") })...)
		}
		if err := tx.BindLink(link, now); err != nil {
			return err
		}
	}
	return nil
}

// bind tells the joiner what a person said of a report.
func (n *Newsroom) bind(ctx context.Context, joiner *join.Joiner, reportID string) error {
	row, err := n.Store.ReportRow(ctx, reportID)
	if err != nil {
		return err
	}
	joiner.Bind(reportID, row.StoryID)
	n.joiner.changed = true
	return nil
}
