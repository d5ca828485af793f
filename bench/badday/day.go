package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A day is what is played, and what was seen of it.
type day struct {
	length                        time.Duration
	sources, mails, hooks, rate   int
	diskMB                        int
	folder, site, orders          string
	small                         bool // the newsroom's folder is a file system of its own
	ledger                        *ledger
	post, webhooks                *receiver
	published                     []string // ids, oldest first
	killed                        map[string]bool
	embargoed                     string
	embargoEnds                   time.Time
	resident                      []int // MB, a figure each minute
	reports                       []int
	pages, pageFaults             atomic.Int64 // what readers got, and what was no page
	killWhileFull, pagesWhileFull string       // what came of them
	ranWhileAhead                 bool         // the embargo ended while the clock was wrong
	reportsAfterFull              int
	broken                        int
}

// run plays the day and returns how many promises were broken.
func (d *day) run(ctx context.Context) (int, error) {
	d.ledger, d.killed = newLedger(), map[string]bool{}
	undo, err := d.begin(ctx)
	defer undo()
	if err != nil {
		return 0, err
	}
	readers, stopReaders := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() { d.readPages(readers) })
	fmt.Println("| minute | RSS MB | heap MB | goroutines | files | reports | pending | poll late s | delivered | repeated | pages | faults | |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	minutes := int(d.length / time.Minute)
	for m := 1; m <= minutes && ctx.Err() == nil; m++ {
		note := d.minute(ctx, m, minutes)
		d.line(ctx, m, note)
	}
	stopReaders()
	working.Wait()
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return d.verdicts(ctx), nil
}

// begin starts everybody. What it returns ends them, also after an error.
func (d *day) begin(ctx context.Context) (undo func(), err error) {
	var ends []func()
	undo = func() {
		for i := len(ends) - 1; i >= 0; i-- {
			ends[i]()
		}
	}
	if d.folder, err = os.MkdirTemp("", "dateline-badday-"); err != nil {
		return undo, err
	}
	ends = append(ends, func() { os.RemoveAll(d.folder) })
	if err := syscall.Mount("tmpfs", d.folder, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=700", d.diskMB)); err != nil {
		fmt.Printf("No file system of its own (%v): the disk stays free today.\n", err)
	} else {
		d.small = true
		ends = append(ends, func() { syscall.Unmount(d.folder, syscall.MNT_DETACH) })
	}
	outlets, stop, err := startOutlets()
	if err != nil {
		return undo, err
	}
	ends = append(ends, stop)
	d.post, d.webhooks = mailReceiver(d.ledger), hookReceiver(d.ledger)
	for _, r := range []*receiver{d.post, d.webhooks} {
		if err := r.up(); err != nil {
			return undo, err
		}
		ends = append(ends, r.cut)
	}
	stop, err = d.startNewsroom(ctx, outlets)
	ends = append(ends, stop)
	if err != nil {
		return undo, err
	}
	return undo, d.subscribers(ctx)
}

func (d *day) startNewsroom(ctx context.Context, outlets string) (stop func(), err error) {
	_, port, err := net.SplitHostPort(d.post.addr)
	if err != nil {
		return func() {}, err
	}
	child := exec.Command(os.Args[0], "-newsroom", filepath.Join(d.folder, "data"), "-outlets", outlets,
		"-mail-port", port, "-hook-address", d.webhooks.addr)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return func() {}, err
	}
	if err := child.Start(); err != nil {
		return func() {}, err
	}
	stop = func() { child.Process.Signal(os.Interrupt); child.Wait() }
	if _, err := fmt.Fscanln(bufio.NewReader(out), &d.site, &d.orders); err != nil {
		return stop, fmt.Errorf("the newsroom did not start: %w", err)
	}
	_, err = d.order(ctx, "/sources", "n", fmt.Sprint(d.sources))
	return stop, err
}

// order asks the newsroom's process for something.
func (d *day) order(ctx context.Context, path string, args ...string) ([]byte, error) {
	form := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+d.orders+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(strings.TrimSpace(string(body)))
	}
	return body, err
}

// ask is an order whose answer is JSON.
func ask[T any](ctx context.Context, d *day, path string, args ...string) (out T, err error) {
	body, err := d.order(ctx, path, args...)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(body, &out)
}

// subscribers subscribe by e-mail and confirm, and by webhook.
func (d *day) subscribers(ctx context.Context) error {
	for i := range d.hooks {
		if _, err := d.order(ctx, "/webhook", "address", fmt.Sprintf("http://r%d.hook.example/in", i)); err != nil {
			return fmt.Errorf("adding a webhook: %w", err)
		}
	}
	for i := range d.mails {
		if _, err := d.order(ctx, "/subscribe", "address", fmt.Sprintf("reader%d@reader.example", i)); err != nil {
			return fmt.Errorf("subscribing: %w", err)
		}
	}
	done := 0
	for end := time.Now().Add(2 * time.Minute); done < d.mails && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		d.ledger.mu.Lock()
		links := d.ledger.confirms
		d.ledger.confirms = nil
		d.ledger.mu.Unlock()
		for _, q := range links {
			if _, err := d.order(ctx, "/confirm", "id", q.Get("id"), "secret", q.Get("secret")); err != nil {
				return fmt.Errorf("confirming: %w", err)
			}
			done++
		}
	}
	if done < d.mails {
		return fmt.Errorf("%d of %d readers were asked to confirm", done, d.mails)
	}
	return nil
}

