package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/internal/demo"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

const kills = 50

// TestKilledAtAnyMoment: a newsroom that is killed 50 times while it collects
// the demo's world ends with the same reports, stories, facts and deliveries as
// one that is left alone, and nothing is sent twice.
func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	show, web := demoWorld(t)
	undisturbed := newOutside(t)
	left := newsroomOf(t, show, web, undisturbed)
	left.runToEnd(t)

	outside := newOutside(t)
	killed := newsroomOf(t, show, web, outside)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	died := 0
	for range kills {
		if killed.runAndKill(t, 1+r.IntN(24)) {
			died++
		}
	}
	killed.runToEnd(t)
	t.Logf("killed %d times while at work", died)
	if died < kills/2 {
		t.Errorf("the newsroom was at work at only %d of %d kills; the moments must be earlier", died, kills)
	}
	want, got := left.everything(t), killed.everything(t)
	for _, line := range diff(want, got) {
		t.Error(line)
	}
	if len(want) < 300 {
		t.Errorf("an undisturbed run knows only %d things; the world holds more", len(want))
	}
	killed.checkDeliveries(t, outside)
	left.checkDeliveries(t, undisturbed)
}

// demoWorld serves the demo's world in this process, which is not killed.
func demoWorld(t *testing.T) (*demo.Show, *httptest.Server) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	show, err := demo.New(l.Addr().String(), time.Date(2026, 6, 14, 23, 59, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for show.World.PublishNext() {
	}
	web := &httptest.Server{Listener: l, Config: &http.Server{Handler: show.World.Handler()}}
	web.Start()
	t.Cleanup(web.Close)
	return show, web
}

// outside is where deliveries go: a webhook's receiver and a mail server that count.
type outside struct {
	hook *httptest.Server
	smtp net.Listener
	mu   sync.Mutex
	// how often each message was taken, by webhook-id and Message-ID
	hooks, mails map[string]int
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	o := &outside{hooks: map[string]int{}, mails: map[string]int{}}
	o.hook = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		o.mu.Lock()
		o.hooks[r.Header.Get("webhook-id")]++
		o.mu.Unlock()
	}))
	t.Cleanup(o.hook.Close)
	var err error
	if o.smtp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{o}, nil }))
	server.Domain = "localhost"
	go server.Serve(o.smtp)
	t.Cleanup(func() { server.Close() })
	return o
}

type mailSession struct{ o *outside }

