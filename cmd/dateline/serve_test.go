package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/testkit"
	"dateline/newsroom"
)

// TestStopDoesWhatIsInHand: a form that is under way when the program is told
// to stop is done and answered, and an open stream of events does not keep the
// program from stopping.
func TestStopDoesWhatIsInHand(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	address, ended := make(chan string, 1), make(chan error, 1)
	data := t.TempDir()
	log := &noticing{Writer: io.Discard, want: "stopping", seen: make(chan struct{})}
	s := settings{logLevel: "info", logFormat: "text"}
	c := newsroom.Config{Data: data, Roles: []newsroom.Role{newsroom.RoleWeb}, Log: s.logger(log)}
	go func() {
		ended <- serve(ctx, c, "127.0.0.1:0", serving{setupToken: "sesame", ready: func(a string) { address <- a }})
	}()
	var site string
	select {
	case site = <-address:
	case err := <-ended:
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	const secret = "correct horse battery"
	form := url.Values{"name": {"Ada"}, "email": {"ada@meridian.example"}, "password": {secret}, "again": {secret}, "token": {"sesame"}}
	made, err := client.PostForm(site+"/setup", form)
	if err != nil || made.Request.URL.Path != "/desk" {
		t.Fatalf("making the administrator: %v, %v", made, err)
	}
	made.Body.Close()
	stream, err := client.Get(site + "/desk/events?seen=0")
	if err != nil || stream.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("opening the events: %v, %v", stream, err)
	}
	defer stream.Body.Close()
	if _, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}

	begin := url.Values{"name": {"Nora"}, "email": {"nora@meridian.example"}, "role": {"editor"}, "password": {secret}}.Encode()
	cookie := ""
	at, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range jar.Cookies(at) {
		cookie = one.String()
	}
	raw, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	fmt.Fprintf(raw, "POST /desk/users HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", at.Host, cookie, len(begin), begin[:10])
	if r, err := client.Get(site + "/healthz"); err != nil { // the server has taken the half by now, or will find it waiting
		t.Fatal(err)
	} else {
		r.Body.Close()
	}
	time.Sleep(200 * time.Millisecond) // a connection that has not begun a request may be closed
	begun := time.Now()
	stop()
	<-log.seen
	time.Sleep(100 * time.Millisecond)
	fmt.Fprint(raw, begin[10:])
	answer, err := http.ReadResponse(bufio.NewReader(raw), nil)
	if err != nil {
		t.Fatalf("the form that was under way: %v", err)
	}
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the form that was under way is answered %s, want 303", answer.Status)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > stopGrace/2 {
		t.Errorf("stopping took %s: the events kept it", took)
	}
	room, err := newsroom.Open(context.Background(), newsroom.Config{Data: data, Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	if _, _, err := room.Reader().UserByEmail(context.Background(), "nora@meridian.example"); err != nil {
		t.Errorf("the user was not made: %v", err)
	}
}

// noticing closes seen once want was written.
type noticing struct {
	io.Writer
	want string
	once sync.Once
	seen chan struct{}
}

func (n *noticing) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(n.want)) {
		n.once.Do(func() { close(n.seen) })
	}
	return n.Writer.Write(b)
}

