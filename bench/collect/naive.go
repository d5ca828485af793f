package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/mmcdole/gofeed"
	_ "modernc.org/sqlite"
)

// naive is what a day's work gives: it asks, parses and stores, and is right
// about conditional requests. It knows no robots.txt, no pace, no guard, keeps no
// evidence, and may lose its last seconds with the power (synchronous=NORMAL),
// which the newsroom may not.
type naive struct {
	client *http.Client
	db     *sql.DB
	folder string
	feeds  int
}

func openNaive(ctx context.Context, addr string, feeds int) (program, error) {
	folder, err := os.MkdirTemp("", "naive-bench-")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "naive.db")+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		`CREATE TABLE feed (url TEXT PRIMARY KEY, title TEXT, etag TEXT, looked_at TEXT)`,
		`CREATE TABLE item (feed TEXT, guid TEXT, url TEXT, title TEXT, author TEXT, content TEXT, published TEXT, PRIMARY KEY (feed, guid))`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	return &naive{client: &http.Client{Transport: &http.Transport{DialContext: dial, MaxIdleConns: 64}}, db: db, folder: folder, feeds: feeds}, nil
}

func (n *naive) collect(ctx context.Context) error {
	return each(n.feeds, func(i int) error { return n.look(ctx, feedURL(i)) })
}

func (n *naive) look(ctx context.Context, address string) error {
	var etag string
	if err := n.db.QueryRowContext(ctx, `SELECT coalesce(max(etag), '') FROM feed WHERE url = ?`, address).Scan(&etag); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	answer, err := n.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode == http.StatusNotModified {
		_, err := n.db.ExecContext(ctx, `UPDATE feed SET looked_at = datetime('now') WHERE url = ?`, address)
		return err
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return n.store(ctx, address, answer.Header.Get("ETag"), feed)
}

func (n *naive) store(ctx context.Context, address, etag string, feed *gofeed.Feed) error {
	tx, err := n.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO feed VALUES (?, ?, ?, datetime('now'))`, address, feed.Title, etag); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, i := range feed.Items {
		author := ""
		if len(i.Authors) > 0 {
			author = i.Authors[0].Name
		}
		if _, err := insert.ExecContext(ctx, address, i.GUID, i.Link, i.Title, author, i.Content, i.PublishedParsed.String()); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (n *naive) items() (count int, err error) {
	return count, n.db.QueryRow(`SELECT count(*) FROM item`).Scan(&count)
}

func (n *naive) Close() error {
	defer os.RemoveAll(n.folder)
	return n.db.Close()
}

// each calls do for every number below n, eight at a time, and gives the first error.
func each(n int, do func(i int) error) error {
	numbers := make(chan int)
	errs := make(chan error, 8)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for i := range numbers {
				if err := do(i); err != nil {
					select {
					case errs <- err:
					default: // one is enough
					}
				}
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	workers.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}
