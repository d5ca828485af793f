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
	l := Letter{Delivery: d, Message: m}
	switch {
	case now.Alert != nil && d.Channel == news.ChannelWebhook:
		l.Address, l.Secret = now.Alert.Address, now.AlertSecret
	case now.User != nil:
		l.Address = now.User.Email
	case now.Subscriber != nil:
		l.Address, l.Secret = now.Subscriber.Address, now.Subscriber.Secret
		h.addSubscription(&l, *now.Subscriber)
	}
	return l
}

func (h House) addSubscription(l *Letter, s news.Subscriber) {
	if l.Channel != news.ChannelEmail {
		return
	}
	if kind, _, _ := About(l.Subject); kind == AboutConfirm {
		l.Text = confirmText(h.Name, h.Confirm(s))
		return
	}
	l.ListURL, l.ListID = h.Leave(s), h.listID()
	l.Text = strings.TrimRight(l.Text, "\n") + "\n\n-- \nUnsubscribe: " + l.ListURL + "\n"
	l.HTML = withLeave(l.HTML, l.ListURL)
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

// withLeave puts the link that unsubscribes at the end of an e-mail's HTML.
func withLeave(document, listURL string) string {
	if document == "" {
		return "" // there is no HTML part
	}
	const style = "max-width:600px;margin:24px auto 0;font-size:14px;color:#555555"
	link := `<p style="` + style + `"><a href="` + html.EscapeString(listURL) + `" style="color:#555555">Unsubscribe</a></p>` + "\n"
	end := strings.LastIndex(document, "</body>")
	if end < 0 {
		end = len(document)
	}
	return document[:end] + link + document[end:]
}
