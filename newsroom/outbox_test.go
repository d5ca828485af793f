package newsroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/deliver"
	"dateline/desk"
	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

// An outbox is a newsroom that publishes, with a mail server and a webhook's
// receiver on loopback. Its steps are walked by hand and its time is set.
type outbox struct {
	t      *testing.T
	n      *Newsroom
	config Config
	now    time.Time
	steady time.Duration // of the clock that only runs, where a test sets it
	editor news.User

	mu     sync.Mutex
	mails  []letter
	signed []bool                 // whether each message that came is signed with the subscriber's secret of now
	hooks  []string               // types of the messages that came
	bodies []string               // those messages
	answer func() *smtp.SMTPError // of the mail server, before it takes a message; nil: it takes it
	hook   func(r *http.Request)  // called before a message is taken
	status int                    // what the webhook's receiver answers; 0: 200
}

type letter struct{ to, subject, body string }

func openOutbox(t *testing.T) *outbox {
	t.Helper()
	return openOutboxWith(t, nil)
}

// openOutboxWith opens an outbox whose newsroom is told something else.
func openOutboxWith(t *testing.T, change func(o *outbox, c *Config)) *outbox {
	t.Helper()
	o := &outbox{t: t, now: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letterbox{o: o}, nil }))
	server.Domain = "mx.example.org"
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var message struct{ Type string }
		body, err := io.ReadAll(r.Body)
		if err := errors.Join(err, json.Unmarshal(body, &message)); err != nil {
			t.Errorf("a webhook got no JSON: %v", err)
		}
		s, err := o.n.db.Subscriber(context.Background(), news.SubscriberID(news.ChannelWebhook, hook))
		if err != nil {
			t.Error(err)
		}
		signature := deliver.Sign(s.Secret, r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), body)
		o.mu.Lock()
		o.signed = append(o.signed, r.Header.Get("webhook-signature") == signature)
		before, status := o.hook, o.status
		o.hooks, o.bodies = append(o.hooks, message.Type), append(o.bodies, string(body))
		o.mu.Unlock()
		if before != nil {
			before(r)
		}
		if status != 0 {
			w.Header().Set("Retry-After", "86400")
			w.Header().Set("Location", hook)
			w.WriteHeader(status)
		}
	}))
	t.Cleanup(receiver.Close)
	o.config = Config{
		Data: t.TempDir(), Log: testkit.Logger(t),
		Clock: func() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now },
		Site:  publish.Site{Name: "The Wire", BaseURL: "https://wire.example", Language: "en", Sections: []publish.Section{{Key: "world", Title: "World"}, {Key: "sport", Title: "Sport"}}},
		Fetch: fetch.Config{Resolve: map[string]string{"hooks.example:80": receiver.Listener.Addr().String()}},
		SMTP:  deliver.SMTPConfig{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "wire@wire.example", TLS: deliver.TLSNever},
	}
	if change != nil {
		change(o, &o.config)
	}
	if o.n, err = Open(t.Context(), o.config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.n.Close(); err != nil {
			t.Error(err)
		}
	})
	o.editor = news.User{ID: "user_editor", Name: "Edda", Email: "edda@wire.example", Role: news.Editor, State: news.UserActive}
	writing(t, o.n, func(tx *store.Tx) error { return tx.AddUser(o.editor, "", o.now) })
	return o
}

// A letterbox is one session of the mail server.
type letterbox struct {
	o  *outbox
	to string
}

func (*letterbox) Mail(string, *smtp.MailOptions) error { return nil }
func (*letterbox) Reset()                               {}
func (*letterbox) Logout() error                        { return nil }
func (s *letterbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}
func (s *letterbox) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(message.Body)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(raw)))
	if err != nil {
		body = raw // parts between their boundaries
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return err
	}
	s.o.mu.Lock()
	answer := s.o.answer
	s.o.mu.Unlock()
	if answer != nil {
		if refusal := answer(); refusal != nil {
			return refusal
		}
	}
	s.o.mu.Lock()
	defer s.o.mu.Unlock()
	s.o.mails = append(s.o.mails, letter{s.to, subject, string(body)})
	return nil
}

