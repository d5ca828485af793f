package api

import (
	"testing"

	"dateline/web/frame/frametest"
	"dateline/web/view"
)

func TestTemplatesWithNothing(t *testing.T) {
	s := frametest.Open(t)
	if err := Add(view.New(s)); err != nil {
		t.Fatal(err)
	}
	frametest.WithNothing(t, s, map[string]any{"api": nil})
}
