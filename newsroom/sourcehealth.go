package newsroom

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dateline/collect"
	"dateline/fetch"
	"dateline/news"
	"dateline/store"
)

// A SourceHealth is how a source is, as people are told it.
type SourceHealth struct {
	State   HealthState
	Words   string // in a sentence without its full stop
	Advice  string // what to do; empty: nothing
	Looks   int    // in the fortnight
	Success float64
	PerDay  float64       // new items
	Late    time.Duration // of a look, on average, after the time it was planned for
	Days    []HealthDay   // the fortnight, a day each, the last today
}

// HealthState is the sort of a source's health.
type HealthState string

const (
	SourceWell    HealthState = "well"
	SourceUnseen  HealthState = "not looked at yet"
	SourceStopped HealthState = "paused"
	SourceDamaged HealthState = "damaged"
	SourceFailing HealthState = "failing"
)

// A HealthDay is one day of the fortnight.
type HealthDay struct {
	Day                time.Time
	Looks, Failed, New int
}

// noFeed is the reason of a look that found something else than a feed.
const noFeed = "no feed"

// reasonOf is the sort of a look's failure, as it is kept.
func reasonOf(err error) string {
	var f *fetch.Error
	switch {
	case errors.As(err, &f) && f.Reason == fetch.Status:
		return fmt.Sprintf("%s %d", f.Reason, f.Status)
	case errors.As(err, &f):
		return string(f.Reason)
	case errors.Is(err, collect.ErrNoFeed):
		return noFeed
	}
	return ""
}

// HealthOf says how a source is at a time.
func HealthOf(s store.SourceRow, now time.Time) SourceHealth {
	h := SourceHealth{State: SourceWell, Words: "well"}
	h.count(s, now)
	switch {
	case s.State != news.SourceActive:
		h.State, h.Words = SourceStopped, string(s.State)
	case s.LastLook.IsZero():
		h.State, h.Words = SourceUnseen, "not looked at yet"
	case s.LastError != "":
		h.State, h.Words, h.Advice = SourceFailing, failingWords(s), advice(s)
	case s.Damaged != "":
		h.State = SourceDamaged
		h.Words = "damaged since " + day(s.DamagedSince) + ", but read: " + s.Damaged
		h.Advice = "Nothing need be done; every whole item is read. Tell the site, if you know whom."
	}
	return h
}

func (h *SourceHealth) count(s store.SourceRow, now time.Time) {
	history, err := decodeState[collect.History](s.History)
	if err != nil { // of an older version: the days count from the next look on
		history = collect.History{}
	}
	today := now.UTC().Truncate(24 * time.Hour)
	for back := 13; back >= 0; back-- {
		h.Days = append(h.Days, HealthDay{Day: today.AddDate(0, 0, -back)})
	}
	failed, fresh := 0, 0
	var late time.Duration
	for _, d := range history.Days {
		at := 13 - int(today.Unix()/(24*60*60)) + d.Date
		if at < 0 || at > 13 {
			continue
		}
		h.Days[at].Looks, h.Days[at].Failed, h.Days[at].New = d.Looks, d.Failed, d.New
		h.Looks, failed, fresh, late = h.Looks+d.Looks, failed+d.Failed, fresh+d.New, late+d.Late
	}
	if h.Looks == 0 {
		return
	}
	h.Success = 1 - float64(failed)/float64(h.Looks)
	h.Late = (late / time.Duration(h.Looks)).Round(time.Second)
	known := min(max(now.Sub(s.AddedAt), 24*time.Hour), 14*24*time.Hour)
	h.PerDay = float64(fresh) / (known.Hours() / 24)
}

func day(t time.Time) string {
	if t.IsZero() {
		return "some time ago"
	}
	return t.UTC().Format("2 January")
}

// failingWords says what is wrong, without what everyone can see: which source it is.
func failingWords(s store.SourceRow) string {
	_, why, found := strings.Cut(s.LastError, s.Feed+": ")
	if !found {
		why = strings.TrimPrefix(s.LastError, "look at "+s.Name+": ")
	}
	if s.Failures <= 1 {
		return "failed once: " + why
	}
	return fmt.Sprintf("failing since %s, %d times: %s", day(s.FailingSince), s.Failures, why)
}

// advice says what to do about a failure.
func advice(s store.SourceRow) string {
	again := "Nothing need be done: it is tried again by itself, ever more rarely but once a month at least."
	switch s.Reason {
	case string(fetch.Robots):
		return "The site's robots.txt says no, and is obeyed. Ask the site, or remove the source."
	case string(fetch.Wall):
		return "Ask the site to let our user agent through; --contact names you in it. Often a feed's other address, or its sitemap, stands before no wall."
	case "status 404", "status 410", noFeed:
		return "Look for the feed's new address: add the site itself, whose feeds are found, and remove this source."
	case "status 401", "status 402", "status 403":
		return "The site does not let us in. Ask it, or look for a public feed of it."
	case "status 451":
		return "It is withheld by law; there is nothing that we could do."
	case string(fetch.DNS):
		return "See whether the address is spelt right and whether the site is still there; if it is gone for good, remove the source."
	case string(fetch.TLS):
		return "Open the site in a browser: if that warns too, tell the site; if it uses an authority of its own, name it with --ca-file."
	case string(fetch.BadAddress), string(fetch.Blocked):
		return "The address leads to no public host. If it is one of your own network, name it with --resolve; else remove the source."
	case string(fetch.TooLarge):
		return "The feed is longer than is read; look whether the site has a shorter one."
	case string(fetch.Redirects):
		return "Open the address in a browser, and add where it ends."
	}
	return again
}
