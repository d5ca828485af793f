package deliver

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"

	"dateline/news"
)

// Content is an edition of a dispatch as it goes out, composed once for all who get it.
type Content struct {
	news.Message
	Section string // of the dispatch

	// Told are the ids of those who have an earlier edition: they get this
	// one whatever section it is in now.
	Told []string
}

// DispatchSubject is the subject of a dispatch's edition.
func DispatchSubject(dispatchID string, edition int) string {
	return fmt.Sprintf("dispatch/%s/%d", dispatchID, edition)
}

// DispatchTitle is the subject line of an e-mail with a dispatch: it says first
// what became of what its readers have already. A withdrawn headline isn't repeated.
func DispatchTitle(d news.Dispatch) string {
	switch {
	case d.State == news.Killed:
		return oneLine("Withdrawn: " + first(d.KillSubject, "a report of "+d.PublishedAt.UTC().Format("2 January 2006")))
	case d.Edition > 1:
		return oneLine("Correction: " + d.Headline)
	}
	return oneLine(d.Headline)
}

// Compose makes the rows of what is owed to those subscribers who confirmed and
// whose section fits, or who were told before. The same subject for the same
// subscriber gives the same row, so composing twice owes nothing twice.
func Compose(subject string, c Content, subs []news.Subscriber, decidedBy string, at time.Time) []news.Delivery {
	told := map[string]bool{}
	for _, id := range c.Told {
		told[id] = true
	}
	var out []news.Delivery
	for _, s := range subs {
		if s.State != news.SubscriberConfirmed || s.Section != "" && s.Section != c.Section && !told[s.ID] {
			continue
		}
		if s.Channel == news.ChannelEmail || s.Channel == news.ChannelWebhook {
			out = append(out, row(subject, s.Channel, s.ID, decidedBy, at))
		}
	}
	return out
}

// A Holder is somebody who has an edition of a dispatch, or may have it.
type Holder struct {
	Recipient string
	Channel   news.Channel
}

// Withdraw makes the rows of what is owed when a dispatch is killed: the notice goes
// to all who have an earlier edition or may have it, subscribed or not, and to
// nobody else.
func Withdraw(subject string, holders []Holder, decidedBy string, at time.Time) []news.Delivery {
	var out []news.Delivery
	for _, h := range holders {
		out = append(out, row(subject, h.Channel, h.Recipient, decidedBy, at))
	}
	return out
}

// ConfirmSubject is the subject of the question whether it was the owner of an
// address who asked: another one for each request, so that each is sent.
func ConfirmSubject(s news.Subscriber) string {
	return "confirm/" + s.ID + "/" + news.DeriveID("ask", s.AskedSecret)
}

// Confirm asks someone who subscribed whether it was they. It is the only thing
// that is sent to a subscriber who is pending. The link holds a secret, so the
// text is composed when it is sent (confirmText) and never kept.
func Confirm(s news.Subscriber, siteName string, at time.Time) (news.Delivery, news.Message) {
	return row(ConfirmSubject(s), news.ChannelEmail, s.ID, s.ID, at),
		news.Message{Title: oneLine("Please confirm your subscription to " + siteName)}
}

// TestHook asks a webhook that was set up whether it takes a signed message; when it
// does, its subscription is confirmed.
func TestHook(s news.Subscriber, siteName string, at time.Time) (news.Delivery, news.Message) {
	return row(ConfirmSubject(s), news.ChannelWebhook, s.ID, s.MadeBy, at), news.Message{Title: oneLine("Test of " + s.Address),
		Payload: payload("webhook.test", at, map[string]string{"webhook": s.ID, "address": s.Address, "from": siteName})}
}

// HookNotice tells a user of the desk that a webhook fails. One notice for each time
// that it begins to fail, and one when it is disabled.
func HookNotice(e news.Endpoint, userID, deskURL string, at time.Time) (news.Delivery, news.Message) {
	what, title := "failing", "A webhook doesn't answer: "
	text := "A delivery to the webhook %s was given up after a day of tries. Other deliveries are still tried. If it fails for a week it is disabled.\n\n"
	if e.Closed {
		what, title = "disabled", "A webhook is disabled: "
		text = "The webhook %s has failed for a week and is disabled: nothing but withdrawals is sent to it. Once its receiver works again, open it on the desk.\n\n"
	}
	subject := fmt.Sprintf("%s/%s/%s-%d", AboutNotice, news.DeriveID("hook", e.Address), what, e.Since.Unix())
	return row(subject, news.ChannelEmail, userID, "program", at), news.Message{Title: oneLine(title + e.Address),
		Text: fmt.Sprintf(text+"The last failure: %s\n\nAt the desk: %s\n", e.Address, e.Reason, deskURL)}
}

// ChangeKey names the change of a page for a passage of a dispatch: the number of the
// citation, or 0 for the rest of the text, the report and its newest version.
func ChangeKey(number int, reportID string, newest int) string {
	return fmt.Sprintf("%d/%s/%d", number, reportID, newest)
}

