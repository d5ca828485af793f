package newsroom

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/fetch"
	"dateline/internal/testkit"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
	"dateline/store/storetest"
)

// A hubWeb is a web of one publisher and its hubs. It serves what a test sets,
// and remembers what the hubs were asked.
type hubWeb struct {
	mu    sync.Mutex
	pages map[string]func(w http.ResponseWriter, r *http.Request)
	asked []url.Values
}

func (h *hubWeb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	address := r.Host + r.URL.Path
	if page := h.pages[address]; page != nil {
		page(w, r)
		return
	}
	if r.Host == "hub.example" && r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		form, err := url.ParseQuery(string(body))
		if err == nil {
			form.Set("path", r.URL.Path)
			h.asked = append(h.asked, form)
		}
		w.WriteHeader(http.StatusAccepted)
		return
	}
	http.NotFound(w, r)
}

func serving(contentType, body string, headers ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		io.WriteString(w, body)
	}
}

func redirecting(status int, to string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

func rssOf(channel string, items ...int) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Pub</title>` + channel)
	for _, i := range items {
		fmt.Fprintf(&b, `<item><title>Item %d</title><link>https://pub.example/%d</link></item>`, i, i)
	}
	return b.String() + `</channel></rss>`
}

type hubTest struct {
	*testing.T
	n   *Newsroom
	web *hubWeb
	now time.Time
}

// newHubTest has one source at https://pub.example/topic and looks at it once.
func newHubTest(t *testing.T, kind news.SourceKind, pages map[string]func(http.ResponseWriter, *http.Request)) *hubTest {
	t.Helper()
	h := &hubTest{T: t, web: &hubWeb{pages: pages}, now: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}
	web := testkit.WebHandler(t, h.web)
	var err error
	h.n, err = Open(t.Context(), Config{Data: t.TempDir(), Clock: func() time.Time { return h.now }, Log: testkit.Logger(t), Site: publish.Site{BaseURL: "https://wire.example"},
		Fetch: fetch.Config{Resolve: web.Resolve(), RootCAs: web.RootCAs()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.CheckPlans(t, h.n.db)
		h.n.Close()
	})
	writing(t, h.n, func(tx *store.Tx) error {
		s := news.Source{ID: "src_1", Feed: "https://pub.example/topic", Kind: kind, State: news.SourceActive}
		if _, _, err := tx.AddSource(s, h.now); err != nil {
			return err
		}
		return tx.Plan(StepLook, s.ID, h.now)
	})
	walk(t, h.n)
	return h
}

func (h *hubTest) subscription() store.HubSubscription {
	h.Helper()
	sub, err := h.n.db.HubSubscription(h.Context(), "src_1")
	if err != nil {
		h.Fatal(err)
	}
	return sub
}

func (h *hubTest) verify(query string) error {
	h.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		h.Fatal(err)
	}
	challenge, err := h.n.HubVerifies(h.Context(), h.subscription().Token, values)
	if err == nil && values.Get("hub.mode") != "denied" && challenge != values.Get("hub.challenge") {
		h.Errorf("the challenge %q was answered by %q", values.Get("hub.challenge"), challenge)
	}
	return err
}

