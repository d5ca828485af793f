package news

import (
	"strings"
	"time"
	"unicode"
)

// FactKind is what sort of thing a fact is.
type FactKind string

const (
	FactEvent     FactKind = "event"     // someone did something to someone
	FactStatement FactKind = "statement" // someone said something, in the report's words
	FactAgreement FactKind = "agreement" // an instrument between parties
	FactQuote     FactKind = "quote"     // someone said something, in their own words
)

// Modality says on what footing a report puts a fact.
type Modality string

const (
	Asserted Modality = "asserted" // the report says so itself
	Said     Modality = "said"     // a speaker whom the report names says so
	Reported Modality = "reported" // "it was reported that"
	Planned  Modality = "planned"
	Possible Modality = "possible"
	Denied   Modality = "denied"
)

// FactState is what the desk says of a fact that the machine recorded.
type FactState string

const (
	FactProposed FactState = "proposed" // by the machine; nobody has looked at it
	FactApproved FactState = "approved"
	FactRejected FactState = "rejected"
)

// A Fact is one thing that a report tells, cited to the sentence it stands on.
// The text of every field is a substring of a cited sentence or follows from it
// by a rule named in a basis; what is not known is absent.
//
// Identity: the report, the kind, and the cited places (FactID). Life: proposed
// → approved or rejected by the desk; a later version of the report replaces
// what was only proposed.
type Fact struct {
	ID        string   `json:"id"`
	ReportID  string   `json:"report_id,omitempty"`
	Kind      FactKind `json:"kind"`
	Type      string   `json:"type,omitempty"`  // PLOVER's sixteen, or one of our own: x-STATEMENT …
	CAMEO     string   `json:"cameo,omitempty"` // a CAMEO 1.1 code where known
	Predicate string   `json:"predicate,omitempty"`

	// PredicateStart and PredicateEnd count code points of the report's text; both are
	// 0 where the predicate doesn't stand there word by word.
	PredicateStart int `json:"predicate_start,omitempty"`
	PredicateEnd   int `json:"predicate_end,omitempty"`

	Polarity   Polarity   `json:"polarity,omitempty"`   // of events
	Background bool       `json:"background,omitempty"` // history that the report mentions, not its news
	Quantities []Quantity `json:"quantities,omitempty"`
	Rule       string     `json:"-"` // the rule that recorded it

	Source     []Actor    `json:"source,omitempty"`
	Target     []Actor    `json:"target,omitempty"`
	Object     string     `json:"object,omitempty"`
	Place      *Place     `json:"place,omitempty"`
	Time       *TimeRef   `json:"time,omitempty"`
	Modality   Modality   `json:"modality,omitempty"`
	Speaker    *Actor     `json:"speaker,omitempty"`
	Quote      string     `json:"quote,omitempty"`
	Agreement  *Agreement `json:"agreement,omitempty"`
	Confidence float64    `json:"confidence,omitempty"` // 0 to 1
	Basis      string     `json:"basis,omitempty"`      // the desk's word, where a field follows from it and not from the sentence
	Citations  []Citation `json:"citations"`
	State      FactState  `json:"state,omitempty"`
}

// A Polarity says whether a fact was done or not.
type Polarity string

const (
	Positive Polarity = "positive"
	Negative Polarity = "negative"
)

// A Quantity is a number that a fact tells: a toll, a sum, a score, a magnitude.
type Quantity struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"` // percent, euros, people …
	Of    string  `json:"of,omitempty"`   // the phrase whose number it is
	Text  string  `json:"text"`           // as the sentence has it
}

// An Actor is who did something or had it done to them.
type Actor struct {
	Text   string `json:"text"`             // as the cited sentence says it
	Name   string `json:"name,omitempty"`   // the full name, from the text or a gazetteer
	Code   string `json:"code,omitempty"`   // ISO 3166-1 alpha-3, IGO or NGO code
	Sector string `json:"sector,omitempty"` // CAMEO role: GOV, MIL …
	Role   string `json:"role,omitempty"`   // in an agreement: party, guarantor, depositary …
}

