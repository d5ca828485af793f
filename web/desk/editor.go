package desk

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
)

// An editorView is a dispatch with all that the desk can do to it.
type editorView struct {
	store.DispatchRow               // as it is kept
	Form              news.Dispatch // what stands in the fields
	Note, Until       string
	KillForm          killForm
	Acts              map[string]bool
	Editable          bool
	Problems          []desk.Problem
	Preview           publish.ArticlePage
	Citations         []citationLine
	Footings          []newsroom.Footing // of the cited passages
	NoFootings        bool               // it takes too long to find them
	Doubts            []string           // why it needs a reason to go out
	Uncited           []string           // the newsroom\'s own words
	Reason            string
	Author            string
	Story             *store.StoryRow
	Editions          []store.Edition // the newest first
	Decisions         []store.Decision
	Now               time.Time
	Problem           string            // why the order was refused
	Unsaved           *newsroom.Writing // what the user wrote and did not save
	Stale             []stalePassage
	StaleLooked       bool              // someone lets them stand
	Recite            map[int]bool      // stale citations that a correction replaces
	Theirs            []paragraphChange // after a conflict: from what was written here to what is kept
}

// A stalePassage is what is out of date in a published dispatch, with the cited sentence
// beside the one that took its place.
type stalePassage struct {
	newsroom.StalePassage
	Words []edit
}

// A killForm is what an editor writes of a dispatch that is killed.
type killForm struct{ Subject, Note string }

// A citationLine is a citation beside the text.
type citationLine struct {
	news.DispatchCitation
	Used bool
}

func (s *Desk) editor(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := editorView{DispatchRow: row, Form: row.Dispatch}
	if !r.URL.Query().Has("kept") {
		if v.Unsaved, err = s.unsaved(r, u, row.ID); err != nil {
			return err
		}
	}
	return s.showEditor(w, r, u, http.StatusOK, v)
}

// showEditor fills in what follows from the dispatch and the fields.
func (s *Desk) showEditor(w http.ResponseWriter, r *http.Request, u news.User, status int, v editorView) error {
	ctx := r.Context()
	if err := s.look(r, &v); err != nil {
		return err
	}
	v.Acts, v.Now = map[string]bool{}, s.Room.Now()
	if v.KillForm.Subject == "" {
		v.KillForm.Subject = desk.NoticeSubject(s.Room.Site.SectionTitle(v.Section), v.PublishedAt)
	}
	for _, a := range desk.Acts(u, v.Dispatch) {
		v.Acts[string(a)] = true
	}
	v.Editable = v.Acts[string(desk.Save)] || v.Acts[string(desk.Correct)]
	var err error
	if v.Editions, err = s.Store.Editions(ctx, v.ID); err != nil {
		return err
	}
	slices.Reverse(v.Editions)
	if v.Decisions, err = s.Store.Decisions(ctx, "dispatch/"+v.ID); err != nil {
		return err
	}
	slices.Reverse(v.Decisions)
	passages, err := s.Room.StalePassages(ctx, v.Dispatch)
	if err != nil {
		return err
	}
	v.StaleLooked = true
	for _, p := range passages {
		v.StaleLooked = v.StaleLooked && p.Looked
		line := stalePassage{StalePassage: p}
		if p.Proposed != nil {
			line.Words = sentenceInPlace(p.Was, p.Proposed.Exact)
		}
		v.Stale = append(v.Stale, line)
	}
	names, err := s.userNames(r)
	if err != nil {
		return err
	}
	v.Author = names[v.AuthorID]
	if v.StoryID != "" {
		if story, err := s.Store.Story(ctx, v.StoryID); err == nil {
			v.Story = &story
		}
	}
	return s.DeskPage(w, r, status, "dispatch", "dispatches", cmp.Or(v.Headline, "A dispatch without a headline"), v)
}

// letStand keeps that an editor looked at what changed in the pages that a
// dispatch cites.
func (s *Desk) letStand(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	if err := s.Room.LetStand(r.Context(), u, id, r.PostFormValue("why")); err != nil {
		said, refused := frame.Sentence(err)
		if !refused {
			return err
		}
		row, err := s.Store.Dispatch(r.Context(), id)
		if err != nil {
			return err
		}
		v := editorView{DispatchRow: row, Form: row.Dispatch, Problem: said}
		return s.showEditor(w, r, u, http.StatusUnprocessableEntity, v)
	}
	s.Flash(r, "It stands, until one of its pages changes again.")
	return frame.SeeOther(w, r, "/desk/dispatches/"+id)
}

