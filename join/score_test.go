package join

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/news"
)

// A labelled report: the story it belongs to by a person's judgement.
type labelled struct {
	news.Report
	story, topic string
}

// readStories reads one of the labelled sets; they are not part of the
// repository.
func readStories(t testing.TB, name string) []labelled {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	data, err := os.ReadFile(filepath.Join(root, "data/stories", name+".jsonl"))
	if err != nil {
		t.Skipf("the labelled stories are not here: %v", err)
	}
	var set []labelled
	for line := range strings.Lines(string(data)) {
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
	j := New(o)
	arrival, end = map[string]string{}, map[string]string{}
	kept := map[string]string{}
	for _, r := range set {
		d := j.Add(r.Report)
		arrival[r.ID], end[r.ID] = d.Link.StoryID, d.Link.StoryID
		for _, m := range d.Merges {
			kept[m.Gone] = m.Kept
		}
	}
	settled := j.Settle()
	for _, m := range settled.Merges {
		kept[m.Gone] = m.Kept
	}
	for id, s := range end {
		for kept[s] != "" {
			s = kept[s]
		}
		end[id] = s
	}
	for _, l := range settled.Moves {
		end[l.ReportID] = l.StoryID
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

const orders = 5

func TestScore(t *testing.T) {
	for _, tt := range []struct {
		name           string
		blank          bool    // without times
		least, settled float64 // B³ F1 on arrival and at the end
	}{{"ecbplus", false, 0.85, 0.90}, {"basil", false, 0.95, 0.99}, {"basil", true, 0.95, 0.98}, {"meantime", true, 0.85, 0.99}, {"newswcl50", false, 0.80, 0.88}} {
		name := tt.name
		if tt.blank {
			name += " without times"
		}
		t.Run(name, func(t *testing.T) {
			set := readStories(t, tt.name)
			if tt.blank {
				for i := range set {
					set[i].Published = time.Time{}
				}
			}
			var mean [6]float64
			for seed := range uint64(orders) {
				s := shuffled(set, seed+1)
				arrival, end := joined(s, Options{})
				var x [6]float64
				x[0], x[1], x[2] = bCubed(s, arrival)
				x[3], x[4], x[5] = bCubed(s, end)
				for i := range x {
					mean[i] += x[i] / orders
				}
				if testing.Verbose() {
					fmt.Printf("%-24s order %d   on arrival P %.3f R %.3f B³ %.3f   at the end P %.3f R %.3f B³ %.3f\n", name, seed+1, x[0], x[1], x[2], x[3], x[4], x[5])
				}
			}
			fmt.Printf("%-24s mean      on arrival P %.3f R %.3f B³ %.3f   at the end P %.3f R %.3f B³ %.3f\n", name, mean[0], mean[1], mean[2], mean[3], mean[4], mean[5])
			if mean[2] < tt.least {
				t.Errorf("%s: B³ on arrival %.3f, want at least %.3f", name, mean[2], tt.least)
			}
			if mean[5] < tt.settled {
				t.Errorf("%s: B³ at the end %.3f, want at least %.3f", name, mean[5], tt.settled)
			}
		})
	}
}
