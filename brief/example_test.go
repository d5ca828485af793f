package brief_test

import (
	"fmt"
	"time"

	"dateline/brief"
	"dateline/news"
)

// A brief is made of sentences of its reports, each with the place it stands at.
func Example() {
	at := time.Date(2026, time.June, 3, 8, 0, 0, 0, time.UTC)
	reports := []news.Report{
		{ID: "a", Headline: "Ferry runs aground off Tolk", Published: at, Language: "en",
			Text: "The ferry Halden ran aground off Tolk on Tuesday night. All 148 passengers were taken ashore."},
		{ID: "b", Headline: "Passengers safe after ferry grounding", Published: at.Add(time.Hour), Language: "en",
			Text: "The ferry Halden ran aground off Tolk late on Tuesday. Nobody was hurt, the harbour office said."},
	}
	for _, s := range brief.Write(reports, 20).Sentences {
		for _, c := range s.Citations {
			fmt.Printf("%s [%s %d-%d]\n", s.Text, c.ID, c.Start, c.End)
		}
	}
	// Output:
	// The ferry Halden ran aground off Tolk on Tuesday night. [a 0-55]
	// All 148 passengers were taken ashore. [a 56-93]
}
