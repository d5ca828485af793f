package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"dateline/deliver"
	"dateline/demo"
	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// kills is how often the newsroom is killed: by turns after a number of steps,
// where one transaction has ended and the next not begun, and after a time,
// wherever it is then.
const kills = 50

// TestKilledAtAnyMoment: a newsroom that is killed 50 times while it collects
// the demo's world, and while its editors publish, correct and kill, ends with
// the same reports, stories, facts and deliveries as one that is left alone;
// nothing is lost and no e-mail is sent twice.
func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	show, web := demoWorld(t)
	undisturbed := newOutside(t)
	left := newsroomOf(t, show, web, undisturbed)
	left.runToEnd(t)
	for _, round := range []int{0, 1} { // all is published and sent, then all corrected and killed
		for at := range kills {
			if at%4 == round {
				left.orders(t, at)
			}
		}
		left.runToEnd(t)
	}

	outside := newOutside(t)
	killed := newsroomOf(t, show, web, outside)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	atWork, amid := 0, 0
	for round := range kills {
		killed.orders(t, round)
		work := killed.left(t)
		if work > 0 {
			atWork++
		}
		switch {
		case round%2 == 0:
			killed.runAndKill(t, min(1+r.IntN(24), work)) // more would be waited for in vain
		case round%10 == 1:
			killed.runAndKillAfter(t, false, time.Duration(r.IntN(200))*time.Millisecond)
		default:
			if killed.runAndKillAfter(t, true, time.Duration(r.IntN(250_000))*time.Microsecond) > 0 {
				amid++
			}
		}
	}
	killed.runToEnd(t)
	t.Logf("killed %d times while there was work, %d times at a moment of chance when some was done", atWork, amid)
	if atWork < kills/3 {
		t.Errorf("there was work at only %d of %d kills; the moments must be earlier", atWork, kills)
	}
	want, got := left.everything(t), killed.everything(t)
	for _, line := range diff(want, got) {
		t.Error(line)
	}
	if len(want) < 300 {
		t.Errorf("an undisturbed run knows only %d things; the world holds more", len(want))
	}
	killed.checkDeliveries(t, outside)
	if unsure := left.checkDeliveries(t, undisturbed); unsure > 0 {
		t.Errorf("an undisturbed run is unsure of %d e-mails", unsure)
	}
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
	server.ErrorLog = log.New(io.Discard, "", 0) // connections of the dead break; that is what is tested
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
	editor news.User
}

