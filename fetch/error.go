package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Reason is the sort of failure that ended a fetch.
type Reason string

const (
	BadAddress  Reason = "address"   // not an http or https address
	Blocked     Reason = "blocked"   // the guard: not a public address, or a port of another service
	Robots      Reason = "robots"    // robots.txt says no
	Timeout     Reason = "timeout"   // not done in the time allowed
	DNS         Reason = "dns"       // the name is not known, or the name server does not answer
	TLS         Reason = "tls"       // no trustworthy connection
	Refused     Reason = "refused"   // no connection, or it broke
	TooLarge    Reason = "too large" // body or headers past their bound
	Redirects   Reason = "redirects" // too many, or to nowhere
	BadEncoding Reason = "encoding"  // the body cannot be unpacked
	Wall        Reason = "wall"      // something before the site tells people from programs, and keeps us out
	Status      Reason = "status"    // answered, but not with what was asked for
	Cancelled   Reason = "cancelled" // the caller gave up
)

// An Error says why a fetch failed, in a sentence that a person understands.
type Error struct {
	Reason     Reason
	URL        string        // the address that failed: after redirects, not the one asked for
	Status     int           // where Reason is Status
	Later      bool          // trying again later can help
	RetryAfter time.Duration // what the host asked for; 0 when it did not
	Detail     string        // the sentence, without the address
	Err        error         // what is beneath, may be nil
}

func (e *Error) Error() string { return e.URL + ": " + e.Detail }
func (e *Error) Unwrap() error { return e.Err }

// statusError tells what an answer that is not the page means.
func statusError(url string, status int, header http.Header, now time.Time) *Error {
	e := &Error{Reason: Status, URL: url, Status: status}
	name := strings.ToLower(http.StatusText(status))
	if isWall(status, header) {
		e.Reason, e.Later = Wall, true
		e.Detail = fmt.Sprintf("a wall against programs keeps us out (%d %s)", status, name)
		e.RetryAfter = retryAfter(header.Get("Retry-After"), now)
		return e
	}
	switch {
	case status == http.StatusTooManyRequests:
		e.Later, e.Detail = true, "the site says that it is asked too often (429)"
	case status == http.StatusRequestTimeout || status == http.StatusTooEarly:
		e.Later, e.Detail = true, fmt.Sprintf("the site asks to try again (%d %s)", status, name)
	case status >= 500:
		e.Later, e.Detail = true, fmt.Sprintf("the site has trouble (%d %s)", status, name)
	case status == http.StatusUnauthorized || status == http.StatusPaymentRequired || status == http.StatusForbidden:
		e.Detail = fmt.Sprintf("the site does not let us in (%d %s)", status, name)
	case status == http.StatusNotFound:
		e.Detail = "there is no such page (404)"
	case status == http.StatusGone:
		e.Detail = "the page is gone for good (410)"
	case status == http.StatusUnavailableForLegalReasons:
		e.Detail = "the page is withheld for legal reasons (451)"
	case status >= 300 && status < 400:
		e.Reason, e.Detail = Redirects, fmt.Sprintf("the site points elsewhere (%d) where no redirect is followed", status)
	default:
		e.Detail = fmt.Sprintf("the site answers %d %s", status, name)
	}
	if e.Later {
		e.RetryAfter = retryAfter(header.Get("Retry-After"), now)
	}
	return e
}

// wallHeaders are what the services that stand before sites, and tell people from
// programs, say of themselves when they let nobody through.
var wallHeaders = map[string]string{"Cf-Mitigated": "challenge", "X-Amzn-Waf-Action": "", "X-Datadome": "", "X-Px-Block": "", "X-Iinfo": "", "X-Sucuri-Block": ""}

func isWall(status int, header http.Header) bool {
	if status != http.StatusForbidden && status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable && status != http.StatusUnauthorized && status != http.StatusMethodNotAllowed {
		return false
	}
	for name, value := range wallHeaders {
		if got := header.Get(name); got != "" && (value == "" || strings.EqualFold(got, value)) {
			return true
		}
	}
	return false
}

// retryAfter reads RFC 9110 §10.2.3: seconds or a date. Capped at a day, so
// that nobody can put a source away for ever.
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	var d time.Duration
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		d = time.Duration(n) * time.Second
	} else if t, err := http.ParseTime(s); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), 24*time.Hour)
}

// transportError gives the reason for what net, tls and http report.
func transportError(url string, err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		if own.URL == "" {
			own.URL = url
		}
		return own
	}
	e := &Error{URL: url, Err: err, Later: true}
	var (
		dns       *net.DNSError
		netErr    net.Error
		unknownCA x509.UnknownAuthorityError
		wrongHost x509.HostnameError
		badCert   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
	)
	switch {
	case errors.Is(err, context.Canceled):
		e.Reason, e.Detail = Cancelled, "the fetch was stopped before it ended"
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Reason, e.Detail = DNS, "there is no such host; is the address spelt right?"
	case errors.As(err, &dns):
		e.Reason, e.Detail = DNS, "the name of the host could not be looked up"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netErr) && netErr.Timeout():
		e.Reason, e.Detail = Timeout, "the site did not answer in the time allowed"
	case errors.As(err, &wrongHost), errors.As(err, &unknownCA), errors.As(err, &badCert), errors.As(err, &verify):
		e.Reason, e.Detail = TLS, "its certificate is not valid for it"
	case errors.As(err, &record), errors.As(err, &alert):
		e.Reason, e.Detail = TLS, "it does not speak HTTPS properly"
	case strings.Contains(err.Error(), "response headers exceeded"), strings.Contains(err.Error(), "header list"):
		e.Reason, e.Later, e.Detail = TooLarge, false, "its headers are longer than what is accepted"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Reason, e.Detail = Refused, "the host refuses connections"
	default:
		e.Reason, e.Detail = Refused, "the connection broke before the answer was whole"
	}
	return e
}
