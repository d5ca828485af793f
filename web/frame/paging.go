package frame

import (
	"net/http"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame/texts"
)

// A Pager leads to the next page of a list. Lists are asked for by cursor, so
// what arrives meanwhile moves nothing.
type Pager struct {
	First string // address of the first page, empty on it
	Next  string // address of the next page, empty on the last
}

// Paging reads which page of a list is asked for: ?after=CURSOR, of as many
// numbers as the list's order has. A cursor that nobody gave out is
// newsroom.ErrNoPage.
func Paging(r *http.Request, numbers, limit int) (news.Paging, error) {
	after := r.URL.Query().Get("after")
	if after != "" {
		parts := strings.Split(after, ".")
		if len(parts) != numbers {
			return news.Paging{}, newsroom.ErrNoPage
		}
		for _, p := range parts {
			if _, err := strconv.ParseInt(p, 36, 64); err != nil {
				return news.Paging{}, newsroom.ErrNoPage
			}
		}
	}
	return news.Paging{After: after, Limit: limit}, nil
}

// PagerOf keeps the rest of the address and puts the next cursor into it.
func PagerOf(r *http.Request, next string) Pager {
	q := r.URL.Query()
	var p Pager
	if q.Get("after") != "" {
		q.Del("after")
		p.First = texts.AddressOf(r.URL.Path, q.Encode())
	}
	if next != "" {
		q.Set("after", next)
		p.Next = texts.AddressOf(r.URL.Path, q.Encode())
	}
	return p
}
