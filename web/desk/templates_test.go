package desk

import (
	"strings"
	"testing"

	"dateline/newsroom"
	"dateline/web/frame"
	"dateline/web/frame/frametest"
	"dateline/web/view"
)

func openDesk(t testing.TB) *frame.Server {
	t.Helper()
	s := frametest.Open(t)
	if err := Add(view.New(s)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTemplatesWithNothing(t *testing.T) {
	frametest.WithNothing(t, openDesk(t), map[string]any{
		"desk/river":       riverView{},
		"desk/report":      deskReportView{},
		"desk/changes":     changesView{},
		"desk/reading":     readingView{},
		"desk/correction":  correctionView{},
		"desk/stories":     deskStoriesView{},
		"desk/matters":     matterListView{},
		"desk/matter":      matterView{},
		"desk/story":       deskStoryView{},
		"desk/facts":       factListView{},
		"desk/fact":        factWordView{},
		"desk/places":      placeListView{},
		"desk/place":       placeView{},
		"desk/map":         deskMapView{},
		"desk/frames":      frameListView{},
		"desk/frame":       frameView{},
		"desk/ledger":      ledgerView{},
		"desk/actors":      actorListView{},
		"desk/actor":       actorView{},
		"desk/dispatches":  dispatchListView{},
		"desk/dispatch":    editorView{},
		"desk/alerts":      alertListView{},
		"desk/alert":       alertView{},
		"desk/sources":     sourceListView{},
		"desk/source":      sourceView{},
		"desk/troubles":    troubleListView{},
		"desk/hold":        holdView{},
		"desk/comments":    commentListView{},
		"desk/subscribers": subscriberListView{},
		"desk/deliveries":  deliveryListView{},
		"desk/delivery":    deliveryView{},
		"desk/users":       userListView{},
		"desk/password":    passwordView{},
		"desk/confirm":     confirmView{},
		"desk/writing":     writingView{},
		"desk/sessions":    signInListView{},
		"desk/failed":      []newsroom.FailedSignIn{},
		"desk/error":       frame.ErrorView{},
	})
}

// Pages of places say what is missing on them after an upgrade, and only then, and
// why a map is empty.
func TestPlacesThatAreMissing(t *testing.T) {
	s := openDesk(t)
	const upgraded = "Of 3 reports it is not known here yet"
	for _, c := range []struct {
		name        string
		data        any
		want, never string
	}{
		{"desk/places", placeListView{Unplaced: 3}, upgraded, "No fact with a place"},
		{"desk/places", placeListView{}, "No fact with a place is recorded yet", "dateline reread"},
		{"desk/places", placeListView{Unplaced: 3, Query: "x"}, "No place fits", "No fact with"},
		{"desk/map", deskMapView{Unplaced: 3}, upgraded, "No fact"},
		{"desk/map", deskMapView{}, "No fact is recorded yet whose place is known", "dateline reread"},
		{"desk/map", deskMapView{Unlocated: true}, "of none that the gazetteer has", "dateline reread"},
		{"desk/map", deskMapView{Unplaced: 3, Type: "CONSULT"}, "No fact fits whose place is known", "No fact is"},
	} {
		if got := frametest.Render(t, s, c.name, c.data); !strings.Contains(got, c.want) || strings.Contains(got, c.never) {
			t.Errorf("%s of %+v lacks %q or has %q", c.name, c.data, c.want, c.never)
		}
	}
}
