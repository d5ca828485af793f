package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"dateline/deliver"
	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/web"
)

// A house is the newsroom's process: the newsroom, its pages, and an address at
// which the program that plays the day gives orders.
type house struct {
	room   *newsroom.Newsroom
	ahead  atomic.Int64 // by how much the clock is wrong
	editor news.User
}

// serveNewsroom runs a newsroom until ctx ends and prints the addresses of its
// pages and of its orders.
func serveNewsroom(ctx context.Context, folder, outlets, hooks string, mailPort int) error {
	debug.SetGCPercent(50) // as the program itself sets it
	h := &house{}
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	var err error
	h.room, err = newsroom.Open(ctx, newsroom.Config{
		Data: folder, Public: newsroom.PublicAll, Reserve: 64 << 20,
		Clock: func() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) },
		Site:  publish.Site{Name: "Bad Day", BaseURL: "http://badday.example", Language: "en", Sections: []publish.Section{{Key: "world", Title: "World"}}},
		Fetch: fetch.Config{UserAgent: "Dateline/badday", Resolve: map[string]string{"*.hook.example:80": hooks, "*:80": outlets}},
		SMTP:  deliver.SMTPConfig{Host: "127.0.0.1", Port: mailPort, From: "desk@badday.example", TLS: deliver.TLSNever},
		Log:   quiet,
	})
	if err != nil {
		return err
	}
	defer h.room.Close()
	if h.editor, err = h.room.MakeAdministrator(ctx, "Edda Marsh", "edda@badday.example", "seven grey gulls over Halden"); err != nil {
		return err
	}
	pages, err := web.New(web.Config{Room: h.room, Log: quiet})
	if err != nil {
		return err
	}
	site, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	orders, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(site, pages)
	go http.Serve(orders, h.orders())
	if err := h.room.Start(); err != nil {
		return err
	}
	fmt.Println(site.Addr(), orders.Addr())
	<-ctx.Done()
	h.room.Stop()
	return nil
}

// orders answers what the day's program asks for.
func (h *house) orders() http.Handler {
	mux := http.NewServeMux()
	for path, f := range map[string]func(*http.Request) (any, error){
		"/sources": h.addSources, "/clock": h.setClock, "/subscribe": h.subscribe, "/confirm": h.confirm, "/webhook": h.webhook,
		"/publish": h.publish, "/correct": h.correct, "/kill": h.kill, "/state": h.state, "/deliveries": h.deliveries, "/dispatch": h.dispatch,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			out, err := f(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			json.NewEncoder(w).Encode(out)
		})
	}
	return mux
}

func (h *house) addSources(r *http.Request) (any, error) {
	n, err := strconv.Atoi(r.FormValue("n"))
	if err != nil {
		return nil, err
	}
	var opml bytes.Buffer
	opml.WriteString(`<opml version="2.0"><body>`)
	for i := range n {
		fmt.Fprintf(&opml, `<outline type="rss" text="Outlet %d" xmlUrl="http://outlet%d.example/feed"/>`, i, i)
	}
	opml.WriteString(`</body></opml>`)
	_, err = h.room.Import(r.Context(), h.editor, &opml, nil)
	return nil, err
}

func (h *house) setClock(r *http.Request) (any, error) {
	d, err := time.ParseDuration(r.FormValue("ahead"))
	h.ahead.Store(int64(d))
	return nil, err
}

func (h *house) subscribe(r *http.Request) (any, error) {
	return nil, h.room.Subscribe(r.Context(), r.FormValue("address"), "")
}

func (h *house) confirm(r *http.Request) (any, error) {
	return nil, h.room.Confirm(r.Context(), r.FormValue("id"), r.FormValue("secret"))
}

func (h *house) webhook(r *http.Request) (any, error) {
	_, err := h.room.AddWebhook(r.Context(), h.editor, r.FormValue("address"), "")
	return nil, err
}

// publish writes a dispatch and releases it, or puts it under an embargo.
func (h *house) publish(r *http.Request) (any, error) {
	row, err := h.room.Begin(r.Context(), h.editor)
	if err != nil {
		return nil, err
	}
	d := row.Dispatch
	d.Headline, d.Section = r.FormValue("headline"), "world"
	d.Body = strings.Repeat("The harbour board met again. ", 40)
	if row, err = h.room.Order(r.Context(), h.editor, row.ID, row.Revision, desk.Order{Act: desk.Save, Draft: d}); err != nil {
		return nil, err
	}
	order := desk.Order{Act: desk.Publish, Reason: "Checked by hand."}
	if wait := r.FormValue("embargo"); wait != "" {
		for_, err := time.ParseDuration(wait)
		if err != nil {
			return nil, err
		}
		order = desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: h.room.Now().Add(for_)}
	}
	row, err = h.room.Order(r.Context(), h.editor, row.ID, row.Revision, order)
	return row.ID, err
}

func (h *house) correct(r *http.Request) (any, error) {
	row, err := h.room.Reader().Dispatch(r.Context(), r.FormValue("id"))
	if err != nil {
		return nil, err
	}
	d := row.Dispatch
	d.Body += "\n\nIt met twice."
	_, err = h.room.Order(r.Context(), h.editor, row.ID, row.Revision, desk.Order{
		Act: desk.Correct, Reason: "Checked by hand.", Note: "The board met twice.", Draft: d,
	})
	return nil, err
}

func (h *house) kill(r *http.Request) (any, error) {
	row, err := h.room.Reader().Dispatch(r.Context(), r.FormValue("id"))
	if err != nil {
		return nil, err
	}
	_, err = h.room.Order(r.Context(), h.editor, row.ID, row.Revision, desk.Order{Act: desk.Kill, Subject: "A report", Note: "The board did not meet."})
	return nil, err
}

func (h *house) dispatch(r *http.Request) (any, error) {
	row, err := h.room.Reader().Dispatch(r.Context(), r.FormValue("id"))
	return string(row.State), err
}

// A state is how the newsroom is.
type state struct {
	ResidentMB, HeapMB, Goroutines, Files int
	Reports, Pending, Captures            int
	LateSeconds                           float64
}

func (h *house) state(r *http.Request) (any, error) {
	counts, err := h.room.Reader().Counts(r.Context())
	if err != nil {
		return nil, err
	}
	work, err := h.room.Work(r.Context())
	if err != nil {
		return nil, err
	}
	next, err := h.room.Reader().NextDue(r.Context(), "look")
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil, err
	}
	rss, err := residentMB()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	s := state{ResidentMB: rss, HeapMB: int(memory.HeapInuse >> 20), Goroutines: runtime.NumGoroutine(), Files: len(files),
		Reports: counts["reports"], Captures: counts["captures"], Pending: work["deliver"] + work["edition"]}
	if !next.IsZero() {
		s.LateSeconds = max(h.room.Now().Sub(next), 0).Seconds()
	}
	return s, err
}

func residentMB() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, errors.New("/proc/self/status has no VmRSS")
	}
	kb, err := strconv.Atoi(fields[0])
	return kb / 1024, err
}

// A sent delivery, as the outbox has it.
type sent struct{ ID, Subject, Channel, Recipient, State string }

func (h *house) deliveries(r *http.Request) (any, error) {
	var out []sent
	p := news.Paging{Limit: 200}
	for {
		page, err := h.room.Reader().Deliveries(r.Context(), "", "", p)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			out = append(out, sent{row.ID, row.Subject, string(row.Channel), row.Recipient, string(row.State)})
		}
		if page.Next == "" {
			return out, nil
		}
		p.After = page.Next
	}
}
