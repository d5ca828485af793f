package record

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"dateline/news"
)

// A fixture is a report and what should be recorded of it, a line a fact.
type fixture struct {
	Report news.Report
	want   []string
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	data, err := os.ReadFile("testdata/reports.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var out []fixture
	for _, f := range txtar.Parse(data).Files {
		head, rest, ok := strings.Cut(string(f.Data), "\n\n")
		body, labels, ok2 := strings.Cut(rest, "----\n")
		published, err := news.ParseTime(strings.TrimPrefix(head, "published: "))
		if !ok || !ok2 || err != nil {
			t.Fatalf("%s: not a fixture (%v)", f.Name, err)
		}
		c := fixture{Report: news.Report{ID: f.Name, Published: published, Text: strings.TrimSpace(body), Language: "en"}}
		for l := range strings.Lines(labels) {
			if l = squeeze(l); l != "" {
				c.want = append(c.want, claims(l)...)
			}
		}
		out = append(out, c)
	}
	return out
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// claims cuts the line of an agreement into what can be right or wrong by itself.
func claims(label string) []string {
	rest, ok := strings.CutPrefix(label, "agreement ")
	if !ok {
		return []string{label}
	}
	parts := strings.Split(rest, "|")
	out := []string{"agreement " + squeeze(parts[0])}
	for i, what := range []string{"party", "milestone", "provision", "relation"} {
		for _, p := range strings.Split(parts[i+1], ",") {
			if p = squeeze(p); p != "" {
				out = append(out, squeeze(parts[0])+": "+what+" "+p)
			}
		}
	}
	return out
}

// label writes a fact as the fixtures do.
func label(f news.Fact) string {
	first := func(s string, n int) string {
		w := strings.Fields(strings.Trim(s, "“”\".,"))
		return strings.Trim(strings.Join(w[:min(n, len(w))], " "), ",.")
	}
	name := func(list []news.Actor) string {
		var out []string
		for _, a := range list {
			if a.Name == "" {
				a.Name = a.Text
			}
			out = append(out, a.Name)
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	switch f.Kind {
	case news.FactQuote:
		who := "?"
		if f.Speaker != nil {
			who = name(f.Source)
		}
		return squeeze(fmt.Sprintf("quote %s | %s", who, first(f.Quote, 4)))
	case news.FactStatement:
		return squeeze(fmt.Sprintf("statement %s | %s | %s", name(f.Source), f.Predicate, first(f.Object, 4)))
	case news.FactEvent:
		to := ""
		if len(f.Target) > 0 {
			to = " > " + name(f.Target)
		}
		return squeeze(fmt.Sprintf("event %s %s%s %s", f.Type, name(f.Source), to, f.Object))
	}
	a := f.Agreement
	var milestones, classes, relations []string
	for _, m := range a.Milestones {
		s := m.Act
		if m.Time != nil {
			s += " " + m.Time.From
		}
		if m.Place != nil {
			s += " at " + m.Place.Name
		}
		milestones = append(milestones, s)
	}
	for _, p := range a.Provisions {
		classes = append(classes, p.Class)
	}
	slices.Sort(milestones)
	for _, r := range a.Relations {
		relations = append(relations, fmt.Sprintf("%s %s %d", r.Act, r.Instrument.Title, r.Instrument.Year))
	}
	return squeeze(fmt.Sprintf("agreement %s | %s | %s | %s | %s", a.Title, name(a.Parties), strings.Join(milestones, ", "),
		strings.Join(classes, ", "), strings.Join(relations, ", ")))
}

// Nothing false is the rule; what is missed is counted and may only become less.
func TestFixtures(t *testing.T) {
	right, wrong, missed, falseAgreements := 0, 0, 0, 0
	for _, c := range fixtures(t) {
		want := slices.Clone(c.want)
		for _, f := range checkRecord(t, c.Report).Facts {
			for _, got := range claims(label(f)) {
				if at := slices.Index(want, got); at >= 0 {
					want = slices.Delete(want, at, at+1)
					right++
					continue
				}
				wrong++
				if strings.HasPrefix(got, "agreement ") {
					falseAgreements++
				}
				t.Logf("%s: not in the labels: %s", c.Report.ID, got)
			}
		}
		missed += len(want)
		for _, w := range want {
			t.Logf("%s: missed: %s", c.Report.ID, w)
		}
	}
	precision := float64(right) / float64(right+wrong)
	recall := float64(right) / float64(right+missed)
	t.Logf("%d right, %d wrong, %d missed: precision %.3f, recall %.3f", right, wrong, missed, precision, recall)
	if falseAgreements > 0 || precision < 0.95 || recall < 0.95 {
		t.Errorf("%d false agreements, precision %.3f, recall %.3f; want 0, at least 0.95, at least 0.95", falseAgreements, precision, recall)
	}
}