// newsroomOf sets a data folder up: sources, an alert by webhook, one by e-mail,
// and subscribers by both.
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
	p.editor = admin
	for _, f := range show.World.Feeds(web.Listener.Addr().String()) {
		if _, err := room.AddSource(ctx, admin, f.URL, f.Folder); err != nil {
			t.Fatal(err)
		}
	}
	// Alerts have random identities; fixed ones let two runs be compared.
	err = room.DB().Write(ctx, "alerts", func(tx *store.Tx) error {
		for _, a := range []news.Alert{
			{ID: "alert_hook", Query: "treaty OR ferry OR bank", Channel: news.ChannelWebhook, Address: "http://hook.localhost:" + hookPort + "/"},
			{ID: "alert_mail", Query: "fire OR strike", Channel: news.ChannelEmail, Address: admin.Email},
		} {
			a.UserID, a.Name = admin.ID, a.Query
			if err := tx.AddAlert(a, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"); err != nil {
				return err
			}
		}
		for _, s := range []news.Subscriber{
			{Channel: news.ChannelWebhook, Address: "http://hook.localhost:" + hookPort + "/dispatches"},
			{Channel: news.ChannelEmail, Address: "all@reader.localhost"},
			{Channel: news.ChannelEmail, Address: "world@reader.localhost", Section: "world"},
			{Channel: news.ChannelEmail, Address: "sport@reader.localhost", Section: "sport"},
		} {
			s.ID, s.State, s.Secret = news.SubscriberID(s.Channel, s.Address), news.SubscriberConfirmed, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
			if err := tx.SaveSubscriber(s); err != nil {
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

// orders gives what the editors order in a round. Every fourth publishes a
// dispatch, by turns at once and by an embargo that has ended when the program
// starts. The round after one that was published at once corrects or kills it,
// so that it is overtaken while it is being delivered.
func (p *process) orders(t *testing.T, round int) {
	t.Helper()
	if round%4 > 1 || round > kills-5 {
		return
	}
	ctx := context.Background()
	room := p.openAt(t, func() time.Time { return time.Now().Add(-time.Hour) })
	defer room.Close()
	d := news.Dispatch{ID: fmt.Sprintf("dis_%d", round/4), State: news.Draft, Slug: fmt.Sprintf("pact-%d", round/4), AuthorID: p.editor.ID,
		Section: "world", Headline: fmt.Sprintf("Pact %d is signed", round/4), Body: "It was signed."}
	order := desk.Order{Act: desk.Publish, Reason: "Checked by hand."}
	switch {
	case round%4 == 0:
		if err := room.DB().Write(ctx, "a draft", func(tx *store.Tx) error { _, err := tx.SaveDispatch(d, 0, room.Now()); return err }); err != nil {
			t.Fatal(err)
		}
		if round%8 == 0 {
			order = desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: room.Now().Add(time.Minute)}
		}
	case round%8 == 1:
		return // what was under an embargo stays as it is
	case round%16 == 5:
		order = desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."}
	default:
		d.Body = "It was signed yesterday."
		order = desk.Order{Act: desk.Correct, Reason: "Checked by hand.", Note: "The day was wrong.", Draft: d}
	}
	row, err := room.Reader().Dispatch(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := room.Order(ctx, p.editor, row.ID, row.Revision, order); err != nil {
		t.Fatal(err)
	}
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

// runAndKill kills the program at once after a number of steps.
func (p *process) runAndKill(t *testing.T, steps int) {
	t.Helper()
	c, log := p.start(t, "serve", "--listen", "127.0.0.1:0")
	for n := 0; n <= steps && log.Scan(); {
		line := log.Text()
		noError(t, line)
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
}

// runAndKillAfter kills the program after a time, counted from its start or from
// when it says that it serves, and tells how many steps it had done by then.
func (p *process) runAndKillAfter(t *testing.T, serving bool, after time.Duration) (done int) {
	t.Helper()
	c, log := p.start(t, "serve", "--listen", "127.0.0.1:0")
	ready := !serving
	for !ready && log.Scan() {
		noError(t, log.Text())
		ready = strings.Contains(log.Text(), "msg=serving")
	}
	timer := time.AfterFunc(after, func() { c.Process.Kill() })
	defer timer.Stop()
	for log.Scan() {
		noError(t, log.Text())
		if strings.Contains(log.Text(), "msg=done") {
			done++
		}
	}
	if err := c.Wait(); c.ProcessState.Exited() {
		t.Errorf("the program ended before it was killed: %v", err)
	}
	return done
}

func noError(t *testing.T, line string) {
	t.Helper()
	if strings.Contains(line, "level=ERROR") {
		t.Errorf("the program says %s", line)
	}
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
		noError(t, log.Text())
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("collecting to the end: %v", err)
	}
}

func (p *process) open(t *testing.T) *newsroom.Newsroom {
	t.Helper()
	return p.openAt(t, time.Now)
}

func (p *process) openAt(t *testing.T, clock func() time.Time) *newsroom.Newsroom {
	t.Helper()
	room, err := newsroom.Open(context.Background(), newsroom.Config{Data: p.folder, Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
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
		page, err := room.Reader().Reports(ctx, store.ReportFilter{Copies: true}, news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			full, err := room.Reader().Report(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			add("report %s version %d headline %q text %s", r.URL, r.Version, r.Headline, news.Digest([]byte(full.Text)))
			members[r.StoryID] = append(members[r.StoryID], r.URL)
			facts, err := room.Reader().ReportFacts(ctx, r.ID)
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
	for _, m := range matters(t, room) {
		stories, err := room.Reader().MatterStories(ctx, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, s := range stories {
			parts = append(parts, strings.Join(members[s.ID], " "))
		}
		add("matter %q of %s", m.Title, strings.Join(parts, " then "))
	}
	for _, d := range deliveries(t, room) {
		// Whether an older edition went out before it was overtaken is chance, and so
		// is, therefore, who is told of a kill: checkDeliveries looks at that.
		if current(t, room, d) && !isKill(t, room, d) {
			add("delivery by %s of %s to %s", d.Channel, d.Subject, portless.ReplaceAllString(d.Address, "/"))
		}
	}
	counts, err := room.Reader().Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, noun := range []string{"sources", "items", "captures", "reports", "facts"} {
		add("%d %s", counts[noun], noun)
	}
	slices.Sort(lines)
	return lines
}

func matters(t *testing.T, room *newsroom.Newsroom) (all []store.MatterRow) {
	t.Helper()
	for after := ""; ; {
		page, err := room.Reader().Matters(context.Background(), "", news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Rows...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

func deliveries(t *testing.T, room *newsroom.Newsroom) (all []store.DeliveryRow) {
	t.Helper()
	for after := ""; ; {
		page, err := room.Reader().Deliveries(context.Background(), "", "", news.Paging{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Rows...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// portless takes out of addresses what differs from receiver to receiver.
var portless = regexp.MustCompile(`:[0-9]+/`)

// current says that a delivery is not of an edition that another has overtaken.
func current(t *testing.T, room *newsroom.Newsroom, d store.DeliveryRow) bool {
	t.Helper()
	kind, id, edition := deliver.About(d.Subject)
	if kind != deliver.AboutDispatch {
		return true
	}
	row, err := room.Reader().Dispatch(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return edition == strconv.Itoa(row.Edition)
}

// isKill reports whether a delivery tells of a kill.
func isKill(t *testing.T, room *newsroom.Newsroom, d store.DeliveryRow) bool {
	t.Helper()
	kind, id, _ := deliver.About(d.Subject)
	if kind != deliver.AboutDispatch {
		return false
	}
	row, err := room.Reader().Dispatch(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return row.State == news.Killed && current(t, room, d)
}

// checkKills: whoever has an edition of a dispatch that was killed, or may have
// it, is told of the kill, and nobody else is.
func checkKills(t *testing.T, room *newsroom.Newsroom) {
	t.Helper()
	had, mayHave, told := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range deliveries(t, room) {
		kind, id, _ := deliver.About(d.Subject)
		if kind != deliver.AboutDispatch {
			continue
		}
		key := "dispatch " + id + " to " + d.Recipient
		switch {
		case isKill(t, room, d):
			told[key] = true
		case d.State == news.DeliverySent || d.State == news.DeliveryUnsure:
			had[key] = true
		case d.Channel == news.ChannelWebhook:
			mayHave[key] = true // its receiver may have taken it when the program was killed
		}
	}
	for key := range told {
		if !had[key] && !mayHave[key] {
			t.Errorf("%s: told of a kill without having had the dispatch", key)
		}
	}
	for key := range had {
		id := strings.Fields(key)[1]
		row, err := room.Reader().Dispatch(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		if row.State == news.Killed && !told[key] {
			t.Errorf("%s: had the dispatch and was not told of its kill", key)
		}
	}
}

// checkDeliveries: every message that is said to be sent arrived, each under one
// identity; no e-mail arrived twice, and one whose fate a kill left open says
// so; only what was overtaken was dropped. It tells how many e-mails are unsure.
func (p *process) checkDeliveries(t *testing.T, o *outside) (unsure int) {
	t.Helper()
	room := p.open(t)
	defer room.Close()
	checkKills(t, room)
	o.mu.Lock()
	defer o.mu.Unlock()
	sent, dropped := map[string]int{}, 0
	known := map[string]bool{}
	for _, d := range deliveries(t, room) {
		messageID := "<" + d.ID + "@dateline.localhost>"
		known[d.ID], known[messageID] = true, true
		kind, _, _ := deliver.About(d.Subject)
		arrived, most := o.hooks[d.ID], 1+kills // a webhook's receiver can tell a repeat
		if d.Channel == news.ChannelEmail {
			arrived, most = o.mails[messageID], 1
		}
		least := 0
		switch {
		case d.State == news.DeliverySent:
			sent[kind+" by "+string(d.Channel)]++
			least = 1
		case d.State == news.DeliveryUnsure && d.Channel == news.ChannelEmail:
			unsure++
		case d.State == news.DeliveryDropped && !current(t, room, d):
			dropped++
			if d.Channel == news.ChannelEmail {
				most = 0
			}
		default:
			t.Errorf("%s by %s to %s is %s (%s)", d.Subject, d.Channel, d.Address, d.State, d.LastError)
		}
		if arrived < least || arrived > most {
			t.Errorf("%s by %s to %s is %s and arrived %d times", d.Subject, d.Channel, d.Address, d.State, arrived)
		}
	}
	t.Logf("sent: %v; %d e-mails are unsure, %d messages were overtaken", sent, unsure, dropped)
	for _, some := range []string{"alert by webhook", "alert by email", "dispatch by webhook", "dispatch by email"} {
		if sent[some] == 0 {
			t.Errorf("no %s was sent; the test needs some of each", some)
		}
	}
	for _, arrived := range []map[string]int{o.hooks, o.mails} {
		for id := range arrived {
			if !known[id] {
				t.Errorf("message %s arrived and is no delivery", id)
			}
		}
	}
	return unsure
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
