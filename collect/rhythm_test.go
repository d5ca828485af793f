package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"dateline/fetch"
	"dateline/news"
)

// lookAt makes a look that finds reports published at some times.
func lookAt(times ...time.Time) Look {
	var look Look
	for i, t := range times {
		look.Feed.Items = append(look.Feed.Items, news.Item{URL: fmt.Sprint(i), Published: t.UTC().Format(time.RFC3339)})
	}
	return look
}

// every gives the last n times before end that lie so far apart.
func every(n int, apart time.Duration, end time.Time) (all []time.Time) {
	for i := range n {
		all = append(all, end.Add(-apart*time.Duration(n-i)))
	}
	return all
}

func TestNextLook(t *testing.T) {
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	after := func(look Look) History { return History{}.After(now, look, true, nil) }
	failed := func(h History, n int, err error) History {
		for range n {
			h = h.After(now, Look{}, false, err)
		}
		return h
	}
	hinted := func(look Look, ttl, maxAge time.Duration) Look {
		look.Feed.TTL, look.MaxAge = ttl, maxAge
		return look
	}
	busy := lookAt(every(20, 11*time.Minute, now)...)
	skipping := busy
	skipping.Feed.SkipHours = []int{12, 13, 14}
	weekend := busy
	weekend.Feed.SkipDays = []time.Weekday{time.Monday, time.Tuesday}
	later := &fetch.Error{Reason: fetch.Timeout, Later: true}
	asked := &fetch.Error{Reason: fetch.Status, Status: 429, Later: true, RetryAfter: 3 * time.Hour}
	gone := &fetch.Error{Reason: fetch.Status, Status: 410}
	for name, tc := range map[string]struct {
		h           History
		least, most time.Duration
	}{
		"never looked at":         {History{}, 0, 0},
		"looked at, nothing said": {after(Look{}), 3 * time.Minute, 17 * time.Minute},
		"every eleven minutes":    {after(busy), 4 * time.Minute, 7 * time.Minute},
		"every hour":              {after(lookAt(every(20, time.Hour, now)...)), 24 * time.Minute, 36 * time.Minute},
		"every day":               {after(lookAt(every(20, 24*time.Hour, now)...)), 30 * time.Minute, 24 * time.Hour},
		"every month":             {after(lookAt(every(3, 30*24*time.Hour, now)...)), 20 * time.Hour, 24 * time.Hour},
		"dates of the future":     {after(lookAt(now.Add(time.Hour), now.Add(2*time.Hour))), 3 * time.Minute, 17 * time.Minute},
		"ttl":                     {after(hinted(busy, 30*time.Minute, 0)), 27 * time.Minute, 33 * time.Minute},
		"ttl of a day":            {after(hinted(busy, 24*time.Hour, 0)), 54 * time.Minute, 66 * time.Minute},
		"max-age":                 {after(hinted(busy, 0, 20*time.Minute)), 18 * time.Minute, 22 * time.Minute},
		"max-age of a year":       {after(hinted(busy, 0, 365*24*time.Hour)), 54 * time.Minute, 66 * time.Minute},
		"skipHours":               {after(skipping), 3 * time.Hour, 3*time.Hour + 21*time.Minute},
		"skipDays, a day at most": {after(weekend), 4 * time.Minute, 24 * time.Hour},
		"failed once":             {failed(after(busy), 1, later), 4 * time.Minute, 7 * time.Minute},
		"failed seven times":      {failed(after(busy), 7, later), 4 * time.Hour, 6 * time.Hour},
		"failed for long":         {failed(after(busy), 99, later), 25 * 24 * time.Hour, 30 * 24 * time.Hour},
		"Retry-After":             {failed(after(busy), 1, asked), 3 * time.Hour, 4 * time.Hour},
		"gone":                    {failed(after(busy), 3, gone), 3 * time.Hour, 5 * time.Hour},
		"no feed":                 {failed(after(busy), 2, errors.New("no feed")), 9 * time.Minute, 11 * time.Minute},
		"well again":              {failed(after(busy), 9, later).After(now, Look{NotModified: true}, false, nil), 4 * time.Minute, 7 * time.Minute},
	} {
		moments := map[time.Duration]bool{}
		for _, id := range []string{"src_a", "src_b", "src_c"} {
			tc.h.SourceID = id
			got := NextLook(tc.h, now).Sub(now)
			if got < tc.least || got > tc.most {
				t.Errorf("%s, %s: got %v, want %v to %v", name, id, got, tc.least, tc.most)
			}
			if again := NextLook(tc.h, now).Sub(now); again != got {
				t.Errorf("%s, %s: got %v, then %v", name, id, got, again)
			}
			moments[got] = true
		}
		if tc.least > soonest && tc.most < Latest && len(moments) == 1 {
			t.Errorf("%s: three sources are asked at the same moment", name)
		}
	}
}

