// Compile makes the data that package record embeds from the dictionaries of
// event coding that data/LICENSES.md lists: verbs with their frames, agents, and
// actors with dated roles.
//
// In come the folders of the dictionaries and of the gazetteers and the folder
// data; out go three packed files without comments, byte for byte the same for
// the same input. A dictionary that package frames cannot read stops it. Run it
// from the folder record:
//
//	go run ./internal/compile ../../shared/data/facts/dictionaries ../../shared/data/facts/gazetteers data
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dateline/record/internal/frames"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: compile DICTIONARIES GAZETTEERS DATA")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

func compile(dictionaries, gazetteers, data string) error {
	actors := frames.NewActors()
	for _, part := range []struct {
		from, to string
		strip    func(string) string
		check    func(text []byte) error
	}{
		{filepath.Join(dictionaries, "CAMEO.2.0.txt"), "verbs.txt.gz", uncommented, func(text []byte) error {
			_, err := frames.ReadLexicon(bytes.NewReader(text))
			return err
		}},
		{filepath.Join(dictionaries, "Phoenix.agents.txt"), "agents.txt.gz", uncommented, func(text []byte) error {
			return actors.ReadAgents(bytes.NewReader(text))
		}},
		{filepath.Join(gazetteers, "phoenix_actors.tsv"), "actors.tsv.gz", fiveColumns, func(text []byte) error {
			return actors.ReadNames(bytes.NewReader(text))
		}},
	} {
		raw, err := os.ReadFile(part.from)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		for line := range strings.Lines(string(raw)) {
			if line = part.strip(strings.TrimRight(line, "\r\n")); line != "" || part.to == "verbs.txt.gz" {
				text.WriteString(line + "\n")
			}
		}
		if err := part.check(text.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", part.from, err)
		}
		if err := pack(filepath.Join(data, part.to), text.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// uncommented leaves a mark where a comment stood alone, because a blank line
// ends a set of synonyms and a comment does not.
func uncommented(line string) string {
	code, _, commented := strings.Cut(line, "#")
	code = strings.Join(strings.Fields(code), " ")
	if code == "" && commented {
		return "#"
	}
	return code
}

// fiveColumns are name, headword (left empty, nobody asks for it), code, from and until.
func fiveColumns(line string) string {
	f := strings.Split(line, "\t")
	if len(f) < 5 || f[0] == "name" {
		return ""
	}
	return strings.Join([]string{f[0], "", f[2], f[3], f[4]}, "\t")
}

func pack(path string, text []byte) error {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(text); err != nil {
		return fmt.Errorf("packing %s: %w", path, err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("packing %s: %w", path, err)
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
