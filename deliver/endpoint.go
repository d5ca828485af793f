package deliver

import (
	"time"

	"dateline/news"
)

// A Fault says whose fault a failure is, as far as it is the recipient's.
type Fault string

const (
	FaultElsewhere Fault = ""          // ours, or of the mail server in between
	FaultRecipient Fault = "recipient" // the recipient's side refuses or doesn't answer; that may pass
	FaultAddress   Fault = "address"   // there is no such address: a hard bounce
)

const (
	softBounces  = 5                  // deliveries given up in a row after which an address is closed
	hookPatience = 7 * 24 * time.Hour // without one success after which a webhook is closed
)

// Fails gives an endpoint after another failure. A hard bounce closes an address at
// once, soft ones after a count; a webhook is closed after a week without a success.
// Whoever has it tried again, or something that arrives, opens it.
func Fails(e news.Endpoint, f Failure, gaveUp bool, now time.Time) news.Endpoint {
	if f.Fault == FaultElsewhere {
		return e
	}
	if e.Since.IsZero() {
		e.Since = now
	}
	if gaveUp {
		e.GivenUp++
	}
	e.Reason = f.Error()
	before := e.Closed
	switch {
	case f.Fault == FaultAddress:
		e.Closed = true
	case e.Channel == news.ChannelEmail:
		e.Closed = e.Closed || e.GivenUp >= softBounces
	case e.Channel == news.ChannelWebhook:
		e.Closed = e.Closed || now.Sub(e.Since) >= hookPatience
	}
	if e.Closed != before || e.ChangedAt.IsZero() {
		e.ChangedAt = now
	}
	return e
}

// closed says why nothing goes to an endpoint. A request to confirm does, because its
// owner may want it to work again; so does a withdrawal to a webhook, which may have
// come back.
func closed(d news.Delivery, now Standing) string {
	kind, _, _ := About(d.Subject)
	switch {
	case !now.Endpoint.Closed || kind == AboutConfirm:
		return ""
	case d.Channel == news.ChannelEmail:
		return "Not sent, because mail to this address bounces: " + now.Endpoint.Reason
	case Withdraws(d, now):
		return ""
	}
	return "Not sent, because the webhook has failed for a week and is disabled: " + now.Endpoint.Reason
}
