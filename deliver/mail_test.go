package deliver

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"dateline/news"
)

// mailServer is a real SMTP server on loopback that asks for STARTTLS and a
// password, and answers the next messages as the test says.
type mailServer struct {
	port    int
	roots   *x509.CertPool
	mu      sync.Mutex
	answers []*smtp.SMTPError // to the coming messages' data; nil: taken
	atRcpt  *smtp.SMTPError   // to the coming recipients; nil: taken
	got     [][]byte
	to      []string
}

type mailSession struct {
	server   *mailServer
	signedIn bool
	to       string
}

func startMailServer(t *testing.T, withTLS bool) *mailServer {
	t.Helper()
	ms := &mailServer{roots: x509.NewCertPool()}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{server: ms}, nil }))
	s.Domain = "mx.example.org"
	s.ErrorLog = quiet{}
	if withTLS {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate(t, ms.roots)}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ms.port = l.Addr().(*net.TCPAddr).Port
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return ms
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func certificate(t *testing.T, roots *x509.CertPool) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "desk" || password != "pass word" {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}
func (s *mailSession) Mail(string, *smtp.MailOptions) error {
	if !s.signedIn {
		return smtp.ErrAuthRequired
	}
	return nil
}
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.server.atRcpt != nil {
		return s.server.atRcpt
	}
	return nil
}
func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }
func (s *mailSession) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if len(s.server.answers) > 0 {
		answer := s.server.answers[0]
		s.server.answers = s.server.answers[1:]
		if answer != nil {
			return answer
		}
	}
	s.server.got = append(s.server.got, body)
	s.server.to = append(s.server.to, s.to)
	return nil
}

func (ms *mailServer) config() SMTPConfig {
	return SMTPConfig{Host: "127.0.0.1", Port: ms.port, User: "desk", Password: "pass word", From: "news@example.org", FromName: "Dateline ✎",
		RootCAs: ms.roots, Timeout: 10 * time.Second}
}

func newsletter() Letter {
	return Letter{Delivery: news.Delivery{ID: "del_0123", Channel: news.ChannelEmail, DecidedAt: noon}, Address: "ann@example.net",
		Message: news.Message{Title: "Pact signed – « Élysée »", Text: "Plain text.\n", HTML: "<p>HTML text ✓</p>"},
		ListURL: "https://news.example.org/leave?token=abc", ListID: House{Name: "Le « Monde »", BaseURL: "https://news.example.org"}.listID()}
}

func TestMailArrives(t *testing.T) {
	ms := startMailServer(t, true)
	m, err := NewMailer(ms.config())
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := m.Send(context.Background(), newsletter())
	if err != nil || receipt == "" {
		t.Fatalf("receipt %q, error %v", receipt, err)
	}
	if _, err := m.Send(context.Background(), newsletter()); err != nil || !slices.Equal(sortedLines(ms.got[0]), sortedLines(ms.got[1])) {
		t.Errorf("another try sends another message (%v):\n%s\n%s", err, ms.got[0], ms.got[1])
	}
	ms.got = ms.got[:1]
	if len(ms.got) != 1 || ms.to[0] != "ann@example.net" {
		t.Fatalf("the server took %d messages for %v", len(ms.got), ms.to)
	}
	msg, err := mail.ReadMessage(bytes.NewReader(ms.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Message-Id": "<del_0123@example.org>", "List-Unsubscribe": "<https://news.example.org/leave?token=abc>",
		"List-Id": "=?utf-8?q?Le_=C2=AB_Monde_=C2=BB?= <dispatches.news.example.org>", "Date": "Wed, 19 Jun 2024 12:00:00 +0000",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "To": "<ann@example.net>", "Auto-Submitted": "auto-generated"} {
		if got := msg.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	dec := new(mime.WordDecoder)
	if got, err := dec.DecodeHeader(msg.Header.Get("Subject")); err != nil || got != newsletter().Title {
		t.Errorf("subject: got %q %v, want %q", got, err, newsletter().Title)
	}
	if from, err := msg.Header.AddressList("From"); err != nil || from[0].Name != "Dateline ✎" || from[0].Address != "news@example.org" {
		t.Errorf("from: %v %v", from, err)
	}
	if got := parts(t, msg); len(got) != 2 || strings.TrimSpace(got["text/plain"]) != "Plain text." || got["text/html"] != newsletter().HTML {
		t.Errorf("parts: %q", got)
	}
}

// sortedLines are the lines of a message without their order: the library writes
// header fields in any order, which means the same (RFC 5322 §3.6).
func sortedLines(message []byte) []string {
	lines := strings.Split(string(message), "\r\n")
	slices.Sort(lines)
	return lines
}

func parts(t *testing.T, msg *mail.Message) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	r := multipart.NewReader(msg.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return out
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		out[kind] = string(body)
	}
}

func TestMailFailures(t *testing.T) {
	ms := startMailServer(t, true)
	plain := startMailServer(t, false)
	busy := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted"}
	no := &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "spam"}
	for _, c := range []struct {
		name    string
		config  func(*SMTPConfig)
		answer  *smtp.SMTPError
		later   bool
		message string
	}{
		{"busy", func(*SMTPConfig) {}, busy, true, "greylisted"},
		{"refused", func(*SMTPConfig) {}, no, false, "spam"},
		{"wrong password", func(c *SMTPConfig) { c.Password = "x" }, nil, true, "reaching"},
		{"nobody there", func(c *SMTPConfig) { c.Port = unusedPort(t) }, nil, true, "reaching"},
		{"no STARTTLS", func(c *SMTPConfig) { c.Port = plain.port }, nil, true, "TLS"},
		{"unknown certificate", func(c *SMTPConfig) { c.RootCAs = x509.NewCertPool() }, nil, true, "certificate"},
	} {
		cfg := ms.config()
		c.config(&cfg)
		m, err := NewMailer(cfg)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.answer != nil {
			ms.answers = append(ms.answers, c.answer)
		}
		_, err = m.Send(context.Background(), newsletter())
		var f *Failure
		if !errors.As(err, &f) || f.Later != c.later || f.Unsure || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: got %#v, want later %v, saying %q", c.name, err, c.later, c.message)
		}
	}
	if len(ms.got)+len(plain.got) != 0 {
		t.Error("a failed message was taken")
	}
	m, err := NewMailer(ms.config())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Send(context.Background(), newsletter()); err != nil || len(ms.got) != 1 {
		t.Errorf("after the trouble: %v, %d taken", err, len(ms.got))
	}
}

