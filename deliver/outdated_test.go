package deliver

import (
	"strings"
	"testing"

	"dateline/news"
)

func TestOutdated(t *testing.T) {
	published := &news.Dispatch{ID: "dis_1", State: news.Published, Edition: 2}
	killed := &news.Dispatch{ID: "dis_1", State: news.Killed, Edition: 2}
	sub := func(state news.SubscriberState) *news.Subscriber {
		return &news.Subscriber{ID: "sub_1", State: state, AskedSecret: "s"}
	}
	user := func(r news.Role, s news.UserState) *news.User { return &news.User{ID: "user_1", Role: r, State: s} }
	confirm := ConfirmSubject(*sub(news.SubscriberPending))
	for name, c := range map[string]struct {
		subject string
		channel news.Channel
		now     Standing
		want    string // part of the reason; empty: it may go out
	}{
		"as it is":             {"dispatch/dis_1/2", news.ChannelEmail, Standing{Dispatch: published, Subscriber: sub(news.SubscriberConfirmed)}, ""},
		"the kill itself":      {"dispatch/dis_1/2", news.ChannelWebhook, Standing{Dispatch: killed, Subscriber: sub(news.SubscriberConfirmed)}, ""},
		"corrected":            {"dispatch/dis_1/1", news.ChannelEmail, Standing{Dispatch: published, Subscriber: sub(news.SubscriberConfirmed)}, "edition 2"},
		"killed":               {"dispatch/dis_1/1", news.ChannelEmail, Standing{Dispatch: killed, Subscriber: sub(news.SubscriberConfirmed)}, "killed"},
		"no such dispatch":     {"dispatch/dis_1/2", news.ChannelEmail, Standing{Subscriber: sub(news.SubscriberConfirmed)}, "not published"},
		"left":                 {"dispatch/dis_1/2", news.ChannelEmail, Standing{Dispatch: published, Subscriber: sub(news.SubscriberLeft)}, "ended"},
		"asks anew":            {"dispatch/dis_1/2", news.ChannelEmail, Standing{Dispatch: published, Subscriber: sub(news.SubscriberPending)}, "ended"},
		"no such subscriber":   {"dispatch/dis_1/2", news.ChannelEmail, Standing{Dispatch: published}, "ended"},
		"to be confirmed":      {confirm, news.ChannelEmail, Standing{Subscriber: sub(news.SubscriberPending)}, ""},
		"an older request":     {"confirm/sub_1/ask_old", news.ChannelEmail, Standing{Subscriber: sub(news.SubscriberPending)}, "asked for again"},
		"nobody asks":          {confirm, news.ChannelEmail, Standing{}, "asked for again"},
		"alert":                {"alert/alert_1/rep_1", news.ChannelEmail, Standing{Alert: &news.Alert{}, User: user(news.Reader, news.UserActive)}, ""},
		"alert removed":        {"alert/alert_1/rep_1", news.ChannelEmail, Standing{User: user(news.Reader, news.UserActive)}, "removed"},
		"owner blocked":        {"alert/alert_1/rep_1", news.ChannelEmail, Standing{Alert: &news.Alert{}, User: user(news.Editor, news.UserBlocked)}, "blocked"},
		"an editor's webhook":  {"alert/alert_1/rep_1", news.ChannelWebhook, Standing{Alert: &news.Alert{}, User: user(news.Editor, news.UserActive)}, ""},
		"a reporter's webhook": {"alert/alert_1/rep_1", news.ChannelWebhook, Standing{Alert: &news.Alert{}, User: user(news.Reporter, news.UserActive)}, "webhooks"},
	} {
		got := Outdated(news.Delivery{Subject: c.subject, Channel: c.channel}, c.now)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