func (h *hubTest) items() int {
	h.Helper()
	counts, err := h.n.db.Counts(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return counts["items"]
}

// TestHubIsFoundAndAsked follows the cases 100 to 104 and 200 to 204 of the
// subscriber's part of websub.rocks: where the hub is named, what the topic is,
// and redirects of the topic and of the hub.
func TestHubIsFoundAndAsked(t *testing.T) {
	const links = `<https://hub.example/header>; rel="hub", <https://pub.example/topic>; rel="self"`
	type pages = map[string]func(http.ResponseWriter, *http.Request)
	rssLinks := `<atom:link rel="hub" href="https://hub.example/rss"/><atom:link rel="self" href="https://pub.example/topic"/>`
	list := `<html><head><title>Pub</title><link rel="hub" href="https://hub.example/html"><link rel="self" href="https://pub.example/topic"></head><body>x</body></html>`
	for name, c := range map[string]struct {
		kind        news.SourceKind
		pages       pages
		path, topic string
	}{
		"100 header":   {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf("", 1), "Link", links)}, "/header", ""},
		"101 HTML":     {"page list", pages{"pub.example/topic": serving("text/html", list)}, "/html", ""},
		"102 Atom":     {news.SourceFeed, pages{"pub.example/topic": serving("application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><link rel="hub" href="https://hub.example/atom"/><link rel="self" href="https://pub.example/topic"/></feed>`)}, "/atom", ""},
		"103 RSS":      {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf(rssLinks, 1))}, "/rss", ""},
		"104 priority": {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf(rssLinks, 1), "Link", links)}, "/header", ""},
		"200 another self": {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf("", 1), "Link", `<https://hub.example/h>; rel=hub`, "Link", `<https://pub.example/self>; rel=self`)},
			"/h", "https://pub.example/self"},
		"201 topic moved for now": {news.SourceFeed, pages{"pub.example/topic": redirecting(302, "/there"), "pub.example/there": serving("application/rss+xml", rssOf("", 1), "Link", `<https://hub.example/h>; rel=hub, <https://pub.example/there>; rel=self`)},
			"/h", "https://pub.example/there"},
		"202 topic moved for good": {news.SourceFeed, pages{"pub.example/topic": redirecting(301, "/there"), "pub.example/there": serving("application/rss+xml", rssOf("", 1), "Link", `<https://hub.example/h>; rel=hub, <https://pub.example/there>; rel=self`)},
			"/h", "https://pub.example/there"},
		"203 hub moved for now":  {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf(rssLinks, 1)), "hub.example/rss": redirecting(307, "https://hub.example/other")}, "/other", ""},
		"204 hub moved for good": {news.SourceFeed, pages{"pub.example/topic": serving("application/rss+xml", rssOf(rssLinks, 1)), "hub.example/rss": redirecting(308, "/other")}, "/other", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHubTest(t, c.kind, c.pages)
			if len(h.web.asked) != 1 {
				t.Fatalf("the hub was asked %d times, want once", len(h.web.asked))
			}
			asked, sub := h.web.asked[0], h.subscription()
			if c.topic == "" {
				c.topic = "https://pub.example/topic"
			}
			if asked.Get("path") != c.path || asked.Get("hub.mode") != "subscribe" || asked.Get("hub.topic") != c.topic || asked.Get("hub.callback") != "https://wire.example/websub/"+sub.Token || len(asked.Get("hub.secret")) < 20 {
				t.Errorf("asked %v, want %s for %s", asked, c.path, c.topic)
			}
		})
	}
}

