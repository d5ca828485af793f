package plain

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/trees"
)

// TestUnmarked: marks of links go, brackets that people wrote stay.
func TestUnmarked(t *testing.T) {
	for in, want := range map[string]string{
		"[1]News [2]Sport\nThe [3]council met.":                     "News | Sport\nThe council met.",
		"It said so [1] and again [2].":                             "It said so [1] and again [2].",
		"He [the mayor] left [in 2019].":                            "He [the mayor] left [in 2019].",
		"The [council](https://a.example/c \"C\") met ![x](/y.jpg)": "The council met x",
	} {
		if got := unmarked(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestJoined: what a stripper cut is joined, what stood apart is not.
func TestJoined(t *testing.T) {
	seams := trees.MustLoad("text-seams.trees", trained(t, "text-seams.trees"), SeamFeatures())
	paragraph := "The ferry to Selden sailed again on Tuesday after eleven days of strike, the company said, and the first ship carried four hundred passengers."
	for name, c := range map[string]struct{ text, want string }{
		"links on lines of their own": {
			"World\nFerry sails again\n3 June 2025\nThe ferry to\nSelden\nsailed again on Tuesday after\neleven days\nof strike, the company said, and the first ship carried\nfour hundred\npassengers.\nThe crews had stopped work over\nnight shifts\n, which they did not want to do any more.\nThe company expects to need a week until all freight is brought across.",
			paragraph + "\nThe crews had stopped work over night shifts, which they did not want to do any more.\nThe company expects to need a week until all freight is brought across.",
		},
		"wrapped, paragraphs apart": {
			"Ferry sails again\n\n   The ferry to Selden sailed again on Tuesday after eleven days of\n   strike, the company said, and the first ship carried four hundred\n   passengers.\n\n   The crews had stopped work over night shifts, which they did not want\n   to do any more.\n",
			paragraph + "\nThe crews had stopped work over night shifts, which they did not want to do any more.",
		},
		"a line a paragraph": {
			"Home\nWorld\nFerry sails again\nBy Ana Pereira\n" + paragraph + "\nThe crews had stopped work over night shifts.\n",
			"Home\nWorld\nFerry sails again\nBy Ana Pereira\n" + paragraph + "\nThe crews had stopped work over night shifts.",
		},
	} {
		var got []string
		for _, l := range cutLines(c.text, seams) {
			got = append(got, l.Text)
		}
		for want := range strings.SplitSeq(c.want, "\n") {
			if !slices.Contains(got, want) {
				t.Errorf("%s: no line %q in %q", name, want, got)
			}
		}
	}
}

// TestDecodeWords: what is not whole is refused.
func TestDecodeWords(t *testing.T) {
	textWords := trained(t, "text-words.bytes")
	if _, err := decodeWords(textWords); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{nil, textWords[1:], textWords[:len(textWords)-1]} {
		if _, err := decodeWords(data); err == nil {
			t.Errorf("%d bytes were taken for weights of words", len(data))
		}
	}
}

// trained is a file that is part of the program.
func trained(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "data", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
