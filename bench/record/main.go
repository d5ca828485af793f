// Record measures what dateline records, in one table: events with the parse given
// and from raw text, sources and targets, dates, quotations, the main event of an
// article, the register, and the time a report takes.
//
// The labelled sets belong to others and are kept beside the repository (their
// README says whose they are); without them there is only the register set and the
// speed to measure. The sets favour nobody here but that dictionaries of CAMEO are
// used, by which petr2_gsr was first made.
//
//	go run ./record
//	DATELINE_SHARED=/somewhere/shared go run ./record -misses events
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// misses is what to print every miss of.
var misses = flag.String("misses", "",
	"print the misses of one measure: units, natural, plover, dates, quotes, pronouns, main, names, register")

// A row is one figure.
type row struct {
	name      string
	got, of   float64
	must, aim string
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	var rows []row
	for _, measure := range []func() []row{
		units, natural, ploverSet, dates, quotations, pronouns, names, mainEvents, register, speed,
	} {
		rows = append(rows, measure()...)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "measure\tright\tof\tshare\tmust reach\taim")
	for _, r := range rows {
		share := "–"
		if r.of > 0 {
			share = fmt.Sprintf("%.3f", r.got/r.of)
		}
		fmt.Fprintf(w, "%s\t%.4g\t%.4g\t%s\t%s\t%s\n", r.name, r.got, r.of, share, r.must, r.aim)
	}
	w.Flush()
}

func miss(measure, format string, args ...any) {
	if *misses == measure {
		fmt.Printf(format+"\n", args...)
	}
}

// shared gives a file of the facts, nil if it is not there.
func shared(path string) []byte {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(root, "data", "facts", path))
	if err != nil {
		log.Printf("%v: left out", err)
	}
	return data
}

// eachLine reads JSONL into values of one type.
func eachLine[T any](data []byte, do func(T)) {
	scan := bufio.NewScanner(bytes.NewReader(data))
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var v T
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			log.Fatalf("%v in %.80s", err, scan.Bytes())
		}
		do(v)
	}
}

func wordsOf(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127) }) {
		switch w {
		case "the", "a", "an", "of", "in", "at", "and", "s", "to", "on":
		default:
			m[w] = true
		}
	}
	return m
}
