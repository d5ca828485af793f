package ledger

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"dateline/news"
)

// harbourFire is what six reports of a made-up fire tell.
func harbourFire() []Telling {
	at := func(h, m int) time.Time { return time.Date(2026, 6, 10, h, m, 0, 0, time.UTC) }
	day := func(d string) *news.TimeRef { return &news.TimeRef{From: d, To: d, Precision: "day"} }
	died := func(id, report, outlet, object, on string, learned time.Time) Telling {
		return Telling{Fact: news.Fact{ID: id, ReportID: report, Kind: news.FactEvent, Type: "x-DEATH", Predicate: "were killed", Object: object, Time: day(on), Modality: news.Asserted}, Outlet: outlet, Learned: learned}
	}
	minister := news.Actor{Text: "Lund", Name: "Ada Lund"}
	quote := func(id, report, outlet string, who news.Actor, words string, learned time.Time) Telling {
		return Telling{Fact: news.Fact{ID: id, ReportID: report, Kind: news.FactQuote, Speaker: &who, Quote: words}, Outlet: outlet, Learned: learned}
	}
	copied := died("f3", "r3", "Evening Mail", "12 people in the fire", "2026-06-10", at(9, 30))
	copied.Original = "r1"
	wire := died("f1", "r1", "Wire", "twelve people in the fire", "2026-06-10", at(9, 0))
	wire.Original = "r1"
	return []Telling{
		wire,
		died("f2", "r2", "Herald", "12 people in the fire", "2026-06-10", at(9, 10)),
		copied,
		died("f4", "r4", "Wire", "15 people in the fire", "2026-06-10", at(14, 0)),
		quote("f5", "r4", "Wire", minister, "Nobody could have known that the doors were locked.", at(14, 0)),
		quote("f6", "r5", "Herald", news.Actor{Text: "Ada Lund"}, "nobody could have known that the doors were locked", at(15, 0)),
		{Fact: news.Fact{ID: "f7", ReportID: "r5", Kind: news.FactEvent, Type: "ACCUSE", Source: []news.Actor{{Text: "The union"}}, Target: []news.Actor{minister}, Predicate: "accused", Modality: news.Asserted}, Outlet: "Herald", Learned: at(15, 0)},
		{Fact: news.Fact{ID: "f8", ReportID: "r6", Kind: news.FactEvent, Type: "ACCUSE", Source: []news.Actor{{Text: "the union"}}, Target: []news.Actor{{Text: "Lund"}}, Predicate: "accused", Modality: news.Denied}, Outlet: "Post", Learned: at(16, 0)},
		{Fact: news.Fact{ID: "f9", ReportID: "r6", Kind: news.FactEvent, Type: "PROTEST", Source: []news.Actor{{Text: "the union"}}, Predicate: "will march", Modality: news.Planned, State: news.FactRejected}, Outlet: "Post", Learned: at(16, 0)},
	}
}

func TestLedger(t *testing.T) {
	entries := Ledger(harbourFire(), time.Time{})
	if len(entries) != 3 {
		t.Fatalf("%d entries, want the deaths, the quote and the accusation: %+v", len(entries), entries)
	}
	deaths := entries[0]
	if deaths.ID != "f1" || len(deaths.Tellings) != 4 || deaths.Sources != 2 {
		t.Errorf("the deaths %s have %d tellings of %d sources, want f1, 4 of 2: a copy, and who says it twice, count once", deaths.ID, len(deaths.Tellings), deaths.Sources)
	}
	if len(deaths.Disputes) != 1 || deaths.Disputes[0].Point != "number" {
		t.Fatalf("disputes %+v, want one on the number", deaths.Disputes)
	}
	answers := deaths.Disputes[0].Answers
	if len(answers) != 2 || answers[0].Says != "12" || len(answers[0].Outlets) != 3 || answers[0].Overtaken || answers[1].Says != "15" || answers[1].Overtaken {
		t.Errorf("answers %+v, want 12 by three, of whom two stand by it, and 15 by one", answers)
	}
	for _, e := range entries[1:] {
		if len(e.Tellings) != 2 || e.Sources != 2 {
			t.Errorf("%s %s has %d tellings of %d sources, want 2 of 2", e.Fact.Kind, e.Fact.Type, len(e.Tellings), e.Sources)
		}
		if want := e.Fact.Kind == news.FactEvent; (len(e.Disputes) == 1) != want {
			t.Errorf("%s: disputes %+v", e.Fact.Kind, e.Disputes)
		}
	}

	known := Ledger(harbourFire(), time.Date(2026, 6, 10, 9, 5, 0, 0, time.UTC))
	if len(known) != 1 || len(known[0].Tellings) != 1 || len(known[0].Disputes) != 0 {
		t.Errorf("at 9:05 we knew %+v, want the deaths from one source", known)
	}
}