// walk does all that is due of some kinds, in their order, one after another.
func (o *outbox) walk(kinds ...string) {
	o.t.Helper()
	for _, kind := range kinds {
		s := o.n.stepOf(kind)
		for {
			taken, err := o.n.claim(o.t.Context(), s)
			if err != nil {
				o.t.Fatal(err)
			}
			if len(taken) == 0 {
				break
			}
			for _, d := range taken {
				if e := o.n.perform(o.t.Context(), s, d); e.finish != nil {
					o.n.write(o.t.Context(), s, []ending{e})
				}
			}
		}
	}
}

// passes lets time pass.
func (o *outbox) passes(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now, o.steady = o.now.Add(d), o.steady+d
}

// answers says what the mail server answers from now on.
func (o *outbox) answers(answer func() *smtp.SMTPError) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = answer
}

// subscribed makes someone a subscriber who confirmed.
func (o *outbox) subscribed(c news.Channel, address, section string) news.Subscriber {
	o.t.Helper()
	s := news.Subscriber{ID: news.SubscriberID(c, address), Channel: c, Address: address, Section: section, Secret: "s-" + address, State: news.SubscriberConfirmed, CreatedAt: o.now}
	writing(o.t, o.n, func(tx *store.Tx) error { return tx.SaveSubscriber(s) })
	return s
}

// draft is a dispatch that is ready to be published.
func (o *outbox) draft(section string) store.DispatchRow {
	o.t.Helper()
	row, err := o.n.Begin(o.t.Context(), o.editor)
	if err != nil {
		o.t.Fatal(err)
	}
	d := row.Dispatch
	d.Headline, d.Section, d.Body = "A pact is signed", section, "It was signed."
	return o.order(row, desk.Order{Act: desk.Save, Draft: d})
}

func (o *outbox) order(row store.DispatchRow, order desk.Order) store.DispatchRow {
	o.t.Helper()
	row, err := o.n.Order(o.t.Context(), o.editor, row.ID, row.Revision, order)
	if err != nil {
		o.t.Fatal(err)
	}
	return row
}

func (o *outbox) correct(row store.DispatchRow, section string) store.DispatchRow {
	o.t.Helper()
	d := row.Dispatch
	d.Section, d.Body = section, "It was signed yesterday."
	return o.order(row, desk.Order{Act: desk.Correct, Reason: "Checked by hand.", Note: "The day was wrong.", Draft: d})
}

// states says how the deliveries of a subject's beginning stand: "RECIPIENT's address state".
func (o *outbox) states(subject string) map[string]store.DeliveryRow {
	o.t.Helper()
	page, err := o.n.db.Deliveries(o.t.Context(), "", subject, news.Paging{Limit: 200})
	if err != nil {
		o.t.Fatal(err)
	}
	out := map[string]store.DeliveryRow{}
	for _, row := range page.Rows {
		out[row.Address] = row
	}
	return out
}

func (o *outbox) wantState(subject, address string, state news.DeliveryState, why string) {
	o.t.Helper()
	row, ok := o.states(subject)[address]
	if !ok || row.State != state || !strings.Contains(row.LastError, why) {
		o.t.Errorf("%s to %s is %q (%q), want %s because of %q", subject, address, row.State, row.LastError, state, why)
	}
}

// wantArrived compares what came in since it was asked last: e-mails as
// "address: subject" and webhook messages by their type.
func (o *outbox) wantArrived(want ...string) {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	var got []string
	for _, m := range o.mails {
		got = append(got, m.to+": "+m.subject)
	}
	got = append(got, o.hooks...)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		o.t.Errorf("arrived:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	o.mails, o.hooks = nil, nil
}

// last is the last e-mail that came, before it is forgotten.
func (o *outbox) last() letter {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.mails) == 0 {
		o.t.Fatal("no e-mail came")
	}
	return o.mails[len(o.mails)-1]
}

const (
	ann  = "ann@reader.example"
	ben  = "ben@reader.example"
	hook = "http://hooks.example/in"
)

