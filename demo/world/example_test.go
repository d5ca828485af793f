package world_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"dateline/demo/world"
)

// A test steps the world by hand; the demo does the same with the real clock.
func Example() {
	w, err := world.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	day0 := time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC)
	w.Start(day0)

	visible := func() (n int) {
		for _, a := range w.Articles() {
			if a.Happening == "pact" && a.Visible {
				n++
			}
		}
		return n
	}
	w.SetNow(day0.AddDate(0, 0, 9).Add(14*time.Hour + 20*time.Minute))
	fmt.Println("on the wire:", visible())
	w.SetNow(day0.AddDate(0, 0, 10))
	fmt.Println("at the end of the day:", visible())

	w.PublishNext() // the first live article appears, stamped with the clock

	feed := w.Feeds("127.0.0.1:8090")[1]
	r := httptest.NewRequest(http.MethodGet, feed.URL, nil)
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	fmt.Println(feed.Name, feed.URL, rec.Code)
	// Output:
	// on the wire: 1
	// at the end of the day: 14
	// The Harbour Post http://harbour-post.localhost:8090/rss.xml 200
}
