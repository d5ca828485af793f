package site

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
	frametest.WithNothing(t, s, map[string]any{
		"front":        frontView{},
		"section":      sectionView{},
		"dispatch":     dispatchView{},
		"evidence":     evidenceView{},
		"capture":      captureView{},
		"stories":      storiesView{},
		"story":        storyView{},
		"matter":       dossierView{},
		"register":     registerView{},
		"agreement":    entryView{},
		"search":       searchView{},
		"subscribe":    subscribeView{},
		"subscription": subscriptionView{},
		"about":        aboutView{},
	})
}
