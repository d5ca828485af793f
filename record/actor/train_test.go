package actor

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dateline/lang"
	"dateline/trees"
)

var train = flag.Bool("train", false, "learn data/pronouns.trees from the shared set GAP, and cross-validate")

var pairOptions = trees.Options{Trees: 220, Leaves: 8, Rate: 0.06, MinWeight: 4, Columns: 0.4, Rows: 0.7}

// A lesson is one pronoun of a labelled text with what may be meant.
type lesson struct {
	rows  [][]float32
	text  *reading
	all   []*Mention
	at    int
	known []bool // of each candidate, whether the label is known
	right []bool
	names [2]int // the candidates that are the two labelled names; -1: not found
	same  [2]bool
}

type gapRecord struct {
	ID, Text string
	Pronoun  gapSpan
	A, B     gapSpan
}

type gapSpan struct {
	Text  string
	Start int
	Same  bool
}

func gapLessons(t *testing.T) []lesson {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "facts", "gap.jsonl"))
	if err != nil {
		t.Skip("the shared set isn't here: ", err)
	}
	defer f.Close()
	var out []lesson
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var g gapRecord
		if err := json.Unmarshal(scan.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		if l, ok := g.lesson(); ok {
			out = append(out, l)
		} else {
			out = append(out, lesson{names: [2]int{-1, -1}, same: [2]bool{g.A.Same, g.B.Same}})
		}
	}
	return out
}

func (g gapRecord) lesson() (lesson, bool) {
	byteAt := func(points int) int { return len(string([]rune(g.Text)[:points])) }
	r := newReading(english, Read(g.Text, lang.Sentences(g.Text)))
	at := byteAt(g.Pronoun.Start)
	all := r.pronouns()
	for number, m := range all {
		if m.Start != at {
			continue
		}
		cs := r.candidates(m)
		l := lesson{text: r, all: all, at: number, rows: r.describeAll(m, cs), known: make([]bool, len(cs)), right: make([]bool, len(cs)), names: [2]int{-1, -1}, same: [2]bool{g.A.Same, g.B.Same}}
		for k, s := range []gapSpan{g.A, g.B} {
			start := byteAt(s.Start)
			end := start + len(s.Text)
			for i, c := range cs {
				if slices.ContainsFunc(c.chain.names, func(n *Mention) bool { return n.Start < end && n.End > start }) {
					l.names[k], l.known[i] = i, true
					l.right[i] = l.right[i] || s.Same
				}
			}
		}
		if g.A.Same || g.B.Same {
			for i := range l.known {
				l.known[i] = true
			}
		}
		return l, true
	}
	return lesson{}, false
}

func learn(lessons []lesson, use func(int) bool) *trees.Forest {
	var x [][]float32
	var y, w []float32
	for i, l := range lessons {
		if !use(i) {
			continue
		}
		for k, row := range l.rows {
			if l.known[k] {
				x, y, w = append(x, row), append(y, trees.Yes(l.right[k])), append(w, 1)
			}
		}
	}
	return trees.Train(x, y, w, pairOptions)
}

// TestTrain learns the trees anew when asked, and tells how sure they are where they
// didn't learn.
func TestTrain(t *testing.T) {
	if !*train {
		t.Skip("only with -train")
	}
	lessons := gapLessons(t)
	var answers []answer
	found, both := 0, 0
	again := slices.Clone(lessons) // judged in view of the other pronouns, whom trees judged that never saw the text
	for fold := range 5 {
		forest := learn(lessons, func(i int) bool { return i%5 != fold })
		for i, l := range lessons {
			if i%5 == fold && l.text != nil {
				again[i].rows = l.text.describeAgain(l.all, l.text.weigh(l.all, forest.Predict), l.at)
			}
		}
	}
	for fold := range 5 {
		forest := learn(again, func(i int) bool { return i%5 != fold })
		for i, l := range again {
			if i%5 != fold {
				continue
			}
			if l.rows != nil {
				found++
			}
			if l.names[0] >= 0 && l.names[1] >= 0 && l.names[0] != l.names[1] {
				both++
			}
			a := answer{at: -2, lesson: l}
			for k, row := range l.rows {
				if p := forest.Predict(row); p > a.p {
					a.second, a.p, a.at = a.p, p, k
				} else if p > a.second {
					a.second = p
				}
			}
			answers = append(answers, a)
		}
	}
	fmt.Printf("%d texts; the pronoun is found in %d, both names in %d\n", len(lessons), found, both)
	tell(answers)
	for name, forest := range map[string][]byte{
		"first":  learn(lessons, func(int) bool { return true }).Save(featureNames()),
		"second": learn(again, func(int) bool { return true }).Save(secondNames()),
	} {
		if err := os.WriteFile(filepath.Join("data", "pronouns-"+name+".trees"), forest, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// An answer is what trees that never saw a text make of its pronoun.
type answer struct {
	p, second float32
	at        int
	lesson
}

// tell prints precision and recall by how sure the trees must be.
func tell(answers []answer) {
	for _, least := range []float32{0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9} {
		right, wrong, gold := 0, 0, 0
		for _, a := range answers {
			for k := range 2 {
				if a.same[k] {
					gold++
				}
				switch {
				case a.p < least || a.at != a.names[k]:
				case a.same[k]:
					right++
				default:
					wrong++
				}
			}
		}
		fmt.Printf("sure %.2f: precision %.3f, recall %.3f\n", least, float64(right)/float64(right+wrong), float64(right)/float64(gold))
	}
}
