package newsroom

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// owe writes down a delivery with its message and makes it due, unless it is owed
// already.
func owe(tx *store.Tx, d news.Delivery, m news.Message, now time.Time) error {
	if err := tx.SaveMessage(d.Subject, m, now); err != nil {
		return err
	}
	fresh, err := tx.Owe(d)
	if err != nil || !fresh {
		return err
	}
	return planDelivery(tx, d, now)
}

// house is what letters say of who sends them.
func (n *Newsroom) house() deliver.House {
	return deliver.House{Name: n.Site.Name, BaseURL: n.Site.BaseURL, Leave: n.LeaveURL, Confirm: n.confirmURL}
}

// planDelivery makes a delivery due, in the queue that it belongs to.
func planDelivery(tx *store.Tx, d news.Delivery, at time.Time) error {
	now, err := standing(tx, d)
	if err != nil {
		return err
	}
	if deliver.Withdraws(d, now) {
		return tx.Plan(StepWithdraw, d.ID, at)
	}
	return tx.Plan(StepDeliver, d.ID, at)
}

// unplanDelivery makes a delivery no longer due.
func unplanDelivery(tx *store.Tx, id string) error {
	return errors.Join(tx.Unplan(StepDeliver, id), tx.Unplan(StepWithdraw, id))
}

// deliver sends what is owed. Before it leaves, the row says that it is being
// sent; afterwards the receipt is kept. A crash in between is settled at the
// next start.
func (n *Newsroom) deliver(ctx context.Context, due store.Due) (func(*store.Tx) error, error) {
	letter, leaves, err := n.takeOut(ctx, due)
	if err != nil {
		return nil, err
	}
	if !leaves {
		return func(*store.Tx) error { return nil }, nil // it has ended already
	}
	d, began := letter.Delivery, n.steady()
	receipt, err := n.send(ctx, letter)
	if err = n.fetched(began, err); err != nil {
		return n.notSent(letter, due, err, errors.Is(ctx.Err(), context.Canceled)), nil
	}
	d.State, d.Receipt, d.SentAt = news.DeliverySent, receipt, n.now()
	return func(tx *store.Tx) error { return n.wasSent(tx, d, letter.Address, due) }, nil
}

// takeOut decides, at the last moment and in one transaction, whether a delivery
// leaves the house. If so its row says from then on that it is being sent; if
// not, it has ended here.
func (n *Newsroom) takeOut(ctx context.Context, due store.Due) (letter deliver.Letter, leaves bool, err error) {
	var off error
	err = n.db.WriteUrgent(ctx, "before sending", func(tx *store.Tx) error {
		leaves, off = false, nil
		if err := tx.Held(due); err != nil {
			return err
		}
		row, err := tx.Delivery(due.Key)
		if err != nil {
			return err
		}
		d := row.Delivery
		end := func(state news.DeliveryState, why string) error {
			d.State = state
			return errors.Join(tx.SaveDelivery(d, why), tx.Done(due))
		}
		switch d.State {
		case news.DeliverySent, news.DeliveryUnsure, news.DeliveryDropped:
			return tx.Done(due)
		case news.DeliverySending:
			if !deliver.Repeatable(d.Channel) {
				return end(news.DeliveryUnsure, "Another worker began to send it and did not say how that ended; send it again if it did not arrive.")
			}
		}
		now, err := standing(tx, d)
		if err != nil {
			return err
		}
		if now.Endpoint, err = tx.Endpoint(d.Channel, deliver.Goes(d, now)); err != nil {
			return err
		}
		if why := deliver.Outdated(d, now); why != "" {
			return end(news.DeliveryDropped, why)
		}
		m, err := tx.Message(d.Subject)
		if err != nil {
			return fmt.Errorf("the message of delivery %s: %w", d.ID, err)
		}
		letter = n.house().Address(d, m, now)
		if letter.Empty() {
			return end(news.DeliveryFailed, "Not sent, because its text is no longer kept.")
		}
		if off = n.waits(letter); off != nil {
			return nil
		}
		leaves, d.State = true, news.DeliverySending
		letter.State = d.State
		return tx.SaveDelivery(d, "")
	})
	return letter, leaves && err == nil, errors.Join(err, off)
}

