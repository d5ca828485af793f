package house

import (
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityTable: each test that docs/security.md names as proof exists, and no
// point of level 1 is unmet.
func TestSecurityTable(t *testing.T) {
	table, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := parse("../..")
	if err != nil {
		t.Fatal(err)
	}
	exist := map[string]bool{}
	for _, f := range files {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test {
				exist[fn.Name.Name] = true
			}
		}
	}
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(table), -1) {
		if !exist[name] {
			t.Errorf("docs/security.md names %s, which is no test", name)
		}
	}
	points := 0
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 5 || !strings.HasPrefix(line, "| V") {
			continue
		}
		points++
		if cells[1] == "1" && cells[3] != "met" && cells[3] != "n/a" {
			t.Errorf("a point of level 1 is %s: %s", cells[3], line)
		}
		if cells[3] == "met" && strings.TrimSuffix(strings.TrimSpace(cells[4]), "|") == "" {
			t.Errorf("nothing says how we know: %s", line)
		}
	}
	if points < 150 {
		t.Errorf("the table holds %d points; it was not read right", points)
	}
}
