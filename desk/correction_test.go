package desk

import (
	"strings"
	"testing"
	"time"

	"dateline/news"
)

var testCoding = Coding{Types: []string{"SANCTION", "CONSULT"}, SwappedNote: "swapped",
	TypeOf: func(cameo string) string { return map[string]string{"172": "SANCTION", "040": "CONSULT"}[cameo] },
	PlaceNamed: func(name string) *news.Place {
		if name == "French" {
			return nil
		}
		return &news.Place{Text: name, Name: name}
	},
	Swapped: func(news.Fact) bool { return false }}

func TestCorrect(t *testing.T) {
	now := time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)
	event := news.Fact{Kind: news.FactEvent, Type: "CONSULT", CAMEO: "040", Modality: news.Said, Time: &news.TimeRef{Text: "in June", From: "2026-06-01"},
		Source: []news.Actor{{Name: "A"}}, Target: []news.Actor{{Name: "B"}}}
	for _, c := range []struct {
		to   FactCorrection
		want string // type, from, to, source; or the refusal
	}{
		{FactCorrection{Type: "SANCTION", Day: "2026-06-10"}, "SANCTION 2026-06-10 2026-06-10 A"},
		{FactCorrection{CAMEO: "172", Day: "2025-02", Swapped: true}, "SANCTION 2025-02-01 2025-02-28 B"},
		{FactCorrection{Type: "SANCTION", Day: "2025"}, "SANCTION 2025-01-01 2025-12-31 A"},
		{FactCorrection{Type: "CONSULT", Day: "2026-06"}, "CONSULT 2026-06-01  A"}, // as it says already
		{FactCorrection{Type: "CONSULT"}, "CONSULT   A"},
		{FactCorrection{Type: "SHOUT"}, "no kind of event"},
		{FactCorrection{CAMEO: "9x"}, "no CAMEO code"},
		{FactCorrection{Type: "CONSULT", CAMEO: "172"}, "of the kind SANCTION"},
		{FactCorrection{Type: "CONSULT", Day: "soon"}, "no day"},
		{FactCorrection{Type: "CONSULT", Day: "2026-13-01"}, "no day"},
		{FactCorrection{Type: "CONSULT", Place: "French"}, "a people, not a place"},
		{FactCorrection{Type: "CONSULT", Place: strings.Repeat("x", 201)}, "at most 200"},
		{FactCorrection{Type: "CONSULT", Modality: "sure"}, "asserted, said"},
	} {
		f, err := testCoding.Correct(event, c.to, now)
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case f.Time == nil:
			got = f.Type + "   " + f.Source[0].Name
		default:
			got = strings.Join([]string{f.Type, f.Time.From, f.Time.To, f.Source[0].Name}, " ")
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.to, got, c.want)
		}
		if err == nil && (f.State != news.FactApproved || !strings.Contains(f.Basis, "the machine said CONSULT 040, 2026-06-01")) {
			t.Errorf("%+v: state %s, basis %q", c.to, f.State, f.Basis)
		}
	}
	if f, err := testCoding.Correct(event, FactCorrection{}, now); err != nil || f.State != news.FactRejected || f.Type != "CONSULT" {
		t.Errorf("no event: %+v, %v", f, err)
	}
	if _, err := testCoding.Correct(news.Fact{Kind: news.FactQuote}, FactCorrection{Type: "CONSULT"}, now); err == nil {
		t.Error("a quote is given a kind of event")
	}
}

func TestActorRulings(t *testing.T) {
	reporter := news.User{Role: news.Reporter}
	for _, bad := range []ActorRuling{{Name: "Ada"}, {Key: "ada"}, {Key: "ada", Name: strings.Repeat("x", 201)},
		{Key: "ada", Name: "Ada", Code: "FR1"}, {Key: "ada", Name: "Ada", Sector: "G-V"}} {
		if _, err := CheckActor(reporter, bad); err == nil {
			t.Errorf("%+v can be kept", bad)
		}
	}
	if _, err := CheckActor(news.User{Role: news.Reader}, ActorRuling{Key: "ada", Name: "Ada"}); err == nil {
		t.Error("a reader says who someone is")
	}
	r, err := CheckActor(reporter, ActorRuling{Key: "ada", Name: " Ada  Lund ", Code: " nor", Sector: "gov "})
	if err != nil || r != (ActorRuling{"ada", "Ada Lund", "NOR", "GOV"}) {
		t.Fatalf("kept as %+v, %v", r, err)
	}
	facts := []news.Fact{{Source: []news.Actor{{Name: "ada"}, {Name: "bo", Code: "SWE"}}, Speaker: &news.Actor{Name: "ada"},
		Agreement: &news.Agreement{Parties: []news.Actor{{Name: "ada"}}, Milestones: []news.Milestone{{By: []news.Actor{{Name: "ada"}}}}}}}
	ApplyActorRulings(facts, []ActorRuling{r}, func(a news.Actor) string { return a.Name })
	f := facts[0]
	for _, a := range []news.Actor{f.Source[0], *f.Speaker, f.Agreement.Parties[0], f.Agreement.Milestones[0].By[0]} {
		if a.Name != "Ada Lund" || a.Code != "NOR" || a.Sector != "GOV" {
			t.Errorf("an actor stays %+v", a)
		}
	}
	if f.Source[1].Name != "bo" || f.Source[1].Code != "SWE" {
		t.Errorf("another becomes %+v", f.Source[1])
	}
}
