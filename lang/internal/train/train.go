// Train makes lang/data/parser.model.gz, the tagger and parser that package lang
// embeds, from the treebanks that data/LICENSES.md names.
//
// In comes the folder of the treebank: ewt-train.tsv and gum-train.tsv to learn
// from, ewt-dev.tsv to choose by (and ewt-test.tsv only with -test, for the
// figures to report). Out goes one file, the same for the same input; it takes a
// few minutes on one core. Run it from the root of the repository:
//
//	go run ./lang/internal/train -treebank ../shared/data/facts/treebank
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"dateline/lang/internal/syntax"
)

func main() {
	treebank := flag.String("treebank", "", "the `folder` of the treebank")
	out := flag.String("out", "lang/data/parser.model.gz", "the `file` to write")
	test := flag.Bool("test", false, "also report the figures on ewt-test, which nothing may be chosen by")
	only := flag.Bool("score", false, "train nothing: score the file that is there")
	var o syntax.Options
	flag.IntVar(&o.TaggerPasses, "tagger-passes", 5, "passes over the sentences")
	flag.IntVar(&o.ParserPasses, "parser-passes", 6, "passes over the sentences")
	flag.IntVar(&o.Folds, "folds", 4, "taggers that tag for the parser what they have not seen")
	flag.Float64Var(&o.Explore, "explore", 0.9, "how often the parser goes on from its own mistake")
	flag.Float64Var(&o.Forget, "forget", 0.1, "share of the features that are left out of each decision while learning")
	flag.IntVar(&o.Least, "least", 5, "changes that a feature needs to be taken up")
	flag.Float64Var(&o.Scale, "scale", 8, "steps of the stored weights in one unit")
	flag.Parse()
	if *treebank == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: train -treebank FOLDER [flags]")
		os.Exit(2)
	}
	began := time.Now()
	o.Log = func(s string) { fmt.Printf("%6.1fs  %s\n", time.Since(began).Seconds(), s) }
	if err := run(*treebank, *out, *test, *only, o); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(treebank, out string, test, only bool, o syntax.Options) error {
	if !only {
		sentences, err := read(treebank, "ewt-train.tsv", "gum-train.tsv")
		if err != nil {
			return err
		}
		if err := write(out, syntax.Train(sentences, o)); err != nil {
			return err
		}
	}
	f, err := os.Open(out)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := syntax.Read(f)
	if err != nil {
		return err
	}
	sets := []string{"ewt-dev.tsv"}
	if test {
		sets = append(sets, "ewt-test.tsv")
	}
	for _, set := range sets {
		sentences, err := read(treebank, set)
		if err != nil {
			return err
		}
		o.Log(set + ": " + m.Evaluate(sentences).String())
	}
	return nil
}

func read(treebank string, names ...string) ([][]syntax.Token, error) {
	var all [][]syntax.Token
	for _, name := range names {
		f, err := os.Open(filepath.Join(treebank, name))
		if err != nil {
			return nil, err
		}
		sentences, err := syntax.ReadTreebank(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		all = append(all, sentences...)
	}
	return all, nil
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
