package deliver

import (
	"fmt"
	"strconv"
	"strings"

	"dateline/news"
)

// The kinds of subjects, the first part of each.
const (
	AboutDispatch = "dispatch" // dispatch/ID/EDITION
	AboutConfirm  = "confirm"  // confirm/SUBSCRIBER/REQUEST
	AboutAlert    = "alert"    // alert/ID/REPORT
	AboutNotice   = "notice"   // notice/WHAT/WHICH: tells a user of the desk what needs them
)

// About takes a subject apart: its kind, what it is about, and which of that.
func About(subject string) (kind, id, which string) {
	kind, rest, _ := strings.Cut(subject, "/")
	id, which, _ = strings.Cut(rest, "/")
	return kind, id, which
}

// Standing is what a delivery stands on, as it is now. What is no more, or has
// no part in the delivery, is nil.
type Standing struct {
	Dispatch   *news.Dispatch
	Subscriber *news.Subscriber
	Alert      *news.Alert
	User       *news.User // the owner of the alert

	Endpoint news.Endpoint // where it goes

	AlertSecret string // signs what the alert's webhook is sent
}

// Outdated says why a delivery must not go out any more although it is owed; an
// empty reason means that it may. Between the decision and the sending may lie a
// day of retries: what was corrected or killed meanwhile is not sent, nor is
// anything to who left.
func Outdated(d news.Delivery, now Standing) string {
	if why := closed(d, now); why != "" {
		return why
	}
	kind, _, which := About(d.Subject)
	switch kind {
	case AboutDispatch:
		return outdatedDispatch(which, now)
	case AboutConfirm:
		if now.Subscriber == nil || ConfirmSubject(*now.Subscriber) != d.Subject {
			return "Not sent, because the subscription was asked for again, or ended, before it could be."
		}
	case AboutAlert:
		return outdatedAlert(d, now)
	case AboutNotice:
		if now.User == nil || now.User.State != news.UserActive {
			return "Not sent, because the account is blocked."
		}
	}
	return ""
}

// Withdraws reports whether a delivery says that its dispatch was killed.
func Withdraws(d news.Delivery, now Standing) bool {
	_, _, edition := About(d.Subject)
	return now.Dispatch != nil && now.Dispatch.State == news.Killed && edition == strconv.Itoa(now.Dispatch.Edition)
}

func outdatedDispatch(edition string, now Standing) string {
	d := now.Dispatch
	switch {
	case d == nil || d.State != news.Published && d.State != news.Killed:
		return "Not sent, because the dispatch is not published."
	case edition != strconv.Itoa(d.Edition) && d.State == news.Killed:
		return "Not sent, because the dispatch was killed before it could be."
	case edition != strconv.Itoa(d.Edition):
		return fmt.Sprintf("Not sent, because edition %d came out before it could be.", d.Edition)
	case now.Subscriber != nil && d.State == news.Killed:
		return "" // who has it is told, subscribed or not
	case now.Subscriber == nil || now.Subscriber.State != news.SubscriberConfirmed:
		return "Not sent, because the subscription ended before it could be."
	}
	return ""
}

func outdatedAlert(d news.Delivery, now Standing) string {
	switch {
	case now.Alert == nil:
		return "Not sent, because the alert was removed before it could be."
	case now.User == nil || now.User.State != news.UserActive:
		return "Not sent, because the account of the alert's owner is blocked."
	case d.Channel == news.ChannelWebhook && !MaySetUpWebhooks(*now.User):
		return "Not sent, because the alert's owner may not send to webhooks any more."
	}
	return ""
}

// MaySetUpWebhooks says who decides that the program sends to an address of the
// web by itself: for subscriptions and for alerts alike, active editors.
func MaySetUpWebhooks(u news.User) bool {
	return u.State == news.UserActive && (u.Role == news.Editor || u.Role == news.Administrator)
}
