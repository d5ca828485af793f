package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// blocksShown is how many blocks of a page are shown at once.
const blocksShown = 200

// A readingView is a page block by block, as the reader saw it.
type readingView struct {
	newsroom.Reading
	Rows       []readBlock
	Only       string // "body": the story alone; "rest": what was left out
	Offset     int
	Of         int // blocks, after Only
	Next       int // offset of the next blocks, 0: there are none
	MayCorrect bool
}

// A readBlock is a block with its place on the page.
type readBlock struct {
	Index int
	Said  bool // the desk said of this very block what it is
	newsroom.ReadBlock
}

func (s *Desk) deskReading(w http.ResponseWriter, r *http.Request, u news.User) error {
	reading, err := s.Room.Reading(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := readingView{Reading: reading, Only: r.URL.Query().Get("only"), MayCorrect: desk.MayBegin(u) == nil}
	if v.Offset, _ = strconv.Atoi(r.URL.Query().Get("from")); v.Offset < 0 {
		v.Offset = 0
	}
	said := map[string]bool{}
	for _, c := range v.Corrections {
		said[c.Text] = true
	}
	for i, b := range v.Blocks {
		if isBody := b.Role == "body"; v.Only == "" || isBody == (v.Only == "body") {
			v.Rows = append(v.Rows, readBlock{i, said[b.Text], b})
		}
	}
	v.Of = len(v.Rows)
	v.Offset = min(v.Offset, v.Of)
	if v.Offset+blocksShown < v.Of {
		v.Next = v.Offset + blocksShown
	}
	v.Rows = v.Rows[v.Offset:min(v.Offset+blocksShown, v.Of)]
	return s.DeskPage(w, r, http.StatusOK, "reading", "river", "How it was read: "+v.Report.Headline, v)
}

// changedShown bounds the list of pages that a correction would change.
const changedShown = 30

// A correctionView is one block of a page of which the desk is about to say what
// it is.
type correctionView struct {
	Report  news.Report
	Block   readBlock
	Roles   []string
	Role    string // chosen; empty: none yet
	Outcome newsroom.Outcome
	Changed int // pages, of which Outcome.Changed may hold but the first
	Problem string
}

func (s *Desk) deskCorrection(w http.ResponseWriter, r *http.Request, _ news.User) error {
	reading, err := s.Room.Reading(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	at, err := strconv.Atoi(r.URL.Query().Get("block"))
	if err != nil || at < 0 || at >= len(reading.Blocks) {
		return newsroom.ErrNotFound
	}
	v := correctionView{Report: reading.Report, Block: readBlock{Index: at, ReadBlock: reading.Blocks[at]}, Roles: newsroom.BlockRoles, Role: r.URL.Query().Get("role")}
	status := http.StatusOK
	if v.Role != "" {
		v.Outcome, err = s.Room.TryCorrection(r.Context(), reading.Report.ID, v.Block.Text, v.Role)
		if v.Problem, status, err = frame.Refusal(err); err != nil {
			return err
		}
		v.Changed = len(v.Outcome.Changed)
		v.Outcome.Changed = v.Outcome.Changed[:min(v.Changed, changedShown)]
	}
	return s.DeskPage(w, r, status, "correction", "river", "Correct a block", v)
}

func (s *Desk) correctReading(w http.ResponseWriter, r *http.Request, u news.User) error {
	id, text := r.PathValue("id"), r.PostFormValue("text")
	to := "/desk/reports/" + url.PathEscape(id) + "/reading"
	if r.PostFormValue("act") == "take back" {
		if err := s.Room.TakeBackCorrection(r.Context(), u, id, text); err != nil {
			return err
		}
		s.Flash(r, "What the desk said of this block is taken back; the page is read again.")
	} else {
		if err := s.Room.Correct(r.Context(), u, id, text, r.PostFormValue("role")); err != nil {
			return err
		}
		s.Flash(r, "Corrected. The page, and what of its site follows from it, is read again; that takes a moment.")
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
