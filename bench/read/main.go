// Read measures dateline read beside two other readers of pages, on the same
// labelled pages in the same run, each in a process of its own with one core.
//
// Dateline's trees learned from these very pages, so its rows on them flatter it:
// what it does on sites that it did not learn from, the reader's own test says
// (go test ./read -run TestCrossValidated -folds 5 -v).
//
// The pages belong to their publishers and are kept beside the repository (see
// score.go for the metrics); without them there is nothing to measure.
//
//	go run ./read
//	DATELINE_SHARED=/somewhere/shared go run ./read -readers dateline,readeck
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	log.SetFlags(0)
	names := flag.String("readers", strings.Join(readerNames(), ","), "which readers to measure")
	only := flag.String("only", "", "be the process that measures one reader (started by the program itself)")
	flag.Parse()
	root, err := sharedDir()
	if err != nil {
		log.Print(err)
		return
	}
	if *only != "" {
		if err := measure(root, *only); err != nil {
			log.Fatal(err)
		}
		return
	}
	var rows []row
	for _, name := range strings.Split(*names, ",") {
		r, err := measureApart(name)
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		rows = append(rows, r)
	}
	printTable(rows)
}

// sharedDir is where the labelled pages are.
func sharedDir() (string, error) {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(root, "data", "extraction")
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("no labelled pages at %s; set DATELINE_SHARED to measure", dir)
	}
	return dir, nil
}

// A row is what was measured of one reader.
type row struct {
	Name      string
	Bodies    bodyScore // scrapinghub
	Strings   stringScore
	Texts     bodyScore // text captures of the scrapinghub pages
	PerSecond float64
	PeakMB    float64
}

func measureApart(name string) (row, error) {
	self, err := os.Executable()
	if err != nil {
		return row{}, err
	}
	cmd := exec.Command(self, "-only", name)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return row{}, fmt.Errorf("measuring: %w", err)
	}
	var r row
	if err := json.Unmarshal(out, &r); err != nil {
		return row{}, fmt.Errorf("reading what was measured: %w", err)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.PeakMB = float64(usage.Maxrss) / 1024
	}
	return r, nil
}

// measure reads all pages with one reader and writes its row.
func measure(root, name string) error {
	runtime.GOMAXPROCS(1)
	read := readers[name]
	if read == nil {
		return errors.New("no reader of that name; there are " + strings.Join(readerNames(), ", "))
	}
	r := row{Name: name}
	var took time.Duration
	pages := 0
	timed := func(p page) output {
		start := processorTime()
		out := read(p)
		took += processorTime() - start
		pages++
		return out
	}
	bodies, err := load[bodyLabel](root, "scrapinghub")
	if err != nil {
		return err
	}
	read(bodies[0].page) // what is set up once is not counted
	for _, b := range bodies {
		r.Bodies.add(timed(b.page).Text, b.label.ArticleBody)
	}
	strs, err := load[stringLabel](root, "trafilatura")
	if err != nil {
		return err
	}
	for _, s := range strs {
		r.Strings.add(timed(s.page), s.label)
	}
	r.PerSecond = float64(pages) / took.Seconds()
	if readText := textReaders[name]; readText != nil {
		for _, b := range bodies {
			r.Texts.add(readText(stripped(b.page.body)), b.label.ArticleBody)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// processorTime is what the process has used so far. The clock on the wall would
// measure what else the machine does.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func printTable(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, value func(row) string) {
		fmt.Fprintf(w, "%s\t", name)
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t", value(r))
		}
		fmt.Fprintln(w)
	}
	line("", func(r row) string { return r.Name })
	share := func(name string, value func(row) float64) {
		line(name, func(r row) string {
			if v := value(r); v > 0 {
				return fmt.Sprintf("%.4f", v)
			}
			return "-"
		})
	}
	share("full bodies: F1", func(r row) float64 { return r.Bodies.f1() })
	share("precision", func(r row) float64 { return r.Bodies.precision() })
	share("recall", func(r row) float64 { return r.Bodies.recall() })
	share("exact", func(r row) float64 { return r.Bodies.accuracy() })
	share("strings in the body or not: F1", func(r row) float64 { return r.Strings.f1() })
	share("precision", func(r row) float64 { return r.Strings.precision() })
	share("recall", func(r row) float64 { return r.Strings.recall() })
	share("title exact", func(r row) float64 { return r.Strings.Title.share() })
	share("one title in the other", func(r row) float64 { return r.Strings.TitleNear.share() })
	share("authors equal", func(r row) float64 { return r.Strings.Author.share() })
	share("same day", func(r row) float64 { return r.Strings.Day.share() })
	share("text captures: F1", func(r row) float64 { return r.Texts.f1() })
	share("exact", func(r row) float64 { return r.Texts.accuracy() })
	line("pages a second, one core", func(r row) string { return fmt.Sprintf("%.0f", r.PerSecond) })
	if i := slices.IndexFunc(rows, func(r row) bool { return r.Name == "readeck" }); i >= 0 {
		line("times readeck's", func(r row) string { return fmt.Sprintf("%.2f", r.PerSecond/rows[i].PerSecond) })
	}
	line("memory at its peak, MB", func(r row) string { return fmt.Sprintf("%.0f", r.PeakMB) })
	w.Flush()
	fmt.Println("\ndateline learned from these pages; on sites apart: go test ./read -run TestCrossValidated -folds 5 -v")
}
