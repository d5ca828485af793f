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

// followSource makes a source's hub due to be asked for what the source is now:
// to tell us what is new where it is looked at, to tell us no more where it is
// not. That we leave is written before the hub is asked, because a hub may ask
// whether we mean it before it has answered.
func (n *Newsroom) followSource(tx *store.Tx, s news.Source, now time.Time) error {
	sub, err := tx.HubSubscription(s.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	leaves := sub.State == store.HubLeaving || sub.State == store.HubEnded
	switch active := s.State == news.SourceActive; {
	case active == !leaves:
		return nil
	case active:
		sub.State, sub.Reason, sub.Failures, sub.Until = store.HubAsked, "", 0, time.Time{}
	default:
		sub.State, sub.Failures = store.HubLeaving, 0
	}
	if err := tx.SaveHub(sub); err != nil {
		return err
	}
	return tx.Plan(stepHub, s.ID, now)
}

// hub asks a source's hub to tell us, before what it promised ends, or to tell
// us no more when the source is not looked at any more.
func (n *Newsroom) hub(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	sub, err := n.db.HubSubscription(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("the hub of source %s: %w", d.Key, err)
	}
	callback := n.callback(sub.Token)
	if callback == "" || sub.State == store.HubEnded {
		return func(tx *store.Tx) error { return tx.Done(d) }, nil
	}
	leaves := sub.State == store.HubLeaving
	began := n.steady()
	asked := n.collector.AskHub(ctx, collect.HubRequest{Hub: sub.Hub, Topic: sub.Topic, Callback: callback, Secret: sub.Secret, Unsubscribe: leaves})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if asked = n.fetched(began, asked); n.faultOf(asked) != "" {
		return nil, asked
	}
	now := n.now()
	return func(tx *store.Tx) error {
		// The hub may have answered before we heard that it took the request.
		// What makes the source's state another plans this step anew, so that
		// this work is then refused.
		sub, err := tx.HubSubscription(d.Key)
		if err != nil {
			return err
		}
		wait := hubAnswers
		switch {
		case sub.State == store.HubEnded: // it confirmed at once
			return tx.Done(d)
		case leaves && !sub.Until.After(now): // it promised nothing any more
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
	if _, err := n.subscriptionAt(ctx, token); err != nil {
		return "", err
	}
	now := n.now()
	err = n.db.Write(ctx, "keeping a hub's answer", func(tx *store.Tx) error {
		sub, err := tx.HubSubscriptionAt(token)
		if errors.Is(err, store.ErrNotFound) || err == nil && query.Get("hub.topic") != sub.Topic {
			return ErrNoSubscription
		}
		if err != nil {
			return err
		}
		challenge = query.Get("hub.challenge")
		leaves := sub.State == store.HubLeaving || sub.State == store.HubEnded
		switch mode := query.Get("hub.mode"); {
		case mode == "subscribe" && !leaves && challenge != "":
			lease := collect.HubLease(query.Get("hub.lease_seconds"))
			sub.State, sub.Reason, sub.Failures, sub.Until = store.HubActive, "", 0, now.Add(lease)
			return errors.Join(tx.SaveHub(sub), tx.Plan(stepHub, sub.SourceID, now.Add(renewal(lease))))
		case mode == "unsubscribe" && leaves && challenge != "":
			sub.State = store.HubEnded
			return errors.Join(tx.SaveHub(sub), tx.Unplan(stepHub, sub.SourceID))
		case mode == "denied" && sub.State == store.HubLeaving: // it ended by itself
			sub.State, challenge = store.HubEnded, ""
			return errors.Join(tx.SaveHub(sub), tx.Unplan(stepHub, sub.SourceID))
		case mode == "denied" && !leaves:
			sub.State, sub.Reason, sub.Until = store.HubDenied, "the hub says no: "+strings.Join(strings.Fields(query.Get("hub.reason")), " "), time.Time{}
			challenge = ""
			return errors.Join(tx.SaveHub(sub), tx.Plan(stepHub, sub.SourceID, now.Add(hubPatience)), tx.Hasten(StepLook, sub.SourceID, now))
		}
		return ErrNoSubscription
	})
	if err != nil {
		return "", err
	}
	return challenge, nil
}

// subscriptionAt gives the subscription whose hub was given a token, or
// ErrNoSubscription. It is asked first, so that strangers take no turn of the
// writer's; what is written is asked for once more, in its transaction.
func (n *Newsroom) subscriptionAt(ctx context.Context, token string) (store.HubSubscription, error) {
	sub, err := n.db.HubSubscriptionAt(ctx, token)
	if errors.Is(err, store.ErrNotFound) {
		return sub, ErrNoSubscription
	}
	return sub, err
}

// HubSends decides, before anything of it is read, on what a hub sends: whether
// there is such a subscription, and whether the body is needed. It is not where
// nothing can prove that the hub sent it: the source is then only made due.
func (n *Newsroom) HubSends(ctx context.Context, token string, header http.Header) (needed bool, err error) {
	sub, err := n.subscriptionAt(ctx, token)
	switch {
	case err != nil:
		return false, err
	case sub.State == store.HubLeaving || sub.State == store.HubEnded:
		return false, ErrNoSubscription
	case n.Paused():
		return false, ErrPaused
	case sub.Secret == "":
		return false, n.HubTells(ctx, token, header, nil)
	case !collect.HubSignature(header.Get("X-Hub-Signature")):
		n.log.Warn("a hub's message carries no signature and was dropped unread", "source", sub.SourceID)
		return false, nil
	}
	return true, nil
}

// HubTells takes what a hub sends. What is signed is taken as if it had been
// fetched; what should be and is not, is dropped (WebSub §8: with an answer that
// says nothing of it). Where there is no secret to sign with, anyone could have
// sent it: then it only makes the source due to be looked at.
func (n *Newsroom) HubTells(ctx context.Context, token string, header http.Header, body []byte) error {
	if n.Paused() {
		return ErrPaused
	}
	sub, err := n.subscriptionAt(ctx, token)
	if err != nil {
		return err
	}
	source, err := n.db.Source(ctx, sub.SourceID)
	if err != nil {
		return err
	}
	if sub.Secret != "" && !collect.SignedByHub(sub.Secret, header.Get("X-Hub-Signature"), body) {
		n.log.Warn("a hub's message is not signed by it and was dropped", "source", source.Name)
		return nil
	}
	now := n.now()
	feed, capture, pushErr := collect.Pushed(source.Source, sub.Topic, header, body, now)
	var packed store.PackedCapture
	if pushErr == nil {
		packed = n.db.Pack(capture)
	}
	return n.db.Write(ctx, "keeping what a hub sent", func(tx *store.Tx) error {
		sub, err := tx.HubSubscriptionAt(token)
		if errors.Is(err, store.ErrNotFound) || err == nil && (sub.State == store.HubLeaving || sub.State == store.HubEnded) {
			return ErrNoSubscription
		}
		if err != nil {
			return err
		}
		if sub.Secret == "" || pushErr != nil || len(feed.Items) == 0 {
			return tx.Hasten(StepLook, sub.SourceID, now)
		}
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
		if err := n.lookLater(tx, sub, feed, len(fresh) > 0, now); err != nil {
			return err
		}
		return tx.PlanAll(StepPage, fresh, now)
	})
}

// lookLater puts off the next look at a source whose hub has just told what is
// new, and lets its rhythm learn of it.
func (n *Newsroom) lookLater(tx *store.Tx, sub store.HubSubscription, feed collect.Feed, brought bool, now time.Time) error {
	source, err := tx.Source(sub.SourceID)
	if err != nil {
		return err
	}
	history := stateOf[collect.History](n, "source "+source.ID, source.History)
	history.SourceID = source.ID
	history = history.Told(now, feed, brought)
	history.Hub = toldUntil(sub, source.LastNew, now)
	next := collect.NextLook(history, now)
	if most := source.LastLook.Add(collect.Latest); next.After(most) {
		next = most // it is looked at once a day, however often its hub tells
	}
	kept, err := encodeState(history)
	if err != nil {
		return err
	}
	if err := tx.SaveHistory(source.ID, kept); err != nil {
		return err
	}
	if source.Failures > 0 || history.Hub.IsZero() {
		return nil
	}
	return tx.PutOff(StepLook, source.ID, next)
}

// told gives a source's history with what its hub told while the source was
// looked at, and whether the hub is relied on now. Brought says that the look
// brought something.
func (n *Newsroom) told(tx *store.Tx, s store.SourceRow, history collect.History, brought bool, now time.Time) (collect.History, error) {
	sub, err := tx.HubSubscription(s.ID)
	if errors.Is(err, store.ErrNotFound) {
		return history, nil
	}
	if err != nil {
		return history, err
	}
	if s, err = tx.Source(s.ID); err != nil {
		return history, err
	}
	history.Pulse = stateOf[collect.History](n, "source "+s.ID, s.History).Pulse
	lastNew := s.LastNew
	if brought {
		lastNew = now
	}
	history.Hub = toldUntil(sub, lastNew, now)
	return history, nil
}

// toldUntil is until when a source's hub is relied on, the zero time if it is
// not: not before it has told something, and no longer once a look, at lastNew,
// has brought what it should have told.
func toldUntil(sub store.HubSubscription, lastNew, now time.Time) time.Time {
	if sub.State != store.HubActive || !sub.Until.After(now) || !sub.LastPush.After(lastNew) {
		return time.Time{}
	}
	return sub.Until
}
