package news

import "time"

// StoryState is where a story is in its life.
type StoryState string

const (
	StoryLive   StoryState = "live"   // a new report may still join it
	StoryQuiet  StoryState = "quiet"  // nothing joined it for the length of the join window
	StoryMerged StoryState = "merged" // it turned out to be another story, named by MergedInto
)

// StoryLife is how much a story is told now. What is what, join says.
type StoryLife string

const (
	LifeBreaking StoryLife = "breaking" // several outlets tell it at this hour
	LifeRunning  StoryLife = "running"  // some outlet told something new of late
	LifeQuiet    StoryLife = "quiet"
)

// A Story is one happening, told by one or more reports.
//
// Identity: the report that opened it (StoryID), so that the same reports in
// the same order give the same stories. Life: live → quiet, or live → merged
// into an older one; a merged story's address keeps leading to what it became.
type Story struct {
	ID         string     `json:"id"`
	Headline   string     `json:"headline"` // of the report that tells it best
	State      StoryState `json:"state"`
	MergedInto string     `json:"merged_into,omitempty"`
	First      time.Time  `json:"first,omitzero"` // the earliest report's publication
	Last       time.Time  `json:"last,omitzero"`  // the latest report's publication
}

// StoryID is the identity of a story.
func StoryID(firstReportID string) string { return DeriveID("story", firstReportID) }

// A Link says why a report stands in a story.
type Link struct {
	ReportID    string   `json:"id"`
	StoryID     string   `json:"story"`
	New         bool     `json:"new"`                    // the report opened the story
	DuplicateOf string   `json:"duplicate_of,omitempty"` // the earlier report that this is a copy of
	Bound       bool     `json:"bound,omitempty"`        // a person put the report there: no machine moves it
	Because     []string `json:"because,omitempty"`      // the evidence, in words that a desk understands
}

// A Matter is stories that follow from one another: the talks, the signing, the
// ratification.
//
// Identity: the earliest report of the story that it began with (MatterID), so
// that the same stories in the same order give the same matters. Life: it begins
// when a second story follows; it goes on in another one when both turn out to be
// one (MergedInto), and its address leads there; it ends when fewer than two
// stories are left.
type Matter struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`           // a person's, or the headline of the story that most tell
	Named      bool      `json:"named,omitempty"` // a person gave the title: no machine changes it
	MergedInto string    `json:"merged_into,omitempty"`
	First      time.Time `json:"first,omitzero"` // of its stories
	Last       time.Time `json:"last,omitzero"`
}

// MatterID is the identity of a matter.
func MatterID(firstReportID string) string { return DeriveID("matter", firstReportID) }
