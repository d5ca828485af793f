package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"dateline/deliver"
	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/store"
)

// faultsOfMachine are errors as the system, the network and the database report them.
func faultsOfMachine() map[string]error {
	return map[string]error{
		"full":   fmt.Errorf("writing evidence: %w", &os.PathError{Op: "write", Path: "pages.warc.gz", Err: syscall.ENOSPC}),
		"quota":  &os.PathError{Op: "write", Path: "pages.warc.gz", Err: syscall.EDQUOT},
		"disk":   &os.PathError{Op: "read", Path: "pages.warc.gz", Err: syscall.EIO},
		"files":  &fetch.Error{Reason: fetch.Refused, Later: true, Err: &net.OpError{Op: "dial", Err: os.NewSyscallError("socket", syscall.EMFILE)}},
		"memory": os.NewSyscallError("mmap", syscall.ENOMEM),
		"known":  &faultError{faultNetwork, errors.New("no host answers")},
	}
}

// TestNothingChargedForFaults: whatever the machine does to a step, as often as it
// may fail and more, no try is counted, nothing needs a person, and it is done
// when the fault has passed.
func TestNothingChargedForFaults(t *testing.T) {
	for name, fault := range faultsOfMachine() {
		n, now := corridor(t)
		for _, kind := range []string{StepPage, StepRead, StepRecord, StepMatch, StepEdition, StepRelease, stepRetain, stepFollow} {
			broken, done := true, 0
			s := *n.stepOf(kind)
			s.do = func(_ context.Context, d store.Due) (func(*store.Tx) error, error) {
				if broken && done%2 == 0 {
					done++
					return nil, fault
				}
				return func(tx *store.Tx) error {
					if done++; broken {
						return fault
					}
					return tx.Done(d)
				}, nil
			}
			writing(t, n, func(tx *store.Tx) error { return tx.Plan(kind, "key", *now) })
			for range 3 * s.tries {
				take(t, n, &s)
				*now = now.Add(faultLatest)
				n.markTime(t.Context()) // which tells that the disk can be written to again
				n.lookAtSpace()
			}
			if done < 2*s.tries {
				t.Errorf("%s, %s: it was tried %d times, want again and again", name, kind, done)
			}
			if rows := troubles(t, n); len(rows) > 0 {
				t.Errorf("%s, %s: charged to %+v", name, kind, rows)
			}
			broken = false
			*now = now.Add(s.lease)
			take(t, n, &s)
			if left, err := n.db.Pending(t.Context(), kind, now.Add(time.Hour)); err != nil || left > 0 {
				t.Errorf("%s, %s: it is not done when the fault has passed: %d left, %v", name, kind, left, err)
			}
		}
	}
}

func take(t *testing.T, n *Newsroom, s *step) {
	t.Helper()
	taken, err := n.claim(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range taken {
		if e := n.perform(t.Context(), s, d); e.finish != nil {
			n.write(t.Context(), s, []ending{e})
		}
	}
}

// TestFollowersAndFaults: a change in the log that meets a fault of the machine
// is worked on again and left to nobody.
func TestFollowersAndFaults(t *testing.T) {
	n, now := corridor(t)
	writing(t, n, func(tx *store.Tx) error { return tx.Changed("report", "rep_1", *now) })
	var fault error
	followed := 0
	f := &follower{name: "test", batch: 64, fail: func() {}, do: func(context.Context, []store.Change) (func(*store.Tx) error, error) {
		followed++
		return func(*store.Tx) error { return nil }, fault
	}}
	for _, fault = range faultsOfMachine() {
		if _, err := n.followOnce(t.Context(), f); n.faultOf(err) == "" {
			t.Errorf("%v: the follower says %v", fault, err)
		}
	}
	if rows := troubles(t, n); len(rows) > 0 {
		t.Errorf("charged to %+v", rows)
	}
	fault = nil
	if worked, err := n.followOnce(t.Context(), f); !worked || err != nil {
		t.Errorf("when the fault has passed: %v, %v", worked, err)
	}
	if mark, err := n.db.Mark(t.Context(), "test"); err != nil || mark == 0 {
		t.Errorf("the mark is %d, %v", mark, err)
	}
}

// TestNetworkDown: while no host can be reached none is charged; a host that
// cannot be reached while others answer is.
func TestNetworkDown(t *testing.T) {
	lookup := func(host string) error {
		return &fetch.Error{Reason: fetch.DNS, Later: true, Err: &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}}
	}
	dial := func(no syscall.Errno) error {
		return &fetch.Error{Reason: fetch.Refused, Later: true, Err: &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443}, Err: os.NewSyscallError("connect", no)}}
	}
	unknown := &fetch.Error{Reason: fetch.DNS, Later: true, Err: &net.DNSError{Err: "no such host", Name: "gone.example", IsNotFound: true}}
	status := &fetch.Error{Reason: fetch.Status, Status: 500, URL: "https://up.example/", Later: true}

	var w network
	at := time.Duration(0)
	asks := func(err error, want bool, what string) {
		t.Helper()
		began := at
		at += 5 * time.Second
		if got := w.down(err, began, at); got != want {
			t.Errorf("%s: the network is said to be down: %v, want %v", what, got, want)
		}
	}
	asks(nil, false, "a host answers")
	asks(lookup("one.example"), true, "the name server is gone")
	asks(dial(syscall.ENETUNREACH), true, "no route")
	at += time.Hour
	asks(lookup("one.example"), true, "for an hour, several hosts")
	if !w.out() {
		t.Error("the network is not said to be out")
	}
	asks(unknown, false, "a name server says that there is no such host")
	asks(dial(syscall.ECONNREFUSED), false, "a host refuses")
	asks(status, false, "a host has trouble of its own")
	if w.out() {
		t.Error("the network is said to be out though a host answered")
	}
	if began := at; !w.down(lookup("dead.example"), began, at+5*time.Second) {
		t.Error("one host, nothing known of others: it was charged at once")
	}
	at += excused + time.Minute
	asks(lookup("dead.example"), false, "a single host for longer than is excused")
	began := at
	w.down(nil, began, at+time.Second)
	if w.down(lookup("late.example"), began, at+2*time.Second) {
		t.Error("a host was excused though another answered meanwhile")
	}
}

// TestDeliveryAndFaults: a delivery that meets a fault of the machine is owed
// again and counts no try, however often.
func TestDeliveryAndFaults(t *testing.T) {
	o := openOutbox(t)
	o.subscribed(news.ChannelWebhook, hook, "")
	o.order(o.draft("world"), desk.Order{Act: desk.Publish, Reason: "Checked by hand."})
	o.walk(StepEdition)
	var due store.Due
	for range 2 * deliver.Tries(false) {
		o.passes(faultLatest)
		taken, err := o.n.claim(t.Context(), o.n.stepOf(StepDeliver))
		if err != nil || len(taken) != 1 {
			t.Fatalf("took %v, %v", taken, err)
		}
		due = taken[0]
		cause := &deliver.Failure{Later: true, Err: fmt.Errorf("connecting: %w", &net.OpError{Op: "dial", Err: os.NewSyscallError("socket", syscall.EMFILE)})}
		letter, leaves, err := o.n.takeOut(t.Context(), due)
		if err != nil || !leaves {
			t.Fatalf("it does not leave: %v", err)
		}
		writing(t, o.n, o.n.notSent(letter, due, cause, false))
	}
	o.passes(faultLatest)
	o.walk(StepDeliver)
	o.wantArrived("dispatch.published")
	if due.Tries != 0 {
		t.Errorf("%d tries were counted", due.Tries)
	}
}
