package view

import (
	"context"

	"dateline/news"
	"dateline/store"
)

// DispatchesOf says what dispatches are meant; empty: of any.
type DispatchesOf struct{ Section, Story, Matter string }

// Released gives what readers may see, newest first, and the cursor of the next page.
func (s *Views) Released(ctx context.Context, which DispatchesOf, p news.Paging) ([]news.Dispatch, string, error) {
	var f store.DispatchFilter
	f.Section, f.StoryID, f.Matter = which.Section, which.Story, which.Matter
	rows, err := s.Store.Released(ctx, f, p)
	if err != nil {
		return nil, "", err
	}
	ds := make([]news.Dispatch, len(rows.Rows))
	for i, row := range rows.Rows {
		ds[i] = row.Dispatch
	}
	return ds, rows.Next, nil
}
