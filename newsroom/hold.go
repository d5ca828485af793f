package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dateline/news"
	"dateline/store"
)

// outgoing are the steps by which something leaves the house or becomes public by
// itself. Collecting is not among them: looking at sources harms nobody, and what a
// restored newsroom missed comes in.
var outgoing = []string{StepRelease, StepEdition, StepWithdraw, StepDeliver, stepHub}

func (s *step) goesOut() bool {
	for _, kind := range outgoing {
		if s.kind == kind {
			return true
		}
	}
	return false
}

// Hold gives the hold that is in force in a restored newsroom, nil if there is none.
func (n *Newsroom) Hold(ctx context.Context) (*store.Hold, error) { return n.db.Hold(ctx) }

// held reports whether a step is held back.
func (n *Newsroom) held(ctx context.Context, s *step) (bool, error) {
	if !s.goesOut() {
		return false, nil
	}
	h, err := n.db.Hold(ctx)
	return h != nil, err
}

// A HeldPiece is something that goes out when the hold is lifted.
type HeldPiece struct {
	Kind, Key string
	What      string    // what it is, in words
	To        string    // whom it goes to; empty: everybody
	DecidedAt time.Time // zero: not known
	// MayHaveGone says that it was due before the backup was made, so that the newsroom
	// of which that is a copy may have sent it since.
	MayHaveGone bool
}

// HeldPieces lists what would go out now if there were no hold.
func (n *Newsroom) HeldPieces(ctx context.Context, p news.Paging) (store.Page[HeldPiece], error) {
	var out store.Page[HeldPiece]
	hold, err := n.db.Hold(ctx)
	if err != nil || hold == nil {
		return out, err
	}
	due, err := n.db.DueOf(ctx, outgoing, n.now(), p)
	if err != nil {
		return out, err
	}
	out.Next = due.Next
	for _, d := range due.Rows {
		piece, err := n.heldPiece(ctx, d)
		if err != nil {
			return out, err
		}
		decided := piece.DecidedAt
		if decided.IsZero() {
			decided = d.At
		}
		piece.MayHaveGone = decided.Before(hold.Since)
		out.Rows = append(out.Rows, piece)
	}
	return out, nil
}

func (n *Newsroom) heldPiece(ctx context.Context, d store.Due) (HeldPiece, error) {
	p := HeldPiece{Kind: d.Kind, Key: d.Key}
	id, _, _ := strings.Cut(d.Key, "/")
	switch d.Kind {
	case StepDeliver, StepWithdraw:
		row, err := ifThere(n.db.Delivery(ctx, d.Key))
		if err != nil || row == nil {
			p.What = "A delivery that is gone"
			return p, err
		}
		p.What, p.To, p.DecidedAt = row.Title, string(row.Channel)+" to "+row.Address, row.DecidedAt
		if p.What == "" {
			p.What = row.Subject
		}
	case stepHub:
		p.What = "Subscribe at the hub of a source"
		row, err := ifThere(n.db.Source(ctx, d.Key))
		if err != nil {
			return p, err
		}
		if row != nil {
			p.What = "Subscribe at the hub of " + row.Name
		}
	default:
		row, err := ifThere(n.db.Dispatch(ctx, id))
		if err != nil || row == nil {
			p.What = "A dispatch that is gone"
			return p, err
		}
		p.What = fmt.Sprintf("Send “%s” to its subscribers", row.Headline)
		if d.Kind == StepRelease {
			p.What, p.DecidedAt = fmt.Sprintf("Publish “%s”, whose embargo has ended", row.Headline), row.EmbargoUntil
		}
	}
	return p, nil
}

// Drop takes out one piece that is held back, so that it doesn't go out when the hold
// is lifted. A dispatch under embargo stays as it is, for an editor to release.
func (n *Newsroom) Drop(ctx context.Context, by news.User, kind, key string) error {
	if err := n.mayLift(ctx, by); err != nil {
		return err
	}
	return n.db.Write(ctx, "dropping what is held", func(tx *store.Tx) error { return n.drop(tx, by, kind, key) })
}

// DropAll takes out all that is held back now, and says how many pieces that were.
func (n *Newsroom) DropAll(ctx context.Context, by news.User) (dropped int, err error) {
	if err := n.mayLift(ctx, by); err != nil {
		return 0, err
	}
	for {
		due, err := n.db.DueOf(ctx, outgoing, n.now(), news.Paging{Limit: 200})
		if err != nil || len(due.Rows) == 0 {
			return dropped, err
		}
		err = n.db.Write(ctx, "dropping what is held", func(tx *store.Tx) error {
			for _, d := range due.Rows {
				if err := n.drop(tx, by, d.Kind, d.Key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return dropped, err
		}
		dropped += len(due.Rows)
	}
}

func (n *Newsroom) drop(tx *store.Tx, by news.User, kind, key string) error {
	if !(&step{kind: kind}).goesOut() {
		return ErrNotFound
	}
	if at, err := tx.Due(kind, key); err != nil || at.IsZero() {
		return errors.Join(err, ifNone(at.IsZero()))
	}
	if kind == StepDeliver || kind == StepWithdraw {
		row, err := tx.Delivery(key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil {
			row.Delivery.State = news.DeliveryDropped
			if err := tx.SaveDelivery(row.Delivery, "It was held back after a restore, and an administrator dropped it."); err != nil {
				return err
			}
		}
	}
	if err := tx.Unplan(kind, key); err != nil {
		return err
	}
	return tx.Decide(by.ID, kind+"/"+key, "drop", "held back after a restore", n.now())
}

func ifNone(none bool) error {
	if none {
		return ErrNotFound
	}
	return nil
}

// GoLive lifts the hold: this is the live newsroom, and what is due goes out. The
// newsroom that it was restored from is fenced where it can be reached, which fenced
// says.
func (n *Newsroom) GoLive(ctx context.Context, by news.User) (fenced string, err error) {
	if err := n.mayLift(ctx, by); err != nil {
		return "", err
	}
	hold, err := n.db.Hold(ctx)
	if err != nil {
		return "", err
	}
	is, err := n.db.Fence(ctx, hold.Before)
	if err != nil {
		return "", &Refusal{Sentence: sentenceOf(err)}
	}
	if is {
		fenced = hold.Before
	}
	err = n.db.Write(ctx, "saying that this newsroom is the live one", func(tx *store.Tx) error {
		if err := tx.Decide(by.ID, "newsroom", "live", "restored "+hold.Since.Format(time.RFC3339), n.now()); err != nil {
			return err
		}
		return tx.Release()
	})
	if err == nil {
		n.wake(outgoing)
	}
	return fenced, err
}

// mayLift refuses where nothing is held, or to somebody who isn't an administrator.
func (n *Newsroom) mayLift(ctx context.Context, by news.User) error {
	if by.Role != news.Administrator {
		return refuse("Only an administrator can say which newsroom is the live one.")
	}
	hold, err := n.db.Hold(ctx)
	if err == nil && hold == nil {
		err = refuse("Nothing is held: this is the live newsroom.")
	}
	return err
}

// sentenceOf makes a sentence of an error.
func sentenceOf(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