// A Place is where something happened.
type Place struct {
	Text    string  `json:"text"`
	Name    string  `json:"name,omitempty"`
	Country string  `json:"country,omitempty"` // ISO 3166-1 alpha-3
	Lat     float64 `json:"lat,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
}

// A TimeRef is when something happened: the words of the text and the span they
// mean. From and To are dates or times of RFC 3339, To is the last one included.
type TimeRef struct {
	Text      string `json:"text"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
	Precision string `json:"precision,omitempty"` // minute, hour, day, week, month, quarter, year, decade
	Basis     string `json:"basis,omitempty"`     // the rule that resolved it, and the date it was resolved against
}

// A Citation is the sentence that something stands on. Start and End count code
// points in the report's text, End exclusive: the text from Start to End is Exact.
type Citation struct {
	ReportID string `json:"report_id,omitempty"`
	Version  int    `json:"version,omitempty"` // of the report
	Exact    string `json:"exact"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// An Agreement is an instrument between parties: a treaty, a pact, a
// memorandum, a contract, as one report tells of it.
//
// Identity: its title and its parties (AgreementID), so that what several
// reports tell of the same instrument stands in the register once.
type Agreement struct {
	Title      string      `json:"title"`
	Aliases    []string    `json:"aliases,omitempty"`
	Kind       string      `json:"kind,omitempty"` // treaty, pact, agreement, memorandum, contract, ceasefire …
	Parties    []Actor     `json:"parties,omitempty"`
	Milestones []Milestone `json:"milestones,omitempty"`
	Provisions []Provision `json:"provisions,omitempty"`
	Relations  []Relation  `json:"relations,omitempty"`
}

// AgreementID is the identity of an agreement in the register. Parties are
// their codes, or names where no code is known, sorted.
func AgreementID(title string, parties []string) string {
	return DeriveID("agr", append([]string{title}, parties...)...)
}

// A Milestone is something that happened to an agreement.
type Milestone struct {
	Act      string    `json:"act"` // announced, signed, ratified, in force, suspended, withdrawn, ended
	Time     *TimeRef  `json:"time,omitempty"`
	Place    *Place    `json:"place,omitempty"`
	By       []Actor   `json:"by,omitempty"`
	Citation *Citation `json:"citation,omitempty"`
}

// A Provision is something that an agreement provides.
type Provision struct {
	Text     string    `json:"text"`
	Class    string    `json:"class"` // ATOP's classes: defence offence neutrality non-aggression consultation, or other
	Citation *Citation `json:"citation,omitempty"`
}

// A Relation is what an agreement does to another.
type Relation struct {
	Act        string     `json:"act"` // replaces, amends, extends, implements, withdraws from
	Instrument Instrument `json:"instrument"`
	Citation   *Citation  `json:"citation,omitempty"`
}

// An Instrument is an agreement that a text names or only describes.
type Instrument struct {
	Title   string  `json:"title,omitempty"`
	Parties []Actor `json:"parties,omitempty"`
	Year    int     `json:"year,omitempty"`
}

// MainEvent is what a report as a whole is about. A field that the text does
// not tell is empty.
type MainEvent struct {
	Who   string   `json:"who,omitempty"`
	What  string   `json:"what,omitempty"`
	When  *TimeRef `json:"when,omitempty"`
	Where string   `json:"where,omitempty"`
}

// A Record is what was recorded of one report.
type Record struct {
	ID       string    `json:"id"` // the report's
	Facts    []Fact    `json:"facts"`
	Main     MainEvent `json:"main"`
	Recorder string    `json:"recorder,omitempty"` // the version of the code
	At       time.Time `json:"at,omitzero"`        // when we learned it
}

// HeadVerb is the word of a predicate, written small, that says what was done: the
// first that is no auxiliary before another ("killed" in "were killed"); empty if it
// has no word.
func HeadVerb(predicate string) string {
	words := strings.FieldsFunc(strings.ToLower(predicate), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’'
	})
	for i, w := range words {
		w = strings.Trim(w, "-'’")
		if w == "" || i+1 < len(words) && helps(w, words[i+1]) {
			continue
		}
		return w
	}
	return ""
}

// helps tells an auxiliary. Have and do are verbs of their own but before what can
// follow only an auxiliary: they had talks, they had been killed.
func helps(word, next string) bool {
	switch word {
	case "be", "is", "are", "was", "were", "been", "being", "will", "would", "can", "could", "may", "might", "shall", "should", "must", "not":
		return true
	case "have", "has", "had", "do", "does", "did":
		return next == "been" || next == "not"
	}
	return false
}
