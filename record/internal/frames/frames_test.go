package frames

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/lang"
)

const testVerbs = `
&TREATY
+TREATY
+PACT

--- MEET [040:040] ---
MEET {MEETS MET MEETING}

--- PRAISE [051] ---
PRAISE
- * ATTACK [110]

--- SIGN [030] ---
SIGN
- * {TRADE &TREATY} (WITH) [061]
- * &TREATY [057]

--- SAY [010] ---
SAY {SAYS SAID SAYING}

--- HIT_BACK [190] ---
+HIT_BACK {+HITS_BACK}
HIT [182]

--- RECEIVE [033] ---
RECEIVE
- + * MONEY $ [071]

~ a (a b PRAISE) SAY = a b 052
`

const testActors = `
VARLAND [VAR]
+VARLANDIC
KESTRIA [KES]
ORMOND [ORM]
ILSE MARREN [VARELI]
	[VARGOV 20200101-20231231]
`

const testAgents = `
!FORCE! = ARMY, NAVY
MINISTER [~GOV]
!FORCE! {} [~MIL]
`

func testCoder(t *testing.T) Coder {
	t.Helper()
	lex, err := ReadLexicon(strings.NewReader(testVerbs))
	if err != nil {
		t.Fatal(err)
	}
	a := NewActors()
	if err := a.ReadNames(strings.NewReader(testActors)); err != nil {
		t.Fatal(err)
	}
	if err := a.ReadAgents(strings.NewReader(testAgents)); err != nil {
		t.Fatal(err)
	}
	discards, err := ReadDiscards(strings.NewReader("+WORLD CUP # sport\n"))
	if err != nil {
		t.Fatal(err)
	}
	return Coder{Lexicon: lex, Actors: a, Discards: discards}
}

func TestEvents(t *testing.T) {
	c := testCoder(t)
	day := time.Date(2022, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		text string
		day  time.Time
		want string
	}{
		{"Varland praised Kestria.", day, "VAR KES 051"},
		{"Varland did not praise Kestria.", day, "VAR KES 110"},
		{"Varland praised the attack on Kestria.", day, "VAR KES 110"},
		{"Kestria was praised by Varland.", day, "VAR KES 051"},
		{"Varland and Kestria met on Monday.", day, "KES VAR 040,VAR KES 040"},
		{"Varland signed a pact with Kestria.", day, "VAR KES 057"},
		{"Varland signed a trade pact with Kestria.", day, "VAR KES 061"},
		{"Varland received money from Kestria.", day, "KES VAR 071"},
		{"The Varlandic army praised the minister of Kestria.", day, "VARMIL KESGOV 051"},
		{"Ilse Marren praised Kestria.", day, "VARGOV KES 051"},
		{"Ilse Marren praised Kestria.", day.AddDate(5, 0, 0), "VARELI KES 051"},
		{"Varland praised Kestria and Ormond.", day, "VAR KES 051,VAR ORM 051"},
		{"Varland praised Kestria, the minister said.", day, "VAR KES 051"},
		{"Varland said that Kestria praised Ormond.", day, "VAR KES 051"},
		{"Varland praised the World Cup team of Kestria.", day, ""},
		{"Somebody praised somebody.", day, ""},
	} {
		got := strings.Join(slices.Compact(keys(c.Events(lang.Parse(test.text, lang.Span{End: len(test.text)}), test.day))), ",")
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}

// Whatever a tree looks like, the coder ends, and its events name words of the
// sentence.
func FuzzEvents(f *testing.F) {
	f.Add("Varland praised the attack on Kestria.", []byte{2, 0, 4, 2, 6, 4, 2}, []byte{1, 2, 3, 4})
	lex, err := ReadLexicon(strings.NewReader(testVerbs))
	if err != nil {
		f.Fatal(err)
	}
	a := NewActors()
	if err := a.ReadNames(strings.NewReader(testActors)); err != nil {
		f.Fatal(err)
	}
	c := Coder{Lexicon: lex, Actors: a}
	relations := []string{"nsubj", "obj", "obl", "conj", "xcomp", "ccomp", "acl", "nmod", "appos", "nsubj:pass", "advcl", "compound"}
	f.Fuzz(func(t *testing.T, text string, heads, kinds []byte) {
		words := lang.Parse(text, lang.Span{End: len(text)})
		if len(words) > 60 {
			return
		}
		for i := range words {
			if i < len(heads) {
				words[i].Head = int(heads[i]) % (len(words) + 2) // loops and heads outside too
			}
			if i < len(kinds) {
				words[i].Deprel = relations[int(kinds[i])%len(relations)]
				if kinds[i]%3 == 0 {
					words[i].UPOS = "VERB"
				}
			}
		}
		for _, e := range c.Events(words, time.Time{}) {
			if e.Verb >= len(words) || e.Source.Head >= len(words) || len(e.Source.Words) == 0 || len(e.Target.Words) == 0 {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func TestBrokenDictionaries(t *testing.T) {
	if _, err := ReadLexicon(strings.NewReader("WORD\n")); err == nil {
		t.Error("a verb outside a block was taken")
	}
	if err := NewActors().ReadNames(strings.NewReader("VARLAND [VAR\n")); err == nil {
		t.Error("a code that is not closed was taken")
	}
}
