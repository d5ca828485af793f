// Trainnames makes lang/data/names.model.gz, the recogniser of names that package
// lang embeds, from the labelled sets that data/LICENSES.md names.
//
// In comes the folder of the sets; out goes one file, the same for the same input.
// Names are marked as wikigold has them; GUM's news and re3d mark mentions by other
// rules, and help with what all agree on. It first says how good the model is on
// sentences of wikigold that it did not learn from, in five parts: sentences taken
// one by one, whose articles it knows from others, and sentences in a row, whose
// articles it mostly does not know. Run it from the folder lang:
//
//	go run ./internal/trainnames -facts ../../shared/data/facts
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/lang"
	"dateline/lang/internal/names"
)

func main() {
	facts := flag.String("facts", "", "the `folder` of the labelled sets")
	out := flag.String("out", "data/names.model.gz", "the `file` to write")
	passes := flag.Int("passes", 8, "passes over the sentences")
	flag.Parse()
	if *facts == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: trainnames -facts FOLDER [flags]")
		os.Exit(2)
	}
	if err := run(*facts, *out, *passes); err != nil {
		fmt.Fprintln(os.Stderr, "trainnames:", err)
		os.Exit(1)
	}
}

func run(facts, out string, passes int) error {
	wikigold, err := readWikigold(filepath.Join(facts, "wikigold.jsonl"))
	if err != nil {
		return err
	}
	gum, err := readGUM(filepath.Join(facts, "gum_news.jsonl"))
	if err != nil {
		return err
	}
	re3d, err := readRe3d(filepath.Join(facts, "re3d.jsonl"))
	if err != nil {
		return err
	}
	others := append(gum, re3d...)
	const parts = 5
	for _, split := range []struct {
		name string
		part func(i int) int
	}{
		{"sentences one by one", func(i int) int { return i % parts }},
		{"sentences in a row", func(i int) int { return i * parts / len(wikigold) }},
	} {
		var all names.Score
		for part := range parts {
			var learn, measure []names.Sentence
			for i, s := range wikigold {
				if split.part(i) == part {
					measure = append(measure, s)
				} else {
					learn = append(learn, s)
				}
			}
			learn = append(learn, others...)
			sc := names.Train(learn, passes).Evaluate(measure)
			all.Right, all.Found, all.Gold = all.Right+sc.Right, all.Found+sc.Found, all.Gold+sc.Gold
		}
		fmt.Printf("wikigold in %d parts, %s: %d right of %d found and %d there, F1 %.4f\n", parts, split.name, all.Right, all.Found, all.Gold, all.F1())
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := names.Train(append(wikigold, others...), passes).Write(f); err != nil {
		return fmt.Errorf("writing %s: %w", out, err)
	}
	return f.Close()
}

func eachLine(path string, do func(line []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		if err := do(scan.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return scan.Err()
}

var kinds = map[string]names.Label{"PER": names.BeginPerson, "LOC": names.BeginPlace, "ORG": names.BeginOrganisation, "MISC": names.BeginOther}

// A labelled stretch of a text, in bytes.
type labelled struct {
	from, to int
	kind     names.Label
}

// sentence labels the words of a text by the stretches that hold them.
func sentence(text string, stretches []labelled) names.Sentence {
	words := lang.Parse(text, lang.Span{End: len(text)})
	s := names.Sentence{Words: lang.NameFeatures(words), Labels: make([]names.Label, len(words))}
	for _, st := range stretches {
		begun := false
		for i, w := range words {
			if w.Start < st.from || w.End > st.to {
				continue
			}
			s.Labels[i] = st.kind
			if begun {
				s.Labels[i]++
			}
			begun = true
		}
	}
	return s
}

func readWikigold(path string) ([]names.Sentence, error) {
	var out []names.Sentence
	err := eachLine(path, func(line []byte) error {
		var r struct{ Tokens, Tags []string }
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		text := strings.Join(r.Tokens, " ")
		var list []labelled
		at, before := 0, "O"
		for i, tok := range r.Tokens {
			tag := r.Tags[i]
			if tag != "O" {
				kind := kinds[tag[2:]]
				if n := len(list); n > 0 && before != "O" && before[2:] == tag[2:] && tag[0] == 'I' {
					list[n-1].to = at + len(tok)
				} else {
					list = append(list, labelled{at, at + len(tok), kind})
				}
			}
			before = tag
			at += len(tok) + 1
		}
		out = append(out, sentence(text, list))
		return nil
	})
	return out, err
}

// mentionKinds are of GUM and of re3d; what is marked and no name of the three kinds
// is a name of something else, if a name at all.
var mentionKinds = map[string]names.Label{
	"person": names.BeginPerson, "place": names.BeginPlace, "organization": names.BeginOrganisation, "event": names.BeginOther, "abstract": names.BeginOther, "object": names.BeginOther,
	"Person": names.BeginPerson, "Location": names.BeginPlace, "Organisation": names.BeginOrganisation, "Nationality": names.BeginOther, "MilitaryPlatform": names.BeginOther, "DocumentReference": names.BeginOther,
}

// The styles of labelling; wikigold's is 0.
const (
	styleGUM = 1 + iota
	styleRe3d
)

func readGUM(path string) ([]names.Sentence, error) {
	var out []names.Sentence
	err := eachLine(path, func(line []byte) error {
		var d struct {
			Sentences []string
			Entities  []struct {
				Sent, Start, End int
				Type             string
			}
		}
		if err := json.Unmarshal(line, &d); err != nil {
			return err
		}
		for i, text := range d.Sentences {
			var list []labelled
			for _, e := range d.Entities {
				if kind, ok := mentionKinds[e.Type]; ok && e.Sent == i {
					list = append(list, labelled{byteOf(text, e.Start), byteOf(text, e.End), kind})
				}
			}
			out = append(out, namesIn(text, list, styleGUM))
		}
		return nil
	})
	return out, err
}

func readRe3d(path string) ([]names.Sentence, error) {
	var out []names.Sentence
	err := eachLine(path, func(line []byte) error {
		var d struct {
			Text     string
			Entities []struct {
				Start, End int
				Type       string
			}
		}
		if err := json.Unmarshal(line, &d); err != nil {
			return err
		}
		for _, sp := range lang.Sentences(d.Text) {
			var list []labelled
			for _, e := range d.Entities {
				kind, ok := mentionKinds[e.Type]
				from, to := byteOf(d.Text, e.Start), byteOf(d.Text, e.End)
				if ok && from >= sp.Start && to <= sp.End {
					list = append(list, labelled{from - sp.Start, to - sp.Start, kind})
				}
			}
			out = append(out, namesIn(d.Text[sp.Start:sp.End], list, styleRe3d))
		}
		return nil
	})
	return out, err
}

// byteOf is where a code point of a text stands, in bytes.
func byteOf(text string, points int) int {
	n := 0
	for i := range text {
		if n == points {
			return i
		}
		n++
	}
	return len(text)
}

// namesIn labels the names in mentions (“the former mayor of Harvel, Ana Belic”): of
// each mention the proper nouns that no mention within it has, without titles.
func namesIn(text string, mentions []labelled, style uint32) names.Sentence {
	words := lang.Parse(text, lang.Span{End: len(text)})
	s := names.Sentence{Words: lang.NameFeatures(words), Labels: make([]names.Label, len(words)), Style: style}
	slices.SortStableFunc(mentions, func(a, b labelled) int { return (a.to - a.from) - (b.to - b.from) })
	taken := make([]bool, len(words))
	for _, m := range mentions {
		is := func(i int) bool {
			return i < len(words) && words[i].Start >= m.from && words[i].End <= m.to && !taken[i] && words[i].UPOS == "PROPN"
		}
		for i := 0; i < len(words); {
			if !is(i) {
				i++
				continue
			}
			end := i
			for is(end) || end < len(words) && !taken[end] && (words[end].Form == "of" || words[end].Form == "-" || words[end].Form == "and") && is(end+1) {
				taken[end] = true
				end++
			}
			from := i
			for m.kind == names.BeginPerson && from < end && names.IsTitle(words[from].Form) {
				from++
			}
			for k := from; k < end; k++ {
				s.Labels[k] = m.kind
				if k > from {
					s.Labels[k]++
				}
			}
			i = end
		}
	}
	return s
}
