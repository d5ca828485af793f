package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/news"
)

// A labelledReport is one of the register set's: what its labels claim was written
// down before this package had read it.
type labelledReport struct {
	ID, Published, Text string
	Agreements          []struct {
		Title      string
		Parties    []string
		Milestones []struct{ Act, Date, Place string }
		Provisions []string
		Relations  []struct {
			Act, Title string
			Year       int
		}
	}
}

func registerSet(t testing.TB) []labelledReport {
	data, err := os.ReadFile("testdata/register.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []labelledReport
	scan := bufio.NewScanner(bytes.NewReader(data))
	for scan.Scan() {
		var r labelledReport
		if err := json.Unmarshal(scan.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func (r labelledReport) claims() [][]string {
	var out [][]string
	for _, a := range r.Agreements {
		c := []string{"title " + strings.ToLower(a.Title)}
		for _, p := range a.Parties {
			c = append(c, "party "+strings.ToLower(p))
		}
		for _, m := range a.Milestones {
			c = append(c, "milestone "+m.Act+" "+m.Date)
			if m.Place != "" {
				c = append(c, "place "+m.Act+" "+m.Place)
			}
		}
		for _, p := range a.Provisions {
			c = append(c, "provision "+p)
		}
		for _, x := range a.Relations {
			c = append(c, fmt.Sprintf("relation %s %d %s", x.Act, x.Year, strings.ToLower(x.Title)))
		}
		out = append(out, c)
	}
	return out
}

func agreementClaims(a *news.Agreement) []string {
	c := []string{"title " + strings.ToLower(a.Title)}
	for _, p := range a.Parties {
		name := p.Name
		if name == "" {
			name = p.Text
		}
		c = append(c, "party "+strings.ToLower(name))
	}
	for _, m := range a.Milestones {
		day := ""
		if m.Time != nil {
			day = m.Time.From
		}
		c = append(c, "milestone "+m.Act+" "+day)
		if m.Place != nil {
			c = append(c, "place "+m.Act+" "+m.Place.Name)
		}
	}
	for _, p := range a.Provisions {
		c = append(c, "provision "+p.Class)
	}
	for _, x := range a.Relations {
		c = append(c, fmt.Sprintf("relation %s %d %s", x.Act, x.Instrument.Year, strings.ToLower(x.Instrument.Title)))
	}
	return c
}

// sameClaim lets a title be right without its article, and a country by whatever
// name it has.
func sameClaim(got, want string) bool {
	if got == want {
		return true
	}
	g, ok1 := strings.CutPrefix(got, "title ")
	w, ok2 := strings.CutPrefix(want, "title ")
	if ok1 && ok2 {
		return strings.HasSuffix(g, " "+w) || strings.HasSuffix(w, " "+g) || strings.HasPrefix(g, w+" ") || strings.HasPrefix(w, g+" ")
	}
	g, ok1 = strings.CutPrefix(got, "party ")
	w, ok2 = strings.CutPrefix(want, "party ")
	return ok1 && ok2 && (strings.HasSuffix(g, w) || strings.HasSuffix(w, g))
}

// An agreement that no label tells is false whatever else it says.
func TestRegisterSet(t *testing.T) {
	right, got, want, agreements, falseOnes := 0, 0, 0, 0, 0
	for _, r := range registerSet(t) {
		published, _ := news.ParseTime(r.Published)
		labels := r.claims()
		for _, l := range labels {
			want += len(l)
		}
		for _, f := range checkRecord(t, news.Report{ID: r.ID, Text: r.Text, Published: published, Language: "en"}).Facts {
			if f.Agreement == nil {
				continue
			}
			agreements++
			claims := agreementClaims(f.Agreement)
			got += len(claims)
			best, at := 0, -1
			for i, l := range labels {
				if n := shared3(claims, l); n > best {
					best, at = n, i
				}
			}
			right += best
			if at < 0 {
				falseOnes++
				t.Logf("%s: false: %q", r.ID, claims)
				continue
			}
			if best < len(claims) || best < len(labels[at]) {
				t.Logf("%s: got %q, want %q", r.ID, claims, labels[at])
			}
			labels = slices.Delete(labels, at, at+1)
		}
		for _, l := range labels {
			t.Logf("%s: missed: %q", r.ID, l)
		}
	}
	f1 := 2 * float64(right) / float64(got+want)
	t.Logf("%d fields right of %d told and %d labelled: F1 %.3f; %d of %d agreements false", right, got, want, f1, falseOnes, agreements)
	if f1 < 0.80 || falseOnes*100 > agreements*3 {
		t.Errorf("F1 %.3f, %d of %d agreements false; want 0.80, at most 3%%", f1, falseOnes, agreements)
	}
}

func shared3(claims, labels []string) int {
	left := slices.Clone(labels)
	n := 0
	for _, c := range claims {
		if i := slices.IndexFunc(left, func(l string) bool { return sameClaim(c, l) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
			n++
		}
	}
	return n
}
