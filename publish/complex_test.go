package publish

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// entanglements are the shapes on which parsers of Markdown are known to take time
// that grows with the square of the length, or worse, and some more.
var entanglements = map[string]func(n int) string{
	"quotations":              repeat(">"),
	"spaced quotations":       repeat("> "),
	"quotations and lists":    repeat("> - "),
	"lists on a line":         repeat("- "),
	"numbered lists":          repeat("1. "),
	"stars and spaces":        func(n int) string { return strings.Repeat("* ", n/2) + "a" },
	"deep list":               deepList,
	"quoted paragraph":        func(n int) string { return strings.Repeat(">", 100) + "a\n" + strings.Repeat("b\n", n/2) },
	"open brackets":           repeat("["),
	"brackets in brackets":    func(n int) string { return strings.Repeat("[", n/2) + strings.Repeat("]", n/2) },
	"empty brackets":          repeat("[]"),
	"pictures":                repeat("!["),
	"open links":              repeat("[a]("),
	"open links, angled":      repeat("[a](<b"),
	"open titles":             repeat(`[a](b "`),
	"links":                   repeat("[a](b)"),
	"links in links":          func(n int) string { return strings.Repeat("[", n/5) + "a" + strings.Repeat("](b)", n/5) },
	"references":              func(n int) string { return "[a]: /b\n\n" + strings.Repeat("[a]", n/3) },
	"open definitions":        repeat("[a]: "),
	"definitions":             definitions,
	"definitions with titles": repeat("[a]: b (c\n\n"),
	"bracketed lines":         repeat("[a\n"),
	"citation marks":          repeat("[^1]"),
	"emphasis":                repeat("*a "),
	"mixed emphasis":          repeat("*a_ "),
	"crossed emphasis":        repeat("*a_a "),
	"strong and weak":         repeat("**a *"),
	"inner emphasis":          func(n int) string { return strings.Repeat("a**b", n/8) + strings.Repeat("c*", n/4) },
	"underscores":             repeat("_a"),
	"strikes":                 repeat("~~a "),
	"ever longer backticks":   backticks,
	"backticks":               repeat("`a``b"),
	"wide table":              wideTable,
	"long table":              func(n int) string { return "a|b\n-|-\n" + strings.Repeat("a|b\n", n/4) },
	"many tables": func(n int) string {
		return repeat(strings.Repeat("a|", 80) + "\n" + strings.Repeat("-|", 80) + "\nx\nx\n\n")(n)
	},
	"lines":            repeat("a\n"),
	"underlined lines": repeat("a\n=\n"),
	"headings":         repeat("# a\n"),
	"items":            repeat("- a\n"),
	"false table":      func(n int) string { return "a`|`b\n-|-\n" + strings.Repeat("[a](*b_ ", n/8) },
	"rows of links":    func(n int) string { return "a|b\n-|-\n" + strings.Repeat(strings.Repeat("[a](", 95)+"|\n", n/382) },
	"rules":            repeat("- - -\n"),
	"fences":           repeat("```\n"),
	"open fences":      repeat("~~~ a\n\n"),
	"tags":             repeat("<a "),
	"remarks":          func(n int) string { return "a" + strings.Repeat("<!--", n/4) },
	"instructions":     func(n int) string { return "a" + strings.Repeat("<?", n/2) },
	"declarations":     func(n int) string { return "a" + strings.Repeat("<!A ", n/4) },
	"raw data":         func(n int) string { return "a" + strings.Repeat("<![CDATA[", n/9) },
	"angles":           repeat("<"),
	"addresses":        repeat("<a:"),
	"entities":         repeat("&"),
	"backslashes":      func(n int) string { return "[" + strings.Repeat(`\`, n) },
	"tabs":             func(n int) string { return strings.Repeat("\t", n) + "a" },
	// As entangled as a text may be, again and again.
	"bounded links":    repeat(strings.Repeat("[a](", 95) + "\n\n"),
	"bounded brackets": repeat(strings.Repeat("[", 100) + strings.Repeat("]", 100) + "\n\n"),
	"bounded emphasis": repeat(strings.Repeat("*a_ ", 140) + "\n\n"),
	"bounded lines":    repeat(strings.Repeat("a\n", 390) + "\n"),
	"bounded nesting":  repeat(strings.Repeat("> ", nestingMost) + "a\n\n"),
	"bounded depth":    repeat(strings.Repeat("> - ", nestingMost/2) + "a\n"),
}

func repeat(s string) func(n int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

func deepList(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n-2*i; i++ {
		b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
	}
	return b.String()
}

func definitions(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n-20; i++ {
		fmt.Fprintf(&b, "[a%d]: /b\n", i)
	}
	return b.String()
}

func backticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len()+i < n; i++ {
		b.WriteString("e" + strings.Repeat("`", i))
	}
	return b.String()
}

func wideTable(n int) string {
	return strings.Repeat("a|", n/8) + "\n" + strings.Repeat("-|", n/8) + "\n" + strings.Repeat("x\n", n/4)
}

// TestEntangledTexts renders every shape at the greatest length. Each takes a
// fraction of a second; a parser that is let loose on them takes minutes for the
// first few. The guard only tells the two apart.
func TestEntangledTexts(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for name, shape := range entanglements {
			body := shape(BodyMost)
			r := render(news.Dispatch{Body: body})
			if len(r.html) > 60*len(body) {
				t.Errorf("%s: %d bytes become %d", name, len(body), len(r.html))
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		t.Fatal("rendering takes time out of proportion to the text")
	}
}

// TestEntangledIsShownAsTyped: what isn't parsed is shown, and can't run.
func TestEntangledIsShownAsTyped(t *testing.T) {
	body := "First *words*.\n\n" + strings.Repeat(">", 40) + " <script>alert(1)</script>"
	if why := TooComplex(body); !strings.Contains(why, "Line 3") || !strings.Contains(why, "deep") {
		t.Errorf("the reason is %q", why)
	}
	r := render(news.Dispatch{Body: body})
	if r.beginning != "First *words*." || !strings.Contains(r.html, "<p>First *words*.</p>") || strings.Contains(r.html, "<script") {
		t.Errorf("rendered as %q, %q", r.beginning, r.html)
	}
	if why := TooComplex(strings.Repeat("word ", BodyMost/5+1)); !strings.Contains(why, "256") {
		t.Errorf("of a text too long: %q", why)
	}
}

// TestWhatPeopleWriteIsNotEntangled: long and rich texts are laid out.
func TestWhatPeopleWriteIsNotEntangled(t *testing.T) {
	paragraph := strings.Repeat("The minister said on Tuesday that **nothing** was decided [here](https://a.example/b?c=d), and left.[^1] ", 25)
	for name, body := range map[string]string{
		"a long article":   strings.Repeat(paragraph+"\n\n", BodyMost/len(paragraph)-1),
		"a long list":      strings.Repeat("- **12:04** [Norland Post](https://norland.example/a): the pact *was* signed.[^1]\n", 2500),
		"a long table":     "| Place | Dead | Source |\n|---|--:|---|\n" + strings.Repeat("| Arvika | 12 | [Post](https://norland.example/a) |\n", 200),
		"nested quotation": strings.Repeat("> > > - 1. a\n", 20),
		"code":             "```json\n" + strings.Repeat(`{"a": [1, 2, {"b": []}]}`+"\n", 150) + "```\n",
		"hard line breaks": strings.Repeat("A line of a poem,  \n", 500),
		"rules":            strings.Repeat("* * * * * * * * * * * * * * * * *\n\nText.\n\n", 50),
	} {
		if why := TooComplex(body); why != "" {
			t.Errorf("%s (%d bytes): %s", name, len(body), why)
		}
	}
}

// BenchmarkEntangled shows that twice the length takes twice the time.
func BenchmarkEntangled(b *testing.B) {
	for name, shape := range entanglements {
		for _, n := range []int{BodyMost / 2, BodyMost} {
			body := shape(n)
			b.Run(fmt.Sprintf("%s/%dKB", name, n>>10), func(b *testing.B) {
				for b.Loop() {
					render(news.Dispatch{Body: body})
				}
			})
		}
	}
}
