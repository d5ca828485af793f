package newsroom

import (
	"context"

	"dateline/news"
	"dateline/read"
)

// A Reading is what the reader made of a page: each block with its role and why.
type Reading struct {
	Report news.Report
	Blocks []read.Explained
}

// Reading reads a report's page once more and says what was made of each block.
// It is today's reader that answers; nothing is changed.
func (n *Newsroom) Reading(ctx context.Context, reportID string) (Reading, error) {
	report, err := n.Store.Report(ctx, reportID)
	if err != nil {
		return Reading{}, err
	}
	capture, err := n.Store.Capture(ctx, report.CaptureID)
	if err != nil {
		return Reading{}, err
	}
	blocks, err := read.Explain(read.Page{URL: capture.FinalURL, ContentType: capture.ContentType, Body: capture.Body})
	return Reading{report, blocks}, err
}
