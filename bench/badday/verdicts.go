package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// verdicts prints, for each promise, whether it held, and returns how many did not.
func (d *day) verdicts(ctx context.Context) int {
	fmt.Println()
	rows, err := ask[[]sent](ctx, d, "/deliveries")
	d.promise("the outbox answers at the end", err == nil, fmt.Sprint(err))
	d.deliveredOnce(rows)
	d.everyoneGotAll(rows)
	d.promise("an embargo is not released by a clock that jumps", !d.ranWhileAhead && !d.isPublished(ctx), d.embargoed)
	if d.small {
		d.promise("a story can be killed on a full disk", d.killWhileFull == "killed", d.killWhileFull)
		d.promise("pages are served on a full disk", d.pagesWhileFull == "served", d.pagesWhileFull)
		d.promise("collecting goes on when there is space again", d.lastReports() > d.reportsAfterFull,
			fmt.Sprintf("%d reports then, %d now", d.reportsAfterFull, d.lastReports()))
	}
	d.memory()
	d.promise("readers get pages", d.pageFaults.Load()*200 <= d.pages.Load(), fmt.Sprintf("%d of %d failed", d.pageFaults.Load(), d.pages.Load()))
	return d.broken
}

func (d *day) promise(what string, kept bool, figure string) {
	verdict := "held"
	if !kept {
		verdict = "BROKEN"
		d.broken++
	}
	fmt.Printf("%-6s  %s (%s)\n", verdict, what, figure)
}

// deliveredOnce compares what the outbox says was sent with what arrived.
func (d *day) deliveredOnce(rows []sent) {
	d.ledger.mu.Lock()
	defer d.ledger.mu.Unlock()
	states := map[string]int{}
	var waiting, missing, twice []string
	for _, row := range rows {
		states[row.State]++
		n := d.ledger.arrived[row.ID]
		name := row.Subject + " to " + row.Recipient
		switch {
		case row.State == "owed" || row.State == "pending" || row.State == "sending":
			waiting = append(waiting, name)
		case row.State == "sent" && n == 0:
			missing = append(missing, name)
		}
		if n > 1 && row.Channel == "email" {
			twice = append(twice, name)
		}
	}
	d.promise("nothing waits at the end", len(waiting) == 0, some(waiting))
	d.promise("what is said to be sent arrived", len(missing) == 0, some(missing))
	d.promise("no e-mail came twice", len(twice) == 0, some(twice))
	var parts []string
	for _, s := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, fmt.Sprintf("%s %d", s, states[s]))
	}
	fmt.Printf("        deliveries: %s\n", strings.Join(parts, ", "))
}

// everyoneGotAll checks that each dispatch that stands reached each subscriber.
// An e-mail whose connection broke after its text was sent may have arrived or
// not; it counts as told if the outbox says that it is unsure.
func (d *day) everyoneGotAll(rows []sent) {
	got := map[string]int{}
	for _, row := range rows {
		parts := strings.Split(row.Subject, "/")
		if parts[0] == "dispatch" && (row.State == "sent" || row.State == "unsure") {
			got[parts[1]+" "+row.Recipient]++
		}
	}
	reached := map[string]int{}
	for key := range got {
		id, _, _ := strings.Cut(key, " ")
		reached[id]++
	}
	var short []string
	for _, id := range d.published {
		if !d.killed[id] && reached[id] < d.mails+d.hooks {
			short = append(short, fmt.Sprintf("%s: %d of %d", id, reached[id], d.mails+d.hooks))
		}
	}
	d.promise("each dispatch that stands reached everyone", len(short) == 0 && len(d.published) > 0, some(short))
}

// memory compares the last quarter with the second: both have everything loaded.
func (d *day) memory() {
	n := len(d.resident)
	if n < 8 {
		fmt.Println("        memory: too short a day to tell")
		return
	}
	early, late := mean(d.resident[n/4:n/2]), mean(d.resident[n-n/4:])
	d.promise("memory stays flat", late <= early*1.15+20, fmt.Sprintf("%.0f MB in the second quarter, %.0f MB in the last", early, late))
}

func mean(of []int) float64 {
	sum := 0
	for _, n := range of {
		sum += n
	}
	return float64(sum) / float64(max(len(of), 1))
}

// some is a list cut short.
func some(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return fmt.Sprintf("%d: %s", len(list), strings.Join(list[:min(3, len(list))], "; "))
}
