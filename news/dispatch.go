package news

import "time"

// DispatchState is where a dispatch is in its life.
type DispatchState string

const (
	Draft     DispatchState = "draft"
	Submitted DispatchState = "submitted" // waits for an editor
	Embargoed DispatchState = "embargoed" // released, held until its embargo ends
	Published DispatchState = "published"
	Killed    DispatchState = "killed" // withdrawn: the address stays and says so
	Spiked    DispatchState = "spiked" // a draft that was given up
)

// A Dispatch is what the desk puts out: a text of our own with the citations it
// stands on.
//
// Identity: given when it is begun (RandomID "dis"); its Slug is its public
// address and changes once published only when it is killed, because it repeats the
// headline; the old address then leads to the notice. Life: draft → submitted → published,
// or → embargoed → published; published → published again with a correction;
// published → killed, with the address kept; draft → spiked.
type Dispatch struct {
	ID           string             `json:"id"`
	Slug         string             `json:"slug"`
	State        DispatchState      `json:"state"`
	Section      string             `json:"section"` // one of the site's sections
	Headline     string             `json:"headline"`
	Standfirst   string             `json:"standfirst,omitempty"`
	Byline       string             `json:"byline,omitempty"`
	Place        string             `json:"place,omitempty"` // of the dateline
	Body         string             `json:"body"`            // Markdown; [^1] after a sentence is its first citation
	Citations    []DispatchCitation `json:"citations,omitempty"`
	Figure       *Figure            `json:"figure,omitempty"`
	Tags         []string           `json:"tags,omitempty"`
	StoryID      string             `json:"story_id,omitempty"` // the story that it was written from
	CommentsOpen bool               `json:"comments_open"`
	AuthorID     string             `json:"author_id,omitempty"`
	CreatedAt    time.Time          `json:"created_at,omitzero"`
	ChangedAt    time.Time          `json:"changed_at,omitzero"`
	ReleasedBy   string             `json:"released_by,omitempty"` // the editor who decided that it goes out
	EmbargoUntil time.Time          `json:"embargo_until,omitzero"`
	PublishedAt  time.Time          `json:"published_at,omitzero"`
	UpdatedAt    time.Time          `json:"updated_at,omitzero"` // of the last correction
	Edition      int                `json:"edition,omitempty"`   // 1 when published, one more for each correction and the kill
	Corrections  []Correction       `json:"corrections,omitempty"`
	KillSubject  string             `json:"kill_subject,omitempty"` // what the notice calls it, instead of the withdrawn headline
	KillNote     string             `json:"kill_note,omitempty"`    // what readers are told of why it was withdrawn
}

// A DispatchCitation is a numbered citation of a dispatch: Number is what
// stands in the body as [^Number]. A number is never used for another sentence
// again.
type DispatchCitation struct {
	Number int `json:"number"`
	Citation
	Outlet string `json:"outlet,omitempty"` // as the report had it when it was cited
	URL    string `json:"url,omitempty"`    // of the report's page
}

// A Correction is what was wrong, as readers are told.
type Correction struct {
	At   time.Time `json:"at"`
	Note string    `json:"note"`
	By   string    `json:"by,omitempty"` // the user's id
}
