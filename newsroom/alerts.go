package newsroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dateline/deliver"
	"dateline/match"
	"dateline/news"
	"dateline/store"
)

// Bounds of what one user may keep: each new report is checked against it all.
const (
	alertsMax    = 200
	alertNameMax = 200 // characters
)

// AddAlert saves a query that is checked against each new report from now on:
// the name, query, channel, webhook's address and whether changes are told of are
// taken from a; an e-mail goes to the user.
func (n *Newsroom) AddAlert(ctx context.Context, by news.User, a news.Alert) (news.Alert, error) {
	q, err := parseQuery(a.Query)
	if err != nil {
		return news.Alert{}, err
	}
	if a.Name = strings.TrimSpace(a.Name); a.Name == "" {
		a.Name = string([]rune(a.Query)[:min(len([]rune(a.Query)), alertNameMax)])
	}
	if length := len([]rune(a.Name)); length > alertNameMax {
		return news.Alert{}, refuse("The name has %d characters; shorten it to %d.", length, alertNameMax)
	}
	switch a.Channel {
	case news.ChannelDesk:
		a.Address = ""
	case news.ChannelEmail:
		a.Address = by.Email
	case news.ChannelWebhook:
		if err := mayWebhook(by); err != nil {
			return news.Alert{}, err
		}
		if a.Address, err = deliver.ValidHook(a.Address); err != nil {
			return news.Alert{}, &Refusal{Sentence: err.Error()}
		}
	default:
		return news.Alert{}, refuse("An alert goes to the desk, by e-mail or to a webhook.")
	}
	a.ID, a.UserID, a.CreatedAt = news.RandomID("alert"), by.ID, n.now()
	err = n.db.Write(ctx, "saving an alert", func(tx *store.Tx) error {
		has, err := tx.AlertsOf(by.ID)
		if err != nil {
			return err
		}
		if has >= alertsMax {
			return refuse("You have %d alerts, which is the most there may be; remove one first.", has)
		}
		return tx.AddAlert(a, secret())
	})
	if err != nil {
		return news.Alert{}, err
	}
	n.alerts.Add(a.ID, q)
	return a, nil
}

// mayWebhook refuses who may not have the program send to an address by itself.
func mayWebhook(by news.User) error {
	if !deliver.MaySetUpWebhooks(by) {
		return refuse("Only editors set up webhooks; ask one of them.")
	}
	return nil
}

// RemoveAlert removes an alert of the user.
func (n *Newsroom) RemoveAlert(ctx context.Context, by news.User, id string) error {
	a, err := n.db.Alert(ctx, id)
	if err != nil {
		return err
	}
	if a.UserID != by.ID && by.Role != news.Administrator {
		return refuse("This alert is someone else's; only they or an administrator can remove it.")
	}
	if err := n.db.Write(ctx, "removing an alert", func(tx *store.Tx) error {
		return errors.Join(tx.RemoveAlert(id), tx.OpenEndpoint(a.Channel, a.Address))
	}); err != nil {
		return err
	}
	n.alerts.Remove(id)
	return nil
}

// loadAlerts builds the index of all saved queries.
func (n *Newsroom) loadAlerts(ctx context.Context) error {
	alerts, err := n.db.Alerts(ctx, "")
	if err != nil {
		return err
	}
	for _, a := range alerts {
		q, err := match.ParseSaved(a.Query)
		if err != nil {
			n.log.Warn("an alert cannot be understood any more", "alert", a.ID, "query", a.Query, "error", err)
			continue
		}
		n.alerts.Add(a.ID, q)
	}
	return nil
}

// A notice is that an alert fired; delivery is nil when it is only shown at the desk.
type notice struct {
	alertID  string
	delivery *news.Delivery
	message  news.Message
}

// tellable gives an alert and its owner; ok is false where nobody is to be told.
func (n *Newsroom) tellable(ctx context.Context, id string) (a store.AlertRow, owner news.User, ok bool, err error) {
	a, err = n.db.Alert(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return a, owner, false, nil // it was removed a moment ago
	}
	if err != nil {
		return a, owner, false, err
	}
	if owner, err = n.db.User(ctx, a.UserID); err != nil {
		return a, owner, false, fmt.Errorf("owner of alert %s: %w", id, err)
	}
	return a, owner, owner.State == news.UserActive, nil
}

// goesOut says whether an alert leaves the house, or is only shown at the desk.
func goesOut(a store.AlertRow, owner news.User) bool {
	return a.Channel == news.ChannelEmail || a.Channel == news.ChannelWebhook && deliver.MaySetUpWebhooks(owner)
}

// alertNotices says what is owed for the alerts that fired. An owner who is
// blocked is told nothing; one who may send to webhooks no more sees it at the desk.
func (n *Newsroom) alertNotices(ctx context.Context, fired []string, report news.Report) ([]notice, error) {
	var out []notice
	for _, id := range fired {
		a, owner, ok, err := n.tellable(ctx, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		notice := notice{alertID: id}
		if goesOut(a, owner) {
			d, m := deliver.AlertMail(a.Alert, owner, report, n.Site.BaseURL+"/desk/reports/"+report.ID, n.now())
			notice.delivery, notice.message = &d, m
		}
		out = append(out, notice)
	}
	return out, nil
}
