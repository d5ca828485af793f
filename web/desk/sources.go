package desk

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/frame/texts"
)

// A sourceListView is the list of sources.
type sourceListView struct {
	Find    string
	Address string // in the form that adds one
	Folder  string
	Problem string
	Sources []sourceLine
	Import  *newsroom.Progressing // nil: none, or none that anybody still asks about
	Pager   frame.Pager
}

// A sourceLine is a source with its health in words.
type sourceLine struct {
	store.SourceRow
	Health newsroom.SourceHealth
	Mood   string // the badge's class: good, warn, bad, plain
	Bars   []healthBar
}

// A healthBar is a day in the picture of a source's fortnight.
type healthBar struct {
	X, Y, Height int
	Class        string // "", "failed" or "quiet"
}

// barsHigh is the height of the picture, in units of its own.
const barsHigh = 24

// healthBars draws a fortnight: a day with looks has a bar, the higher the more
// it brought; one on which most looks failed stands out.
func healthBars(days []newsroom.HealthDay) (bars []healthBar) {
	most := 1
	for _, d := range days {
		most = max(most, d.New)
	}
	for i, d := range days {
		if d.Looks == 0 {
			continue
		}
		b := healthBar{X: 6 * i, Height: 2 + (barsHigh-2)*d.New/most}
		switch {
		case 2*d.Failed > d.Looks:
			b.Class, b.Height = "failed", barsHigh
		case d.New == 0:
			b.Class = "quiet"
		}
		b.Y = barsHigh - b.Height
		bars = append(bars, b)
	}
	return bars
}

func (s *Desk) lineOfSource(row store.SourceRow) sourceLine {
	h := newsroom.HealthOf(row, s.Room.Now())
	l := sourceLine{row, h, "good", healthBars(h.Days)}
	switch h.State {
	case newsroom.SourceStopped, newsroom.SourceUnseen:
		l.Mood = "plain"
	case newsroom.SourceFailing:
		l.Mood = "bad"
	case newsroom.SourceDamaged:
		l.Mood = "warn"
	}
	return l
}

func (s *Desk) sourceList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.showSources(w, r, http.StatusOK, sourceListView{})
}

func (s *Desk) showSources(w http.ResponseWriter, r *http.Request, status int, v sourceListView) error {
	v.Find = strings.TrimSpace(r.URL.Query().Get("q"))
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Sources(r.Context(), v.Find, p)
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		v.Sources = append(v.Sources, s.lineOfSource(row))
	}
	v.Pager, v.Import = frame.PagerOf(r, rows.Next), s.importShown()
	return s.DeskPage(w, r, status, "sources", "sources", "Sources", v)
}

func (s *Desk) addSource(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := sourceListView{Address: strings.TrimSpace(r.PostFormValue("address")), Folder: strings.TrimSpace(r.PostFormValue("folder"))}
	a, err := s.Room.AddSource(r.Context(), u, v.Address, v.Folder)
	if err != nil {
		var status int
		if v.Problem, status, err = frame.Refusal(err); err != nil {
			return err
		}
		return s.showSources(w, r, status, v)
	}
	s.Flash(r, foundInWords(a))
	if len(a.Added) == 1 {
		return frame.SeeOther(w, r, "/desk/sources/"+a.Added[0].ID)
	}
	return frame.SeeOther(w, r, "/desk/sources")
}

// foundInWords says what an address brought.
func foundInWords(a newsroom.Addition) string {
	var said strings.Builder
	if len(a.Added) == 0 {
		said.WriteString("What was found there is among the sources already.")
	} else {
		said.WriteString("Added " + names(a.Added) + ". The first look is under way.")
	}
	if len(a.Brings) > 0 {
		var titles []string
		for _, i := range a.Brings[:min(len(a.Brings), 3)] {
			if i.Title != "" {
				titles = append(titles, "“"+texts.Excerpt(80, i.Title)+"”")
			}
		}
		said.WriteString(" It brings " + texts.Count(len(a.Brings), "item", "items") + " now")
		if len(titles) > 0 {
			said.WriteString(", such as " + strings.Join(titles, ", "))
		}
		said.WriteString(".")
	}
	if len(a.Others) > 0 {
		var feeds []string
		for _, o := range a.Others {
			feeds = append(feeds, o.Feed)
		}
		said.WriteString(" Also there, and not added: " + strings.Join(feeds, ", ") + ".")
	}
	return said.String()
}

