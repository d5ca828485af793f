package lang

import (
	"strings"
	"testing"
)

func TestMentions(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"The ferry Lady Corrin hit the Gannet Bank. Lifeboats came.", "lady corrin|gannet bank|lifeboats"},
		{"Passengers left. He saw many passengers.", ""},
		{"It cost 1,000 marks, then 12, 13 more in 2026.", "#1000|#12|#13|#2026"},
		{"Jean-Luc O'Brien’s boat", "jean luc|brien"},
		{"Президент Путин в Москве", "президент путин|москве"},
		{"北京 2026年", "#2026"},
		{"UN talks. The UN said", "un|un"},
		{"", ""},
	} {
		var got []string
		for _, m := range Mentions(tt.text) {
			words := strings.Join(m.Words(), " ")
			if m.Kind == NumberMention {
				words = "#" + words
			}
			if m.Text != tt.text[m.Start:m.End] {
				t.Errorf("%q: %q stands at %d-%d, not %q", tt.text, tt.text[m.Start:m.End], m.Start, m.End, m.Text)
			}
			got = append(got, words)
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("Mentions(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
