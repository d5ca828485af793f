// Package house holds the plan of the repository as a test: who may import
// whom, what may stand where. In come the Go files of the repository, parsed
// inside the test process, so that the test's cache sees each change; out comes,
// for each breach, the sentence of the plan that it breaks.
package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// module is the name of ours.
const module = "dateline"

// A file is one parsed Go file.
type file struct {
	path    string // slash-separated, relative to the root
	dir     string
	test    bool
	source  []byte
	syntax  *ast.File
	imports []string
}

// Density compares all Go files below root with the limits of a function, a condition and
// a line, and with the list of exceptions. It returns a sentence for each difference.
func Density(root, exceptions string) ([]string, error) {
	files, err := parse(root)
	if err != nil {
		return nil, err
	}
	allowed, err := readExceptions(exceptions)
	if err != nil {
		return nil, err
	}
	var found []dense
	for _, f := range files {
		found = append(found, tooDense(f)...)
	}
	return weigh(found, allowed), nil
}

// Breaches reads all Go files below root and gives a line for each breach of the plan.
func Breaches(root string) ([]string, error) {
	files, err := parse(root)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		out = append(out, imports(f)...)
		out = append(out, calls(f)...)
		out = append(out, queries(f)...)
		out = append(out, writes(f)...)
	}
	out = append(out, docs(files)...)
	sort.Strings(out)
	return out, nil
}

