package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

const (
	eventsGap  = time.Second      // changes come in bursts; nobody reads faster
	eventsBeat = 20 * time.Second // proxies close what is silent for longer, and embargoes and due times pass without a change
	eventsLife = 5 * time.Minute  // then the browser asks again
	eventsMost = 100              // more new reports than this are "100+"
)

// An eventView is what a river that is open is told.
type eventView struct {
	New       int    `json:"new"` // reports that it does not show
	More      bool   `json:"more"`
	Work      string `json:"work"`
	Held      int    `json:"held"`
	Stuck     int    `json:"stuck"`
	Submitted int    `json:"submitted"`
}

// riverEvents sends the figures of an open river as Server-Sent Events (HTML
// Standard §9.2), each time they changed. The stream ends with the sign-in, and when
// the user's role changes.
func (s *Desk) riverEvents(w http.ResponseWriter, r *http.Request, u news.User) error {
	seen, err := strconv.ParseInt(r.URL.Query().Get("seen"), 10, 64)
	if err != nil {
		return newsroom.ErrNotFound
	}
	changed, cancel := s.Room.Watch()
	defer cancel()
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // a proxy must not collect them
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the server's own is for what is sent to us, and would end the stream
	beat, end := time.NewTicker(eventsBeat), time.NewTimer(eventsLife)
	defer beat.Stop()
	defer end.Stop()
	before := ""
	for {
		if m, err := s.SignedIn(r); err != nil || m == nil || m.Role != u.Role {
			return frame.Writing(err)
		}
		now, err := s.riverFigures(r, seen)
		if err != nil {
			return frame.Writing(err) // the answer has begun; the browser asks again
		}
		line := ": still here\n\n"
		if now != before {
			line, before = "data: "+now+"\n\n", now
		}
		control.SetWriteDeadline(time.Now().Add(2 * eventsBeat)) // the server's own is for pages
		if _, err := fmt.Fprint(w, line); err != nil {
			return frame.Writing(err)
		}
		if err := control.Flush(); err != nil {
			return frame.Writing(err)
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-s.Stopping:
			return nil
		case <-beat.C:
		case <-changed:
			if !s.rest(r, eventsGap) {
				return nil
			}
		}
	}
}

// rest waits, unless the reader leaves or the server stops meanwhile.
func (s *Desk) rest(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	case <-s.Stopping:
		return false
	}
}

// newInRiver counts the reports that a river does not show. Of a narrowed one that
// takes too long to look through it counts none: the other figures still come.
func (s *Desk) newInRiver(r *http.Request, seen int64) (n int, err error) {
	ctx := r.Context()
	if frame.IsNarrowed(r.URL.Query(), riverNarrowed...) {
		costly, done, err := s.Store.Costly(ctx)
		if err != nil {
			return 0, frame.SkipCostly(err)
		}
		defer done()
		ctx = costly
	}
	rows, err := s.Store.Reports(ctx, s.riverFilter(r.URL.Query()), news.Paging{Limit: eventsMost})
	if err != nil {
		return 0, frame.SkipCostly(frame.TooLong(ctx, err, false))
	}
	for _, row := range rows.Rows {
		if row.Seq > seen {
			n++
		}
	}
	return n, nil
}

func (s *Desk) riverFigures(r *http.Request, seen int64) (string, error) {
	var v eventView
	var err error
	if v.New, err = s.newInRiver(r, seen); err != nil {
		return "", err
	}
	v.More = v.New == eventsMost
	p, err := s.Room.Progress(r.Context())
	if err != nil {
		return "", err
	}
	counts, err := s.DeskCounts(r)
	if err != nil {
		return "", err
	}
	v.Work, v.Held, v.Stuck, v.Submitted = workInWords(p), counts["comments held"], counts["stuck"], counts["submitted"]
	line, err := json.Marshal(v)
	return string(line), err
}
