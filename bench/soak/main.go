// Soak runs a newsroom over many live sources for as long as is asked, and
// watches what must stay flat: memory, goroutines, open files; and what must
// stay small: how late looks are.
//
// It serves made-up feeds from a process of its own, each from a host of its own,
// all of which have something new at every look, so that each is looked at about
// every five minutes. With -hostile, after the first half of the time as many
// hostile origins as are asked for come in, all at once: some answer an octet at a
// time for ever, some never end, some unpack to no end, some redirect for ever,
// some break off. Pages are not fetched: their host does not answer.
//
//	go run ./soak -sources 2000 -minutes 30 -hostile 200
//
// Each line is what was seen in one minute: looks done, resident memory,
// goroutines, open files, and how late the look was that was due longest, on
// average and at worst.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

func main() {
	sources := flag.Int("sources", 2000, "how many live sources")
	minutes := flag.Int("minutes", 30, "for how long")
	hostile := flag.Int("hostile", 0, "how many hostile origins come in after half of the time")
	serve := flag.Bool("serve", false, "be the web that is collected (started by the program itself)")
	flag.Parse()
	if *serve {
		log.Fatal(serveWeb())
	}
	if err := soak(context.Background(), *sources, *minutes, *hostile); err != nil {
		log.Fatal(err)
	}
}

func soak(ctx context.Context, sources, minutes, hostile int) error {
	debug.SetGCPercent(50) // as the program itself sets it
	addr, stop, err := startWeb()
	if err != nil {
		return err
	}
	defer stop()
	folder, err := os.MkdirTemp("", "dateline-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	room, err := newsroom.Open(ctx, newsroom.Config{
		Data: folder, Roles: []newsroom.Role{newsroom.RoleCollect}, Site: publish.Site{Name: "Soak", BaseURL: "http://localhost"},
		Fetch: fetch.Config{UserAgent: "Dateline/soak", Resolve: map[string]string{"*:80": addr}},
		Log:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	defer room.Close()
	if err := add(ctx, room, "live", sources); err != nil {
		return err
	}
	if err := room.Start(); err != nil {
		return err
	}
	fmt.Println("| minute | looks | RSS MB | goroutines | files | late s, mean | late s, worst | |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	for minute := range minutes {
		note := ""
		if hostile > 0 && minute == minutes/2 {
			note = fmt.Sprintf("%d hostile origins come in", hostile)
			if err := add(ctx, room, "hostile", hostile); err != nil {
				return err
			}
		}
		if err := watch(ctx, room, minute+1, note); err != nil {
			return err
		}
	}
	return nil
}

func add(ctx context.Context, room *newsroom.Newsroom, kind string, n int) error {
	var opml strings.Builder
	opml.WriteString(`<opml version="2.0"><body>`)
	for i := range n {
		fmt.Fprintf(&opml, `<outline type="rss" text="%s %d" xmlUrl="http://%s%d.example/%d"/>`, kind, i, kind, i, i)
	}
	opml.WriteString(`</body></opml>`)
	_, err := room.Import(ctx, news.User{ID: desk.Program.ID, Role: news.Administrator}, strings.NewReader(opml.String()), nil)
	return err
}

// watch looks on for a minute and prints what it saw.
func watch(ctx context.Context, room *newsroom.Newsroom, minute int, note string) error {
	before, err := looks(ctx, room)
	if err != nil {
		return err
	}
	var sum, worst time.Duration
	samples := 0
	for end := time.Now().Add(time.Minute); time.Now().Before(end); samples++ {
		time.Sleep(200 * time.Millisecond)
		next, err := room.Reader().NextDue(ctx, "look")
		if err != nil {
			return err
		}
		late := max(room.Now().Sub(next), 0)
		if next.IsZero() {
			late = 0
		}
		sum, worst = sum+late, max(worst, late)
	}
	after, err := looks(ctx, room)
	if err != nil {
		return err
	}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	rss, err := residentMB()
	if err != nil {
		return err
	}
	fmt.Printf("| %d | %d | %d | %d | %d | %.1f | %.1f | %s |\n", minute, after-before, rss, runtime.NumGoroutine(), len(files), (sum / time.Duration(max(samples, 1))).Seconds(), worst.Seconds(), note)
	return nil
}

// looks is how many there were in all.
func looks(ctx context.Context, room *newsroom.Newsroom) (n int, err error) {
	err = room.EachSource(ctx, "", func(s store.SourceRow) error {
		n += newsroom.HealthOf(s, room.Now()).Looks
		return nil
	})
	return n, err
}

func residentMB() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	return kb / 1024, err
}

func startWeb() (addr string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	child := exec.Command(self, "-serve")
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := child.Start(); err != nil {
		return "", nil, err
	}
	if _, err := fmt.Fscanln(bufio.NewReader(out), &addr); err != nil {
		return "", nil, err
	}
	return addr, func() { child.Process.Kill(); child.Wait() }, nil
}

func serveWeb() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return (&http.Server{Handler: http.HandlerFunc(answer), ReadHeaderTimeout: time.Minute}).Serve(l)
}

func answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/robots.txt":
	case strings.HasPrefix(r.Host, "pages."):
		<-r.Context().Done()
	case strings.HasPrefix(r.Host, "hostile"):
		hostileAnswer(w, r)
	default:
		liveFeed(w, r)
	}
}

// liveFeed is a feed with one more item each minute.
func liveFeed(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/rss+xml")
	now := time.Now().UTC().Truncate(time.Minute)
	host, _, _ := strings.Cut(r.Host, ".")
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title>`, host)
	for i := range 20 {
		at := now.Add(-time.Duration(i) * time.Minute)
		fmt.Fprintf(w, "<item><title>%s at %s</title><link>http://pages.example/%s/%d</link><pubDate>%s</pubDate><description>The harbour board met again.</description></item>\n",
			host, at.Format(time.TimeOnly), host, at.Unix(), at.Format(time.RFC1123Z))
	}
	io.WriteString(w, "</channel></rss>")
}

func hostileAnswer(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(strings.Trim(r.URL.Path, "/"))
	switch n % 5 {
	case 0:
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			time.Sleep(100 * time.Millisecond)
		}
	case 1:
		for piece := strings.Repeat("<item/>", 1000); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
		}
	case 2:
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for zeros := make([]byte, 1<<20); r.Context().Err() == nil; {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
	case 3:
		http.Redirect(w, r, "/"+strconv.Itoa(n+5), http.StatusFound)
	case 4:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss")
			conn.Close()
		}
	}
}
