// Way measures the whole way of a report, from the feed to the record, on one
// core: how many reports a second, and how much memory when many are kept.
//
// It serves made-up pages from a process of its own, lets a newsroom with one
// core collect them, and prints a table. The pages are put together from the
// sentences of the demonstration's articles, so that words, names and numbers
// are distributed as in news, in a page of some 40 KB with navigation, teasers
// and scripts around the story.
//
//	go run ./way -reports 10000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"dateline/demo/world"
	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
)

const perFeed = 25

func main() {
	reports := flag.Int("reports", 10000, "how many reports to collect")
	serve := flag.Bool("serve", false, "be the web that is collected (started by the program itself)")
	profiles := flag.String("profiles", "", "folder for a CPU and a heap profile")
	flag.Parse()
	if *serve {
		log.Fatal(serveWeb())
	}
	if err := measure(*reports, *profiles); err != nil {
		log.Fatal(err)
	}
}

func measure(reports int, profiles string) (err error) {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50) // as the program itself sets it
	addr, stop, err := startWeb()
	if err != nil {
		return err
	}
	defer stop()
	folder, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	room, err := newsroom.Open(ctx, newsroom.Config{
		Data: folder, Public: newsroom.PublicAll, Site: publish.Site{Name: "Bench", BaseURL: "http://localhost"},
		Fetch: fetch.Config{Resolve: map[string]string{"*:80": addr}, PerHost: 8},
		Log:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	defer room.Close()
	var opml strings.Builder
	opml.WriteString(`<opml version="2.0"><body>`)
	feeds := (reports + perFeed - 1) / perFeed
	for i := range feeds {
		fmt.Fprintf(&opml, `<outline type="rss" text="Outlet %d" xmlUrl="http://outlet%d.example/feed/%d.xml"/>`, i, i, i)
	}
	opml.WriteString(`</body></opml>`)
	operator := news.User{ID: desk.Program.ID, Role: news.Administrator}
	if _, err := room.Import(ctx, operator, strings.NewReader(opml.String()), nil); err != nil {
		return err
	}
	fmt.Println("| reports | wall s | CPU s | reports/s (wall) | reports/s (CPU) | stories | facts | RSS MB | peak MB | database MB |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
	if profiles != "" {
		stop, err := profile(profiles)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	begun, cpu := time.Now(), cpuTime()
	var last newsroom.Progress
	if err := room.Once(ctx, func(p newsroom.Progress) { last = p }); err != nil {
		return err
	}
	wall, used := time.Since(begun).Seconds(), (cpuTime() - cpu).Seconds()
	size := int64(0)
	if files, err := filepath.Glob(filepath.Join(folder, "dateline.db*")); err == nil {
		for _, f := range files {
			if s, err := os.Stat(f); err == nil {
				size += s.Size()
			}
		}
	}
	fmt.Printf("| %d | %.1f | %.1f | %.0f | %.0f | %d | %d | %d | %d | %d |\n", last.Reports, wall, used, float64(last.Reports)/wall, float64(last.Reports)/used,
		last.Stories, last.Facts, memory("VmRSS"), memory("VmHWM"), size>>20)
	if last.Reports != feeds*perFeed {
		return fmt.Errorf("%d reports came out, want %d (%d given up, %d stuck)", last.Reports, feeds*perFeed, last.GivenUp, last.Stuck)
	}
	return nil
}

// profile begins a CPU profile in a folder; what it gives ends it and adds one of the heap.
func profile(folder string) (stop func() error, err error) {
	cpu, err := os.Create(filepath.Join(folder, "cpu.pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		heap, err := os.Create(filepath.Join(folder, "heap.pprof"))
		if err != nil {
			return err
		}
		runtime.GC()
		return errors.Join(cpu.Close(), pprof.WriteHeapProfile(heap), heap.Close())
	}, nil
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
	if _, err := fmt.Fscanln(out, &addr); err != nil {
		return "", nil, err
	}
	return addr, func() { child.Process.Kill(); child.Wait() }, nil
}

func serveWeb() error {
	w, err := world.Load()
	if err != nil {
		return err
	}
	start := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	w.Start(start)
	w.SetNow(start.AddDate(0, 0, 15))
	var sentences []string
	for _, a := range w.Articles() {
		for _, p := range strings.Split(a.Text, "\n\n") {
			if len(p) > 80 {
				sentences = append(sentences, p)
			}
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /private\n") })
	mux.HandleFunc("GET /feed/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimSuffix(r.PathValue("n"), ".xml"))
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet %d</title><link>http://%s/</link><description>d</description>`, n, r.Host)
		for i := n * perFeed; i < (n+1)*perFeed; i++ {
			fmt.Fprintf(w, `<item><title>%s</title><link>http://%s/a/%d</link><guid>http://%s/a/%d</guid><pubDate>%s</pubDate></item>`,
				html.EscapeString(headline(i, sentences)), r.Host, i, r.Host, i, published(i).Format(time.RFC1123Z))
		}
		io.WriteString(w, `</channel></rss>`)
	})
	mux.HandleFunc("GET /a/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page(n, r.Host, sentences))
	})
	return (&http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}).Serve(l)
}

// published spreads the reports over two weeks before now.
func published(n int) time.Time {
	return time.Now().Add(-time.Duration(n%20000) * time.Minute).UTC().Truncate(time.Minute)
}

func headline(n int, sentences []string) string {
	words := strings.Fields(sentences[rand.New(rand.NewPCG(uint64(n), 1)).IntN(len(sentences))])
	return strings.Join(words[:min(9, len(words))], " ") + " " + strconv.Itoa(n)
}

func page(n int, host string, sentences []string) string {
	r := rand.New(rand.NewPCG(uint64(n), 2))
	var b strings.Builder
	title := html.EscapeString(headline(n, sentences))
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s | Outlet</title><meta property="og:title" content="%s"><meta property="article:published_time" content="%s"><link rel="canonical" href="http://%s/a/%d"><style>%s</style><script>%s</script></head><body><nav><ul>`,
		title, title, published(n).Format(time.RFC3339), host, n, strings.Repeat(".a{color:red}", 400), strings.Repeat("var a=1;", 800))
	for i := range 40 {
		fmt.Fprintf(&b, `<li><a href="/section/%d">Section %d</a></li>`, i, i)
	}
	fmt.Fprintf(&b, `</ul></nav><main><article><h1>%s</h1><p class="byline">By Mara Holt</p>`, title)
	for range 8 {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(sentences[r.IntN(len(sentences))]))
	}
	b.WriteString(`</article><aside class="related"><h2>Read more</h2>`)
	for i := range 20 {
		fmt.Fprintf(&b, `<div class="card"><a href="/a/%d"><img src="/i/%d.jpg" alt=""><h3>%s</h3></a><p>%.80s …</p></div>`, n+i, n+i, html.EscapeString(headline(n+i, sentences)), html.EscapeString(sentences[r.IntN(len(sentences))]))
	}
	b.WriteString(`</aside></main><footer><p>All rights reserved.</p></footer></body></html>`)
	return b.String()
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory is a figure of /proc/self/status in MB.
func memory(name string) int {
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb / 1024
		}
	}
	return 0
}
