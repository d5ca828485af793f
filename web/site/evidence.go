package site

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
	"dateline/web/view"
)

// An evidenceView shows where a cited sentence stands.
type evidenceView struct {
	Report      news.Report
	Capture     *news.Capture // nil: it is not kept any more
	ShowCapture bool          // whoever asks may see the whole of it
	Passage     []passage     // nothing: no sentence was asked for
	Cited       bool          // something that readers see cites exactly this place
}

// A passage is a paragraph with the cited part in its middle; of a paragraph
// where nothing is cited, all is in Before.
type passage struct {
	Heading               bool
	Before, Cited, Behind string
	First                 bool // holds the beginning of what is cited
}

// evidence shows a place of a report, or without one only what is known of its page.
// Readers see only places that something published cites: whoever could ask for any
// place would get the whole text, piece by piece or at once. The desk may look at all
// of them.
func (s *Site) evidence(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.Atoi(r.PathValue("version"))
	if err != nil {
		return newsroom.ErrNotFound
	}
	v := evidenceView{}
	id, q, desk := r.PathValue("report"), r.URL.Query(), s.User(r) != nil
	start, err1 := strconv.Atoi(q.Get("start"))
	end, err2 := strconv.Atoi(q.Get("end"))
	place := q.Has("start") || q.Has("end")
	if place && errors.Join(err1, err2) != nil {
		return newsroom.ErrNotFound
	}
	if place {
		v.Cited, err = s.Room.Cited(r.Context(), id, version, start, end)
	}
	may := desk || v.Cited
	if err == nil && !place && !may {
		may, err = s.mayKnowOf(r, id, version)
	}
	if err != nil {
		return err
	}
	if !may {
		return newsroom.ErrNotFound
	}
	if v.Report, err = s.Store.ReportVersion(r.Context(), id, version); err != nil {
		return err
	}
	if place {
		if v.Passage, err = Passages(v.Report.Text, start, end); err != nil {
			return err
		}
	}
	s.addCapture(r, &v, desk)
	return s.Show(w, r, "evidence", frame.Page{Title: "Evidence: " + v.Report.Headline, NoIndex: true, Data: v})
}

// mayKnowOf reports whether readers may know that a version of a report was read: it is
// cited, or what comes in is shown to them. Else it would tell strangers what the
// newsroom looks at.
func (s *Site) mayKnowOf(r *http.Request, id string, version int) (bool, error) {
	if s.Room.ShowsIncoming() {
		return true, nil
	}
	return s.Room.CitedAnywhere(r.Context(), id, version)
}

// addCapture adds the archived copy to the evidence, and cuts what readers see
// around the citation where they may not see the whole.
func (s *Site) addCapture(r *http.Request, v *evidenceView, desk bool) {
	c, err := s.Store.Capture(r.Context(), v.Report.CaptureID)
	if err != nil && !errors.Is(err, newsroom.ErrNotFound) { // the sentence is shown all the same
		s.Log.Error("evidence without its stored page", "report", v.Report.ID, "version", v.Report.Version, "error", err)
	}
	around := contextMost
	if err == nil {
		v.Capture = &c
		v.ShowCapture = s.mayReadCaptures(r) && (newsroom.MayShow(c) || desk)
	}
	if err != nil || !newsroom.MayShow(c) {
		around = 0 // the page asks that no copy be shown, or nobody can tell
	}
	if desk || v.ShowCapture {
		return
	}
	for i := range v.Passage {
		v.Passage[i].trim(around)
	}
}

// contextMost bounds, in characters on either side, what readers see around a
// citation where they may not see the whole page: some pages are one paragraph.
const contextMost = 400

// trim keeps so many characters on either side of what is cited.
func (p *passage) trim(around int) {
	if before := []rune(p.Before); len(before) > around {
		p.Before = "… " + string(before[len(before)-around:])
	}
	if behind := []rune(p.Behind); len(behind) > around {
		p.Behind = string(behind[:around]) + " …"
	}
}

// CitedMost bounds, in characters, what is shown of a report at once: evidence
// is a sentence where it stands, not another place to read the whole page.
const CitedMost = 3000

// Passages gives the paragraphs that the part from start to end, in code
// points, stands in.
func Passages(text string, start, end int) ([]passage, error) {
	runes := []rune(text)
	if start < 0 || end > len(runes) || start >= end || end-start > CitedMost {
		return nil, newsroom.ErrNotFound
	}
	var out []passage
	at := 0
	for _, paragraph := range strings.Split(text, "\n\n") {
		p := []rune(paragraph)
		from, to := max(start-at, 0), min(end-at, len(p))
		if from < to {
			out = append(out, passage{Before: string(p[:from]), Cited: string(p[from:to]), Behind: string(p[to:]), First: len(out) == 0})
		}
		at += len(p) + 2
	}
	return out, nil
}

// mayReadCaptures says whether whoever asks may see captures whole: everyone,
// or where the newsroom shows readers no more than the cited sentence, the desk.
func (s *Site) mayReadCaptures(r *http.Request) bool {
	return s.Room.Evidence() == newsroom.EvidenceOpen || s.User(r) != nil
}

// A captureView is a stored capture, without its body.
type captureView struct {
	news.Capture
	Headers []view.HeaderLine
}

func (s *Site) captureOf(r *http.Request) (news.Capture, error) {
	if !s.mayReadCaptures(r) {
		return news.Capture{}, newsroom.ErrNotFound
	}
	c, err := s.Store.Capture(r.Context(), r.PathValue("id"))
	if err == nil && !newsroom.MayShow(c) && s.User(r) == nil {
		return news.Capture{}, newsroom.ErrNotFound
	}
	return c, err
}

// aboutCapture shows what is known of a capture: when, from where, its headers.
func (s *Site) aboutCapture(w http.ResponseWriter, r *http.Request) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	v := captureView{Capture: c}
	for _, name := range slices.Sorted(maps.Keys(c.Header)) {
		for _, value := range c.Header[name] {
			v.Headers = append(v.Headers, view.HeaderLine{Name: name, Value: value})
		}
	}
	return s.Show(w, r, "capture", frame.Page{Title: "Archived copy", NoIndex: true, Data: v})
}

// capturePolicy lets nothing of a stored page run or load, should a browser
// take it for more than text.
const capturePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

// capture gives the very bytes that were kept, of which the digest is: as plain
// text, never as a page, because they came from anywhere; what is no text only
// to be saved.
func (s *Site) capture(w http.ResponseWriter, r *http.Request) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/octet-stream")
	if encoding := TextEncoding(c); encoding != "" {
		header.Set("Content-Type", "text/plain; charset="+encoding)
	} else {
		header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", c.ID+".bin"))
	}
	header.Set("Content-Security-Policy", capturePolicy)
	header.Set("Content-Length", strconv.Itoa(len(c.Body)))
	header.Set("X-Robots-Tag", "noindex")
	_, err = w.Write(c.Body)
	return frame.Writing(err)
}

// TextEncoding names the encoding of a capture's text, empty for what is no text.
func TextEncoding(c news.Capture) string {
	if utf8.Valid(c.Body) && !bytes.ContainsRune(c.Body, 0) {
		return "utf-8"
	}
	kind, _, _ := mime.ParseMediaType(c.ContentType)
	if !strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "xml") && !strings.HasSuffix(kind, "json") {
		return ""
	}
	_, name, _ := charset.DetermineEncoding(c.Body[:min(len(c.Body), 1024)], c.ContentType)
	return name
}
