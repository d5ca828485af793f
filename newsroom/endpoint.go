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

// confirmHook confirms the subscription of a webhook that took its test message.
func confirmHook(tx *store.Tx, d news.Delivery) error {
	if kind, _, _ := deliver.About(d.Subject); kind != deliver.AboutConfirm || d.Channel != news.ChannelWebhook {
		return nil
	}
	s, err := tx.Subscriber(d.Recipient)
	if err != nil || s.State != news.SubscriberPending || deliver.ConfirmSubject(s) != d.Subject {
		return err
	}
	s.State, s.Section, s.AskedSection, s.AskedSecret = news.SubscriberConfirmed, s.AskedSection, "", ""
	return tx.SaveSubscriber(s)
}

// endpointFails keeps that a letter failed at its address, and tells those who keep a
// webhook when it begins to fail for good and when it is disabled.
func (n *Newsroom) endpointFails(tx *store.Tx, l deliver.Letter, f deliver.Failure, gaveUp bool) error {
	before, err := tx.Endpoint(l.Channel, l.Address)
	if err != nil || f.Fault == deliver.FaultElsewhere {
		return err
	}
	after := deliver.Fails(before, f, gaveUp, n.now())
	if err := tx.SaveEndpoint(after); err != nil {
		return err
	}
	begins := before.GivenUp == 0 && after.GivenUp > 0 || !before.Closed && after.Closed
	if !begins || n.mailer == nil {
		return nil
	}
	return n.tellKeepers(tx, l, after)
}

// tellKeepers writes to who set a webhook up, and to the editors, that it fails. Of
// e-mail addresses nobody is told: one bounces every day.
func (n *Newsroom) tellKeepers(tx *store.Tx, l deliver.Letter, e news.Endpoint) error {
	if l.Channel != news.ChannelWebhook {
		return nil
	}
	now, err := standing(tx, l.Delivery)
	if err != nil {
		return err
	}
	owner := ""
	switch {
	case now.Alert != nil:
		owner = now.Alert.UserID
	case now.Subscriber != nil:
		owner = now.Subscriber.MadeBy
	}
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.State != news.UserActive || u.ID != owner && u.Role != news.Editor && u.Role != news.Administrator {
			continue
		}
		d, m := deliver.HookNotice(e, u.ID, n.Site.BaseURL+"/desk/troubles", n.now())
		if err := owe(tx, d, m, n.now()); err != nil {
			return err
		}
	}
	return nil
}

// OpenEndpoint has what was closed tried again: an address that bounced, a webhook
// that was disabled.
func (n *Newsroom) OpenEndpoint(ctx context.Context, by news.User, channel news.Channel, address string) error {
	if by.Role != news.Administrator && by.Role != news.Editor {
		return refuse("Only editors open an address again; ask one of them.")
	}
	return n.db.WriteUrgent(ctx, "opening an address", func(tx *store.Tx) error {
		return errors.Join(tx.OpenEndpoint(channel, address), tx.Decide(by.ID, "endpoint/"+address, "open", "", n.now()))
	})
}

// SettleUnsure counts as sent what nobody could know of, because an editor asked its
// recipient or the mail server's log: one delivery, or all if id is empty.
func (n *Newsroom) SettleUnsure(ctx context.Context, by news.User, id string) (settled int64, err error) {
	if by.Role != news.Administrator && by.Role != news.Editor {
		return 0, refuse("Only editors decide on deliveries; ask one of them.")
	}
	err = n.db.WriteUrgent(ctx, "settling what is unsure", func(tx *store.Tx) error {
		if settled, err = tx.SettleUnsure(id, "counted as sent by "+by.Name, n.now()); err != nil {
			return err
		}
		return tx.Decide(by.ID, "delivery/"+id, "count as sent", fmt.Sprint(settled), n.now())
	})
	return settled, err
}

// Bounds of what is an alarm about e-mail: single addresses bounce every day.
const (
	bouncesMany  = 10 // in a day, and
	bouncesShare = 20 // one subscriber in so many
)

// A Concern is something about what leaves the house that needs a person.
type Concern struct {
	What, Advice string
	Path         string // where to act
	Unsure       bool   // that e-mails are unsure, which can be settled at once
}

// Concerns gives what about deliveries needs a person and is not one step that is
// stuck: e-mails that may have gone out or not, webhooks that fail, and bounces when
// they are many.
func (n *Newsroom) Concerns(ctx context.Context, counts map[string]int) ([]Concern, error) {
	var out []Concern
	if unsure := counts["deliveries unsure"]; unsure > 0 {
		out = append(out, Concern{What: fmt.Sprintf("E-mails that may or may not have arrived: %d", unsure), Unsure: true,
			Advice: "The program or the connection ended after the text was handed over and before an answer. " +
				"Ask a recipient, or look into the mail server's log; then send them again or count them as sent.",
			Path: "/desk/deliveries?state=unsure"})
	}
	hooks, err := n.db.FailingWebhooks(ctx, 20)
	if err != nil {
		return nil, err
	}
	for _, e := range hooks {
		c := Concern{What: "Webhook doesn't answer: " + e.Address, Advice: "Failing since " + e.Since.UTC().Format("2 January, 15:04 MST") + ": " + e.Reason +
			". Tell its owner; after a week it is disabled.", Path: "/desk/subscribers"}
		if e.Closed {
			c.What, c.Advice = "Webhook disabled: "+e.Address, "It failed for a week: "+e.Reason+". Open it again on the page of subscribers once its receiver works, or end it."
		}
		out = append(out, c)
	}
	bounced, err := n.db.Bounced(ctx, n.now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	if bounced >= bouncesMany && bounced*bouncesShare >= counts["subscribers"] {
		out = append(out, Concern{What: fmt.Sprintf("E-mail bounces: %d addresses in a day", bounced),
			Advice: "So many at once are rarely the addresses' fault: see what the mail server answers, and whether it may send for this domain.",
			Path:   "/desk/deliveries?state=failed"})
	}
	return out, nil
}
