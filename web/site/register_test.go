package site

import (
	"context"
	"net/http/httptest"
	"testing"

	"dateline/news"
	"dateline/web/frame/frametest"
	"dateline/web/view"
)

// A database that can't be asked is no agreement without reports.
func TestSourcesThatCannotBeLookedUp(t *testing.T) {
	s := &Site{Views: view.New(frametest.Open(t))}
	ended, end := context.WithCancel(t.Context())
	end()
	r := httptest.NewRequest("GET", "/register/x", nil)
	if _, err := s.agreementSources(r.WithContext(ended), []news.Citation{{ReportID: "rep_1"}}); err == nil {
		t.Error("a look-up that was cut off is taken for no reports")
	}
	if out, err := s.agreementSources(r, []news.Citation{{ReportID: "rep_1"}}); err != nil || len(out) != 0 {
		t.Errorf("a report that was dropped: %v, %v", out, err)
	}
}
