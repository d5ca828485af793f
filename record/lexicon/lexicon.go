// Package lexicon holds the lists of English words by which the rooms of record tell
// events. Each list is a file: its purpose and source stand at its head, and each line
// has one or more words, then “|” and a sentence in which they do what the list says.
package lexicon

import (
	"embed"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Lines returns the lines of a list, each cut at its bars. The lists are part of the
// build, so a list that isn't there is a fault of the build.
func Lines(name string) [][]string {
	b, err := files.ReadFile(name + ".txt")
	if err != nil {
		panic("lexicon: " + err.Error())
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		out = append(out, fields)
	}
	return out
}

// Words returns the words of a list as a set.
func Words(name string) map[string]bool {
	set := map[string]bool{}
	for _, fields := range Lines(name) {
		for _, w := range strings.Fields(fields[0]) {
			set[w] = true
		}
	}
	return set
}
