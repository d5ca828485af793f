package deliver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"

	"dateline/news"
)

// TLSPolicy says how the way to the mail server is protected.
type TLSPolicy string

const (
	TLSRequired TLSPolicy = "required" // STARTTLS or no mail; the default
	TLSIfGiven  TLSPolicy = "if-given" // STARTTLS where the server has it
	TLSImplicit TLSPolicy = "implicit" // from the first byte, as on port 465
	TLSNever    TLSPolicy = "never"    // only for a server on this machine
)

// SMTPConfig names the mail server that takes our e-mails.
type SMTPConfig struct {
	Host     string
	Port     int    // 0: 465 for TLSImplicit, otherwise 587
	User     string // empty: no authentication
	Password string
	From     string // address of the sender
	FromName string
	TLS      TLSPolicy      // empty: TLSRequired
	RootCAs  *x509.CertPool // the system's when nil
	Timeout  time.Duration  // of one message; 30 s when 0
}

// A Mailer sends deliveries by e-mail through one server. It is safe for use by
// many goroutines; each message has a connection of its own.
type Mailer struct {
	cfg    SMTPConfig
	from   netmail.Address
	domain string
}

// NewMailer checks the settings; nothing is dialled yet.
func NewMailer(cfg SMTPConfig) (*Mailer, error) {
	if cfg.Host == "" {
		return nil, errors.New("no mail server is named; set its host name")
	}
	from, err := netmail.ParseAddress(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("the sender %q is no e-mail address; set one like news@example.org", cfg.From)
	}
	if cfg.TLS == "" {
		cfg.TLS = TLSRequired
	}
	if cfg.Port == 0 {
		cfg.Port = 587
		if cfg.TLS == TLSImplicit {
			cfg.Port = 465
		}
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 30 * time.Second
	}
	m := &Mailer{cfg: cfg, from: netmail.Address{Name: oneLine(first(cfg.FromName, from.Name)), Address: from.Address}}
	_, m.domain, _ = cutLast(from.Address, "@")
	if _, err := m.client(); err != nil {
		return nil, err
	}
	return m, nil
}

// client is a connection to be; go-mail's clients hold one each.
func (m *Mailer) client() (*mail.Client, error) {
	opts := []mail.Option{mail.WithPort(m.cfg.Port), mail.WithTimeout(m.cfg.Timeout), mail.WithHELO(m.domain),
		mail.WithTLSConfig(&tls.Config{ServerName: m.cfg.Host, RootCAs: m.cfg.RootCAs, MinVersion: tls.VersionTLS12})}
	switch m.cfg.TLS {
	case TLSRequired:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	case TLSIfGiven:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case TLSImplicit:
		opts = append(opts, mail.WithSSL())
	case TLSNever:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("%q is no way to protect e-mail; use required, if-given, implicit or never", m.cfg.TLS)
	}
	if m.cfg.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.cfg.User), mail.WithPassword(m.cfg.Password))
	}
	c, err := mail.NewClient(m.cfg.Host, opts...)
	if err != nil {
		return nil, fmt.Errorf("the settings of the mail server: %w", err)
	}
	return c, nil
}

// Send hands a letter to the mail server. The receipt is the server's answer,
// in which most put the number of their queue. The error is a *Failure. When ctx is
// cancelled Send returns at once; if the message was under way by then, nobody
// knows whether the server took it.
func (m *Mailer) Send(ctx context.Context, d Letter) (string, error) {
	msg, err := m.message(d)
	if err != nil {
		return "", err
	}
	client, err := m.client()
	if err != nil {
		return "", never("%w", err)
	}
	reached := m.dial(ctx, client)
	select {
	case err = <-reached:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		// Whatever it is (down, wrong password, no TLS), it is not about this
		// recipient, and passes when the server or the settings are put right.
		return "", later("reaching the mail server %s: %w", m.cfg.Host, err)
	}
	sent := make(chan error, 1)
	go func() {
		err := client.Send(msg)
		_ = client.Close() // what the server took it keeps, whatever becomes of the QUIT
		if msg.IsDelivered() {
			err = nil
		}
		sent <- err
	}()
	select {
	case err = <-sent:
	case <-ctx.Done():
		return "", &Failure{Unsure: true, Err: fmt.Errorf("interrupted before %s said whether it took the message: %w", m.cfg.Host, ctx.Err())}
	}
	if err != nil {
		return "", sendFailure(m.cfg.Host, err)
	}
	return strings.TrimSpace(oneLine(msg.ServerResponse())), nil
}

