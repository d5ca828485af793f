package ledger_test

import (
	"fmt"
	"time"

	"dateline/ledger"
	"dateline/news"
)

// Two outlets report one fire and differ in the number of people killed.
func Example() {
	died := func(report, outlet, who string, hour int) ledger.Telling {
		return ledger.Telling{
			Fact: news.Fact{ID: "fact-" + report, ReportID: report, Kind: news.FactEvent, Type: "x-DEATH",
				Predicate: "were killed", Object: who + " people in the fire", Modality: news.Asserted},
			Outlet: outlet, Learned: time.Date(2026, time.June, 10, hour, 0, 0, 0, time.UTC),
		}
	}
	entries := ledger.Ledger([]ledger.Telling{died("a", "Wire", "twelve", 9), died("b", "Herald", "15", 11)}, time.Time{})
	for _, e := range entries {
		fmt.Println(e.Sources, "sources")
		for _, a := range e.Disputes[0].Answers {
			fmt.Println(e.Disputes[0].Point, a.Says, a.Outlets)
		}
	}
	// Output:
	// 2 sources
	// number 15 [Herald]
	// number 12 [Wire]
}
