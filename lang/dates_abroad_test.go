package lang

import (
	"testing"
	"time"
)

func TestTimesIn(t *testing.T) {
	wednesday := time.Date(2024, 6, 19, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ language, text, want string }{
		{"fr", "Elle a quitté le port mardi.", "mardi=2024-06-18/2024-06-18 day"},
		{"fr", "Le vote aura lieu vendredi.", "vendredi=2024-06-21/2024-06-21 day"},
		{"fr", "Le 1er juin 2023, le conseil a voté.", "1er juin 2023=2023-06-01/2023-06-01 day"},
		{"fr", "Il est arrivé aujourd’hui.", "aujourd’hui=2024-06-19/2024-06-19 day"},
		{"es", "El acuerdo se firmó el 3 de mayo de 2021.", "3 de mayo de 2021=2021-05-03/2021-05-03 day"},
		{"es", "Llegó por la mañana del lunes pasado.", "lunes pasado=2024-06-17/2024-06-17 day"},
		{"de", "Am 3. Mai trat sie zurück, vergangene Woche er.", "3. Mai=2024-05-03/2024-05-03 day; vergangene Woche=2024-06-10/2024-06-16 week"},
		{"de", "Sie kam am Morgen.", ""},
		{"it", "Nel 2019 il ponte crollò; ieri ha riaperto.", "2019=2019-01-01/2019-12-31 year; ieri=2024-06-18/2024-06-18 day"},
		{"nl", "De rechter besliste dinsdagavond.", "dinsdagavond=2024-06-18/2024-06-18 day"},
		{"pt", "A segunda reunião foi na segunda-feira.", "segunda-feira=2024-06-17/2024-06-17 day"},
		{"ru", "Встреча прошла 5 июня 2024 года, а в среду начался суд.", "5 июня 2024 года=2024-06-05/2024-06-05 day; среду=2024-06-19/2024-06-19 day"},
		{"ru", "В мае 2020 года мост открыли.", "мае 2020 года=2020-05-01/2020-05-31 month"},
	} {
		got := ""
		for i, m := range TimesIn(c.language, c.text, Span{0, len(c.text)}, wednesday) {
			if i > 0 {
				got += "; "
			}
			got += m.Ref.Text + "=" + m.Ref.From + "/" + m.Ref.To + " " + m.Ref.Precision
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzTimesIn(f *testing.F) {
	f.Add("fr", "Le 1er juin 2023, mardi prochain, la semaine dernière")
	f.Add("ru", "5 июня 2024 года в среду 31.12.2020")
	f.Fuzz(func(t *testing.T, language, text string) {
		last := 0
		for _, m := range TimesIn(language, text, Span{0, len(text)}, time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC)) {
			if m.Start < last || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("%q: span %v", text, m.Span)
			}
			last = m.End
		}
	})
}