// TestForwardedHeader: what is said on the command line reaches the limits, so
// that those behind a proxy are told apart.
func TestForwardedHeader(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan int, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	log := &noticing{Writer: io.Discard, want: "msg=serving", seen: make(chan struct{})}
	go func() {
		ended <- run(ctx, []string{"serve", "--data", t.TempDir(), "--listen", address, "--roles", "web"},
			cmdEnv{in: strings.NewReader(""), out: io.Discard, err: log, environ: []string{"DATELINE_FORWARDED_HEADER=X-Forwarded-For", "DATELINE_SETUP_TOKEN=sesame"}})
	}()
	select {
	case <-log.seen:
	case status := <-ended:
		t.Fatalf("serve ended with %d", status)
	}
	ask := func(client string) int {
		r, err := http.NewRequest(http.MethodPost, "http://"+address+"/setup", strings.NewReader("token=wrong"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", "203.0.113.9, "+client)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	for range 20 {
		ask("198.51.100.1")
	}
	if got := ask("198.51.100.1"); got != http.StatusTooManyRequests {
		t.Errorf("who asks without end is answered %d, want 429", got)
	}
	if got := ask("198.51.100.2"); got != http.StatusUnprocessableEntity {
		t.Errorf("another behind the same proxy is answered %d, want 422", got)
	}
	stop()
	if status := <-ended; status != 0 {
		t.Errorf("serve ended with %d", status)
	}
}

// runIn runs a command line in-process with nothing but what is given to it.
func runIn(t *testing.T, in string, environ []string, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(context.Background(), args, cmdEnv{in: strings.NewReader(in), out: &o, err: &e, environ: environ})
	return status, o.String(), e.String()
}

func TestSettings(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "mine.toml")
	here := filepath.Join(folder, "here")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := func(environ ...string) (int, string) {
		t.Helper()
		status, _, said := runIn(t, "", environ, "user", "list", "--config", file)
		return status, said
	}
	write("data = \"" + here + "\"\nlisten = \"127.0.0.1:1\"\n")
	if status, said := list(); status != 1 || !strings.Contains(said, here) {
		t.Errorf("a setting of the file and one of another command: status %d, %q", status, said)
	}
	other := filepath.Join(folder, "other")
	if status, said := list("DATELINE_DATA=" + other); status != 1 || !strings.Contains(said, other) {
		t.Errorf("the environment is below the file: status %d, %q", status, said)
	}
	write("data = \"x\"\nsite-nmae = \"typo\"\n")
	if status, said := list(); status != 2 || !strings.Contains(said, `"site-nmae"`) {
		t.Errorf("an unknown key: status %d, %q", status, said)
	}
	t.Chdir(folder)
	if err := os.WriteFile(settingsFile, []byte("data = \"wrong\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	write("data = \"" + here + "\"\n")
	if status, said := list(); status != 1 || !strings.Contains(said, here) {
		t.Errorf("the file in the folder is above the one that is named: status %d, %q", status, said)
	}
	t.Setenv("DATELINE_DATA", "nowhere")
	if _, said := list(); strings.Contains(said, "nowhere") {
		t.Errorf("the command reads an environment that it was not given: %q", said)
	}
}

// TestFlagNames: what help shows of any command is a setting that a file may have.
func TestFlagNames(t *testing.T) {
	known := map[string]bool{}
	for _, name := range append(flagNames(), "config") {
		known[name] = true
	}
	for _, command := range []string{"demo", "serve", "collect", "source", "import", "export", "user", "doctor", "backup", "restore", "live", "reread"} {
		_, help, _ := runIn(t, "", nil, command, "--help")
		for _, line := range strings.Split(help, "\n") {
			if name, found := strings.CutPrefix(line, "  --"); found && !known[strings.Fields(name)[0]] {
				t.Errorf("%s has --%s, which a file of settings may not name", command, strings.Fields(name)[0])
			}
		}
	}
}

// TestHelpNamesFlagsOneWay: every command's help writes a flag as --flag.
func TestHelpNamesFlagsOneWay(t *testing.T) {
	single := regexp.MustCompile(`(^|[ \[(])-[a-z]`)
	for _, c := range commands() {
		status, help, said := runIn(t, "", nil, c.name, "--help")
		if status != 0 || !strings.Contains(help, "\n  --") {
			t.Errorf("%s --help: %d, %s%s", c.name, status, help, said)
		}
		for _, line := range strings.Split(help, "\n") {
			if single.MatchString(line) {
				t.Errorf("%s --help says %q", c.name, line)
			}
		}
	}
}

// TestDoctorOnlyLooks: a database of an earlier version is examined as far as
// that goes, and left as it was.
func TestDoctorOnlyLooks(t *testing.T) {
	folder := t.TempDir()
	if status, _, said := runIn(t, "seven grey gulls", nil, "user", "add", "--data", folder, "--email", "a@b.example", "--name", "Ada Quill", "--role", "administrator"); status != 0 {
		t.Fatal(said)
	}
	file := filepath.Join(folder, "dateline.db")
	look := func(wantStatus int, want string) {
		t.Helper()
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		status, out, said := runIn(t, "", nil, "doctor", "--data", folder)
		if status != wantStatus || !strings.Contains(out, want) {
			t.Errorf("doctor: %d, %s%s; want %d and %q", status, out, said, wantStatus, want)
		}
		after, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(after, before) {
			t.Errorf("the database was changed, %v", err)
		}
		if copies, err := filepath.Glob(file + ".before*"); err != nil || len(copies) > 0 {
			t.Errorf("copies were made: %v, %v", copies, err)
		}
	}
	look(0, "is sound")
	raw, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("DELETE FROM goose_db_version WHERE version_id IN (SELECT version_id FROM goose_db_version ORDER BY version_id DESC LIMIT 2)"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	look(0, "in 2 steps")
	raw, err = sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("INSERT INTO goose_db_version(version_id, is_applied) VALUES (99990101000001, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	look(1, "")
}

// Who serves passwords in the clear to other machines is warned.
func TestWithoutTLS(t *testing.T) {
	for _, tc := range []struct {
		listen, site string
		want         bool
	}{
		{"127.0.0.1", "http://127.0.0.1:8080", false},
		{"::1", "http://localhost:8080", false},
		{"0.0.0.0", "http://news.example.org", true},
		{"10.0.0.5", "http://10.0.0.5:8080", true},
		{"0.0.0.0", "https://news.example.org", false},
	} {
		if got := withoutTLS(&net.TCPAddr{IP: net.ParseIP(tc.listen), Port: 8080}, tc.site); got != tc.want {
			t.Errorf("on %s for %s: got %v, want %v", tc.listen, tc.site, got, tc.want)
		}
	}
}