// A server that takes the whole message and dies before it answers leaves us
// unsure.
func TestMailUnsure(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, "220 hello\r\n")
		buf := make([]byte, 1<<16)
		var seen []byte
		inData := false
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			seen = append(seen, buf[:n]...)
			if inData {
				if bytes.Contains(seen, []byte("\r\n.\r\n")) {
					return
				}
				continue
			}
			inData = bytes.HasPrefix(seen, []byte("DATA"))
			seen = nil
			io.WriteString(conn, map[bool]string{false: "250 ok\r\n", true: "354 go\r\n"}[inData])
		}
	}()
	m, err := NewMailer(SMTPConfig{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "news@example.org", TLS: TLSNever, Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Send(context.Background(), newsletter())
	var f *Failure
	if !errors.As(err, &f) || f.Later || !f.Unsure {
		t.Errorf("got %#v, want a failure that is unsure", err)
	}
}

func TestMailRefusesHeaderInjection(t *testing.T) {
	ms := startMailServer(t, true)
	m, err := NewMailer(ms.config())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Letter){
		"title":        func(d *Letter) { d.Title = "x\r\nBcc: evil@example.net" },
		"address":      func(d *Letter) { d.Address = "ann@example.net\r\nRCPT TO:<evil@example.net>" },
		"two":          func(d *Letter) { d.Address = "ann@example.net, evil@example.net" },
		"list address": func(d *Letter) { d.ListURL = "https://a.example/\nX: y" },
		"list markup":  func(d *Letter) { d.ListURL = "https://a.example/>,<mailto:evil@example.net" },
		"list scheme":  func(d *Letter) { d.ListURL = "javascript:x" },
		"identity":     func(d *Letter) { d.ID = "x>\r\nBcc: evil@example.net" },
		"no identity":  func(d *Letter) { d.ID = "" },
		"channel":      func(d *Letter) { d.Channel = news.ChannelWebhook },
	} {
		d := newsletter()
		change(&d)
		_, err := m.Send(context.Background(), d)
		var f *Failure
		if !errors.As(err, &f) || f.Later {
			t.Errorf("%s: got %v, want a failure for good", name, err)
		}
	}
	if len(ms.got) != 0 {
		t.Errorf("%d messages left the house", len(ms.got))
	}
}

func TestNewMailerRefuses(t *testing.T) {
	for name, cfg := range map[string]SMTPConfig{"no host": {From: "a@b.example"}, "no sender": {Host: "h"}, "policy": {Host: "h", From: "a@b.example", TLS: "maybe"}} {
		if _, err := NewMailer(cfg); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
}

func unusedPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// TestSilentMailServer: a mail server that falls silent is left when the try
// is cancelled, and nothing was sent.
func TestSilentMailServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := l.Accept()
		if err == nil {
			defer conn.Close()
			fmt.Fprint(conn, "220 mx.example.org\r\n")
			bufio.NewReader(conn).ReadString('\n') // its greeting is never answered
		}
		cancel()
		<-t.Context().Done()
	}()
	m, err := NewMailer(SMTPConfig{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "wire@wire.example", TLS: TLSNever, Timeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := m.Send(ctx, Letter{Delivery: news.Delivery{ID: "del_1", Channel: news.ChannelEmail}, Message: news.Message{Title: "News", Text: "Text"}, Address: "ann@reader.example"})
		ended <- err
	}()
	select {
	case err := <-ended:
		var f *Failure
		if !errors.As(err, &f) || !f.Later || f.Unsure {
			t.Errorf("the failure is %+v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("a mail server that says nothing can't be left")
	}
}