func TestMaxAge(t *testing.T) {
	for _, tc := range []struct {
		control, age string
		want         time.Duration
	}{
		{"public, max-age=300", "", 5 * time.Minute},
		{`Max-Age="300"`, "100", 200 * time.Second},
		{"max-age=300", "400", 0},
		{"no-store", "", 0},
		{"s-maxage=5", "", 0},
	} {
		if got := maxAge(http.Header{"Cache-Control": {tc.control}, "Age": {tc.age}}); got != tc.want {
			t.Errorf("%s, %s: got %v, want %v", tc.control, tc.age, got, tc.want)
		}
	}
}

// TestAYear follows sources of different habits through a year, look by look,
// and compares how many looks it took and how late reports were noticed with
// what looking every half hour would have given.
func TestAYear(t *testing.T) {
	begin := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	end := begin.AddDate(1, 0, 0)
	// Reports of a year, told hour by hour.
	year := func(inHour func(t time.Time) int) (all []time.Time) {
		for hour := begin.Add(-14 * 24 * time.Hour); hour.Before(end); hour = hour.Add(time.Hour) {
			for i, n := 0, inHour(hour); i < n; i++ {
				all = append(all, hour.Add(time.Duration(i*60/n+hour.YearDay()*7%11)*time.Minute))
			}
		}
		return all
	}
	workday := func(t time.Time) bool {
		return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && t.Hour() >= 7 && t.Hour() < 19
	}
	for name, tc := range map[string]struct {
		reports  []time.Time
		dateless bool
		looks    int           // at most, in the year
		late     time.Duration // at most, on the mean
		latest   time.Duration
	}{
		"an agency": {reports: year(func(time.Time) int { return 4 }), looks: 75_000, late: 9 * time.Minute, latest: 16 * time.Minute},
		"an hourly": {reports: year(func(time.Time) int { return 1 }), looks: 21_000, late: 18 * time.Minute, latest: time.Hour},
		"a newspaper of workdays": {reports: year(func(t time.Time) int {
			if workday(t) {
				return 3
			}
			return 0
		}), looks: 25_000, late: 11 * time.Minute, latest: 6 * time.Hour},
		"a daily at six": {reports: year(func(t time.Time) int {
			if t.Hour() == 6 {
				return 1
			}
			return 0
		}), looks: 3_000, late: 90 * time.Minute, latest: 24 * time.Hour},
		"a daily without dates": {reports: year(func(t time.Time) int {
			if t.Hour() == 6 {
				return 1
			}
			return 0
		}), dateless: true, looks: 3_000, late: 4 * time.Hour, latest: 24 * time.Hour},
		"a weekly": {reports: year(func(t time.Time) int {
			if t.Weekday() == time.Thursday && t.Hour() == 15 {
				return 1
			}
			return 0
		}), looks: 1_200, late: 13 * time.Hour, latest: 24*time.Hour + time.Minute},
		"a silent one": {reports: nil, looks: 420, latest: Latest},
		"one that wakes up": {reports: year(func(t time.Time) int {
			if t.After(begin.AddDate(0, 6, 0)) {
				return 2
			}
			return 0
		}), looks: 23_000, late: 40 * time.Minute, latest: 24*time.Hour + time.Minute},
	} {
		h := History{SourceID: name}
		next, shown, looks := 0, 0, 0
		var late, most time.Duration
		counted := 0
		for now := begin; now.Before(end); {
			for next < len(tc.reports) && !tc.reports[next].After(now) {
				if d := now.Sub(tc.reports[next]); looks > 0 {
					late, most, counted = late+d, max(most, d), counted+1
				}
				next++
			}
			look := Look{NotModified: next == shown}
			if next > shown && !tc.dateless {
				look = lookAt(tc.reports[max(0, next-20):next]...)
			}
			h = h.After(now, look, next > shown, nil)
			shown = next
			looks++
			at := NextLook(h, now)
			if wait := at.Sub(now); wait < soonest || wait > Latest {
				t.Fatalf("%s: waits %v", name, wait)
			}
			now = at
		}
		mean := late / time.Duration(max(counted, 1))
		t.Logf("%-24s %6d looks for %6d reports, noticed after %v on the mean, %v at most", name, looks, counted, mean.Round(time.Second), most.Round(time.Minute))
		if looks > tc.looks || mean > tc.late || most > tc.latest {
			t.Errorf("%s: got %d looks, late %v on the mean and %v at most; want %d, %v, %v", name, looks, mean, most, tc.looks, tc.late, tc.latest)
		}
	}
}

