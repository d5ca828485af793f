package record_test

import (
	"fmt"
	"time"

	"dateline/news"
	"dateline/record"
)

// Each fact says who did what to whom, and cites its sentence.
func Example() {
	r := record.Record(news.Report{
		ID: "a", Language: "en", Published: time.Date(2026, time.June, 3, 8, 0, 0, 0, time.UTC),
		Text: "France and Germany signed a defence pact in Berlin on Tuesday.",
	})
	for _, f := range r.Facts {
		fmt.Println(f.Kind, f.Type, f.Predicate, "|", f.Citations[0].Exact)
	}
	// Output: agreement AGREE signed | France and Germany signed a defence pact in Berlin on Tuesday.
}
