package newsroom

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/prometheus/client_golang/prometheus"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// concerns gives what about deliveries needs a person.
func (o *outbox) concerns() (out []string) {
	o.t.Helper()
	counts, err := o.n.db.Counts(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	all, err := o.n.Concerns(o.t.Context(), counts)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range all {
		out = append(out, c.What)
	}
	return out
}

// metric gives what the metrics say is kept of a noun.
func (o *outbox) metric(noun string) int {
	o.t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(o.n.Metrics())
	families, err := registry.Gather()
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "dateline_kept" && m.GetLabel()[0].GetValue() == noun {
				return int(m.GetGauge().GetValue())
			}
		}
	}
	o.t.Errorf("there is no metric of %q", noun)
	return 0
}

func (o *outbox) publish() string {
	o.t.Helper()
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	return deliver.DispatchSubject(row.ID, 1)
}

// An address that does not exist gets nothing more, and nobody is bothered with it;
// an editor, or what is sent again by hand, opens it.
func TestBounce(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	o.answers(func() *smtp.SMTPError {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	})
	o.wantState(o.publish(), ann, news.DeliveryFailed, "no such user")
	o.answers(nil)
	o.wantState(o.publish(), ann, news.DeliveryDropped, "bounces")
	if wrong, left := o.concerns(), troubles(t, o.n); len(wrong)+len(left) > 0 {
		t.Errorf("one bounce needs a person: %v %v", wrong, left)
	}
	if err := o.n.OpenEndpoint(t.Context(), o.editor, news.ChannelEmail, ann); err != nil {
		t.Fatal(err)
	}
	o.wantState(o.publish(), ann, news.DeliverySent, "")
	o.wantArrived(ann + ": A pact is signed")
}

// Soft bounces close an address after a count of deliveries, and what arrives in
// between begins the count anew.
func TestSoftBounces(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	full := func() *smtp.SMTPError {
		return &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "mailbox full"}
	}
	for round, bounces := range []int{4, 5} {
		o.answers(full)
		for range bounces {
			o.wantState(o.publish(), ann, news.DeliveryFailed, "mailbox full")
		}
		o.answers(nil)
		o.wantState(o.publish(), ann, []news.DeliveryState{news.DeliverySent, news.DeliveryDropped}[round], "")
	}
}

// Only many bounces at once need a person.
func TestManyBounces(t *testing.T) {
	o := openOutbox(t)
	for i := range bouncesMany {
		o.subscribed(news.ChannelEmail, fmt.Sprintf("reader%d@reader.example", i), "")
	}
	o.answers(func() *smtp.SMTPError {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	})
	o.publish()
	if got := o.concerns(); len(got) != 1 || !strings.Contains(got[0], "10 addresses") {
		t.Errorf("concerns %v, want the one that %d addresses bounce", got, bouncesMany)
	}
}

// A webhook counts as confirmed when it has taken a signed test message.
func TestWebhookIsVerified(t *testing.T) {
	o := openOutbox(t)
	o.receiver(404)
	added, err := o.n.AddWebhook(t.Context(), o.editor, hook, "world")
	if err != nil {
		t.Fatal(err)
	}
	state := func(want news.SubscriberState) {
		t.Helper()
		if s, err := o.n.db.Subscriber(t.Context(), added.ID); err != nil || s.State != want || s.MadeBy != o.editor.ID {
			t.Errorf("the webhook is %s of %q, %v; want %s", s.State, s.MadeBy, err, want)
		}
	}
	o.walk(StepDeliver)
	state(news.SubscriberPending)
	o.wantArrived("webhook.test")
	o.publish()
	o.wantArrived()
	o.receiver(0)
	o.passes(2 * time.Hour)
	o.walk(StepDeliver)
	o.wantArrived("webhook.test")
	state(news.SubscriberConfirmed)
	o.publish()
	o.wantArrived("dispatch.published")
	if slices.Contains(o.signed, false) {
		t.Errorf("signed with the secret of now: %v", o.signed)
	}
}

