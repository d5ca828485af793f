package join

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/testkit"

	"dateline/news"
)

// A labelled report: the story it belongs to by a person's judgement.
type labelled struct {
	news.Report
	story, topic string
}

// readLines reads one of the labelled sets; they are not part of the
// repository.
func readLines(t testing.TB, name string) []string {
	data, err := os.ReadFile(filepath.Join(sharedFolder(), "data/stories", name+".jsonl"))
	if err != nil {
		t.Skipf("the labelled stories are not here: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func readStories(t testing.TB, name string) []labelled {
	var set []labelled
	for _, line := range readLines(t, name) {
		var row struct{ ID, Title, Text, Time, Story, Topic, Lang string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		published, err := news.ParseTime(row.Time)
		if err != nil {
			t.Fatal(err)
		}
		set = append(set, labelled{news.Report{ID: row.ID, Headline: row.Title, Text: row.Text, Published: published, Language: row.Lang}, row.Story, row.Topic})
	}
	return set
}

// shuffled gives the set in another order, the same for the same seed.
func shuffled(set []labelled, seed uint64) []labelled {
	out := append([]labelled(nil), set...)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
	return out
}

// joined streams a set and gives where each report was put on arrival and where
// it stands at the end.
func joined(set []labelled, o Options) (arrival, end map[string]string) {
	return joinedBy(New(o), set)
}

func joinedBy(j *Joiner, set []labelled) (arrival, end map[string]string) {
	arrival, end = map[string]string{}, map[string]string{}
	for _, r := range set {
		arrival[r.ID] = j.Add(r.Report).StoryID
	}
	j.Settle()
	for _, it := range j.arrived {
		end[it.id] = it.story.id
	}
	return arrival, end
}

// bCubed is precision, recall and F1 averaged over reports (Bagga, Baldwin 1998).
// On arrival, a story's name may since have been merged away: names are
// compared as they were given.
func bCubed(set []labelled, put map[string]string) (p, r, f float64) {
	together, system, gold := map[[2]string]float64{}, map[string]float64{}, map[string]float64{}
	for _, x := range set {
		together[[2]string{put[x.ID], x.story}]++
		system[put[x.ID]]++
		gold[x.story]++
	}
	for _, x := range set {
		both := together[[2]string{put[x.ID], x.story}]
		p += both / system[put[x.ID]]
		r += both / gold[x.story]
	}
	n := float64(len(set))
	p, r = p/n, r/n
	return p, r, 2 * p * r / (p + r)
}

// mutual is the normalised mutual information of the stories and the labels, by
// the mean of their entropies.
func mutual(set []labelled, put map[string]string) float64 {
	together, system, gold := map[[2]string]float64{}, map[string]float64{}, map[string]float64{}
	n := float64(len(set))
	for _, x := range set {
		together[[2]string{put[x.ID], x.story}] += 1 / n
		system[put[x.ID]] += 1 / n
		gold[x.story] += 1 / n
	}
	var both, entropies float64
	for pair, p := range together {
		both += p * math.Log(p/(system[pair[0]]*gold[pair[1]]))
	}
	for _, ps := range []map[string]float64{system, gold} {
		for _, p := range ps {
			entropies -= p * math.Log(p) / 2
		}
	}
	return both / entropies
}

const orders = 5

// Of ECB+ a tenth of the dated reports have the time of a page that was found months
// later, and reports that lie so far apart are kept apart: what is lost by that shows
// beside the same set without times.
func TestScore(t *testing.T) {
	for _, tt := range []struct {
		name           string
		blank          bool    // without times
		least, settled float64 // B³ F1 on arrival and at the end
	}{{"ecbplus", false, 0.87, 0.93}, {"ecbplus", true, 0.89, 0.96}, {"basil", false, 0.95, 0.98}, {"basil", true, 0.95, 0.98}, {"meantime", true, 0.95, 0.99}, {"newswcl50", false, 0.88, 0.91}} {
		name := tt.name
		if tt.blank {
			name += " without times"
		}
		t.Run(name, func(t *testing.T) {
			if testkit.Raced && (tt.blank || tt.name == "ecbplus") {
				return // the smaller sets show as much of what two share
			}
			set := readStories(t, tt.name)
			if tt.blank {
				blank(set)
			}
			arrival, end := measure(name, set, func() *Joiner { return New(Options{}) })
			if arrival < tt.least {
				t.Errorf("%s: B³ on arrival %.3f, want at least %.3f", name, arrival, tt.least)
			}
			if end < tt.settled {
				t.Errorf("%s: B³ at the end %.3f, want at least %.3f", name, end, tt.settled)
			}
		})
	}
}
