package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"dateline/news"
	"dateline/read"
)

// readRemembering is dateline read --jsonl --memory: the memories of all sites
// are one file, an object of site to memory.
func readRemembering(env cmdEnv, name string) int {
	memories := map[string]*read.SiteProfile{}
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, &memories)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(env.err, "%s: %v; this is no memory of dateline read\n", name, err)
		return 1
	}
	status := readLines(env.in, env.out, env.err, 1, func(line []byte, number int) answered {
		return answerPage(line, number, func(p read.Page, l pageLine) (news.Report, error) {
			site := read.Site(p.URL)
			if memories[site] == nil {
				memories[site] = &read.SiteProfile{}
			}
			return memories[site].Read(p, l.Feed, l.Corrections...)
		})
	})
	if err := writeWhole(name, memories); err != nil {
		fmt.Fprintf(env.err, "%s: %v\n", name, err)
		return 1
	}
	return status
}

// writeWhole writes a file at once: whoever reads it meanwhile sees the old one.
func writeWhole(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = next.Write(append(data, '\n'))
	if closed := next.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}

// explain writes what said each field of a page's report, then each block with
// its role and why.
func explain(page read.Page, out io.Writer) error {
	report, err := read.Read(page)
	if err != nil {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(report.Evidence)) {
		if _, err := fmt.Fprintf(out, "%-10s said by %s\n", field, report.Evidence[field]); err != nil {
			return err
		}
	}
	blocks, err := read.Explain(page)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if _, err := fmt.Fprintf(out, "%-10s %3.0f%%  %-28s  %s\n", b.Role, 100*b.Sure, b.Why, shortened(b.Text, 100)); err != nil {
			return err
		}
	}
	return nil
}

// shortened is the beginning of a text on one line.
func shortened(s string, most int) string {
	runes := []rune(s)
	for i, r := range runes {
		if r == '\n' {
			runes[i] = ' '
		}
	}
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}
