package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// A ledger counts what arrived, by the identity of the delivery: the Message-ID
// of an e-mail, the webhook-id of a message.
type ledger struct {
	mu       sync.Mutex
	arrived  map[string]int
	types    map[string]string    // the type of a webhook's message, "mail" otherwise
	at       map[string]time.Time // when it came first
	confirms []url.Values         // the links that ask to confirm a subscription
}

func newLedger() *ledger {
	return &ledger{arrived: map[string]int{}, types: map[string]string{}, at: map[string]time.Time{}}
}

func (l *ledger) note(id, kind string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrived[id]++
	l.types[id] = kind
	if l.arrived[id] == 1 {
		l.at[id] = time.Now()
	}
}

func (l *ledger) counts() (distinct, repeated int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.arrived {
		distinct++
		if n > 1 {
			repeated++
		}
	}
	return distinct, repeated
}

// A receiver is a server that can be cut off: its port refuses connections, and
// those that are open are closed.
type receiver struct {
	name  string
	addr  string
	serve func(net.Listener) (stop func())

	mu   sync.Mutex
	stop func() // nil: cut off
}

func (r *receiver) up() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		return nil
	}
	addr := r.addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listening for %s: %w", r.name, err)
	}
	r.addr = l.Addr().String()
	r.stop = r.serve(l)
	return nil
}

func (r *receiver) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		r.stop()
		r.stop = nil
	}
}

func mailReceiver(l *ledger) *receiver {
	return &receiver{name: "the mail server", serve: func(listener net.Listener) func() {
		server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return mailSession{l}, nil }))
		server.Domain = "mx.example"
		go server.Serve(listener)
		return func() { server.Close() }
	}}
}

type mailSession struct{ ledger *ledger }

func (mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (mailSession) Reset()                               {}
func (mailSession) Logout() error                        { return nil }

var confirmLink = regexp.MustCompile(`/subscribe/confirm\?(id=[^\s"<&]+&(?:amp;)?secret=[A-Za-z0-9_-]+)`)

func (s mailSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(message.Body)
	if err != nil {
		return err
	}
	id, _, _ := strings.Cut(strings.Trim(message.Header.Get("Message-ID"), "<> "), "@")
	s.ledger.note(id, "mail")
	plain := strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(string(body))
	if m := confirmLink.FindStringSubmatch(plain); m != nil {
		if q, err := url.ParseQuery(strings.ReplaceAll(m[1], "&amp;", "&")); err == nil {
			s.ledger.mu.Lock()
			s.ledger.confirms = append(s.ledger.confirms, q)
			s.ledger.mu.Unlock()
		}
	}
	return nil
}

func hookReceiver(l *ledger) *receiver {
	return &receiver{name: "the webhook receivers", serve: func(listener net.Listener) func() {
		server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var message struct{ Type string }
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<20))
			if err := errors.Join(err, json.Unmarshal(body, &message)); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			l.note(r.Header.Get("webhook-id"), message.Type)
		})}
		go server.Serve(listener)
		return func() { server.Close() }
	}}
}
