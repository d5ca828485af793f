package news

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// ReportKind says whether a page holds a story.
type ReportKind string

const (
	KindArticle ReportKind = "article"
	KindListing ReportKind = "listing" // a front page, a section, a search result
	KindOther   ReportKind = "other"
)

// PageKind says more closely what a page is. A report of a page whose kind is article,
// live, gallery or video has the kind article if the page tells a story.
type PageKind string

const (
	PageArticle PageKind = "article"
	PageLive    PageKind = "live"    // told in entries as things happen
	PageGallery PageKind = "gallery" // told in pictures
	PageVideo   PageKind = "video"
	PageListing PageKind = "listing" // a front page, a section, a search result
	PageProduct PageKind = "product" // something for sale
	PageForum   PageKind = "forum"   // people write to each other
	PageDocs    PageKind = "docs"    // of software
	PageError   PageKind = "error"   // the page isn't there
	PageWall    PageKind = "wall"    // asks for consent, a sign-in, a payment, or proof that one is no machine
	PageFeed    PageKind = "feed"    // made for programs that follow the site
	PageOther   PageKind = "other"
)

// ParagraphKind is the role of a paragraph within the body.
type ParagraphKind string

const (
	PlainParagraph    ParagraphKind = "paragraph"
	HeadingParagraph  ParagraphKind = "heading"
	QuoteParagraph    ParagraphKind = "quote"
	ListItemParagraph ParagraphKind = "list_item"
	CodeParagraph     ParagraphKind = "code"
	TableParagraph    ParagraphKind = "table"
)

// A Report is what one page tells, read from a capture: the story and all that
// belongs to it, each thing in its own field and in no other. What is not known
// is absent; nothing is guessed.
//
// Identity: the page's address without what does not change the page
// (ReportID). Life: version 1 when first read; a capture whose text differs
// gives the next version; earlier versions stay.
type Report struct {
	ID           string      `json:"id"`
	Version      int         `json:"version,omitempty"`
	SourceID     string      `json:"source_id,omitempty"`
	CaptureID    string      `json:"capture_id,omitempty"`
	Reader       string      `json:"reader,omitempty"` // the version of the code that read it
	URL          string      `json:"url,omitempty"`
	CanonicalURL string      `json:"canonical_url,omitempty"`
	Kind         ReportKind  `json:"kind,omitempty"`
	PageKind     PageKind    `json:"page_kind,omitempty"` // more closely
	Outlet       string      `json:"outlet,omitempty"`
	Section      []string    `json:"section,omitempty"` // from the widest to the narrowest
	Headline     string      `json:"headline,omitempty"`
	Standfirst   string      `json:"standfirst,omitempty"`
	Description  string      `json:"description,omitempty"` // what the page's data says it is about, often for search engines
	Bylines      []Byline    `json:"bylines,omitempty"`
	Place        string      `json:"place,omitempty"` // of the dateline: where it was filed
	Published    time.Time   `json:"published,omitzero"`
	Modified     time.Time   `json:"modified,omitzero"`
	Language     string      `json:"language,omitempty"` // ISO 639-1
	Paragraphs   []Paragraph `json:"paragraphs,omitempty"`
	Text         string      `json:"text"` // the body alone: Paragraphs joined by a blank line
	Figures      []Figure    `json:"figures,omitempty"`
	Teasers      []Teaser    `json:"teasers,omitempty"`
	Tags         []string    `json:"tags,omitempty"`
	Comments     *CommentBox `json:"comments,omitempty"`
	Paywalled    bool        `json:"paywalled,omitempty"`
	Truncated    bool        `json:"truncated,omitempty"`  // the page says that the story goes on elsewhere
	Notes        []string    `json:"notes,omitempty"`      // to which marks in the body lead
	Withdrawn    []string    `json:"withdrawn,omitempty"`  // words of the body that the page has struck out
	Confidence   float64     `json:"confidence,omitempty"` // of the reader, 0 to 1
	Reasons      []string    `json:"reasons,omitempty"`    // what speaks against it
	Evidence     Evidence    `json:"evidence,omitempty"`
}

// Evidence names, for a field of a report, what on the page said so: "JSON-LD
// datePublished", "the headline's heading". Fields that nothing said are not in it.
type Evidence map[string]string

// A Byline names who wrote a report: a person or an agency.
type Byline struct {
	Name  string `json:"name"`
	Role  string `json:"role,omitempty"`
	URL   string `json:"url,omitempty"`
	About string `json:"about,omitempty"` // what the page says of the author
}

// A Paragraph is one block of the body.
type Paragraph struct {
	Kind  ParagraphKind `json:"kind"`
	Text  string        `json:"text"`
	Links []Hyperlink   `json:"links,omitempty"`
}

// A Hyperlink is where a part of a paragraph leads: the code points of its text from
// start to end, end exclusive.
type Hyperlink struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	URL   string `json:"url"`
}

// A Figure is a picture with its words.
type Figure struct {
	URL     string `json:"url,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Alt     string `json:"alt,omitempty"`
}

// A Teaser is another story that the page points to.
type Teaser struct {
	Headline string `json:"headline"`
	Excerpt  string `json:"excerpt,omitempty"`
	URL      string `json:"url,omitempty"`
}

// A CommentBox says whether readers could comment on the page when it was captured.
type CommentBox struct {
	Open  bool `json:"open"`
	Count int  `json:"count"`
}

// ReportID is the identity of a report: its canonical address.
func ReportID(canonicalURL string) string { return DeriveID("rep", canonicalURL) }

// JoinParagraphs gives a report's text from its paragraphs.
func JoinParagraphs(ps []Paragraph) string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Text
	}
	return strings.Join(texts, "\n\n")
}

// UnmarshalJSON reads a report as other programs write it: a time may be
// missing, empty, a date or a date and time; a text without paragraphs is cut
// into them; paragraphs without a text are joined to it.
func (r *Report) UnmarshalJSON(data []byte) error {
	type plain Report // without this method
	wire := struct {
		*plain
		Published string `json:"published"`
		Modified  string `json:"modified"`
	}{plain: (*plain)(r)}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	var err error
	if r.Published, err = ParseTime(wire.Published); err != nil {
		return fmt.Errorf("published: %w", err)
	}
	if r.Modified, err = ParseTime(wire.Modified); err != nil {
		return fmt.Errorf("modified: %w", err)
	}
	if r.Text == "" {
		r.Text = JoinParagraphs(r.Paragraphs)
	} else if len(r.Paragraphs) == 0 {
		for _, text := range strings.Split(r.Text, "\n\n") {
			r.Paragraphs = append(r.Paragraphs, Paragraph{Kind: PlainParagraph, Text: text})
		}
	}
	return nil
}

// ParseTime reads a time of RFC 3339, with or without its time of day or zone.
// An empty string is the zero time: unknown.
func ParseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time of RFC 3339, such as 2006-01-02 or 2006-01-02T15:04:05Z", s)
}
