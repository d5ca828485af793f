package texts

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Kilometres writes a distance.
func Kilometres(km float64) string {
	if km < 10 {
		return strconv.FormatFloat(km, 'f', 1, 64) + " km"
	}
	return Number(int(math.Round(km))) + " km"
}

// AddressOf returns a path with a query, if there is one.
func AddressOf(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// InWords writes a time in UTC, and nothing for none.
func InWords(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// Count says how many: "1 report", "2 reports", "1,204 stories".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes a number with commas between thousands.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// HostOf returns the host of an address without its www.
func HostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// WebAddress gives an address of the web that may stand in a link, or nothing:
// what outlets and feeds say can be anything.
func WebAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// Degrees writes a latitude or longitude as maps do: 52.52° N.
func Degrees(d float64, above, below string) string {
	if d < 0 {
		return fmt.Sprintf("%.2f° %s", -d, below)
	}
	return fmt.Sprintf("%.2f° %s", d, above)
}

// Excerpt cuts a text at a word's end.
func Excerpt(most int, s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= most {
		return string(r)
	}
	short := string(r[:most])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}