// dial connects to the mail server. The library can't be interrupted while it
// waits for a greeting, so it is left to its own deadline then, and what it reaches
// too late is closed again.
func (m *Mailer) dial(ctx context.Context, client *mail.Client) <-chan error {
	reached := make(chan error, 1)
	go func() {
		timed, cancel := context.WithTimeout(ctx, m.cfg.Timeout)
		defer cancel()
		err := client.DialWithContext(timed)
		if err == nil && ctx.Err() != nil {
			err = errors.Join(ctx.Err(), client.Close())
		}
		reached <- err
	}()
	return reached
}

// message composes the e-mail. Whatever could end a header and begin another is
// refused, not repaired.
func (m *Mailer) message(d Letter) (*mail.Msg, error) {
	if d.Channel != news.ChannelEmail {
		return nil, never("delivery %s goes by %s, not by e-mail", d.ID, d.Channel)
	}
	for field, value := range map[string]string{"identity": d.ID, "address": d.Address, "title": d.Title, "list address": d.ListURL, "list": d.ListID} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return nil, never("the %s of delivery %s holds a line break or another control character", field, d.ID)
		}
	}
	if strings.ContainsAny(d.ID, "<>@ ") || d.ID == "" {
		return nil, never("%q is no identity of a delivery", d.ID)
	}
	to, err := netmail.ParseAddress(d.Address)
	if err != nil {
		return nil, never("%q is no e-mail address; remove the subscriber", clip(d.Address))
	}
	// The date and the boundary follow from the delivery, so that another try sends
	// the same message.
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary("part-"+d.ID))
	msg.FromMailAddress(&m.from)
	msg.ToMailAddress(to)
	msg.Subject(d.Title)
	msg.SetDateWithValue(d.DecidedAt)
	msg.SetMessageIDWithValue(d.ID + "@" + m.domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies
	if d.ListURL != "" {
		u, err := url.Parse(d.ListURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(d.ListURL, "<>,") {
			return nil, never("the list address of delivery %s is no address of the web", d.ID)
		}
		msg.SetListUnsubscribe(d.ListURL)
		if u.Scheme == "https" {
			msg.SetListUnsubscribePost() // RFC 8058 wants one https address
		}
	}
	if d.ListID != "" {
		msg.SetGenHeader("List-Id", d.ListID) // RFC 2919
	}
	msg.SetBodyString(mail.TypeTextPlain, first(d.Text, d.Title))
	if d.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, d.HTML)
	}
	return msg, nil
}

// sendFailure tells by the server's answer whether another try may help: 4xx
// later, 5xx never (RFC 5321, 4.2.1), and whether the recipient's address is at
// fault.
func sendFailure(host string, err error) error {
	var se *mail.SendError
	f := &Failure{Later: true}
	code := 0
	if errors.As(err, &se) {
		code, f.Fault = se.ErrorCode(), faultOf(se)
	}
	switch {
	case code >= 500:
		f.Later, f.Err = false, fmt.Errorf("the mail server %s refuses the message: %w", host, err)
	case code >= 400:
		f.Err = fmt.Errorf("the mail server %s asks to try later: %w", host, err)
	case se != nil && se.Reason == mail.ErrSMTPDataClose:
		f.Later, f.Unsure, f.Fault = false, true, FaultElsewhere
		f.Err = fmt.Errorf("the connection to %s broke before it said whether it took the message: %w", host, err)
	default:
		f.Err = fmt.Errorf("sending through %s: %w", host, err)
	}
	return f
}

// faultOf reads whose fault an answer names. 5.1.x is the recipient's address and
// 5.2.1 a mailbox that is shut (RFC 3463); but 5.1.7 and 5.1.8 are the sender's. A
// server without such codes says 550, 551 or 553 of an address that it refuses. What
// is refused after the text was sent may be the text's fault, and is a soft bounce.
func faultOf(se *mail.SendError) Fault {
	code, status := se.ErrorCode(), se.EnhancedStatusCode()
	switch {
	case code < 400 || se.Reason != mail.ErrSMTPRcptTo && se.Reason != mail.ErrSMTPData && se.Reason != mail.ErrSMTPDataClose:
		return FaultElsewhere
	case status == "5.1.7" || status == "5.1.8":
		return FaultElsewhere
	case strings.HasPrefix(status, "5.1.") || status == "5.2.1":
		return FaultAddress
	case status == "" && se.Reason == mail.ErrSMTPRcptTo && (code == 550 || code == 551 || code == 553):
		return FaultAddress
	}
	return FaultRecipient
}