func names(sources []news.Source) string {
	var names []string
	for i, s := range sources {
		if i == 5 {
			names = append(names, "…")
			break
		}
		name := s.Name
		if name == "" {
			name = s.Feed
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// importInWords says what a file brought.
func importInWords(i newsroom.Import) string {
	said := texts.Count(i.Added, "source", "sources") + " added"
	if i.Known > 0 {
		said += ", " + texts.Number(i.Known) + " were there already"
	}
	said += "."
	for n, f := range i.Failed {
		if n == 5 {
			said += " And " + texts.Count(len(i.Failed)-n, "other", "others") + "; dateline import names all."
			break
		}
		said += " Not added: " + texts.Excerpt(80, f.Entry) + ": " + strings.TrimSuffix(f.Why, ".") + "."
	}
	return said
}

// importAnswers is how long an import may take before it is left to go on by
// itself; importRemembered is how long its end is shown.
const (
	importAnswers    = 3 * time.Second
	importRemembered = 10 * time.Minute
)

// importShown is the import whose progress the list of sources shows.
func (s *Desk) importShown() *newsroom.Progressing {
	i, any := s.Room.Importing()
	if !any || !i.Ended.IsZero() && s.Room.Now().Sub(i.Ended) > importRemembered {
		return nil
	}
	return &i
}

// importSources takes a file that a feed reader exported, or a list of addresses.
// The file is read as it arrives; a long one is imported in the background.
func (s *Desk) importSources(w http.ResponseWriter, r *http.Request, u news.User) error {
	file, err := filePart(r)
	if err != nil {
		return frame.BadForm(err)
	}
	done, err := s.Room.BeginImport(u, file)
	if err != nil {
		said, status, err := frame.Refusal(err)
		if err != nil {
			return err
		}
		return s.showSources(w, r, status, sourceListView{Problem: said})
	}
	patience := time.NewTimer(importAnswers)
	defer patience.Stop()
	select {
	case <-done:
		got, _ := s.Room.Importing()
		s.Flash(r, strings.TrimSpace(importInWords(got.Import)+" "+got.Why))
	case <-patience.C:
		s.Flash(r, "The import goes on in the background. Reload this page to see how far it is.")
	case <-r.Context().Done():
	}
	return frame.SeeOther(w, r, "/desk/sources")
}

// filePart finds the file in a form that is being sent.
func filePart(r *http.Request) (io.Reader, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
}

func (s *Desk) exportSources(w http.ResponseWriter, r *http.Request, _ news.User) error {
	var out bytes.Buffer
	if err := s.Room.ExportOPML(r.Context(), &out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/x-opml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="sources.opml"`)
	_, err := w.Write(out.Bytes())
	return frame.Writing(err)
}

// A sourceView is a source with what it brought.
type sourceView struct {
	sourceLine
	Items     []store.ItemRow
	ReportOf  map[string]string // by item: the report that its page became
	Decisions []store.Decision
	Hub       *store.HubSubscription // nil: it names none
	Pager     frame.Pager
	Problem   string
}

func (s *Desk) source(w http.ResponseWriter, r *http.Request, _ news.User) error {
	row, err := s.Store.Source(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showSource(w, r, http.StatusOK, sourceView{sourceLine: s.lineOfSource(row)})
}

func (s *Desk) showSource(w http.ResponseWriter, r *http.Request, status int, v sourceView) error {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	items, err := s.Store.Items(r.Context(), v.ID, p)
	if err != nil {
		return err
	}
	v.Items, v.Pager, v.ReportOf = items.Rows, frame.PagerOf(r, items.Next), map[string]string{}
	for _, item := range items.Rows {
		// Mostly the page's address is what names the report; where the page
		// names another, the item simply has no link.
		if row, err := s.Store.ReportRow(r.Context(), news.ReportID(item.URL)); err == nil {
			v.ReportOf[item.ID] = row.ID
		}
	}
	if v.Decisions, err = s.Store.Decisions(r.Context(), "source/"+v.ID); err != nil {
		return err
	}
	if hub, err := s.Store.HubSubscription(r.Context(), v.ID); err == nil {
		v.Hub = &hub
	} else if !errors.Is(err, newsroom.ErrNotFound) {
		return err
	}
	title := v.Name
	if title == "" {
		title = v.Feed
	}
	return s.DeskPage(w, r, status, "source", "sources", title, v)
}

func (s *Desk) changeSource(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Source(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	source, done, to := row.Source, "", "/desk/sources/"+row.ID
	if source.Name == "" {
		source.Name = source.Feed // until its first look names it; a change needs a name
	}
	switch r.PostFormValue("act") {
	case "look":
		err, done = s.Room.LookNow(r.Context(), u, source.ID), "It is looked at now."
	case "pause":
		source.State, done = news.SourcePaused, "Paused; nothing is asked of it until it is resumed."
		err = s.Room.ChangeSource(r.Context(), u, source)
	case "resume":
		source.State, done = news.SourceActive, "Resumed; it is looked at now."
		err = s.Room.ChangeSource(r.Context(), u, source)
	case "remove":
		source.State, done, to = news.SourceRemoved, source.Name+" was removed; its reports stay.", "/desk/sources"
		err = s.Room.ChangeSource(r.Context(), u, source)
	case "change":
		source.Name, source.Folder, done = strings.TrimSpace(r.PostFormValue("name")), strings.TrimSpace(r.PostFormValue("folder")), "Saved."
		err = s.Room.ChangeSource(r.Context(), u, source)
	default:
		err = &newsroom.Refusal{Sentence: "That is nothing that can be done to a source; press one of its buttons."}
	}
	if err != nil {
		said, status, err := frame.Refusal(err)
		if err != nil {
			return err
		}
		return s.showSource(w, r, status, sourceView{sourceLine: s.lineOfSource(row), Problem: said})
	}
	s.Flash(r, done)
	return frame.SeeOther(w, r, to)
}