func (*mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (*mailSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*mailSession) Reset()                               {}
func (*mailSession) Logout() error                        { return nil }
func (s *mailSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err == nil {
		_, err = io.Copy(io.Discard, message.Body)
	}
	if err != nil {
		return err // the sender died in the middle: this message did not arrive
	}
	s.o.mu.Lock()
	s.o.mails[message.Header.Get("Message-ID")]++
	s.o.mu.Unlock()
	return nil
}

// A process is a data folder and the command line that works in it.
type process struct {
	folder string
	args   []string
}

// newsroomOf sets a data folder up: sources, an alert by webhook, one by e-mail.
func newsroomOf(t *testing.T, show *demo.Show, web *httptest.Server, o *outside) *process {
	t.Helper()
	ctx := context.Background()
	p := &process{folder: t.TempDir()}
	_, port, _ := net.SplitHostPort(web.Listener.Addr().String())
	mailHost, mailPort, _ := net.SplitHostPort(o.smtp.Addr().String())
	_, hookPort, _ := net.SplitHostPort(o.hook.Listener.Addr().String())
	p.args = []string{
		"--data", p.folder, "--resolve", "*.localhost:" + port + "=" + web.Listener.Addr().String(),
		"--resolve", "hook.localhost:" + hookPort + "=" + o.hook.Listener.Addr().String(),
		"--smtp-host", mailHost, "--smtp-port", mailPort, "--smtp-tls", "never", "--smtp-from", "desk@dateline.localhost",
		"--site-url", "http://site.localhost", "--log-level", "debug",
	}
	c := show.Config(p.folder)
	c.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	room, err := newsroom.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	admin, err := room.MakeAdministrator(ctx, "Edda", "edda@desk.localhost", "four words will do")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range show.World.Feeds(web.Listener.Addr().String()) {
		if _, err := room.AddSource(ctx, admin, f.URL, f.Folder); err != nil {
			t.Fatal(err)
		}
	}
	// Alerts have random identities; fixed ones let two runs be compared.
	err = room.Store.Write(ctx, "alerts", func(tx *store.Tx) error {
		for _, a := range []news.Alert{
			{ID: "alert_hook", Query: "treaty OR ferry OR bank", Channel: news.ChannelWebhook, Address: "http://hook.localhost:" + hookPort + "/"},
			{ID: "alert_mail", Query: "fire OR strike", Channel: news.ChannelEmail, Address: admin.Email},
		} {
			a.UserID, a.Name = admin.ID, a.Query
			if err := tx.AddAlert(a, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// start runs the program in a process of its own.
func (p *process) start(t *testing.T, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// testscript makes the test binary the program when it is called by its name.
	c := exec.Command(self)
	c.Args = append([]string{"dateline"}, append(args, p.args...)...)
	log, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(log)
}

// runAndKill kills the program at once after a number of steps, or of those
// that are left if they are fewer, and says whether there was work left.
func (p *process) runAndKill(t *testing.T, steps int) bool {
	t.Helper()
	left := p.left(t)
	steps = min(steps, left) // more would be waited for in vain
	c, log := p.start(t, "serve", "--listen", "127.0.0.1:0")
	for n := 0; n <= steps && log.Scan(); {
		line := log.Text()
		if strings.Contains(line, "level=ERROR") {
			t.Errorf("the program says %s", line)
		}
		if strings.Contains(line, "msg=done") || n == steps && strings.Contains(line, "msg=serving") {
			n++
		}
		if n == steps && steps > 0 {
			break
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	return left > 0
}

// left is how many steps are due, asked of the data folder itself.
func (p *process) left(t *testing.T) (n int) {
	t.Helper()
	room := p.open(t)
	defer room.Close()
	work, err := room.Work(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range work {
		n += k
	}
	return n
}

// runToEnd lets the program do all that is left.
func (p *process) runToEnd(t *testing.T) {
	t.Helper()
	c, log := p.start(t, "collect", "--once", "--quiet")
	for log.Scan() {
		if strings.Contains(log.Text(), "level=ERROR") {
			t.Errorf("the program says %s", log.Text())
		}
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("collecting to the end: %v", err)
	}
}

func (p *process) open(t *testing.T) *newsroom.Newsroom {
	t.Helper()
	room, err := newsroom.Open(context.Background(), newsroom.Config{Data: p.folder, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

// everything says all that is known, a line each, without the times of the work
// itself and without what depends on the order of arrival alone.
func (p *process) everything(t *testing.T) []string {
	t.Helper()
	ctx := context.Background()
	room := p.open(t)
	defer room.Close()
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	members := map[string][]string{}
	for after := ""; ; {
		page, err := room.Store.Reports(ctx, store.ReportFilter{Copies: true}, news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			full, err := room.Store.Report(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			add("report %s version %d headline %q text %s", r.URL, r.Version, r.Headline, news.Digest([]byte(full.Text)))
			members[r.StoryID] = append(members[r.StoryID], r.URL)
			facts, err := room.Store.ReportFacts(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range facts {
				add("fact %s of %s %s %q", f.ID, r.URL, f.Kind, f.Citations[0].Exact)
			}
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for _, urls := range members {
		slices.Sort(urls)
		add("story of %s", strings.Join(urls, " "))
	}
	for _, d := range deliveries(t, room) {
		add("delivery by %s of %s", d.Channel, d.Subject)
	}
	counts, err := room.Store.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, noun := range []string{"sources", "items", "captures", "reports", "facts"} {
		add("%d %s", counts[noun], noun)
	}
	slices.Sort(lines)
	return lines
}

func deliveries(t *testing.T, room *newsroom.Newsroom) (all []store.DeliveryRow) {
	t.Helper()
	for after := ""; ; {
		page, err := room.Store.Deliveries(context.Background(), "", "", news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Rows...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// checkDeliveries: every webhook message arrived, each under one identity; no
// e-mail arrived twice, and one whose fate a kill left open says so.
func (p *process) checkDeliveries(t *testing.T, o *outside) {
	t.Helper()
	room := p.open(t)
	defer room.Close()
	o.mu.Lock()
	defer o.mu.Unlock()
	hooks, mails, unsure := 0, 0, 0
	for _, d := range deliveries(t, room) {
		switch {
		case d.Channel == news.ChannelWebhook:
			hooks++
			if d.State != news.DeliverySent || o.hooks[d.ID] == 0 {
				t.Errorf("webhook message %s is %s and arrived %d times (%s)", d.ID, d.State, o.hooks[d.ID], d.LastError)
			}
		case d.State == news.DeliveryUnsure:
			unsure++
		case d.State == news.DeliverySent:
			mails++
		default:
			t.Errorf("e-mail %s is %s (%s)", d.ID, d.State, d.LastError)
		}
	}
	if hooks == 0 || mails == 0 {
		t.Errorf("%d webhook messages and %d e-mails were owed; the test needs some of each", hooks, mails)
	}
	if len(o.hooks) != hooks {
		t.Errorf("%d different webhook messages arrived, want %d", len(o.hooks), hooks)
	}
	for id, n := range o.mails {
		if n > 1 {
			t.Errorf("e-mail %s was sent %d times", id, n)
		}
	}
	if len(o.mails) < mails || len(o.mails) > mails+unsure {
		t.Errorf("%d e-mails arrived, %d are said to be sent and %d to be unsure", len(o.mails), mails, unsure)
	}
}

// diff lists what is in one sorted list and not in the other.
func diff(want, got []string) (out []string) {
	for _, w := range want {
		if _, ok := slices.BinarySearch(got, w); !ok {
			out = append(out, "lost: "+w)
		}
	}
	for _, g := range got {
		if _, ok := slices.BinarySearch(want, g); !ok {
			out = append(out, "more: "+g)
		}
	}
	return out
}
