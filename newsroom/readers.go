package newsroom

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// Comment takes what a reader wrote under a dispatch. A moderator decides.
func (n *Newsroom) Comment(ctx context.Context, slug, name, text string) error {
	d, err := n.Store.DispatchBySlug(ctx, slug)
	if err != nil {
		return err
	}
	if err := desk.MayComment(d.Dispatch); err != nil {
		return err
	}
	c, err := desk.ReceiveComment(name, text, n.now())
	if err != nil {
		return err
	}
	c.ID, c.DispatchID = news.RandomID("com"), d.ID
	return n.Store.Write(ctx, "keeping a comment", func(tx *store.Tx) error { return tx.AddComment(c) })
}

// Moderate approves or rejects a comment.
func (n *Newsroom) Moderate(ctx context.Context, by news.User, commentID string, to news.CommentState) error {
	row, err := n.Store.Comment(ctx, commentID)
	if err != nil {
		return err
	}
	if _, err := desk.ModerateComment(by, row.Comment, to); err != nil {
		return err
	}
	return n.Store.Write(ctx, "moderating a comment", func(tx *store.Tx) error {
		if err := tx.ModerateComment(commentID, to); err != nil {
			return err
		}
		return tx.Decide(by.ID, "comment/"+commentID, string(to), "", n.now())
	})
}

// Subscribe takes an e-mail address that wants what is published, all of it or
// one section. Nothing but the request to confirm is sent until its owner does.
func (n *Newsroom) Subscribe(ctx context.Context, address, section string) error {
	address, err := deliver.ValidAddress(address)
	if err != nil {
		return &Refusal{err.Error()}
	}
	if section != "" && !n.hasSection(section) {
		return refuse("There is no section %q.", section)
	}
	id := news.SubscriberID(news.ChannelEmail, strings.ToLower(address))
	s, err := n.Store.Subscriber(ctx, id)
	switch {
	case err == nil && s.State == news.SubscriberConfirmed && s.Section == section:
		return nil // the answer must not tell a stranger who is subscribed
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	case err != nil || s.State == news.SubscriberLeft:
		s = news.Subscriber{ID: id, Channel: news.ChannelEmail, Address: address, Secret: secret(), State: news.SubscriberPending, CreatedAt: n.now()}
	}
	if s.State == news.SubscriberPending {
		s.Section = section
	}
	mail := deliver.ConfirmMail(s, n.Site.Name, n.Site.BaseURL+"/subscribe/confirm?"+who(s), n.now())
	return n.Store.Write(ctx, "subscribing", func(tx *store.Tx) error {
		if err := tx.SaveSubscriber(s); err != nil {
			return err
		}
		return owe(tx, mail, n.now())
	})
}

// Confirm is what the owner of an address answers to the request.
func (n *Newsroom) Confirm(ctx context.Context, id, secret string) error {
	return n.setSubscriber(ctx, id, secret, news.SubscriberConfirmed)
}

// Leave ends a subscription.
func (n *Newsroom) Leave(ctx context.Context, id, secret string) error {
	return n.setSubscriber(ctx, id, secret, news.SubscriberLeft)
}

func (n *Newsroom) setSubscriber(ctx context.Context, id, given string, to news.SubscriberState) error {
	s, err := n.Store.Subscriber(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && subtle.ConstantTimeCompare([]byte(given), []byte(s.Secret)) != 1 {
		return refuse("This link is not valid any more; subscribe again.")
	}
	if err != nil {
		return err
	}
	if s.State == news.SubscriberLeft && to == news.SubscriberConfirmed {
		return refuse("This subscription was ended; subscribe again.")
	}
	s.State = to
	return n.Store.Write(ctx, "changing a subscription", func(tx *store.Tx) error { return tx.SaveSubscriber(s) })
}

// AddWebhook makes a subscriber of a URL, which gets what is published as
// signed messages. The secret that it gives signs them.
func (n *Newsroom) AddWebhook(ctx context.Context, by news.User, address, section string) (news.Subscriber, error) {
	if by.Role != news.Administrator && by.Role != news.Editor {
		return news.Subscriber{}, refuse("Only editors set up webhooks; ask one of them.")
	}
	address, err := deliver.ValidHook(address)
	if err != nil {
		return news.Subscriber{}, &Refusal{err.Error()}
	}
	if section != "" && !n.hasSection(section) {
		return news.Subscriber{}, refuse("There is no section %q.", section)
	}
	s := news.Subscriber{ID: news.SubscriberID(news.ChannelWebhook, address), Channel: news.ChannelWebhook, Address: address, Section: section,
		Secret: secret(), State: news.SubscriberConfirmed, CreatedAt: n.now()}
	err = n.Store.Write(ctx, "adding a webhook", func(tx *store.Tx) error {
		if err := tx.SaveSubscriber(s); err != nil {
			return err
		}
		return tx.Decide(by.ID, "subscriber/"+s.ID, "add", s.Address, n.now())
	})
	return s, err
}

// EndSubscription is the desk's way to end one.
func (n *Newsroom) EndSubscription(ctx context.Context, by news.User, id string) error {
	if by.Role != news.Administrator && by.Role != news.Editor {
		return refuse("Only editors end subscriptions; ask one of them.")
	}
	s, err := n.Store.Subscriber(ctx, id)
	if err != nil {
		return err
	}
	s.State = news.SubscriberLeft
	return n.Store.Write(ctx, "ending a subscription", func(tx *store.Tx) error {
		if err := tx.SaveSubscriber(s); err != nil {
			return err
		}
		return tx.Decide(by.ID, "subscriber/"+id, "end", "", n.now())
	})
}

// LeaveURL is where one click ends a subscription.
func (n *Newsroom) LeaveURL(s news.Subscriber) string {
	return n.Site.BaseURL + "/subscribe/leave?" + who(s)
}

func who(s news.Subscriber) string {
	return url.Values{"id": {s.ID}, "secret": {s.Secret}}.Encode()
}

// secret is 192 bits that nobody can guess.
func secret() string {
	b := make([]byte, 24)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

func (n *Newsroom) hasSection(key string) bool {
	for _, s := range n.Site.Sections {
		if s.Key == key {
			return true
		}
	}
	return false
}
