package desk

import (
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// An Order is what someone wants done to a dispatch.
type Order struct {
	Act     Act
	Note    string    // to readers: what was wrong (correct), why it is withdrawn (kill)
	Subject string    // kill: what the notice calls the dispatch, without repeating its headline
	Reason  string    // publish, embargo, correct: why it goes out though its sources don't bear all of it
	Until   time.Time // embargo: before this nothing goes out

	// correct: citations to take the place of others, by the numbers of those
	Recite map[int]news.DispatchCitation

	Draft news.Dispatch // save and correct: the fields that a person writes; the rest is ignored
	Seen  time.Time     // ChangedAt of the dispatch that the person was looking at; zero: not asked
}

// ConsequenceKind is what must happen after an act.
type ConsequenceKind string

const (
	// DeliverEdition: this edition of the dispatch is owed to its subscribers.
	DeliverEdition ConsequenceKind = "deliver"
	// WakeAt: at this time, order Release. A wake that comes after the embargo was
	// moved or taken back is refused by Apply with ErrState and needs no undoing.
	WakeAt ConsequenceKind = "wake"
)

// A Consequence is what the caller owes after an act, in the same transaction
// that saves the dispatch.
type Consequence struct {
	Kind      ConsequenceKind
	Edition   int       // DeliverEdition
	At        time.Time // WakeAt
	DecidedBy string    // the id of the user who answers for it
}

const noteMax = 2000 // characters

// Apply does an order: it gives the dispatch as it is afterwards and what must
// then happen. The dispatch that was passed in is not changed. An error is a
// *Refusal with a sentence for the person who asked.
func Apply(d news.Dispatch, o Order, u news.User, now time.Time) (news.Dispatch, []Consequence, error) {
	if err := May(u, o.Act, d); err != nil {
		return d, nil, err
	}
	if !o.Seen.IsZero() && !o.Seen.Equal(d.ChangedAt) {
		return d, nil, refuse(ErrStale, "Someone changed this while you had it open; copy what you wrote, reload the page and enter it again.")
	}
	s, _ := arrowOf(o.Act, d.State)
	after := clone(d)
	after.State = s.to
	after.ChangedAt = now
	var owed []Consequence
	var err error
	switch o.Act {
	case Save:
		err = edit(&after, o.Draft)
	case Submit:
		err = needHeadline(after)
	case Publish, Release:
		owed, err = release(&after, o, u, now)
	case Embargo:
		owed, err = hold(&after, o, u, now)
	case Return:
		after.EmbargoUntil, after.ReleasedBy = time.Time{}, ""
	case Correct:
		owed, err = correct(&after, o, u, now)
	case Kill:
		owed, err = kill(&after, o, u, now)
	case OpenComments, CloseComments:
		after.CommentsOpen = o.Act == OpenComments
	}
	if err != nil {
		return d, nil, err
	}
	return after, owed, nil
}

// release lets a dispatch out. The program may do so only when an editor's
// embargo has ended; the editor who set it answers for it.
func release(d *news.Dispatch, o Order, u news.User, now time.Time) ([]Consequence, error) {
	if o.Act == Release {
		if d.EmbargoUntil.IsZero() || d.ReleasedBy == "" {
			return nil, refuse(ErrState, "No editor released this; return it and release it again.")
		}
		if now.Before(d.EmbargoUntil) {
			return nil, refuse(ErrState, "The embargo holds until %s.", d.EmbargoUntil.UTC().Format("2 January 2006, 15:04 MST"))
		}
	} else {
		d.ReleasedBy = u.ID
	}
	if err := needComplete(*d); err != nil {
		return nil, err
	}
	d.PublishedAt = now
	d.Edition = 1
	if d.Slug == "" || d.Slug == d.ID { // a draft has no address yet, or its identity for one
		d.Slug = slugOf(*d, now)
	}
	return []Consequence{{Kind: DeliverEdition, Edition: d.Edition, DecidedBy: d.ReleasedBy}}, nil
}

func hold(d *news.Dispatch, o Order, u news.User, now time.Time) ([]Consequence, error) {
	if !o.Until.After(now) {
		return nil, refuse(ErrContent, "An embargo needs a time that is still to come; enter one, or publish at once.")
	}
	if err := needComplete(*d); err != nil {
		return nil, err
	}
	d.EmbargoUntil = o.Until
	d.ReleasedBy = u.ID
	return []Consequence{{Kind: WakeAt, At: o.Until, DecidedBy: u.ID}}, nil
}

func correct(d *news.Dispatch, o Order, u news.User, now time.Time) ([]Consequence, error) {
	note, err := needNote(o.Note, "Readers are told of every correction; write what was wrong.")
	if err != nil {
		return nil, err
	}
	if err := edit(d, o.Draft); err != nil {
		return nil, err
	}
	recite(d, o.Recite)
	if err := needComplete(*d); err != nil {
		return nil, err
	}
	d.Corrections = append(d.Corrections, news.Correction{At: now, Note: note, By: u.ID})
	d.UpdatedAt = now
	d.Edition++
	return []Consequence{{Kind: DeliverEdition, Edition: d.Edition, DecidedBy: u.ID}}, nil
}

func kill(d *news.Dispatch, o Order, u news.User, now time.Time) ([]Consequence, error) {
	note, err := needNote(o.Note, "The page stays and tells readers why it was withdrawn; write the reason.")
	if err != nil {
		return nil, err
	}
	if d.KillSubject, err = needSubject(o.Subject); err != nil {
		return nil, err
	}
	if repeats(d.KillSubject, d.Headline) || repeats(note, d.Headline) {
		return nil, refuse(ErrContent, "The notice repeats the withdrawn headline; name the subject neutrally.")
	}
	d.Slug = withdrawnSlug(*d) // the old one is made of the headline
	d.KillNote = note
	d.UpdatedAt = now
	d.CommentsOpen = false
	d.Edition++
	return []Consequence{{Kind: DeliverEdition, Edition: d.Edition, DecidedBy: u.ID}}, nil
}

func needNote(note, missing string) (string, error) {
	note = strings.TrimSpace(plain(note))
	if note == "" {
		return "", refuse(ErrContent, "%s", missing)
	}
	if n := len([]rune(note)); n > noteMax {
		return "", refuse(ErrContent, "The note has %d characters; shorten it to %d.", n, noteMax)
	}
	return note, nil
}

const subjectMax = 200 // characters

func needSubject(subject string) (string, error) {
	subject = oneLine(plain(subject))
	if subject == "" {
		return "", refuse(ErrContent, "The notice needs a subject; name neutrally what is withdrawn.")
	}
	if n := len([]rune(subject)); n > subjectMax {
		return "", refuse(ErrContent, "The subject of the notice has %d characters; shorten it to %d.", n, subjectMax)
	}
	return subject, nil
}

// NoticeSubject is what a notice calls a withdrawn dispatch unless an editor words
// it otherwise: nothing of what it said.
func NoticeSubject(section string, published time.Time) string {
	day := published.UTC().Format("2 January 2006")
	if section == "" {
		return "A report of " + day
	}
	return section + ": a report of " + day
}

// repeats reports whether a text holds a headline, whatever its case and spacing.
func repeats(text, headline string) bool {
	headline = strings.ToLower(oneLine(plain(headline)))
	return headline != "" && strings.Contains(strings.ToLower(oneLine(text)), headline)
}

func needHeadline(d news.Dispatch) error {
	if strings.TrimSpace(d.Headline) == "" {
		return refuse(ErrContent, "It has no headline; write one and save it first.")
	}
	return nil
}

// needComplete refuses what Validate says cannot be published, naming all of it.
func needComplete(d news.Dispatch) error {
	var stops []string
	for _, p := range Validate(d) {
		if p.Stops {
			stops = append(stops, p.Sentence)
		}
	}
	if len(stops) == 0 {
		return nil
	}
	return refuse(ErrContent, "%s", strings.Join(stops, " "))
}

func clone(d news.Dispatch) news.Dispatch {
	d.Citations = slices.Clone(d.Citations)
	d.Tags = slices.Clone(d.Tags)
	d.Corrections = slices.Clone(d.Corrections)
	if d.Figure != nil {
		figure := *d.Figure
		d.Figure = &figure
	}
	return d
}
