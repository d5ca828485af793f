package join

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

// backgroundLanguages are those of which there is enough public text.
var backgroundLanguages = map[string]bool{"en": true, "de": true, "es": true, "fr": true, "it": true, "nl": true, "pt": true, "ru": true, "pl": true, "tr": true, "ar": true}

// leastHolders is how many documents must have a word for it to be counted: words
// of one event stay out, and with them whatever the labelled sets could give away.
const leastHolders = 4

// TestBackground counts the words of the languages and writes data/background.words:
//
//	go test ./join -run TestBackground -train
//
// Of labelled stories one report each is counted, so that no event weighs more.
func TestBackground(t *testing.T) {
	if !*train {
		t.Skip("-train counts")
	}
	holders, documents := map[string]map[uint32]int{}, map[string]int{}
	var a analyst
	count := func(r news.Report) {
		it := a.analyse(r)
		if !backgroundLanguages[it.language] || it.length < 40 {
			return
		}
		documents[it.language]++
		if holders[it.language] == nil {
			holders[it.language] = map[uint32]int{}
		}
		seen := map[uint32]bool{}
		for _, c := range [...]int{inWords, inNames, inNumbers} {
			for _, f := range it.said[c] {
				seen[f.id] = true
			}
		}
		for _, list := range [...]int{0, 1} { // forms too: names are known by theirs
			terms := a.headline
			if list == 1 {
				terms = a.body[:min(len(a.body), bodyTerms)]
			}
			for _, w := range terms {
				seen[uint32(w.FormKey)] = true
			}
		}
		for id := range seen {
			holders[it.language][id]++
		}
	}
	for _, r := range publicDocuments(t) {
		count(r)
	}
	var data []byte
	for _, language := range slices.Sorted(maps.Keys(holders)) {
		var words []backgroundSlot
		for id, n := range holders[language] {
			if n >= leastHolders {
				words = append(words, backgroundSlot{id, commonnessOf(float64(n) / float64(documents[language]))})
			}
		}
		slices.SortFunc(words, func(a, b backgroundSlot) int { return int(int64(a.id) - int64(b.id)) })
		t.Logf("%s: %d words of %d documents", language, len(words), documents[language])
		data = appendBackground(data, language, words)
	}
	if err := os.WriteFile("data/background.words", data, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(data))
}

// publicDocuments are reports of different events, and parts of the treebanks.
func publicDocuments(t testing.TB) (out []news.Report) {
	for _, name := range []string{"ecbplus", "basil", "meantime"} {
		told := map[string]bool{}
		for _, r := range readStories(t, name) {
			if key := r.story + r.Language; !told[key] {
				told[key] = true
				out = append(out, r.Report)
			}
		}
	}
	for _, p := range readPairs(t) {
		out = append(out, p.a)
		if p.want < 0.3 {
			out = append(out, p.b)
		}
	}
	for _, p := range readPages(t) {
		out = append(out, p.Report)
	}
	files, _ := filepath.Glob(filepath.Join(sharedFolder(), "data/facts/treebank/*.tsv"))
	for _, file := range files {
		language := filepath.Base(file)[:2]
		if language == "ew" || language == "gu" {
			language = "en"
		}
		out = append(out, treebank(t, file, language)...)
	}
	return out
}

// treebankSentences are taken for a document.
const treebankSentences = 15

func treebank(t testing.TB, file, language string) (out []news.Report) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text strings.Builder
	sentences := 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		form, _, _ := strings.Cut(lines.Text(), "\t")
		if form != "" {
			text.WriteString(form + " ")
			continue
		}
		text.WriteString("\n")
		if sentences++; sentences == treebankSentences {
			out = append(out, news.Report{Language: language, Text: text.String()})
			text.Reset()
			sentences = 0
		}
	}
	return out
}

func sharedFolder() string {
	if root := os.Getenv("DATELINE_SHARED"); root != "" {
		return root
	}
	return "../../shared"
}

// readPages reads the pages of the extraction sets, as the program reads them.
// Hardly any two tell of one event. DATELINE_PAGES names a file of them that was
// made before: reading takes half a minute.
func readPages(t testing.TB) []labelled {
	var data []byte
	var err error
	if file := os.Getenv("DATELINE_PAGES"); file != "" {
		data, err = os.ReadFile(file)
	} else {
		data, err = exec.Command("go", "run", "./testdata/pages", sharedFolder()).Output()
	}
	if err != nil {
		t.Skipf("the pages of the extraction sets are not here: %v", err)
	}
	story := samePages(t)
	var out []labelled
	for line := range strings.Lines(string(data)) {
		var r news.Report
		var page struct{ PID string }
		if err := errors.Join(json.Unmarshal([]byte(line), &r), json.Unmarshal([]byte(line), &page)); err != nil {
			t.Fatal(err)
		}
		r.ID = "page/" + page.PID
		out = append(out, labelled{r, cmp.Or(story[r.ID], r.ID), siteOf(r.URL)})
	}
	return out
}

// samePages reads which of the pages are of one event, as found by reading them.
func samePages(t testing.TB) map[string]string {
	data, err := os.ReadFile("testdata/pages/same.txt")
	if err != nil {
		t.Fatal(err)
	}
	story := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, ids, _ := strings.Cut(line, ":")
		for _, id := range strings.Fields(ids) {
			story["page/"+id] = name
		}
	}
	return story
}

func siteOf(url string) string {
	_, host, _ := strings.Cut(url, "://")
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(host, "www.")
}