// minute plays minute m of so many and returns what happened in it.
func (d *day) minute(ctx context.Context, m, minutes int) string {
	end := time.Now().Add(time.Minute)
	var notes []string
	note := func(what string, err error) {
		if err != nil {
			what += ": " + err.Error()
		}
		notes = append(notes, what)
	}
	quarter, half, calm := minutes/4, minutes/2, m > minutes-max(minutes/10, 2)
	aheadFor, fullFor := max(minutes/20, 1), max(minutes/20, 1)
	switch {
	case m == max(quarter-1, 1):
		id, err := ask[string](ctx, d, "/publish", "headline", "Under embargo for twelve hours", "embargo", "12h")
		d.embargoed, d.embargoEnds = id, time.Now().Add(12*time.Hour)
		note("a dispatch is embargoed for 12 h", err)
	case m == quarter:
		_, err := d.order(ctx, "/clock", "ahead", "24h")
		note("the clock jumps a day ahead", err)
	case m == quarter+aheadFor:
		d.ranWhileAhead = d.isPublished(ctx)
		_, err := d.order(ctx, "/clock", "ahead", "0s")
		note("the clock jumps back", err)
	case m == half && d.small:
		note("the disk is full", d.fill())
		note("", d.whileFull(ctx))
	case m == half+fullFor && d.small:
		note("the disk is free again", os.Remove(d.ballast()))
		d.reportsAfterFull = d.lastReports()
	}
	full := d.small && m >= half && m < half+fullFor
	if !calm && !full {
		note(d.publishing(ctx, m))
		note(d.cutting(ctx, m, end))
	}
	select {
	case <-time.After(time.Until(end)):
	case <-ctx.Done():
	}
	return strings.Join(strings.Fields(strings.Join(notes, " ")), " ")
}

// publishing releases a dispatch, corrects every fifth and kills every seventh.
func (d *day) publishing(ctx context.Context, m int) (string, error) {
	id, err := ask[string](ctx, d, "/publish", "headline", fmt.Sprintf("The board met, part %d", m))
	if err != nil {
		return "publishing failed", err
	}
	d.published = append(d.published, id)
	n := len(d.published)
	if n > 2 && n%5 == 0 && !d.killed[d.published[n-2]] {
		if _, err := d.order(ctx, "/correct", "id", d.published[n-2]); err != nil {
			return "correcting failed", err
		}
	}
	if n > 3 && n%7 == 0 && !d.killed[d.published[n-3]] {
		if _, err := d.order(ctx, "/kill", "id", d.published[n-3]); err != nil {
			return "killing failed", err
		}
		d.killed[d.published[n-3]] = true
	}
	return "", nil
}

// cutting cuts a receiver off for a third of a minute, while it is at work.
func (d *day) cutting(ctx context.Context, m int, end time.Time) (string, error) {
	var r *receiver
	switch m % 4 {
	case 1:
		r = d.post
	case 3:
		r = d.webhooks
	default:
		return "", nil
	}
	r.cut()
	select {
	case <-time.After(min(20*time.Second, time.Until(end))):
	case <-ctx.Done():
	}
	return r.name + " cut off for 20 s;", r.up()
}

func (d *day) ballast() string { return filepath.Join(d.folder, "ballast") }

// fill takes every byte that the file system has left.
func (d *day) fill() error {
	f, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return nil
}

// whileFull tries what must work on a full disk: to kill a story, and to read.
func (d *day) whileFull(ctx context.Context) error {
	for range 20 { // collecting takes what is left, if it can; and what it gives back is taken too
		time.Sleep(time.Second)
		if err := d.fill(); err != nil {
			return err
		}
	}
	id := d.published[len(d.published)-1]
	_, err := d.order(ctx, "/kill", "id", id)
	d.killed[id] = err == nil
	d.killWhileFull = "killed"
	if err != nil {
		d.killWhileFull = err.Error()
	}
	d.pagesWhileFull = "served"
	if err := d.page(ctx, "/"); err != nil {
		d.pagesWhileFull = err.Error()
	}
	return nil
}

func (d *day) isPublished(ctx context.Context) bool {
	state, err := ask[string](ctx, d, "/dispatch", "id", d.embargoed)
	return err == nil && state == "published"
}

func (d *day) readPages(ctx context.Context) {
	tick := time.NewTicker(time.Second / time.Duration(max(d.rate, 1)))
	defer tick.Stop()
	paths := []string{"/", "/search?q=harbour", "/feed.atom", "/stories", "/register", "/search?q=bridge+OR+ferry"}
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		d.pages.Add(1)
		if err := d.page(ctx, paths[i%len(paths)]); err != nil && ctx.Err() == nil {
			d.pageFaults.Add(1)
		}
	}
}

// page asks for a page as a reader does; an answer of 500 or above is an error.
func (d *day) page(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.site+path, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= 500 {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return nil
}

func (d *day) line(ctx context.Context, m int, note string) {
	s, err := ask[state](ctx, d, "/state")
	if err != nil {
		note += " state: " + err.Error()
	}
	d.resident, d.reports = append(d.resident, s.ResidentMB), append(d.reports, s.Reports)
	arrived, repeated := d.ledger.counts()
	fmt.Printf("| %d | %d | %d | %d | %d | %d | %d | %.0f | %d | %d | %d | %d | %s |\n", m, s.ResidentMB, s.HeapMB, s.Goroutines, s.Files,
		s.Reports, s.Pending, s.LateSeconds, arrived, repeated, d.pages.Load(), d.pageFaults.Load(), note)
}

func (d *day) lastReports() int {
	if len(d.reports) == 0 {
		return 0
	}
	return d.reports[len(d.reports)-1]
}
