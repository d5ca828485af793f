package house

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// required gives the modules that a go.mod requires; direct are those that are
// imported by the module itself.
func required(gomod string) (direct, all []string) {
	block := false
	for _, line := range strings.Split(gomod, "\n") {
		line = strings.TrimSpace(line)
		one, single := strings.CutPrefix(line, "require ")
		switch {
		case line == "require (":
			block = true
			continue
		case line == ")":
			block = false
		case single:
			line = one
		}
		words := strings.Fields(line)
		if !block && !single || len(words) < 2 || strings.HasPrefix(line, "//") {
			continue
		}
		all = append(all, words[0])
		if !strings.Contains(line, "// indirect") {
			direct = append(direct, words[0])
		}
	}
	return direct, all
}

// explained gives the modules that stand in the first column of a table.
func explained(table string) (out []string) {
	for _, line := range strings.Split(table, "\n") {
		columns := strings.Split(line, "|")
		if len(columns) < 4 || strings.TrimSpace(columns[2]) == "" {
			continue
		}
		for _, name := range strings.Split(columns[1], ",") {
			if name = strings.TrimSpace(name); strings.Contains(name, ".") {
				out = append(out, name)
			}
		}
	}
	return out
}

// TestDependencies: each module that we import has a line that says why, and
// no line speaks of one that is gone.
func TestDependencies(t *testing.T) {
	gomod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct, all := required(string(gomod))
	if len(direct) < 10 {
		t.Fatalf("found only %v in go.mod", direct)
	}
	has := explained(string(table))
	for _, name := range direct {
		if !slices.Contains(has, name) {
			t.Errorf("docs/dependencies.md does not say why %s is here", name)
		}
	}
	for _, name := range has {
		if !slices.Contains(all, name) {
			t.Errorf("docs/dependencies.md speaks of %s, which go.mod does not require", name)
		}
	}
}