// What was killed or corrected between the decision and the sending does not go
// out, whether its deliveries are owed already or not yet.
func TestOvertaken(t *testing.T) {
	for name, owedFirst := range map[string]bool{"owed already": true, "not owed yet": false} {
		t.Run(name, func(t *testing.T) {
			o := openOutbox(t)
			o.subscribed(news.ChannelEmail, ann, "")
			o.subscribed(news.ChannelWebhook, hook, "")
			killed := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
			corrected := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
			if owedFirst {
				o.walk(StepEdition)
			}
			o.order(killed, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
			o.correct(corrected, "world")
			o.walk(StepEdition, StepWithdraw, StepDeliver)
			o.wantArrived("dispatch.corrected", ann+": Correction: A pact is signed") // nobody has what was killed
			for _, address := range []string{ann, hook} {
				if owedFirst {
					o.wantState(deliver.DispatchSubject(killed.ID, 1), address, news.DeliveryDropped, "killed")
					o.wantState(deliver.DispatchSubject(corrected.ID, 1), address, news.DeliveryDropped, "edition 2")
				} else if owed := o.states(deliver.DispatchSubject(killed.ID, 1)); len(owed) > 0 {
					t.Errorf("an edition that was overtaken is owed: %v", owed)
				}
			}
			if c, err := o.n.db.Counts(t.Context()); err != nil || c["deliveries owed"] != 0 || len(troubles(t, o.n)) != 0 {
				t.Errorf("%d are owed, %v (%v); want none", c["deliveries owed"], troubles(t, o.n), err)
			}
		})
	}
}

// Nor does it after a failed try, nor when a person has it sent again.
func TestOvertakenWhileTrying(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.answers(func() *smtp.SMTPError { return &smtp.SMTPError{Code: 451, Message: "later"} })
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliveryOwed, "later")
	row = o.correct(row, "world")
	o.answers(func() *smtp.SMTPError { return &smtp.SMTPError{Code: 554, Message: "no"} })
	o.passes(time.Hour)
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliveryDropped, "edition 2")
	o.wantState(deliver.DispatchSubject(row.ID, 2), ann, news.DeliveryFailed, "no")

	o.answers(nil)
	failed := o.states(deliver.DispatchSubject(row.ID, 2))[ann]
	if err := o.n.Retry(t.Context(), o.editor, StepDeliver, failed.ID); err != nil {
		t.Fatal(err)
	}
	o.order(row, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantArrived()
	o.wantState(deliver.DispatchSubject(row.ID, 2), ann, news.DeliveryDropped, "killed")
}

func TestLeavingWhileItIsOwed(t *testing.T) {
	o := openOutbox(t)
	s := o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelEmail, ben, "")
	hooked := o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	if err := o.n.Leave(t.Context(), s.ID, s.Secret); err != nil {
		t.Fatal(err)
	}
	if err := o.n.EndSubscription(t.Context(), o.editor, hooked.ID); err != nil {
		t.Fatal(err)
	}
	o.walk(StepDeliver)
	o.wantArrived(ben + ": A pact is signed")
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliveryDropped, "ended")
	o.wantState(deliver.DispatchSubject(row.ID, 1), hook, news.DeliveryDropped, "ended")
}

// A webhook that was set up anew has a new secret; what was owed before is signed with it.
func TestWebhookSetUpAnew(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	if _, err := o.n.AddWebhook(t.Context(), o.editor, hook, ""); err != nil {
		t.Fatal(err)
	}
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published")
	if !slices.Equal(o.signed, []bool{true}) {
		t.Errorf("signed with the secret of now: %v, want one that is", o.signed)
	}
}

// An e-mail whose row says that it is being sent may have gone out: only a
// person has it sent again. A webhook's receiver can tell a repeat.
func TestFoundBeingSent(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	subject := deliver.DispatchSubject(row.ID, 1)
	for _, d := range o.states(subject) {
		d.State = news.DeliverySending
		writing(t, o.n, func(tx *store.Tx) error { return tx.SaveDelivery(d.Delivery, "") })
	}
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published")
	o.wantState(subject, ann, news.DeliveryUnsure, "send it again")
	if err := o.n.Retry(t.Context(), o.editor, StepDeliver, o.states(subject)[ann].ID); err != nil {
		t.Fatal(err)
	}
	o.walk(StepDeliver)
	o.wantArrived(ann + ": A pact is signed")
	o.wantState(subject, ann, news.DeliverySent, "")
}

