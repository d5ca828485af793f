package web

import (
	"net/http"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/newsroom"
)

// A pager leads to the next page of a list. Lists are asked for by cursor, so
// what arrives meanwhile moves nothing.
type pager struct {
	First string // address of the first page, empty on it
	Next  string // address of the next page, empty on the last
}

// paging reads which page of a list is asked for: ?after=CURSOR, of as many
// numbers as the list's order has. A cursor that nobody gave out is
// newsroom.ErrNoPage.
func paging(r *http.Request, numbers, limit int) (news.Paging, error) {
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

// pagerOf keeps the rest of the address and puts the next cursor into it.
func pagerOf(r *http.Request, next string) pager {
	q := r.URL.Query()
	var p pager
	if q.Get("after") != "" {
		q.Del("after")
		p.First = addressOf(r.URL.Path, q.Encode())
	}
	if next != "" {
		q.Set("after", next)
		p.Next = addressOf(r.URL.Path, q.Encode())
	}
	return p
}

func addressOf(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}
