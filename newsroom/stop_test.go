package newsroom

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
)

// TestStopWithHangingReceivers: a mail server and a webhook that answer nothing
// don't keep the newsroom from stopping. What was under way is neither lost nor
// sent twice: the webhook's message is owed and no failed try, the e-mail waits for
// a person, because nobody knows whether the server took it.
func TestStopWithHangingReceivers(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelEmail, ann, "")
	o.subscribed(news.ChannelWebhook, hook, "")
	release := make(chan struct{})
	var under sync.WaitGroup
	under.Add(2)
	o.answers(func() *smtp.SMTPError {
		under.Done()
		<-release
		return &smtp.SMTPError{Code: 451, Message: "too late"}
	})
	o.mu.Lock()
	o.hook = func(*http.Request) {
		under.Done()
		<-release
	}
	o.mu.Unlock()
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	if err := o.n.Start(); err != nil {
		t.Fatal(err)
	}
	under.Wait()
	guard, cancel := context.WithTimeout(t.Context(), 20*time.Second) // the mail server's own deadline is half a minute
	defer cancel()
	if !o.n.StopWithin(guard) {
		t.Error("receivers that hang keep the newsroom from stopping")
	}
	subject := deliver.DispatchSubject(row.ID, 1)
	o.wantState(subject, ann, news.DeliveryUnsure, "interrupted")
	o.wantState(subject, hook, news.DeliveryOwed, "")
	if row := o.states(subject)[hook]; row.LastError != "" {
		t.Errorf("an interrupted try is charged to the webhook: %q", row.LastError)
	}
	close(release)
	o.mu.Lock()
	o.hook, o.hooks = nil, nil
	o.mu.Unlock()
	o.answers(nil)
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published")
	o.wantState(subject, hook, news.DeliverySent, "")
}

// TestStopWaitsForAnAnswer: what a receiver takes while the newsroom is stopping
// is kept as sent.
func TestStopWaitsForAnAnswer(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	stopped := make(chan struct{})
	o.mu.Lock()
	o.hook = func(*http.Request) {
		go func() {
			defer close(stopped)
			o.n.Stop()
		}()
		for { // until it is stopping
			o.n.mu.Lock()
			stopping := o.n.cancel == nil
			o.n.mu.Unlock()
			if stopping {
				return
			}
			runtime.Gosched()
		}
	}
	o.mu.Unlock()
	row := o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	if err := o.n.Start(); err != nil {
		t.Fatal(err)
	}
	<-stopped
	o.wantState(deliver.DispatchSubject(row.ID, 1), hook, news.DeliverySent, "")
	o.wantArrived("dispatch.published")
}
