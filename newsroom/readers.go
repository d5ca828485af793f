package newsroom

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// Comment takes what a reader wrote under a dispatch. A moderator decides.
func (n *Newsroom) Comment(ctx context.Context, slug, name, text string) error {
	d, err := n.db.DispatchBySlug(ctx, slug)
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
	return n.db.Write(ctx, "keeping a comment", func(tx *store.Tx) error { return tx.AddComment(c) })
}

// Moderate approves or rejects a comment.
func (n *Newsroom) Moderate(ctx context.Context, by news.User, commentID string, to news.CommentState) error {
	row, err := n.db.Comment(ctx, commentID)
	if err != nil {
		return err
	}
	if _, err := desk.ModerateComment(by, row.Comment, to); err != nil {
		return err
	}
	return n.db.WriteUrgent(ctx, "moderating a comment", func(tx *store.Tx) error {
		if err := tx.ModerateComment(commentID, to); err != nil {
			return err
		}
		return tx.Decide(by.ID, "comment/"+commentID, string(to), "", n.now())
	})
}

// confirmsADay is how often one address is asked in a day whether it was its
// owner who subscribed, so that nobody's mailbox can be filled by the form.
const confirmsADay = 5

// Subscribe takes an e-mail address that wants what is published, all of it or
// one section. Nothing but the request to confirm is sent until its owner does,
// and what they have already stays as it is. Whatever is known of the address,
// the answer is the same: it must not tell a stranger who is subscribed.
func (n *Newsroom) Subscribe(ctx context.Context, address, section string) error {
	address, err := deliver.ValidAddress(address)
	if err != nil {
		return &Refusal{Sentence: err.Error()}
	}
	if section != "" && !n.hasSection(section) {
		return refuse("There is no section %q.", section)
	}
	id := news.SubscriberID(news.ChannelEmail, strings.ToLower(address))
	asked := secret()
	return n.db.Write(ctx, "subscribing", func(tx *store.Tx) error {
		s, err := tx.Subscriber(id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			s = news.Subscriber{ID: id, Channel: news.ChannelEmail, Address: address, Secret: asked, State: news.SubscriberPending, CreatedAt: n.now()}
		case err != nil:
			return err
		case s.State == news.SubscriberConfirmed && s.Section == section:
			return nil // they have it
		}
		times, err := tx.DecidedSince("confirm/"+id+"/", n.now().Add(-24*time.Hour))
		if err != nil || times >= confirmsADay {
			return err
		}
		if s.State != news.SubscriberConfirmed {
			s.State, s.Section = news.SubscriberPending, section
		}
		s.AskedSection, s.AskedSecret = section, asked
		if err := tx.SaveSubscriber(s); err != nil {
			return err
		}
		ask, title := deliver.Confirm(s, n.Site.Name, n.now())
		return owe(tx, ask, title, n.now())
	})
}

// Confirm is what the owner of an address answers to the last request.
func (n *Newsroom) Confirm(ctx context.Context, id, given string) error {
	return n.db.Write(ctx, "confirming a subscription", func(tx *store.Tx) error {
		s, err := tx.Subscriber(id)
		if err := known(given, s.AskedSecret, err); err != nil {
			return err
		}
		s.State, s.Section = news.SubscriberConfirmed, s.AskedSection
		return tx.SaveSubscriber(s)
	})
}

// Leave ends a subscription, and what was asked for and not yet confirmed.
func (n *Newsroom) Leave(ctx context.Context, id, given string) error {
	return n.db.Write(ctx, "ending a subscription", func(tx *store.Tx) error {
		s, err := tx.Subscriber(id)
		if err := known(given, s.Secret, err); err != nil {
			return err
		}
		return tx.SaveSubscriber(left(s))
	})
}

// left is a subscriber whose subscription has ended; an older request to
// confirm does not bring it back.
func left(s news.Subscriber) news.Subscriber {
	s.State, s.AskedSection, s.AskedSecret = news.SubscriberLeft, "", ""
	return s
}

// known checks the secret of a link against the one that was looked up.
func known(given, secret string, lookedUp error) error {
	if lookedUp != nil && !errors.Is(lookedUp, store.ErrNotFound) {
		return lookedUp
	}
	if secret == "" || subtle.ConstantTimeCompare([]byte(given), []byte(secret)) != 1 {
		return refuse("This link is not valid any more; subscribe again.")
	}
	return nil
}

// AddWebhook makes a subscriber of a URL, which gets what is published as
// signed messages. The secret that it gives signs them. It is confirmed when it has
// taken a signed test message.
func (n *Newsroom) AddWebhook(ctx context.Context, by news.User, address, section string) (news.Subscriber, error) {
	if err := mayWebhook(by); err != nil {
		return news.Subscriber{}, err
	}
	address, err := deliver.ValidHook(address)
	if err != nil {
		return news.Subscriber{}, &Refusal{Sentence: err.Error()}
	}
	if section != "" && !n.hasSection(section) {
		return news.Subscriber{}, refuse("There is no section %q.", section)
	}
	s := news.Subscriber{ID: news.SubscriberID(news.ChannelWebhook, address), Channel: news.ChannelWebhook, Address: address, Section: section,
		Secret: secret(), State: news.SubscriberPending, MadeBy: by.ID, AskedSection: section, AskedSecret: secret(), CreatedAt: n.now()}
	err = n.db.Write(ctx, "adding a webhook", func(tx *store.Tx) error {
		before, err := tx.Subscriber(s.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if before.State == news.SubscriberConfirmed { // its address is known to take what is sent
			s.State, s.AskedSection, s.AskedSecret = news.SubscriberConfirmed, "", ""
		}
		if err := errors.Join(tx.SaveSubscriber(s), tx.OpenEndpoint(s.Channel, s.Address)); err != nil {
			return err
		}
		if s.State == news.SubscriberPending {
			test, m := deliver.TestHook(s, n.Site.Name, n.now())
			if err := owe(tx, test, m, n.now()); err != nil {
				return err
			}
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
	return n.db.Write(ctx, "ending a subscription", func(tx *store.Tx) error {
		s, err := tx.Subscriber(id)
		if err != nil {
			return err
		}
		if err := errors.Join(tx.SaveSubscriber(left(s)), tx.OpenEndpoint(s.Channel, s.Address)); err != nil {
			return err
		}
		return tx.Decide(by.ID, "subscriber/"+id, "end", "", n.now())
	})
}

// LeaveURL is where one click ends a subscription.
func (n *Newsroom) LeaveURL(s news.Subscriber) string {
	return n.Site.BaseURL + "/subscribe/leave?" + who(s.ID, s.Secret)
}

// confirmURL is where the owner of an address confirms the last request.
func (n *Newsroom) confirmURL(s news.Subscriber) string {
	return n.Site.BaseURL + "/subscribe/confirm?" + who(s.ID, s.AskedSecret)
}

func who(id, secret string) string {
	return url.Values{"id": {id}, "secret": {secret}}.Encode()
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
