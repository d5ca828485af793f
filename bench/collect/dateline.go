package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"dateline/collect"
	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
)

func fetching(addr string) fetch.Config {
	return fetch.Config{UserAgent: "Dateline/bench", Resolve: map[string]string{"*:80": addr}, Timeout: 10 * time.Minute}
}

// alone is the collector without a newsroom: it keeps what a look leaves for the
// next in memory, and how many items there were.
type alone struct {
	client   *fetch.Client
	memories []collect.Memory
	found    atomic.Int64
}

func openCollector(_ context.Context, addr string, feeds int) (program, error) {
	client, err := fetch.New(fetching(addr))
	if err != nil {
		return nil, err
	}
	return &alone{client: client, memories: make([]collect.Memory, feeds)}, nil
}

func (a *alone) collect(ctx context.Context) error {
	collector := collect.New(a.client)
	return each(len(a.memories), func(i int) error {
		look, err := collector.Look(ctx, news.Source{ID: news.SourceID(feedURL(i)), Feed: feedURL(i)}, a.memories[i])
		a.memories[i] = look.Memory
		a.found.Add(int64(len(look.Feed.Items)))
		return err
	})
}

func (a *alone) items() (int, error) { return int(a.found.Load()), nil }

func (a *alone) Close() error {
	a.client.Close()
	return nil
}

// room is a newsroom in the role of collector.
type room struct {
	*newsroom.Newsroom
	folder string
	feeds  int
	ahead  *atomic.Int64 // how far its clock is ahead
}

func openNewsroom(ctx context.Context, addr string, feeds int) (program, error) {
	folder, err := os.MkdirTemp("", "dateline-bench-")
	if err != nil {
		return nil, err
	}
	ahead := new(atomic.Int64)
	n, err := newsroom.Open(ctx, newsroom.Config{
		Data: folder, Roles: []newsroom.Role{newsroom.RoleCollect}, Site: publish.Site{Name: "Bench", BaseURL: "http://localhost"}, Fetch: fetching(addr),
		Clock: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
		Log:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return nil, err
	}
	var opml strings.Builder
	opml.WriteString(`<opml version="2.0"><body>`)
	for i := range feeds {
		fmt.Fprintf(&opml, `<outline type="rss" text="Outlet %d" xmlUrl="%s"/>`, i, feedURL(i))
	}
	opml.WriteString(`</body></opml>`)
	if _, err := n.Import(ctx, news.User{ID: desk.Program.ID, Role: news.Administrator}, strings.NewReader(opml.String()), nil); err != nil {
		return nil, err
	}
	return &room{n, folder, feeds, ahead}, nil
}

// collect looks at every source once: those that are due, and a day later all.
func (r *room) collect(ctx context.Context) error {
	begun := r.Now()
	if err := r.Start(); err != nil {
		return err
	}
	defer func() {
		r.Stop()
		r.ahead.Add(int64(25 * time.Hour))
	}()
	for tick := time.NewTicker(20 * time.Millisecond); ; <-tick.C {
		if left, err := r.Reader().Pending(ctx, "look", begun); err != nil || left == 0 {
			return err
		}
	}
}

func (r *room) items() (int, error) {
	counts, err := r.Reader().Counts(context.Background())
	return counts["items"], err
}

func (r *room) Close() error {
	defer os.RemoveAll(r.folder)
	return r.Newsroom.Close()
}
