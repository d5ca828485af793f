package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"dateline/collect"
	"dateline/news"
	"dateline/store"
)

// Times of a subscription at a hub. Polling goes on all the while: it is the net
// under what hubs promise.
const (
	hubAnswers  = time.Hour          // a hub that has not confirmed by then is asked again
	hubPatience = 7 * 24 * time.Hour // between two requests to one that says no, or that fails again and again
)

// callback is our address that a hub is given; empty when no hub could reach us.
func (n *Newsroom) callback(token string) string {
	u, err := url.Parse(n.Site.BaseURL)
	if err != nil || u.Host == "" {
		return ""
	}
	host := u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil && (addr.IsLoopback() || addr.IsPrivate() || addr.IsUnspecified()) || host == "localhost" || !strings.Contains(host, ".") && net.ParseIP(host) == nil {
		return ""
	}
	return strings.TrimSuffix(n.Site.BaseURL, "/") + "/websub/" + token
}

// noteHub makes a source's hub due to be asked, if it is new to us.
func (n *Newsroom) noteHub(tx *store.Tx, s news.Source, feed collect.Feed, now time.Time) error {
	if feed.Hub == "" || n.callback("x") == "" {
		return nil
	}
	sub := store.HubSubscription{SourceID: s.ID, Hub: feed.Hub, Topic: feed.Self, Token: secret(), State: store.HubAsked}
	if collect.SecureHub(sub.Hub) {
		sub.Secret = secret()
	}
	fresh, err := tx.NameHub(sub)
	if err != nil || !fresh {
		return err
	}
	return tx.Plan(stepHub, s.ID, now)
}

// hub asks a source's hub to tell us, before what it promised ends, or to tell
// us no more when the source is not looked at any more.
func (n *Newsroom) hub(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	sub, err := n.Store.HubSubscription(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("the hub of source %s: %w", d.Key, err)
	}
	source, err := n.Store.Source(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", d.Key, err)
	}
	callback := n.callback(sub.Token)
	if callback == "" || sub.State == store.HubEnded {
		return func(tx *store.Tx) error { return tx.Done(d) }, nil
	}
	leave := source.State != news.SourceActive
	asked := n.collector.AskHub(ctx, collect.HubRequest{Hub: sub.Hub, Topic: sub.Topic, Callback: callback, Secret: sub.Secret, Unsubscribe: leave})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	now := n.now()
	return func(tx *store.Tx) error {
		sub, err := tx.HubSubscription(d.Key) // the hub may have answered before we heard that it took the request
		if err != nil {
			return err
		}
		wait := hubAnswers
		switch {
		case leave:
			sub.State = store.HubEnded
			return errors.Join(tx.SaveHub(sub), tx.Done(d))
		case asked != nil:
			sub.Failures++
			sub.Reason = asked.Error()
			wait = min(hubAnswers<<min(sub.Failures, 10), hubPatience)
		case sub.State == store.HubActive && sub.Until.After(now.Add(hubAnswers)):
			sub.Failures, wait = 0, renewal(sub.Until.Sub(now))
		default: // it took the request and has not confirmed it yet
			sub.Failures++
			wait = min(hubAnswers<<min(sub.Failures-1, 10), hubPatience)
		}
		if err := tx.SaveHub(sub); err != nil {
			return err
		}
		return tx.Later(d, now.Add(wait))
	}, nil
}

// renewal is how long before a lease of a length is asked for anew.
func renewal(lease time.Duration) time.Duration { return lease - lease/5 }

// ErrNoSubscription says that a hub speaks of a subscription that there is not.
var ErrNoSubscription = errors.New("there is no such subscription")

// HubVerifies answers a hub that asks whether we meant our request: with the
// challenge if we did, with ErrNoSubscription if not (WebSub §5.3). A hub that
// says no is believed for a while.
func (n *Newsroom) HubVerifies(ctx context.Context, token string, query url.Values) (challenge string, err error) {
	sub, err := n.Store.HubSubscriptionAt(ctx, token)
	if errors.Is(err, store.ErrNotFound) {
		return "", ErrNoSubscription
	}
	if err != nil {
		return "", err
	}
	if query.Get("hub.topic") != sub.Topic {
		return "", ErrNoSubscription
	}
	now := n.now()
	switch query.Get("hub.mode") {
	case "subscribe":
		if sub.State == store.HubEnded || query.Get("hub.challenge") == "" {
			return "", ErrNoSubscription
		}
		sub.State, sub.Reason, sub.Failures = store.HubActive, "", 0
		lease := collect.HubLease(query.Get("hub.lease_seconds"))
		sub.Until = now.Add(lease)
		return query.Get("hub.challenge"), n.saveHub(ctx, sub, renewal(lease))
	case "unsubscribe":
		if sub.State != store.HubEnded {
			return "", ErrNoSubscription
		}
		return query.Get("hub.challenge"), nil
	case "denied":
		sub.State, sub.Reason, sub.Until = store.HubDenied, "the hub says no: "+strings.Join(strings.Fields(query.Get("hub.reason")), " "), time.Time{}
		return "", n.saveHub(ctx, sub, hubPatience)
	}
	return "", ErrNoSubscription
}

func (n *Newsroom) saveHub(ctx context.Context, sub store.HubSubscription, next time.Duration) error {
	return n.Store.Write(ctx, "keeping a hub's answer", func(tx *store.Tx) error {
		if err := tx.SaveHub(sub); err != nil {
			return err
		}
		return tx.Plan(stepHub, sub.SourceID, n.now().Add(next))
	})
}

// HubTells takes what a hub sends. What is signed is taken as if it had been
// fetched; what should be and is not, is dropped (WebSub §8: with an answer that
// says nothing of it). Where there is no secret to sign with, anyone could have
// sent it: then it only makes the source due to be looked at.
func (n *Newsroom) HubTells(ctx context.Context, token string, header http.Header, body []byte) error {
	sub, err := n.Store.HubSubscriptionAt(ctx, token)
	if errors.Is(err, store.ErrNotFound) || err == nil && sub.State == store.HubEnded {
		return ErrNoSubscription
	}
	if err != nil {
		return err
	}
	source, err := n.Store.Source(ctx, sub.SourceID)
	if err != nil {
		return err
	}
	now := n.now()
	if source.State != news.SourceActive {
		return nil
	}
	if sub.Secret != "" && !collect.SignedByHub(sub.Secret, header.Get("X-Hub-Signature"), body) {
		n.log.Warn("a hub's message is not signed by it and was dropped", "source", source.Name)
		return nil
	}
	feed, capture, err := collect.Pushed(source.Source, sub.Topic, header, body, now)
	if sub.Secret == "" || err != nil || len(feed.Items) == 0 {
		return n.Store.Write(ctx, "looking because a hub says so", func(tx *store.Tx) error { return tx.Hasten(stepLook, source.ID, now) })
	}
	packed := n.Store.Pack(capture)
	return n.Store.Write(ctx, "keeping what a hub sent", func(tx *store.Tx) error {
		if err := tx.SaveCapture(packed); err != nil {
			return err
		}
		fresh, err := tx.SaveItems(feed.Items, now)
		if err != nil {
			return err
		}
		sub.LastPush = now
		if err := tx.SaveHub(sub); err != nil {
			return err
		}
		return tx.PlanAll(stepPage, fresh, now)
	})
}
