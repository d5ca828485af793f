// Trainnames makes lang/data/names.model.gz, the recogniser of names that package
// lang embeds, from the labelled set that data/LICENSES.md names.
//
// In comes the folder of the set, wikigold.jsonl; out goes one file, the same for
// the same input. It first says how good the model is on sentences that it did not
// learn from, in five parts: sentences taken one by one, whose articles it knows
// from others, and sentences in a row, whose articles it mostly does not know. Run
// it from the folder lang:
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
	"strings"

	"dateline/lang"
	"dateline/lang/internal/names"
)

func main() {
	facts := flag.String("facts", "", "the `folder` of the labelled set")
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
			sc := names.Train(learn, passes).Evaluate(measure)
			all.Right, all.Found, all.Gold = all.Right+sc.Right, all.Found+sc.Found, all.Gold+sc.Gold
		}
		fmt.Printf("wikigold in %d parts, %s: %d right of %d found and %d there, F1 %.4f\n", parts, split.name, all.Right, all.Found, all.Gold, all.F1())
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := names.Train(wikigold, passes).Write(f); err != nil {
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
