package abroad

import (
	"os"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

var wednesday = time.Date(2024, 6, 19, 9, 0, 0, 0, time.UTC)

// Each entry of the lexicons tells a fact of its kind in its own sentence.
func TestLexiconExamples(t *testing.T) {
	all, told := 0, 0
	for language, l := range lexicons() {
		for _, e := range l.examples {
			all++
			want := eventKinds[e.kind].typ
			if e.kind == "say" {
				want = "x-STATEMENT"
			}
			facts := Facts(news.Report{Text: e.sentence, Published: wednesday}, language)
			if len(facts) == 1 && facts[0].Type == want {
				told++
				continue
			}
			t.Logf("%s %s: %q gives %+v", language, e.kind, e.sentence, facts)
		}
	}
	t.Logf("%d of %d", told, all)
	if 100*told < 90*all {
		t.Errorf("%d of %d entries tell their fact", told, all)
	}
}

// Sentences of our own: the share of their facts that are told with the right side, and
// of the facts told that are right.
func TestSentences(t *testing.T) {
	b, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	wanted, right, told := 0, 0, 0
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) < 4 {
			continue
		}
		facts := Facts(news.Report{Text: f[3], Published: wednesday}, f[0])
		told += len(facts)
		if f[1] != "-" {
			wanted++
		}
		ok := false
		for _, x := range facts {
			ok = ok || x.Type == f[1] && strings.Contains(sidesOf(x), f[2])
		}
		if ok {
			right++
		}
		if ok != (f[1] != "-") || len(facts) > 1 {
			t.Logf("%s %s %s: %q gives %+v", f[0], f[1], f[2], f[3], facts)
		}
	}
	t.Logf("%d of %d recorded right, %d told", right, wanted, told)
	if 100*right < 60*wanted || 100*right < 90*told {
		t.Errorf("%d of %d recorded right, %d told", right, wanted, told)
	}
}

func sidesOf(f news.Fact) string {
	s := f.Object
	for _, a := range append(f.Source, f.Target...) {
		s += " " + a.Text
	}
	return s
}

// Clauses that don't tell what happened give no event, and every fact is cited to the
// letter.
func TestNothingToldForCertain(t *testing.T) {
	for _, c := range [][2]string{
		{"fr", "Le conseil n'a jamais adopté la loi."},
		{"fr", "Le maire a-t-il démissionné lundi ?"},
		{"fr", "Il espère que le maire a démissionné."},
		{"de", "Der Stadtrat hat das Gesetz noch nicht beschlossen."},
		{"de", "Der Bürgermeister könnte am Montag zurücktreten."},
		{"es", "El alcalde habría dimitido el lunes."},
		{"it", "Il consiglio non ha mai approvato la legge."},
		{"nl", "De gemeenteraad heeft de wet nog niet aangenomen."},
		{"pt", "O prefeito teria renunciado na segunda-feira."},
		{"ru", "Министр не подписал соглашение."},
	} {
		for _, f := range Facts(news.Report{Text: c[1], Published: wednesday}, c[0]) {
			t.Errorf("%s: %q gives %+v", c[0], c[1], f)
		}
	}
}

func FuzzFacts(f *testing.F) {
	f.Add("fr", "Le maire a dit : « Nous avons signé. »\n\nIl est mort.")
	f.Add("de", "„Ja“, sagte er, „nein.“")
	f.Fuzz(func(t *testing.T, language, text string) {
		points := []rune(strings.ToValidUTF8(text, ""))
		for _, x := range Facts(news.Report{Text: string(points), Published: wednesday}, language) {
			c := x.Citations[0]
			if c.Start < 0 || c.End > len(points) || string(points[c.Start:c.End]) != c.Exact {
				t.Fatalf("%q is not cited to the letter: %+v", text, x)
			}
		}
	})
}
