package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// maxRobotsFiles is how many hosts' robots.txt are kept.
const maxRobotsFiles = 4096

// robotsAgain is how soon a robots.txt that could not be had is asked for again.
const robotsAgain = 10 * time.Minute

// A robotsCache keeps each host's robots.txt for as long as it is believed.
type robotsCache struct {
	client *Client
	agent  string
	flight singleflight.Group
	mu     sync.Mutex
	files  map[string]cachedRobots
}

type cachedRobots struct {
	file    *RobotsFile
	err     *Error // why there is no file; then everything is disallowed for now
	expires time.Time
}

func newRobotsCache(c *Client) *robotsCache {
	return &robotsCache{client: c, agent: agentToken(c.cfg.UserAgent), files: map[string]cachedRobots{}}
}

// check tells whether robots.txt lets us fetch u: nil, or an *Error.
func (rc *robotsCache) check(ctx context.Context, u *url.URL) error {
	site := u.Scheme + "://" + u.Host
	cached, ok := rc.known(site)
	if !ok {
		// The one who asks first asks for all; when he gives up, the others still wait for it.
		result := rc.flight.DoChan(site, func() (any, error) {
			return rc.load(context.WithoutCancel(ctx), site), nil
		})
		select {
		case r := <-result:
			cached = r.Val.(cachedRobots)
		case <-ctx.Done():
			return &Error{Reason: Cancelled, URL: u.String(), Later: true, Detail: "the fetch was stopped while it asked for robots.txt", Err: ctx.Err()}
		}
	}
	if cached.err != nil {
		e := *cached.err
		e.URL = u.String()
		return &e
	}
	if !cached.file.Allowed(rc.agent, u.RequestURI()) {
		return &Error{Reason: Robots, URL: u.String(), Detail: "the site's robots.txt asks us not to fetch it"}
	}
	return nil
}

// delay is the crawl-delay of the host, where its robots.txt is known.
func (rc *robotsCache) delay(u *url.URL) time.Duration {
	cached, ok := rc.known(u.Scheme + "://" + u.Host)
	if !ok || cached.file == nil {
		return 0
	}
	return cached.file.Delay(rc.agent)
}

func (rc *robotsCache) known(site string) (cachedRobots, bool) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	cached, ok := rc.files[site]
	return cached, ok && time.Now().Before(cached.expires)
}

// load fetches a robots.txt and keeps what came of it.
func (rc *robotsCache) load(ctx context.Context, site string) cachedRobots {
	file, err := rc.client.RobotsOf(ctx, site)
	cached := cachedRobots{file: file, expires: time.Now().Add(rc.client.cfg.RobotsTTL)}
	if err != nil {
		cached.expires = time.Now().Add(robotsAgain)
		if !errors.As(err, &cached.err) {
			cached.err = &Error{Reason: Robots, Later: true, Detail: "the site's robots.txt cannot be had, so nothing is fetched", Err: err}
		}
	}
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if len(rc.files) >= maxRobotsFiles {
		rc.forget()
	}
	rc.files[site] = cached
	return cached
}

// forget drops what has expired, and if that is nothing, any quarter. rc.mu is held.
func (rc *robotsCache) forget() {
	now := time.Now()
	for site, c := range rc.files {
		if now.After(c.expires) {
			delete(rc.files, site)
		}
	}
	for site := range rc.files {
		if len(rc.files) < maxRobotsFiles*3/4 {
			return
		}
		delete(rc.files, site)
	}
}

// RobotsOf fetches the robots.txt of a site, given as "https://host". A site
// without one allows everything (RFC 9309 §2.3.1.3); one whose file cannot be
// had is an *Error, and nothing of it may be fetched for the while (§2.3.1.4).
func (c *Client) RobotsOf(ctx context.Context, site string) (*RobotsFile, error) {
	resp, err := c.Get(ctx, Request{URL: site + "/robots.txt", Accept: "text/plain, */*;q=0.5"})
	var e *Error
	switch {
	case err == nil:
		return ParseRobots(resp.Body[:min(len(resp.Body), maxRobots)]), nil
	case !errors.As(err, &e):
		return nil, err
	case answered(e) && (e.Status == http.StatusTooManyRequests || e.Status >= 500):
		return nil, &Error{Reason: Robots, URL: e.URL, Status: e.Status, Later: true, RetryAfter: e.RetryAfter, Err: err,
			Detail: "the site has trouble with its robots.txt, so nothing is fetched for now"}
	case answered(e), e.Reason == Redirects:
		return &RobotsFile{}, nil
	case e.Reason == TooLarge, e.Reason == BadEncoding:
		return nil, &Error{Reason: Robots, URL: e.URL, Later: true, Err: err, Detail: "the site's robots.txt cannot be read, so nothing is fetched for now"}
	}
	return nil, err // no connection: the page would have met the same
}

// answered says that there was an answer, only none that was asked for.
func answered(e *Error) bool { return e.Reason == Status || e.Reason == Wall }