// TestHubVerifies follows the case 205, and the life of a lease.
func TestHubVerifies(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, 1)),
	})
	for _, query := range []string{
		"hub.mode=subscribe&hub.topic=https://pub.example/other&hub.challenge=c&hub.lease_seconds=86400",
		"hub.mode=unsubscribe&hub.topic=https://pub.example/topic&hub.challenge=c",
		"hub.mode=subscribe&hub.topic=https://pub.example/topic",
		"hub.mode=hello&hub.topic=https://pub.example/topic&hub.challenge=c",
	} {
		if err := h.verify(query); !errors.Is(err, ErrNoSubscription) || h.subscription().State != store.HubAsked {
			t.Errorf("%s: %v, now %s", query, err, h.subscription().State)
		}
	}
	if _, err := h.n.HubVerifies(t.Context(), "guessed", url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://pub.example/topic"}, "hub.challenge": {"c"}}); !errors.Is(err, ErrNoSubscription) {
		t.Errorf("an address that no hub was given: %v", err)
	}
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c&hub.lease_seconds=864000"); err != nil || h.subscription().State != store.HubActive {
		t.Fatalf("verified: %v, %+v", err, h.subscription())
	}
	h.now = h.now.Add(7 * 24 * time.Hour)
	walk(t, h.n)
	if len(h.web.asked) != 1 {
		t.Errorf("asked %d times within the lease, want once", len(h.web.asked))
	}
	h.now = h.now.Add(2 * 24 * time.Hour)
	walk(t, h.n)
	if len(h.web.asked) != 2 {
		t.Errorf("asked %d times when the lease was about to end, want twice", len(h.web.asked))
	}
	if err := h.verify("hub.mode=denied&hub.topic=https://pub.example/topic&hub.reason=no+more"); err != nil {
		t.Fatal(err)
	}
	if sub := h.subscription(); sub.State != store.HubDenied || !strings.Contains(sub.Reason, "no more") {
		t.Errorf("denied: %+v", sub)
	}
	if err := h.n.ChangeSource(t.Context(), news.User{Role: news.Editor}, news.Source{ID: "src_1", Name: "Pub", Feed: "https://pub.example/topic", State: news.SourceRemoved}); err != nil {
		t.Fatal(err)
	}
	walk(t, h.n)
	if last := h.web.asked[len(h.web.asked)-1]; last.Get("hub.mode") != "unsubscribe" {
		t.Errorf("after the source was removed the hub was asked %v", last)
	}
	if err := h.verify("hub.mode=unsubscribe&hub.topic=https://pub.example/topic&hub.challenge=c"); err != nil {
		t.Errorf("the end was not confirmed: %v", err)
	}
}

// TestHubTells follows the cases 300 to 302: what is signed is taken, what is
// signed wrongly or not at all is not.
func TestHubTells(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, 1)),
	})
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c"); err != nil {
		t.Fatal(err)
	}
	body := rssOf("", 1, 2, 3)
	mac := hmac.New(sha256.New, []byte(h.subscription().Secret))
	mac.Write([]byte(body))
	tell := func(signature, body string, want int) {
		t.Helper()
		header := http.Header{"Content-Type": {"application/rss+xml"}, "X-Forwarded-For": {"192.0.2.7"}, "Cookie": {"session=1"}}
		if signature != "" {
			header.Set("X-Hub-Signature", signature)
		}
		if err := h.n.HubTells(t.Context(), h.subscription().Token, header, []byte(body)); err != nil {
			t.Errorf("%q: %v; a hub is told no more than that it was heard", signature, err)
		}
		if got := h.items(); got != want {
			t.Errorf("%q: %d items, want %d", signature, got, want)
		}
	}
	right := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	tell("", body, 1)
	tell("sha256="+strings.Repeat("0", 64), body, 1)
	tell("md5=abc", body, 1)
	tell(right, body+" ", 1)
	tell(right, body, 3)
	if due, err := h.n.db.Pending(t.Context(), StepPage, h.now); err != nil || due != 2 {
		t.Errorf("%d pages are due, %v; want the two that are new", due, err)
	}
	if counts, err := h.n.db.Counts(t.Context()); err != nil || counts["captures"] != 2 {
		t.Errorf("%d captures, %v; want what was fetched and what was sent", counts["captures"], err)
	}
	capture, err := h.n.db.Capture(t.Context(), news.CaptureID("https://pub.example/topic", news.Digest([]byte(body))))
	if err != nil {
		t.Fatal(err)
	}
	if got := capture.Header; got.Get("Content-Type") != "application/rss+xml" || got.Get("X-Forwarded-For")+got.Get("Cookie")+got.Get("X-Hub-Signature") != "" {
		t.Errorf("the evidence keeps %v; want of the headers what is the feed's", got)
	}
	if err := h.n.HubTells(t.Context(), "guessed", http.Header{}, nil); !errors.Is(err, ErrNoSubscription) {
		t.Errorf("an address that no hub was given: %v", err)
	}
}

