package deliver

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/fetch"
	"dateline/news"
)

var noon = time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)

// The receiver's side, written from the standard and not from Sign.
func verify(r *http.Request, body []byte, key []byte) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(r.Header.Get("webhook-id") + "." + r.Header.Get("webhook-timestamp") + "." + string(body)))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(want), []byte(r.Header.Get("webhook-signature")))
}

func TestWebhooks(t *testing.T) {
	key := []byte("0123456789abcdef01234567")
	status, header, answer := 200, http.Header{}, "thank\r\nyou\x00"
	var ids []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !verify(r, body, key) || r.Header.Get("Content-Type") != "application/json" || !json.Valid(body) {
			t.Errorf("signature or body does not hold: %v %q", r.Header, body)
		}
		ids = append(ids, r.Header.Get("webhook-id"))
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(status)
		io.WriteString(w, answer)
	}))
	defer receiver.Close()
	client, err := fetch.New(fetch.Config{Resolve: map[string]string{"hooks.example.org:80": receiver.Listener.Addr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	hooks := NewWebhooks(client)
	d := Letter{Delivery: news.Delivery{ID: "del_1", Channel: news.ChannelWebhook}, Address: "http://hooks.example.org/in",
		Secret:  "whsec_" + base64.StdEncoding.EncodeToString(key),
		Message: news.Message{Payload: DispatchPayload("dispatch.published", noon, []byte(`{"uri":"x"}`))}}
	got, err := hooks.Send(context.Background(), d)
	if err != nil || got != "200 thank you" {
		t.Fatalf("receipt %q, error %v", got, err)
	}
	for _, c := range []struct {
		status     int
		retryAfter string
		later      bool
		after      time.Duration
		gone       bool
	}{{410, "", false, 0, true}, {404, "", true, 0, false}, {400, "", true, 0, false}, {401, "", true, 0, false}, {403, "", true, 0, false},
		{301, "", true, 0, false}, {302, "", true, 0, false}, {307, "", true, 0, false}, {308, "", true, 0, false}, {304, "", true, 0, false},
		{429, "7", true, 7 * time.Second, false}, {500, "", true, 0, false}, {503, "120", true, 2 * time.Minute, false}, {503, "86400", true, time.Hour, false}} {
		status, header = c.status, http.Header{"Location": {"http://hooks.example.org/else"}}
		if c.retryAfter != "" {
			header.Set("Retry-After", c.retryAfter)
		}
		_, err := hooks.Send(context.Background(), d)
		var f *Failure
		if !errors.As(err, &f) || f.Later != c.later || f.After != c.after || f.Gone != c.gone {
			t.Errorf("%d: got %#v, want later %v after %v", c.status, err, c.later, c.after)
		}
	}
	for i, id := range ids {
		if id != "del_1" {
			t.Errorf("try %d had the webhook-id %q", i, id)
		}
	}
	if len(ids) != 15 {
		t.Errorf("%d requests came, want 15: a redirect must not be followed", len(ids))
	}
	for name, bad := range map[string]Letter{
		"guarded":   {Delivery: news.Delivery{ID: "del_2", Channel: news.ChannelWebhook}, Address: receiver.URL, Secret: "s"},
		"no secret": {Delivery: news.Delivery{ID: "del_2", Channel: news.ChannelWebhook}, Address: d.Address},
		"e-mail":    {Delivery: news.Delivery{ID: "del_2", Channel: news.ChannelEmail}, Address: d.Address, Secret: "s"},
		"scheme":    {Delivery: news.Delivery{ID: "del_2", Channel: news.ChannelWebhook}, Address: "file:///etc/hosts", Secret: "s"},
	} {
		_, err := hooks.Send(context.Background(), bad)
		var f *Failure
		if !errors.As(err, &f) || f.Later {
			t.Errorf("%s: got %v, want a failure for good", name, err)
		}
	}
	if len(ids) != 15 {
		t.Error("what must not leave the house did")
	}
}

// The example of the Standard Webhooks specification's own libraries.
func TestSignKnownValue(t *testing.T) {
	got := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCompose(t *testing.T) {
	sub := func(id string, c news.Channel, state news.SubscriberState, section string) news.Subscriber {
		return news.Subscriber{ID: id, Channel: c, State: state, Section: section, Address: id + "@example.net", Secret: "s-" + id}
	}
	subs := []news.Subscriber{
		sub("all", news.ChannelEmail, news.SubscriberConfirmed, ""),
		sub("world", news.ChannelEmail, news.SubscriberConfirmed, "world"),
		sub("economy", news.ChannelEmail, news.SubscriberConfirmed, "economy"),
		sub("pending", news.ChannelEmail, news.SubscriberPending, ""),
		sub("left", news.ChannelEmail, news.SubscriberLeft, ""),
		sub("hook", news.ChannelWebhook, news.SubscriberConfirmed, ""),
		sub("desk", news.ChannelDesk, news.SubscriberConfirmed, ""),
	}
	c := Content{Message: news.Message{Title: "A title", Text: "text\n", HTML: "<body><p></body>", Payload: "{}"}, Section: "world"}
	got := Compose(DispatchSubject("dis_1", 2), c, subs, "user_1", noon)
	want := []news.Delivery{
		{ID: news.DeliveryID("dispatch/dis_1/2", "email", "all"), Subject: "dispatch/dis_1/2", Channel: "email", Recipient: "all", State: "owed", DecidedBy: "user_1", DecidedAt: noon},
		{ID: news.DeliveryID("dispatch/dis_1/2", "email", "world"), Subject: "dispatch/dis_1/2", Channel: "email", Recipient: "world", State: "owed", DecidedBy: "user_1", DecidedAt: noon},
		{ID: news.DeliveryID("dispatch/dis_1/2", "webhook", "hook"), Subject: "dispatch/dis_1/2", Channel: "webhook", Recipient: "hook", State: "owed", DecidedBy: "user_1", DecidedAt: noon},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	house := House{Name: `The "Wire"`, BaseURL: "https://a.example/x",
		Leave:   func(s news.Subscriber) string { return "https://a.example/leave?s=" + s.Secret + "&x" },
		Confirm: func(s news.Subscriber) string { return "https://a.example/confirm?s=" + s.AskedSecret }}
	leave := `<p style="max-width:600px;margin:24px auto 0;font-size:14px;color:#555555"><a href="https://a.example/leave?s=s-all&amp;x" style="color:#555555">Unsubscribe</a></p>`
	for i, want := range map[int]Letter{
		0: {Delivery: got[0], Address: "all@example.net", Secret: "s-all", ListURL: "https://a.example/leave?s=s-all&x", ListID: `"The Wire" <dispatches.a.example>`,
			Message: news.Message{Title: "A title", Text: "text\n\n-- \nUnsubscribe: https://a.example/leave?s=s-all&x\n", HTML: "<body><p>" + leave + "\n</body>", Payload: "{}"}},
		2: {Delivery: got[2], Address: "hook@example.net", Secret: "s-hook", Message: c.Message},
	} {
		s := subs[map[int]int{0: 0, 2: 5}[i]]
		if diff := cmp.Diff(want, house.Address(got[i], c.Message, Standing{Subscriber: &s})); diff != "" {
			t.Errorf("letter (-want +got):\n%s", diff)
		}
	}
	c.Told = []string{"economy", "left", "pending"}
	if got := Compose(DispatchSubject("dis_1", 2), c, subs, "user_1", noon); len(got) != 4 || got[2].Recipient != "economy" {
		t.Errorf("a correction in another section goes to %+v; want also who was told before and is still subscribed", got)
	}
	subs[3].AskedSecret = "first"
	confirm, asks := Confirm(subs[3], "Dateline", noon)
	again := subs[3]
	again.AskedSecret = "second"
	if asked, _ := Confirm(again, "Dateline", noon); asked.ID == confirm.ID {
		t.Error("a second request is the same delivery as the first, and would never be sent")
	}
	if asks.Text != "" || strings.Contains(confirm.Subject, "first") || !strings.HasPrefix(confirm.Subject, "confirm/pending/") {
		t.Errorf("the secret of a request, or its text, is kept: %+v %+v", confirm, asks)
	}
	if l := house.Address(confirm, asks, Standing{Subscriber: &subs[3]}); l.Address != "pending@example.net" || l.ListURL != "" || !strings.Contains(l.Text, "https://a.example/confirm?s=first") {
		t.Errorf("confirm: %+v", l)
	}
	a := news.Alert{ID: "alert_1", Name: "Pacts", Query: "pact", Channel: news.ChannelWebhook, Address: "https://h.example"}
	u := news.User{ID: "user_1", Email: "u@example.net"}
	d, m := AlertMail(a, u, news.Report{ID: "rep_1", Headline: "H", URL: "https://r.example"}, "https://a.example/desk/r", noon)
	alert := house.Address(d, m, Standing{Alert: &a, User: &u, AlertSecret: "secret"})
	if alert.Subject != "alert/alert_1/rep_1" || alert.Address != "https://h.example" || alert.Secret != "secret" || !strings.Contains(alert.Payload, `"report":"rep_1"`) {
		t.Errorf("alert: %+v", alert)
	}
}

func TestDispatchTitle(t *testing.T) {
	for want, d := range map[string]news.Dispatch{
		"H":                   {Headline: "H", State: news.Published, Edition: 1},
		"Correction: H":       {Headline: "H", State: news.Published, Edition: 2},
		"Withdrawn: A report": {Headline: "H", KillSubject: "A report", State: news.Killed, Edition: 2},
	} {
		if got := DispatchTitle(d); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestValidAddress(t *testing.T) {
	for in, want := range map[string]string{
		" Ann.Lee+news@Example.ORG ": "Ann.Lee+news@example.org", "ünï@exämple.de": "ünï@exämple.de",
		"": "", "ann": "", "ann@": "", "@example.org": "", "ann@example": "", "Ann <ann@example.org>": "", "a@b.example, c@d.example": "",
		"ann@example.org\r\nBcc: x@y.example": "", `"a b"@example.org`: "", "ann@[127.0.0.1]": "", "a@b.example\x00": "", strings.Repeat("a", 65) + "@b.example": "", "ann@.org": "",
	} {
		got, err := ValidAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ValidAddress(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for in, ok := range map[string]bool{"https://a.example/x": true, "http://a.example": true, "ftp://a.example": false, "https://u:p@a.example": false, "a.example": false, "javascript:x": false} {
		if _, err := ValidHook(in); (err == nil) != ok {
			t.Errorf("ValidHook(%q): %v", in, err)
		}
	}
}

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		urgent      bool
		least, most time.Duration // of all waits together
		longest     time.Duration // of one
	}{{false, 24 * time.Hour, 36 * time.Hour, 12 * time.Hour}, {true, 72 * time.Hour, 90 * time.Hour, 72 * time.Minute}} {
		var total, before time.Duration
		for n := 1; n < Tries(c.urgent); n++ {
			wait := Backoff(n, c.urgent)
			if wait*5/4 < before || wait > c.longest {
				t.Errorf("urgent %v: %v after try %d, %v before; want it to grow to at most %v", c.urgent, wait, n, before, c.longest)
			}
			before, total = wait, total+wait
		}
		if total < c.least || total > c.most || Backoff(0, c.urgent) <= 0 || Backoff(1000, c.urgent) > c.longest {
			t.Errorf("urgent %v: the tries reach over %v, want %v to %v", c.urgent, total, c.least, c.most)
		}
	}
	if waits := map[time.Duration]bool{}; true {
		for range 20 {
			waits[Backoff(5, false)] = true
		}
		if len(waits) == 1 {
			t.Error("deliveries that failed together are tried again at one instant")
		}
	}
	if !Repeatable(news.ChannelWebhook) || Repeatable(news.ChannelEmail) {
		t.Error("a webhook may be repeated, an e-mail may not")
	}
}

func FuzzValidAddress(f *testing.F) {
	f.Add("ann@example.org")
	f.Add("\"a\r\n\"@b.c")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ValidAddress(s)
		if err != nil {
			return
		}
		if again, err := ValidAddress(got); err != nil || again != got || strings.ContainsAny(got, " \r\n<>,\"") {
			t.Errorf("ValidAddress(%q) = %q, again %q %v", s, got, again, err)
		}
	})
}
