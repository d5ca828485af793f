package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// A ledgerView is what a story's reports tell, each fact once, as it was known
// at a time.
type ledgerView struct {
	Story   store.StoryRow
	At      string // as the field gives it, UTC; empty: now
	Query   string // words that are looked for
	Problem string
	Days    []ledgerDay
	Facts   int // that were known then and hold the words
	Later   int // entries that were not known yet
	Pager   pager
}

type ledgerDay struct {
	Label   string // empty: no time is known
	Entries []ledgerLine
}

// A ledgerLine is an entry of the ledger in words.
type ledgerLine struct {
	newsroom.LedgerEntry
	View    factView
	Outlets []string // who tells it, the first first
}

// atField is how a browser gives a time of day.
const atField = "2006-01-02T15:04"

func (s *server) deskLedger(w http.ResponseWriter, r *http.Request, _ news.User) error {
	story, err := s.store.Story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return seeOther(w, r, addressOf("/desk/stories/"+story.MergedInto+"/ledger", r.URL.RawQuery))
	}
	q := r.URL.Query()
	v := ledgerView{Story: story, At: strings.TrimSpace(q.Get("at")), Query: strings.TrimSpace(q.Get("q"))}
	part, err := s.ledgerPart(r, story.ID, rowsShown)
	problem, status, err := refusal(err)
	if err != nil {
		return err
	}
	v.Problem = problem
	v.Facts, v.Later, v.Days, v.Pager = part.facts, part.later, ledgerDays(part.entries), pagerOf(r, part.next)
	return s.desk(w, r, status, "ledger", "stories", "What was known: "+cmp.Or(story.Headline, "a story"), v)
}

// A ledgerPart is a page of a story's ledger.
type ledgerPart struct {
	entries []newsroom.LedgerEntry
	next    string // cursor of the next page, empty on the last
	facts   int    // on all pages
	later   int    // entries that were not known yet
}

// ledgerPart reads what of a ledger is asked for: ?at=TIME, ?q=WORDS, ?after=CURSOR.
func (s *server) ledgerPart(r *http.Request, storyID string, limit int) (out ledgerPart, err error) {
	p, err := paging(r, 1, limit)
	if err != nil {
		return out, err
	}
	at, err := askedTime(strings.TrimSpace(r.URL.Query().Get("at")))
	if err != nil {
		return out, err
	}
	known, err := s.room.Ledger(r.Context(), storyID, at)
	if err != nil {
		return out, err
	}
	if !at.IsZero() {
		all, err := s.room.Ledger(r.Context(), storyID, time.Time{})
		if err != nil {
			return out, err
		}
		out.later = max(0, len(all)-len(known))
	}
	words := strings.TrimSpace(r.URL.Query().Get("q"))
	known = slices.DeleteFunc(known, func(e newsroom.LedgerEntry) bool { return !tells(e, words) })
	out.facts = len(known)
	from, _ := strconv.ParseInt(cmp.Or(p.After, "0"), 36, 64) // paging looked at it
	from = max(0, min(from, int64(len(known))))
	out.entries = known[from:min(int(from)+limit, len(known))]
	if end := int(from) + len(out.entries); end < len(known) {
		out.next = strconv.FormatInt(int64(end), 36)
	}
	return out, nil
}

// askedTime reads a time as a browser's field or a program gives it. A minute is
// meant whole; nothing is the zero time.
func askedTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(atField, s); err == nil {
		return at.Add(time.Minute - time.Nanosecond), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return at, &newsroom.Refusal{Sentence: "This is no time; give one such as 2026-06-10T14:05 (UTC), or leave it empty for now."}
	}
	return at, nil
}

// tells says whether an entry, or a sentence that it stands on, holds words.
func tells(e newsroom.LedgerEntry, words string) bool {
	if words == "" {
		return true
	}
	words = strings.ToLower(words)
	holds := func(s string) bool { return strings.Contains(strings.ToLower(s), words) }
	return holds(factViewOf(e.Fact).Line) || slices.ContainsFunc(e.Tellings, func(t newsroom.Telling) bool {
		return holds(t.Outlet) || slices.ContainsFunc(t.Citations, func(c news.Citation) bool { return holds(c.Exact) })
	})
}

func ledgerDays(entries []newsroom.LedgerEntry) (out []ledgerDay) {
	for _, e := range entries {
		line := ledgerLine{LedgerEntry: e, View: factViewOf(e.Fact)}
		for _, t := range e.Tellings {
			if name := cmp.Or(t.Outlet, "a report"); !slices.Contains(line.Outlets, name) {
				line.Outlets = append(line.Outlets, name)
			}
		}
		if n := len(out); n == 0 || out[n-1].Label != line.View.When {
			out = append(out, ledgerDay{Label: line.View.When})
		}
		out[len(out)-1].Entries = append(out[len(out)-1].Entries, line)
	}
	return out
}