// TestUnsafeHub: without HTTPS there is no secret, so that what is sent only
// makes us look for ourselves.
func TestUnsafeHub(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="http://hub.example/h"/>`, 1)),
	})
	if len(h.web.asked) != 1 || h.web.asked[0].Has("hub.secret") {
		t.Fatalf("asked %v; want no secret", h.web.asked)
	}
	if err := h.n.HubTells(t.Context(), h.subscription().Token, http.Header{"Content-Type": {"application/rss+xml"}}, []byte(rssOf("", 7, 8))); err != nil || h.items() != 1 {
		t.Errorf("%v, %d items; want the one that was fetched", err, h.items())
	}
	if due, err := h.n.db.NextDue(t.Context(), StepLook); err != nil || due.After(h.now) {
		t.Errorf("the next look is at %v, %v; want now", due, err)
	}
}

// TestQuickHub: a hub may ask whether we mean a request while it still takes it,
// in the beginning and in the end.
func TestQuickHub(t *testing.T) {
	var h *hubTest
	quick := func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		query := url.Values{"hub.mode": r.Form["hub.mode"], "hub.topic": r.Form["hub.topic"], "hub.challenge": {"c"}, "hub.lease_seconds": {"864000"}}
		if _, err := h.n.HubVerifies(r.Context(), strings.TrimPrefix(r.Form.Get("hub.callback"), "https://wire.example/websub/"), query); err != nil {
			t.Errorf("%s was not confirmed: %v", r.Form.Get("hub.mode"), err)
		}
		w.WriteHeader(http.StatusAccepted)
	}
	h = newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://quick.example/h"/>`, 1)),
	})
	h.web.pages["quick.example/h"] = quick
	h.now = h.now.Add(10 * hubAnswers)
	walk(t, h.n)
	if sub := h.subscription(); sub.State != store.HubActive {
		t.Fatalf("a quick hub's subscription is %+v", sub)
	}
	h.change(news.SourcePaused)
	if sub := h.subscription(); sub.State != store.HubLeaving {
		t.Errorf("before the hub is asked the subscription is %s, want leaving", sub.State)
	}
	walk(t, h.n)
	if sub := h.subscription(); sub.State != store.HubEnded {
		t.Errorf("left, the subscription is %+v", sub)
	}
	h.change(news.SourceActive)
	walk(t, h.n)
	if sub := h.subscription(); sub.State != store.HubActive {
		t.Errorf("looked at again, the subscription is %+v", sub)
	}
}

func (h *hubTest) change(state news.SourceState) {
	h.Helper()
	if err := h.n.ChangeSource(h.Context(), news.User{ID: "user_1", Role: news.Editor}, news.Source{ID: "src_1", Name: "Pub", State: state}); err != nil {
		h.Fatal(err)
	}
}

// TestHubThatForgets: a hub that does not confirm that we leave is asked until
// what it promised ends.
func TestHubThatForgets(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, 1)),
	})
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c&hub.lease_seconds=10800"); err != nil {
		t.Fatal(err)
	}
	h.change(news.SourcePaused)
	for _, want := range []store.HubState{store.HubLeaving, store.HubLeaving, store.HubEnded} {
		walk(t, h.n)
		if sub := h.subscription(); sub.State != want {
			t.Errorf("%s after the hub was asked: %s, want %s", h.now.Format(time.TimeOnly), sub.State, want)
		}
		h.now = h.now.Add(2 * hubAnswers)
	}
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c"); !errors.Is(err, ErrNoSubscription) {
		t.Errorf("what was left was confirmed: %v", err)
	}
}

