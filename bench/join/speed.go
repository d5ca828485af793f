package main

import (
	"bytes"
	"cmp"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/pprof/profile"

	"dateline/join"
	"dateline/news"
)

// measured is how many reports are joined, and forgotten, while the clock runs.
const measured = 10_000

// speed joins made-up reports of 500 words, each of which tells of something
// else, and measures the last of them: as many as come are forgotten. Then it
// does the same without joining's own means.
func speed(live int) error {
	stream := func(add func(news.Report)) (per time.Duration, memory int64, profiled *profile.Profile, err error) {
		rng := rand.New(rand.NewPCG(1, 1))
		before := allocated()
		for i := range live {
			add(report(rng, i))
		}
		memory = allocated() - before
		var reports []news.Report
		for i := range measured {
			reports = append(reports, report(rng, live+i))
		}
		var written bytes.Buffer
		if err := pprof.StartCPUProfile(&written); err != nil {
			return 0, 0, nil, err
		}
		began := processor()
		for _, r := range reports {
			add(r)
		}
		per = (processor() - began) / measured
		pprof.StopCPUProfile()
		profiled, err = profile.Parse(&written)
		return per, memory, profiled, err
	}

	j := join.New(join.Options{Spare: live, Limit: live})
	per, memory, profiled, err := stream(func(r news.Report) { j.Add(r) })
	if err != nil {
		return err
	}
	j.SettleFresh() // all of them
	rng := rand.New(rand.NewPCG(2, 2))
	for i := range 100 {
		j.Add(report(rng, live+measured+i))
	}
	began := processor()
	j.SettleFresh()
	settled := (processor() - began) / 100

	n := newNaive(0.3)
	n.limit = live
	perNaive, memoryNaive, _, err := stream(func(r news.Report) { n.add(r) })
	if err != nil {
		return err
	}

	fmt.Printf("\n%d live stories, reports of 500 words, one core\n%-28s %9s %9s %9s\n", live, "", "reports/s", "µs each", "MB")
	row := func(name string, per time.Duration, memory int64) {
		fmt.Printf("%-28s %9.0f %9.1f %9d\n", name, 1/per.Seconds(), micro(per), memory>>20)
	}
	row("joined", per, memory)
	row("TF-IDF, single pass", perNaive, memoryNaive)
	fmt.Printf("%-28s %9.2f times as many reports/s\n", "joined, beside TF-IDF", perNaive.Seconds()/per.Seconds())
	fmt.Println("where joining spends its time, µs a report, as sampled:")
	for _, s := range shares(profiled) {
		fmt.Printf("  %-26s %9s %9.1f\n", s.part, "", s.share*micro(per))
	}
	fmt.Printf("  %-26s %9s %9.1f  (100 new ones; not in the above)\n", "settling", "", micro(settled))
	return nil
}

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// allocated is how many bytes are in use.
func allocated() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// parts are what joining is made of, by the functions that do it. A sample
// belongs to the innermost that is named here.
var parts = []struct{ part, function string }{
	{"collecting garbage", "runtime.gcBgMarkWorker"}, {"collecting garbage", "runtime.gcAssistAlloc"}, {"collecting garbage", "runtime.bgsweep"},
	{"cutting into terms", "lang.AppendTerms"},
	{"copies", "(*analyst).shingle"}, {"copies", "(*Joiner).findCopy"}, {"copies", "(*keyIndex)"},
	{"counting terms and names", "(*analyst).analyse"},
	{"index", "(*Joiner).index"}, {"index", "(*Joiner).forget"},
	{"searching candidates", "(*Joiner).nearestTo"},
	{"comparing candidates", "(*Joiner).candidates"}, {"comparing candidates", "join.compare"},
	{"trees", "(*Forest).Predict"},
	{"the rest", "(*Joiner).Add"},
}

type share struct {
	part  string
	share float64
}

// shares gives the parts' shares of the processor's time, in the order of parts.
func shares(p *profile.Profile) []share {
	var out []share
	var all float64
	for _, part := range parts {
		if !slices.ContainsFunc(out, func(s share) bool { return s.part == part.part }) {
			out = append(out, share{part: part.part})
		}
	}
	for _, sample := range p.Sample {
		time := float64(sample.Value[len(sample.Value)-1])
		all += time
		part := partOf(sample)
		out[slices.IndexFunc(out, func(s share) bool { return s.part == part })].share += time
	}
	for i := range out {
		out[i].share /= cmp.Or(all, 1)
	}
	return out
}

func partOf(sample *profile.Sample) string {
	for _, at := range sample.Location {
		for _, line := range at.Line {
			for _, part := range parts {
				if strings.Contains(line.Function.Name, part.function) {
					return part.part
				}
			}
		}
	}
	return "the rest"
}

// processor is the processor's time that the program has used: the clock on the
// wall measures the neighbours too.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// word makes up the word of a rank.
func word(rank int) string {
	var b strings.Builder
	for k := rank + 21; k > 0; k /= 100 {
		b.WriteByte("bcdfghklmnprstvwzjqx"[k%20])
		b.WriteByte("aeiou"[k/20%5])
	}
	return b.String()
}

// report makes up a report: half of its words occur as often as words do in
// news (Zipf), a third are of its own subject, and it has twelve names.
func report(rng *rand.Rand, i int) news.Report {
	var subject, names []string
	for range 40 {
		subject = append(subject, word(200+rng.IntN(40_000)))
	}
	for range 12 {
		w := word(1000 + rng.IntN(30_000))
		names = append(names, strings.ToUpper(w[:1])+w[1:])
	}
	var b strings.Builder
	for k := range 500 {
		switch r := rng.Float64(); {
		case r < 0.08:
			b.WriteString(names[rng.IntN(len(names))])
		case r < 0.35:
			b.WriteString(subject[rng.IntN(len(subject))])
		case r < 0.37:
			fmt.Fprint(&b, rng.IntN(3000))
		default:
			b.WriteString(word(int(math.Exp(rng.Float64() * math.Log(40_000)))))
		}
		b.WriteString([]string{" ", ". "}[(k%20)/19])
	}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return news.Report{ID: fmt.Sprint(i), Language: "en", Headline: names[0] + " " + subject[0] + " " + names[1], Text: b.String(), Published: start.Add(time.Duration(i) * time.Minute)}
}