// A step that failed for another reason than the sending leaves its delivery
// owed; a person has it tried again, and nobody what is owed and in no trouble.
func TestRetryingWhatIsOwed(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	id := o.states(deliver.DispatchSubject(row.ID, 1))[ann].ID
	var r *Refusal
	if err := o.n.Retry(t.Context(), o.editor, StepDeliver, id); !errors.As(err, &r) {
		t.Errorf("sending again what is owed: %v, want a refusal", err)
	}
	writing(t, o.n, func(tx *store.Tx) error { return tx.PlanStuck(StepDeliver, id, "the disk was full", o.now) })
	if err := o.n.Retry(t.Context(), o.editor, StepDeliver, id); err != nil {
		t.Fatal(err)
	}
	o.walk(StepDeliver)
	o.wantArrived(ann + ": A pact is signed")
	if left := troubles(t, o.n); len(left) > 0 {
		t.Errorf("troubles after trying again: %v", left)
	}
}

// A worker who lost its lease before it began to send does not.
func TestLeaseLostBeforeSending(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	s := o.n.stepOf(StepDeliver)
	late, err := o.n.claim(t.Context(), s)
	if err != nil || len(late) != 1 {
		t.Fatalf("%v, %v", late, err)
	}
	o.passes(s.lease)
	current, err := o.n.claim(t.Context(), s)
	if err != nil || len(current) != 1 {
		t.Fatalf("%v, %v", current, err)
	}
	o.n.perform(t.Context(), s, late[0])
	o.wantArrived()
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliveryOwed, "")
	o.n.perform(t.Context(), s, current[0])
	o.wantArrived(ann + ": A pact is signed")
}

// A worker who loses it while it sends: the next does not send again, and the
// receipt of the first is kept.
func TestLeaseLostWhileSending(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	begun, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	o.answers(func() *smtp.SMTPError { close(begun); <-goOn; return nil })
	s := o.n.stepOf(StepDeliver)
	taken, err := o.n.claim(t.Context(), s)
	if err != nil || len(taken) != 1 {
		t.Fatalf("%v, %v", taken, err)
	}
	go func() { defer close(ended); o.n.perform(context.Background(), s, taken[0]) }()
	<-begun
	o.passes(s.lease)
	o.walk(StepDeliver)
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliveryUnsure, "Another worker")
	close(goOn)
	<-ended
	o.wantArrived(ann + ": A pact is signed")
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliverySent, "")
	o.walk(StepDeliver)
	o.wantArrived()
}

// Stopping in the middle of a try is no failure of the other side.
func TestStoppedWhileSending(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	ctx, stop := context.WithCancel(t.Context())
	o.hook = func(r *http.Request) { stop(); <-r.Context().Done() }
	s := o.n.stepOf(StepDeliver)
	taken, err := o.n.claim(t.Context(), s)
	if err != nil || len(taken) != 1 {
		t.Fatalf("%v, %v", taken, err)
	}
	o.n.perform(ctx, s, taken[0])
	o.wantState(deliver.DispatchSubject(row.ID, 1), hook, news.DeliveryOwed, "")
	if failed := troubles(t, o.n); len(failed) > 0 {
		t.Errorf("stopping counts as a failure: %v", failed)
	}
	o.mu.Lock()
	o.hook = nil
	o.mu.Unlock()
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published", "dispatch.published")
	o.wantState(deliver.DispatchSubject(row.ID, 1), hook, news.DeliverySent, "")
}