// waits gives a putOff for what cannot be sent for now, through no fault of its
// own: until someone sets an SMTP server, or puts a missing key back.
func (n *Newsroom) waits(l deliver.Letter) error {
	if l.Channel == news.ChannelEmail && n.mailer == nil {
		return putOff{n.now().Add(10 * time.Minute)}
	}
	if l.Secret == "" && l.NeedsSecret() {
		n.log.Error("a secret can't be read, so a delivery waits; put its key back into "+store.KeyFile, "delivery", l.ID)
		return putOff{n.now().Add(10 * time.Minute)}
	}
	return nil
}

// standing gives what a delivery stands on, as it is now.
func standing(tx *store.Tx, d news.Delivery) (now deliver.Standing, err error) {
	kind, id, _ := deliver.About(d.Subject)
	switch kind {
	case deliver.AboutDispatch:
		row, missing := tx.Dispatch(id)
		if now.Dispatch, err = ifThere(row.Dispatch, missing); err != nil {
			return now, err
		}
		now.Subscriber, err = ifThere(tx.Subscriber(d.Recipient))
	case deliver.AboutNotice:
		now.User, err = ifThere(tx.User(d.Recipient))
	case deliver.AboutConfirm:
		now.Subscriber, err = ifThere(tx.Subscriber(d.Recipient))
	case deliver.AboutAlert:
		row, missing := tx.Alert(id)
		now.AlertSecret = row.Secret
		if now.Alert, err = ifThere(row.Alert, missing); err != nil {
			return now, err
		}
		now.User, err = ifThere(tx.User(d.Recipient))
	}
	return now, err
}

// ifThere makes nil of what was not found.
func ifThere[T any](v T, err error) (*T, error) {
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &v, err
}

// wasSent keeps a receipt. What was sent was sent, even if the lease was lost
// meanwhile: then the row of what is due is another's, who finds it sent.
func (n *Newsroom) wasSent(tx *store.Tx, d news.Delivery, address string, due store.Due) error {
	err := errors.Join(tx.SaveDelivery(d, ""), tx.OpenEndpoint(d.Channel, address), confirmHook(tx, d))
	if err != nil {
		return err
	}
	if err := tx.Done(due); !errors.Is(err, store.ErrLeaseLost) {
		return err
	}
	return nil
}

func (n *Newsroom) send(ctx context.Context, d deliver.Letter) (receipt string, err error) {
	switch d.Channel {
	case news.ChannelEmail:
		return n.mailer.Send(ctx, d)
	case news.ChannelWebhook:
		return n.webhooks.Send(ctx, d)
	}
	return "", fmt.Errorf("there is no way out called %q", d.Channel)
}

// notSent keeps why a delivery failed: it is owed again later where that can
// help, else given up until a person looks at it. One that was interrupted
// because the newsroom is stopping is no failed try.
func (n *Newsroom) notSent(letter deliver.Letter, due store.Due, cause error, stopping bool) func(*store.Tx) error {
	d := letter.Delivery
	var f deliver.Failure
	if p := (*deliver.Failure)(nil); errors.As(cause, &p) {
		f = *p
	}
	urgent, fault := due.Kind == StepWithdraw, n.faultOf(cause)
	var wait time.Duration
	if fault != "" {
		wait, _ = n.faults.met(fault, n.steady())
	}
	return func(tx *store.Tx) error {
		if err := tx.Held(due); err != nil {
			return err
		}
		if row, err := tx.Delivery(d.ID); err != nil || row.State == news.DeliverySent {
			return errors.Join(err, tx.Done(due)) // another worker, who was only slow, had sent it
		}
		switch {
		case f.Unsure && !deliver.Repeatable(d.Channel):
			d.State = news.DeliveryUnsure
			return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Done(due))
		case fault != "":
			d.State = news.DeliveryOwed
			return errors.Join(tx.SaveDelivery(d, ""), tx.GiveBack(due, n.now().Add(wait)))
		case stopping:
			d.State = news.DeliveryOwed
			return errors.Join(tx.SaveDelivery(d, ""), tx.GiveBack(due, n.now()))
		case f.Later && due.Tries+1 < deliver.Tries(urgent):
			d.State = news.DeliveryOwed
			wait := max(f.After, deliver.Backoff(due.Tries+1, urgent))
			if err := n.endpointFails(tx, letter, f, false); err != nil {
				return err
			}
			return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Failed(due, cause.Error(), n.now().Add(wait)))
		}
		d.State = news.DeliveryFailed
		if f.Gone {
			return errors.Join(tx.SaveDelivery(d, cause.Error()), n.endGone(tx, d), tx.OpenEndpoint(d.Channel, letter.Address), tx.Done(due))
		}
		if err := n.endpointFails(tx, letter, f, true); err != nil {
			return err
		}
		if f.Fault != deliver.FaultElsewhere {
			// The desk sees it at the recipient, and among what needs attention only
			// where it must do something (see Concerns).
			return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Done(due))
		}
		return errors.Join(tx.SaveDelivery(d, cause.Error()), tx.Stuck(due, cause.Error()))
	}
}

