package phrase

import "testing"

func FuzzDate(f *testing.F) {
	for _, s := range []string{"3 June 2025", "2025-06-03T08:00:00Z", "03.06.25", "2025年6月3日 18:05", "/Date(1748937600000)/", "am 3. Juni 2025 um 18h05"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, dayFirst := range []bool{false, true} {
			if at, ok := ParseDay(s, dayFirst); ok && (at.Year() < 1985 || at.Year() > 2100) {
				t.Errorf("%q: the year %d", s, at.Year())
			}
			if _, at, ok := LocateDay(s, dayFirst); ok && (at[0] < 0 || at[0] >= at[1] || at[1] > len(s)) {
				t.Errorf("%q: a day at %v", s, at)
			}
			ShortDay(s, dayFirst)
			URLDate(s, dayFirst)
		}
	})
}