// An actorListView is the list of those of whom facts speak.
type actorListView struct {
	Query  string
	Words  []newsroom.ActorWord // what the desk said; on the first page
	Actors []store.ActorRow
	Pager  pager
}

func (s *server) deskActors(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := paging(r, 1, rowsShown)
	if err != nil {
		return err
	}
	v := actorListView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	rows, err := s.store.Actors(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Actors, v.Pager = rows.Rows, pagerOf(r, rows.Next)
	if p.After == "" && v.Query == "" {
		if v.Words, err = s.store.ActorWords(r.Context()); err != nil {
			return err
		}
	}
	return s.desk(w, r, http.StatusOK, "actors", "actors", "Actors", v)
}

// An actorView is one actor with what facts say of them.
type actorView struct {
	store.ActorRow
	With       []store.ActorRow // counterparts, with the number of facts that both stand in
	Agreements []agreementView
	ByTime     bool       // else by when they came in
	List       []deskFact // those that came in last first
	timelineView
	Map worldMap
}

// nameActor keeps, or takes back, who an actor is by the desk's word.
func (s *server) nameActor(w http.ResponseWriter, r *http.Request, u news.User) error {
	key := r.PostFormValue("key")
	if r.PostFormValue("act") == "take back" {
		if err := s.room.UnnameActor(r.Context(), u, key); err != nil {
			return err
		}
		s.flash(r, "The desk's word is taken back; reports that speak of this actor are recorded again.")
		return seeOther(w, r, "/desk/actors")
	}
	err := s.room.NameActor(r.Context(), u, newsroom.ActorWord{Key: key, Name: r.PostFormValue("name"), Code: r.PostFormValue("code"), Sector: r.PostFormValue("sector")})
	if err != nil {
		return err
	}
	s.flash(r, "Noted. Reports that speak of this actor are recorded again; all later ones follow.")
	return seeOther(w, r, "/desk/actors")
}

// counterpartsShown and treatiesShown bound what stands beside an actor's facts.
const (
	counterpartsShown = 20
	treatiesShown     = 20
)

func (s *server) deskActor(w http.ResponseWriter, r *http.Request, _ news.User) error {
	ctx := r.Context()
	p, err := paging(r, 1, rowsShown)
	if err != nil {
		return err
	}
	row, err := s.store.Actor(ctx, r.URL.Query().Get("name"))
	if err != nil {
		return err
	}
	v := actorView{ActorRow: row}
	if v.With, err = s.store.Counterparts(ctx, row.Key, counterpartsShown); err != nil {
		return err
	}
	v.ByTime = r.URL.Query().Get("order") != "arrival"
	if err := s.tellOfActor(r, &v, p); err != nil {
		return err
	}
	register, err := s.agreements(r)
	if err != nil {
		return err
	}
	for _, a := range register.all {
		party := slices.ContainsFunc(a.Parties, func(p news.Actor) bool { return strings.EqualFold(cmp.Or(p.Name, p.Text), row.Name) })
		if party && len(v.Agreements) < treatiesShown {
			v.Agreements = append(v.Agreements, a)
		}
	}
	return s.desk(w, r, status(v.Problem), "actor", "actors", row.Name, v)
}

// tellOfActor fills in what facts say of an actor, when it was and where.
func (s *server) tellOfActor(r *http.Request, v *actorView, p news.Paging) error {
	ctx := r.Context()
	v.Span, v.Problem = spanOf(r.URL.Query())
	places, err := s.store.Map(ctx, store.MapFilter{Span: v.Span, Actor: v.Key}, mapPlacesMost)
	if err != nil {
		return err
	}
	v.Map = mapOf(deskPlaces(places), r.URL.Query().Get("map"), r.URL, "the facts that speak of "+v.Name, true)
	if !v.ByTime {
		facts, err := s.store.ActorFacts(ctx, v.Key, p)
		v.List, v.Pager = deskFacts(facts.Rows), pagerOf(r, facts.Next)
		return err
	}
	days, err := s.store.ActorDays(ctx, v.Key)
	if err != nil {
		return err
	}
	facts, err := s.store.ActorTimeline(ctx, v.Key, v.Span, p)
	if err != nil {
		return err
	}
	v.tell(r, days, facts.Rows, facts.Next, v.Name)
	return nil
}