// A webhook that fails is told of after a day, to who set it up and the editors, and
// disabled after a week; a withdrawal is tried all the same, and a success opens it.
func TestWebhookIsDisabled(t *testing.T) {
	o := openOutbox(t)
	maker := news.User{ID: "user_maker", Name: "Max", Email: ben, Role: news.Reporter, State: news.UserActive}
	other := news.User{ID: "user_other", Name: "Ota", Email: "ota@wire.example", Role: news.Reporter, State: news.UserActive}
	s := o.subscribed(news.ChannelWebhook, hook, "")
	s.MadeBy = maker.ID
	writing(t, o.n, func(tx *store.Tx) error {
		if err := tx.AddUser(maker, "", o.now); err != nil {
			return err
		}
		if err := tx.AddUser(other, "", o.now); err != nil {
			return err
		}
		return tx.SaveSubscriber(s)
	})
	had := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	o.wantArrived("dispatch.published")
	o.receiver(500)
	first := o.publish()
	for tried := 0; tried < 100 && o.states(first)[hook].State == news.DeliveryOwed; tried++ {
		o.passes(30 * time.Minute)
		o.walk(StepDeliver)
	}
	o.walk(StepDeliver) // the notices
	o.wantState(first, hook, news.DeliveryFailed, "500")
	o.hooks = nil
	const failing = ": A webhook doesn't answer: " + hook
	o.wantArrived(ben+failing, o.editor.Email+failing)
	if got := o.concerns(); len(got) != 1 || !strings.Contains(got[0], "doesn't answer") {
		t.Errorf("concerns %v, want that the webhook doesn't answer", got)
	}
	o.publish()
	o.passes(7 * 24 * time.Hour)
	o.walk(StepDeliver)
	o.hooks = nil
	const disabled = ": A webhook is disabled: " + hook
	o.wantArrived(ben+disabled, o.editor.Email+disabled)
	if got := o.concerns(); len(got) != 1 || !strings.Contains(got[0], "disabled") {
		t.Errorf("concerns %v, want that the webhook is disabled", got)
	}
	o.receiver(0)
	o.wantState(o.publish(), hook, news.DeliveryDropped, "disabled")
	o.order(had, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	o.walk(StepEdition, StepWithdraw)
	o.wantArrived("dispatch.killed")
	o.wantState(o.publish(), hook, news.DeliverySent, "")
	if got := o.concerns(); len(got) > 0 {
		t.Errorf("concerns %v after it answered again", got)
	}
}

// An e-mail of which nobody can know is an alarm until a person decides.
func TestUnsureIsAnAlarm(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelEmail, ben, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	subject := deliver.DispatchSubject(row.ID, 1)
	for _, d := range o.states(subject) {
		d.State = news.DeliverySending
		writing(t, o.n, func(tx *store.Tx) error { return tx.SaveDelivery(d.Delivery, "") })
	}
	o.walk(StepDeliver)
	unsure := func(want int) {
		t.Helper()
		if got := o.concerns(); (len(got) == 1 && strings.HasSuffix(got[0], fmt.Sprint(want))) != (want > 0) || want == 0 && len(got) > 0 {
			t.Errorf("concerns %v, want %d unsure e-mails", got, want)
		}
		if got := o.metric("deliveries unsure"); got != want {
			t.Errorf("the metrics tell of %d unsure e-mails, want %d", got, want)
		}
	}
	unsure(2)
	if n, err := o.n.SettleUnsure(t.Context(), o.editor, o.states(subject)[ann].ID); err != nil || n != 1 {
		t.Errorf("settled %d, %v; want one", n, err)
	}
	o.wantState(subject, ann, news.DeliverySent, "")
	unsure(1)
	if n, err := o.n.SettleUnsure(t.Context(), o.editor, ""); err != nil || n != 1 {
		t.Errorf("settled %d, %v; want the other one", n, err)
	}
	unsure(0)
}
