package read

import (
	"testing"
	"time"

	"dateline/news"
)

func TestComplete(t *testing.T) {
	item := news.Item{Title: " The  feed's title ", Published: "2026-06-10T08:00:00Z", Authors: []string{"desk@paper.example", "Mara Holt"}, Tags: []string{"pact"}, Language: "en"}
	got := Complete(news.Report{}, item)
	if got.Headline != "The feed's title" || !got.Published.Equal(time.Date(2026, 6, 10, 8, 0, 0, 0, time.UTC)) || len(got.Bylines) != 1 || got.Bylines[0].Name != "Mara Holt" || len(got.Tags) != 1 || got.Language != "en" {
		t.Errorf("an empty report was completed to %+v", got)
	}
	said := news.Report{Headline: "The page's", Published: time.Unix(1, 0), Bylines: []news.Byline{{Name: "Someone"}}, Tags: []string{"own"}, Language: "es"}
	if got := Complete(said, item); got.Headline != said.Headline || !got.Published.Equal(said.Published) || got.Bylines[0].Name != "Someone" || got.Tags[0] != "own" || got.Language != "es" {
		t.Errorf("what the page said was overwritten: %+v", got)
	}
	if got := Complete(news.Report{}, news.Item{Published: "yesterday"}); !got.Published.IsZero() {
		t.Errorf("a date that is none was taken: %v", got.Published)
	}
}
