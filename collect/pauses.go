package collect

import (
	"strconv"
	"strings"
	"time"
)

// A pause is when a feed asks to be left alone.
type pause struct {
	minutes   time.Duration // RSS's ttl
	period    time.Duration // the syndication module's
	frequency int
	hours     []int
	days      []time.Weekday
}

func (p pause) ttl() time.Duration {
	return max(p.minutes, p.period/time.Duration(max(p.frequency, 1)))
}

func readTTL(r *reader, _ *draft, e *element) {
	if n, err := strconv.Atoi(strings.TrimSpace(r.plain(e))); err == nil && n > 0 {
		r.pause.minutes = time.Duration(min(n, 7*24*60)) * time.Minute
	}
}

func readHour(r *reader, _ *draft, e *element) {
	if n, err := strconv.Atoi(strings.TrimSpace(r.plain(e))); err == nil && n >= 0 && n <= 24 && len(r.pause.hours) < 24 {
		r.pause.hours = append(r.pause.hours, n%24) // 24 is what RSS 0.91 calls midnight
	}
}

func readDay(r *reader, _ *draft, e *element) {
	name := strings.TrimSpace(r.plain(e))
	for day := time.Sunday; day <= time.Saturday && len(r.pause.days) < 7; day++ {
		if strings.EqualFold(name, day.String()) {
			r.pause.days = append(r.pause.days, day)
		}
	}
}

func readPeriod(r *reader, _ *draft, e *element) {
	const day = 24 * time.Hour
	r.pause.period = map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}[strings.ToLower(strings.TrimSpace(r.plain(e)))]
}

func readFrequency(r *reader, _ *draft, e *element) {
	r.pause.frequency, _ = strconv.Atoi(strings.TrimSpace(r.plain(e))) // what is no number is once
}
