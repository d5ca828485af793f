package news

import "time"

// Role is what a user may do. Each role may do what the one before it may.
type Role string

const (
	Reader        Role = "reader"        // looks and searches, has alerts
	Reporter      Role = "reporter"      // writes and submits
	Editor        Role = "editor"        // publishes, corrects, kills, moderates, keeps sources
	Administrator Role = "administrator" // keeps users and settings
)

// UserState is where a user is in their life.
type UserState string

const (
	UserActive  UserState = "active"
	UserBlocked UserState = "blocked"
)

// A User is someone who works at the desk.
//
// Identity: given when made (RandomID "user"); the e-mail address is unique.
// Life: active ⇄ blocked; never removed, because what they decided is kept.
type User struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Role  Role      `json:"role"`
	State UserState `json:"state"`

	// MailChanges: an e-mail comes when a page changed on which a dispatch stands.
	MailChanges bool `json:"mail_changes,omitempty"`
}

// Channel is a way out of the house.
type Channel string

const (
	ChannelDesk    Channel = "desk" // shown at the desk, nothing leaves
	ChannelEmail   Channel = "email"
	ChannelWebhook Channel = "webhook"
)

// SubscriberState is where a subscriber is in their life.
type SubscriberState string

const (
	SubscriberPending   SubscriberState = "pending" // asked, not yet confirmed
	SubscriberConfirmed SubscriberState = "confirmed"
	SubscriberLeft      SubscriberState = "left"
)

// A Subscriber gets what is published, by e-mail or by webhook.
//
// Identity: channel and address (SubscriberID). Life: pending → confirmed →
// left; a webhook is confirmed when it takes a signed test message. Nothing but
// the request to confirm is sent to one who is pending. Whoever left, or wants
// another section, asks again and confirms again; until then all stays as it is.
type Subscriber struct {
	ID        string          `json:"id"`
	Channel   Channel         `json:"channel"`
	Address   string          `json:"address"`           // an e-mail address or a URL
	Section   string          `json:"section,omitempty"` // only this section; empty: everything
	Secret    string          `json:"-"`                 // ends the subscription, signs webhooks
	State     SubscriberState `json:"state"`
	CreatedAt time.Time       `json:"created_at,omitzero"`

	MadeBy string `json:"made_by,omitempty"` // the user who set up a webhook

	AskedSection string `json:"asked_section,omitempty"` // the section of the last request
	AskedSecret  string `json:"-"`                       // confirms the last request; empty: there is none to confirm
}

// An Endpoint is an address that deliveries go to, with what failed there since
// something last arrived.
//
// Identity: channel and address. Life: begins with a failure; closed when it has
// failed for good; forgotten when something arrives or an editor opens it.
type Endpoint struct {
	Channel   Channel   `json:"channel"`
	Address   string    `json:"address"`
	Closed    bool      `json:"closed,omitempty"`
	Since     time.Time `json:"since,omitzero"` // of the first failure
	GivenUp   int       `json:"given_up,omitempty"`
	Reason    string    `json:"reason,omitempty"` // of the last failure
	ChangedAt time.Time `json:"changed_at,omitzero"`
}

// SubscriberID is the identity of a subscriber.
func SubscriberID(channel Channel, address string) string {
	return DeriveID("sub", string(channel), address)
}

// DeliveryState is where a delivery is in its life.
type DeliveryState string

const (
	DeliveryOwed    DeliveryState = "owed"
	DeliverySending DeliveryState = "sending" // handed to the channel; a crash now leaves it unsure
	DeliverySent    DeliveryState = "sent"    // the receipt is kept
	DeliveryFailed  DeliveryState = "failed"  // given up; a person may send it again
	DeliveryUnsure  DeliveryState = "unsure"  // the program died while sending; never sent again by itself where the channel can't tell a repeat
	DeliveryDropped DeliveryState = "dropped" // not sent, because it was out of date before it could be
)

// A Delivery is one thing owed to one recipient over one channel. It is a row
// before anything leaves the house, and holds no text, address or secret: the text
// is the Message of its subject, and what is personal is looked up when it is sent.
//
// Identity: subject, channel and recipient (DeliveryID), so the same thing is
// owed once. Life: owed → sending → sent, failed or unsure; a failed try that
// may help later goes back to owed; what is out of date when it is to be sent,
// because the dispatch was corrected or killed or the subscription ended, is
// dropped.
type Delivery struct {
	ID        string        `json:"id"`
	Subject   string        `json:"subject"` // what is delivered: "dispatch/ID/EDITION", "alert/ID/REPORT", "alert/ID/REPORT/EVENT", "confirm/ID/REQUEST"
	Channel   Channel       `json:"channel"`
	Recipient string        `json:"recipient"` // a subscriber's or user's id
	State     DeliveryState `json:"state"`
	DecidedBy string        `json:"decided_by"` // the user who released it, or the alert that fired
	DecidedAt time.Time     `json:"decided_at"`
	SentAt    time.Time     `json:"sent_at,omitzero"`
	Receipt   string        `json:"receipt,omitempty"` // what the other side answered
}

// A Message is what all deliveries of a subject have in common. It is composed and
// kept once, however many recipients there are.
//
// Identity: the subject of its deliveries. Life: kept whole while any of them may
// still be sent; then its texts are removed and the title stays.
type Message struct {
	Title   string `json:"-"`
	Text    string `json:"text,omitempty"`    // plain text of an e-mail
	HTML    string `json:"html,omitempty"`    // HTML of an e-mail
	Payload string `json:"payload,omitempty"` // JSON of a webhook
}

// DeliveryID is the identity of a delivery.
func DeliveryID(subject string, channel Channel, recipient string) string {
	return DeriveID("del", subject, string(channel), recipient)
}

// An Alert is a saved query that is checked against each new report.
//
// Identity: given when made (RandomID "alert"). Life: active until its owner
// removes it.
type Alert struct {
	ID        string    `json:"id"`
	UserID    string    `json:"user_id"`
	Name      string    `json:"name"`
	Query     string    `json:"query"` // in the language of the search box
	Channel   Channel   `json:"channel"`
	Address   string    `json:"address,omitempty"` // of a webhook; an e-mail goes to the user
	CreatedAt time.Time `json:"created_at,omitzero"`
	Changes   bool      `json:"changes,omitempty"` // also told when what it found changes or goes away
}

// CommentState is where a comment is in its life.
type CommentState string

const (
	CommentHeld     CommentState = "held" // waits for a moderator; only the desk sees it
	CommentApproved CommentState = "approved"
	CommentRejected CommentState = "rejected"
)

// A Comment is what a reader wrote under a dispatch.
//
// Identity: given when received (RandomID "com"). Life: held → approved or
// rejected; either may be changed to the other.
type Comment struct {
	ID         string       `json:"id"`
	DispatchID string       `json:"dispatch_id"`
	Name       string       `json:"name"`
	Text       string       `json:"text"` // plain text, hostile
	State      CommentState `json:"state"`
	At         time.Time    `json:"at"`
}

// Paging asks for one page of a list, newest first. After is the cursor that
// the page before gave; Limit is bounded by whoever answers.
type Paging struct {
	After string
	Limit int
}
