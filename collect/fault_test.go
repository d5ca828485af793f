package collect

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// faults are what can be put into a feed where it does not belong.
var faults = []string{
	"<", ">", "&", `"`, "'", "/", "=", "!", " ", "\xff", "<![CDATA[", "]]>", "<!--", "-->", "<?", "<b>", "</b>",
	"<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<description>", "</content>",
}

// damageOnce changes a feed at one place at least from on: it loses some bytes,
// gets a fault, or breaks off.
func damageOnce(r *rand.Rand, feed string, from int) (damaged string, at int, cut bool) {
	at = from + r.IntN(len(feed)-from-30)
	switch r.IntN(8) {
	case 0:
		return feed[:at], at, true
	case 1, 2:
		return feed[:at] + feed[at+1+r.IntN(30):], at, false
	}
	return feed[:at] + faults[r.IntN(len(faults))] + feed[at+r.IntN(2):], at, false
}

// TestAnyFault damages feeds at random, always the same way: no fault may cost
// more than the item that it is in and the one behind.
func TestAnyFault(t *testing.T) {
	for format, feed := range map[string]string{"item": feedOf(20), "entry": atomOf(20)} {
		whole, err := ParseFeed([]byte(feed), "", "https://a.example/feed")
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range 1000 {
			damaged, at, cut := damageOnce(r, feed, strings.Index(feed, "<"+format))
			hit := strings.Count(feed[:at], "<"+format+">") - 1
			got, err := ParseFeed([]byte(damaged), "", "https://a.example/feed")
			have := map[string]bool{}
			for _, i := range got.Items {
				have[fmt.Sprint(i)] = true
			}
			for n, item := range whole.Items {
				if n == hit || n == hit+1 || cut && n > hit {
					continue
				}
				if err != nil || !have[fmt.Sprint(item)] {
					t.Errorf("a fault in item %d cost item %d (%v):\n%s", hit, n, err, damaged[max(0, at-100):min(len(damaged), at+100)])
					break
				}
			}
		}
	}
}

// TestJSONFaults damages a JSON feed: what is whole must come out.
func TestJSONFaults(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[`)
	for i := range 20 {
		fmt.Fprintf(&b, `{"id":"%d","title":"Item %d","content_text":"{a}","attachments":[{"url":"https://a.example/%d.mp3","mime_type":"audio/mpeg"}]},`, i, i, i)
	}
	feed := strings.TrimSuffix(b.String(), ",") + "]}"
	for name, tc := range map[string]struct {
		body string
		want int
	}{
		"whole":             {feed, 20},
		"cut off":           {feed[:strings.Index(feed, "Item 10")], 10},
		"comma too many":    {strings.TrimSuffix(feed, "]}") + ",]}", 20},
		"no comma":          {strings.Replace(feed, `},{"id":"10"`, `}{"id":"10"`, 1), 20},
		"no quote":          {strings.Replace(feed, `"Item 10"`, `"Item 10`, 1), 19},
		"control character": {strings.Replace(feed, `"Item 10"`, "\"Item\n10\"", 1), 19},
		"wrong type":        {strings.Replace(feed, `"Item 10"`, "{}", 1), 20},
		"no end":            {strings.TrimSuffix(feed, "]}"), 20},
	} {
		got, err := ParseFeed([]byte(tc.body), "", "")
		if err != nil || len(got.Items) != tc.want || got.Title != "T" {
			t.Errorf("%s: got %d items of %q, %v; want %d", name, len(got.Items), got.Title, err, tc.want)
		}
	}
}