// TestHistoryReadsBack: what is kept of a source between looks is what was known.
func TestHistoryReadsBack(t *testing.T) {
	at := time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC)
	h := History{SourceID: "src", SkipHours: []int{3}, Hint: time.Hour}
	for i := range 20 {
		h = h.After(at, Look{}, i%3 == 0, nil).Noted(at, at.Add(-time.Second), i, i%5 == 0)
		at = at.Add(7 * time.Hour)
	}
	kept, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var back History
	if err := json.Unmarshal(kept, &back); err != nil || !reflect.DeepEqual(back, h) {
		t.Errorf("%v: kept %s\n%+v came back as\n%+v", err, kept, h, back)
	}
	for _, bad := range []string{`{"pulse":"1 2 x"}`, `{"pulse":""}`, `{"fortnight":"1,2,3"}`, `{"fortnight":";;"}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
	if err := json.Unmarshal([]byte(`{"pulse":{"hours":[1]},"failures":3}`), &back); back.Failures != 3 {
		t.Errorf("of an older version not the rest was read: %+v, %v", back, err)
	}
}

// TestNextLookBesideAHub: a hub that tells spares looks as long as it promised to
// tell, and no longer than it can be silent.
func TestNextLookBesideAHub(t *testing.T) {
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	of := func(every time.Duration) History {
		h := History{SourceID: "src_1"}
		for at := now.Add(-340 * time.Hour); !at.After(now); at = at.Add(every) {
			h = h.After(at, Look{}, true, nil)
		}
		return h
	}
	for name, tc := range map[string]struct {
		every, promised, least, most time.Duration
	}{
		"one that publishes daily":  {24 * time.Hour, 240 * time.Hour, 20 * time.Hour, 24 * time.Hour},
		"one that publishes hourly": {time.Hour, 240 * time.Hour, 8 * time.Hour, 16 * time.Hour},
		"a promise that ends soon":  {time.Hour, 2 * time.Hour, time.Hour, 3 * time.Hour},
		"a promise that ended":      {time.Hour, -time.Minute, 10 * time.Minute, time.Hour},
		"one that publishes often":  {15 * time.Minute, 240 * time.Hour, 2 * time.Hour, 4 * time.Hour},
	} {
		h := of(tc.every)
		h.Hub = now.Add(tc.promised)
		if wait := NextLook(h, now).Sub(now); wait < tc.least || wait > tc.most {
			t.Errorf("%s: the next look is in %v, want %v to %v", name, wait, tc.least, tc.most)
		}
	}
}
