package join

import (
	"testing"
	"time"

	"dateline/news"
)

func TestLife(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for name, tt := range map[string]struct {
		last, third time.Time
		want        news.StoryLife
	}{
		"three outlets now":             {now, ago(time.Minute), news.LifeBreaking},
		"three outlets, just so":        {now, ago(BreakingWithin), news.LifeBreaking},
		"the third too long ago":        {now, ago(BreakingWithin + 1), news.LifeRunning},
		"two outlets":                   {now, time.Time{}, news.LifeRunning},
		"one outlet yesterday":          {ago(RunningWithin), time.Time{}, news.LifeRunning},
		"longer than a day ago":         {ago(RunningWithin + 1), ago(30 * time.Hour), news.LifeQuiet},
		"nothing":                       {time.Time{}, time.Time{}, news.LifeQuiet},
		"a clock that runs a bit ahead": {now.Add(time.Minute), now.Add(time.Minute), news.LifeBreaking},
	} {
		if got := Life(tt.last, tt.third, now); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestCover(t *testing.T) {
	day := time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC)
	told := []Telling{{"A", day, false}, {"B", day.Add(10 * time.Minute), true}, {"A", day.Add(3 * time.Hour), false}, {"C", time.Time{}, false}}
	c := Cover(told)
	if c.Step != time.Hour || len(c.Bars) != 4 || c.Bars[0].Own != 1 || c.Bars[0].Copies != 1 || c.Bars[3].Own != 1 || !c.Bars[0].From.Equal(day.Truncate(time.Hour)) {
		t.Errorf("by the hour: %+v", c)
	}
	if c.Own != 3 || c.Copies != 1 || len(c.Outlets) != 3 || c.Outlets[0].Outlet != "A" || c.Outlets[0].Own != 2 || !c.Outlets[0].Last.Equal(day.Add(3*time.Hour)) {
		t.Errorf("by outlet: %+v", c.Outlets)
	}
	c = Cover(append(told, Telling{"D", day.AddDate(0, 0, 3), false}))
	if c.Step != 24*time.Hour || len(c.Bars) != 4 || c.Bars[0].Own != 2 || c.Bars[3].Own != 1 {
		t.Errorf("by the day: %+v", c)
	}
	c = Cover(append(told, Telling{"D", day.AddDate(-100, 0, 0), false}))
	if n := len(c.Bars); n == 0 || n > barsShown+1 || c.Bars[0].Own != 1 || c.Bars[n-1].Own != 2 {
		t.Errorf("over a hundred years there are %d bars: %+v", len(c.Bars), c)
	}
	if c := Cover(nil); len(c.Bars) != 0 || c.Own != 0 {
		t.Errorf("of nothing: %+v", c)
	}
	if c := Cover([]Telling{{"A", time.Time{}, false}}); len(c.Bars) != 0 || c.Own != 1 {
		t.Errorf("without a time: %+v", c)
	}
}
