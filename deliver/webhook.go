package deliver

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/fetch"
	"dateline/news"
)

// Webhooks sends deliveries to web addresses, signed as Standard Webhooks 1.0
// says (standardwebhooks.com). It is safe for use by many goroutines.
type Webhooks struct {
	client *fetch.Client
	now    func() time.Time // the time of a signature; receivers refuse an old one
}

// NewWebhooks sends through the program's one guarded client.
func NewWebhooks(client *fetch.Client) *Webhooks { return &Webhooks{client, time.Now} }

// receiptMax bounds, in characters, what is kept of an answer.
const receiptMax = 200

// Send posts a letter's payload. The webhook-id is the delivery's, at each
// try the same. The receipt is the answer's status and the beginning of its
// text. The error is a *Failure.
func (w *Webhooks) Send(ctx context.Context, d Letter) (string, error) {
	if d.Channel != news.ChannelWebhook {
		return "", never("delivery %s goes by %s, not by webhook", d.ID, d.Channel)
	}
	if d.Secret == "" {
		return "", never("webhook %s has no secret to sign with; remove it and set it up again", d.Address)
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	header := http.Header{
		"Content-Type":      {"application/json"},
		"Webhook-Id":        {d.ID},
		"Webhook-Timestamp": {at},
		"Webhook-Signature": {Sign(d.Secret, d.ID, at, []byte(d.Payload))},
	}
	resp, err := w.client.Post(ctx, d.Address, header, []byte(d.Payload))
	if err == nil {
		return receipt(resp), nil
	}
	return "", hookFailure(err)
}

// hookFailure says what a failed post means. Whatever a receiver answers is tried
// again, because receivers are taken down, moved and mended within a day; only 410
// means what it says. A redirect is a failure like others and is not followed: it
// would hand the message to an address that nobody here entered, and an open
// redirect at the receiver would let a stranger choose it. What the guard or the
// address itself forbids never leaves, so another try can't help.
func hookFailure(err error) *Failure {
	f := &Failure{Later: true, Fault: FaultRecipient, Err: fmt.Errorf("webhook: %w", err)}
	var fe *fetch.Error
	if !errors.As(err, &fe) {
		return f
	}
	switch {
	case fe.Reason == fetch.BadAddress || fe.Reason == fetch.Blocked:
		f.Later = false
	case fe.Status == http.StatusGone:
		f.Later, f.Gone = false, true
	}
	f.After = min(fe.RetryAfter, longestAfter)
	return f
}

// Sign gives the webhook-signature of a message: "v1," and the base 64 of the
// HMAC-SHA256 of "id.timestamp.body". A secret that begins with "whsec_" is the
// base 64 of its bytes, as the standard has it; any other is taken as it is.
func Sign(secret, id, timestamp string, body []byte) string {
	key := []byte(secret)
	if coded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if raw, err := base64.StdEncoding.DecodeString(coded); err == nil {
			key = raw
		}
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, timestamp)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// DispatchPayload is what a webhook gets of a dispatch: kind is
// "dispatch.published", "dispatch.corrected" or "dispatch.killed", and ninjs the
// document that the site serves of it.
func DispatchPayload(kind string, at time.Time, ninjs []byte) string {
	return payload(kind, at, json.RawMessage(ninjs))
}

// payload is the envelope that Standard Webhooks recommends.
func payload(kind string, at time.Time, data any) string {
	out, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{kind, at.UTC(), data})
	if err != nil {
		return "{}" // only when the caller's ninjs is no JSON
	}
	return string(out)
}

func receipt(resp *fetch.Response) string {
	text := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(string(resp.Body), "�"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if r := []rune(text); len(r) > receiptMax {
		text = string(r[:receiptMax]) + "…"
	}
	return strings.TrimSpace(strconv.Itoa(resp.Status) + " " + text)
}
