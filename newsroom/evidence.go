package newsroom

import (
	"context"
	"io"
	"time"

	"dateline/collect"
	"dateline/news"
	"dateline/store"
)

const (
	// retainEvery is how often it is looked what evidence need not be kept.
	retainEvery = 24 * time.Hour
	// droppedFor is how long a file stays that was given up: a backup may just
	// have copied the database that still speaks of it.
	droppedFor = 24 * time.Hour
)

// MayShow says whether readers may be shown a whole capture: not one whose page
// asks that no copy of it be shown. The desk sees it all the same.
func MayShow(c news.Capture) bool { return !collect.NoArchive(c.Header, c.Body) }

// retain gives up the evidence, and the texts of messages, that the newsroom's rule
// does not keep; evidence a file at a time, so that nobody waits long for the writer.
func (n *Newsroom) retain(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	now := n.clock.now() // nothing is given up because the clock jumped ahead
	for _, rule := range []struct {
		kind store.EvidenceKind
		keep time.Duration
	}{{store.EvidenceFeeds, n.config.Keep.Feeds}, {store.EvidencePages, n.config.Keep.Pages}} {
		for more := rule.keep > 0; more && ctx.Err() == nil; {
			var dropped int
			var err error
			if dropped, more, err = n.db.DropEvidence(ctx, rule.kind, now.Add(-rule.keep), now); err != nil {
				return nil, err
			}
			if dropped > 0 {
				n.log.Info("gave up evidence that is not kept longer", "kind", rule.kind, "captures", dropped)
			}
		}
	}
	return func(tx *store.Tx) error {
		if err := tx.RemoveDropped(now.Add(-droppedFor)); err != nil {
			return err
		}
		if n.config.Keep.Messages > 0 {
			if _, err := tx.EmptyMessages(now.Add(-n.config.Keep.Messages)); err != nil {
				return err
			}
		}
		return tx.Later(d, n.now().Add(retainEvery))
	}, nil
}

// WriteWARC writes the archived copies of one source or, for an empty sourceID, of
// all sources as one WARC file, and returns how many there are.
func (n *Newsroom) WriteWARC(ctx context.Context, w io.Writer, sourceID string) (int, error) {
	return n.db.WriteWARC(ctx, w, sourceID)
}
