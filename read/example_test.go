package read_test

import (
	"fmt"
	"maps"
	"slices"

	"dateline/news"
	"dateline/read"
)

const ferryPage = `<!doctype html>
<html lang="en"><head><title>Ferries sail again | The Courier</title>
<meta property="og:site_name" content="The Courier"></head>
<body><nav><a href="/">Home</a> <a href="/coast">Coast</a></nav>
<article><h1>Ferries sail again</h1>
<p class="byline">By Ana Pereira</p><time datetime="2025-06-03T08:00:00Z">3 June 2025</time>
<p>SELDEN — The ferries between Selden and Aster sail again after a strike of nine days, the company said on Monday.</p>
<p>The crews had asked for fewer night sailings. They will get two nights off in every week from September on.</p>
<p class="newsletter">Sign up for our newsletter</p></article></body></html>`

// One page goes in, one report comes out, with what said each of its fields.
func Example() {
	report, err := read.Read(read.Page{URL: "https://courier.example/ferries", Body: []byte(ferryPage)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Headline)
	fmt.Println(report.Bylines[0].Name, report.Published.Format("2 January 2006"), report.Place)
	for _, p := range report.Paragraphs {
		fmt.Println("-", p.Text)
	}
	for _, field := range slices.Sorted(maps.Keys(report.Evidence)) {
		fmt.Printf("%s: %s\n", field, report.Evidence[field])
	}
	// Output:
	// Ferries sail again
	// Ana Pereira 3 June 2025 SELDEN
	// - SELDEN — The ferries between Selden and Aster sail again after a strike of nine days, the company said on Monday.
	// - The crews had asked for fewer night sailings. They will get two nights off in every week from September on.
	// bylines: the line “By Ana Pereira”
	// headline: the heading, and the title element
	// place: the dateline
	// published: a time element
}

// Bare text, as a crawler or the clipboard leaves it, is read as well.
func ExampleRead_text() {
	report, err := read.Read(read.Page{As: read.FormText, Body: []byte(`HomeCoastFerries
Ferries sail again after nine days
By Ana Pereira
3 June 2025
The ferries between Selden and Aster sail again after a strike of nine days, the company said on Monday.
The crews had asked for fewer night sailings. They will get two nights off in every week from September on.
Parliament will debate the law on coastal shipping next week, which may change the rules for all crews.
Related stories
Lighthouse keeper sells his lamp
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Kind, len(report.Paragraphs), report.Headline)
	// Output: article 3 Ferries sail again after nine days
}

// Explain shows what the reader made of each block, and why.
func ExampleExplain() {
	blocks, err := read.Explain(read.Page{URL: "https://courier.example/ferries", Body: []byte(ferryPage)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range blocks {
		fmt.Printf("%-10s %.25s\n", b.Role, b.Text)
	}
	// Output:
	// navigation Home Coast
	// headline   Ferries sail again
	// byline     By Ana Pereira
	// date       3 June 2025
	// body       SELDEN — The ferries betw
	// body       The crews had asked for f
	// signup     Sign up for our newslette
}

// A SiteProfile learns what a site says on page after page, which is no part of any story.
func ExampleSiteProfile() {
	const letter = "Every evening our editors choose what mattered on the coast, and the letter is read by more people than the paper."
	var profile read.SiteProfile
	for n := 1; n <= 3; n++ {
		page := fmt.Sprintf(`<html lang="en"><title>Harbour works, part %[1]d</title><body><h1>Harbour works, part %[1]d</h1>
<p>On the first day of stage %[1]d the engineers moved stone to the outer wall, which they say will hold the spring tides.</p>
<p>On the second day of stage %[1]d a crane stood idle in the wind, and forty workers waited for it in the harbour's canteen.</p>
<p>%[2]s</p>
<p>On the last day of stage %[1]d the wall was a metre higher than before, and the board's chairman came to look at it.</p>`, n, letter)
		report, err := profile.Read(read.Page{URL: fmt.Sprintf("https://courier.example/%d", n), Body: []byte(page)}, news.Item{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(n, len(report.Paragraphs))
	}
	// Output:
	// 1 4
	// 2 3
	// 3 3
}
