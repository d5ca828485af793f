package actor

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/lang"
)

type gumDocument struct {
	ID        string
	Sentences []string
	Entities  []struct {
		Sent, Start, End    int
		Text, Type, Cluster string
	}
}

// TestPronounsOfNews holds what the chains do on news that taught them nothing: the
// pronouns of GUM's news and interviews.
func TestPronounsOfNews(t *testing.T) {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "facts", "gum_news.jsonl"))
	if err != nil {
		t.Skip("the shared set isn't here: ", err)
	}
	defer f.Close()
	right, wrong, all := 0, 0, 0
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<22)
	for scan.Scan() {
		var d gumDocument
		if err := json.Unmarshal(scan.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		r, w, n := d.judge(t)
		right, wrong, all = right+r, wrong+w, all+n
	}
	t.Logf("of %d pronouns %d right, %d wrong", all, right, wrong)
	if float64(right) < 0.93*float64(right+wrong) || float64(right) < 0.20*float64(all) {
		t.Errorf("of %d pronouns %d are right and %d wrong; want 0.93 of those resolved and 0.20 of all", all, right, wrong)
	}
}

func (d gumDocument) judge(t *testing.T) (right, wrong, all int) {
	text := strings.Join(d.Sentences, "\n")
	spans := make([]lang.Span, len(d.Sentences))
	at := 0
	for i, s := range d.Sentences {
		spans[i] = lang.Span{Start: at, End: at + len(s)}
		at += len(s) + 1
	}
	clusterAt := func(m Mention) map[string]bool {
		out := map[string]bool{}
		for _, e := range d.Entities {
			runes := []rune(d.Sentences[e.Sent])
			start, end := spans[e.Sent].Start+len(string(runes[:e.Start])), spans[e.Sent].Start+len(string(runes[:e.End]))
			if start <= m.Start && m.End <= end && (m.Kind != Pronoun || start == m.Start && end == m.End) && end-start < 3*(m.End-m.Start)+30 {
				out[e.Cluster] = true
			}
		}
		return out
	}
	mentions := Chains(Read(text, spans))
	for _, m := range mentions {
		if m.Kind != Pronoun {
			continue
		}
		gold := clusterAt(m)
		if len(gold) == 0 {
			continue
		}
		all++
		if m.Chain == 0 {
			continue
		}
		hit := false
		for _, n := range mentions {
			if n.Chain != m.Chain || n.Kind == Pronoun {
				continue
			}
			for c := range clusterAt(n) {
				hit = hit || gold[c]
			}
		}
		if hit {
			right++
		} else {
			wrong++
			t.Logf("%s: %q in %q", d.ID, text[m.Start:m.End], d.Sentences[m.sentence])
		}
	}
	return right, wrong, all
}