// endGone ends what a webhook gets whose receiver answered that it is gone: a
// subscription has ended, an alert is shown at the desk alone.
func (n *Newsroom) endGone(tx *store.Tx, d news.Delivery) error {
	const note = "its webhook answered 410 (gone)"
	now, err := standing(tx, d)
	if err != nil {
		return err
	}
	switch {
	case now.Alert != nil:
		if err := tx.ShowAtDesk(now.Alert.ID); err != nil {
			return err
		}
		return tx.Decide(desk.Program.ID, "alert/"+now.Alert.ID, "end", note, n.now())
	case now.Subscriber != nil:
		if err := tx.SaveSubscriber(left(*now.Subscriber)); err != nil {
			return err
		}
		return tx.Decide(desk.Program.ID, "subscriber/"+now.Subscriber.ID, "end", note, n.now())
	}
	return nil
}

// settleUnfinished decides on what was being sent when the program died. Where
// the other side can tell a repeat it is owed again; an e-mail is not, because
// nobody can know whether it went out: it waits, unsure, for a person.
func (n *Newsroom) settleUnfinished(ctx context.Context) error {
	rows, err := n.db.Unfinished(ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	return n.db.WriteUrgent(ctx, "settling what was being sent", func(tx *store.Tx) error {
		for _, row := range rows {
			d, why := row.Delivery, ""
			if d.State = news.DeliveryOwed; !deliver.Repeatable(d.Channel) {
				d.State, why = news.DeliveryUnsure, "The program ended while it was being sent; send it again if it did not arrive."
			}
			if err := tx.SaveDelivery(d, why); err != nil {
				return err
			}
			if d.State == news.DeliveryUnsure {
				if err := unplanDelivery(tx, d.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// sendAgain makes a delivery owed and due that had been given up or was left
// unsure, or whose step needs a person, and opens the address that it goes to.
// Whether it may still go out is asked when
// it is sent.
func (n *Newsroom) sendAgain(tx *store.Tx, id string) error {
	row, err := tx.Delivery(id)
	if err != nil {
		return err
	}
	stuck := false
	for _, kind := range []string{StepDeliver, StepWithdraw} {
		is, err := tx.IsStuck(kind, id)
		if err != nil {
			return err
		}
		stuck = stuck || is
	}
	if row.State != news.DeliveryFailed && row.State != news.DeliveryUnsure && !stuck {
		return refuse("It is %s; there is nothing to send again.", row.State)
	}
	d := row.Delivery
	m, err := tx.Message(d.Subject)
	if err != nil {
		return err
	}
	if (deliver.Letter{Delivery: d, Message: m}).Empty() {
		return refuse("Its text is no longer kept, so it can't be sent again.")
	}
	now, err := standing(tx, d)
	if err != nil {
		return err
	}
	d.State = news.DeliveryOwed
	if err := errors.Join(tx.SaveDelivery(d, ""), unplanDelivery(tx, id), tx.OpenEndpoint(d.Channel, deliver.Goes(d, now))); err != nil {
		return err
	}
	return planDelivery(tx, d, n.now())
}