// Whoever read it where it stood first is told of the correction and of the kill.
func TestCorrectionInAnotherSection(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "world")
	o.subscribed(news.ChannelEmail, ben, "sport")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantArrived(ann + ": A pact is signed")
	row = o.correct(row, "sport")
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	o.wantArrived(ann+": Correction: A pact is signed", ben+": Correction: A pact is signed")
	o.order(row, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	o.walk(StepEdition, StepWithdraw, StepDeliver)
	link := `href=3D"https://wire.example/subscribe/leave?id=3D`
	if body := o.last().body; !strings.Contains(strings.ReplaceAll(body, "=\r\n", ""), link) && !strings.Contains(body, `href="https://wire.example/subscribe/leave?id=`) {
		t.Errorf("the HTML of an e-mail lacks the link that unsubscribes:\n%s", body)
	}
	o.wantArrived(ann+": Withdrawn: A report", ben+": Withdrawn: A report")
}

var confirmLink = regexp.MustCompile(`https://wire\.example/subscribe/confirm\?(\S+)`)

// confirm follows the link of the last e-mail.
func (o *outbox) confirm() error {
	o.t.Helper()
	m := confirmLink.FindStringSubmatch(o.last().body)
	if m == nil {
		o.t.Fatalf("there is no link in %q", o.last().body)
	}
	q, err := url.ParseQuery(m[1])
	if err != nil {
		o.t.Fatal(err)
	}
	return o.n.Confirm(o.t.Context(), q.Get("id"), q.Get("secret"))
}

func (o *outbox) wantSubscriber(state news.SubscriberState, section string) news.Subscriber {
	o.t.Helper()
	s, err := o.n.db.Subscriber(o.t.Context(), news.SubscriberID(news.ChannelEmail, ann))
	if err != nil || s.State != state || s.Section != section {
		o.t.Errorf("the subscriber is %s for %q (%v), want %s for %q", s.State, s.Section, err, state, section)
	}
	return s
}

