package view

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// atField is how a browser gives a time of day.
const atField = "2006-01-02T15:04"

// A ledgerPart is a page of a story's ledger.
type ledgerPart struct {
	Entries []newsroom.LedgerEntry
	Next    string // cursor of the next page, empty on the last
	Facts   int    // on all pages
	Later   int    // entries that were not known yet
}

// LedgerPart reads what of a ledger is asked for: ?at=TIME, ?q=WORDS, ?after=CURSOR.
func (s *Views) LedgerPart(r *http.Request, storyID string, limit int) (out ledgerPart, err error) {
	p, err := frame.Paging(r, 1, limit)
	if err != nil {
		return out, err
	}
	at, err := askedTime(strings.TrimSpace(r.URL.Query().Get("at")))
	if err != nil {
		return out, err
	}
	known, err := s.Room.Ledger(r.Context(), storyID, at)
	if err != nil {
		return out, err
	}
	if !at.IsZero() {
		all, err := s.Room.Ledger(r.Context(), storyID, time.Time{})
		if err != nil {
			return out, err
		}
		out.Later = max(0, len(all)-len(known))
	}
	words := strings.TrimSpace(r.URL.Query().Get("q"))
	known = slices.DeleteFunc(known, func(e newsroom.LedgerEntry) bool { return !tells(e, words) })
	out.Facts = len(known)
	from, _ := strconv.ParseInt(cmp.Or(p.After, "0"), 36, 64) // paging looked at it
	from = max(0, min(from, int64(len(known))))
	out.Entries = known[from:min(int(from)+limit, len(known))]
	if end := int(from) + len(out.Entries); end < len(known) {
		out.Next = strconv.FormatInt(int64(end), 36)
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

// tells reports whether an entry, or a sentence that it cites, holds words.
func tells(e newsroom.LedgerEntry, words string) bool {
	if words == "" {
		return true
	}
	words = strings.ToLower(words)
	holds := func(s string) bool { return strings.Contains(strings.ToLower(s), words) }
	return holds(FactViewOf(e.Fact).Line) || slices.ContainsFunc(e.Tellings, func(t newsroom.Telling) bool {
		return holds(t.Outlet) || slices.ContainsFunc(t.Citations, func(c news.Citation) bool { return holds(c.Exact) })
	})
}
