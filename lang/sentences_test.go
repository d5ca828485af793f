package lang

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// In each text | stands where a sentence ends.
var sentenceTexts = []string{
	"One ends here. |Two ends there.",
	"Mr. Smith met Dr. A. B. Jones in the U.S. capital. |They talked.",
	"He lives in the U.S. |The house is small.",
	"J. R. R. Tolkien wrote it. |He was I. |No?",
	"“Why now?” he asked. |“I don’t know.” |She left.",
	"“Never again!” Minister Ana Belic said. |The crowd left.",
	"\"We have a deal,\" said Reik. |\"It holds.\" |Then he went.",
	"It fell 3.5 percent to $1.20. |Shares of Acme Inc. rose. |Acme Inc. |The end.",
	"A heading\n\n|A body… and more. |Done",
	"The meeting is at 5 p.m. on Friday. |It ends at 6 p.m. |The next is open.",
	"See No. 5 of the list. |Just say no. |Five of them did.",
	"He said (quietly.) |Then left.",
	"The iPhone sold. |iPhone sales rose.",
	"Wait... what? |Yes... |Fine.",
	"今日は雨です。|明日は晴れます。",
	"Prof. Lee et al. found it. |Gen. Maro agreed.",
	"line one goes\non here. |Next.",
	"",
	" \n\n ",
}

func TestSentences(t *testing.T) {
	for _, marked := range sentenceTexts {
		text := strings.ReplaceAll(marked, "|", "")
		var got []string
		for _, s := range Sentences(text) {
			got = append(got, text[s.Start:s.End])
		}
		var want []string
		for _, s := range strings.Split(marked, "|") {
			if s = strings.TrimSpace(s); s != "" {
				want = append(want, s)
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// checkSentences is what holds of every text: spans in order, cut at runes,
// trimmed, with nothing but white space between them after the dateline; and the
// first of them are the same when no more are wanted.
func checkSentences(t *testing.T, text string) {
	t.Helper()
	all := Sentences(text)
	for most := range min(len(all), 4) {
		if got := FirstSentences(text, most); !slices.Equal(got, all[:most]) {
			t.Fatalf("%q: the first %d are %v, want %v", text, most, got, all[:most])
		}
	}
	first := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	at := first + Dateline(text[first:])
	for _, s := range all {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("%q: span %v after %d", text, s, at)
		}
		if gap := text[at:s.Start]; strings.TrimSpace(gap) != "" {
			t.Fatalf("%q: %q belongs to no sentence", text, gap)
		}
		inner := text[s.Start:s.End]
		if utf8.ValidString(text) && !utf8.ValidString(inner) {
			t.Fatalf("%q: %q is cut inside a character", text, inner)
		}
		if strings.Contains(inner, "\n\n") || strings.TrimSpace(inner) != inner {
			t.Fatalf("%q: %q holds a blank line or is not trimmed", text, inner)
		}
		at = s.End
	}
	if gap := text[at:]; strings.TrimSpace(gap) != "" {
		t.Fatalf("%q: %q belongs to no sentence", text, gap)
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range sentenceTexts {
		f.Add(s)
	}
	f.Add("a.\xff b. “C")
	f.Add("HARVEL, Jan. 5 (VNA) — Two ships left. They came back on Feb. 7.")
	f.Fuzz(checkSentences)
}