// ChangedPages tells a user of the desk that pages changed on which a published dispatch
// stands. One notice for each set of changes, by their keys.
func ChangedPages(d news.Dispatch, keys []string, userID, deskURL string, at time.Time) (news.Delivery, news.Message) {
	subject := fmt.Sprintf("%s/%s/%s", AboutNotice, news.DeriveID("changed", d.ID), news.DeriveID("set", keys...))
	text := "A page was changed after we published “%s”, and no longer says what we cite or write.\n\n" +
		"Compare and correct it at the desk: %s\n\n" +
		"You get this because you asked for it; change that on the page Your account.\n"
	return row(subject, news.ChannelEmail, userID, "program", at), news.Message{
		Title: oneLine("Its sources changed: " + d.Headline),
		Text:  fmt.Sprintf(text, d.Headline, deskURL),
	}
}

func confirmText(siteName, confirmURL string) string {
	return fmt.Sprintf("Someone, probably you, asked for %s to be sent to this address.\n\n"+
		"To confirm, open:\n%s\n\nIf it wasn't you, ignore this: you won't get any more mail from us.\n", siteName, confirmURL)
}

// AlertMail tells a user that a report matches their alert. It goes where the
// alert says: to the user's e-mail, or to its webhook.
func AlertMail(a news.Alert, user news.User, r news.Report, deskURL string, at time.Time) (news.Delivery, news.Message) {
	d := row("alert/"+a.ID+"/"+r.ID, a.Channel, user.ID, a.ID, at)
	m := news.Message{Title: oneLine(a.Name + ": " + r.Headline)}
	if a.Channel == news.ChannelWebhook {
		m.Payload = payload("alert.matched", at, map[string]string{"alert": a.ID, "name": a.Name, "report": r.ID,
			"headline": r.Headline, "outlet": r.Outlet, "url": first(r.CanonicalURL, r.URL), "desk_url": deskURL})
		return d, m
	}
	m.Text = fmt.Sprintf("%s\n%s\n%s\n\nAt the desk: %s\n\nYour alert “%s” looks for: %s\n",
		r.Headline, r.Outlet, first(r.CanonicalURL, r.URL), deskURL, a.Name, a.Query)
	return d, m
}

// ChangeMail tells a user what became of a report that their alert found. It
// goes where AlertMail goes.
func ChangeMail(a news.Alert, user news.User, r news.Report, e news.ReportEvent, deskURL string, at time.Time) (news.Delivery, news.Message) {
	what := map[news.EventKind]string{
		news.HeadlineChanged: "Its headline was changed after publication. Before: " + e.Note,
		news.BodyChanged:     "Its text was changed after publication.",
		news.PageGone:        "Its page is gone: " + e.Note + ".",
		news.PageBack:        "Its page, which was gone, is there again.",
	}[e.Kind]
	d := row(fmt.Sprintf("alert/%s/%s/%d", a.ID, r.ID, e.Number), a.Channel, user.ID, a.ID, at)
	m := news.Message{Title: oneLine(a.Name + ", changed: " + r.Headline)}
	if a.Channel == news.ChannelWebhook {
		m.Payload = payload("alert.changed", at, map[string]string{"alert": a.ID, "name": a.Name, "report": r.ID, "change": string(e.Kind), "what": what,
			"headline": r.Headline, "outlet": r.Outlet, "url": first(r.CanonicalURL, r.URL), "desk_url": deskURL})
		return d, m
	}
	m.Text = fmt.Sprintf("%s\n%s\n%s\n%s\n\nWhat changed, at the desk: %s/changes\n\nYour alert “%s” looks for: %s\n",
		what, r.Headline, r.Outlet, first(r.CanonicalURL, r.URL), deskURL, a.Name, a.Query)
	return d, m
}

func row(subject string, c news.Channel, recipient, decidedBy string, at time.Time) news.Delivery {
	return news.Delivery{ID: news.DeliveryID(subject, c, recipient), Subject: subject, Channel: c, Recipient: recipient,
		State: news.DeliveryOwed, DecidedBy: decidedBy, DecidedAt: at}
}

// ValidAddress gives the bare form of an e-mail address that someone entered,
// or a sentence that says what is wrong with it.
func ValidAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || strings.ContainsAny(s, "<>\r\n") {
		return "", fmt.Errorf("%q is no e-mail address; enter one like name@example.org", clip(s))
	}
	name, host, _ := cutLast(a.Address, "@")
	switch {
	case len(a.Address) > 254 || len(name) > 64: // RFC 5321 4.5.3.1
		return "", fmt.Errorf("the address %q is too long to exist; check it", clip(s))
	case strings.ContainsFunc(a.Address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) || strings.Contains(s, `"`): // what stands in quotes may be no address without them
		return "", fmt.Errorf("%q is no e-mail address that can be written to; enter one without spaces or quotes", clip(s))
	case !strings.Contains(host, ".") || strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.HasPrefix(host, "["):
		return "", fmt.Errorf("%q has no host name after the @; enter an address like name@example.org", clip(s))
	}
	return name + "@" + strings.ToLower(host), nil
}

// ValidHook gives a webhook's address, or a sentence that says what is wrong
// with it. Whether it may be dialled is for the guard to say, at each sending.
func ValidHook(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return "", fmt.Errorf("%q is no address for a webhook; enter one that begins with https:// and holds no password", clip(s))
	}
	u.Fragment = ""
	return u.String(), nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// oneLine folds white space and drops control characters: titles become
// subjects of e-mails.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	return strings.Join(strings.Fields(s), " ")
}
