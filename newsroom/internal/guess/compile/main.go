// Command compile makes the list of common passwords that package guess embeds,
// from a list in JSON that data/LICENSES.md names:
//
//	go run ./internal/guess/compile passwords.json > internal/guess/data/common-passwords.gz
package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"dateline/newsroom/internal/guess"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: compile passwords.json > common-passwords.gz")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

// famous are passwords that became common by being recommended.
var famous = []string{"correcthorsebatterystaple"}

func compile(file string, out io.Writer) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var entries []string
	if err := json.Unmarshal(raw, &entries); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	var forms []string
	for _, e := range append(entries, famous...) {
		forms = append(forms, guess.Forms(e)...)
	}
	slices.Sort(forms)
	packed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, f := range slices.Compact(forms) {
		fmt.Fprintln(packed, f)
	}
	return packed.Close()
}
