// Pages writes the pages of the extraction sets as reports, a line of JSON each,
// with the set's own number of the page: what joining is measured and learns on
// beside the labelled stories. It runs the program's own reader.
//
//	go run ./join/testdata/pages ../shared
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(shared string, out io.Writer) error {
	var lines bytes.Buffer
	for _, set := range []string{"scrapinghub", "trafilatura"} {
		folder := filepath.Join(shared, "data/extraction", set)
		data, err := os.ReadFile(filepath.Join(folder, "truth.json"))
		if err != nil {
			return err
		}
		var truth map[string]struct{ URL string }
		if err := json.Unmarshal(data, &truth); err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(truth)) {
			page, err := unpack(filepath.Join(folder, "pages", id+".html.gz"))
			if err != nil {
				return err
			}
			url := truth[id].URL
			if !strings.HasPrefix(url, "http") {
				url = "http://" + id + ".example/"
			}
			line, err := json.Marshal(map[string]string{"id": id, "url": url, "html": page})
			if err != nil {
				return err
			}
			lines.Write(append(line, '\n'))
		}
	}
	read := exec.Command("go", "run", "dateline/cmd/dateline", "read", "--jsonl")
	read.Stdin, read.Stderr = &lines, os.Stderr
	answers, err := read.StdoutPipe()
	if err != nil {
		return err
	}
	if err := read.Start(); err != nil {
		return err
	}
	scanner := bufio.NewScanner(answers)
	scanner.Buffer(nil, 64<<20)
	for scanner.Scan() {
		var r map[string]any
		if err := json.Unmarshal(scanner.Bytes(), &r); err != nil || r["error"] != nil {
			continue
		}
		r["pid"] = r["id"]
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return err
	}
	return read.Wait()
}

func unpack(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(z)
	return string(data), err
}
