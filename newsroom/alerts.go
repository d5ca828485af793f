package newsroom

import (
	"context"
	"fmt"
	"strings"

	"dateline/deliver"
	"dateline/match"
	"dateline/news"
	"dateline/store"
)

// AddAlert saves a query that is checked against each new report from now on.
// Address is that of a webhook; an e-mail goes to the user.
func (n *Newsroom) AddAlert(ctx context.Context, by news.User, name, query string, channel news.Channel, address string) (news.Alert, error) {
	q, err := parseQuery(query)
	if err != nil {
		return news.Alert{}, err
	}
	if name = strings.TrimSpace(name); name == "" {
		name = query
	}
	switch channel {
	case news.ChannelDesk:
		address = ""
	case news.ChannelEmail:
		address = by.Email
	case news.ChannelWebhook:
		if address, err = deliver.ValidHook(address); err != nil {
			return news.Alert{}, &Refusal{err.Error()}
		}
	default:
		return news.Alert{}, refuse("An alert goes to the desk, by e-mail or to a webhook.")
	}
	a := news.Alert{ID: news.RandomID("alert"), UserID: by.ID, Name: name, Query: query, Channel: channel, Address: address, CreatedAt: n.now()}
	if err := n.Store.Write(ctx, "saving an alert", func(tx *store.Tx) error { return tx.AddAlert(a, secret()) }); err != nil {
		return news.Alert{}, err
	}
	n.alerts.Add(a.ID, q)
	return a, nil
}

// RemoveAlert removes an alert of the user.
func (n *Newsroom) RemoveAlert(ctx context.Context, by news.User, id string) error {
	a, err := n.Store.Alert(ctx, id)
	if err != nil {
		return err
	}
	if a.UserID != by.ID && by.Role != news.Administrator {
		return refuse("This alert is someone else's; only they or an administrator can remove it.")
	}
	if err := n.Store.Write(ctx, "removing an alert", func(tx *store.Tx) error { return tx.RemoveAlert(id) }); err != nil {
		return err
	}
	n.alerts.Remove(id)
	return nil
}

// loadAlerts builds the index of all saved queries.
func (n *Newsroom) loadAlerts(ctx context.Context) error {
	alerts, err := n.Store.Alerts(ctx, "")
	if err != nil {
		return err
	}
	for _, a := range alerts {
		q, err := match.Parse(a.Query)
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
}

func (n *Newsroom) alertNotices(ctx context.Context, fired []string, report news.Report) ([]notice, error) {
	var out []notice
	for _, id := range fired {
		a, err := n.Store.Alert(ctx, id)
		if err != nil {
			continue // it was removed a moment ago
		}
		notice := notice{alertID: id}
		if a.Channel != news.ChannelDesk {
			owner, err := n.Store.User(ctx, a.UserID)
			if err != nil {
				return nil, fmt.Errorf("owner of alert %s: %w", id, err)
			}
			d := deliver.AlertMail(a.Alert, owner, report, n.Site.BaseURL+"/desk/reports/"+report.ID, a.Secret, n.now())
			notice.delivery = &d
		}
		out = append(out, notice)
	}
	return out, nil
}
