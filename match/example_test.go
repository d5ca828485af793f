package match_test

import (
	"fmt"

	"dateline/match"
	"dateline/news"
)

// A standing query fires on the reports that a search for it would find.
func Example() {
	query, err := match.ParseSaved(`harbour* (fire OR flood) NOT headline:drill`)
	if err != nil {
		fmt.Println(err)
		return
	}
	index := match.NewIndex()
	index.Add("harbours", query)

	report := news.Report{Headline: "Night of smoke in Tolk", Text: "Fires burned in two harbours.", Language: "en"}
	fmt.Println(index.Match(match.Analyze(report, nil)))
	report.Headline = "Drill in Tolk"
	fmt.Println(index.Match(match.Analyze(report, nil)))
	// Output:
	// [harbours]
	// []
}
