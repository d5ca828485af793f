package deliver

import (
	"errors"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/news"
)

func TestFails(t *testing.T) {
	day := 24 * time.Hour
	fail := func(fault Fault) Failure { return Failure{Fault: fault, Err: errors.New("no")} }
	for name, c := range map[string]struct {
		channel  news.Channel
		fault    Fault
		every    time.Duration
		times    int
		gaveUp   bool
		closedBy int // the failure that closes it; 0: none does
	}{
		"hard bounce":              {news.ChannelEmail, FaultAddress, day, 2, true, 1},
		"soft bounces":             {news.ChannelEmail, FaultRecipient, day, 6, true, 5},
		"soft tries":               {news.ChannelEmail, FaultRecipient, time.Hour, 50, false, 0},
		"the mail server":          {news.ChannelEmail, FaultElsewhere, day, 20, true, 0},
		"a webhook for six days":   {news.ChannelWebhook, FaultRecipient, day, 7, true, 0},
		"a webhook for seven days": {news.ChannelWebhook, FaultRecipient, day, 8, false, 8},
	} {
		e := news.Endpoint{Channel: c.channel, Address: "x"}
		by := 0
		for i := 1; i <= c.times; i++ {
			if e = Fails(e, fail(c.fault), c.gaveUp, noon.Add(time.Duration(i)*c.every)); e.Closed && by == 0 {
				by = i
			}
		}
		if by != c.closedBy {
			t.Errorf("%s: closed by failure %d, want %d", name, by, c.closedBy)
		}
	}
}

// What a mail server answers says whose fault it is.
func TestBounces(t *testing.T) {
	ms := startMailServer(t, true)
	m, err := NewMailer(ms.config())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code     int
		enhanced smtp.EnhancedCode
		atRcpt   bool
		want     Fault
	}{
		{550, smtp.EnhancedCode{5, 1, 1}, true, FaultAddress}, {550, smtp.EnhancedCode{5, 1, 1}, false, FaultAddress}, {550, smtp.EnhancedCode{5, 2, 1}, true, FaultAddress},
		{553, smtp.EnhancedCode{5, 1, 8}, true, FaultElsewhere}, {552, smtp.EnhancedCode{5, 2, 2}, true, FaultRecipient}, {452, smtp.EnhancedCode{4, 2, 2}, true, FaultRecipient},
		{554, smtp.EnhancedCode{5, 7, 1}, false, FaultRecipient},
	} {
		answer := &smtp.SMTPError{Code: c.code, EnhancedCode: c.enhanced, Message: "no"}
		if c.atRcpt {
			ms.atRcpt = answer
		} else {
			ms.answers = append(ms.answers, answer)
		}
		_, err := m.Send(t.Context(), newsletter())
		ms.atRcpt = nil
		var f *Failure
		if !errors.As(err, &f) || f.Fault != c.want || f.Later != (c.code < 500) {
			t.Errorf("%d %v: %#v, want the fault %q", c.code, c.enhanced, err, c.want)
		}
	}
}
