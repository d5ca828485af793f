package newsroom

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// copied is the newsroom's database as one file without free pages.
func (o *outbox) copied() []byte {
	o.t.Helper()
	backup := filepath.Join(o.t.TempDir(), "backup")
	if _, err := store.Backup(o.t.Context(), filepath.Dir(o.n.db.File()), backup, o.now); err != nil {
		o.t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(backup, store.FileName))
	if err != nil {
		o.t.Fatal(err)
	}
	return raw
}

// An edition is kept once, however many get it, and nothing in the outbox lets
// anyone sign, unsubscribe or confirm.
func TestOneMessageAnEdition(t *testing.T) {
	const recipients = 2000
	o := openOutbox(t)
	writing(t, o.n, func(tx *store.Tx) error {
		for i := range recipients {
			address := fmt.Sprintf("reader%d@reader.example", i)
			s := news.Subscriber{ID: news.SubscriberID(news.ChannelEmail, address), Channel: news.ChannelEmail, Address: address,
				Secret: "leave-secret-" + fmt.Sprint(i), State: news.SubscriberConfirmed, CreatedAt: o.now}
			if err := tx.SaveSubscriber(s); err != nil {
				return err
			}
		}
		return nil
	})
	o.subscribed(news.ChannelWebhook, hook, "")
	if err := o.n.Subscribe(t.Context(), ann, ""); err != nil {
		t.Fatal(err)
	}
	asked, err := o.n.db.Subscriber(t.Context(), news.SubscriberID(news.ChannelEmail, ann))
	if err != nil {
		t.Fatal(err)
	}
	row := o.draft("world")
	d := row.Dispatch
	d.Body = strings.Repeat("The ministers signed the pact on Tuesday after a night of talks in the harbour town. ", 60)
	row = o.order(row, desk.Order{Act: desk.Save, Draft: d})
	before := len(o.copied())
	o.order(row, desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	after := o.copied()
	grown := len(after) - before
	t.Logf("%d bytes for %d recipients", grown, recipients+1)
	if grown > 3<<20/2 {
		t.Errorf("an edition to %d recipients takes %d bytes", recipients, grown)
	}
	for _, secret := range []string{"leave-secret-7", "s-" + hook, asked.AskedSecret, asked.Secret} {
		if bytes.Contains(after, []byte(secret)) {
			t.Errorf("the secret %q stands in the database", secret)
		}
	}
}

// The texts of messages go some time after the last delivery of them ended; the
// receipts stay, and what has no text can't be sent again.
func TestMessagesAreNotKeptForEver(t *testing.T) {
	o := openOutbox(t)
	o.n.config.Keep.Messages = 24 * time.Hour
	o.subscribed(news.ChannelEmail, ann, "")
	sent := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	o.answers(func() *smtp.SMTPError { return &smtp.SMTPError{Code: 554, Message: "no"} })
	failed := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	o.answers(func() *smtp.SMTPError { return &smtp.SMTPError{Code: 451, Message: "later"} })
	pending := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition, StepDeliver)
	writing(t, o.n, func(tx *store.Tx) error { return tx.Plan(stepRetain, "evidence", o.now) })
	o.passes(25 * time.Hour)
	o.walk(stepRetain)
	for subject, want := range map[string]bool{deliver.DispatchSubject(sent.ID, 1): false, deliver.DispatchSubject(failed.ID, 1): false, deliver.DispatchSubject(pending.ID, 1): true} {
		m, err := o.n.db.Message(t.Context(), subject)
		if err != nil || (m.Text != "") != want || m.Title == "" {
			t.Errorf("%s has the title %q and the text %.20q, %v; want a text: %v", subject, m.Title, m.Text, err, want)
		}
	}
	got := o.states(deliver.DispatchSubject(sent.ID, 1))[ann]
	if got.State != news.DeliverySent || got.Receipt == "" {
		t.Errorf("the receipt went with the text: %+v", got)
	}
	again := o.states(deliver.DispatchSubject(failed.ID, 1))[ann]
	if err := o.n.Retry(t.Context(), o.editor, StepDeliver, again.ID); err == nil || !strings.Contains(err.Error(), "no longer kept") {
		t.Errorf("sending again what has no text: %v, want a refusal", err)
	}
}

// While the key of a subscriber's secret is missing, nothing is sent that could not
// be unsubscribed from or that is not signed; once it is back, all goes out.
func TestNothingGoesOutWithoutItsSecret(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelWebhook, hook, "")
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	data := o.n.config.Data
	key := filepath.Join(data, store.KeyFile)
	reopen := func() {
		t.Helper()
		if err := o.n.Close(); err != nil {
			t.Fatal(err)
		}
		n, err := Open(t.Context(), o.n.config)
		if err != nil {
			t.Fatal(err)
		}
		o.n = n
	}
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	reopen()
	o.walk(StepDeliver)
	o.wantArrived()
	wrong := false
	if err := o.n.Examine(t.Context(), func(f Finding) { wrong = wrong || f.Wrong && strings.Contains(f.Sentence, "2 secrets") }); err != nil || !wrong {
		t.Errorf("doctor says nothing of the missing key (%v)", err)
	}
	if err := os.Rename(key+".away", key); err != nil {
		t.Fatal(err)
	}
	reopen()
	o.passes(11 * time.Minute)
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published", ann+": A pact is signed")
	o.wantState(deliver.DispatchSubject(row.ID, 1), ann, news.DeliverySent, "")
}
