package news

// SourceState is where a source is in its life.
type SourceState string

const (
	SourceActive  SourceState = "active"  // looked at when due
	SourcePaused  SourceState = "paused"  // a person stopped it
	SourceRemoved SourceState = "removed" // kept because its reports are kept, never looked at
)

// SourceKind says how a source tells what is new.
type SourceKind string

const (
	SourceFeed    SourceKind = "feed"    // RSS, Atom, RDF or JSON Feed
	SourceSitemap SourceKind = "sitemap" // a sitemap or a news sitemap
)

// A Source is a place that Dateline looks at again and again for new reports.
//
// Identity: its feed address (SourceID). Life: active ⇄ paused → removed.
type Source struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`           // what people call it; the feed's title until someone renames it
	Feed   string      `json:"feed"`           // the address that is looked at
	Site   string      `json:"site,omitempty"` // the site's front page
	Kind   SourceKind  `json:"kind"`
	Folder string      `json:"folder,omitempty"` // where the desk, or an OPML file, put it
	State  SourceState `json:"state"`
}

// SourceID is the identity of a source: its feed address.
func SourceID(feed string) string { return DeriveID("src", feed) }

// An Item is what a source says of one page before the page itself is read.
//
// Identity: the source and the page's address (ItemID). A feed that changes an
// item's title or date makes the same item worth another look.
type Item struct {
	ID        string   `json:"id"`
	SourceID  string   `json:"source_id"`
	URL       string   `json:"url"`
	GUID      string   `json:"guid,omitempty"`
	Title     string   `json:"title,omitempty"`
	Authors   []string `json:"authors,omitempty"`
	Summary   string   `json:"summary,omitempty"`   // HTML as the feed gave it, hostile
	Content   string   `json:"content,omitempty"`   // HTML as the feed gave it, hostile
	Published string   `json:"published,omitempty"` // RFC 3339
	Updated   string   `json:"updated,omitempty"`   // RFC 3339
	Tags      []string `json:"tags,omitempty"`
	Language  string   `json:"language,omitempty"`
	Image     string   `json:"image,omitempty"`
	Rights    string   `json:"rights,omitempty"`

	Enclosures []Enclosure `json:"enclosures,omitempty"`
}

// An Enclosure is a file that an item carries: a recording, a picture, a film.
type Enclosure struct {
	URL  string `json:"url"`
	Type string `json:"type,omitempty"` // media type, as the feed says
	Size int64  `json:"size,omitempty"` // bytes, as the feed says
}

// ItemID is the identity of an item.
func ItemID(sourceID, url string) string { return DeriveID("item", sourceID, url) }
