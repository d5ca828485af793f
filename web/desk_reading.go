package web

import (
	"net/http"
	"strconv"

	"dateline/news"
	"dateline/newsroom"
)

// blocksShown is how many blocks of a page are shown at once.
const blocksShown = 200

// A readingView is a page block by block, as the reader saw it.
type readingView struct {
	newsroom.Reading
	Only   string // "body": the story alone; "rest": what was left out
	Offset int
	Of     int // blocks, after Only
	Next   int // offset of the next blocks, 0: there are none
}

func (s *server) deskReading(w http.ResponseWriter, r *http.Request, _ news.User) error {
	reading, err := s.room.Reading(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := readingView{Reading: reading, Only: r.URL.Query().Get("only")}
	if v.Offset, _ = strconv.Atoi(r.URL.Query().Get("from")); v.Offset < 0 {
		v.Offset = 0
	}
	kept := v.Blocks[:0:0]
	for _, b := range v.Blocks {
		if isBody := b.Role == "body"; v.Only == "" || isBody == (v.Only == "body") {
			kept = append(kept, b)
		}
	}
	v.Of = len(kept)
	v.Offset = min(v.Offset, v.Of)
	if v.Offset+blocksShown < v.Of {
		v.Next = v.Offset + blocksShown
	}
	v.Blocks = kept[v.Offset:min(v.Offset+blocksShown, v.Of)]
	return s.desk(w, r, http.StatusOK, "reading", "river", "How it was read: "+v.Report.Headline, v)
}
