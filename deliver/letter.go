package deliver

import (
	"html"
	"mime"
	"net/url"
	"strings"

	"dateline/news"
)

// A Letter is a delivery as it goes out: the message that all recipients share,
// with what is personal. It exists only while it is being sent. The same delivery
// gives the same letter at each try.
type Letter struct {
	news.Delivery
	news.Message
	Address string
	Secret  string // signs a webhook's message
	ListURL string // where one click unsubscribes; empty: it belongs to no list
	ListID  string // of RFC 2919
}

// Empty reports whether there is nothing to send, because the texts of the message
// were removed. A request to confirm has none until it is addressed.
func (l Letter) Empty() bool {
	kind, _, _ := About(l.Subject)
	return kind != AboutConfirm && l.Text+l.HTML+l.Payload == ""
}

// NeedsSecret reports whether a letter must not go out without a secret: to sign
// it, or to let its reader unsubscribe.
func (l Letter) NeedsSecret() bool { return l.Channel == news.ChannelWebhook || l.ListURL != "" }

// A House is what letters say of who sends them.
type House struct {
	Name    string // the site's
	BaseURL string
	Leave   func(news.Subscriber) string // the address where one click unsubscribes
	Confirm func(news.Subscriber) string // the address where a subscription is confirmed
}

// Address makes the letter of a delivery: it adds to the message what is the
// recipient's own.
func (h House) Address(d news.Delivery, m news.Message, now Standing) Letter {
	l := Letter{Delivery: d, Message: m, Address: now.address(d.Channel)}
	switch {
	case now.Alert != nil && d.Channel == news.ChannelWebhook:
		l.Secret = now.AlertSecret
	case now.User != nil:
	case now.Subscriber != nil:
		l.Secret = now.Subscriber.Secret
		h.addSubscription(&l, *now.Subscriber, Withdraws(d, now))
	}
	return l
}

// address is where a delivery goes that stands on this.
func (now Standing) address(c news.Channel) string {
	switch {
	case now.Alert != nil && c == news.ChannelWebhook:
		return now.Alert.Address
	case now.User != nil:
		return now.User.Email
	case now.Subscriber != nil:
		return now.Subscriber.Address
	}
	return ""
}

// Goes says where a delivery goes.
func Goes(d news.Delivery, now Standing) string { return now.address(d.Channel) }

func (h House) addSubscription(l *Letter, s news.Subscriber, withdraws bool) {
	if l.Channel != news.ChannelEmail {
		return
	}
	if kind, _, _ := About(l.Subject); kind == AboutConfirm {
		l.Text = confirmText(h.Name, h.Confirm(s))
		return
	}
	why := ""
	if withdraws {
		why = "You get this notice because an earlier edition was sent to you."
	}
	l.ListID = h.listID()
	if s.State == news.SubscriberConfirmed {
		l.ListURL = h.Leave(s)
	} else {
		why += " You have unsubscribed since, and get nothing else from us."
	}
	l.Text, l.HTML = withFoot(l.Message, why, l.ListURL)
}

// listID names the list of all that the site sends to its subscribers.
func (h House) listID() string {
	u, err := url.Parse(h.BaseURL)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"\\<>()", r) {
			return -1
		}
		return r
	}, oneLine(h.Name))
	if coded := mime.QEncoding.Encode("utf-8", name); coded != name {
		name = coded
	} else {
		name = "\"" + name + "\""
	}
	return name + " <dispatches." + strings.ToLower(u.Hostname()) + ">"
}

// withFoot puts at the end of both parts of an e-mail why it was sent, where that is
// to be said, and the link that unsubscribes, where there is something to end.
func withFoot(m news.Message, why, listURL string) (text, document string) {
	text, document = strings.TrimRight(m.Text, "\n")+"\n\n-- \n", m.HTML
	var foot strings.Builder
	const style = "max-width:600px;margin:24px auto 0;font-size:14px;color:#555555"
	if why != "" {
		text += why + "\n"
		foot.WriteString(`<p style="` + style + `">` + html.EscapeString(why) + "</p>\n")
	}
	if listURL != "" {
		text += "Unsubscribe: " + listURL + "\n"
		foot.WriteString(`<p style="` + style + `"><a href="` + html.EscapeString(listURL) + `" style="color:#555555">Unsubscribe</a></p>` + "\n")
	}
	if document == "" {
		return text, "" // there is no HTML part
	}
	end := strings.LastIndex(document, "</body>")
	if end < 0 {
		end = len(document)
	}
	return text, document[:end] + foot.String() + document[end:]
}