// What everyone has taken back is overtaken, and said so.
func TestOvertakenAnswers(t *testing.T) {
	told := harbourFire()[:1]
	later := told[0]
	later.ID, later.ReportID, later.Object, later.Original, later.Learned = "f10", "r9", "fifteen people in the fire", "", later.Learned.Add(time.Hour)
	entries := Ledger(append(told, later), time.Time{})
	if len(entries) != 1 || len(entries[0].Disputes) != 1 {
		t.Fatalf("%+v", entries)
	}
	for _, a := range entries[0].Disputes[0].Answers {
		if a.Overtaken != (a.Says == "12") {
			t.Errorf("%s: overtaken %v", a.Says, a.Overtaken)
		}
	}
}

// What a page no longer says was known until then, and counts for nothing after.
func TestGoneTellings(t *testing.T) {
	told := harbourFire()[:2] // twelve dead, by the Wire at 9:00 and the Herald at 9:10
	at := func(h, m int) time.Time { return time.Date(2026, 6, 10, h, m, 0, 0, time.UTC) }
	told[0].Gone = at(11, 0)
	now := Ledger(told, time.Time{})
	if len(now) != 1 || now[0].Sources != 1 || !now[0].Gone.IsZero() || now[0].Fact.ID != "f2" {
		t.Errorf("one took it out: %+v, want what the other still tells, of one source", now)
	}
	if before := Ledger(told, at(10, 0)); len(before) != 1 || before[0].Sources != 2 || before[0].Fact.ID != "f1" {
		t.Errorf("before that: %+v, want two sources", before)
	}
	told[1].Gone, told[1].Object = at(12, 0), "15 people in the fire"
	now = Ledger(told, time.Time{})
	if len(now) != 1 || now[0].Sources != 0 || !now[0].Gone.Equal(at(12, 0)) {
		t.Errorf("both took it out: %+v, want no source since 12:00", now)
	}
	for _, a := range now[0].Disputes[0].Answers {
		if !a.Overtaken {
			t.Errorf("%s is taken out, and does not say so", a.Says)
		}
	}
}

// BenchmarkLedger is a story of which 4,000 different statements are told, many
// of them by the same few people.
func BenchmarkLedger(b *testing.B) {
	words := []string{"ferry", "harbour", "night", "doors", "union", "inquiry", "budget", "smoke", "captain", "court", "river", "warning", "rescue", "insurer", "minister", "evening"}
	var told []Telling
	for i := range 4000 {
		said := ""
		for k := range 6 {
			said += words[(i>>(2*k)+5*k)%len(words)] + strconv.Itoa(i%(7+k)) + " "
		}
		told = append(told, Telling{Fact: news.Fact{ID: "f" + strconv.Itoa(i), ReportID: "r" + strconv.Itoa(i/40), Kind: news.FactStatement,
			Speaker: &news.Actor{Text: "Speaker " + strconv.Itoa(i%20)}, Predicate: "said", Object: said}, Learned: time.Unix(int64(i), 0)})
	}
	b.ReportAllocs()
	for b.Loop() {
		Ledger(told, time.Time{})
	}
}

func TestLedgerForgetsTheOrder(t *testing.T) {
	want, _ := json.Marshal(Ledger(harbourFire(), time.Time{}))
	for seed := range uint64(20) {
		told := harbourFire()
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
		if got, _ := json.Marshal(Ledger(told, time.Time{})); string(got) != string(want) {
			t.Fatalf("another order gives another ledger:\n%s\n%s", got, want)
		}
	}
}

func TestCountIn(t *testing.T) {
	for text, want := range map[string]int{"twelve people": 12, "at least 1,200 people": 1200, "twenty-one miners": 21, "two hundred sailors": 200, "3 million tonnes": 3_000_000, "people": 0, "": 0, "99999999999999999999": 0, "a dozen": 0, "two dozen ships": 24} {
		if got := countIn(text); got != want {
			t.Errorf("countIn(%q) = %d, want %d", text, got, want)
		}
	}
}
