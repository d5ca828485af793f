package collect

import (
	"fmt"
	"time"
)

// fortnight is for how many days a History knows how its looks went.
const fortnight = 14

// A Day is how the looks at a source went on one day, by UTC.
type Day struct {
	Date   int           // days since 1970
	Looks  int           // in all
	Failed int           // of them
	New    int           // items that were new or said something else
	Late   time.Duration // of all looks together, after the time they were planned for
}

// A Fortnight is the days on which there were looks, the first first.
type Fortnight []Day

// Noted gives the history with how one more look went that was planned for a
// time (the zero time: it was not) and brought so many new items.
func (h History) Noted(at, planned time.Time, brought int, failed bool) History {
	date := int(at.Unix() / (24 * 60 * 60))
	days := h.Days
	for len(days) > 0 && days[0].Date <= date-fortnight {
		days = days[1:]
	}
	h.Days = append(Fortnight(nil), days...)
	if n := len(h.Days); n == 0 || h.Days[n-1].Date != date {
		h.Days = append(h.Days, Day{Date: date})
	}
	day := &h.Days[len(h.Days)-1]
	day.Looks++
	day.New += brought
	if failed {
		day.Failed++
	}
	if !planned.IsZero() && at.After(planned) {
		day.Late += at.Sub(planned)
	}
	return h
}

// MarshalText and UnmarshalText keep it short: it is read and written at each look.
func (f Fortnight) MarshalText() ([]byte, error) {
	var b []byte
	for i, d := range f {
		if i > 0 {
			b = append(b, ';')
		}
		b = fmt.Appendf(b, "%d,%d,%d,%d,%d", d.Date, d.Looks, d.Failed, d.New, int64(d.Late/time.Millisecond))
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote.
func (f *Fortnight) UnmarshalText(text []byte) error {
	*f = nil
	for len(text) > 0 {
		var n [5]int64
		for i := range n {
			var err error
			if n[i], text, err = readNumber(text); err != nil {
				return fmt.Errorf("reading a day: %w", err)
			}
		}
		*f = append(*f, Day{int(n[0]), int(n[1]), int(n[2]), int(n[3]), time.Duration(n[4]) * time.Millisecond})
	}
	return nil
}

// readNumber reads the whole number that a text begins with, and what follows
// the mark behind it.
func readNumber(text []byte) (n int64, rest []byte, err error) {
	i, sign := 0, int64(1)
	if len(text) > 0 && text[0] == '-' {
		i, sign = 1, -1
	}
	digits := i
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		n = 10*n + int64(text[i]-'0')
	}
	if i == digits || i-digits > 18 {
		return 0, nil, fmt.Errorf("%.20q begins with no number", text)
	}
	return sign * n, text[min(i+1, len(text)):], nil
}
