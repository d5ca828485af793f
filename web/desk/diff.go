package desk

import (
	"strings"

	"dateline/newsroom"
)

// An edit is a piece of a text that stayed, is gone, or is new.
type edit struct {
	Kind string // "same", "gone", "new"
	Text string
}

// A paragraphChange is a paragraph of one version beside what it became. A
// paragraph that was reworded has its words in Words.
type paragraphChange struct {
	Kind  string // "same", "gone", "new", "reworded"
	Text  string
	Words []edit
}

// diffCells bounds the table of a comparison; beyond it, all is gone and all is new.
const diffCells = 4 << 20

// diff compares two lists by their longest common subsequence. Where pieces
// were replaced, what is gone stands before what is new.
func diff(a, b []string) []edit {
	var head, tail []edit
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, edit{"same", a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, edit{"same", a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	out := append(head, middle(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

func middle(a, b []string) (out []edit) {
	common := func(i, j int) int32 { return 0 }
	if (len(a)+1)*(len(b)+1) <= diffCells {
		wide := len(b) + 1
		table := make([]int32, (len(a)+1)*wide) // of what follows i and j
		for i := len(a) - 1; i >= 0; i-- {
			for j := len(b) - 1; j >= 0; j-- {
				if a[i] == b[j] {
					table[i*wide+j] = table[(i+1)*wide+j+1] + 1
				} else {
					table[i*wide+j] = max(table[(i+1)*wide+j], table[i*wide+j+1])
				}
			}
		}
		common = func(i, j int) int32 { return table[i*wide+j] }
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j] && common(i, j) > 0:
			out = append(out, edit{"same", a[i]})
			i, j = i+1, j+1
		case common(i+1, j) >= common(i, j+1):
			out = append(out, edit{"gone", a[i]})
			i++
		default:
			out = append(out, edit{"new", b[j]})
			j++
		}
	}
	for ; i < len(a); i++ {
		out = append(out, edit{"gone", a[i]})
	}
	for ; j < len(b); j++ {
		out = append(out, edit{"new", b[j]})
	}
	return out
}

// compareTexts compares two texts paragraph by paragraph, and those that were
// reworded word by word.
func compareTexts(before, after string) []paragraphChange {
	edits := diff(paragraphsOf(before), paragraphsOf(after))
	var out []paragraphChange
	for i := 0; i < len(edits); {
		if edits[i].Kind == "same" {
			out = append(out, paragraphChange{Kind: "same", Text: edits[i].Text})
			i++
			continue
		}
		var gone, fresh []string
		for ; i < len(edits) && edits[i].Kind != "same"; i++ {
			if edits[i].Kind == "gone" {
				gone = append(gone, edits[i].Text)
			} else {
				fresh = append(fresh, edits[i].Text)
			}
		}
		out = append(out, replaced(gone, fresh)...)
	}
	return out
}

// replaced pairs paragraphs that are gone with those in their place.
func replaced(gone, fresh []string) (out []paragraphChange) {
	for len(gone) > 0 && len(fresh) > 0 {
		words, same := compareWords(gone[0], fresh[0])
		if !same {
			break
		}
		out = append(out, paragraphChange{Kind: "reworded", Words: words})
		gone, fresh = gone[1:], fresh[1:]
	}
	for _, text := range gone {
		out = append(out, paragraphChange{Kind: "gone", Text: text})
	}
	for _, text := range fresh {
		out = append(out, paragraphChange{Kind: "new", Text: text})
	}
	return out
}

// compareWords compares two paragraphs sentence by sentence, and those sentences
// that took another's place word by word. It says whether enough stayed that
// they are one paragraph reworded.
func compareWords(before, after string) (out []edit, one bool) {
	kept := 0
	add := func(e edit) {
		words := len(strings.Fields(e.Text))
		if e.Kind == "same" {
			kept += words
		}
		if n := len(out); n > 0 && out[n-1].Kind == e.Kind {
			out[n-1].Text += " " + e.Text
			return
		}
		out = append(out, e)
	}
	var gone, fresh []string
	flush := func() {
		for _, e := range sentenceInPlace(strings.Join(gone, " "), strings.Join(fresh, " ")) {
			add(e)
		}
		gone, fresh = nil, nil
	}
	for _, e := range diff(newsroom.SplitSentences(before), newsroom.SplitSentences(after)) {
		switch e.Kind {
		case "gone":
			gone = append(gone, e.Text)
		case "new":
			fresh = append(fresh, e.Text)
		default:
			flush()
			add(e)
		}
	}
	flush()
	return out, 5*kept >= 2*max(len(strings.Fields(before)), len(strings.Fields(after)))
}

// sentenceInPlace compares by words where enough of them stayed; else what was
// there is gone, and what is there is new.
func sentenceInPlace(before, after string) (out []edit) {
	a, b := strings.Fields(before), strings.Fields(after)
	kept := 0
	for _, e := range diff(a, b) {
		if e.Kind == "same" {
			kept++
		}
		out = append(out, e)
	}
	if 3*kept >= max(len(a), len(b)) {
		return out
	}
	out = nil
	if before != "" {
		out = append(out, edit{"gone", before})
	}
	if after != "" {
		out = append(out, edit{"new", after})
	}
	return out
}

func paragraphsOf(text string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
