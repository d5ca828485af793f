// Train makes the taggers and parsers that package lang embeds, one file
// lang/data/LANGUAGE.parser.gz for each language, from the treebanks that
// data/LICENSES.md names.
//
// In comes the folder of the treebanks; English learns from ewt-train.tsv and
// gum-train.tsv, every other language from LANGUAGE-train.tsv. With -dev, English is
// scored on ewt-dev.tsv, and another language on each tenth sentence of its training
// part, which it then doesn't learn from. With -test, the figures on the test part are
// reported, which nothing may be chosen by. The same input gives the same file; all
// eight take about half an hour on one core. Run it from the root of the repository:
//
//	go run ./lang/internal/train -treebank ../shared/data/facts/treebank
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dateline/lang/internal/syntax"
)

func main() {
	var c command
	flag.StringVar(&c.treebank, "treebank", "", "the `folder` of the treebanks")
	flag.StringVar(&c.out, "out", "lang/data", "the `folder` to write to")
	languages := flag.String("languages", "en,de,es,fr,it,nl,pt,ru", "the `languages` to learn, with commas between")
	flag.BoolVar(&c.dev, "dev", false, "score on sentences kept back from learning")
	flag.BoolVar(&c.test, "test", false, "also report the figures on the test part, which nothing may be chosen by")
	flag.BoolVar(&c.only, "score", false, "train nothing: score the file that is there")
	o := &c.Options
	flag.IntVar(&o.TaggerPasses, "tagger-passes", 5, "passes over the sentences")
	flag.IntVar(&o.ParserPasses, "parser-passes", 6, "passes over the sentences")
	flag.IntVar(&o.Folds, "folds", 4, "taggers that tag for the parser what they have not seen")
	flag.Float64Var(&o.Explore, "explore", 0.9, "how often the parser goes on from its own mistake")
	flag.Float64Var(&o.Forget, "forget", 0.1, "share of the features that are left out of each decision while learning")
	flag.IntVar(&o.Least, "least", 5, "changes that a feature needs to be taken up")
	flag.Float64Var(&o.Scale, "scale", 8, "steps of the stored weights in one unit")
	flag.Parse()
	if c.treebank == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: train -treebank FOLDER [flags]")
		os.Exit(2)
	}
	began := time.Now()
	for _, language := range strings.Split(*languages, ",") {
		o.Log = func(s string) { fmt.Printf("%6.1fs  %s %s\n", time.Since(began).Seconds(), language, s) }
		if err := c.run(language); err != nil {
			fmt.Fprintf(os.Stderr, "train: %s: %v\n", language, err)
			os.Exit(1)
		}
	}
}

type command struct {
	treebank, out   string
	dev, test, only bool
	syntax.Options
}

func (c command) run(language string) error {
	learn, keep := []string{language + "-train.tsv"}, ""
	test := language + "-test.tsv"
	if language == "en" {
		learn, keep, test = []string{"ewt-train.tsv", "gum-train.tsv"}, "ewt-dev.tsv", "ewt-test.tsv"
	}
	sentences, surfaces, err := c.read(language, learn...)
	if err != nil {
		return err
	}
	var held [][]syntax.Token
	switch {
	case c.dev && keep != "":
		held, _, err = c.read(language, keep)
	case c.dev:
		held, sentences, surfaces = eachTenth(sentences, surfaces)
	}
	if err != nil {
		return err
	}
	path := filepath.Join(c.out, language+".parser.gz")
	if !c.only {
		m := syntax.Train(sentences, c.Options)
		m.LearnSplits(surfaces, c.Options)
		if err := write(path, m); err != nil {
			return err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := syntax.Read(f)
	if err != nil {
		return err
	}
	if c.dev {
		c.Log("dev: " + m.Evaluate(held).String())
	}
	if c.test {
		gold, surfaces, err := c.read(language, test)
		if err != nil {
			return err
		}
		c.Log("test: " + m.Evaluate(gold).String() + "; contractions " + m.EvaluateSplits(surfaces))
	}
	return nil
}

// eachTenth keeps every tenth sentence back.
func eachTenth(all [][]syntax.Token, surfaces [][]syntax.Surface) (held, rest [][]syntax.Token, page [][]syntax.Surface) {
	for i, s := range all {
		if i%10 == 9 {
			held = append(held, s)
			continue
		}
		rest = append(rest, s)
		page = append(page, surfaces[i])
	}
	return held, rest, page
}

// read takes sentences as trees of words and as they stood on the page.
func (c command) read(language string, names ...string) ([][]syntax.Token, [][]syntax.Surface, error) {
	var all [][]syntax.Token
	var pages [][]syntax.Surface
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(c.treebank, name))
		if err != nil {
			return nil, nil, err
		}
		sentences, err := syntax.ReadTreebank(strings.NewReader(string(b)))
		if err != nil {
			return nil, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		surfaces, err := syntax.ReadSurfaces(strings.NewReader(string(b)))
		if err != nil {
			return nil, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		for _, s := range sentences {
			tidy(language, s)
		}
		all, pages = append(all, sentences...), append(pages, surfaces...)
	}
	return all, pages, nil
}

func write(path string, m *syntax.Model) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := m.Write(f); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return f.Close()
}