func TestSubscribingAgain(t *testing.T) {
	o := openOutbox(t)
	const asked = ann + ": Please confirm your subscription to The Wire"
	ask := func(section string) {
		t.Helper()
		if err := o.n.Subscribe(t.Context(), ann, section); err != nil {
			t.Fatal(err)
		}
		o.walk(StepDeliver)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ask("world")
	first := o.last()
	ask("world") // the first did not arrive
	if confirmLink.FindString(first.body) == confirmLink.FindString(o.last().body) {
		t.Error("two requests have one link")
	}
	must(o.confirm())
	must(o.confirm()) // a second click does no harm
	o.wantArrived(asked, asked)
	s := o.wantSubscriber(news.SubscriberConfirmed, "world")
	ask("world")
	o.wantArrived() // they have it

	ask("sport")
	o.wantSubscriber(news.SubscriberConfirmed, "world") // until it is confirmed
	must(o.confirm())
	o.wantArrived(asked)
	o.wantSubscriber(news.SubscriberConfirmed, "sport")

	o.passes(25 * time.Hour)
	ask("world")
	stale := o.last()
	o.wantArrived(asked)
	must(o.n.Leave(t.Context(), s.ID, s.Secret)) // by the link of an old e-mail
	o.wantSubscriber(news.SubscriberLeft, "sport")
	o.mails = []letter{stale}
	if err := o.confirm(); err == nil {
		t.Error("the link of a request from before leaving still confirms")
	}
	o.mails = nil
	ask("world")
	o.wantSubscriber(news.SubscriberPending, "world")
	fresh := o.last()
	o.mails = []letter{stale}
	if err := o.confirm(); err == nil {
		t.Error("the link of an older request confirms the newer one")
	}
	o.mails = []letter{fresh}
	must(o.confirm())
	o.wantArrived(asked)
	o.wantSubscriber(news.SubscriberConfirmed, "world")
	must(o.n.Leave(t.Context(), s.ID, s.Secret))
}

// A request that was repeated before its question left is asked once, and a
// stranger cannot fill a mailbox with questions.
func TestQuestionsAreFew(t *testing.T) {
	o := openOutbox(t)
	for range 2 {
		if err := o.n.Subscribe(t.Context(), ann, ""); err != nil {
			t.Fatal(err)
		}
	}
	o.walk(StepDeliver)
	o.wantArrived(ann + ": Please confirm your subscription to The Wire")
	for range 20 {
		if err := o.n.Subscribe(t.Context(), ann, "world"); err != nil {
			t.Fatal(err)
		}
		o.walk(StepDeliver)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.mails) != confirmsADay-2 {
		t.Errorf("%d more questions were sent in one day, want %d", len(o.mails), confirmsADay-2)
	}
}

func TestAlertsHaveBounds(t *testing.T) {
	o := openOutbox(t)
	reader := news.User{ID: "user_reader", Name: "Rita", Email: ann, Role: news.Reader, State: news.UserActive}
	writing(t, o.n, func(tx *store.Tx) error { return tx.AddUser(reader, "", o.now) })
	refused := func(what, want string, by news.User, name, query string, c news.Channel) {
		t.Helper()
		var r *Refusal
		if _, err := o.n.AddAlert(t.Context(), by, news.Alert{Name: name, Query: query, Channel: c, Address: hook}); !errors.As(err, &r) || !strings.Contains(r.Sentence, want) {
			t.Errorf("%s: %v, want a refusal that says %q", what, err, want)
		}
	}
	for _, role := range []news.Role{news.Reader, news.Reporter} {
		reader.Role = role
		refused("a webhook of a "+string(role), "Only editors set up webhooks", reader, "", "pact", news.ChannelWebhook)
	}
	refused("a long name", "shorten it to 200", reader, strings.Repeat("é", 201), "pact", news.ChannelDesk)
	if a, err := o.n.AddAlert(t.Context(), reader, news.Alert{Query: strings.Repeat("pact OR ", 40) + "treaty", Channel: news.ChannelDesk}); err != nil || len(a.Name) != alertNameMax {
		t.Errorf("an alert that is named by a long query: %q, %v", a.Name, err)
	}
	for i := 1; i < alertsMax; i++ {
		if _, err := o.n.AddAlert(t.Context(), reader, news.Alert{Name: fmt.Sprint(i), Query: "pact", Channel: news.ChannelEmail}); err != nil {
			t.Fatal(err)
		}
	}
	refused("one too many", "remove one first", reader, "", "pact", news.ChannelDesk)
	if _, err := o.n.AddAlert(t.Context(), o.editor, news.Alert{Query: "pact", Channel: news.ChannelWebhook, Address: hook}); err != nil {
		t.Errorf("an editor's webhook: %v", err)
	}
}

// Nobody who is blocked is told anything, of what is found later or was found before.
func TestAlertsOfTheBlocked(t *testing.T) {
	o := openOutbox(t)
	reader := news.User{ID: "user_reader", Name: "Rita", Email: ann, Role: news.Reader, State: news.UserActive}
	active := news.User{ID: "user_ben", Name: "Ben", Email: ben, Role: news.Reader, State: news.UserActive}
	report := func(id string) {
		t.Helper()
		writing(t, o.n, func(tx *store.Tx) error {
			r := news.Report{ID: id, URL: "https://a.example/" + id, Kind: news.KindArticle, Headline: "A pact", Text: "A pact was signed.", Language: "en", CaptureID: "cap_" + id}
			if _, _, err := tx.SaveReport(r, o.now); err != nil {
				return err
			}
			return tx.Plan(StepMatch, id, o.now)
		})
		o.walk(StepMatch)
	}
	writing(t, o.n, func(tx *store.Tx) error {
		return errors.Join(tx.AddUser(reader, "", o.now), tx.AddUser(active, "", o.now))
	})
	var hers news.Alert
	for _, u := range []news.User{reader, active} {
		a, err := o.n.AddAlert(t.Context(), u, news.Alert{Name: "Pacts", Query: "pact", Channel: news.ChannelEmail})
		if err != nil {
			t.Fatal(err)
		}
		if u.ID == reader.ID {
			hers = a
		}
	}
	report("rep_before")
	reader.State = news.UserBlocked
	writing(t, o.n, func(tx *store.Tx) error { return tx.ChangeUser(reader) })
	report("rep_after")
	o.walk(StepDeliver)
	o.wantArrived(ben+": Pacts: A pact", ben+": Pacts: A pact")
	o.wantState("alert/"+hers.ID+"/rep_before", ann, news.DeliveryDropped, "blocked")
	if owed := o.states("alert/" + hers.ID + "/rep_after"); len(owed) > 0 {
		t.Errorf("one who is blocked is owed %v", owed)
	}
}

func TestAddingSentences(t *testing.T) {
	o := openOutbox(t)
	row := o.draft("world")
	text := strings.Repeat("x", 120_000)
	writing(t, o.n, func(tx *store.Tx) error {
		_, _, err := tx.SaveReport(news.Report{ID: "rep_1", Version: 1, URL: "https://a.example/1", Kind: news.KindArticle, Text: text, CaptureID: "cap_1"}, o.now)
		return err
	})
	sentence := []news.Citation{{ReportID: "rep_1", Version: 1, Start: 0, End: len(text)}}
	o.passes(time.Minute)
	added, err := o.n.AddSentences(t.Context(), o.editor, row.ID, sentence)
	if err != nil || !added.ChangedAt.Equal(o.n.Now()) {
		t.Fatalf("changed at %v, %v; want %v", added.ChangedAt, err, o.n.Now())
	}
	var r *desk.Refusal
	if _, err := o.n.AddSentences(t.Context(), o.editor, row.ID, sentence); !errors.As(err, &r) {
		t.Errorf("more than a dispatch may hold: %v, want a refusal", err)
	}
}

// receiver says what the webhook's receiver answers from now on; 0 is 200.
func (o *outbox) receiver(status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.status = status
}

// Whatever a webhook answers is tried again for a day, and no receiver can put a
// delivery off for longer than an hour or so.
func TestWebhookIsTriedAgain(t *testing.T) {
	for _, status := range []int{302, 400, 401, 404, 503} {
		o := openOutbox(t)
		o.subscribed(news.ChannelWebhook, hook, "")
		row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
		subject := deliver.DispatchSubject(row.ID, 1)
		o.receiver(status)
		o.walk(StepEdition, StepDeliver)
		o.wantState(subject, hook, news.DeliveryOwed, fmt.Sprint(status))
		o.receiver(0)
		o.passes(61 * time.Minute)
		o.walk(StepDeliver)
		o.wantState(subject, hook, news.DeliverySent, "")
		o.wantArrived("dispatch.published", "dispatch.published")
	}
}

// A delivery is given up after a day of failures at least, a withdrawal after three.
func TestGivenUp(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	killed := o.order(row, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	other := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.receiver(404)
	begun := o.now
	gaveUp := map[string]time.Duration{}
	for o.now.Sub(begun) < 132*time.Hour {
		o.walk(StepEdition, StepWithdraw, StepDeliver)
		for _, subject := range []string{deliver.DispatchSubject(killed.ID, 2), deliver.DispatchSubject(other.ID, 1)} {
			if gaveUp[subject] == 0 && o.states(subject)[hook].State == news.DeliveryFailed {
				gaveUp[subject] = o.now.Sub(begun)
			}
		}
		o.passes(30 * time.Minute)
	}
	kill, ordinary := gaveUp[deliver.DispatchSubject(killed.ID, 2)], gaveUp[deliver.DispatchSubject(other.ID, 1)]
	if ordinary < 24*time.Hour || kill < 72*time.Hour {
		t.Errorf("given up after %v, the withdrawal after %v; want a day and three", ordinary, kill)
	}
}

// A receiver that says that it is gone gets nothing more.
func TestWebhookIsGone(t *testing.T) {
	o := openOutbox(t)
	s := o.subscribed(news.ChannelWebhook, hook, "")
	first := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	second := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.receiver(http.StatusGone)
	o.walk(StepEdition, StepDeliver)
	o.wantArrived("dispatch.published")
	states := map[news.DeliveryState]int{}
	for _, row := range []store.DispatchRow{first, second} {
		states[o.states(deliver.DispatchSubject(row.ID, 1))[hook].State]++
	}
	if states[news.DeliveryFailed] != 1 || states[news.DeliveryDropped] != 1 {
		t.Errorf("the deliveries are %v, want one failed and one dropped", states)
	}
	if s, err := o.n.db.Subscriber(t.Context(), s.ID); err != nil || s.State != news.SubscriberLeft {
		t.Errorf("the subscription is %s (%v), want left", s.State, err)
	}
	if left := troubles(t, o.n); len(left) > 0 {
		t.Errorf("a receiver that is gone needs a person: %v", left)
	}
}

// A withdrawal goes to all who have the dispatch or may have it, also to those who
// unsubscribed since, and to nobody else; nothing of it repeats the headline.
func TestWhoIsToldOfAWithdrawal(t *testing.T) {
	o := openOutbox(t)
	const left, unsure, refused, never, late = "left@reader.example", "unsure@reader.example", "refused@reader.example", "never@reader.example", "late@reader.example"
	o.subscribed(news.ChannelEmail, ann, "")
	gone := o.subscribed(news.ChannelEmail, left, "")
	o.subscribed(news.ChannelEmail, unsure, "world")
	o.subscribed(news.ChannelEmail, never, "sport")
	o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	o.receiver(503) // which may have taken it all the same
	o.walk(StepDeliver)
	subject := deliver.DispatchSubject(row.ID, 1)
	unknown := o.states(subject)[unsure].Delivery
	unknown.State = news.DeliveryUnsure
	writing(t, o.n, func(tx *store.Tx) error { return tx.SaveDelivery(unknown, "") })
	if err := o.n.Leave(t.Context(), gone.ID, gone.Secret); err != nil {
		t.Fatal(err)
	}
	o.mails, o.hooks, o.bodies = nil, nil, nil
	o.subscribed(news.ChannelEmail, refused, "")
	o.answers(func() *smtp.SMTPError { return &smtp.SMTPError{Code: 451, Message: "later"} })
	row = o.correct(row, "world")
	o.walk(StepEdition, StepDeliver)
	o.subscribed(news.ChannelEmail, late, "")
	killed := o.order(row, desk.Order{Act: desk.Kill, Subject: "World: a report of 1 June 2026", Note: "It is not so."})
	o.wantState(deliver.DispatchSubject(row.ID, 2), refused, news.DeliveryDropped, "killed")
	o.answers(nil)
	o.receiver(0)
	o.mails, o.hooks, o.bodies = nil, nil, nil
	o.passes(2 * time.Hour)
	o.walk(StepEdition, StepDeliver, StepWithdraw)
	mails, bodies := slices.Clone(o.mails), slices.Clone(o.bodies)
	const title = ": Withdrawn: World: a report of 1 June 2026"
	o.wantArrived("dispatch.killed", ann+title, left+title, unsure+title)
	for _, m := range mails {
		text := strings.ReplaceAll(strings.ReplaceAll(m.body, "=\r\n", ""), "=3D", "=")
		if !strings.Contains(text, "an earlier edition was sent to you") || strings.Contains(text, "You have unsubscribed since") != (m.to == left) ||
			strings.Contains(text, "subscribe/leave?") == (m.to == left) {
			t.Errorf("%s is not told why they get it, or how to end it:\n%s", m.to, text)
		}
		bodies = append(bodies, text)
	}
	for _, body := range bodies {
		if strings.Contains(body, "A pact is signed") || strings.Contains(body, row.Slug) {
			t.Errorf("a withdrawal repeats the headline or its address:\n%s", body)
		}
	}
	for _, edition := range []int{1, 2} {
		if m, err := o.n.db.Message(t.Context(), deliver.DispatchSubject(row.ID, edition)); err != nil || m.Text+m.HTML+m.Payload != "" {
			t.Errorf("the outbox keeps the text of edition %d of what was killed (%v)", edition, err)
		}
	}
	if at, err := o.n.db.DispatchBySlug(t.Context(), row.Slug); err != nil || at.ID != killed.ID || at.Slug == row.Slug {
		t.Errorf("the old address leads to %q at %q, %v", at.ID, at.Slug, err)
	}
}
