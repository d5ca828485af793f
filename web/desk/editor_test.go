package desk

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"dateline/web/frame"
)

// TestFewTextsAreLaidOutAtOnce: a preview that finds no place waits, and is told
// that it found none; the desk's other pages go on.
func TestFewTextsAreLaidOutAtOnce(t *testing.T) {
	t.Parallel()
	s := &Desk{layouts: make(chan struct{}, layoutsMost)}
	r := httptest.NewRequest(http.MethodPost, "/desk/dispatches/x/check", nil)
	var leave []func()
	for range layoutsMost {
		one, err := s.layout(r)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, one)
	}
	if _, err := s.layout(r); !errors.Is(err, frame.ErrBusy) {
		t.Errorf("one text more is laid out: %v", err)
	}
	leave[0]()
	if _, err := s.layout(r); err != nil {
		t.Errorf("a place that was left can't be taken: %v", err)
	}
}
