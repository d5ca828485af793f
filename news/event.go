package news

import "time"

// EventKind is what became of a report after it was first read.
type EventKind string

const (
	HeadlineChanged EventKind = "headline" // its page has another headline
	BodyChanged     EventKind = "body"     // its page has another text or standfirst
	PageGone        EventKind = "gone"     // its page is not there any more
	PageBack        EventKind = "back"     // its page is there again
)

// A ReportEvent is something that became of a report after it was first read,
// because of what happened to its page. That a later reader, or a correction of
// the desk, reads the same page otherwise is none.
//
// Identity: its number. Life: it is written once and never changed.
type ReportEvent struct {
	Number   int64     `json:"number"`
	ReportID string    `json:"report_id"`
	Version  int       `json:"version"` // that it led to, or the last one
	Kind     EventKind `json:"kind"`
	At       time.Time `json:"at"`             // when it was seen
	Note     string    `json:"note,omitempty"` // the headline from before; why the page is gone
}