// TestHubIsToldOfMoves: a source that is paused because its feed moved to where
// another is leaves its hub.
func TestHubIsToldOfMoves(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, 1)),
		"pub.example/there": serving("application/rss+xml", rssOf("", 1)),
	})
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c"); err != nil {
		t.Fatal(err)
	}
	writing(t, h.n, func(tx *store.Tx) error {
		_, _, err := tx.AddSource(news.Source{ID: "src_2", Feed: "https://pub.example/there", Kind: news.SourceFeed, State: news.SourceActive}, h.now)
		return err
	})
	h.web.pages["pub.example/topic"] = redirecting(http.StatusMovedPermanently, "https://pub.example/there")
	for range 3 { // a feed is followed after as many looks
		h.now = h.now.Add(24 * time.Hour)
		walk(t, h.n)
	}
	last := h.web.asked[len(h.web.asked)-1]
	if sub := h.subscription(); sub.State != store.HubLeaving || last.Get("hub.mode") != "unsubscribe" {
		t.Errorf("the subscription is %s, and the hub was asked to %s", sub.State, last.Get("hub.mode"))
	}
}

// TestHubSpeaksTwiceAtOnce: neither of two things that a hub says at the same
// time undoes the other.
func TestHubSpeaksTwiceAtOnce(t *testing.T) {
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, 1)),
	})
	token, body := h.subscription().Token, rssOf("", 1, 2)
	header := http.Header{"Content-Type": {"application/rss+xml"}, "X-Hub-Signature": {h.sign(body)}}
	for range 50 {
		h.now = h.now.Add(time.Hour)
		var both sync.WaitGroup
		both.Go(func() {
			if err := h.n.HubTells(t.Context(), token, header, []byte(body)); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			query := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://pub.example/topic"}, "hub.challenge": {"c"}, "hub.lease_seconds": {"864000"}}
			if _, err := h.n.HubVerifies(t.Context(), token, query); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if sub := h.subscription(); !sub.LastPush.Equal(h.now) || !sub.Until.Equal(h.now.Add(10*24*time.Hour)) {
			t.Fatalf("at %v the hub told at %v, and promised until %v", h.now, sub.LastPush, sub.Until)
		}
	}
}

func (h *hubTest) sign(body string) string {
	h.Helper()
	mac := hmac.New(sha256.New, []byte(h.subscription().Secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// TestHubSparesLooks: a source whose hub tells is looked at once a day, until its
// hub misses something or says no.
func TestHubSparesLooks(t *testing.T) {
	items := []int{1}
	looks := 0
	h := newHubTest(t, news.SourceFeed, map[string]func(http.ResponseWriter, *http.Request){
		"pub.example/topic": func(w http.ResponseWriter, r *http.Request) {
			looks++
			serving("application/rss+xml", rssOf(`<atom:link rel="hub" href="https://hub.example/h"/>`, items...))(w, r)
		},
	})
	if err := h.verify("hub.mode=subscribe&hub.topic=https://pub.example/topic&hub.challenge=c&hub.lease_seconds=864000"); err != nil {
		t.Fatal(err)
	}
	day := func(told bool) int {
		t.Helper()
		before := looks
		for hour := range 24 * 4 {
			if hour%8 == 0 {
				items = append(items, len(items)+1)
				if body := rssOf("", items...); told {
					if err := h.n.HubTells(t.Context(), h.subscription().Token, http.Header{"Content-Type": {"application/rss+xml"}, "X-Hub-Signature": {h.sign(body)}}, []byte(body)); err != nil {
						t.Fatal(err)
					}
				}
			}
			h.now = h.now.Add(15 * time.Minute)
			walk(t, h.n)
		}
		return looks - before
	}
	day(true)
	if got := day(true); got > 2 {
		t.Errorf("looked %d times in a day in which its hub told all, want once or twice", got)
	}
	day(false)
	if got := day(false); got < 8 {
		t.Errorf("looked %d times in a day in which its hub told nothing of what came, want about as often as without it", got)
	}
	day(true)
	before := looks
	if err := h.verify("hub.mode=denied&hub.topic=https://pub.example/topic"); err != nil {
		t.Fatal(err)
	}
	if walk(t, h.n); looks != before+1 {
		t.Errorf("looked %d times when the hub said no, want once and at once", looks-before)
	}
	if got := day(false); got < 8 {
		t.Errorf("looked %d times in a day in which there was no hub", got)
	}
}
