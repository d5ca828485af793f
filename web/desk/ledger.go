package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/chart"
	"dateline/web/frame"
	"dateline/web/frame/texts"
	"dateline/web/view"
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
	Pager   frame.Pager
}

type ledgerDay struct {
	Label   string // empty: no time is known
	Entries []ledgerLine
}

// A ledgerLine is an entry of the ledger in words.
type ledgerLine struct {
	newsroom.LedgerEntry
	View    view.FactView
	Outlets []string // who tells it, the first first
}

func (s *Desk) deskLedger(w http.ResponseWriter, r *http.Request, _ news.User) error {
	story, err := s.Store.Story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if story.State == news.StoryMerged && story.MergedInto != "" && story.MergedInto != story.ID {
		return frame.SeeOther(w, r, texts.AddressOf("/desk/stories/"+story.MergedInto+"/ledger", r.URL.RawQuery))
	}
	q := r.URL.Query()
	v := ledgerView{Story: story, At: strings.TrimSpace(q.Get("at")), Query: strings.TrimSpace(q.Get("q"))}
	part, err := s.LedgerPart(r, story.ID, frame.RowsShown)
	problem, status, err := frame.Refusal(err)
	if err != nil {
		return err
	}
	v.Problem = problem
	v.Facts, v.Later, v.Days, v.Pager = part.Facts, part.Later, ledgerDays(part.Entries), frame.PagerOf(r, part.Next)
	return s.DeskPage(w, r, status, "ledger", "stories", "What was known: "+cmp.Or(story.Headline, "a story"), v)
}

func ledgerDays(entries []newsroom.LedgerEntry) (out []ledgerDay) {
	for _, e := range entries {
		line := ledgerLine{LedgerEntry: e, View: view.FactViewOf(e.Fact)}
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
	Pager  frame.Pager
}

func (s *Desk) deskActors(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	v := actorListView{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	rows, err := s.Store.Actors(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Actors, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	if p.After == "" && v.Query == "" {
		if v.Words, err = s.Store.ActorWords(r.Context()); err != nil {
			return err
		}
	}
	return s.DeskPage(w, r, http.StatusOK, "actors", "actors", "Actors", v)
}

// An actorView is one actor with what facts say of them.
type actorView struct {
	store.ActorRow
	With       []store.ActorRow // counterparts, with the number of facts that both stand in
	Agreements []view.AgreementView
	ByTime     bool       // else by when they came in
	List       []deskFact // those that came in last first
	timelineView
	Map chart.WorldMap
}

// nameActor keeps, or takes back, who an actor is by the desk's word.
func (s *Desk) nameActor(w http.ResponseWriter, r *http.Request, u news.User) error {
	key := r.PostFormValue("key")
	if r.PostFormValue("act") == "take back" {
		if err := s.Room.UnnameActor(r.Context(), u, key); err != nil {
			return err
		}
		s.Flash(r, "The desk's word is taken back; reports that speak of this actor are recorded again.")
		return frame.SeeOther(w, r, "/desk/actors")
	}
	err := s.Room.NameActor(r.Context(), u, newsroom.ActorWord{Key: key, Name: r.PostFormValue("name"), Code: r.PostFormValue("code"), Sector: r.PostFormValue("sector")})
	if err != nil {
		return err
	}
	s.Flash(r, "Noted. Reports that speak of this actor are recorded again; all later ones follow.")
	return frame.SeeOther(w, r, "/desk/actors")
}

// counterpartsShown and treatiesShown bound what stands beside an actor's facts.
const (
	counterpartsShown = 20
	treatiesShown     = 20
)

func (s *Desk) deskActor(w http.ResponseWriter, r *http.Request, _ news.User) error {
	ctx := r.Context()
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	row, err := s.Store.Actor(ctx, r.URL.Query().Get("name"))
	if err != nil {
		return err
	}
	v := actorView{ActorRow: row}
	if v.With, err = s.Store.Counterparts(ctx, row.Key, counterpartsShown); err != nil {
		return err
	}
	v.ByTime = r.URL.Query().Get("order") != "arrival"
	if err := s.tellOfActor(r, &v, p); err != nil {
		return err
	}
	register, err := s.Agreements(r)
	if err != nil {
		return err
	}
	for _, a := range register.All {
		party := slices.ContainsFunc(a.Parties, func(p news.Actor) bool { return strings.EqualFold(cmp.Or(p.Name, p.Text), row.Name) })
		if party && len(v.Agreements) < treatiesShown {
			v.Agreements = append(v.Agreements, a)
		}
	}
	return s.DeskPage(w, r, frame.Status(v.Problem), "actor", "actors", row.Name, v)
}

// tellOfActor fills in what facts say of an actor, when it was and where.
func (s *Desk) tellOfActor(r *http.Request, v *actorView, p news.Paging) error {
	ctx := r.Context()
	v.Span, v.Problem = chart.SpanOf(r.URL.Query())
	places, err := s.Store.Map(ctx, store.MapFilter{Span: v.Span, Actor: v.Key}, chart.MapPlacesMost)
	if err != nil {
		return err
	}
	v.Map = chart.MapOf(view.DeskPlaces(places), r.URL.Query().Get("map"), r.URL, "the facts that speak of "+v.Name, true)
	if !v.ByTime {
		facts, err := s.Store.ActorFacts(ctx, v.Key, p)
		v.List, v.Pager = deskFacts(facts.Rows), frame.PagerOf(r, facts.Next)
		return err
	}
	days, err := s.Store.ActorDays(ctx, v.Key)
	if err != nil {
		return err
	}
	facts, err := s.Store.ActorTimeline(ctx, v.Key, v.Span, p)
	if err != nil {
		return err
	}
	v.tell(r, days, facts.Rows, facts.Next, v.Name)
	return nil
}