func parse(root string) ([]file, error) {
	var files []file
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if base := d.Name(); rel != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" || base == "bench") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(set, rel, src, parser.ParseComments)
		if err != nil {
			return err
		}
		f := file{path: rel, dir: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go") || strings.HasSuffix(path.Dir(rel), "test"), source: src, syntax: syntax}
		for _, i := range syntax.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// room is the first folder of a path.
func room(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

func set(names ...string) map[string]bool {
	m := map[string]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

var (
	stages = set("collect", "read", "join", "record", "ledger", "match", "brief", "desk", "publish", "deliver")
	pure   = set("support", "read", "join", "record", "ledger", "match", "brief", "desk", "publish")
)

// subrooms are the rooms within a room, in the order of their imports: each may
// import those before it, and only the room itself is seen from outside. Rooms that
// share a place, parted by |, don't import each other.
var subrooms = map[string][]string{
	"read": {"dom", "phrase", "claims", "body", "field", "plain", "site"},
	"web":  {"frame/texts", "chart", "frame", "view", "frame/frametest", "site|desk|api"},
}

// subroom returns where a folder stands among the sub-rooms of a room, from 0 on;
// the room itself stands after all of them.
func subroom(dir string) (of string, at int) {
	of, name, within := strings.Cut(dir, "/")
	if subrooms[of] == nil {
		return "", 0
	}
	if !within {
		return of, len(subrooms[of])
	}
	return of, slices.IndexFunc(subrooms[of], func(place string) bool { return slices.Contains(strings.Split(place, "|"), name) })
}

// withinRoom returns the breaches of the order of a room's sub-rooms.
func withinRoom(f file, imported string) []string {
	of, at := subroom(imported)
	if of == "" || at == len(subrooms[of]) || f.test && strings.HasSuffix(imported, "test") {
		return nil
	}
	from, position := subroom(f.dir)
	switch {
	case from != of:
		return []string{fmt.Sprintf("%s imports %s: of a room with sub-rooms, others see the room itself", f.path, imported)}
	case at < 0 || position >= 0 && position <= at && f.dir != imported:
		return []string{fmt.Sprintf("%s imports %s: within %s the imports run one way, %s", f.path, imported, of,
			strings.Join(subrooms[of], " ← "))}
	}
	return nil
}

// may says which rooms a room may import.
func may(from string) (map[string]bool, string) {
	switch {
	case from == "news":
		return set(), "news imports nothing of ours"
	case from == "fetch" || from == "lang":
		return set("news"), "fetch and lang import at most news"
	case from == "trees":
		return set(), "trees imports nothing of ours"
	case from == "support":
		return set("news", "lang"), "support imports news and lang"
	case stages[from]:
		return set("news", "fetch", "lang", "trees", "support"),
			"a stage imports news, the instruments and libraries; never another stage, store, newsroom or web"
	case from == "store":
		return set("news"), "store imports news"
	case from == "newsroom":
		m := set("news", "fetch", "lang", "support", "store")
		for s := range stages {
			m[s] = true
		}
		return m, "newsroom imports the stages and store, never web"
	case from == "web":
		return set("newsroom", "publish", "desk", "news", "store"), "web imports newsroom, publish, desk, news and, to look things up, store"
	case from == "demo":
		return set("newsroom", "store", "publish", "desk", "fetch", "news"), "demo plays its editors through newsroom; web and cmd don't know it but to start it"
	}
	return nil, "" // cmd imports what it starts; internal is for tests
}

func imports(f file) (out []string) {
	from := room(f.dir)
	allowed, rule := may(from)
	for _, p := range f.imports {
		within, ours := strings.CutPrefix(p, module+"/")
		if ours && allowed != nil && !f.test {
			if to := room(within); to != from && !allowed[to] {
				out = append(out, fmt.Sprintf("%s imports %s: %s", f.path, p, rule))
			}
		}
		if ours {
			out = append(out, withinRoom(f, within)...)
		}
		if f.test {
			continue
		}
		if pure[from] && set("net", "net/http", "os", "database/sql", "os/exec")[p] && !strings.Contains(f.dir, "/internal/") {
			out = append(out, fmt.Sprintf("%s imports %s: support, read, join, record, ledger, match, brief, desk and publish are functions of their input: no net, os or database/sql", f.path, p))
		}
		if p == "database/sql" && from != "store" {
			out = append(out, fmt.Sprintf("%s imports %s: no SQL anywhere but in store", f.path, p))
		}
		if from == "store" && (p == "net/http" || strings.Contains(p, "/html") || p == "golang.org/x/net/html") {
			out = append(out, fmt.Sprintf("%s imports %s: no HTTP, HTML or text analysis in store", f.path, p))
		}
		if p == "text/template" {
			out = append(out, fmt.Sprintf("%s imports %s: html/template only", f.path, p))
		}
	}
	return out
}

// calls finds what reaches for a global where it should be handed in.
func calls(f file) (out []string) {
	if f.test || strings.HasPrefix(f.dir, "internal/") {
		return nil
	}
	from := room(f.dir)
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := sel.X.(*ast.Ident)
		if !ok || pkg.Obj != nil {
			return true
		}
		name := pkg.Name + "." + sel.Sel.Name
		generator := strings.Contains(f.dir, "/internal/")
		switch name {
		case "time.Now", "time.Since", "time.Until":
			if (pure[from] || set("news", "lang", "trees", "store", "collect")[from]) && !generator {
				out = append(out, fmt.Sprintf("%s uses %s: time comes in as a value", f.path, name))
			}
		case "time.Sleep":
			out = append(out, fmt.Sprintf("%s uses %s: a wait takes a context and can be woken", f.path, name))
		case "http.DefaultClient", "http.Get", "http.Post":
			out = append(out, fmt.Sprintf("%s uses %s: all that goes out over HTTP goes through fetch", f.path, name))
		case "context.Background", "context.TODO":
			if !set("cmd", "newsroom", "web")[from] && !generator {
				out = append(out, fmt.Sprintf("%s uses %s: the context comes in", f.path, name))
			}
		}
		return true
	})
	return out
}

// queries finds SQL in strings outside the store.
func queries(f file) (out []string) {
	if f.test || room(f.dir) == "store" || strings.HasPrefix(f.dir, "internal/") {
		return nil
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		for _, start := range []string{"SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "} {
			if strings.HasPrefix(strings.TrimSpace(s), start) {
				out = append(out, fmt.Sprintf("%s holds the query %.30q: no SQL anywhere but in store", f.path, s))
			}
		}
		return true
	})
	return out
}

// writes finds pages and commands that reach for more of an open database than its Reader.
func writes(f file) (out []string) {
	if from := room(f.dir); f.test || from != "web" && from != "cmd" {
		return nil
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		name := sel.Sel.Name
		pkg, _ := sel.X.(*ast.Ident)
		of := pkg != nil && pkg.Obj == nil && pkg.Name == "store"
		if of && set("DB", "Tx", "Open", "Look")[name] || !of && name == "DB" {
			out = append(out, fmt.Sprintf("%s uses %s: web and cmd read from store.Reader; each change is an order to the newsroom", f.path, name))
		}
		return true
	})
	return out
}

// docs finds packages that do not open with a doc comment, and names that say nothing.
func docs(files []file) (out []string) {
	documented := map[string]bool{}
	packages := map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		packages[f.dir] = true
		if f.syntax.Doc != nil && len(f.syntax.Doc.Text()) > 60 {
			documented[f.dir] = true
		}
	}
	for dir := range packages {
		if !documented[dir] {
			out = append(out, fmt.Sprintf("%s: a package opens with a doc comment that says what it is for, what comes in and what goes out", dir))
		}
		switch path.Base(dir) {
		case "util", "utils", "common", "helper", "helpers", "manager", "base", "misc":
			out = append(out, fmt.Sprintf("%s: a package is named for what it is about", dir))
		}
	}
	return out
}
