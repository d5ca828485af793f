package lang

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTerms(t *testing.T) {
	for _, tt := range []struct{ text, language, stems, forms string }{
		{"The ministers' talks", "en", "the minist talk", "the ministers talks"},
		{"Russia's president isn't leaving", "en", "russia presid isn t leav", "russia president isn t leaving"},
		{"COVID-19 cost $1,000.50", "en", "covid 19 cost 1 000 50", "covid 19 cost 1 000 50"},
		{"Zürich, Straße", "de", "zurich strass", "zurich strasse"},
		{"la situación, las situaciones", "es-MX", "la situacion las situacion", "la situacion las situaciones"},
		{"l’homme", "fr", "l homm", "l homme"},
		{"Путин встретился в 2026", "ru", "путин встрет в 2026", "путин встретился в 2026"},
		{"Путин met Elections", "en", "путин met elect", "путин met elections"},
		{"ёлка и йод", "", "елка и йод", "елка и йод"},
		{"北京大学 2026年", "zh", "北 京 大 学 2026 年", "北 京 大 学 2026 年"},
		{"ＦＵＬＬ ﬁne", "", "full fine", "full fine"},
		{"soft\u00adhyphen e\u0301lan", "", "softhyphen elan", "softhyphen elan"},
		{"Ελλάς", "el", "ελλασ", "ελλασ"},
		{"— … !", "en", "", ""},
		{"", "en", "", ""},
	} {
		var stems, forms []string
		for _, term := range Terms(tt.text, tt.language) {
			stems, forms = append(stems, term.Text), append(forms, term.Form)
		}
		if got := strings.Join(stems, " "); got != tt.stems {
			t.Errorf("Terms(%q, %q) stems = %q, want %q", tt.text, tt.language, got, tt.stems)
		}
		if got := strings.Join(forms, " "); got != tt.forms {
			t.Errorf("Terms(%q, %q) forms = %q, want %q", tt.text, tt.language, got, tt.forms)
		}
	}
}

func TestStemLanguage(t *testing.T) {
	for tag, want := range map[string]string{"en-GB": "en", "EN_us": "en", "nb": "no", "nn-NO": "no", "xx": "", "": "", "zh-Hant": ""} {
		if got := StemLanguage(tag); got != want {
			t.Errorf("StemLanguage(%q) = %q, want %q", tag, got, want)
		}
	}
}

// Where terms lie must not depend on the language, or a query could not be
// compared with texts of several; and a form must be stable, or an index
// could not be searched by its own words.
func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"The ministers' talks", "l’homme à Zürich", "北京 ไทย ᄒᆞᆫ", "½ km² ﷺ", "a\xffb ’s", "İstanbul ıssız"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain := Terms(text, "")
		for _, language := range StemLanguages() {
			terms := Terms(text, language)
			if len(terms) != len(plain) {
				t.Fatalf("%q: %d terms in %q, %d without a language", text, len(terms), language, len(plain))
			}
			end := 0
			for i, term := range terms {
				if term.Start != plain[i].Start || term.End != plain[i].End || term.Form != plain[i].Form {
					t.Fatalf("%q: term %d is %+v in %q, %+v without a language", text, i, term, language, plain[i])
				}
				if term.Start < end || term.End <= term.Start || term.Text == "" || term.Form == "" || !utf8.ValidString(term.Text) {
					t.Fatalf("%q: bad term %+v in %q", text, term, language)
				}
				end = term.End
			}
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	text := strings.Repeat("The foreign ministers of both countries signed the agreement on Monday. ", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Terms(text, "en")
	}
}