// The longest text takes a second or two to lay out. Few are at the same time, so
// that previews can't take all processors; whoever finds no place in time is told.
const (
	layoutsMost = 2
	layoutWait  = 5 * time.Second
)

// layout takes one of the places of texts that are being laid out.
func (s *Desk) layout(r *http.Request) (leave func(), err error) {
	patience := time.NewTimer(layoutWait)
	defer patience.Stop()
	select {
	case s.layouts <- struct{}{}:
		return func() { <-s.layouts }, nil
	case <-patience.C:
		return nil, frame.ErrBusy
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// look says what is wrong with what stands in the fields, how it would look, and
// what it stands on.
func (s *Desk) look(r *http.Request, v *editorView) error {
	shown := v.Dispatch
	shown.Headline, shown.Standfirst, shown.Byline, shown.Place, shown.Section = v.Form.Headline, v.Form.Standfirst, v.Form.Byline, v.Form.Place, v.Form.Section
	shown.Body, shown.Tags, shown.Figure = v.Form.Body, v.Form.Tags, v.Form.Figure
	if why := publish.TooComplex(shown.Body); why != "" { // it isn't analysed, and the preview shows it as typed
		v.Problems = []desk.Problem{{Field: "body", Sentence: why, Stops: true}}
		v.Preview = publish.Preview(s.Room.Site, shown)
		return nil
	}
	leave, err := s.layout(r)
	if err != nil {
		return err
	}
	func() {
		defer leave()
		v.Problems, v.Preview = desk.Validate(shown), publish.Preview(s.Room.Site, shown)
	}()
	used := map[int]bool{}
	for _, source := range v.Preview.Sources {
		used[source.Number] = true
	}
	v.Citations = nil
	for _, c := range v.Dispatch.Citations {
		v.Citations = append(v.Citations, citationLine{c, used[c.Number]})
	}
	return s.lookForFootings(r, v, shown)
}

// lookForFootings says on what the cited passages stand. The page does without where
// stories are so large that it takes too long: what there is to do must be done.
func (s *Desk) lookForFootings(r *http.Request, v *editorView, shown news.Dispatch) error {
	ctx, done, err := s.Store.Costly(r.Context())
	if err == nil {
		defer done()
		v.Uncited = desk.Uncited(shown.Body)
		if v.Footings, err = s.Room.Footings(ctx, shown); err == nil {
			v.Doubts, err = s.Room.Doubts(ctx, shown)
		}
		err = frame.TooLong(ctx, err, false)
	}
	v.NoFootings = err != nil
	return frame.SkipCostly(err)
}

// draftOf reads the fields that a person writes.
func draftOf(r *http.Request) news.Dispatch {
	d := news.Dispatch{Headline: r.PostFormValue("headline"), Standfirst: r.PostFormValue("standfirst"), Byline: r.PostFormValue("byline"),
		Place: r.PostFormValue("place"), Section: r.PostFormValue("section"), Body: strings.ReplaceAll(r.PostFormValue("body"), "\r\n", "\n"),
		CommentsOpen: r.PostFormValue("comments_open") != ""}
	for _, tag := range strings.Split(r.PostFormValue("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			d.Tags = append(d.Tags, tag)
		}
	}
	if address := strings.TrimSpace(r.PostFormValue("figure_url")); address != "" {
		d.Figure = &news.Figure{URL: address, Caption: r.PostFormValue("figure_caption"), Credit: r.PostFormValue("figure_credit"), Alt: r.PostFormValue("figure_alt")}
	}
	return d
}

// orderDispatch does what was pressed. Pressing Submit, Publish or Embargo
// saves the fields first, so that what goes out is what the person looked at.
func (s *Desk) orderDispatch(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	revision, err := strconv.Atoi(r.PostFormValue("revision"))
	if err != nil {
		return newsroom.ErrNotFound
	}
	v := editorView{DispatchRow: row, Form: row.Dispatch, Recite: recited(r),
		Note: r.PostFormValue("note"), Until: r.PostFormValue("until"), Reason: r.PostFormValue("reason"),
		KillForm: killForm{Subject: r.PostFormValue("kill_subject"), Note: r.PostFormValue("kill_note")}}
	written := r.PostForm.Has("headline")
	if written {
		v.Form = draftOf(r)
	}
	act := desk.Act(r.PostFormValue("act"))
	order, err := orderOf(r, act, v.Form)
	if err == nil && written && savesFirst(act) && desk.May(u, desk.Save, row.Dispatch) == nil {
		var saved store.DispatchRow
		if saved, err = s.Room.Order(r.Context(), u, row.ID, revision, desk.Order{Act: desk.Save, Draft: v.Form}); err == nil {
			v.DispatchRow, revision = saved, saved.Revision
		}
	}
	if err == nil && act == desk.Correct {
		order.Recite, err = s.Room.Recite(r.Context(), row.Dispatch, slices.Sorted(maps.Keys(v.Recite)))
	}
	if err == nil {
		_, err = s.Room.Order(r.Context(), u, row.ID, revision, order)
	}
	if err == nil {
		s.Flash(r, doneSentence(act, order.Until))
		return frame.SeeOther(w, r, "/desk/dispatches/"+row.ID)
	}
	return s.notOrdered(w, r, u, v, err)
}

// recited gives the numbers of the citations that were ticked to be replaced.
func recited(r *http.Request) map[int]bool {
	out := map[int]bool{}
	for _, said := range r.PostForm["recite"] {
		if number, err := strconv.Atoi(said); err == nil {
			out[number] = true
		}
	}
	return out
}

// notOrdered shows the fields again with why the order was refused. After a
// conflict they carry the newest revision, so that saving again is a decision.
func (s *Desk) notOrdered(w http.ResponseWriter, r *http.Request, u news.User, v editorView, err error) error {
	status := http.StatusUnprocessableEntity
	switch said, refused := frame.Sentence(err); {
	case refused:
		v.Problem = said
	case errors.Is(err, newsroom.ErrConflict):
		newest, again := s.Store.Dispatch(r.Context(), v.ID)
		if again != nil {
			return again
		}
		v.DispatchRow, status = newest, http.StatusConflict
		v.Problem = "Someone else changed this while you had it open. Nothing of yours is lost: it stands in the fields. Look at what they changed below, take over what you want, and press the button again; your text then replaces theirs."
		v.Theirs = compareTexts(v.Form.Headline+"\n\n"+v.Form.Standfirst+"\n\n"+v.Form.Body, newest.Headline+"\n\n"+newest.Standfirst+"\n\n"+newest.Body)
	default:
		return err
	}
	return s.showEditor(w, r, u, status, v)
}

func savesFirst(a desk.Act) bool { return a == desk.Submit || a == desk.Publish || a == desk.Embargo }

// embargoLayouts are what browsers send for a date and time, with seconds or not.
var embargoLayouts = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"}

func orderOf(r *http.Request, act desk.Act, draft news.Dispatch) (desk.Order, error) {
	o := desk.Order{Act: act, Note: r.PostFormValue("note"), Reason: r.PostFormValue("reason"), Draft: draft}
	switch act {
	case desk.Kill:
		o.Note, o.Subject = r.PostFormValue("kill_note"), r.PostFormValue("kill_subject")
		if r.PostFormValue("confirm") == "" {
			return o, &newsroom.Refusal{Sentence: "Killing cannot be undone; tick the box that says you mean it."}
		}
	case desk.Embargo:
		for _, layout := range embargoLayouts {
			if until, err := time.Parse(layout, r.PostFormValue("until")); err == nil {
				o.Until = until
			}
		}
		if o.Until.IsZero() {
			return o, &newsroom.Refusal{Sentence: "An embargo needs a date and a time (UTC); enter both."}
		}
	}
	return o, nil
}

func doneSentence(a desk.Act, until time.Time) string {
	switch a {
	case desk.Save:
		return "Saved."
	case desk.Submit:
		return "Submitted to the editors."
	case desk.Return:
		return "Returned; it can be written on again."
	case desk.Publish:
		return "Published. Subscribers are being told."
	case desk.Embargo:
		return "Released, and held until " + until.Format("2 January 2006, 15:04 UTC") + "."
	case desk.Correct:
		return "Corrected. Readers see the note; subscribers are being told."
	case desk.Kill:
		return "Killed. Its address stays and says so; subscribers are being told."
	case desk.Spike:
		return "Spiked. It can be reopened."
	case desk.Reopen:
		return "Reopened as a draft."
	case desk.OpenComments:
		return "Readers may comment."
	case desk.CloseComments:
		return "Comments are closed."
	}
	return "Done."
}

// checkDispatch answers a script of the editor: the problems and the preview of
// what stands in the fields. Nothing is saved.
func (s *Desk) checkDispatch(w http.ResponseWriter, r *http.Request, _ news.User) error {
	row, err := s.Store.Dispatch(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := editorView{DispatchRow: row, Form: draftOf(r)}
	if err := s.look(r, &v); err != nil {
		return err
	}
	out, err := s.RenderPart("desk/dispatch", "look", v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(out)
	return frame.Writing(err)
}
