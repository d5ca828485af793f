package newsroom

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dateline/deliver"
	"dateline/news"
	"dateline/store"
)

// owe writes down a delivery and makes it due, unless it is owed already.
func owe(tx *store.Tx, d news.Delivery, now time.Time) error {
	fresh, err := tx.Owe(d)
	if err != nil || !fresh {
		return err
	}
	return tx.Plan(stepDeliver, d.ID, now)
}

// deliver sends what is owed. Before it leaves, the row says that it is being
// sent; afterwards the receipt is kept. A crash in between is settled at the
// next start.
func (n *Newsroom) deliver(ctx context.Context, due store.Due) (func(*store.Tx) error, error) {
	row, err := n.Store.Delivery(ctx, due.Key)
	if err != nil {
		return nil, err
	}
	d := row.Delivery
	if d.State == news.DeliverySent || d.State == news.DeliveryUnsure {
		return func(tx *store.Tx) error { return tx.Done(due) }, nil
	}
	if d.Channel == news.ChannelEmail && n.mailer == nil {
		return nil, putOff{n.now().Add(10 * time.Minute)} // until someone sets an SMTP server
	}
	d.State = news.DeliverySending
	if err := n.Store.Write(ctx, "before sending", func(tx *store.Tx) error { return tx.SaveDelivery(d, "") }); err != nil {
		return nil, err
	}
	receipt, err := n.send(ctx, d)
	if err == nil {
		d.State, d.Receipt, d.SentAt = news.DeliverySent, receipt, n.now()
		return func(tx *store.Tx) error { return errors.Join(tx.SaveDelivery(d, ""), tx.Done(due)) }, nil
	}
	return n.notSent(d, due, err), nil
}

func (n *Newsroom) send(ctx context.Context, d news.Delivery) (receipt string, err error) {
	switch d.Channel {
	case news.ChannelEmail:
		return n.mailer.Send(ctx, d)
	case news.ChannelWebhook:
		return n.webhooks.Send(ctx, d)
	}
	return "", fmt.Errorf("there is no way out called %q", d.Channel)
}

// notSent keeps why a delivery failed: it is owed again later where that can
// help, else given up until a person looks at it.
func (n *Newsroom) notSent(d news.Delivery, due store.Due, cause error) func(*store.Tx) error {
	var f deliver.Failure
	if p := (*deliver.Failure)(nil); errors.As(cause, &p) {
		f = *p
	}
	return func(tx *store.Tx) error {
		switch {
		case f.Unsure && !deliver.Repeatable(d.Channel):
			d.State = news.DeliveryUnsure
			return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Done(due))
		case f.Later && due.Tries+1 < deliver.Tries:
			d.State = news.DeliveryOwed
			return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Failed(due, cause.Error(), n.now().Add(max(f.After, deliver.Backoff(due.Tries+1)))))
		}
		d.State = news.DeliveryFailed
		return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Stuck(due, cause.Error()))
	}
}

// settleUnfinished decides on what was being sent when the program died. Where
// the other side can tell a repeat it is owed again; an e-mail is not, because
// nobody can know whether it went out: it waits, unsure, for a person.
func (n *Newsroom) settleUnfinished(ctx context.Context) error {
	rows, err := n.Store.Unfinished(ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	return n.Store.Write(ctx, "settling what was being sent", func(tx *store.Tx) error {
		for _, row := range rows {
			d, why := row.Delivery, ""
			if d.State = news.DeliveryOwed; !deliver.Repeatable(d.Channel) {
				d.State, why = news.DeliveryUnsure, "the program ended while it was being sent; send it again if it did not arrive"
			}
			if err := tx.SaveDelivery(d, why); err != nil {
				return err
			}
			if d.State == news.DeliveryUnsure {
				if err := tx.Unplan(stepDeliver, d.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// oweAgain makes a delivery owed that had been given up or was left unsure.
func (n *Newsroom) oweAgain(ctx context.Context, tx *store.Tx, id string) error {
	row, err := n.Store.Delivery(ctx, id)
	if err != nil {
		return err
	}
	if row.State != news.DeliveryFailed && row.State != news.DeliveryUnsure {
		return refuse("It is %s; there is nothing to send again.", row.State)
	}
	d := row.Delivery
	d.State = news.DeliveryOwed
	return tx.SaveDelivery(d, "")
}
