package newsroom

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"

	"dateline/fetch"
	"dateline/store"
)

// A faultError is a failure of the environment: the disk is full or fails, the
// database is held by another process, files or memory ran out, the network is
// down. It says nothing about the item, source or delivery that met it, so it is
// never counted as a try of theirs and never makes them need a person.
type faultError struct {
	fault store.Fault
	err   error
}

func (f *faultError) Error() string { return f.err.Error() }
func (f *faultError) Unwrap() error { return f.err }

// faultNetwork says that no host answers.
const faultNetwork store.Fault = "network"

// faultOf says which fault of the environment an error comes from; empty: none.
// This is the one place that decides it.
func (n *Newsroom) faultOf(err error) store.Fault {
	var known *faultError
	if errors.As(err, &known) {
		return known.fault
	}
	return store.FaultOf(err)
}

// fetched takes note of how a request that began at a time ended. An error that
// is not the host's fault comes back as a fault of the environment.
func (n *Newsroom) fetched(began time.Duration, err error) error {
	fault := n.faultOf(err)
	if fault == "" && n.network.down(err, began, n.steady()) {
		fault = faultNetwork
	}
	if fault != "" {
		return &faultError{fault, err}
	}
	return err
}

// excused is how long a single host that cannot be reached may blame the network
// while no other host is asked.
const excused = 10 * time.Minute

// A network is what the newsroom's requests tell of the machine's connection:
// when hosts cannot be reached and none answers meanwhile, it is the connection
// that fails and not the hosts. Times are those of the steady clock.
type network struct {
	mu       sync.Mutex
	answered time.Duration            // when a host answered last
	streak   map[string]bool          // hosts that could not be reached since then
	first    map[string]time.Duration // when a host began to be out of reach
}

// down takes note of how a request ended and reports whether it failed for want
// of a connection.
func (w *network) down(err error, began, now time.Duration) bool {
	host, reached := reachedBy(err)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first == nil || len(w.first) > 10_000 {
		w.first, w.streak = map[string]time.Duration{}, map[string]bool{}
	}
	if reached {
		w.answered = now
		clear(w.streak)
		delete(w.first, host)
		return false
	}
	if host == "" {
		return false
	}
	first, known := w.first[host]
	if !known {
		w.first[host], first = now, now
	}
	if w.answered > began {
		return false // others are reached while this one is not
	}
	w.streak[host] = true
	return len(w.streak) > 1 || now-first < excused
}

// out reports whether several hosts could not be reached and none answered since.
func (w *network) out() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.streak) > 1
}

// reachedBy gives the host that a request's error is about, and whether a host
// was reached. An error that tells nothing of a connection gives neither.
func reachedBy(err error) (host string, reached bool) {
	var dns *net.DNSError
	var op *net.OpError
	var f *fetch.Error
	switch {
	case err == nil:
		return "", true
	case errors.As(err, &dns):
		return dns.Name, dns.IsNotFound // a name server that says no was reached
	case errors.As(err, &op) && op.Op == "dial" && op.Addr != nil:
		return op.Addr.String(), !op.Timeout() && !unreachable(err)
	case errors.As(err, &f) && (f.Reason == fetch.Status || f.Reason == fetch.Wall):
		return f.URL, true
	}
	return "", false
}

// unreachable reports whether a connection failed before it left this machine's network.
func unreachable(err error) bool {
	for _, no := range []error{syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EHOSTUNREACH, syscall.EADDRNOTAVAIL} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// Waits of what met a fault of the environment: a fourth of the time for which
// the fault has lasted.
const (
	faultSoonest = 15 * time.Second
	faultLatest  = 10 * time.Minute
	faultForgot  = 20 * time.Minute // one that was not met for so long has passed
)

// faults is which faults of the environment were met, and since when.
type faults struct {
	mu  sync.Mutex
	all map[store.Fault]*metFault
}

type metFault struct {
	since, last time.Duration
	times       int
}

// met takes note of a fault and says how long to wait before trying again.
func (fs *faults) met(f store.Fault, now time.Duration) (wait time.Duration, first bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.all == nil {
		fs.all = map[store.Fault]*metFault{}
	}
	m := fs.all[f]
	if first = m == nil || now-m.last > faultForgot; first {
		times := 0
		if m != nil {
			times = m.times
		}
		m = &metFault{since: now, times: times}
		fs.all[f] = m
	}
	m.last = now
	m.times++
	if f == store.FaultFull { // nothing is taken while the disk is full, so there is nothing to space out
		return faultSoonest, first
	}
	return min(max((now-m.since)/4, faultSoonest), faultLatest), first
}

// counted is how often each fault was met.
func (fs *faults) counted() map[store.Fault]int {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	out := map[store.Fault]int{}
	for f, m := range fs.all {
		out[f] = m.times
	}
	return out
}

// recent gives the faults that were met within a time.
func (fs *faults) recent(within, now time.Duration) (out []store.Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range []store.Fault{store.FaultIO, store.FaultBusy, store.FaultFiles, store.FaultMemory, faultNetwork} {
		if m := fs.all[f]; m != nil && now-m.last < within {
			out = append(out, f)
		}
	}
	return out
}
