package match

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	for query, want := range map[string]string{
		"fire":                             "fire",
		"fire harbour":                     "fire AND harbour",
		"fire OR flood harbour":            "fire OR (flood AND harbour)",
		"(fire OR flood) harbour":          "(fire OR flood) AND harbour",
		"fire NOT harbour dock":            "fire AND NOT harbour AND dock",
		"fire NOT (harbour OR dock)":       "fire AND NOT (harbour OR dock)",
		"NOT NOT fire":                     "fire",
		"NOT (NOT fire)":                   "fire",
		"fire AND -":                       "",
		`"fire brigade" stati*`:            `"fire brigade" AND stati*`,
		`“fire  brigade”`:                  `"fire brigade"`,
		`«fire "x" brigade»`:               `"fire x brigade"`,
		`fire NEAR/5 "the harbour"`:        `fire NEAR/5 "the harbour"`,
		"a NEAR b":                         "a NEAR/10 b",
		"headline:fire place:Mosk*":        "headline:fire AND place:Mosk*",
		"headline:(fire OR flood)":         "headline:fire OR headline:flood",
		`headline:(fire NEAR/2 "a flood")`: `headline:(fire NEAR/2 "a flood")`,
		"http://x.example/a:b":             "http://x.example/a:b",
		"and or not near":                  "and AND or AND not AND near",
		"fire & flood":                     "fire AND flood",
		`"AND"`:                            `"AND"`,
	} {
		q, err := Parse(query)
		if want == "" {
			if err == nil {
				t.Errorf("Parse(%q) = %v, want an error", query, q)
			}
			continue
		}
		if err != nil {
			t.Errorf("Parse(%q): %v", query, err)
			continue
		}
		if got := q.String(); got != want {
			t.Errorf("Parse(%q) = %q, want %q", query, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		query    string
		position int
		part     string
	}{
		{"", 1, "is empty"},
		{" — & ", 1, "is empty"},
		{"NOT fire", 1, "only says what must not occur"},
		{"fire OR NOT flood", 1, "only says what must not occur"},
		{"NOT (fire NOT flood OR NOT x)", 1, ""},
		{"fire AND", 6, "must follow AND"},
		{"OR fire", 1, "OR needs something"},
		{"(fire", 1, "never closed"},
		{"fire)", 5, "closes nothing"},
		{"fire ()", 6, "nothing between"},
		{"été \"fire", 5, "quotation mark is never closed"},
		{`fire "—"`, 6, "no word between"},
		{"fire NEAR/0 x", 6, "from 1 to 100"},
		{"fire NEAR/x x", 6, "from 1 to 100"},
		{"fire NEAR/3", 12, "after it"},
		{"NEAR/3 fire", 1, "before it"},
		{"(a OR b) NEAR/3 c", 10, "not ( )"},
		{"a NEAR/3 b NEAR/4 c", 12, "one distance"},
		{"a NEAR/3 bc*", 10, "without *"},
		{"fire a*", 6, "at least 2 letters before the *"},
		{"headline:é*", 10, "at least 2 letters"},
		{`"the fire b*"`, 1, ""},
		{`"the fire b"*`, 1, "b* stands for too many words"},
		{strings.Repeat("U.S.* ", 1), 1, "at least 2 letters"},
		{"京* OR タ* OR 서*", 1, ""},
		{strings.Repeat("ab* ", 20), 1, ""},
		{strings.Repeat("ab* ", 21), 81, "more than 20 words with *"},
		{strings.Repeat(`"a b c" `, 167), 1329, "more than 500 words;"},
		{strings.Repeat("京", 501), 1, "more than 500 words;"},
		{"*", 1, "beginning of a word"},
		{"headline: ", 1, "needs a word"},
		{"headline:(place:x)", 11, "one field at a time"},
		{strings.Repeat("(", 40) + "a" + strings.Repeat(")", 40), 17, "nested deeper"},
		{strings.Repeat("a ", 300), 401, "more than 200"},
		{strings.Repeat("a", 9000), 1, "longer than"},
	} {
		q, err := Parse(tt.query)
		if tt.part == "" {
			if err != nil {
				t.Errorf("Parse(%.40q): %v", tt.query, err)
			}
			continue
		}
		var se *SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("Parse(%.40q) = %v, %v, want a SyntaxError", tt.query, q, err)
			continue
		}
		if se.Position != tt.position || !strings.Contains(se.Sentence, tt.part) {
			t.Errorf("Parse(%.40q): %v, want character %d: …%s…", tt.query, err, tt.position, tt.part)
		}
	}
}

// What was saved before short prefixes were refused is still understood, with the
// bounds that hold for everything.
func TestParseSaved(t *testing.T) {
	q, err := ParseSaved("fire a* " + strings.Repeat("bc* ", 30))
	if err != nil {
		t.Fatalf("ParseSaved: %v", err)
	}
	index := NewIndex()
	index.Add("alert_1", q)
	if _, err := ParseSaved(strings.Repeat("a ", 300)); err == nil {
		t.Error("ParseSaved takes more words than there may be")
	}
}

// A query written out reads back to itself, whatever a person typed.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"fire OR flood harbour", `headline:(a NEAR/2 "b c") NOT de*`, "NOT (a OR NOT b)", "«x \"y\" z»", "place:: a:b", "北京 \xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := Parse(query)
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || se.Position < 1 || se.Position > utf8.RuneCountInString(query)+1 {
				t.Fatalf("Parse(%q): bad error %v", query, err)
			}
			return
		}
		written := q.String()
		if len(written) > maxQueryBytes {
			return // what is written out is longer: it says each AND, and U+FFFD for a broken byte
		}
		again, err := Parse(written)
		if err != nil {
			t.Fatalf("Parse(%q) = %q, which does not parse: %v", query, written, err)
		}
		if got, want := again.FTS(allReadings, again.Forms()), q.FTS(allReadings, q.Forms()); got != want {
			t.Fatalf("Parse(%q) = %q, which finds %q, not %q", query, written, got, want)
		}
	})
}

func TestMinusExcludes(t *testing.T) {
	for query, want := range map[string]string{
		"fire -drill":             "fire AND NOT drill",
		"-drill fire":             "NOT drill AND fire",
		`fire -"fire drill"`:      `fire AND NOT "fire drill"`,
		"fire -(drill OR test)":   "fire AND NOT (drill OR test)",
		"fire −drill":             "fire AND NOT drill",
		"fire -headline:drill":    "fire AND NOT headline:drill",
		"F-16":                    "F-16",
		"fire - drill":            "fire AND drill",
		"(-drill fire) harbour":   "(NOT drill AND fire) AND harbour",
		"well-known co-operation": "well-known AND co-operation",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Errorf("Parse(%q): %v", query, err)
			continue
		}
		if got := q.String(); got != want {
			t.Errorf("Parse(%q) = %q, want %q", query, got, want)
		}
		if again, err := Parse(q.String()); err != nil || again.String() != want {
			t.Errorf("Parse(%q) reads back as %v, %v", q, again, err)
		}
	}
	if q, err := Parse("-fire"); err == nil {
		t.Errorf("Parse(-fire) = %v, want an error: it names nothing to look for", q)
	}
}
